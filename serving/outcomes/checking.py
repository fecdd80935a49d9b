"""What an outcome must not say, before it is recorded."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from records.clock import today
from serving.outcomes.views import DISPOSALS, RESULTS, OutcomeForm, overall
from serving.refusals import InvalidOutcome

LONGEST_NOTE = 4_000
MOST_YUAN = Decimal(100_000_000)  # more is a slip of the pen
_EARLIEST = date(2000, 1, 1)


def check(form: OutcomeForm) -> None:
    """Raise InvalidOutcome with a sentence when the form contradicts itself."""
    if form.result not in RESULTS:
        raise InvalidOutcome(f"The result must be one of {', '.join(RESULTS)}.")
    if form.disposal is not None and form.disposal not in DISPOSALS:
        raise InvalidOutcome(f"The disposal must be one of {', '.join(DISPOSALS)}.")
    if form.result != "confirmed" and (form.disposal is not None or form.recovered_yuan):
        raise InvalidOutcome("A disposal and money recovered belong to a confirmed case only; leave them empty.")
    if form.correction is not None and "cleared" not in (form.result, *form.findings.values()):
        raise InvalidOutcome("A register's fact is corrected where something is cleared; leave the correction out.")
    if form.recovered_yuan is not None:
        _check_amount(form.recovered_yuan)
    if form.verified > today():
        raise InvalidOutcome("The day of the visit lies in the future; enter the day somebody went.")
    if form.verified < _EARLIEST:
        raise InvalidOutcome("The day of the visit lies before 2000; enter the day somebody went.")
    if len(form.note) > LONGEST_NOTE:
        raise InvalidOutcome(f"The note has {len(form.note)} characters; it may have {LONGEST_NOTE}.")


def _check_amount(yuan: Decimal) -> None:
    if not yuan.is_finite() or not 0 <= yuan <= MOST_YUAN:
        raise InvalidOutcome("The money recovered must be an amount in yuan from 0 to 100,000,000.")
    if yuan != round(yuan, 2):
        raise InvalidOutcome("The money recovered may have two decimals (fen).")


def check_findings(form: OutcomeForm, rules: Collection[str]) -> None:
    """Raise InvalidOutcome unless the findings are of the rules that hit, one each, and add up to the result."""
    if not form.findings:
        return
    if strange := [rule for rule in form.findings if rule not in rules]:
        raise InvalidOutcome(f"The rule {strange[0][:64]} does not hit this case; open it again and use its hits.")
    if missing := [rule for rule in rules if rule not in form.findings]:
        raise InvalidOutcome(
            f"Nothing is said of {missing[0]}; give a finding for every rule that hits, or none at all."
        )
    if any(result not in RESULTS for result in form.findings.values()):
        raise InvalidOutcome(f"A finding must be one of {', '.join(RESULTS)}.")
    whole = overall(list(form.findings.values()))
    if whole != form.result:
        raise InvalidOutcome(
            f"The findings add up to {whole}, not to {form.result}: one confirmed finding confirms all."
        )

"""What the tables and columns that a rule needs are called by those who hand them in."""

from functools import cache

from records.files.kinds import Kind
from records.files.vocabulary import vocabulary
from rules.catalogue import Catalogue
from rules.rule import Rule, Text

STANDARD = "standard "  # what `engine.NotRun.missing` puts before the name of a standard
# Tables that no bureau hands in.
_DERIVED = {
    "person": Text(zh="身份证号所含信息", en="what the resident id says"),
    "programme": Text(zh="补贴项目", en="programmes"),
    "division": Text(zh="行政区划", en="townships and villages"),
}
_OWN = ("payout", "person", "programme", "division", "standard", "finding")  # no register of other facts


def missing(need: str, catalogue: Catalogue) -> Text:
    """A table, a table.column or a standard that a rule needs, in words."""
    if need.startswith(STANDARD):
        name = need.removeprefix(STANDARD)
        titles = {standard.name: standard.title for standard in catalogue.standards}
        title = titles.get(name, Text(zh=name, en=name))
        return Text(zh=f"标准“{title.zh}”", en=f"the standard “{title.en}”")
    table, _, column = need.partition(".")
    if not column:
        return register(table)
    zh, en = _column(table, column)
    return Text(zh=f"{register(table).zh}的“{zh}”一栏", en=f"the column {en} of {register(table).en}")


def register(table: str) -> Text:
    """The name of a table."""
    kind = _kinds().get(table)
    if kind is None:
        return _DERIVED.get(table, Text(zh=table, en=table))
    return Text(zh=kind.name["zh"], en=kind.name["en"])


def compared(rule: Rule) -> tuple[str, ...]:
    """The registers whose facts the rule holds against the payouts, in the order it names them."""
    sources = [field.source for field in rule.evidence if field.side == "register" and field.source]
    tables = [source.partition(".")[0] for source in (*sources, *rule.needs)]
    return tuple(dict.fromkeys(table for table in tables if table in _kinds() and table not in _OWN))


def _column(table: str, column: str) -> tuple[str, str]:
    """What a bureau's header calls it, and its own name with blanks."""
    kind = _kinds().get(table)
    words = column.removesuffix("_key").replace("_", " ")
    if kind is None:
        return words, words
    # `happened` and `known` are filled from the columns that the kind names.
    names = {"happened": kind.happened, "known": kind.known}.get(column, ())
    for name, given in kind.columns.items():
        if (name in names or column in (name, given.to)) and given.headers:
            return given.headers[0], words if name not in names else name.replace("_", " ")
    return words, words


@cache
def _kinds() -> dict[str, Kind]:
    return vocabulary().kinds

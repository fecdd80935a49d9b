"""What serving refuses, each with one plain sentence; `serving.errors` turns them into HTTP problems."""

from typing import Literal

from records.errors import MingchaError


class NotAllowed(MingchaError):
    """The role does not allow it."""


class NotOneself(MingchaError):
    """An administrator cannot do this to himself."""


class Recused(MingchaError):
    """The case is of the user's own household, kin or village."""


class OutElsewhere(MingchaError):
    """Another township visits the case and records what it finds."""


class OwnClearance(MingchaError):
    """What the user cleared was checked again by others."""


class UnknownDivision(MingchaError):
    """No township or village, or more than one, has this name."""


class TooEarly(MingchaError):
    """The day asked for lies before anything is known, or before the day the queue stands at."""


class NoSuchFolder(MingchaError):
    """The folder an export should go to is not there."""


class HomeInTheWay(MingchaError):
    """A backup would lie in its own home, or a home would be restored over what is there."""


class NoHome(MingchaError):
    """There is nothing to keep a backup of."""


class BadBackup(MingchaError):
    """A file is no backup, or is not whole."""


class SignInNeeded(MingchaError):
    """Nobody is signed in."""


class KeyNeeded(MingchaError):
    """The request carries no API key, or one that is unknown or revoked."""


class WrongPassword(MingchaError):
    """Name and password do not belong together."""


class TooManyAttempts(MingchaError):
    """Too many failed sign-ins; the account waits so many seconds more."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class WeakPassword(MingchaError):
    """The password is too short."""


class UserExists(MingchaError):
    """The sign-in name is taken."""


class UserNotFound(MingchaError):
    """No such user."""


class ForeignForm(MingchaError):
    """The form does not come from a page of ours, or its session is over."""


class CaseNotFound(MingchaError):
    """No case has this number."""


class CaseChanged(MingchaError):
    """Somebody changed the case meanwhile."""


class CaseTaken(MingchaError):
    """Somebody else is at work on the case, or it is decided."""


class NothingWaiting(MingchaError):
    """No outcome of the case waits for approval."""


class OwnOutcome(MingchaError):
    """Who recorded an outcome cannot approve it."""


class AttachmentNotFound(MingchaError):
    """The case has no such photo or document."""


class UnfitAttachment(MingchaError):
    """The file is no photo or document of the kinds and sizes that are taken."""


class NothingChosen(MingchaError):
    """No case was chosen for what should be done to some."""


class NotAssignable(MingchaError):
    """The user cannot be given cases."""


class VersionMissing(MingchaError):
    """A change came without the version it was made for."""


class InvalidVersion(MingchaError):
    """The version given is not one."""


class InvalidOutcome(MingchaError):
    """The outcome contradicts itself."""


class VisitBeforeDispatch(InvalidOutcome):
    """The visit would have been made before the case was handed out."""


class CorrectionNotFound(MingchaError):
    """No correction has this number."""


class InvalidCursor(MingchaError):
    """The cursor is not one we gave."""


class InvalidFilter(MingchaError):
    """A filter has a value that nothing can have."""


class RequestReused(MingchaError):
    """An Idempotency-Key came again with another request."""


class RequestRunning(MingchaError):
    """A request with the same Idempotency-Key is still being worked on."""


class RequestUnfinished(MingchaError):
    """The first request with this Idempotency-Key broke off half-way."""


class TooManyRequests(MingchaError):
    """The key asks more often than it may; wait as long as Retry-After says."""


class InvalidWebhook(MingchaError):
    """The address of a webhook is none that may be told."""


class WebhookNotFound(MingchaError):
    """No webhook has this number."""


class WebhookChanged(MingchaError):
    """Somebody changed the webhook meanwhile."""


class ReasonMissing(MingchaError):
    """A reveal needs a reason."""


class NoScan(MingchaError):
    """Nothing has been scanned yet."""


class DamagedScan(MingchaError):
    """A file of the current scan is missing or differs from its manifest."""


class RulesChanged(MingchaError):
    """The scan was made with other rules than are in force."""


class NoReference(MingchaError):
    """No model serves that remembers how things were when it was trained."""


class UnknownAward(MingchaError):
    """The current scan has no such award."""


class CheckGone(MingchaError):
    """There is no such checked list, or it is not kept any more."""


class InvalidRows(MingchaError):
    """Rows of the feature table that cannot be scored."""


class ModelNotServed(MingchaError):
    """A model is asked for that is not the one served."""


class InvalidPayout(MingchaError):
    """A planned payout cannot be read; `field` is the one at fault."""

    def __init__(self, sentence: str, field: str = "resident_id") -> None:
        super().__init__(sentence)
        self.field = field


class TooManyDays(MingchaError):
    """Payouts are planned for more days than one request may ask for."""


class NewerDatabase(MingchaError):
    """The database was written by a newer mingcha."""


class BrokenChain(MingchaError):
    """The audit log was changed behind our back."""


class UnknownIdentity(MingchaError):
    """No damaged identity has this key."""


class NoResident(MingchaError):
    """The person named is not in the register of residents."""


class BatchNotFound(MingchaError):
    """No batch has this number."""


class InvalidBatch(MingchaError):
    """What is asked of a batch cannot be done."""


class BatchChanged(MingchaError):
    """Somebody changed the batch meanwhile, or what it would be drawn from changed since the preview."""


class BatchReturned(MingchaError):
    """Outcomes have come back: the batch or the case cannot be taken back any more."""


class NotToBePicked(MingchaError):
    """An award named for a batch cannot be visited."""


class UnreadableReturn(MingchaError):
    """A file that came back is no workbook of a batch."""


class WrongCells(MingchaError):
    """Cells of a workbook that came back cannot be used."""


class JobNotFound(MingchaError):
    """No job has this number, or it is somebody else's."""


class JobOver(MingchaError):
    """A job has ended already."""


class JobUnfinished(MingchaError):
    """A job has not ended yet."""


class SnapshotNotFound(MingchaError):
    """No snapshot of this name is kept."""


class ImportNotFound(MingchaError):
    """No import has this number, or it rejected nothing."""


UploadFault = Literal[
    "none", "too-many", "no-name", "kind", "long-name", "empty", "no-table", "program", "no-text", "damaged-archive",
    "empty-archive", "locked-archive", "too-large", "form",
]  # fmt: skip


class InvalidUpload(MingchaError):
    """Files sent in cannot be taken: what is at fault, and in which file."""

    def __init__(self, sentence: str, fault: UploadFault = "form", file: str = "") -> None:
        super().__init__(sentence)
        self.fault, self.file = fault, file


class UploadTooLarge(InvalidUpload):
    """Files sent in are more than is taken at once."""


class LengthMissing(InvalidUpload):
    """Files were sent in without saying how many bytes they are."""


class UploadGone(MingchaError):
    """The files of an import are no longer kept."""


class IdentityDecided(MingchaError):
    """Something else stands: another resident is confirmed, or this one was rejected."""

"""Who may do what: the one place of permission, for pages, exports and API."""

from typing import Literal

from serving.accounts.views import Role, User
from serving.refusals import NotAllowed

Action = Literal[
    "queue.read",
    "board.read",  # sums only: what was found, what is due
    "case.read",
    "case.reveal",  # see the name and the resident id, logged with the reason
    "outcome.record",  # and correct a register's fact with it, and withdraw that
    "outcome.approve",  # what another recorded, where the county wants four eyes
    "attachment.read",  # photos and documents: they may show whatever the camera saw
    "corrections.read",
    "case.assign",  # give cases to others
    "queue.export",
    "scores.read",
    "models.read",
    "metrics.read",  # how busy the server is; nobody's data
    "models.promote",
    "import.read",
    "import.run",
    "import.rejects",  # rows that could not be used, with names and ids, to send back to their bureau; logged
    "scan.run",
    "models.train",
    "jobs.read",  # everybody's
    "jobs.own",  # those one asked for
    "jobs.cancel",  # what somebody else asked for
    "rules.read",
    "users.manage",
    "keys.manage",
    "webhooks.manage",  # which other systems are told of events
    "audit.read",
    "batch.read",
    "batch.hand_out",  # a township's workbook, or all of them; whole names need case.reveal too
    "batch.make",  # draw a batch or a re-check, and take it back
    "recheck.know",  # which batches are re-checks, and why a case was picked: whoever visits should not
    "identities.read",  # damaged identities and their candidates, masked
    "identities.judge",  # confirm, reject, undo
    "county.compare",  # townships beside each other, and estimates for the whole county
]

# What concerns the whole county is not for those who work on a part of it, whatever their role.
_COUNTY_WIDE: frozenset[Action] = frozenset(
    {
        "batch.make",
        "recheck.know",
        "county.compare",
        "import.run",
        "import.rejects",
        "scan.run",
        "models.train",
        "jobs.cancel",
        "models.promote",
        "users.manage",
        "keys.manage",
        "audit.read",
        "webhooks.manage",  # they are told of the whole county
    }
)

# What those may do for their part of the county who may not for all of it: their own township's workbook.
_OF_A_PART: dict[Role, frozenset[Action]] = {"inspector": frozenset({"batch.hand_out"})}

# An administrator sees no cases; an auditor sees the log, and cases without identities.
_MAY: dict[Role, frozenset[Action]] = {
    "inspector": frozenset(
        {
            "queue.read",
            "board.read",
            "batch.read",
            "county.compare",
            "case.read",
            "corrections.read",
            "case.reveal",
            "outcome.record",
            "attachment.read",
            "rules.read",
            "identities.read",
            "identities.judge",
        }
    ),
    "supervisor": frozenset(
        {
            "queue.read",
            "board.read",
            "batch.read",
            "county.compare",
            "batch.make",
            "batch.hand_out",
            "recheck.know",
            "case.read",
            "corrections.read",
            "case.reveal",
            "outcome.record",
            "outcome.approve",
            "attachment.read",
            "case.assign",
            "queue.export",
            "rules.read",
            "models.read",
            "identities.read",
            "identities.judge",
        }
    ),
    "analyst": frozenset(
        {
            "queue.read",
            "board.read",
            "batch.read",
            "county.compare",
            "recheck.know",
            "case.read",
            "corrections.read",
            "queue.export",
            "scores.read",
            "models.read",
            "metrics.read",
            "models.promote",
            "import.read",
            "import.run",
            "import.rejects",
            "scan.run",
            "models.train",
            "jobs.read",
            "jobs.cancel",
            "rules.read",
            "identities.read",
            "identities.judge",
        }
    ),
    "backend": frozenset(
        {
            "queue.read",
            "board.read",
            "batch.read",
            "county.compare",
            "case.read",
            "corrections.read",
            "outcome.record",
            "attachment.read",
            "scores.read",
            "jobs.own",
            "models.read",
            "metrics.read",
            "rules.read",
        }
    ),
    "auditor": frozenset(
        {
            "queue.read",
            "board.read",
            "batch.read",
            "county.compare",
            "recheck.know",
            "case.read",
            "corrections.read",
            "audit.read",
            "models.read",
            "import.read",
            "jobs.read",
            "rules.read",
            "identities.read",
        }
    ),
    "administrator": frozenset({"audit.read", "users.manage", "keys.manage", "metrics.read", "webhooks.manage"}),
}


def may(user: User, action: Action) -> bool:
    """Whether the user's role allows the action, in the part of the county he works on."""
    if user.scope.whole:
        return action in _MAY[user.role]
    return action in _MAY[user.role] | _OF_A_PART.get(user.role, frozenset()) and action not in _COUNTY_WIDE


def require(user: User, action: Action) -> None:
    """Raise NotAllowed unless the user may."""
    if not may(user, action):
        where = "" if user.scope.whole else f" for {user.scope.name}"
        raise NotAllowed(f"The role {user.role}{where} may not do this ({action}); ask an administrator.")

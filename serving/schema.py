"""Every table of the application database, imported so that migrations and checks see all of them."""

from records.database import Base
from records.decisions import corrections as registers
from records.decisions import dispatches as dispatches
from records.decisions import identity_judgements as identity_judgements
from records.decisions import outcomes as outcomes
from serving.accounts import tables as accounts
from serving.attachments import tables as attachments
from serving.audit import tables as audit
from serving.batches import tables as batches
from serving.cases import tables as cases
from serving.corrections import tables as corrections
from serving.identities import tables as identities
from serving.imports import tables as imports
from serving.jobs import tables as jobs
from serving.scan import tables as scan
from serving.security import tables as security
from serving.webhooks import tables as webhooks

metadata = Base.metadata

__all__ = [
    "accounts",
    "attachments",
    "audit",
    "batches",
    "cases",
    "corrections",
    "dispatches",
    "identities",
    "identity_judgements",
    "imports",
    "jobs",
    "metadata",
    "outcomes",
    "registers",
    "scan",
    "security",
    "webhooks",
]

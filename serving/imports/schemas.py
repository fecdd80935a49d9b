"""Imports over the API."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from serving.api import Moment
from serving.imports.views import ImportView


class ImportItem(BaseModel):
    """One import that was run."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    at: Moment = Field(description="UTC.")
    who: str
    job_id: int | None = Field(description="The job that ran it; null: the command line.")
    snapshot: str
    changed: bool = Field(description="False: every file had been imported before.")
    read: int = Field(description="Rows; read = accepted + rejected + titles and totals.")
    accepted: int
    rejected: int
    has_rejects: bool = Field(description="Whether a workbook of the rejected rows can be fetched.")


class ImportList(BaseModel):
    """A page of imports, the newest first."""

    items: list[ImportItem]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next page; null on the last.")


class ImportAnswer(ImportItem):
    """One import with its report."""

    report: dict[str, Any] = Field(
        description="File by file: kind, rows, rejected rows by reason, what it replaces, notes in Chinese and in "
        "English (`notes_en`); then verification lines matched, ids that lead to no resident, registers "
        "put right. No names, no ids."
    )

    @classmethod
    def of(cls, view: ImportView) -> "ImportAnswer":
        """From the view."""
        return cls.model_validate(view)

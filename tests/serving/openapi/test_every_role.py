"""The real application is asked everything its document allows, and much that it does not, with a key of every role."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from records.home import Home
from serving.accounts.views import ROLES, Role
from serving.app import create_app
from serving.database import open_database
from tests.serving.conftest import Scanned, key_for

# What is refused for what it means, not for its form: an outcome that contradicts itself, a draw without visits.
MEANT = ["2xx", "304", "400", "401", "403", "404", "409", "412", "422", "428"]
# It goes on until the job is over, and no worker is here; its own test follows one to the end.
STREAMS = "followJob"
EXAMPLES = 3  # made up for every operation and role, beside those that cover every constraint once


@schemathesis.serializer("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
def workbook(_context: object, value: object) -> bytes:
    """Bytes that claim to be a workbook."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "ignore")


def settings_for(key: str) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "headers": {"Authorization": f"Bearer {key}"},
            "generation": {"deterministic": True, "max-examples": EXAMPLES, "no-shrink": True},
            "checks": {
                "positive_data_acceptance": {"expected-statuses": MEANT},
                # Entries of a list are read one by one: a faulty one is told of inside of a 200.
                "negative_data_rejection": {"enabled": False},
                # The framework's Allow names the methods of one route, not of all at that address.
                "allow_header_conformance": {"enabled": False},
            },
            "phases": {"stateful": {"enabled": False}},
        }
    )


@pytest.fixture
def own_home(template: Scanned, tmp_path: Path) -> Home:
    shutil.copytree(template.home.path, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_no_fault_and_no_answer_that_is_not_documented(own_home: Home, role: Role) -> None:
    database = open_database(own_home)
    config = settings_for(key_for(database, role))
    whole = schemathesis.openapi.from_asgi("/openapi.json", create_app(own_home), config=config)
    schema = whole.exclude(operation_id=STREAMS)
    asked, found = Counter[str](), list[str]()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            asked[event.recorder.label] += len(event.recorder.cases)
            found += failures(event)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            found.append(str(event))
    database.close()
    assert not found, "\n\n".join(found)
    assert len(asked) == sum(len(methods) for methods in whole.raw_schema["paths"].values()) - 1
    assert min(asked.values()) > 0


def failures(event: events.ScenarioFinished) -> Iterator[str]:
    """What went wrong, with the request that brought it about."""
    for checks in event.recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                yield f"{event.recorder.label}: {check.failure_info.failure}\n{check.failure_info.code_sample}"

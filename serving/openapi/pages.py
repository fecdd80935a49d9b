"""/docs/problems and /docs/examples: what a programmer who integrates mingcha reads beside the document."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from fastapi import FastAPI
from starlette.responses import Response

from serving.errors import PROBLEMS, URN, WITHOUT_CLASS
from serving.pages import look
from serving.pages.contexts.frame import Frame, frame
from serving.security.declared import ANYBODY

FILE = Path(__file__).with_name("examples.yaml")
_HEAD = """# The API by example

`$MINGCHA` is the server's address, such as `http://127.0.0.1:8000`; `$KEY` is a key of the role backend
(`mingcha key add county-finance`), `$SUPERVISOR_KEY` and `$ADMIN_KEY` are keys of those roles. The whole document is at
`/openapi.json` (committed as [openapi.json](openapi.json)) and readable at `/docs`; `/docs/problems` lists every error.
A test runs each of these against a server.
"""


@dataclass(frozen=True)
class Example:
    """One thing to do, and how."""

    title: str
    says: str
    status: int
    curl: str


@dataclass(frozen=True)
class Kind:
    """A kind of problem."""

    type: str
    status: int
    title: str
    meaning: str


@dataclass(frozen=True)
class ProblemsPage:
    """Every problem there is."""

    frame: Frame
    problems: tuple[Kind, ...]
    template: str = "problems.html"


@dataclass(frozen=True)
class ExamplesPage:
    """The API by example."""

    frame: Frame
    examples: tuple[Example, ...]
    template: str = "examples.html"


@cache
def examples() -> tuple[Example, ...]:
    """All examples, in the order in which they can be run."""
    return tuple(Example(**told) for told in yaml.safe_load(FILE.read_text(encoding="utf-8")))


def kinds() -> tuple[Kind, ...]:
    """Every problem by status; what it means is what the class of its error says."""
    told = [(problem, (error.__doc__ or "").split("\n")[0]) for error, problem in PROBLEMS.items()]
    found = [Kind(URN + problem.type, problem.status, problem.title, said) for problem, said in (*told, *WITHOUT_CLASS)]
    return tuple(sorted(found, key=lambda kind: (kind.status, kind.type)))


def as_markdown() -> str:
    """The examples as they stand in docs/api.md."""
    told = [f"## {e.title}\n\n{e.says} Answers {e.status}.\n\n```sh\n{e.curl}\n```\n" for e in examples()]
    return "\n".join((_HEAD, *told))


def install(app: FastAPI) -> None:
    """Serve both pages."""

    @app.get("/docs/problems", include_in_schema=False, dependencies=[ANYBODY])
    def problems() -> Response:
        return look.answer(ProblemsPage(frame("en", "/docs/problems", "", None), kinds()))

    @app.get("/docs/examples", include_in_schema=False, dependencies=[ANYBODY])
    def by_example() -> Response:
        return look.answer(ExamplesPage(frame("en", "/docs/examples", "", None), examples()))

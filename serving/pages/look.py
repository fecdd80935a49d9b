"""Render a page: one Jinja environment per language, strict about names, escaping everything."""

from collections.abc import Callable
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from serving.pages import formatting
from serving.pages.contexts.frame import Frame
from serving.pages.languages import Language, words

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
# No script at all, no style in attributes, nothing from another host, in nobody's frame.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SCRIPT = "; script-src 'self'; connect-src 'self'"


class Page(Protocol):
    """The typed context of a page: it names its template and carries the frame around it."""

    @property
    def frame(self) -> Frame:
        """What stands around every page."""
        ...

    @property
    def template(self) -> str:
        """File name in `templates/`."""
        ...


@cache
def static_address(name: str) -> str:
    """Address of a file in `static/`, with a digest so that browsers may keep it for good."""
    return f"/static/{name}?v={blake2b((STATIC / name).read_bytes(), digest_size=6).hexdigest()}"


@cache
def environment(language: Language) -> Environment:
    """The environment of a language. Raises UndefinedError while rendering if a template asks for what is not there."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.install_gettext_translations(words(language), newstyle=True)  # type: ignore[attr-defined]
    found.filters.update(_filters(language))
    found.globals["static"] = static_address
    return found


def _filters(language: Language) -> dict[str, Callable[..., str]]:
    return {
        "yuan": partial(formatting.yuan, language=language),
        "mu": partial(formatting.mu, language=language),
        "percent": formatting.percent,
        "day": formatting.day,
        "moment": formatting.moment,
        "month": formatting.month,
        "count_of": formatting.count,
        "decimal": formatting.decimal,
    }


def html(page: Page) -> str:
    """The page as text."""
    return environment(page.frame.language).get_template(page.template).render(page=page, frame=page.frame)


def answer(page: Page, status: int = 200, *, script: bool = False) -> HTMLResponse:
    """The page as an answer that no cache keeps: it may show a person. `script`: a file of ours makes it livelier."""
    headers = {
        "Content-Security-Policy": POLICY + SCRIPT if script else POLICY,
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(html(page), status_code=status, headers=headers)


def picture(svg: str) -> Response:
    """A chart as an answer. Its address changes with what it shows, so the browser, and no one else, may keep it."""
    headers = {
        "Cache-Control": "private, max-age=3600",
        "Content-Security-Policy": "default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(svg, media_type="image/svg+xml", headers=headers)

"""`python -m serving.openapi`: write docs/openapi.json and docs/api.md."""

from pathlib import Path
from tempfile import TemporaryDirectory

from records.home import Home
from serving.app import create_app
from serving.openapi.document import as_text
from serving.openapi.pages import as_markdown

DOCS = Path(__file__).parents[2] / "docs"


def written() -> dict[str, str]:
    """The content of both files, by name."""
    with TemporaryDirectory() as folder:
        app = create_app(Home(Path(folder) / "home"))
        app.state.database.close()
        return {"openapi.json": as_text(app.openapi()), "api.md": as_markdown()}


if __name__ == "__main__":
    for name, content in written().items():
        (DOCS / name).write_text(content, encoding="utf-8")
        print(f"docs/{name}: {len(content.splitlines()):,} lines")

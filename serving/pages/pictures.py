"""Take the pictures of docs/pictures from a running demo.

    mingcha demo
    python -m serving.pages.pictures --name supervisor --password …

Names and resident ids are masked in the pictures, as they are on the pages. Needs Playwright and Debian's Chromium,
which `make test` installs.
"""

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path

from records.errors import MingchaError

FOLDER = Path("docs/pictures")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


class NoBrowser(MingchaError):
    """There is no Chromium to take pictures with."""


@dataclass(frozen=True)
class Picture:
    """One picture: its file, the page and the size of the window in px."""

    name: str
    page: str  # path; `case` is the first case of the queue
    width: int
    height: int


PICTURES = (
    Picture("queue", "/queue", 1440, 860),
    Picture("case", "case", 1440, 900),
    Picture("case-phone", "case", 360, 740),
)


def take(address: str, name: str, password: str, folder: Path = FOLDER) -> list[Path]:
    """Sign in and take every picture. Raises NoBrowser."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        raise NoBrowser("There is no chromium to take pictures with; `make browser` installs it.")
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        context = browser.new_context(base_url=address, locale="zh-CN")
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("#name", name)
        page.fill("#password", password)
        page.click("form.sign-in .button")
        page.goto("/queue")
        first = page.locator(".cases .what a").first.get_attribute("href") or "/queue"
        for picture in PICTURES:
            page.set_viewport_size({"width": picture.width, "height": picture.height})
            page.goto(first if picture.page == "case" else picture.page, wait_until="networkidle")
            file = folder / f"{picture.name}.png"
            page.screenshot(path=file)
            files.append(file)
        browser.close()
    return files


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m serving.pages.pictures", description=__doc__)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--name", required=True)
    parser.add_argument("--password", required=True)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    given = parser.parse_args()
    for written in take(given.address, given.name, given.password, given.folder):
        print(f"{written}: {written.stat().st_size:,} bytes")

"""A walk through the workbench with pictures: `make walk` drives a running demo and writes docs/walk.md.

It fills HOME with the demo county where it is empty. What it records there (an outcome, a batch, a training) stays.
"""

import re
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from records.home import Home
from tests.browser.conftest import ARGUMENTS, DESK, PHONE, Server, served, sign_in, working
from tests.browser.test_batch import filled, handed_out, made, upload
from tests.browser.test_inspector import record, take_next

ROOT = Path(__file__).parents[2]
DOCS, PICTURES = ROOT / "docs" / "walk.md", ROOT / "docs" / "pictures" / "walk"
PEOPLE = 8000
TALLEST = 1500  # of a picture, in pixels of the page: what comes below repeats
LONGEST_MS = 1_800_000  # a training beside other work
INTRODUCTION = """# A walk through the workbench

Made by `make walk` from a running demo: a fictional county, in which nobody is real, and names are masked as the pages
mask them. The pages are Chinese first; a switch at the top changes them to English.
"""


@dataclass
class Walk:
    """The browser, the server, and what was seen so far."""

    browser: Browser
    server: Server
    lines: list[str] = field(default_factory=list)

    def visitor(self, role: str | None, size: tuple[int, int] = DESK) -> Page:
        """A window of its own, signed in."""
        width, height = size
        page = self.browser.new_context(
            base_url=self.server.address, viewport={"width": width, "height": height}, locale="zh-CN"
        ).new_page()
        page.set_default_timeout(120_000)
        page.goto("/")
        if role is not None:
            sign_in(page, role, self.server.passwords[role])
        return page

    def part(self, title: str) -> None:
        """A new part of the walk."""
        self.lines.append(f"\n## {title}\n")

    def see(self, page: Page, name: str, said: str, whole: bool = True) -> None:
        """Keep a picture of the page, and what it shows."""
        page.wait_for_load_state("networkidle")
        height = int(page.evaluate("document.documentElement.scrollHeight")) if whole else 0
        seen = page.viewport_size or {"width": 0, "height": 0}
        shown = min(max(height, seen["height"]), TALLEST)
        shot = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": seen["width"], "height": shown})
        Image.open(BytesIO(shot)).convert("RGB").save(PICTURES / f"{name}.webp", quality=82, method=6)
        width = f' width="{seen["width"]}"' if seen["width"] < DESK[0] else ""
        self.lines.append(f'{said}\n\n<img src="pictures/walk/{name}.webp" alt="{name}"{width}>\n')


def inspector(walk: Walk) -> None:
    """The queue, a case, an outcome with a photo."""
    walk.part("An inspector")
    page = walk.visitor(None)
    walk.see(page, "sign-in", "One signs in; nothing is shown before.", whole=False)
    sign_in(page, "inspector", walk.server.passwords["inspector"])
    walk.see(
        page,
        "queue",
        "The queue: the likeliest cases first, each with its strongest contradiction and the yuan at stake.",
    )
    take_next(page)
    walk.see(
        page, "case",
        "The next case: what contradicts what, with the file and row of each side; how likely and why, what speaks "
        "against it, what to ask at the door.",
    )  # fmt: skip
    phone = walk.visitor("inspector", PHONE)
    walk.see(phone, "queue-phone", "The same queue on a phone.", whole=False)
    phone.goto(page.url)
    walk.see(phone, "case-phone", "And the case, as one reads it in the yard.", whole=False)
    photo = page.screenshot(type="jpeg", quality=60)
    page.set_input_files("#photo", {"name": "院内.jpg", "mimeType": "image/jpeg", "buffer": photo})
    record(page, "属实", "家属承认多领，已当场退回。")
    expect(page.get_by_role("status")).to_be_visible()
    walk.see(
        page, "outcome", "Saved, with a photo: the page says what was recorded, and offers the next case.", whole=False
    )


def supervisor(walk: Walk, folder: Path) -> None:
    """A batch out and back, the board."""
    walk.part("A supervisor")
    page = walk.visitor("supervisor")
    page.goto("/batches/new")
    walk.see(page, "batch-new", "A new batch: how many cases each township can visit until the deadline.")
    page.get_by_label("每个乡镇的核查件数").fill("4")
    page.get_by_role("button", name="预览").click()
    walk.see(
        page, "batch-preview", "Looked at before it goes out: how many, how many of them at random, which villages."
    )
    batch = made(page)
    walk.see(page, "batch", "Handed out: progress by township, reminders, and a workbook for each to download.")
    township = (page.locator(".towns .lead").first.text_content() or "").strip()
    file = folder / "back.xlsx"
    handed_out(page, township).save_as(file)
    cases = filled(file, "不属实")
    page.goto(f"/cases/{cases[0]}")
    record(page, "属实", "已退回。")
    upload(page, file)
    walk.see(
        page, "batch-return",
        "The filled workbook comes back and is looked at first. What was recorded meanwhile is not overwritten.",
    )  # fmt: skip
    page.get_by_role("button", name="先收下没有问题的").click()
    page.goto(batch)
    walk.see(page, "batch-returned", "The batch afterwards.")
    page.goto("/board")
    walk.see(page, "board", "The board: what was found and recovered, by month, rule, programme and township.")


def analyst(walk: Walk) -> None:
    """Files, a training, two models, one put into use in place of the other."""
    walk.part("An analyst")
    page = walk.visitor("analyst")
    page.goto("/models")
    if page.locator(".ledger tbody tr").count() < 2:
        page.goto("/data")
        page.get_by_role("button", name="开始训练").click()
        page.wait_for_url("**/jobs/*")
        expect(page.get_by_text("已完成")).to_be_visible(timeout=LONGEST_MS)
    page.goto("/data")
    walk.see(page, "data", "Files come in here, and comparing, training and rescoring are asked for.")
    page.goto("/models")
    walk.see(page, "models", "Every training leaves a model; who put which into use, and why, is kept.")
    card = page.locator(".ledger a").first.get_attribute("href") or ""
    page.goto(card)
    walk.see(
        page, "model-card", "The card of a model: what it rests on, how it was tested, what it must not be used for."
    )
    page.goto("/models/compare")
    walk.see(page, "compare", "Two models on the same cases, and how the queue would change.")
    page.goto("/models")
    page.locator(".ways-cell a", has_text="投入使用").first.click()
    walk.see(
        page, "promote", "Before a model is put into use one reads what the gate says; against it only with a reason."
    )
    page.locator("#reason").fill("平均精度不低于在用的，先用一个月。")
    page.locator(".switching .button").first.click()
    page.wait_for_url("**/models/compare?*")
    compared = page.url
    page.goto(re.sub(r".*job=(\d+)", r"/jobs/\1", compared))
    expect(page.get_by_text("已完成")).to_be_visible(timeout=LONGEST_MS)
    page.goto(compared)
    walk.see(
        page,
        "promoted",
        "Done: the model serves, the open cases have its scores, and one sees which moved.",
        whole=False,
    )
    page.goto("/models")
    walk.see(page, "models-after", "Who decided it and why stays on the list; the way back is one step.", whole=False)
    page.goto("/rules/health")
    walk.see(page, "rule-health", "How the hits of each rule ended.")


def administrator(walk: Walk) -> None:
    """Users, and who looked at what."""
    walk.part("An administrator")
    page = walk.visitor("administrator")
    page.goto("/admin/users")
    walk.see(
        page, "users", "Users, their roles and the part of the county each one sees. An administrator sees no cases."
    )
    page.goto("/admin/audit")
    walk.see(
        page, "audit", "Every look at personal data and every change, in a log that is only added to.", whole=False
    )


def main(home: Path) -> None:
    """Walk, and write docs/walk.md with its pictures."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    with served(Home(home), PEOPLE) as server, working(server.home), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        walk = Walk(browser, server)
        with tempfile.TemporaryDirectory() as folder:
            inspector(walk)
            supervisor(walk, Path(folder))
        analyst(walk)
        administrator(walk)
        browser.close()
    DOCS.write_text(INTRODUCTION + "\n".join(walk.lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

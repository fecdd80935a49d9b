"""Why a case went out, as its history says it: to those who may know; to those who visit, only that it did."""

import re

WHY = {
    "top": ("按得分", "by its score"),
    "random": ("随机抽取", "drawn at random"),
    "tip": ("群众举报", "on a tip"),
    "hand_picked": ("人工指定", "picked by hand"),
}
RECHECK = ("复核抽查：", "drawn for a re-check: ")
OUT = ("交办：", "handed out in ")
_WHY = tuple(
    re.compile(f" ?{opening}(?:{'|'.join(words)}){closing}")
    for words, opening, closing in zip(zip(*WHY.values(), strict=True), ("（", r"\("), ("）", r"\)"), strict=True)
)


def untold(zh: str, en: str) -> tuple[str, str]:
    """A line of a history, in Chinese and English, without why the case was picked; other lines stay as they are."""
    said = []
    for line, recheck, out, why in zip((zh, en), RECHECK, OUT, _WHY, strict=True):
        plain = out + line.removeprefix(recheck) if line.startswith(recheck) else line
        said.append(why.sub("", plain, count=1) if plain.startswith(out) else plain)
    return said[0], said[1]

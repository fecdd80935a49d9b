"""Townships and villages: names as they are, and one form of each for telling them apart."""

import re

from records.values.text import Cell, squeezed

VILLAGE_BODY = re.compile("(村民委员会|村委会|村委)$")
ESTATE_BODY = re.compile("(社区居民委员会|社区居委会|居民委员会|居委会)$")
VILLAGE_SUFFIXES = ("村", "社区", "嘎查", "寨", "队", "场")
TOWNSHIP_BODY = re.compile("(人民政府|政府)$")
ADDRESS = re.compile(
    r"(?:.*?(?:省|自治区))?(?:.*?(?:市|自治州|地区|盟))?(?:.*?(?:县|自治旗|旗|区))?"
    r"(?P<township>[^县区市]*?(?:街道办事处|街道|镇|乡|苏木))(?P<village>.+?(?:村民委员会|村委会|村|社区|居委会|嘎查))?(?:.*)"
)


def township(cell: Cell) -> str:
    """The township's name; empty where there is none."""
    return TOWNSHIP_BODY.sub("", squeezed(cell)).replace("街道办事处", "街道")


def village(cell: Cell) -> str:
    """The village's name, with 村 at its end where the list leaves it out; empty where there is none."""
    name = ESTATE_BODY.sub("社区", VILLAGE_BODY.sub("村", squeezed(cell)))
    return name if not name or name.endswith(VILLAGE_SUFFIXES) else name + "村"


def address(cell: Cell) -> tuple[str, str]:
    """Township and village in an address; empty where it names none."""
    match = ADDRESS.match(squeezed(cell))
    if not match:
        return "", ""
    return township(match["township"]), village(match["village"] or "")

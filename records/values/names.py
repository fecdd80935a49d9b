"""Names of people: one form however a bureau spaces them or codes the middle dot."""

import re

from records.values.text import Cell, squeezed

# The dot inside names such as 买买提·吐尔逊, in every coding seen; a full stop only between letters.
DOTS = re.compile("[•‧∙⋅・･●.．｡。▪᛫]")
REMARK = re.compile(r"\(.*?\)$")


def normalised(cell: Cell) -> str:
    """The name without blanks, with one kind of middle dot and no remark in brackets; empty where there is none."""
    name = REMARK.sub("", squeezed(cell))
    return DOTS.sub("·", name).strip("·")

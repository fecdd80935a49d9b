"""Why a row cannot be used, in words a bureau understands."""

from enum import Enum


class Reason(Enum):
    """A reason for rejecting a row: a stable code, and its Chinese and English words."""

    NO_ID = ("no-resident-id", "没有身份证号", "no resident id")
    NO_AMOUNT = ("no-amount", "没有金额", "no amount")
    BAD_AMOUNT = ("unreadable-amount", "金额看不懂", "the amount cannot be read")
    ZERO_AMOUNT = ("zero-amount", "金额为零，没有发钱", "the amount is zero, nothing was paid")
    NEGATIVE_AMOUNT = ("negative-amount", "金额为负数", "the amount is negative")
    REVERSED = ("reversed", "冲销，一正一负相抵，两行都不计", "reversed by a negative row, neither counts")
    ABSURD_AMOUNT = ("absurd-amount", "金额大得不合常理", "the amount is absurdly large")
    NO_DATE = ("no-date", "没有日期", "no date")
    BAD_DATE = ("unreadable-date", "日期看不懂", "the date cannot be read")
    EATEN_MONTH = ("eaten-month", "分不清是1月还是10月，末尾的0可能被表格软件去掉了", "1 or 10: a final 0 may be eaten")
    FUTURE_DATE = ("future-date", "日期在导入日之后", "the date lies after the day of import")
    NO_PROGRAMME = ("no-programme", "没有补贴项目", "no programme")
    UNKNOWN_PROGRAMME = ("unknown-programme", "补贴项目不认识", "the programme is not known")
    UNKNOWN_VALUE = ("unknown-value", "取值不认识", "a value is not known")
    BAD_NUMBER = ("unreadable-number", "数字看不懂", "a number cannot be read")
    REPEATED = ("repeated-row", "与前面一行完全相同", "repeats an earlier row exactly")

    def __init__(self, code: str, zh: str, en: str) -> None:
        self.code, self.zh, self.en = code, zh, en


class Unusable(Exception):
    """A cell that cannot be read as what its column holds."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.en)
        self.reason = reason

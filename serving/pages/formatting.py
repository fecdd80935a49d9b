"""How money, dates and probabilities look. Money comes in fen and leaves in yuan; a missing value is a dash."""

from datetime import UTC, date, datetime

from records.clock import BEIJING
from serving.pages.languages import Language

MISSING = "—"


def yuan(fen: int | None, language: Language = "zh") -> str:
    """315000 -> `3,150 元` or `¥3,150`; cents only where there are any."""
    if fen is None:
        return MISSING
    sign = "-" if fen < 0 else ""
    whole, cents = divmod(abs(fen), 100)
    text = f"{whole:,}.{cents:02d}" if cents else f"{whole:,}"
    return f"{sign}¥{text}" if language == "en" else f"{sign}{text} 元"


def short_yuan(fen: int | None, language: Language = "zh") -> str:
    """12345600 -> `12.3`, in units of 10,000 yuan, or `123k` in English: what stands over a bar."""
    if fen is None:
        return MISSING
    if language == "en":
        return f"{fen / 100_000:,.0f}k" if fen >= 1_000_000 else f"{fen / 100_000:,.1f}k"
    return f"{fen / 1_000_000:,.1f}" if fen >= 10_000 else "<0.1"


def percent(share: float | None) -> str:
    """0.617 -> `62%`. Never 0 % or 100 %: nothing here is certain."""
    if share is None:
        return MISSING
    if share < 0.01:
        return "<1%"
    if share > 0.99:
        return ">99%"
    return f"{share * 100:.0f}%"


def day(value: date | None) -> str:
    """2024-03-02."""
    return MISSING if value is None else f"{value:%Y-%m-%d}"


def moment(value: datetime | None) -> str:
    """A moment in UTC as Beijing time, 2024-03-02 14:05."""
    if value is None:
        return MISSING
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return f"{aware.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def month(period: int | None) -> str:
    """202403 -> `2024-03`."""
    return MISSING if period is None else f"{period // 100:04d}-{period % 100:02d}"


def mu(area: float | None, language: Language = "zh") -> str:
    """3.2 -> `3.2 亩`."""
    if area is None:
        return MISSING
    return f"{area:,.2f}".rstrip("0").rstrip(".") + (" mu" if language == "en" else " 亩")


def count(number: float) -> str:
    """12345 -> `12,345`; an expected number is rounded."""
    return f"{number:,.0f}"


def decimal(value: float | None) -> str:
    """A measure between 0 and 1 with three places."""
    return MISSING if value is None else f"{value:.3f}"

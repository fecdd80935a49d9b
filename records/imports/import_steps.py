"""The progress of an import: which file, how many of its rows, how much of all files."""

from collections.abc import Sequence
from pathlib import Path

from records.progress import Progress, Step

_ALL, _READ, _MERGED = 100, 70, 85  # reading takes most of the time
_LOOKED = 30  # of a file, until its cells are there; the rest goes column by column


class ImportSteps:
    """What an import says of itself."""

    def __init__(self, tell: Progress, files: Sequence[Path]) -> None:
        self._tell = tell
        self._sizes = [_size(file) for file in files]
        self._at, self._name, self.rows = -1, "", 0

    def file(self, path: Path) -> None:
        """A file is begun."""
        self._at, self._name = self._at + 1, path.name
        self._say(0, "", "")

    def columns(self, rows: int, done: int, of: int) -> None:
        """Of a sheet with so many rows, so many columns are read."""
        if done == of:
            self.rows += rows
        within = _LOOKED + (100 - _LOOKED) * done // max(of, 1)
        self._say(within, f", {rows:,} rows, column {done}/{of}", f"，{rows:,} 行，第 {done}/{of} 列")

    def merging(self) -> None:
        """All files are read."""
        self._tell(Step(f"merging {self.rows:,} rows", f"合并 {self.rows:,} 行"), _READ, _ALL)

    def writing(self, rows: int) -> None:
        """The next snapshot is to be written."""
        self._tell(Step(f"writing {rows:,} rows", f"写入快照，共 {rows:,} 行"), _MERGED, _ALL)

    def written(self) -> None:
        """It is in use; what is left is the report."""
        self._tell(Step("the report", "写导入报告"), _ALL, _ALL)

    def _say(self, within: int, en: str, zh: str) -> None:
        before, whole = sum(self._sizes[: self._at]), sum(self._sizes) or 1
        done = (before + self._sizes[self._at] * within / 100) / whole
        part = f"{self._at + 1}/{len(self._sizes)}"
        said = Step(f"file {part}: {self._name}{en}", f"读取文件 {part}：{self._name}{zh}")
        self._tell(said, int(_READ * done), _ALL)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # said plainly when it is read
        return 0

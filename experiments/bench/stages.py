"""Work in a fresh process, timed by its stages: `announce` in the process, `watch` beside it."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from records.errors import MingchaError

MARK, RESULT = "@stage ", "@result "
EVERY = 0.02  # seconds between two looks at the memory


class BrokenRun(MingchaError):
    """The measured process ended with an error."""


@dataclass
class Stage:
    """Part of a run. Seconds by the clock and of processor time; `peak`: most memory in bytes while it lasted."""

    name: str
    seconds: float = 0.0
    processor: float = 0.0
    peak: int = 0


@dataclass(frozen=True)
class Run:
    """A whole process, from its start to its end; a stage that comes back is one stage."""

    stages: tuple[Stage, ...]
    seconds: float
    processor: float
    peak: int
    result: Mapping[str, Any] = field(default_factory=dict)

    def stage(self, name: str) -> Stage:
        """One stage by name; all zero where the run had none of it."""
        return next((stage for stage in self.stages if stage.name == name), Stage(name))


def announce(stage: str) -> None:
    """Say that a stage begins."""
    print(f"{MARK}{json.dumps([stage, time.process_time()])}", flush=True)


def conclude(result: Mapping[str, Any]) -> None:
    """Say what was done; the last stage ends."""
    announce("")
    print(f"{RESULT}{json.dumps(result, default=str)}", flush=True)


def watch(module: str, *arguments: str) -> Run:
    """Run `python -m module arguments` and measure it. Reads /proc, so Linux only.

    Raises:
        BrokenRun: it failed; what it said last is in the sentence.
    """
    begun = time.monotonic()
    command = [sys.executable, "-m", module, *arguments]
    piped = subprocess.PIPE
    with subprocess.Popen(command, stdout=piped, stderr=piped, text=True) as process:  # noqa: S603 - a module of ours
        log = _Log(begun)
        readers = [
            threading.Thread(target=target, args=(stream,), daemon=True)
            for target, stream in ((log.read, process.stdout), (log.keep, process.stderr))
        ]
        for reader in readers:
            reader.start()
        while process.poll() is None:
            log.see(_memory(process.pid))
            time.sleep(EVERY)
        for reader in readers:
            reader.join()
    if process.returncode:
        raise BrokenRun(f"{' '.join(command[1:])} ended with {process.returncode}: {' '.join(log.said[-3:])}")
    return log.run(time.monotonic() - begun)


class _Log:
    """What is known of a process so far."""

    def __init__(self, begun: float) -> None:
        self.said: list[str] = []
        self.peak, self.result = 0, dict[str, Any]()
        self._stages: dict[str, Stage] = {}
        self._now, self._since, self._processor = self._stage("start"), begun, 0.0

    def _stage(self, name: str) -> Stage:
        return self._stages.setdefault(name, Stage(name))

    def read(self, lines: IO[str]) -> None:
        """Follow the stages that the process announces."""
        for line in lines:
            if line.startswith(MARK):
                name, processor = json.loads(line.removeprefix(MARK))
                self._turn(name or "end", processor)
            elif line.startswith(RESULT):
                self.result = json.loads(line.removeprefix(RESULT))
            else:
                self.said.append(line.strip())

    def keep(self, lines: IO[str]) -> None:
        """Keep what it complains of."""
        self.said += [line.strip() for line in lines if line.strip()]

    def _turn(self, name: str, processor: float) -> None:
        now = time.monotonic()
        self._now.seconds += now - self._since
        self._now.processor += processor - self._processor
        self._now, self._since, self._processor = self._stage(name), now, processor

    def see(self, memory: tuple[int, int]) -> None:
        """Note how much memory it holds now, and the most it ever held."""
        now, most = memory
        self._now.peak, self.peak = max(self._now.peak, now), max(self.peak, most)

    def run(self, seconds: float) -> Run:
        """All of it, when the process has ended."""
        self._turn("end", self._processor)
        stages = tuple(stage for stage in self._stages.values() if stage.seconds or stage.peak)
        return Run(stages, seconds, self._processor, self.peak, self.result)


def _memory(pid: int) -> tuple[int, int]:
    """Resident bytes now and at most; zeros where the process is gone."""
    try:
        lines: Sequence[str] = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0, 0
    found = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.startswith(("VmRSS", "VmHWM"))}
    return found.get("VmRSS", 0), found.get("VmHWM", 0)

"""Servers as processes of their own, up when they answer and gone at the end."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from records.errors import MingchaError
from records.home import Home
from training.home import mlflow_home

PATIENCE_S = 300


class NotUp(MingchaError):
    """A server that was to be measured did not come up."""


@dataclass(frozen=True)
class Server:
    """A server that answers, and the session that all its processes are of."""

    address: str
    session: int

    def processor(self) -> float:
        """Seconds of processor time that its processes have taken."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:  # it has ended since
                continue
            if int(fields[3]) == self.session:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def ours(home: Home, log: Path) -> Iterator[Server]:
    """`mingcha serve`, with the adapters on."""
    port = _free_port()
    command = [sys.executable, "-m", "serving.cli", "serve", "--port", str(port)]
    own = {"MINGCHA_HOME": str(home.path), "MINGCHA_ADAPTERS": "true"}
    with _running(command, own, log, f"http://127.0.0.1:{port}", "/readyz") as server:
        yield server


@contextmanager
def mlflows(home: Home, model_uri: str, log: Path) -> Iterator[Server]:
    """`mlflow models serve` of a model of the home, with one worker as ours has."""
    port = _free_port()
    command = [sys.executable, "-m", "mlflow", "models", "serve", "--model-uri", model_uri, "--env-manager", "local",
               "--port", str(port), "--workers", "1"]  # fmt: skip
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"  # it calls uvicorn by its name
    own = {"MLFLOW_TRACKING_URI": mlflow_home.uri(home), "MLFLOW_DISABLE_TELEMETRY": "true", "PATH": beside}
    with _running(command, own, log, f"http://127.0.0.1:{port}", "/ping") as server:
        yield server


@contextmanager
def _running(command: list[str], own: Mapping[str, str], log: Path, address: str, probe: str) -> Iterator[Server]:
    with log.open("w") as handle:
        process = subprocess.Popen(  # noqa: S603 - commands of ours
            command, stdout=handle, stderr=handle, env={**os.environ, **own}, start_new_session=True
        )
        try:
            _await(process, address + probe, log)
            yield Server(address, process.pid)
        finally:
            with suppress(ProcessLookupError):  # it may have ended by itself
                os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def _await(process: "subprocess.Popen[bytes]", probe: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(probe, timeout=30) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise NotUp(f"The server that answers {probe} did not come up; it said last: {_last_lines(log)}")


def _last_lines(log: Path) -> str:
    return " ".join(log.read_text(errors="replace").splitlines()[-3:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

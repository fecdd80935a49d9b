"""wrk: many requests over kept connections, from a script that sends one of many bodies in turn."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from records.errors import MingchaError
from serving.bench.load.servers import Server

_SCRIPT = """
local bodies = {}
for line in io.lines(%(bodies)s) do bodies[#bodies + 1] = line end
local place = 0
wrk.method = "POST"
%(headers)s
request = function()
  place = place %% #bodies + 1
  return wrk.format(nil, nil, nil, bodies[place])
end
done = function(summary, latency, requests)
  io.write(string.format("@wrk %%d %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""
_RESULT = re.compile(r"@wrk (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)")


class NoLoad(MingchaError):
    """There is no wrk, or what it asked was refused."""


@dataclass(frozen=True)
class Load:
    """One run of wrk; milliseconds, requests per second, and milliseconds of the server's processor time a request."""

    connections: int
    p50: float
    p99: float
    rate: float
    processor: float


def load(
    folder: Path,
    server: Server,
    path: str,
    bodies: Sequence[str],
    headers: Mapping[str, str],
    connections: int,
    seconds: int,
) -> Load:
    """Ask for so many seconds over so many connections. Raises NoLoad where any request was not answered with 200."""
    program, address = shutil.which("wrk"), server.address + path
    if program is None:
        raise NoLoad("There is no wrk on this machine; `apt-get install wrk` brings it.")
    script, lines = folder / "requests.lua", folder / "bodies.txt"
    lines.write_text("\n".join(bodies) + "\n", encoding="utf-8")
    named = {"Content-Type": "application/json", **headers}
    written = "\n".join(f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in named.items())
    script.write_text(_SCRIPT % {"bodies": json.dumps(str(lines)), "headers": written}, encoding="utf-8")
    command = [program, "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script), address]
    before = server.processor()
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 - wrk
    spent, found = server.processor() - before, _RESULT.search(said)
    if found is None:
        raise NoLoad(f"wrk gave no figures for {address}.")
    requests, micros, p50, p99, refused, broken = (int(figure) for figure in found.groups())
    if refused or broken or not requests:
        raise NoLoad(f"Of {requests:,} requests to {address} {refused:,} were refused and {broken:,} broke off.")
    return Load(connections, p50 / 1000, p99 / 1000, requests / micros * 1e6, spent / requests * 1000)

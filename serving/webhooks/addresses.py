"""Which addresses webhooks may call: nobody may use them to reach hosts on the server's own network.

Without being named, only https on a public address. What stands in MINGCHA_WEBHOOK_HOSTS (`host` or `host:port`) may be
an inner address and plain http, for a county's own network has no others. The address is looked up once and the very
one that was looked at is called, so that a name cannot mean another machine a moment later.
"""

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from serving.refusals import InvalidWebhook

LONGEST = 500
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Target:
    """Where a message goes."""

    secure: bool
    host: str
    port: int
    path: str
    named: bool  # in MINGCHA_WEBHOOK_HOSTS

    @property
    def host_header(self) -> str:
        """As HTTP writes it."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return shown if self.port == _PORTS["https" if self.secure else "http"] else f"{shown}:{self.port}"


def named_hosts(setting: str) -> frozenset[str]:
    """The hosts of the setting."""
    return frozenset(host.strip().lower() for host in setting.split(",") if host.strip())


def target(url: str, hosts: Collection[str]) -> Target:
    """Read an address. Raises InvalidWebhook."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InvalidWebhook("The address cannot be read; give one such as https://host/path.") from error
    host = (parts.hostname or "").lower()
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST
    if parts.scheme not in _PORTS or not host or not plain or port == 0:
        raise InvalidWebhook(f"The address must be http or https in plain letters, at most {LONGEST} characters.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise InvalidWebhook("The address may hold no user, password or fragment; messages are signed instead.")
    port = port or _PORTS[parts.scheme]
    named = host in hosts or f"{host}:{port}" in hosts
    if parts.scheme == "http" and not named:
        raise InvalidWebhook("The address must be https, or its host named in MINGCHA_WEBHOOK_HOSTS.")
    if not named and _inner(host):
        raise InvalidWebhook(_INNER)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", host, port, path, named)


def looked_up(where: Target) -> str:
    """The IP address to call. Raises InvalidWebhook, and OSError where the name is not known."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)]
    if not where.named and any(_inner(address) for address in found):
        raise InvalidWebhook(_INNER)
    return found[0]


_INNER = "The address is an inner one; name its host in MINGCHA_WEBHOOK_HOSTS if it is meant."


def _inner(host: str) -> bool:
    """Whether an address is none of the public internet; of a name that shows only when it is looked up."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return not address.is_global or address.is_multicast or (mapped is not None and not mapped.is_global)

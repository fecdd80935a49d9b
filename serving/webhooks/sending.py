"""Send one message over HTTP: to the very address that was looked at, following no redirection."""

import http.client
import socket
import ssl
from collections.abc import Mapping

from serving.refusals import InvalidWebhook
from serving.webhooks.addresses import Target, looked_up

PATIENCE_S = 10.0


class _To(http.client.HTTPConnection):
    """A connection to an IP address, under the name of the host."""

    def __init__(self, where: Target, address: str, patience: float) -> None:
        super().__init__(where.host, where.port, timeout=patience)
        self._address, self._where = address, where

    def connect(self) -> None:
        """Connect; with TLS, check the certificate for the host's name."""
        reached = socket.create_connection((self._address, self.port), self.timeout)
        if self._where.secure:
            reached = ssl.create_default_context().wrap_socket(reached, server_hostname=self.host)
        self.sock = reached


def send(where: Target, headers: Mapping[str, str], body: str, patience: float = PATIENCE_S) -> tuple[bool, str]:
    """Post it; whether it was taken (2xx), and the status or why there was none. What is answered is not read."""
    try:
        connection = _To(where, looked_up(where), patience)
    except (InvalidWebhook, OSError) as error:
        return False, _why(error)
    told = {"Content-Type": "application/json", "User-Agent": "mingcha-webhook", "Host": where.host_header, **headers}
    try:
        connection.request("POST", where.path, body.encode(), told)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return False, _why(error)
    finally:
        connection.close()
    return 200 <= status < 300, str(status)


def _why(error: Exception) -> str:
    return (str(error) if isinstance(error, InvalidWebhook) else f"{type(error).__name__}: no answer")[:200]

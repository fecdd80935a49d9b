"""Which addresses may be told of events."""

import socket
from typing import Any

import pytest

from serving.refusals import InvalidWebhook
from serving.webhooks import sending
from serving.webhooks.addresses import looked_up, named_hosts, target

NOBODY: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    "url",
    [
        "http://finance.county.example/x",
        "ftp://finance.county.example/x",
        "https://127.0.0.1/x",
        "https://10.1.2.3/x",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fd00::1]/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://localhost/",
        "https://printer.local/",
        "https://user:word@finance.county.example/",
        "https://finance.county.example/#x",
        "https://finance.county.example:99999/",
        "https:///x",
        "https://finance.county.example/a b",
        "https://finance.county.example/\r\nX: y",
        "https://finance.county.example/" + "x" * 500,
        "",
    ],
)
def test_an_address_of_the_inner_net_or_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(InvalidWebhook):
        target(url, NOBODY)


def test_https_on_a_public_host_is_taken() -> None:
    found = target("https://finance.county.example/x?y=1", NOBODY)
    assert (found.secure, found.port, found.path, found.host_header) == (True, 443, "/x?y=1", "finance.county.example")


@pytest.mark.parametrize("named", ["10.1.2.3", "10.1.2.3:8080", " 10.1.2.3:8080 ,other"])
def test_a_host_that_is_named_may_be_an_inner_one_and_without_https(named: str) -> None:
    assert target("http://10.1.2.3:8080/x", named_hosts(named)).named


def test_a_named_port_names_no_other_port() -> None:
    with pytest.raises(InvalidWebhook):
        target("http://10.1.2.3:22/x", named_hosts("10.1.2.3:8080"))


def test_a_name_that_leads_into_the_inner_net_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolved(*_: object, **__: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    where = target("https://harmless.example/x", NOBODY)
    with pytest.raises(InvalidWebhook):
        looked_up(where)
    done, answer = sending.send(where, {}, "{}")
    assert not done
    assert "MINGCHA_WEBHOOK_HOSTS" in answer

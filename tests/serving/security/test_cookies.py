"""Session cookies and form tokens."""

from starlette.responses import Response

from records.home import Home
from serving.security.cookies import form_token, session_token, set_session


def cookie_of(home: Home, token: str) -> tuple[str, str]:
    response = Response()
    set_session(response, home, token)
    header = response.headers["set-cookie"]
    return header.split("=", 1)[1].split(";")[0], header


def test_a_cookie_gives_its_token_back_and_a_forged_one_nothing(home: Home) -> None:
    sealed, _ = cookie_of(home, "token")
    assert session_token(home, sealed) == "token"
    # Not the last character: two of its bits are not part of the signature.
    assert session_token(home, sealed[:-9] + ("A" if sealed[-9] != "A" else "B") + sealed[-8:]) is None
    assert session_token(home, "token") is None


def test_a_cookie_of_another_home_is_worth_nothing(home: Home, tmp_path: object) -> None:
    other = Home(home.path.parent / "other")
    assert session_token(other, cookie_of(home, "token")[0]) is None


def test_scripts_and_other_sites_do_not_get_the_cookie(home: Home) -> None:
    _, header = cookie_of(home, "token")
    assert "httponly" in header.lower()
    assert "samesite=lax" in header.lower()


def test_each_session_has_its_own_form_token(home: Home) -> None:
    assert len({form_token(home, "one"), form_token(home, "two"), form_token(home, None)}) == 3

"""The session cookie: a signed token; what it means stands in the database."""

import hashlib

from itsdangerous import BadSignature, Signer
from starlette.responses import Response

from records.home import Home
from serving.settings import settings

COOKIE = "mingcha_session"


def set_session(response: Response, home: Home, token: str) -> None:
    """Hand the browser its session."""
    age = int(settings().session_hours * 3600)
    response.set_cookie(
        COOKIE,
        sealed(home, token),
        max_age=age,
        httponly=True,
        samesite="lax",
        secure=settings().secure_cookies,
        path="/",
    )


def sealed(home: Home, token: str) -> str:
    """The token as the cookie holds it."""
    return _signer(home, "session").sign(token).decode()


def clear_session(response: Response) -> None:
    """Take the session out of the browser."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")


def session_token(home: Home, cookie: str | None) -> str | None:
    """The token in a cookie, or None when nobody of ours signed it."""
    if not cookie:
        return None
    try:
        return _signer(home, "session").unsign(cookie).decode()
    except BadSignature:
        return None


def form_token(home: Home, session: str | None) -> str:
    """What a form of this session must carry. Before sign-in all share one: there only the form's origin protects."""
    return _signer(home, "form").get_signature(session or "nobody").decode()


def _signer(home: Home, purpose: str) -> Signer:
    return Signer(home.secret(), salt=f"mingcha {purpose}", key_derivation="hmac", digest_method=hashlib.sha256)

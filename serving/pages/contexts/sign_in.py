"""The sign-in page."""

from dataclasses import dataclass

from serving.pages.contexts.frame import Frame


@dataclass(frozen=True)
class SignInPage:
    """The form, with what was entered and why it was refused; a password is never given back."""

    frame: Frame
    name: str = ""
    error: str | None = None
    onward: str = "/"
    template: str = "sign_in.html"

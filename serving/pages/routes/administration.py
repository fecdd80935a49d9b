"""Users and keys, for the administrator; what is shown once is in the answer to its form and nowhere else."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from records.errors import MingchaError, NoSnapshot
from records.home import Home
from serving.accounts import administering, divisions, service, ties
from serving.accounts.views import COUNTY, Role, Scope
from serving.audit.reading import newest_of_actors
from serving.errors import problem_of
from serving.pages.asking import InFrame, KeyManager, Number, UserManager
from serving.pages.contexts.administration import KeysPage, keys_page, user_page, users_page
from serving.pages.contexts.frame import Frame
from serving.pages.languages import words
from serving.pages.look import answer
from serving.pages.refusals import refusal_text
from serving.refusals import InvalidPayout, NoResident, NotOneself, UnknownDivision, UserExists
from serving.security import keys
from serving.security.dependencies import InHome, InSession, InWriting, checked_form

router = APIRouter(include_in_schema=False)
FROM_OUR_PAGE = [Depends(checked_form)]
Line = Annotated[str, Form(max_length=64)]
Place = Annotated[str, Form(max_length=40)]
ChosenRole = Annotated[Role, Form()]


def _scopes(home: Home) -> tuple[Scope, ...]:
    try:
        return divisions.scopes(home)
    except NoSnapshot:
        return ()


def _scope(home: Home, value: str) -> Scope:
    """The scope that a form names. Raises UnknownDivision."""
    if value == "county":
        return COUNTY
    found = next((one for one in _scopes(home) if f"{one.level}:{one.key}" == value), None)
    if found is None:
        raise UnknownDivision("There is no such township or village in the records; choose one from the list.")
    return found


@router.get("/admin/users")
def users(home: InHome, session: InSession, frame: InFrame, user: UserManager) -> Response:
    """Everybody who may sign in."""
    return answer(users_page(frame, administering.accounts(session), _scopes(home)))


@router.post("/admin/users", dependencies=FROM_OUR_PAGE)
def add_user(
    home: InHome,
    session: InWriting,
    frame: InFrame,
    user: UserManager,
    role: ChosenRole,
    name: Line = "",
    shown: Line = "",
    scope: Place = "county",
) -> Response:
    """A new user with a first password, shown once."""
    password, called = secrets.token_urlsafe(9), name.strip()
    try:
        if not called or not called.isprintable():
            raise UserExists("A user needs a sign-in name of one line.")
        service.add_user(session, called, shown.strip() or called, role, password, user.name, _scope(home, scope))
    except (UserExists, UnknownDivision) as refusal:
        page = users_page(
            frame, administering.accounts(session), _scopes(home), wrong=refusal_text(refusal, frame.language)
        )
        return answer(page, problem_of(refusal).status)
    return answer(users_page(frame, administering.accounts(session), _scopes(home), called, password))


@router.get("/admin/users/{number}")
def one_user(number: Number, home: InHome, session: InSession, frame: InFrame, user: UserManager) -> Response:
    """One user."""
    return answer(user_page(frame, administering.account(session, number), _scopes(home), user))


@router.post("/admin/users/{number}/role", dependencies=FROM_OUR_PAGE)
def change_user(
    number: Number,
    home: InHome,
    session: InWriting,
    frame: InFrame,
    user: UserManager,
    role: ChosenRole,
    scope: Place = "county",
) -> Response:
    """Another role or another part of the county."""
    try:
        administering.change(session, number, role, _scope(home, scope), user)
    except (NotOneself, UnknownDivision) as refusal:
        return _refused(home, session, frame, user, number, refusal)
    return _done(
        home, session, frame, user, number, words(frame.language).gettext("角色和范围已保存，从下一次请求起生效。")
    )


@router.post("/admin/users/{number}/tie", dependencies=FROM_OUR_PAGE)
def tie_user(
    number: Number,
    home: InHome,
    session: InWriting,
    frame: InFrame,
    user: UserManager,
    resident_id: Annotated[str, Form(max_length=40)] = "",
    village: Place = "county",
    forget: Annotated[str, Form()] = "",
) -> Response:
    """Who the user is and where he comes from, for recusal. The id is turned into a key and forgotten."""
    found = administering.account(session, number)
    try:
        person = ties.person_of(home, resident_id) if resident_id.strip() else found.user.person_key
        home_village = None if village == "county" else _scope(home, village)
        ties.tie(session, found.user.name, None if forget == "yes" else person, home_village, user.name)
    except (InvalidPayout, NoResident, UnknownDivision) as refusal:
        return _refused(home, session, frame, user, number, refusal)
    return _done(home, session, frame, user, number, words(frame.language).gettext("回避登记已保存。"))


@router.post("/admin/users/{number}/password", dependencies=FROM_OUR_PAGE)
def new_password(number: Number, home: InHome, session: InWriting, frame: InFrame, user: UserManager) -> Response:
    """A new password, shown once; his sessions end."""
    found, password = administering.account(session, number), secrets.token_urlsafe(9)
    service.set_password(session, found.user.name, password, user.name)
    return answer(user_page(frame, administering.account(session, number), _scopes(home), user, password))


@router.post("/admin/users/{number}/sessions", dependencies=FROM_OUR_PAGE)
def end_sessions(number: Number, session: InWriting, user: UserManager) -> Response:
    """Sign him out everywhere."""
    administering.end_sessions(session, number, user)
    return RedirectResponse(f"/admin/users/{number}", 303)


@router.post("/admin/users/{number}/active", dependencies=FROM_OUR_PAGE)
def set_active(
    number: Number,
    home: InHome,
    session: InWriting,
    frame: InFrame,
    user: UserManager,
    active: Annotated[str, Form()] = "no",
) -> Response:
    """Let him sign in, or no longer."""
    try:
        administering.set_active(session, number, active == "yes", user)
    except NotOneself as refusal:
        return _refused(home, session, frame, user, number, refusal)
    return RedirectResponse(f"/admin/users/{number}", 303)


@router.get("/admin/keys")
def all_keys(home: InHome, session: InSession, frame: InFrame, user: KeyManager) -> Response:
    """Every key by its prefix."""
    return answer(_keys(home, session, frame))


@router.post("/admin/keys", dependencies=FROM_OUR_PAGE)
def add_key(
    home: InHome,
    session: InWriting,
    frame: InFrame,
    user: KeyManager,
    role: ChosenRole,
    label: Line = "",
    scope: Place = "county",
) -> Response:
    """A new key, shown once."""
    said = words(frame.language).gettext
    if not label.strip():
        return answer(_keys(home, session, frame, wrong=said("请写明这把密钥给哪个系统用。")), 422)
    try:
        fresh = keys.add_key(session, label.strip(), role, user.name, _scope(home, scope))
    except UnknownDivision as refusal:
        page = _keys(home, session, frame, wrong=refusal_text(refusal, frame.language))
        return answer(page, problem_of(refusal).status)
    return answer(_keys(home, session, frame, fresh))


@router.post("/admin/keys/{prefix}/revoke", dependencies=FROM_OUR_PAGE)
def revoke_key(prefix: str, session: InWriting, user: KeyManager) -> Response:
    """Make a key worthless at once."""
    keys.revoke_key(session, prefix, user.name)
    return RedirectResponse("/admin/keys", 303)


def _keys(home: Home, session: Session, frame: Frame, fresh: str = "", wrong: str = "") -> KeysPage:
    found = keys.list_keys(session)
    used = newest_of_actors(session, [f"key:{key.prefix}" for key in found])
    by_prefix = {actor.removeprefix("key:"): at for actor, at in used.items()}
    return keys_page(frame, found, by_prefix, _scopes(home), fresh, wrong)


def _refused(
    home: Home, session: Session, frame: Frame, user: UserManager, number: int, refusal: MingchaError
) -> Response:
    said = refusal_text(refusal, frame.language)
    page = user_page(frame, administering.account(session, number), _scopes(home), user, wrong=said)
    return answer(page, problem_of(refusal).status)


def _done(home: Home, session: Session, frame: Frame, user: UserManager, number: int, said: str) -> Response:
    return answer(user_page(frame, administering.account(session, number), _scopes(home), user, done=said))

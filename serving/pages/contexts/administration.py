"""The administrator's pages: users and keys. He sees who may do what, and no case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from serving.accounts.administering import AccountView
from serving.accounts.views import COUNTY, ROLES, Role, Scope, User
from serving.pages import formatting
from serving.pages.contexts.frame import Frame, role_word
from serving.pages.languages import Language, words
from serving.security.keys import KeyView


@dataclass(frozen=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class Group:
    """Entries under a heading: a township and its villages."""

    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class UserLine:
    """A user in the list."""

    href: str
    name: str
    shown: str
    role: str
    scope: str
    state: str  # empty while he may sign in
    sessions: int
    tied: str


@dataclass(frozen=True)
class UsersPage:
    """All users, and the form for another."""

    frame: Frame
    users: tuple[UserLine, ...]
    roles: tuple[Choice, ...]
    places: tuple[Group, ...]
    password: str = ""  # of a user just made: shown this once
    made: str = ""
    wrong: str = ""
    template: str = "admin_users.html"


@dataclass(frozen=True)
class UserPage:
    """One user, and what can be done to him."""

    frame: Frame
    number: int
    line: UserLine
    active: bool
    own: bool  # nobody changes his own role
    created: str
    roles: tuple[Choice, ...]
    places: tuple[Group, ...]
    villages: tuple[Group, ...]
    password: str = ""
    done: str = ""
    wrong: str = ""
    template: str = "admin_user.html"


@dataclass(frozen=True)
class KeyLine:
    """A key in the list, never the key itself."""

    prefix: str
    label: str
    role: str
    scope: str
    made: str
    used: str
    revoked: str  # the day; empty while it works


@dataclass(frozen=True)
class KeysPage:
    """All keys, and the form for another."""

    frame: Frame
    keys: tuple[KeyLine, ...]
    roles: tuple[Choice, ...]
    places: tuple[Group, ...]
    fresh: str = ""  # a key just made: shown this once
    wrong: str = ""
    template: str = "admin_keys.html"


def users_page(
    frame: Frame, found: Sequence[AccountView], scopes: Sequence[Scope], made: str = "", password: str = "",
    wrong: str = "",
) -> UsersPage:  # fmt: skip
    """The list of users."""
    lines = tuple(_line(frame.language, one) for one in found)
    roles, places = role_choices(frame.language, "inspector"), place_groups(frame.language, scopes, COUNTY)
    return UsersPage(frame, lines, roles, places, password, made, wrong)


def user_page(
    frame: Frame, found: AccountView, scopes: Sequence[Scope], by: User, password: str = "", done: str = "",
    wrong: str = "",
) -> UserPage:  # fmt: skip
    """One user."""
    user, language = found.user, frame.language
    home = next((one for one in scopes if one.level == "village" and one.key == user.home_village), COUNTY)
    return UserPage(
        frame=frame,
        number=user.id,
        line=_line(language, found),
        active=found.active,
        own=user.id == by.id,
        created=formatting.moment(found.created),
        roles=role_choices(language, user.role),
        places=place_groups(language, scopes, user.scope),
        villages=place_groups(language, [one for one in scopes if one.level == "village"], home, nothing=True),
        password=password,
        done=done,
        wrong=wrong,
    )


def keys_page(
    frame: Frame, found: Sequence[KeyView], used: dict[str, datetime], scopes: Sequence[Scope], fresh: str = "",
    wrong: str = "",
) -> KeysPage:  # fmt: skip
    """The list of keys."""
    language = frame.language
    lines = tuple(
        KeyLine(
            key.prefix, key.label, role_word(key.role, language), scope_word(key.scope, language),
            formatting.moment(key.created), formatting.moment(used.get(key.prefix)),
            formatting.moment(key.revoked) if key.revoked else "",
        )
        for key in found
    )  # fmt: skip
    return KeysPage(
        frame, lines, role_choices(language, "backend"), place_groups(language, scopes, COUNTY), fresh, wrong
    )


def role_choices(language: Language, chosen: Role) -> tuple[Choice, ...]:
    """Every role."""
    return tuple(Choice(role, role_word(role, language), role == chosen) for role in ROLES)


def place_groups(
    language: Language, scopes: Sequence[Scope], chosen: Scope, nothing: bool = False
) -> tuple[Group, ...]:
    """The whole county (or no village), then every township with its villages."""
    _ = words(language).gettext
    first = Choice(value_of(COUNTY), _("不填") if nothing else _("全县"), chosen.whole)
    groups, label = [Group("", (first,))], ""
    for scope in scopes:
        here = Choice(value_of(scope), scope.name, scope == chosen)
        if scope.level == "township" or not groups[1:]:
            label = scope.name if scope.level == "township" else ""
            groups.append(Group(label, (here,)))
        else:
            groups[-1] = Group(label, (*groups[-1].choices, here))
    return tuple(groups)


def value_of(scope: Scope) -> str:
    """A scope as a form sends it."""
    return "county" if scope.whole else f"{scope.level}:{scope.key}"


def scope_word(scope: Scope, language: Language) -> str:
    """A scope as people say it."""
    return words(language).gettext("全县") if scope.whole else scope.name


def _line(language: Language, found: AccountView) -> UserLine:
    _ = words(language).gettext
    tied = [_("本人已登记")] if found.tied else []
    tied += [found.home_village] if found.home_village else []
    return UserLine(
        href=f"/admin/users/{found.user.id}",
        name=found.user.name,
        shown=found.user.display_name,
        role=role_word(found.user.role, language),
        scope=scope_word(found.user.scope, language),
        state="" if found.active else _("已停用"),
        sessions=found.sessions,
        tied="、".join(tied),
    )

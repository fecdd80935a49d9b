"""What stands around every page: who is signed in, where one can go, the language, the form token."""

from dataclasses import dataclass

from serving.accounts.views import Role, User
from serving.pages.languages import TAGS, Language, words
from serving.security.policy import Action, may


@dataclass(frozen=True)
class Link:
    """A link, and whether one is there already."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True)
class Frame:
    """The frame of a page."""

    language: Language
    path: str  # where the switch of language leads back to
    csrf: str
    user_name: str | None  # None: nobody is signed in
    role: str
    nav: tuple[Link, ...]
    admin: tuple[Link, ...] = ()  # the administration's own ways

    @property
    def tag(self) -> str:
        """Language tag for the html element."""
        return TAGS[self.language]

    @property
    def other_language(self) -> Language:
        """The language the switch offers."""
        return "zh" if self.language == "en" else "en"


def frame(language: Language, path: str, csrf: str, user: User | None) -> Frame:
    """The frame for a visitor; he is shown only the ways his role may go."""
    if user is None:
        return Frame(language, path, csrf, None, "", ())
    role = role_word(user.role, language)
    said = role if user.scope.whole else f"{role} · {user.scope.name}"
    shown = "" if said == user.display_name else said
    ways, admin = _ways(language, path, user), _admin_ways(language, path, user)
    if admin:
        ways = (*ways, Link(words(language).gettext("系统管理"), admin[0].href, path.startswith("/admin")))
    return Frame(language, path, csrf, user.display_name, shown, ways, admin)


def _ways(language: Language, path: str, user: User) -> tuple[Link, ...]:
    _ = words(language).gettext
    ways: tuple[tuple[Action, str, str, tuple[str, ...]], ...] = (
        ("queue.read", _("核查队列"), "/queue", ("/queue", "/cases")),
        ("batch.read", _("交办批次"), "/batches", ("/batches",)),
        ("board.read", _("看板"), "/board", ("/board",)),
        ("rules.read", _("比对规则"), "/rules", ("/rules",)),
        ("corrections.read", _("登记更正"), "/corrections", ("/corrections",)),
        ("models.read", _("模型"), "/model", ("/model",)),
        ("import.read", _("数据"), "/data", ("/data", "/jobs", "/imports", "/snapshots")),
    )
    return tuple(Link(label, href, path.startswith(under)) for action, label, href, under in ways if may(user, action))


def _admin_ways(language: Language, path: str, user: User) -> tuple[Link, ...]:
    _ = words(language).gettext
    ways: tuple[tuple[Action, str, str], ...] = (
        ("users.manage", _("用户"), "/admin/users"),
        ("keys.manage", _("接口密钥"), "/admin/keys"),
        ("audit.read", _("审计日志"), "/admin/audit"),
    )
    return tuple(Link(label, href, path.startswith(href)) for action, label, href in ways if may(user, action))


def role_word(role: Role, language: Language) -> str:
    """The role as people say it."""
    _ = words(language).gettext
    return {
        "inspector": _("核查员"),
        "supervisor": _("科室主任"),
        "analyst": _("技术人员"),
        "backend": _("外部系统"),
        "auditor": _("审计员"),
        "administrator": _("系统管理员"),
    }[role]

"""user add|list|password and key add|list|revoke."""

import sys
from typing import Annotated, cast, get_args

import typer

from serving.accounts.views import ROLES, Role
from serving.commands.terminal import AsJson, actor, asked_id, database, example, home, print_json, print_table

RoleOption = Annotated[str, typer.Option(help=f"One of {', '.join(ROLES)}.")]
Township = Annotated[
    str | None, typer.Option(help="Only the cases of this township (name or code); default: the whole county.")
]
Village = Annotated[str | None, typer.Option(help="Only the cases of this village; --township says which of two.")]
Name = Annotated[str, typer.Argument(help="Sign-in name.")]
PasswordFromInput = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input instead of asking.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    user = typer.Typer(no_args_is_help=True, help="People who may sign in.", rich_markup_mode=None)
    user.command(
        "add",
        epilog=example(
            "mingcha user add wangli --role inspector --display-name 王丽",
            "mingcha user add liu --township 青石镇",
        ),
    )(add_user)
    user.command("list", epilog=example("mingcha user list"))(list_users)
    user.command("tie", epilog=example("mingcha user tie wangli --id --village 柳树村"))(tie_user)
    user.command("password", epilog=example("mingcha user password wangli"))(set_password)
    app.add_typer(user, name="user", epilog=example("mingcha user list"))
    key = typer.Typer(no_args_is_help=True, help="Keys for programs that call the API.", rich_markup_mode=None)
    key.command("add", epilog=example("mingcha key add county-finance"))(add_key)
    key.command("list", epilog=example("mingcha key list"))(list_keys)
    key.command("revoke", epilog=example("mingcha key revoke mk_1a2b3c4d"))(revoke_key)
    app.add_typer(key, name="key", epilog=example("mingcha key list"))


def add_user(
    name: Name,
    role: RoleOption = "inspector",
    display_name: Annotated[str | None, typer.Option(help="Name to show; default the sign-in name.")] = None,
    township: Township = None,
    village: Village = None,
    password_stdin: PasswordFromInput = False,
) -> None:
    """Add a person."""
    from serving.accounts import divisions, service

    chosen, scope = _role(role), divisions.scope_named(home(), township, village)
    password = _password(password_stdin)
    with database() as opened, opened.writing() as session:
        service.add_user(session, name, display_name or name, chosen, password, actor(), scope)
    print(f"{name} may sign in as {chosen}{' of ' + scope.name if scope.name else ''}.")


def list_users(json: AsJson = False) -> None:
    """Everyone who may sign in."""
    from serving.accounts import service

    with database() as opened, opened.reading() as session:
        found = service.list_users(session)
    if json:
        print_json([{"name": u.name, "display_name": u.display_name, "role": u.role, "scope": u.scope} for u in found])
        return
    rows = [(user.name, user.display_name, user.role, user.scope.name or user.scope.level) for user in found]
    print_table(("name", "shown as", "role", "sees"), rows)


def tie_user(
    name: Name,
    by_id: Annotated[
        bool, typer.Option("--id", help="Ask for the person's resident id, or read it from a pipe; it is not kept.")
    ] = False,
    township: Annotated[str | None, typer.Option(help="Of the village, where two have its name.")] = None,
    village: Annotated[str | None, typer.Option(help="The home village.")] = None,
) -> None:
    """Say who a user is: cases of his household, kin and village are then for others. Without options: nobody."""
    from serving.accounts import divisions, ties

    person = ties.person_of(home(), asked_id()) if by_id else None
    place = divisions.scope_named(home(), township, village) if village else None
    with database() as opened, opened.writing() as session:
        ties.tie(session, name, person, place, actor())
    print(f"{name} is tied to {'a person' if by_id else 'no person'} and {place.name if place else 'no village'}.")


def set_password(name: Name, password_stdin: PasswordFromInput = False) -> None:
    """Give a person another password; this ends the sessions of that person."""
    from serving.accounts import service

    password = _password(password_stdin)
    with database() as opened, opened.writing() as session:
        service.set_password(session, name, password, actor())
    print(f"The password of {name} was changed.")


def add_key(
    label: Annotated[str, typer.Argument(help="Which program it is for.")],
    role: RoleOption = "backend",
    township: Township = None,
    village: Village = None,
) -> None:
    """Make a key and print it: it is shown this once only."""
    from serving.accounts import divisions
    from serving.security import keys

    chosen, scope = _role(role), divisions.scope_named(home(), township, village)
    with database() as opened, opened.writing() as session:
        key = keys.add_key(session, label, chosen, actor(), scope)
    print(key)


def list_keys(json: AsJson = False) -> None:
    """Every key by its prefix; never the keys themselves."""
    from serving.security import keys

    with database() as opened, opened.reading() as session:
        found = keys.list_keys(session)
    if json:
        print_json(found)
        return
    rows = [
        (key.prefix, key.label, key.role, key.scope.name or key.scope.level, key.created.date(), key.revoked or "")
        for key in found
    ]
    print_table(("prefix", "for", "role", "sees", "made", "revoked"), rows)


def revoke_key(prefix: Annotated[str, typer.Argument(help="The key's prefix, mk_ and eight characters.")]) -> None:
    """Make a key worthless at once."""
    from serving.security import keys

    with database() as opened, opened.writing() as session:
        keys.revoke_key(session, prefix, actor())
    print(f"The key {prefix} no longer works.")


def _role(text: str) -> Role:
    if text not in get_args(Role):
        raise typer.BadParameter(f"{text} is none of {', '.join(ROLES)}", param_hint="--role")
    return cast(Role, text)


def _password(from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\n")
    return cast(str, typer.prompt("Password", hide_input=True, confirmation_prompt=True))

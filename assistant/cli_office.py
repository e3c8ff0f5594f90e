"""`plans people`, `plans keys`, `plans privacy` and `plans usage`: who may read, what is kept."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_errors import Failure
from assistant.cli_given import settings_of
from assistant.terminal import Printer

if TYPE_CHECKING:
    from assistant.access import Scope
    from assistant.office.office import Office
    from assistant.office.people import Identity

app = typer.Typer()
people = typer.Typer(no_args_is_help=True, help="The trust's people and their roles.")
keys = typer.Typer(no_args_is_help=True, help="API keys, for programs.")
privacy = typer.Typer(no_args_is_help=True, help="What is kept of a person.")
app.add_typer(people, name="people")
app.add_typer(keys, name="keys")
app.add_typer(privacy, name="privacy")

Who = Annotated[str, typer.Argument(help="Their number, e-mail address or name.")]
Account = Annotated[
    str, typer.Argument(help="slack:WORKSPACE:MEMBER, or entra:TENANT:OBJECT for Teams.")
]
Roles = Annotated[list[str], typer.Argument(metavar="ROLE...", help="staff, leaders, …")]


@people.command("list")
def people_list(context: typer.Context) -> None:
    """List the people and their roles."""
    rows = [
        (
            str(p.id),
            p.name,
            p.email,
            ", ".join(sorted(p.roles)),
            ", ".join(map(str, p.identities)) or "has not signed in",
        )
        for p in _office(context).people.everybody()
    ]
    Printer().table(("Number", "Name", "E-mail", "Roles", "Accounts"), rows)


@people.command("add")
def people_add(
    context: typer.Context,
    email: Annotated[str, typer.Argument(help="The address they sign in with.")],
    roles: Roles,
    name: Annotated[str, typer.Option(help="Their name, until they sign in.")] = "",
) -> None:
    """Add somebody before they sign in for the first time."""
    office = _office(context)
    known = any(p.email.casefold() == email.casefold() for p in office.people.everybody())
    if known:
        raise Failure(f"{email} is there already: `plans people roles {email} ROLE...`")
    added = office.people.add(name=name or email, email=email, roles=_checked(office, roles))
    Printer().line(f"{added.id}  {added.name}: {', '.join(sorted(added.roles))}")


@people.command("roles")
def people_roles(context: typer.Context, person: Who, roles: Roles) -> None:
    """Give somebody these roles in the place of those they have."""
    office = _office(context)
    given = office.people.give(office.people.person(person), _checked(office, roles))
    Printer().line(f"{given.id}  {given.name}: {', '.join(sorted(given.roles))}")


@people.command("link")
def people_link(context: typer.Context, person: Who, account: Account) -> None:
    """Make a chat account known as somebody's."""
    from assistant.office.people import TakenIdentity

    office = _office(context)
    try:
        known = office.link(office.people.person(person), _identity(account))
    except TakenIdentity as error:
        raise Failure(str(error)) from error
    Printer().line(f"{known.id}  {known.name}: {account}")


@people.command("unlink")
def people_unlink(context: typer.Context, account: Account) -> None:
    """Make a chat account nobody's."""
    _office(context).people.unlink(_identity(account))


@keys.command("create")
def keys_create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is for.")],
    role: Annotated[list[str], typer.Option(help="A role that it reads with; may be repeated.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="ask or read; both where none is given.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=3660, help="Days until it expires.")] = 365,
) -> None:
    """Make a key. It is shown once."""
    office = _office(context)
    roles = _checked(office, role)
    key, secret = office.keys.create(name=name, roles=roles, scopes=_scopes(scope), days=days)
    printer = Printer()
    printer.line(secret, "bold")
    printer.line(f"Key {key.id}, until {key.ends_at:%d %B %Y}. It is not shown again.")


@keys.command("list")
def keys_list(context: typer.Context) -> None:
    """List the keys, without their secrets."""
    rows = [
        (
            str(k.id),
            k.name,
            f"{k.prefix}…",
            ", ".join(sorted(k.roles)),
            ", ".join(sorted(k.scopes)),
            f"{k.ends_at:%d %B %Y}",
            k.state,
        )
        for k in _office(context).keys.every()
    ]
    Printer().table(("Number", "For", "Begins", "Roles", "Scopes", "Until", "State"), rows)


@keys.command("revoke")
def keys_revoke(
    context: typer.Context, number: Annotated[int, typer.Argument(help="`plans keys list`.")]
) -> None:
    """Make a key unusable from now on."""
    _office(context).keys.revoke(number)
    Printer().line(f"Key {number} is revoked.")


@privacy.command("export")
def privacy_export(context: typer.Context, person: Who) -> None:
    """Print all that is kept of somebody, as JSON."""
    office = _office(context)
    found = office.people.person(person)
    about = {
        "name": found.name,
        "email": found.email,
        "roles": sorted(found.roles),
        "identities": [f"{i.provider} {i.tenant} {i.subject}" for i in found.identities],
        "seen_at": found.seen_at,
    }
    kept = {"person": about, **office.audit.export(found.owner)}
    kept |= office.drafts.export(found.owner)
    typer.echo(json.dumps(kept, indent=2, ensure_ascii=False, default=str))


@privacy.command("erase")
def privacy_erase(
    context: typer.Context,
    person: Who,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether you are sure.")] = False,
) -> None:
    """Erase all that is kept of somebody, and themselves."""
    office = _office(context)
    found = office.people.person(person)
    if not yes:
        typer.confirm(f"Erase {found.name} and all that they asked?", abort=True)
    office.drafts.erase(found.owner, found.name)
    questions = office.audit.erase(found.owner)
    office.people.remove(found)
    Printer().line(f"{found.name} and {questions} questions are erased.")


@app.command()
def usage(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Show what the language model was used for: answers, tokens and costs by month."""
    months = _office(context).model_use.months()
    if as_json:
        typer.echo(json.dumps([asdict(m) for m in months], indent=2, ensure_ascii=False))
        return
    printer = Printer()
    if not months:
        printer.line("No language model was used yet.")
        return
    rows = [
        (
            m.month,
            m.model,
            f"{m.answers:,}",
            f"{m.worded:,}",
            f"{m.tokens_in:,}",
            f"{m.tokens_out:,}",
            f"{m.cost:,.2f}" if m.cost else "no prices set",
        )
        for m in months
    ]
    headings = ("Month", "Model", "Asked for", "In its words", "Tokens in", "Tokens out", "Cost")
    printer.table(headings, rows)


def _office(context: typer.Context) -> Office:
    from assistant.build import open_office

    return open_office(settings_of(context))


def _checked(office: Office, roles: list[str]) -> list[str]:
    """The roles, if each can be one. Raises Failure."""
    wrong = [r for r in roles if not office.access.is_role(r)]
    if wrong:
        known = ", ".join(office.access.known_roles())
        raise Failure(f"{wrong[0]!r} cannot be a role: known ones are {known}")
    return roles


def _identity(account: str) -> Identity:
    """The account as it is known. Raises Failure."""
    from assistant.office.people import Identity

    parts = account.split(":", 2)
    if len(parts) != 3 or not all(parts):
        raise Failure(f"{account!r} is no account: it is like slack:T0123:U0456")
    return Identity(*parts)


def _scopes(given: list[str] | None) -> list[Scope]:
    from assistant.access import SCOPES

    wrong = [s for s in given or () if s not in SCOPES]
    if wrong:
        raise Failure(f"{wrong[0]!r} is no scope: they are {' and '.join(SCOPES)}")
    return [s for s in SCOPES if not given or s in given]

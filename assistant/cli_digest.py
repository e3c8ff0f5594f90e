"""`plans digest`: what is sent by itself, shown, or sent now."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_ask import day
from assistant.cli_errors import Failure
from assistant.cli_given import settings_of
from assistant.terminal import Printer, marked

if TYPE_CHECKING:
    from assistant.channels.chat import Places
    from assistant.channels.digests import Digests, Sent
    from assistant.settings import Settings
    from ingest.digests import Digest

app = typer.Typer()
digest = typer.Typer(no_args_is_help=True, help="What is sent to Slack and Teams by itself.")
app.add_typer(digest, name="digest")

Name = Annotated[str, typer.Argument(help="The digest's name in its `plans.toml`.")]
AsOf = Annotated[
    date | None,
    typer.Option(metavar="DATE", parser=day, help="Stand-in for today, as 2026-03-02."),
]


@digest.command("list")
def digest_list(context: typer.Context) -> None:
    """List the digests: to whom, when, and when next."""
    from assistant.build import open_index

    index = open_index(settings_of(context))
    rows = [
        (d.name, ", ".join(d.said.to), f"{d.said.when}, {d.said.at:%H:%M}", _next(d))
        for d in index.digests()
    ]
    Printer().table(("Name", "To", "When", "Next"), rows)


@digest.command("show")
def digest_show(context: typer.Context, name: Name, as_of: AsOf = None) -> None:
    """Show a digest as each recipient would get it, without sending it."""
    from assistant.channels.digests import Digests

    settings = settings_of(context)
    unsent = Digests({}, _places(settings), now=datetime.now)
    sent = asyncio.run(_show(settings, unsent, name, as_of or date.today()))
    printer = Printer()
    for one in sent:
        printer.line(f"To {one.recipient}", "bold underline")
        printer.line(marked(one.answer.text) if one.answer else one.why)
        printer.line("")


@digest.command("send")
def digest_send(context: typer.Context, name: Name, as_of: AsOf = None) -> None:
    """Send a digest now, whether or not its time has come."""
    sent = asyncio.run(_send(settings_of(context), name, as_of or date.today()))
    printer = Printer()
    for one in sent:
        nothing = one.answer and not one.answer.items
        done = "sent" if not nothing else "nothing is listed"
        printer.line(f"{one.recipient}: {f'not sent: {one.why}' if one.why else done}")
    if any(one.why for one in sent):
        raise typer.Exit(1)


async def _show(settings: Settings, digests: Digests, name: str, today: date) -> tuple[Sent, ...]:
    from assistant.build import answering

    digests.lend(answering(settings))
    return await digests.show(name, today)


async def _send(settings: Settings, name: str, today: date) -> tuple[Sent, ...]:
    from assistant.build import answering, chats

    channels = chats(settings)
    if channels.digests is None:
        raise Failure("neither Slack nor Teams is configured: see docs/slack.md and docs/teams.md")
    await channels.lend(answering(settings))
    return await channels.digests.send(name, today)


def _places(settings: Settings) -> Places:
    from assistant.channels.chat import Places

    return Places(settings.chat_roles)


def _next(digest: Digest) -> str:
    from assistant.occasions import LONDON, occasions

    now = datetime.now(LONDON)
    following = occasions(digest, after=now, until=now + timedelta(days=300))
    moment = next(following, None)
    return f"{moment:%A %-d %B %Y %H:%M}" if moment else "none within 300 days"

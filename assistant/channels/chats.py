"""The chat channels that the settings name, and the digests that are sent on them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI

from assistant.channels.accounts import Accounts
from assistant.channels.answering import Answering
from assistant.channels.house import House

if TYPE_CHECKING:
    from assistant.channels.digests import Digests
    from assistant.channels.slack import SlackChannel
    from assistant.channels.teams import TeamsChannel


class Chats:
    """Slack and Teams, each where it is configured; `digests` where any is."""

    def __init__(self, house: House, app: FastAPI) -> None:
        base = house.public_url or "http://127.0.0.1:8000"
        accounts = Accounts(house.provider, base)
        self._slack = _slack(house, app, base, accounts)
        self._teams = _teams(house, app, base, accounts)
        self.digests = self._digests(house)

    @asynccontextmanager
    async def running(self, answering: Answering) -> AsyncGenerator[None]:
        """A context in which questions are answered and digests sent."""
        async with AsyncExitStack() as running:
            for channel in (self._slack, self._teams, self.digests):
                if channel:
                    await running.enter_async_context(channel.running(answering))
            yield

    async def lend(self, answering: Answering) -> None:
        """What is answered from; for channels that only send."""
        if self._slack:
            self._slack.lend(answering)
        if self._teams:
            await self._teams.lend(answering)
        if self.digests:
            self.digests.lend(answering)

    def _digests(self, house: House) -> Digests | None:
        # Without chats nobody waits for the import.
        if not (self._slack or self._teams):
            return None
        from assistant.channels.chat import Places
        from assistant.channels.digests import Digests

        named = {"slack": self._slack, "teams": self._teams}
        senders = {name: channel for name, channel in named.items() if channel}
        places = [chat.places.roles for chat in (house.slack, house.teams) if chat]
        roles = {place: held for known in places for place, held in known.items()}
        return Digests(senders, Places(roles), now=house.now)


def _slack(house: House, app: FastAPI, base: str, accounts: Accounts) -> SlackChannel | None:
    if not house.slack:
        return None
    # Without it nobody waits for the import.
    from assistant.channels.slack import SlackChannel

    slack = SlackChannel(house.slack, base=base, accounts=accounts)
    app.include_router(slack.router())
    return slack


def _teams(house: House, app: FastAPI, base: str, accounts: Accounts) -> TeamsChannel | None:
    if not house.teams:
        return None
    from assistant.channels.teams import TeamsChannel

    return TeamsChannel(house.teams, app=app, base=base, accounts=accounts)

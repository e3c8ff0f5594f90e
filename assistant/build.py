"""Makes the real things from the settings: the index, the embedder, the assistant, the server."""

from __future__ import annotations

import errno
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.library import Library, NotReady, Opening
from ingest.embedding import Embedder, open_embedder
from ingest.index import Index
from ingest.limits import Limits

if TYPE_CHECKING:
    from fastapi import FastAPI
    from mcp.server import MCPServer

    from assistant.access import Caller
    from assistant.ask import Assistant
    from assistant.channels.answering import Answering
    from assistant.channels.chats import Chats
    from assistant.channels.house import House
    from assistant.channels.slack import SlackHouse
    from assistant.channels.teams import TeamsHouse
    from assistant.conversations import Conversations
    from assistant.drafting.desk import Desk
    from assistant.office.office import Office
    from assistant.settings import Settings
    from assistant.worded.answers import Words
    from assistant.worded.types import Model

_CATALOGUE = "catalogue.sqlite"


def embedding(settings: Settings) -> Embedder:
    """The embedding model that is configured, not yet loaded."""
    return open_embedder(settings.embedding)


def open_for_ingest(settings: Settings) -> tuple[Index, Embedder]:
    """The index, made where there is none, and what embeds for it."""
    embedder = open_embedder(settings.embedding)
    return Index.open(_folder(settings), embedder_name=embedder.name), embedder


def limits(settings: Settings) -> Limits:
    """What reading one file may cost."""
    return Limits(
        memory_mb=settings.read_memory_mb,
        seconds=settings.read_seconds,
        seconds_a_scan=settings.read_seconds_a_scan,
        file_mb=settings.read_file_mb,
        pages=settings.read_pages,
        cells=settings.read_cells,
        unpacked_mb=settings.read_unpacked_mb,
        members=settings.read_members,
    )


def open_index(settings: Settings) -> Index:
    """The index that is there, to look at. Raises NotReady where there is none."""
    return Index.open(existing_folder(settings))


def open_library(settings: Settings, *, serving: bool = False) -> Library:
    """The index that is there and its assistant; one that will be `serving` is warm at once.

    Raises NotReady where there is no index, or nothing in it yet.
    """
    embedder = open_embedder(settings.embedding)
    index = Index.open(existing_folder(settings), embedder_name=embedder.name, copied=serving)
    if not index.known():
        index.close()
        raise NotReady("the index is empty or being built: put plans in with `plans ingest PATH`")
    if serving:
        embedder.query("warm")
    office = _office(settings)
    words = _words(settings)
    return Library(index, _assistant(index, embedder, office.conversations, words), office)


def open_office(settings: Settings) -> Office:
    """The people and what is kept of them, beside the index that is there. Raises NotReady."""
    existing_folder(settings)
    return _office(settings)


def open_desk(settings: Settings, caller: Caller) -> Desk:
    """Where that caller drafts, over the index that is there. Raises NotReady."""
    from assistant.drafting.desk import Desk

    index = open_index(settings)
    return Desk(index, _office(settings), caller, own=settings.frameworks)


def web(settings: Settings) -> FastAPI:
    """The web application over the index that the settings name."""
    from assistant.channels.web import make_app

    return make_app(opening(settings), house=_house(settings))


def opening(settings: Settings) -> Opening:
    """The library of a server, opened when it is first wanted."""
    return Opening(partial(open_library, settings, serving=True))


def tools(settings: Settings) -> MCPServer:
    """The assistant's tools for whoever sits at this machine. Raises NotReady."""
    from assistant.channels.answering import Answering
    from assistant.channels.mcp_server import make_server

    library = open_library(settings, serving=True)
    threads = ThreadPoolExecutor(settings.answers_at_once, "answer")
    asked = Answering(Opening(lambda: library), threads=threads, seconds=settings.answer_seconds)
    return make_server(asked, base=settings.public_url)


def answering(settings: Settings) -> Answering:
    """The assistant for one command that then ends. Raises NotReady."""
    from assistant.channels.answering import Answering

    library = open_library(settings)
    threads = ThreadPoolExecutor(1, "answer")
    return Answering(Opening(lambda: library), threads=threads, seconds=settings.answer_seconds)


def chats(settings: Settings) -> Chats:
    """The chat channels that are configured, to send on."""
    from fastapi import FastAPI

    from assistant.channels.chats import Chats

    return Chats(_house(settings), FastAPI())


def _house(settings: Settings) -> House:
    from assistant.channels.house import House, Limits, Provider

    provider = Provider.named(
        settings.signin,
        tenant=settings.signin_tenant,
        client=settings.signin_client,
        secret=settings.signin_secret.get_secret_value(),
        issuer=settings.signin_issuer,
    )
    limits = Limits(
        answers_at_once=settings.answers_at_once,
        answer_seconds=settings.answer_seconds,
        questions_per_minute=settings.questions_per_minute,
        requests_per_minute=settings.requests_per_minute,
        largest_upload=settings.largest_upload * 1024 * 1024,
    )
    return House(
        provider=provider,
        public_url=settings.public_url,
        uploads=settings.data / "uploads",
        frameworks=settings.frameworks,
        embedder=partial(open_embedder, settings.embedding),
        limits=limits,
        slack=_slack(settings),
        teams=_teams(settings),
    )


def _slack(settings: Settings) -> SlackHouse | None:
    """What the Slack app is made with; None where it is not configured."""
    if not settings.slack_signing_secret.get_secret_value():
        return None
    from assistant.channels.chat import Places
    from assistant.channels.slack import SlackHouse

    return SlackHouse(
        settings.slack_signing_secret.get_secret_value(),
        token=settings.slack_token.get_secret_value(),
        app_token=settings.slack_app_token.get_secret_value(),
        client=settings.slack_client,
        client_secret=settings.slack_client_secret.get_secret_value(),
        key=settings.slack_key.get_secret_value(),
        places=Places(settings.chat_roles, settings.slack_owner),
    )


def _teams(settings: Settings) -> TeamsHouse | None:
    """What the Teams bot is made with; None where it is not configured."""
    if not settings.teams_client:
        return None
    from assistant.channels.chat import Places
    from assistant.channels.teams import TeamsHouse

    return TeamsHouse(
        settings.teams_client,
        settings.teams_secret.get_secret_value(),
        tenant=settings.teams_tenant,
        places=Places(settings.chat_roles),
    )


def _assistant(
    index: Index, embedder: Embedder, conversations: Conversations, words: Words | None
) -> Assistant:
    from assistant.ask import Assistant

    return Assistant(
        index=index, embedder=embedder, conversations=conversations, today=date.today, words=words
    )


def language_model(settings: Settings) -> Model | None:
    """The language model that is configured, nothing sent yet; None where there is none."""
    if not settings.model:
        return None
    from assistant.worded.model import Connection, open_model

    return open_model(
        Connection(
            settings.model,
            settings.model_name,
            settings.model_url,
            settings.model_key.get_secret_value(),
            seconds=settings.model_seconds,
            tokens=settings.model_tokens,
            price_in=settings.model_price_in,
            price_out=settings.model_price_out,
        )
    )


def _words(settings: Settings) -> Words | None:
    from assistant.worded.answers import Words

    model = language_model(settings)
    return Words(model) if model else None


def _office(settings: Settings) -> Office:
    from assistant.access import Access
    from assistant.conversations import Conversations
    from assistant.office.office import Keeping, Office
    from ingest.catalogue import open_catalogue

    engine = open_catalogue(settings.data)
    keeping = Keeping(
        audit_days=settings.audit_days,
        conversation_days=settings.conversation_days,
        session_hours=settings.session_hours,
        first_roles=settings.first_roles,
    )
    access = Access(settings.roles)
    return Office.over(engine, access=access, conversations=Conversations(engine), keeping=keeping)


def existing_folder(settings: Settings) -> Path:
    """The folder of an index that is there. Raises NotReady."""
    folder = _folder(settings)
    if not (folder / _CATALOGUE).is_file():
        raise NotReady(f"there is no index in {folder}: make one with `plans ingest PATH`")
    return folder


def _folder(settings: Settings) -> Path:
    """The index's folder. Raises NotADirectoryError where something else has its name."""
    if settings.data.exists() and not settings.data.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "is not a folder", str(settings.data))
    return settings.data

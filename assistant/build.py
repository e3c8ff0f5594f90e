"""Makes the real things from the settings: the index, the embedder, the assistant, the server."""

from __future__ import annotations

import errno
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.library import Library, NotReady, Opening
from ingest.embedding import Embedder, open_embedder
from ingest.index import Index

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.ask import Assistant
    from assistant.settings import Settings

_CATALOGUE = "catalogue.sqlite"


def open_for_ingest(settings: Settings) -> tuple[Index, Embedder]:
    """The index, made where there is none, and what embeds for it."""
    embedder = open_embedder(settings.embedding)
    return Index.open(_folder(settings), embedder_name=embedder.name), embedder


def open_index(settings: Settings) -> Index:
    """The index that is there, to look at. Raises NotReady where there is none."""
    return Index.open(_existing(settings))


def open_library(settings: Settings, *, serving: bool = False) -> Library:
    """The index that is there and its assistant; one that will be `serving` is warm at once.

    Raises NotReady where there is no index, or nothing in it yet.
    """
    embedder = open_embedder(settings.embedding)
    index = Index.open(_existing(settings), embedder_name=embedder.name, copied=serving)
    if not index.known():
        index.close()
        raise NotReady("the index is empty or being built: put plans in with `plans ingest PATH`")
    if serving:
        embedder.query("warm")
    return Library(index, _assistant(index, embedder, settings))


def web(settings: Settings) -> FastAPI:
    """The web application over the index that the settings name."""
    from assistant.channels.web import make_app

    opening = Opening(partial(open_library, settings, serving=True))
    return make_app(opening, answers_at_once=settings.answers_at_once)


def _assistant(index: Index, embedder: Embedder, settings: Settings) -> Assistant:
    from assistant.ask import Assistant
    from assistant.conversations import Conversations
    from ingest.catalogue import open_catalogue

    conversations = Conversations(open_catalogue(settings.data))
    return Assistant(index=index, embedder=embedder, conversations=conversations, today=date.today)


def _existing(settings: Settings) -> Path:
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

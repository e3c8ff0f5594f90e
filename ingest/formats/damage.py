"""What libraries raise on damaged files, and how that is told."""

# lxml has no types of its own.
# pyright: reportUnknownVariableType=false

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager

from lxml.etree import LxmlError

from ingest.document import Unreadable

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    LxmlError,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    EOFError,
    OSError,
    NotImplementedError,
)


@contextmanager
def damage_told(what: str, *more: type[Exception]) -> Generator[None]:
    """Raises Unreadable in the place of what a library raises on a damaged file of some kind.

    `more` is what that library raises of its own.
    """
    try:
        yield
    except (*DAMAGED, *more) as error:
        raise Unreadable(f"is damaged: {what}") from error

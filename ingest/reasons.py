"""Why a file could not be put into the index, in one line for a person."""

from __future__ import annotations

import errno

from sqlalchemy.exc import SQLAlchemyError

from ingest.document import Unreadable
from ingest.embedding import UnusableModel
from ingest.planfile import BadPlanFile

_FULL = "the disk is full: nothing of it was put in"


def reason(error: Exception) -> str:
    """Why a file failed, in one line for a person."""
    match error:
        case Unreadable() | BadPlanFile() | UnusableModel():
            return str(error)
        case UnicodeEncodeError():
            return "its name is no text that can be kept: rename it"
        case OSError(errno=errno.ENOSPC):
            return _FULL
        case OSError():
            return error.strerror or "it cannot be read"
        case SQLAlchemyError() if "disk is full" in str(error):
            return _FULL
        case SQLAlchemyError():
            return f"the index could not be written ({type(error).__name__})"
        case _:
            return f"it could not be understood ({type(error).__name__})"

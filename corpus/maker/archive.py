"""Office files with their dates fixed, so that making them again changes nothing."""

import re
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MADE = datetime(2025, 7, 11, 9, 0)


def settled(made: bytes) -> bytes:
    """The same Office file with every date of making in it set to `MADE`."""
    out = BytesIO()
    with ZipFile(BytesIO(made)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            part = ZipInfo(name, MADE.timetuple()[:6])
            part.compress_type = ZIP_DEFLATED
            new.writestr(part, _undated(name, old.read(name)))
    return out.getvalue()


def _undated(name: str, content: bytes) -> bytes:
    if name != "docProps/core.xml":
        return content
    date = MADE.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    pattern = rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*"
    return re.sub(pattern, rb"\g<1>" + date, content)

"""The Teams app's package: its manifest and icons in one zip, to be uploaded as it is."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image, ImageDraw

_VERSION = "1.30"
_BLUE = "#1D4F91"
_WHITE = "#FFFFFF"


def write_package(file: Path, *, bot: str, public_url: str, organisation: str) -> None:
    """Writes the zip. `bot` is the bot's id, `public_url` where people reach the pages."""
    manifest = manifest_of(bot=bot, public_url=public_url, organisation=organisation)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("manifest.json", json.dumps(manifest, indent=2))
        package.writestr("color.png", _icon(192, ground=_BLUE, line=_WHITE))
        package.writestr("outline.png", _icon(32, ground="#00000000", line=_WHITE))


def manifest_of(*, bot: str, public_url: str, organisation: str) -> dict[str, Any]:
    """The manifest, by version 1.30 of the published schema."""
    base = public_url.rstrip("/")
    schema = f"https://developer.microsoft.com/json-schemas/teams/v{_VERSION}"
    return {
        "$schema": f"{schema}/MicrosoftTeams.schema.json",
        "manifestVersion": _VERSION,
        "version": "1.0.0",
        "id": bot,
        "developer": {
            "name": organisation[:32],
            "websiteUrl": base,
            "privacyUrl": f"{base}/",
            "termsOfUseUrl": f"{base}/",
        },
        "name": {"short": "Plans", "full": "Plan Assistant"},
        "description": {
            "short": "Answers from the trust's plans, in their own words",
            "full": "Answers questions from the trust's plans in their own words, and gives the "
            "place of each statement. What is not in the plans is not answered.",
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": _BLUE,
        "validDomains": [urlsplit(base).hostname],
        "bots": [_bot(bot)],
    }


def _bot(bot: str) -> dict[str, Any]:
    commands = [
        {"title": "What is due this month?", "description": "What falls due this month"},
        {"title": "Who leads each strand?", "description": "Who is responsible for what"},
        {"title": "What is overdue?", "description": "What should have been done by now"},
    ]
    scopes = ["personal", "team", "groupChat"]
    return {
        "botId": bot,
        "scopes": scopes,
        "supportsFiles": False,
        "isNotificationOnly": False,
        "commandLists": [{"scopes": scopes, "commands": commands}],
    }


def _icon(size: int, *, ground: str, line: str) -> bytes:
    """A sheet with lines and a tick, drawn large and made small."""
    large = size * 4
    image = Image.new("RGBA", (large, large), ground)
    draw = ImageDraw.Draw(image)
    width = max(4, large // 16)

    def at(*points: float) -> list[float]:
        return [p * large for p in points]

    draw.rectangle(at(0.26, 0.16, 0.74, 0.84), outline=line, width=width)
    for height in (0.32, 0.45):
        draw.line(at(0.36, height, 0.64, height), fill=line, width=width)
    draw.line(at(0.37, 0.64, 0.46, 0.73, 0.64, 0.56), fill=line, width=width, joint="curve")
    written = io.BytesIO()
    image.resize((size, size), Image.Resampling.LANCZOS).save(written, "PNG")
    return written.getvalue()

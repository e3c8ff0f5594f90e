"""Captions and transcripts with time stamps (.vtt, .srt) -> Document: a paragraph a turn."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.document import Document, Source
from ingest.formats.outline import Line, Outline
from ingest.formats.text import decoded
from ingest.limits import Allowance

_TIMES = re.compile(r"\s*((?:\d+:)?\d\d:\d\d)[.,]\d{3} +--> +(?:\d+:)?\d\d:\d\d[.,]\d{3}.*")
_VOICE = re.compile(r"<v(?:\.[^ >]*)? ([^<>]{1,100})>")
_TAG = re.compile(r"</?[\w.:]*(?: [^<>]*)?>")
_LONGEST_TURN = 1500
_ENDS = (".", "?", "!")


@dataclass(frozen=True, slots=True)
class _Cue:
    """Some words on the screen: when they come, and who speaks, where that is said."""

    at: str
    speaker: str
    text: str


def read_transcript(source: Source, allowance: Allowance) -> Document:
    """The turns of the speakers in order, each with the time at which it begins."""
    outline = Outline(source)
    outline.heading(outline.file_title(), level=1)
    for turn in _turns(_cues(decoded(Path(source.path).read_bytes()))):
        outline.reference = turn.at
        words = f"{turn.speaker}: {turn.text}" if turn.speaker else turn.text
        outline.add([Line(words, plain=True)])
    outline.reference = None
    return outline.document("vtt")


def _cues(text: str) -> Iterator[_Cue]:
    at, speaker, words = "", "", list[str]()
    for line in [*text.replace("\x00", "").splitlines(), ""]:
        found = _TIMES.fullmatch(line)
        if found:
            at, speaker, words = found[1], "", []
        elif at and line.strip():
            voice = _VOICE.search(line)
            speaker = html.unescape(voice[1]).strip() if voice else speaker
            words.append(" ".join(html.unescape(_TAG.sub("", line)).split()))
        elif at:
            if any(words):
                yield _Cue(at, speaker, " ".join(w for w in words if w))
            at = ""


def _turns(cues: Iterator[_Cue]) -> Iterator[_Cue]:
    """Cues put together that one speaker goes on through, up to a length that can be quoted."""
    turn: _Cue | None = None
    for cue in cues:
        if turn and not _ended(turn, cue):
            turn = _Cue(turn.at, turn.speaker, f"{turn.text} {cue.text}")
        else:
            if turn:
                yield turn
            turn = cue
    if turn:
        yield turn


def _ended(turn: _Cue, cue: _Cue) -> bool:
    if turn.speaker != cue.speaker or len(turn.text) > _LONGEST_TURN:
        return True
    return not turn.speaker and turn.text.endswith(_ENDS) and len(turn.text) > 200

"""Markup taken off text: HTML tags and entities, Markdown emphasis and links; paragraphs kept apart."""

from __future__ import annotations

import html
import re

_BLOCK_TAG = re.compile(
    r"</?(?:p|li|ul|ol|dl|dt|dd|div|br|hr|table|thead|tbody|tr|td|th|h[1-6]|blockquote)\b[^<>]*>",
    re.IGNORECASE,
)
_INLINE_TAG = re.compile(
    r"</?(?:b|strong|i|em|u|s|del|ins|span|a|font|sup|sub|small|mark|code|img|center)\b[^<>]*>",
    re.IGNORECASE,
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
_MARKS = re.compile(r"[*_~`]")
_EMPHASIS = (
    re.compile(r"(?<!\\)\*\*(?=\S)([^*]+(?<=\S))\*\*"),
    re.compile(r"(?<![\w\\])__(?=\S)([^_]+(?<=\S))__(?!\w)"),
    re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*]+(?<=\S))\*(?![\w*])"),
    re.compile(r"(?<![\w\\])_(?=[^\s_])([^_]+(?<=\S))_(?!\w)"),
    re.compile(r"~~(?=\S)([^~]+(?<=\S))~~"),
    re.compile(r"`([^`]+)`"),
)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~>])")
_GAP = re.compile(r"[ \u00a0]{2,}|[\n\r\v\f\u2028]+")
_INLINE_BULLET = re.compile(r"(?<=\s)(?=[•▪●◦‣·]\s)")
_ALL_BOLD = re.compile(
    r"(?:<p>\s*)?(?:<(?:b|strong)>[^<>]+</(?:b|strong)>|\*\*[^*]+\*\*)(?:\s*</p>)?"
)


def plain(text: str) -> str:
    """One line of words without HTML and Markdown marks."""
    return " ".join(_unmarked(_BLOCK_TAG.sub(" ", text)).split())


def paragraphs(cell: str) -> tuple[str, ...]:
    """A cell's paragraphs and list items: divided by tags, line breaks, bullets and wide gaps."""
    parts = [
        part
        for chunk in (_BLOCK_TAG.split(cell) if "<" in cell else (cell,))
        for gap in _GAP.split(_unmarked(chunk))
        for part in listed(gap)
    ]
    return tuple(words for words in (" ".join(part.split()) for part in parts) if words)


def listed(text: str) -> list[str]:
    """A text divided before each bullet sign inside it; the signs stay."""
    return _INLINE_BULLET.split(text)


def is_bold(text: str) -> bool:
    """Whether all of a text is marked bold."""
    return bool(_ALL_BOLD.fullmatch(text.strip()))


def _unmarked(text: str) -> str:
    """The text without inline tags, emphasis and link targets, entities as their characters."""
    if "<" in text:
        text = _INLINE_TAG.sub("", _without_comments(text))
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if _MARKS.search(text):
        for mark in _EMPHASIS:
            text = mark.sub(r"\1", text)
    text = _ESCAPED.sub(r"\1", text) if "\\" in text else text
    return html.unescape(text) if "&" in text else text


def _without_comments(text: str) -> str:
    """The text without HTML comments; one that is never closed stays."""
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]])

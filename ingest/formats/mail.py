"""E-mail files (.eml) -> Document: who wrote what to whom and when, the text, and what is attached."""

from __future__ import annotations

from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from ingest.document import Document, Source, Unreadable
from ingest.formats.enclosed import Enclosing
from ingest.formats.outline import Line, Outline
from ingest.formats.web_page import add_page
from ingest.limits import Allowance, too_many

_SHOWN = ("From", "To", "Cc", "Date", "Subject")
_BROKEN = (MessageError, ValueError, LookupError, AttributeError, TypeError, IndexError)
_BODIES = ("plain", "html")


def read_mail(source: Source, allowance: Allowance) -> Document:
    """The message with the documents attached to it. Raises Unreadable where it is none."""
    message = _message(Path(source.path).read_bytes())
    outline = Outline(source)
    subject = _header(message, "Subject")
    outline.heading(subject or outline.file_title(), level=1)
    headers = [(name, _header(message, name)) for name in _SHOWN]
    outline.add([Line(f"{name}: {value}", plain=True) for name, value in headers if value])
    body = _body(message)
    if body is not None:
        _add_body(outline, body)
    enclosing = Enclosing(outline, allowance)
    parts = [p for p in message.walk() if p is not body and not p.is_multipart()]
    too_many(len(parts), allowance.limits.members, "parts", "read_members")
    for part in parts:
        _add_part(outline, enclosing, part, body)
    return outline.document("eml", title=subject, dated=_header(message, "Date") or None)


def _message(content: bytes) -> EmailMessage:
    try:
        message = BytesParser(EmailMessage, policy=policy.default).parsebytes(content)
        if not message.keys():
            raise Unreadable("is named as a message but is none")
    except (*_BROKEN, RecursionError) as error:
        raise Unreadable("is damaged: it is no whole message") from error
    return message


def _header(message: EmailMessage, name: str) -> str:
    """A header's words in one line; empty where it is missing or cannot be understood."""
    try:
        return " ".join(whole_letters(str(message.get(name, ""))).split())
    except _BROKEN:
        return ""


def whole_letters(text: str) -> str:
    """Text in which bytes that are of no known encoding stand as �."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _body(message: EmailMessage) -> EmailMessage | None:
    try:
        body = message.get_body(preferencelist=_BODIES)
    except _BROKEN:
        return None
    return body if isinstance(body, EmailMessage) else None


def _add_body(outline: Outline, body: EmailMessage) -> None:
    text = _text(body)
    if body.get_content_subtype() == "html":
        add_page(outline, text)
        return
    parts = (" ".join(part.split()) for part in text.replace("\r", "").split("\n\n"))
    outline.add([Line(part, plain=True) for part in parts if part])


def _text(part: EmailMessage) -> str:
    """A part's text, in whatever encoding it turns out to be."""
    try:
        return whole_letters(str(part.get_content()))
    except _BROKEN:
        content = part.get_payload(decode=True)
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _add_part(
    outline: Outline, enclosing: Enclosing, part: EmailMessage, body: EmailMessage | None
) -> None:
    """Adds an attachment; other wordings of the same text, and pictures in it, are none."""
    name = _file_name(part)
    if not name and part.get_content_maintype() in ("text", "image") and body is not None:
        return
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content:
        return
    if part.get_content_maintype() == "image":
        outline.problem(f"“{name or 'a picture'}” is a picture, which was not read")
    elif name or part.get_content_disposition() == "attachment":
        enclosing.add(name or "attachment", content)


def _file_name(part: EmailMessage) -> str:
    try:
        return Path(whole_letters(part.get_filename() or "").replace("\\", "/")).name
    except _BROKEN:
        return ""

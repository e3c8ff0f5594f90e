"""A language model behind llama-index's classes: the only place that knows their types."""

# llama-index and the clients below it are typed in part
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false, reportMissingTypeStubs=false

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Literal

from llama_index.core.llms import LLM, ChatMessage, MessageRole

from assistant.worded.types import ModelFailed, Reply, Usage

Kind = Literal["openai", "anthropic"]


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a model is, how long it may take, and its prices for a million tokens."""

    kind: Kind
    name: str
    url: str
    key: str
    seconds: float
    tokens: int
    price_in: float
    price_out: float


class LanguageModel:
    """A model that answers once, whole, within its time."""

    def __init__(self, connection: Connection, llm: LLM) -> None:
        self._of = connection
        self._llm = llm

    @property
    def name(self) -> str:
        """The model's name, as answers record it."""
        return self._of.name

    @property
    def seconds(self) -> float:
        """How long it may take for one answer, a second attempt included."""
        return self._of.seconds

    def reply(
        self, system: str, request: str, *, shape: Mapping[str, Any], seconds: float
    ) -> Reply:
        """What it says. Raises ModelFailed for whatever went wrong with it."""
        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=system),
            ChatMessage(role=MessageRole.USER, content=request),
        ]
        more = _shaped(shape) if self._of.kind == "openai" else {}
        response = _within(seconds, lambda: self._llm.chat(messages, **more))
        text = response.message.content
        if not text or not text.strip():
            raise ModelFailed("the language model gave no answer")
        return Reply(text, self._usage(response.raw))

    def _usage(self, raw: Any) -> Usage:
        used = raw.get("usage") if isinstance(raw, Mapping) else getattr(raw, "usage", None)
        into = _count(used, "prompt_tokens", "input_tokens")
        out = _count(used, "completion_tokens", "output_tokens")
        cost = (into * self._of.price_in + out * self._of.price_out) / 1_000_000
        return Usage(into, out, cost)


def open_model(connection: Connection) -> LanguageModel:
    """The model of that connection; nothing is sent yet."""
    c = connection
    if c.kind == "anthropic":
        from llama_index.llms.anthropic import Anthropic

        return LanguageModel(
            c,
            Anthropic(
                model=c.name,
                base_url=c.url or "https://api.anthropic.com",
                api_key=c.key,
                max_tokens=c.tokens,
                timeout=c.seconds,
                max_retries=0,
                temperature=0.0,
            ),
        )
    from llama_index.llms.openai_like import OpenAILike

    return LanguageModel(
        c,
        OpenAILike(
            model=c.name,
            api_base=c.url,
            api_key=c.key or "none",
            is_chat_model=True,
            max_tokens=c.tokens,
            timeout=c.seconds,
            max_retries=0,
            temperature=0.0,
        ),
    )


def _shaped(shape: Mapping[str, Any]) -> dict[str, Any]:
    schema = {"name": "claims", "strict": True, "schema": dict(shape)}
    return {"response_format": {"type": "json_schema", "json_schema": schema}}


def _within(seconds: float, call: Callable[[], Any]) -> Any:
    """What the call returns in its time. A client's own limit holds between two bytes only."""
    done: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()

    def work() -> None:
        try:
            done.put((call(), None))
        except Exception as error:  # noqa: BLE001 - each client has errors of its own
            done.put((None, error))

    threading.Thread(target=work, daemon=True, name="language-model").start()
    try:
        result, error = done.get(timeout=max(seconds, 0.01))
    except Empty:
        raise ModelFailed("the language model took too long") from None
    if error is not None:
        raise ModelFailed("the language model could not be reached or refused") from error
    return result


def _count(used: Any, *names: str) -> int:
    for name in names:
        value = used.get(name) if isinstance(used, Mapping) else getattr(used, name, None)
        if isinstance(value, int):
            return max(value, 0)
    return 0

"""A program of its own: asks the server at argv[1] each line of standard input, by two clients.

Prints JSON: for `openai` and `mcp` the list of answers, each with status, text, quotes, addresses.
"""

from __future__ import annotations

import asyncio
import json
import sys

import openai
from mcp import Client

URL, QUESTIONS = sys.argv[1], [json.loads(line) for line in sys.stdin]


def by_openai() -> list[dict]:
    """The answers by OpenAI's client; what the message says, and what it cites."""
    answers = []
    with openai.OpenAI(base_url=f"{URL}/v1", api_key="none") as client:
        for question in QUESTIONS:
            asked = [{"role": "user", "content": question}]
            made = client.chat.completions.create(model="plan-assistant", messages=asked)
            message = made.choices[0].message
            cited = [a.url_citation for a in message.annotations or []]
            answers.append(
                {
                    "status": made.model_extra["answer"]["status"],
                    "text": message.content,
                    "quotes": [c.model_extra["content"] for c in cited],
                    "urls": [c.url for c in cited],
                }
            )
    return answers


async def by_mcp() -> list[dict]:
    """The answers by the protocol's client."""
    answers = []
    async with Client(f"{URL}/mcp/") as client:
        for question in QUESTIONS:
            body = (await client.call_tool("ask", {"question": question})).structured_content
            answers.append(
                {
                    "status": body["status"],
                    "text": body["text"],
                    "quotes": [c["quote"] for c in body["citations"]],
                    "urls": [c["url"] for c in body["citations"]],
                }
            )
    return answers


sys.stdout.write(json.dumps({"openai": by_openai(), "mcp": asyncio.run(by_mcp())}))

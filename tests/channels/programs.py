"""A program of its own: asks the server at argv[1] each line of standard input, by three clients.

`plans mcp` over the index at argv[2] answers the one that speaks over standard input and output.
Prints JSON: for `openai`, `mcp` and `stdio` the answers, each with status, text, quotes, addresses.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import openai
from mcp import Client, StdioServerParameters

URL, DATA = sys.argv[1:3]
QUESTIONS = [json.loads(line) for line in sys.stdin]
PLANS = str(Path(sys.executable).with_name("plans"))


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


async def by_mcp(server: str | StdioServerParameters) -> list[dict]:
    """The answers by the protocol's client."""
    answers = []
    async with Client(server) as client:
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


BESIDE = StdioServerParameters(command=PLANS, args=["--data", DATA, "mcp"], env=dict(os.environ))
told = {
    "openai": by_openai(),
    "mcp": asyncio.run(by_mcp(f"{URL}/mcp/")),
    "stdio": asyncio.run(by_mcp(BESIDE)),
}
sys.stdout.write(json.dumps(told))

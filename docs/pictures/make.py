"""Makes the pictures of the pages: `make pictures`. Needs Chromium."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CHROMIUM = "/usr/bin/chromium"
QUESTION = "What is due in March 2026?"
SIZES = {"desktop": (1360, 900), "phone": (390, 844)}
PAGES = {
    "start": "/start",
    "year": "/year?year=2025",
    "year-list": "/year?year=2025&show=list",
    "people": "/people",
    "words": "/words",
    "plans": "/plans",
    "understood": "/plans/annual-implementation-plan-2025-26.pdf",
    "document": "/documents/strategic-plan-2025-28.docx",
    "manage": "/manage",
}


def main() -> None:
    """Writes every picture beside this file."""
    with serving() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync",
                  "--no-first-run", "--disable-background-networking", "--disable-component-update"],
        )  # fmt: skip
        wanted = sys.argv[1:]
        for size in SIZES:
            for scheme in ("light", "dark"):
                pictures(browser, url, size, scheme, wanted)
        browser.close()


def pictures(browser: Browser, url: str, size: str, scheme: str, wanted: list[str]) -> None:
    """The pictures of every page in one size and scheme."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    if not wanted or "ask" in wanted:
        ask(page, url, size, scheme)
    for name, address in PAGES.items():
        if not wanted or name in wanted:
            page.goto(url + address)
            keep(page, f"{name}-{size}-{scheme}")
    context.close()


def ask(page: Page, url: str, size: str, scheme: str) -> None:
    """The page of asking: empty, and with an answer and its source."""
    page.goto(url)
    keep(page, f"ask-{size}-{scheme}")
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("link", name="Link to this answer").wait_for()
    keep(page, f"answer-{size}-{scheme}")
    page.locator(".cite[aria-label*='Implementation']").first.click()
    page.locator("#source:not([hidden])").wait_for()
    page.wait_for_timeout(500)
    keep(page, f"source-{size}-{scheme}")


def keep(page: Page, name: str) -> None:
    """Writes what the page looks like now, in few colours."""
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").quantize(64).save(HERE / f"{name}.png", optimize=True)


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server over the demonstration trust's documents."""
    program = Path(sys.executable).with_name("plans")
    with tempfile.TemporaryDirectory() as data:
        command = [program, "--data", data]
        subprocess.run([*command, "ingest", ROOT / "corpus/documents"], check=True)
        with subprocess.Popen(
            [*command, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True
        ) as server:
            try:
                assert server.stdout
                url = server.stdout.readline().split()[-1]
                wait_for(url)
                yield url
            finally:
                server.terminate()


def wait_for(url: str) -> None:
    """Returns once the server answers."""
    for _ in range(300):
        with suppress(httpx.TransportError):
            httpx.get(f"{url}/healthz", timeout=30)
            return
        time.sleep(0.1)
    raise TimeoutError(url)


if __name__ == "__main__":
    main()

"""The pages in a real browser: each one's main job, for everybody, and how much they weigh."""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from icalendar import Calendar
from loopback import serving
from playwright.sync_api import expect, sync_playwright
from standin_openid import CLIENT, openid

from assistant.channels.house import House, Limits, Provider
from assistant.channels.web import make_app
from ingest.filing import EVERY_AUDIENCE, Reader

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
)
PDF = "annual-implementation-plan-2025-26.pdf"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = (
    "/",
    "/start",
    "/year?year=2025",
    "/year?year=2025&show=list",
    "/people",
    "/words",
    "/plans",
    "/evidence",
    "/drafts",
    f"/plans/{PDF}",
    f"/documents/{PDF}",
    "/manage",
    "/nothing",
)
SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script>{{ 7 * 7 }}<!-- **[1]"

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")


@pytest.fixture(scope="module")
def url(trust, tmp_path_factory):
    """The address of a server for whoever sits at this machine."""
    house = House(uploads=tmp_path_factory.mktemp("uploads").resolve())
    with serving(make_app(trust.opening, house=house)) as url:
        yield url


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(chromium, **how):
    """A page of a browser that has never been here; what it complains of fails the test."""
    context = chromium.new_context(reduced_motion="reduce", **how)
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.on("dialog", lambda d: d.accept())
    page.on(
        "console",
        lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None,
    )
    yield page
    assert complaints == []
    context.close()


@pytest.fixture
def page(chromium):
    with opened(chromium, viewport={"width": 1280, "height": 900}) as page:
        yield page


def ask(page, question):
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    article = page.locator("article", has=page.get_by_role("heading", name=question, exact=True))
    expect(article.last.get_by_role("link", name="Link to this answer")).to_be_visible()
    return article.last


def test_somebody_new_goes_on_where_they_left_off(page, url):
    page.goto(f"{url}/start?role=trustee")
    aims = page.locator("#aims")
    expect(aims.locator("li .cite").first).to_be_visible()
    aims.get_by_role("button", name="I have read “The aims in short”").click()
    page.goto(f"{url}/start")
    expect(page.get_by_label("I am a new")).to_have_value("trustee")
    page.get_by_role("link", name="Go on with “Who does what”").click()
    expect(page.locator("#who")).to_be_in_viewport()
    question = page.locator("#check li").first
    question.get_by_text("Answer to 1").click()
    expect(question.locator("details .cite").first).to_be_visible()


def test_a_source_opens_beside_the_answer_with_the_cell_boxed(page, url, trust):
    page.goto(url)
    article = ask(page, "What is due in March 2026?")
    link = article.locator(f'.cite[href^="/documents/{PDF}#t"]').first
    at = link.get_attribute("href").split("#")[1]
    link.click()
    expect(page.locator("#source")).to_be_visible()
    expect(link).to_have_attribute("aria-current", "true")
    with trust.library.index.seen_by(Reader(frozenset(EVERY_AUDIENCE))) as view:
        document = view.document(PDF)
    cells = [c for t in document.tables() for c in t.cells()]
    (cell,) = [
        c for c in cells if f"t{c.location.table}r{c.location.row}c{c.location.column}" == at
    ]
    picture, box = page.locator("#source svg").bounding_box(), page.locator("#cited").bounding_box()
    wide, high = map(float, page.locator("#source svg").get_attribute("viewBox").split()[2:])
    own = cell.location.box
    shown = (
        (box["x"] - picture["x"]) / picture["width"] * wide,
        (box["y"] - picture["y"]) / picture["height"] * high,
        (box["x"] + box["width"] - picture["x"]) / picture["width"] * wide,
        (box["y"] + box["height"] - picture["y"]) / picture["height"] * high,
    )
    assert shown == pytest.approx((own.left, own.top, own.right, own.bottom), abs=5)
    loaded = page.evaluate(
        "async () => { const i = new Image(); i.src = document.querySelector('#source image')"
        ".getAttribute('href'); await i.decode(); return i.naturalWidth; }"
    )
    assert loaded > 1000
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#source")).to_be_hidden()
    expect(link).to_be_focused()


def test_a_source_without_pages_opens_at_its_marked_place(page, url):
    page.goto(url)
    article = ask(page, "who leads estates?")
    link = article.locator('.cite[href*=".docx#"], .cite[href*=".xlsx#"]').first
    link.click()
    expect(page.locator("#source .cited")).to_be_in_viewport()


def test_a_question_can_be_followed_up_and_its_answer_linked_to(page, url):
    page.goto(url)
    ask(page, "What is due in March 2026?")
    article = ask(page, "And in April?")
    expect(article.locator(".words")).to_contain_text("April 2026")
    article.get_by_role("link", name="Link to this answer").click()
    expect(page).to_have_url(re.compile("/answers/a_"))
    expect(page.get_by_role("heading", name="And in April?")).to_be_visible()
    expect(page.locator(".words")).to_contain_text("April 2026")


def test_the_records_of_an_answer_sort_and_copy(chromium, url):
    with opened(chromium, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(url)
        article = ask(page, "What is due in March 2026?")
        article.get_by_text("As a table").click()
        cells = article.locator("tbody td:first-child")
        article.get_by_role("button", name="What", exact=True).click()
        first = cells.all_inner_texts()
        article.get_by_role("button", name="What", exact=True).click()
        assert cells.all_inner_texts() == first[::-1]
        article.get_by_role("button", name="Copy for a spreadsheet").click()
        expect(page.get_by_role("status")).to_have_text("The table is copied.")
        copied = page.evaluate("navigator.clipboard.readText()").splitlines()
        assert copied[0].split("\t")[0] == "What"
        assert len(copied) == len(first) + 1
        article.get_by_role("button", name="Copy with citations").click()
        expect(page.get_by_role("status")).to_contain_text("with its citations")
        assert "Sources\n[1] " in page.evaluate("navigator.clipboard.readText()")


def test_an_answer_can_be_marked_down_with_a_reason(page, url):
    page.goto(url)
    article = ask(page, "who leads the zoo?")
    article.get_by_role("button", name="Not helpful").click()
    article.get_by_label("What is wrong with it?").fill(SCRIPT)
    article.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("is kept")
    page.goto(f"{url}/manage")
    group = page.locator("#lacking details", has_text="zoo").last
    group.locator("summary").click()
    expect(group).to_contain_text(SCRIPT)


def test_an_answer_is_asked_for_by_keyboard_alone_and_told_to_a_screen_reader(page, url):
    page.goto(url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.get_by_label("Your question").focus()
    page.keyboard.type("who leads estates?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Answer:")
    expect(page.get_by_label("Your question")).to_be_focused()
    assert page.locator("#log [aria-live]").count() == 0


def test_stop_stops(page, url):
    page.route("**/api/ask", lambda route: None)
    page.goto(url)
    page.get_by_label("Your question").fill("who leads estates?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("status")).to_have_text("Stopped.")
    page.unroute_all(behavior="ignoreErrors")


def test_a_question_that_holds_markup_shows_as_its_own_text(page, url):
    page.goto(url)
    page.get_by_label("Your question").fill(SCRIPT)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".asked h2")).to_have_text(SCRIPT)
    expect(page.locator(".asked[aria-busy]")).to_have_count(0)
    assert page.locator("#log img, #log script").count() == 0


def test_an_answer_is_shown_within_a_tenth_of_a_second_of_its_coming(page, url):
    page.goto(url)
    answer = httpx.post(f"{url}/api/ask", json={"question": "What is due in March 2026?"}).text
    body = f"event: answer\ndata: {answer}\n\n"
    page.route(
        "**/api/ask", lambda r: r.fulfill(status=200, content_type="text/event-stream", body=body)
    )
    page.evaluate(
        "() => { const f = window.fetch; window.fetch = async (...a) => {"
        " const r = await f(...a); window.came = performance.now(); return r; };"
        " new MutationObserver(() => { window.shown ??= document.querySelector('.words')"
        " ? performance.now() : undefined; }).observe(document.body, {subtree: true, childList: true}); }"
    )
    ask(page, "What is due in March 2026?")
    assert page.evaluate("window.shown - window.came") < 100


def test_the_year_is_filtered_and_subscribed_to(page, url):
    page.goto(f"{url}/year?year=2025")
    every = page.locator(".planner li").count()
    page.get_by_label("Lead").select_option("Idris Wolstencroft")
    page.get_by_role("button", name="Show").click()
    shown = page.locator(".planner li")
    assert 0 < shown.count() < every
    for about in page.locator(".planner .about").all_inner_texts():
        assert "Idris Wolstencroft" in about
    page.get_by_role("link", name="List", exact=True).click()
    expect(page.get_by_role("heading", name="October 2025")).to_be_visible()
    page.get_by_role("button", name="Make a feed").click()
    address = page.locator("#feeds code").inner_text()
    calendar = Calendar.from_ical(httpx.get(address).text)
    assert all("Idris Wolstencroft" in e["description"] for e in calendar.walk("VEVENT"))
    page.get_by_role("button", name=re.compile("Withdraw the feed")).first.click()
    expect(page.locator("#feeds table")).to_have_count(0)
    assert httpx.get(address).status_code == 404


def test_people_words_and_plans_lead_to_the_place(page, url):
    page.goto(f"{url}/people?q=Petra")
    expect(page.get_by_role("heading", name="Petra Umbers")).to_be_visible()
    page.locator(".person a").first.click()
    assert page.evaluate("document.querySelector(':target') !== null")
    page.goto(f"{url}/words?q=SRMSA")
    expect(page.locator("main")).to_contain_text("resource management")
    page.goto(f"{url}/plans")
    page.locator(f'a[href="/plans/{PDF}"]').click()
    page.get_by_text(re.compile(r"Commitments \(")).click()
    rows = page.locator("details[open] tbody tr")
    assert rows.count() > 10


def test_a_document_is_put_in_watched_restricted_and_withdrawn(page, url, tmp_path):
    name = "<b>moon plan.md"
    file = tmp_path / name
    file.write_text(f"# {SCRIPT} Plan\n\nThe moon base opens its doors in May 2026.\n", "utf-8")
    page.goto(f"{url}/manage")
    page.get_by_label("Files").set_input_files(file)
    page.get_by_label("Who may read them", exact=True).select_option("governors")
    page.get_by_role("button", name="Put in", exact=True).click()
    expect(page.locator("#outcome li")).to_have_text(f"{name}: added", timeout=30_000)
    page.get_by_role("link", name="Show the list").click()
    row = page.locator("#documents tr", has_text="<b>moon")
    expect(row).to_be_visible()
    expect(row.locator("select")).to_have_value("governors")
    row.get_by_role("button", name=re.compile("Withdraw")).click()
    expect(page.locator("#documents tr", has_text="<b>moon")).to_have_count(0)
    assert page.locator("#documents b").count() == 0


def test_two_people_sign_in_and_see_different_answers(chromium, trust):
    people = trust.library.office.people
    people.add(name="S", email="s@ash.example", roles=["staff"])
    people.add(name="L", email="l@ash.example", roles=["leaders"])
    with openid() as provider:
        signs_in = Provider.named(
            "oidc", tenant="", client=CLIENT, secret="s", issuer=provider.issuer
        )
        house = House(signs_in, "http://127.0.0.1", limits=Limits())
        with serving(make_app(trust.opening, house=house)) as url:
            object.__setattr__(house, "public_url", url)
            seen = {}
            for who in ("s", "l"):
                provider.claims = {
                    "sub": f"ash-{who}",
                    "email": f"{who}@ash.example",
                    "email_verified": True,
                    "name": who,
                }
                with opened(chromium) as page:
                    page.goto(url)
                    answer = ask(page, "what did the internal audit of purchasing find?")
                    seen[who] = answer.locator("a").evaluate_all(
                        "links => links.map(l => l.getAttribute('href')).join(' ')"
                    )
                    page.get_by_role("button", name="Sign out").click()
                    expect(page.get_by_role("heading", name="You have signed out")).to_be_visible()
    assert "internal-audit-report-purchasing.pdf" in seen["l"]
    assert "internal-audit-report-purchasing.pdf" not in seen["s"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(chromium, url, scheme):
    found = {}
    with opened(chromium, color_scheme=scheme) as page:
        for address in PAGES:
            page.goto(url + address)
            found |= faults(page, address)
        page.goto(url)
        ask(page, "What is due in March 2026?")
        for words in ("As a table", re.compile(r"\d+ sources")):
            page.locator("article summary", has_text=words).click()
        page.locator(".cite").first.click()
        expect(page.locator("#source")).to_be_visible()
        found |= faults(page, "answer")
    assert found == {}


def faults(page, name) -> dict[str, list[str]]:
    """What axe finds on the page as it is now."""
    result = Axe().run(page, options={"runOnly": RULES})
    told = [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in result.response["violations"]]
    return {name: told} if told else {}


@pytest.mark.parametrize("width", [320, 768, 1920])
def test_no_page_is_wider_than_its_window(chromium, url, width):
    wide = []
    with opened(chromium, viewport={"width": width, "height": 800}) as page:
        for address in PAGES:
            page.goto(url + address)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append(address)
        page.goto(url)
        ask(page, "What is due in March 2026?")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append("answer")
    assert wide == []


def test_a_page_weighs_less_than_a_hundred_kilobytes(page, url):
    for address in ("/", "/year?year=2025", "/people", "/plans", "/manage"):
        weights = []
        page.on("response", lambda r, w=weights: w.append((r.url, len(r.body()))))
        page.goto(url + address, wait_until="networkidle")
        assert sum(dict(weights).values()) < 100_000
        assert all(u.startswith(url) for u, _ in weights)


def test_every_target_is_big_enough_on_a_phone(chromium, url):
    with opened(chromium, viewport={"width": 390, "height": 844}) as page:
        page.goto(url)
        ask(page, "What is due in March 2026?")
        small = page.locator("a.cite:visible, button:visible, nav a:visible").evaluate_all(
            "all => all.filter(e => { const b = e.getBoundingClientRect();"
            " return b.width < 24 || b.height < 24; }).map(e => e.outerHTML)"
        )
    assert small == []

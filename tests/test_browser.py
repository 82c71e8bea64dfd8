"""The pages in a real browser, at the width of a desk and of a phone: what a reader clicks, and that nothing leaves."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_datasette import EVIL, EVIL_URL, NIO, Server, server  # noqa: F401 - a fixture

from pipelines.__main__ import cli
from pipelines.keep import Store

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -e '.[check]'")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt install chromium")

WIDTHS = (1280, 390)


class Reader:
    """A browser window. A request to any other host, a dialogue or an error of a script is a fault of the page's."""

    def __init__(self, window: object, base: str) -> None:
        self.page = window
        self.base = base
        self.faults: list[str] = []
        window.route("**/*", self._let)  # type: ignore[attr-defined]
        window.on("dialog", lambda dialog: (self.faults.append(f"dialogue: {dialog.message}"), dialog.dismiss()))  # type: ignore[attr-defined]
        window.on("pageerror", lambda error: self.faults.append(f"script: {error}"))  # type: ignore[attr-defined]

    def _let(self, route: object) -> None:
        url = route.request.url  # type: ignore[attr-defined]
        if url.startswith((self.base, "file://", "data:")):
            route.continue_()  # type: ignore[attr-defined]
        else:
            self.faults.append(f"asked {url}")
            route.abort()  # type: ignore[attr-defined]

    def open(self, address: str) -> None:
        self.page.goto(address if address.startswith("file:") else self.base + address)  # type: ignore[attr-defined]

    def follow(self, what: object) -> None:
        """Click on what leads to another page, and wait for it."""
        with self.page.expect_navigation():  # type: ignore[attr-defined]
            what.click()  # type: ignore[attr-defined]

    def fits(self) -> None:
        """Nothing hangs over the right edge."""
        self.page.wait_for_load_state("load")  # type: ignore[attr-defined]
        wide, window = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")  # type: ignore[attr-defined]
        assert wide <= window, f"{self.page.url}: {wide} pixels in a window of {window}"  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def reader(request: pytest.FixtureRequest, chromium: object, server: Server) -> Iterator[Reader]:  # noqa: F811
    window = chromium.new_page(viewport={"width": request.param, "height": 900})  # type: ignore[attr-defined]
    window.set_default_timeout(20_000)
    made = Reader(window, server.base)
    yield made
    window.close()
    assert made.faults == []


def test_from_home_to_the_article(reader: Reader) -> None:
    """Home, a question, a figure's row, and the article that states it."""
    page = reader.page
    reader.open("/")
    reader.fits()
    reader.follow(page.get_by_role("link", name="Latest figure per operator"))
    reader.fits()
    page.locator("input[name=operator]").fill("nio")
    page.locator("input[name=country]").fill("CN")
    reader.follow(page.get_by_role("button", name="Ask"))
    first = page.locator("tbody tr").first
    assert "3,729" in first.inner_text()
    reader.follow(first.get_by_role("link", name="why"))
    assert page.locator("blockquote mark").inner_text() == "3,729"
    reader.fits()
    link = page.locator("blockquote footer a")
    assert link.get_attribute("href").startswith("https://") and link.get_attribute("rel") == "noreferrer"
    reader.follow(page.get_by_role("link", name="The whole series"))
    assert page.locator("svg.chart circle").count() > 40
    reader.fits()


def test_fields_offer_what_there_is(reader: Reader) -> None:
    reader.open("/stations/targets_and_pace")
    assert reader.page.locator("#choices-state option").count() == 6
    assert reader.page.locator('#choices-operator option[value="nio"]').count() == 1
    reader.page.locator("input[name=state]").fill("missed")
    reader.follow(reader.page.get_by_role("button", name="Ask"))
    states = {text.strip() for text in reader.page.locator("td.col-state .state").all_inner_texts()}
    assert states == {"missed"}
    reader.fits()


def test_every_page_fits_its_window(reader: Reader, server: Server) -> None:  # noqa: F811
    """A table may be wider than its frame, which scrolls; the page may not. On a phone no row of a table may."""
    wide = reader.page.viewport_size["width"] > 500
    tables = ("current", "targets", "runs", "conflicts", "changes", "fetches")
    for name in tables if wide else ("series", "articles", "targets", "observations"):
        key = None if wide else first_key(server, name)
        if wide or key is not None:
            reader.open(f"/stations/{name}" + ("" if wide else f"/{key}"))
            reader.fits()


def first_key(server: Server, table: str) -> object:  # noqa: F811
    with Store(server.path, read_only=True) as store:
        return next((row["id"] for row in store.db.query(f"SELECT id FROM {table} LIMIT 1")), None)


def test_place_and_country_stand_in_one_cell(reader: Reader) -> None:
    """So that the sentence is not pushed off the screen."""
    page = reader.page
    reader.open("/stations/latest_per_operator?operator=nio")
    assert page.locator("td.col-place, td.col-segment").count() == 0
    found = {" ".join(text.split()).removeprefix("where ") for text in page.locator("td.col-country").all_inner_texts()}
    assert {"China", "Shanghai, China", "Europe"} <= found
    assert page.locator("td.col-metric_label .chip", has_text="highway").count() > 0
    if page.viewport_size["width"] > 500:
        quote = page.locator("td.col-quote").first.bounding_box()
        assert quote["x"] + quote["width"] <= 1280, "the sentence is on the screen"
    reader.open("/stations/latest?operator=nio&_columns=all")
    assert page.locator("td.col-place").count() > 0


def test_pages_are_dark_where_the_reader_wants_them_so(chromium: object, server: Server) -> None:  # noqa: F811
    for scheme in ("light", "dark"):
        window = chromium.new_page(color_scheme=scheme)  # type: ignore[attr-defined]
        window.goto(f"{server.base}/stations/latest_per_operator")
        for place in ("body", "td.col-quote", "form.ask input[type=text]"):
            colours = window.evaluate(
                """place => { let it = document.querySelector(place); const ink = getComputedStyle(it).color;
                   while (getComputedStyle(it).backgroundColor === "rgba(0, 0, 0, 0)") it = it.parentElement;
                   return [ink, getComputedStyle(it).backgroundColor] }""",
                place,
            )
            ink, paper = (sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in colours)
            assert (ink < paper) == (scheme == "light") and abs(ink - paper) > 300, (scheme, place, colours)
        window.close()


def test_search_finds_sentences_headlines_and_columns(reader: Reader) -> None:
    page = reader.page
    reader.open("/")
    page.get_by_role("search").get_by_role("searchbox").fill("Lhasa")
    reader.follow(page.get_by_role("button", name="Search"))
    quotes = page.locator("td.col-quote .text").all_inner_texts()
    assert quotes and all("Lhasa" in quote for quote in quotes)
    reader.open("/-/search?q=Lhasa")
    found = page.locator("h2").all_inner_texts()
    assert [text.partition(" in ")[2] for text in found] == ["observations", "articles", "places"]
    reader.fits()
    reader.follow(page.get_by_role("link", name="Lhasa", exact=True))
    assert "/places/" in page.url


def test_facets_narrow_down(reader: Reader) -> None:
    page = reader.page
    reader.open("/stations/observations")
    page.locator("details.facets summary").click()
    reader.follow(page.locator('.facet-info[data-column="country"]').get_by_role("link", name="Norway"))
    assert "country=NO" in page.url
    places = page.locator("td.col-country").all_inner_texts()
    assert places and all(text.strip().endswith("Norway") for text in places)
    reader.fits()


def test_the_map_has_a_circle_for_each_place(reader: Reader) -> None:
    page = reader.page
    reader.open("/stations/where_stations_opened?operator=nio")
    circles = page.locator("svg.map circle")
    titles = page.locator("svg.map circle title").all_text_contents()
    assert circles.count() == len(titles) > 20
    assert [title for title in titles if title.startswith("Lhasa\n") and "1,000 (nth)" in title]
    box = page.locator("svg.map").bounding_box()
    assert box["width"] > 300 and all(
        box["x"] <= circle.bounding_box()["x"] <= box["x"] + box["width"] for circle in circles.all()
    )
    page.locator("svg.map a", has=page.locator("title", has_text="Lhasa")).first.dispatch_event("click")
    page.wait_for_url(re.compile("/observations/"))
    assert "Lhasa" in page.locator("h1, .gist, blockquote, table.record").first.inner_text() + page.content()


def test_what_means_harm_stays_text_everywhere(reader: Reader) -> None:
    page = reader.page
    with_evil = ["/stations/observations?_sort_desc=id", "/stations/changes", "/stations/what_changed", "/",
                 f"/stations/what_one_article_says?url={EVIL_URL.replace('&', '%26').replace('<', '%3C')}",
                 "/-/search?q=onerror", "/stations/series?_search=onerror"]  # fmt: skip
    for address in with_evil:
        reader.open(address)
        page.wait_for_load_state("networkidle")
        assert page.locator("img[src=x], section i, section u, section b:has-text('12')").count() == 0, address
        assert page.locator('a[href^="javascript:"]').count() == 0
    reader.open("/-/search?q=onerror")
    assert EVIL in page.locator("body").inner_text()


def test_harm_in_csv_and_atom(server: Server) -> None:  # noqa: F811
    feed = server.get("/stations/changes_feed.atom")
    assert "<img" not in feed and "&lt;img src=x onerror" in feed
    assert len(re.findall("<entry>", feed)) == 100 and "<updated>2026-" in feed
    assert EVIL.replace('"', '""') in server.get("/stations/observations.csv?_stream=on")


def test_an_analyst_judges_a_figure(chromium: object, tmp_path: Path) -> None:
    """Root alone: the form is on the observation's page, and the verdict stands in the review file."""
    import subprocess
    import sys

    from keep_samples import clock, fill
    from terminal import environment, free_port

    from pipelines.keep import Store
    from pipelines.keep.verdicts import review_of, verdicts

    db = tmp_path / "stations.db"
    fill(db)
    port = free_port()
    command = [sys.executable, "-m", "pipelines", "serve", "--db", str(db), "--port", str(port), "--judge"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env=environment(tmp_path)) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            link = next(found[0] for line in process.stdout if (found := re.search(r"http://\S+auth-token\S+", line)))
            next(line for line in process.stdout if "running on" in line)
            window = chromium.new_page()  # type: ignore[attr-defined]
            base = f"http://127.0.0.1:{port}"
            assert window.goto(f"{base}/review/judge").status == 403
            window.goto(link)
            with Store(db, read_only=True) as store:
                row = store.query("growth_of_one_series", series=NIO)[0]
                uid = store.db.table("observations").get(row["observation"])["uid"]
            window.goto(f"{base}/stations/observations/{row['observation']}")
            with window.expect_navigation():
                window.get_by_role("link", name="Judge it").click()
            window.get_by_text(row["quote"]).wait_for()
            window.locator("select[name=verdict]").select_option("corrected")
            with window.expect_navigation():
                window.get_by_role("button", name="Write it down").click()
            window.get_by_text("only a corrected figure").wait_for()  # a correction needs a figure
            window.goto(f"{base}/review/judge?uid={uid}")
            window.locator("select[name=verdict]").select_option("corrected")
            window.locator("input[name=value]").fill("3,730")
            with window.expect_navigation():
                window.get_by_role("button", name="Write it down").click()
            window.get_by_text("Written down").wait_for()
            window.goto(f"{base}/stations/observations/{row['observation']}")
            assert "Judged corrected, right is 3,730 by root" in window.locator("body").inner_text()
        finally:
            process.terminate()
    assert [(v.verdict, v.value) for v in verdicts(review_of(db)).values()] == [("corrected", 3730)]
    with Store(db, clock) as store:
        store.finish_run(store.begin_run("cnevpost"))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_in_a_browser(chromium: object, server: Server, tmp_path: Path, width: int, scheme: str) -> None:  # noqa: F811
    out = tmp_path / "report.html"
    made = CliRunner().invoke(cli, ["report", "--db", str(server.path), "-o", str(out)])
    assert made.exit_code == 0, made.output
    context = chromium.new_context(  # type: ignore[attr-defined]
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=True
    )
    reader = Reader(context.new_page(), "file://")
    reader.open(out.as_uri())
    reader.fits()
    page = reader.page
    assert page.locator("svg.lines:visible").count() >= 5
    for label in page.locator("svg.lines:visible text.end").all():
        box, frame = label.bounding_box(), page.locator("main").bounding_box()
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1, f"cut: {label.text_content()}"
    ink, paper = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    light = [sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in (ink, paper)]
    assert (light[0] < light[1]) == (scheme == "light")
    assert page.locator("svg.map circle").count() > 3
    assert page.locator("img, script, iframe").count() == 0
    assert reader.faults == []
    context.close()

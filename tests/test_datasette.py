"""The pages of Datasette over a real database and a real server: all answer, say what they must, ask nobody else."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from keep_samples import article, clock, fill, observation, page, reading

from pipelines.keep import DatabaseMissing, Store, latest
from pipelines.keep.queries import queries
from pipelines.keep.schema import schema
from pipelines.keep.site import HOST, PortTaken, metadata, serve, serve_arguments
from pipelines.model import Why

EVIL = '<img src=x onerror=alert(1)> & "12" stations'
EVIL_URL = "https://cnevpost.com/2022/07/06/evil/?a=1&b=<b>"
NIO = "battery_swap_stations|nio|CN||"


class Server:
    """A running Datasette."""

    def __init__(self, base: str, path: Path) -> None:
        self.base, self.path = base, path

    def get(self, address: str) -> str:
        """The body of a page; raises for any status but 200."""
        with urllib.request.urlopen(self.base + address, timeout=30) as answer:
            return answer.read().decode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("site")
    path = folder / "stations.db"
    fill(path)
    with Store(path, clock) as store:
        run = store.begin_run("cnevpost")
        evil = article(EVIL_URL, EVIL)
        words = Why("value", "figure", "<b>12</b>", "sentence")
        seen = observation(
            12, quote=EVIL, operator="<i>x</i>", place="<u>Place</u>", value_start=0, value_end=4, why=(words,)
        )
        store.save(page(EVIL_URL), reading(seen, of=evil), run)
        store.finish_run(run)
    code = "import sys; from datasette.cli import cli; cli(sys.argv[1:])"
    command = [sys.executable, "-c", code, *serve_arguments(path, 0, folder)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        patience = threading.Timer(60, process.kill)
        patience.start()
        try:
            assert process.stderr is not None
            said = []
            for line in process.stderr:
                said.append(line)
                if found := re.search(r"running on (http://127\.0\.0\.1:\d+)", line):
                    patience.cancel()  # it was for the start; who is slow may take longer than that
                    yield Server(found[1], path)
                    break
            else:
                pytest.fail(f"Datasette did not start: {''.join(said)}")
        finally:
            patience.cancel()
            process.kill()


def addresses() -> list[str]:
    found = ["/", "/stations"]
    found += [f"/stations/{name}" for name in (*schema().tables, *queries())]
    found += [f"/stations/{name}?_columns=all" for name in schema().tables]
    found += [
        "/stations/observations/1",
        "/stations/operators/nio",
        "/stations/runs/1",
        "/stations/articles/1",
        "/stations/places/CN",
        f"/stations/latest/{quote(NIO, safe='').replace('%', '~')}",
        "/stations/observations?_search=Lhasa",
        "/stations/series?_search=Lhasa",
        "/stations/current?_search=Lhasa",
        "/stations/codebook?_search=PSS",
        "/stations?sql=select+1",
        "/stations/observations.csv?_stream=on",
    ]
    return found


@pytest.mark.parametrize("address", addresses())
def test_every_page_answers(server: Server, address: str) -> None:
    assert server.get(address)


class Page(HTMLParser):
    """What a page loads by itself, its forms, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = {name: value or "" for name, value in attributes}
        self.handlers += [name for name in given if name.startswith("on")]
        if tag in ("script", "img", "iframe", "source", "video", "audio", "embed", "object"):
            self.loads += [given[name] for name in ("src", "data") if name in given]
        if tag == "link" and given.get("rel") != "alternate":
            self.loads.append(given["href"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("address", [a for a in addresses() if ".csv" not in a])
def test_a_page_loads_nothing_from_elsewhere(server: Server, address: str) -> None:
    html = server.get(address)
    seen = Page(html)
    assert [url for url in seen.loads if not url.startswith("/")] == []
    assert seen.handlers == []
    assert not re.search(r"url\(\s*['\"]?(https?:)?//", html)
    assert [url for url in seen.links if url.startswith("javascript:")] == []


def test_style_loads_nothing_from_elsewhere(server: Server) -> None:
    style = server.get("/assets/stationwatch.css")
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize(
    "address",
    [
        "/stations/observations?_sort_desc=id",
        "/stations/current",
        "/stations/series?_size=max",
        "/stations/latest?_size=max",
        "/stations/articles",
        "/stations/changes",
        "/stations/what_changed",
        "/stations/latest_per_operator",
        "/stations/what_one_article_says?" + urlencode({"url": EVIL_URL}),
        "/stations/growth_of_one_series?" + urlencode({"series": "battery_swap_stations|<i>x</i>|CN|<u>Place</u>|"}),
        "/stations/observations/869",
        "/stations/places?_size=max",
        "/stations/operators",
    ],
)
def test_nothing_from_an_article_becomes_markup(server: Server, address: str) -> None:
    seen = Page(server.get(address))
    assert not {"i", "u", "img"} & set(seen.tags)
    assert seen.handlers == []
    if "observations/" in address:
        assert EVIL in seen.text
        assert "<b>12</b>" in seen.text


def test_home_and_database_page_begin_with_questions(server: Server) -> None:
    for address in ("/", "/stations"):
        html = server.get(address)
        for query in queries().values():
            assert query.title in html
            assert f"/stations/{query.name}" in html
        for table in schema().tables.values():
            assert table.title in html
            assert table.description.split(":")[0][:40] in html.replace("&#39;", "'")
        assert html.index(next(iter(queries().values())).title) < html.index("Codebook</a> <code>")


def test_home_shows_the_newest_figures(server: Server) -> None:
    seen = Page(server.get("/"))
    assert "3,729" in seen.text
    assert "svg" in seen.tags


def test_an_observation_begins_with_its_sentence_and_says_why(server: Server) -> None:
    with Store(server.path, read_only=True) as store:
        wanted = "metric = 'battery_swap_stations' AND value > 999 AND value_end > value_start AND qualifier = 'exact'"
        row = next(store.db.query(f"SELECT * FROM observations WHERE {wanted} LIMIT 1"))
        its_article = store.db.table("articles").get(row["article"])
    html = server.get(f"/stations/observations/{row['id']}")
    figure = row["quote"][row["value_start"] : row["value_end"]]
    assert f"<mark>{figure}</mark>" in html
    seen = Page(html)
    assert row["quote"] in seen.text
    assert seen.text.index(row["quote"]) < seen.text.index("read from")
    assert its_article["url"] in seen.links
    assert "Battery swap stations" in seen.text
    for why in json.loads(row["why"]):
        assert why["rule"] in seen.text
    for name in ("metric", "qualifier", "date_basis"):
        assert schema().tables["observations"][name].description in seen.text


def test_a_withdrawn_observation_says_so(tmp_path: Path, server: Server) -> None:
    with Store(server.path, clock) as store:
        run = store.begin_run("replay")
        url = "https://cnevpost.com/2022/07/06/gone/"
        store.save(page(url), reading(observation(31), of=article(url)), run)
        store.withdraw(url, run, "the page was a video")
        store.finish_run(run)
        key = store.db.execute("SELECT max(id) FROM observations").fetchone()[0]
    assert "the page was a video" in server.get(f"/stations/observations/{key}"), "a running server shows the live file"


def test_numbers_and_days_are_made_to_be_read(server: Server) -> None:
    html = server.get("/stations/latest_per_operator?operator=nio&country=CN")
    assert '<span class="number"><span class="vague"></span>3,729</span>' in html
    assert '<span class="day">2026-02-08</span>' in html
    assert '<span class="chip">highway</span>' in html
    html = server.get("/stations/latest?_size=max")
    assert '<span class="vague">over </span>' in html


def test_a_series_is_a_line_with_its_sentences(server: Server) -> None:
    html = server.get("/stations/series?" + urlencode({"series_key": NIO}))
    assert html.count("<circle") > 40
    assert 'class="chart"' in html
    assert "2026-02-08: 3,729. " in html
    assert 'class="chart"' not in server.get("/stations/series")
    assert 'class="chart"' in server.get("/stations/growth_of_one_series")


def test_columns_for_programs_step_aside_and_come_when_asked_for(server: Server) -> None:
    seen = server.get("/stations/observations")
    assert 'data-column="quote"' in seen
    assert 'data-column="uid"' not in seen
    assert 'data-column="uid"' in server.get("/stations/observations?_columns=all")
    shown = re.findall(r'<th [^>]*data-column="(\w+)"', seen)
    assert len(shown) <= 15
    assert shown[:5] == ["id", "period_end", "value", "operator", "metric"]


def test_names_stand_in_place_of_ids(server: Server) -> None:
    html = server.get("/stations/series?_size=10")
    assert re.search(r'<a href="/stations/operators/nio" title="nio">NIO</a>', html)
    assert 'title="CN">China</a>' in html


@pytest.mark.parametrize("name", queries())
def test_a_page_and_the_command_line_give_the_same_answer(server: Server, name: str) -> None:
    told = json.loads(server.get(f"/stations/{name}.json?_shape=array"))
    with Store(server.path, read_only=True) as store:
        assert told == store.query(name)


def test_filled_in_fields_filter(server: Server) -> None:
    asked = {"day": "2022-12-31", "operator": "nio", "metric": "battery_swap_stations", "country": "CN"}
    told = json.loads(server.get("/stations/as_published_by.json?_shape=array&" + urlencode(asked)))
    assert told
    assert max(row["published_on"] for row in told) <= "2022-12-31"
    assert {(row["operator"], row["metric"], row["country"]) for row in told} == {
        ("nio", "battery_swap_stations", "China")
    }
    assert len(latest(server.path, operator="nio")) > len(told)


def test_search_is_over_quotes_wherever_there_are_quotes(server: Server) -> None:
    for table in ("observations", "current", "series"):
        rows = json.loads(server.get(f"/stations/{table}.json?_search=highways&_shape=array"))
        assert rows, table
        assert all("highway" in row["quote"].lower() for row in rows)


def test_facets_are_in_time_and_named(server: Server) -> None:
    for table in schema().tables.values():
        html = server.get(f"/stations/{table.name}")
        assert "timed out" not in html
        for facet in table.facets:
            assert f'data-column="{facet}"' in html


def test_serving_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing, match="no such database yet"):
        serve(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


def test_a_taken_port_is_one_clear_line(server: Server, tmp_path: Path) -> None:
    Store(tmp_path / "a.db").close()
    with socket.socket() as busy:
        busy.bind((HOST, 0))
        busy.listen()
        port = busy.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} of 127.0.0.1 cannot be used .* --port"):
            serve(tmp_path / "a.db", port)


def test_unknown_rows_and_pages_are_404(server: Server) -> None:
    for address in ("/stations/observations/99999999", "/stations/nothing", "/other"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            server.get(address)


def test_beside_a_search_facets_come_when_asked(server: Server) -> None:
    """Each costs as much as the search: at a million figures three of them took the page's second."""
    found = server.get("/stations/series?_search=highways")
    assert "facet-info" not in found
    asked = re.findall(r'href="(/stations/series\?_search=highways&amp;_facet=operator)">operator</a>', found)
    assert asked, "a link to each facet"
    narrowed = server.get(asked[0].replace("&amp;", "&"))
    assert 'id="facet-operator"' in narrowed and 'id="facet-metric"' not in narrowed
    assert "_facet=metric" in narrowed and ">operator</a>" not in narrowed


def test_observations_that_hold_are_counted_without_their_articles(server: Server) -> None:
    with Store(server.path, read_only=True) as store:
        plan = [row[3] for row in store.db.execute("EXPLAIN QUERY PLAN SELECT count(*) FROM current")]
        narrowed = [row[3] for row in store.db.execute(
            "EXPLAIN QUERY PLAN SELECT count(*) FROM current WHERE operator = 'nio' AND country = 'CN'"
        )]  # fmt: skip
    assert len(plan) == 1 and plan[0].startswith("SCAN o USING"), plan
    assert len(narrowed) == 1 and "COVERING INDEX" in narrowed[0], narrowed


def test_a_map_of_a_plugin_would_ask_nobody_else() -> None:
    """Whoever adds datasette-cluster-map gets tiles of this machine, or none."""
    plugins = metadata("stations")["plugins"]
    assert isinstance(plugins, dict) and plugins["datasette-cluster-map"]["tile_layer"].startswith("/-/tiles/")

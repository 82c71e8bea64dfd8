"""Web archives of other tools: what is read out of them, what is set aside, and what damage costs."""

from __future__ import annotations

import gzip
import json
import sys
import tracemalloc
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from archives import HTML, Capture, news, page, write
from hypothesis import given, settings
from hypothesis import strategies as st
from keep_samples import clock
from sites import stories
from terminal import free_port, one_line, serving, stationwatch

from pipelines import DATA, outlets
from pipelines.archive.sift import Tally, sift
from pipelines.keep import Store
from pipelines.read.aside import may_count
from pipelines.replay import replay
from pipelines.shelf import Shelf
from pipelines.warc import ArchiveUnreadable, Damage, Record, opened, records
from spiders.newsroom import read_stories
from spiders.typeset import page_of

SAID = "NIO had {} battery swap stations in China as of July 5, 2022."
HOST = "https://www.daily.example/business/"
DAY = "2022-07-06T09:00:00+08:00"


def told(n: int, url: str = "", hours: int = 0, **more: object) -> Capture:
    """A stranger's page that counts n stations."""
    body = page(f"Story {n}", DAY, [SAID.format(n), "More of them will come."], **more)
    return Capture(url or f"{HOST}story-{n}", body, datetime(2022, 7, 7, hours, tzinfo=UTC))


def ours() -> Capture:
    """A page of an outlet of ours that counts 598 stations."""
    story = replace(stories(1)[0], paragraphs=(SAID.format(598), "More of them will come."))
    return Capture(story.url, page_of(story, outlets.load("cnevpost")).encode(), datetime(2022, 7, 6, 3, tzinfo=UTC))


def values(path: Path) -> list[tuple]:
    with Store(path, read_only=True) as store:
        query = """SELECT a.source, a.url, o.value, o.operator, o.period_end FROM observations AS o
                   JOIN articles AS a ON a.id = o.article WHERE withdrawn_at IS NULL ORDER BY a.url, o.value"""
        return store.db.execute(query).fetchall()


def test_an_archive_into_the_database(tmp_path: Path) -> None:
    held = [
        replace(ours(), url=f"{ours().url}?utm_source=feed"),
        replace(ours(), url="https://cnevpost.com/"),
        told(998, url=f"{HOST}story?id=7&utm_medium=x#top"),
        told(997, lang="de"),
        Capture(f"{HOST}no-count", page("Chargers", DAY, ["Charging stations are useful."])),
        Capture(f"{HOST}no-date", page("Chargers", "", [SAID.format(996)])),
        Capture(f"{HOST}markets", page("Markets", DAY, ["Shares fell by 3 percent; he was charged with fraud."])),
        Capture(f"{HOST}lost", b"charging", status="404 Not Found"),
        Capture(f"{HOST}moved", b"charging", status="301 Moved"),
        Capture(f"{HOST}map.png", b"charging", headers=(("Content-Type", "image/png"),)),
    ]
    file = write(tmp_path / "news.warc.gz", held)
    said = stationwatch("replay", file, "--db", tmp_path / "a.db", home=tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    assert values(tmp_path / "a.db") == [
        ("cnevpost", ours().url, 598, "nio", "2022-07-05"),
        ("daily.example", f"{HOST}story?id=7", 998, "nio", "2022-07-05"),
    ]
    assert said.stdout.splitlines()[2:] == [
        "3 pages read: 2 new, 0 corrected, 0 withdrawn",
        "of 8 pages in the files: 1 set aside unread: no word of charging or swapping, 1 in other languages, 1 no "
        "address of an article, 1 no article with a date, 1 without a count",
        "written as run 1",
    ]
    again = stationwatch("replay", file, "--db", tmp_path / "a.db", "--dry-run", home=tmp_path)
    assert "0 new, 0 corrected, 0 withdrawn; 2 that these rules had read already" in again.stdout
    with Store(tmp_path / "a.db", read_only=True) as store:
        assert {row["id"]: row["url"] for row in store.db.query("SELECT id, url FROM sources")} == {
            "cnevpost": "https://cnevpost.com/",
            "daily.example": "https://daily.example/",
        }
        assert store.db.table("articles").count == 2


@pytest.mark.parametrize("options", [["--known-only"], ["--outlet", "cnevpost"]])
def test_strangers_are_left_out_where_that_is_asked_for(tmp_path: Path, options: list[str]) -> None:
    file = write(tmp_path / "a.warc", [told(5), ours()], packed=False)
    said = stationwatch("replay", file, "--db", tmp_path / "a.db", *options, home=tmp_path)
    assert said.returncode == 0 and [row[0] for row in values(tmp_path / "a.db")] == ["cnevpost"]


def test_pages_of_several_files_go_in_the_order_of_fetching(tmp_path: Path) -> None:
    url = f"{HOST}one"
    first, second = told(700, url), told(710, url, hours=2)
    last = replace(told(0, url, hours=4), body=page("One", DAY, ["Swapping is fun."]))
    a = write(tmp_path / "a.warc.gz", [second, told(3)])
    b = write(tmp_path / "b.warc.gz", [told(4, hours=1), first])
    c = write(tmp_path / "c.warc.gz", [last])
    for name, files in (("x", [a, b]), ("y", [b, a]), ("z", [c, b, a])):
        with Store(tmp_path / f"{name}.db", clock) as store:
            replay(Shelf(tmp_path / "warc"), store, files=files)
            assert store.db.table("article_versions").count == (5 if name == "z" else 4)
    assert values(tmp_path / "x.db") == values(tmp_path / "y.db")
    assert [row[2] for row in values(tmp_path / "x.db")] == [710, 3, 4]
    assert [row[2] for row in values(tmp_path / "z.db")] == [3, 4], "the article does not state it any more"


@pytest.mark.parametrize("outlet", ["electrive", "pandaily"])
def test_a_page_of_an_outlet_of_which_we_read_only_the_feed(tmp_path: Path, outlet: str) -> None:
    story = stories(1, SAID.format(44), outlet)[0]
    body = page(story.title, story.published.isoformat(), story.paragraphs)
    (taken,) = sift(str(write(tmp_path / "a.warc.gz", [Capture(story.url, body)])), Tally())
    assert taken.reading.article.timezone == outlets.load(outlet).zone
    assert taken.page.outlet == outlet and taken.reading.observations[0].value == 44


def test_bodies_as_they_came_over_the_wire(tmp_path: Path) -> None:
    plain = told(5).body
    packed, half = gzip.compress(plain), len(plain) // 2
    chunks = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (half, plain[:half], len(plain) - half, plain[half:])
    gzipped, chunked = ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")
    bodies = [(packed, [gzipped]), (plain, [gzipped]), (chunks, [chunked]), (plain, [chunked])]
    held = [Capture(f"{HOST}{n}", body, headers=(*HTML, *more)) for n, (body, more) in enumerate(bodies)]
    found = list(sift(str(write(tmp_path / "a.warc.gz", held)), Tally()))
    assert [taken.shelved.sha256 for taken in found] == [found[0].shelved.sha256] * 4


def cut(path: Path) -> list[Record | Damage]:
    with opened(str(path)) as file:
        return list(records(file))


def test_records_of_a_file_packed_in_whichever_way(tmp_path: Path) -> None:
    held = [told(n) for n in range(9)]
    each = cut(write(tmp_path / "each.warc.gz", held))
    plain = write(tmp_path / "plain.warc", held, packed=False)
    (tmp_path / "whole.warc.gz").write_bytes(gzip.compress(plain.read_bytes()))
    for other in (plain, tmp_path / "whole.warc.gz"):
        assert [r.block for r in cut(other) if r.kind == b"response"] == [
            r.block for r in each if r.kind == b"response"
        ]
    with opened(str(plain)) as file:
        for record in cut(plain):
            assert next(records(file, record.offset)) == record
    assert len(cut(plain)) == 19


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
@pytest.mark.parametrize("how", ["overwritten", "lost", "cut off", "not a record"])
def test_damage_costs_one_record(tmp_path: Path, packed: bool, how: str) -> None:
    path = write(tmp_path / "a.warc.gz", [told(n) for n in range(5)], packed)
    whole = cut(path)
    at, after = whole[6].offset, whole[7].offset
    data = path.read_bytes()
    if how == "overwritten":
        middle = at + 40 if packed else at
        data = data[:middle] + b"\xff" * 60 + data[middle + 60 :]
    elif how == "lost":
        data = data[: at + 200] + data[after - 30 :] if packed else data[:at] + data[at + 20 :]
    elif how == "cut off":
        data = data[: whole[-1].offset + 300]
    else:
        junk = b"no record at all\r\n\r\n"
        data = data[:at] + (gzip.compress(junk) if packed else junk) + data[at:]
    path.write_bytes(data)
    found = cut(path)
    good = [record for record in found if isinstance(record, Record)]
    assert len(found) - len(good) == 1
    missing = {"not a record": 0}.get(how, 1)
    assert len(good) == len(whole) - missing
    assert {record.block for record in good} <= {record.block for record in whole}


def test_damage_is_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", [told(n) for n in range(1, 6)])
    data, at = bytearray(path.read_bytes()), cut(path)[6].offset
    data[at + 50 : at + 90] = bytes(40)
    path.write_bytes(data)
    said = stationwatch("replay", path, "--db", tmp_path / "a.db", home=tmp_path)
    assert said.returncode == 1
    assert said.stderr == "stationwatch: 1 damaged record was passed over; the rest was read\n"
    assert "5 pages" not in said.stdout and len(values(tmp_path / "a.db")) == 4


@pytest.mark.parametrize("content", [b"no WARC\n" * 99, b"\x1f\x8b\x08\x00rubbish", zlib.compress(b"x"), b"\0" * 5000])
def test_what_is_no_warc(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.warc.gz").write_bytes(content)
    said = one_line(stationwatch("replay", tmp_path / "x.warc.gz", home=tmp_path), 2)
    assert said.endswith("x.warc.gz: cannot be read as WARC; no record in it is whole")


def test_an_address_that_cannot_be_read(tmp_path: Path) -> None:
    """A server without ranges; one that has no such file; a kind of address that nobody knows."""
    pytest.importorskip("fsspec")
    pytest.importorskip("aiohttp")
    once = write(tmp_path / "a.warc.gz", news(40)).read_bytes()
    (tmp_path / "a.warc.gz").write_bytes(once * 12)  # more than is fetched at once
    port = free_port()
    with serving([sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"], port, cwd=tmp_path) as site:
        for address, said in (
            (f"{site}/a.warc.gz", "try again, or get the file"),
            (f"{site}/none.warc.gz", "cannot be opened"),
            ("never://x/a.warc.gz", "Protocol not known"),
        ):
            assert said in one_line(stationwatch("replay", address, home=tmp_path), 2)


def test_hosts_that_strangers_are_known_by() -> None:
    hosts = [
        "https://www.Daily.example:8080/a",
        "http://www.daily/",
        "https://[x/",
        "https:///a",
        "https://a b.example/",
    ]
    assert [outlets.host_of(url) for url in hosts] == ["daily.example", "", "", "", ""]


def test_a_record_larger_than_memory_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.warc.LARGEST", 300_000)
    for packed in (True, False):
        bomb = Capture(f"{HOST}bomb", bytes(5_000_000))
        found = cut(write(tmp_path / "a.warc.gz", [told(1), bomb, told(2)], packed))
        assert [type(each) for each in found].count(Damage) == 1
        assert len(found) == 7 and isinstance(found[-1], Record)


PIECES = [
    b"WARC/1.0\r\n",
    b"\r\n\r\n",
    b"Content-Length: 99999999999\r\n",
    b"\x1f\x8b\x08",
    bytes(50),
    b"<html",
    b"\xff\xfe",
]
PIECES += [
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: br\r\n",
    b"WARC-Target-URI: https://[x/\r\n",
    b"<article>",
]


@settings(max_examples=80, deadline=None)
@given(
    packed=st.booleans(),
    blows=st.lists(
        st.tuples(st.integers(0, 6000), st.integers(0, 300), st.sampled_from(PIECES) | st.binary()), max_size=5
    ),
)
def test_whatever_happened_to_a_file(
    tmp_path_factory: pytest.TempPathFactory, packed: bool, blows: list[tuple[int, int, bytes]]
) -> None:
    """Bytes lost and bytes put in their place, anywhere: what can be read is read, and nothing else is raised."""
    path = write(tmp_path_factory.mktemp("archive") / "a.warc.gz", [told(n) for n in range(4)], packed)
    data = path.read_bytes()
    for at, lost, piece in blows:
        data = data[:at] + piece + data[at + lost :]
    path.write_bytes(data)
    tally = Tally()
    with suppress(ArchiveUnreadable):
        found = list(sift(str(path), tally))
        assert blows or len(found) == 4
        assert all("NIO had" in o.quote for taken in found for o in getattr(taken.reading, "observations", ()))


def test_memory_is_flat(tmp_path: Path) -> None:
    """Ten times the pages, and no more memory."""
    once = write(tmp_path / "once.warc.gz", news(60, every=1000))
    many = tmp_path / "many.warc.gz"
    many.write_bytes(once.read_bytes() * 10)
    peaks = []
    for file, pages in ((once, 60), (many, 600)):
        tally = Tally()
        tracemalloc.start()
        assert list(sift(str(file), tally)) == []
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert tally["pages"] == tally["unread"] == pages
    assert peaks[1] < 1.2 * peaks[0] and peaks[1] < 16_000_000


def test_no_article_that_counts_is_set_aside() -> None:
    stated = 0
    for folder in (DATA / "newsroom", Path(__file__).parent / "practice"):
        for file in folder.glob("*.json"):
            article = json.loads(file.read_text("utf-8"))
            if article["observations"]:
                stated += 1
                text = page(article["title"], DAY, article["paragraphs"])
                text += json.dumps(article.get("tables"), ensure_ascii=False).encode()
                assert may_count(text), file.name
    assert stated > 250


def test_strangers_text_is_as_exact_as_an_outlet_s(tmp_path: Path) -> None:
    """The newsroom on a host that nobody has declared: the same paragraphs, and the same observations."""
    held, wanted = [], {}
    for n, story in enumerate(read_stories(DATA / "newsroom", "cnevpost")):
        body = page(story.title, story.published.isoformat(), story.paragraphs)
        held.append(Capture(f"{HOST}{n}", body, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=n)))
        wanted[f"{HOST}{n}"] = story.paragraphs
    found = {t.page.url: t.reading for t in sift(str(write(tmp_path / "a.warc.gz", held)), Tally())}
    assert len(found) > 0.9 * len(wanted)
    assert all(reading.article.paragraphs == wanted[url] for url, reading in found.items())

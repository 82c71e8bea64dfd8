"""The shelf: what is put comes back byte for byte, also after a crash in the middle of a write."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from pipelines import shelf
from pipelines.model import Page
from pipelines.shelf import Shelf, ShelfBroken, pages

PAGE = Page(
    outlet="cnevpost",
    url="https://cnevpost.com/2022/07/06/nio-lhasa/",
    fetched_at=datetime(2026, 11, 25, 1, 2, 3, 456789, tzinfo=UTC),
    html=b"<html>1,000th \xff\r\n\r\n station</html>",
    charset="utf-8",
    headers=(("Content-Type", "text/html; charset=utf-8"), ("ETag", 'W/"1"')),
    feed_title="NIO’s 1,000th\nstation",
    feed_published="Wed, 06 Jul 2022 02:00:00 +0000",
)
OTHER = replace(
    PAGE,
    outlet="electrek",
    url="https://electrek.co/2022/07/06/a/",
    html=b"",
    charset=None,
    headers=(("Content-Type", "text/html"),),
    feed_teaser="x: y",
)


def test_a_page_comes_back_as_it_was_put(tmp_path: Path) -> None:
    books = Shelf(tmp_path / "warc")
    first, second = books.put(PAGE), books.put(OTHER)
    assert first.sha256 == sha256(PAGE.html).hexdigest()
    assert list(books.all()) == [PAGE, OTHER]
    assert list(books.all("electrek")) == [OTHER]
    assert books.at(first.file, first.offset) == PAGE
    assert books.at(second.file, second.offset) == OTHER
    assert books.get(PAGE.url) == PAGE
    assert books.get(second.sha256) == OTHER
    assert books.get("https://cnevpost.com/never/") is None


def test_the_newest_page_of_a_url(tmp_path: Path) -> None:
    books = Shelf(tmp_path)
    later = replace(PAGE, fetched_at=PAGE.fetched_at + timedelta(days=1), html=b"<html>1,001</html>")
    books.put(later)
    books.put(PAGE)  # into the file of its own day
    assert [path.name for path in books.files()] == ["20261125-001.warc.gz", "20261126-001.warc.gz"]
    assert books.get(PAGE.url) == later
    newest = replace(later, html=b"<html>1,002</html>")
    books.put(newest)
    assert books.get(PAGE.url) == newest  # the index follows
    assert books.get(sha256(PAGE.html).hexdigest()) == PAGE


def test_other_tools_read_it(tmp_path: Path) -> None:
    place = Shelf(tmp_path).put(PAGE)
    with (tmp_path / place.file).open("rb") as file:
        records = [
            (r.rec_type, r.rec_headers["WARC-Target-URI"], r.content_stream().read()) for r in ArchiveIterator(file)
        ]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "request"]
    assert records[1][1:] == (PAGE.url, PAGE.html)
    whole = gzip.decompress((tmp_path / place.file).read_bytes())
    assert f"WARC-Payload-Digest: sha256:{place.sha256}".encode() in whole
    assert b'Stationwatch-Feed-Title: "NIO\\u2019s 1,000th\\nstation"' in whole


def test_the_same_page_again_is_a_visit_and_no_second_copy(tmp_path: Path) -> None:
    books = Shelf(tmp_path)
    first = books.put(replace(PAGE, html=PAGE.html * 99))
    again = replace(PAGE, html=PAGE.html * 99, fetched_at=PAGE.fetched_at + timedelta(hours=3))
    assert books.put(again, earlier=(first.file, first.offset)) == first
    edited = books.put(replace(again, html=b"edited"), earlier=(first.file, first.offset))
    gone = books.put(replace(again, status=404), earlier=(first.file, first.offset))
    lost = books.put(again, earlier=("20200101-001.warc.gz", 0))
    assert [(page.html[:6], page.status) for page in books.all()] == [
        (b"<html>", 200), (b"edited", 200), (b"<html>", 404), (b"<html>", 200)
    ]  # fmt: skip
    assert len({first.offset, edited.offset, gone.offset, lost.offset}) == 4
    assert books.at(first.file, first.offset).fetched_at == PAGE.fetched_at
    with (tmp_path / first.file).open("rb") as file:
        (visit,) = [
            (dict(r.rec_headers.headers), r.content_stream().read())
            for r in ArchiveIterator(file)
            if r.rec_type == "revisit"
        ]
    assert visit[1] == b""
    assert visit[0]["WARC-Refers-To-Target-URI"] == PAGE.url
    assert visit[0]["WARC-Refers-To-Date"] == "2026-11-25T01:02:03.456789Z"
    assert visit[0]["WARC-Date"] == "2026-11-25T04:02:03.456789Z"
    assert visit[0]["WARC-Payload-Digest"] == f"sha256:{first.sha256}"


def test_pages_of_another_tool(tmp_path: Path) -> None:
    path = tmp_path / "other.warc"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=False)
        said = BytesIO(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=GBK\r\n\r\n<html>x</html>")
        writer.write_record(writer.create_warc_record(PAGE.url, "response", said, warc_headers_dict={}))
    (page,) = pages(path)
    assert (page.outlet, page.url, page.html, page.charset) == ("", PAGE.url, b"<html>x</html>", "GBK")


@pytest.mark.parametrize("content", [b"no WARC at all\n", b"\x1f\x8b\x08\x00rubbish", b"WARC/1.0\r\nWARC-Type: x\r\n"])
def test_a_file_that_is_no_warc(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    try:
        assert list(pages(path)) == []
    except ShelfBroken as error:
        assert "x.warc.gz: cannot be read as WARC" in str(error)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ShelfBroken, match=r"gone\.warc"):
        list(pages(tmp_path / "gone.warc"))
    with pytest.raises(LookupError):
        Shelf(tmp_path).at("../../etc/passwd", 0)
    (tmp_path / "file").write_text("")
    with pytest.raises(ShelfBroken, match="the shelf cannot be opened"):
        Shelf(tmp_path / "file")


def test_a_torn_end_is_cut_off_wherever_it_tore(tmp_path: Path) -> None:
    place = Shelf(tmp_path).put(PAGE)
    path = tmp_path / place.file
    after_first = path.stat().st_size
    Shelf(tmp_path).put(OTHER)
    whole = path.read_bytes()
    for end in range(after_first, len(whole)):
        path.write_bytes(whole[:end])
        as_it_lies = list(pages(path))
        books = Shelf(tmp_path)
        assert list(books.all()) == as_it_lies
        assert as_it_lies[0] == PAGE  # what was on the shelf stays on it
        books.put(OTHER)
        assert list(books.all()) == [*as_it_lies, OTHER]


def test_rubbish_at_the_end_is_put_aside(tmp_path: Path) -> None:
    place = Shelf(tmp_path).put(PAGE)
    with (tmp_path / place.file).open("ab") as file:
        file.write(b"\0" * 500)  # what a loss of power can leave
    assert list(Shelf(tmp_path).all()) == [PAGE]
    assert (tmp_path / f"{place.file}.torn").read_bytes() == b"\0" * 500


@pytest.mark.parametrize("torn", [0, 60], ids=["whole end", "torn end"])
def test_a_damaged_record_costs_that_record_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture, torn: int) -> None:
    """What lies behind the damage is read, and never cut off with it; the log says what was passed over."""
    books = Shelf(tmp_path)
    first, second, third = books.put(PAGE), books.put(OTHER), books.put(PAGE)
    path = tmp_path / second.file
    with path.open("r+b") as file:
        file.seek(second.offset + 60)
        file.write(b"\0" * 40)
        file.truncate(path.stat().st_size - torn)
    size = path.stat().st_size
    mended = Shelf(tmp_path)
    assert list(mended.all()) == [PAGE, PAGE]
    told = [line for line in caplog.messages if f": the record at {second.offset} is damaged" in line]
    assert told and all(line.startswith(f"{path}: ") for line in told)
    assert path.stat().st_size == size if not torn else third.offset < path.stat().st_size < size
    assert mended.at(first.file, first.offset) == mended.at(third.file, third.offset) == PAGE
    with pytest.raises(LookupError, match=f"no page at {second.offset}"):
        mended.at(second.file, second.offset)
    mended.put(OTHER)
    assert list(Shelf(tmp_path).all()) == [PAGE, PAGE, OTHER]


def test_what_two_crashes_tore_is_all_kept(tmp_path: Path) -> None:
    place = Shelf(tmp_path).put(PAGE)
    for rubbish in (b"\1" * 30, b"\2" * 30):
        with (tmp_path / place.file).open("ab") as file:
            file.write(rubbish)
        assert list(Shelf(tmp_path).all()) == [PAGE]
    assert (tmp_path / f"{place.file}.torn").read_bytes() == b"\1" * 30 + b"\2" * 30


def test_a_torn_file_of_an_older_day(tmp_path: Path) -> None:
    place = Shelf(tmp_path).put(PAGE)
    path = tmp_path / place.file
    path.write_bytes(path.read_bytes()[:-5])
    books = Shelf(tmp_path)
    books.put(replace(OTHER, fetched_at=OTHER.fetched_at + timedelta(days=1)))
    assert [page.url for page in books.all()] == [PAGE.url, OTHER.url]


def test_a_full_file_is_followed_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "LARGEST", 1000)
    books = Shelf(tmp_path)
    files = {books.put(replace(PAGE, html=os.urandom(600))).file for _ in range(4)}
    assert len(files) == 4 and len(list(books.all())) == 4
    assert {path.name for path in books.files()} == files


def test_a_servers_header_cannot_write_a_record(tmp_path: Path) -> None:
    books = Shelf(tmp_path)
    evil = (("X-A", "1\r\n\r\nWARC/1.1\r\nWARC-Type: response"), ("Content-Encoding", "gzip"), ("Content-Length", "1"))
    books.put(replace(PAGE, headers=evil, url=PAGE.url + "?a\r\nb"))
    (page,) = books.all()
    assert page.html == PAGE.html
    assert page.headers == (("X-A", "1 WARC/1.1 WARC-Type: response"),)


@settings(max_examples=40, deadline=None)
@given(html=st.binary(max_size=3000), title=st.text(max_size=50), teaser=st.none() | st.text(max_size=50))
def test_any_bytes_and_any_text(tmp_path_factory: pytest.TempPathFactory, html: bytes, title: str, teaser: str) -> None:
    books = Shelf(tmp_path_factory.mktemp("shelf"))
    page = replace(PAGE, html=html, feed_title=title, feed_teaser=teaser)
    books.put(page)
    assert list(books.all()) == [page]


def test_several_writers_take_turns(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from dataclasses import replace\n"
        "from tests.test_shelf import PAGE, Shelf\n"
        "books = Shelf(Path(sys.argv[1]))\n"
        "for n in range(25): books.put(replace(PAGE, html=(sys.argv[2] + str(n)).encode() * 999))\n"
    )
    root = Path(__file__).parent.parent
    writers = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name], cwd=root) for name in "abc"]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert {page.html[:2] for page in Shelf(tmp_path).all()} >= {b"a0", b"b0", b"c0"}
    assert len(list(Shelf(tmp_path).all())) == 75


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits there")
def test_a_full_disk_leaves_the_shelf_as_it_was(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from dataclasses import replace; import os\n"
        "from tests.test_shelf import PAGE, Shelf, ShelfBroken\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (29_000, 29_000))\n"
        "books = Shelf(Path(sys.argv[1])); n = 0\n"
        "try:\n    while True: books.put(replace(PAGE, html=os.urandom(9_000))); n += 1\n"
        "except ShelfBroken as error: print(n, error)\n"
        "books.put(replace(PAGE, html=b'small'))\n"
    )
    root = Path(__file__).parent.parent
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=root, capture_output=True, text=True, timeout=60, check=True
    )
    assert run.stdout.startswith("2 ") and "page not saved (File too large)" in run.stdout
    assert [len(page.html) for page in Shelf(tmp_path).all()] == [9_000, 9_000, 5]

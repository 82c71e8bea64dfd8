"""Changes told to others: in a terminal, as an Atom feed, to a webhook that fails at first, to a health check."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import feedparser
import pytest
from sites import rows, served, stories
from terminal import free_port, one_line, stationwatch

from pipelines.commands.atom import atom
from spiders.outside import NotAccepted, send


@dataclass
class Receiver:
    """A server that takes messages: `statuses` are its next answers, then 200 for ever."""

    statuses: list[int] = field(default_factory=list)
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)  # method, path, body; what was answered with 2xx
    asked: int = 0
    url: str = ""

    def ids(self) -> list[int]:
        """Numbers of the changes that it took, in order."""
        return [json.loads(line)["id"] for _, _, body in self.taken for line in body.splitlines()]


@contextmanager
def receiving(*statuses: int) -> Iterator[Receiver]:
    receiver = Receiver(list(statuses))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status = receiver.statuses.pop(0) if receiver.statuses else 200
            receiver.asked += 1
            if status < 300:
                receiver.taken.append((self.command, self.path, body))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield receiver
        finally:
            server.shutdown()


def test_a_webhook_is_told_at_least_once(tmp_path: Path) -> None:
    """It fails once, then for a whole crawl, then is well again: nothing is lost, and it says so meanwhile."""
    crawl = ("crawl", "cnevpost", "--site")
    db = tmp_path / "data" / "run" / "stations.db"
    with served(stories(6)[4:]) as site, receiving(500) as receiver:
        hook = {"STATIONWATCH_WEBHOOK": f"{receiver.url}/secret-token"}
        assert stationwatch(*crawl, site.url, home=tmp_path, **hook).returncode == 0
        (seen,) = rows(db, "SELECT max(id) FROM changes")[0]
        assert receiver.ids() == list(range(1, seen + 1)) and receiver.asked == 2
        site.newsroom.stories[:] = stories(6)[2:]
        receiver.statuses[:] = [503] * 4
        said = one_line(stationwatch(*crawl, site.url, home=tmp_path, **hook), 1)
        assert said.startswith("webhook: 127.0.0.1 answers 503, 4 times; ") and "secret-token" not in said
        assert "changes wait for the next crawl" in said
        site.newsroom.stories[:] = stories(6)
        assert stationwatch(*crawl, site.url, home=tmp_path, **hook).returncode == 0
        (last,) = rows(db, "SELECT max(id) FROM changes")[0]
        assert receiver.ids() == list(range(1, last + 1))
        assert stationwatch(*crawl, site.url, home=tmp_path, **hook).returncode == 0
        assert receiver.ids() == list(range(1, last + 1))  # nothing new, nothing sent
        change = json.loads(receiver.taken[0][2].splitlines()[0])
    assert change["what"] == "new" and change["article"]["url"].startswith("https://cnevpost.com/")
    assert change["observation"]["quote"] in ("NIO had 598 battery swap stations in China.", "It was story 1.")
    assert change["after"] == {name: change["observation"][name] for name in change["after"]}
    ((receiver_id, at),) = rows(db, "SELECT id, change FROM deliveries")
    assert at == last and "secret" not in receiver_id and len(receiver_id) == 16


def test_a_new_receiver_is_not_flooded_with_the_past(tmp_path: Path) -> None:
    with served(stories(3)[1:]) as site, receiving() as receiver:
        crawl = ("crawl", "cnevpost", "--site", site.url)
        assert stationwatch(*crawl, home=tmp_path).returncode == 0
        before = rows(tmp_path / "data" / "run" / "stations.db", "SELECT max(id) FROM changes")[0][0]
        site.newsroom.stories[:] = stories(3)
        assert stationwatch(*crawl, home=tmp_path, STATIONWATCH_WEBHOOK=receiver.url).returncode == 0
    assert receiver.ids() and min(receiver.ids()) == before + 1


def test_a_health_check_is_pinged(tmp_path: Path) -> None:
    with served(stories(1)) as site, receiving() as receiver:
        ping = {"STATIONWATCH_PING": f"{receiver.url}/ping/abc"}
        assert stationwatch("crawl", "cnevpost", "--site", site.url, home=tmp_path, **ping).returncode == 0
        gone = f"http://127.0.0.1:{free_port()}"
        said = one_line(stationwatch("crawl", "cnevpost", "--site", gone, home=tmp_path, **ping), 1)
        assert [(method, path) for method, path, _ in receiver.taken] == [
            ("GET", "/ping/abc"),
            ("POST", "/ping/abc/fail"),
        ]
        assert receiver.taken[1][2].decode() == said


def test_off_by_default(tmp_path: Path) -> None:
    with served(stories(1)) as site:
        assert stationwatch("crawl", "cnevpost", "--site", site.url, home=tmp_path).returncode == 0
    assert rows(tmp_path / "data" / "run" / "stations.db", "SELECT count(*) FROM deliveries") == [(0,)]


def test_no_redirect_is_followed_and_no_file_is_opened() -> None:
    with receiving(302) as receiver, pytest.raises(NotAccepted, match="answers 302, 1 times"):
        send(receiver.url, b"x", pauses=())
    for address in ("file:///etc/passwd", "ftp://127.0.0.1/", "nonsense", ""):
        with pytest.raises(ValueError, match="an address like"):
            send(address, pauses=())


# ---------------------------------------------------------------- feed and terminal


def test_changes_in_a_terminal(demo_home: Path) -> None:
    db = demo_home / "data" / "run" / "demo.db"
    shown = stationwatch("changes", "--db", db, "--what", "new", home=demo_home)
    (number,) = rows(db, "SELECT count(*) FROM changes WHERE what = 'new'")[0]
    assert shown.returncode == 0 and len(shown.stdout.splitlines()) == 2 * number
    lines = stationwatch("changes", "--db", db, "--after", number - 5, "--json", home=demo_home).stdout.splitlines()
    ids = [json.loads(line)["id"] for line in lines]
    assert ids[0] == number - 4 and ids == sorted(ids)
    future = stationwatch("changes", "--db", db, "--since", "2999-01-01", home=demo_home)
    assert (future.returncode, future.stdout) == (0, "")
    assert "--since 'July' is no day" in one_line(
        stationwatch("changes", "--db", db, "--since", "July", home=demo_home), 2
    )


def test_a_change_in_words(demo_home: Path) -> None:
    said = stationwatch("changes", "--db", demo_home / "data" / "run" / "demo.db", home=demo_home).stdout
    assert "+ NIO: no. 2,000 of battery swap stations, China, 2023-10-26\n" in said
    assert "+ NIO: ~60,000 battery swaps a day, China, 2023-10-26\n" in said


def test_a_feed_that_readers_can_read(demo_home: Path, tmp_path: Path) -> None:
    db = demo_home / "data" / "run" / "demo.db"
    path = tmp_path / "feed.xml"
    assert stationwatch("feed", "--db", db, "--most", 20, "--output", path, home=demo_home).stdout == ""
    read = feedparser.parse(path.read_bytes())
    assert (read.version, read.bozo, len(read.entries)) == ("atom10", False, 20)
    assert len({entry.id for entry in read.entries}) == 20
    assert all(entry.link.startswith("https://") and "“" in entry.summary for entry in read.entries)
    again = stationwatch("feed", "--db", db, "--most", 20, home=demo_home).stdout
    assert again == path.read_text(encoding="utf-8")
    assert "cannot be written" in one_line(stationwatch("feed", "--db", db, "-o", "feed.xml/x", home=tmp_path), 2)


def test_what_articles_say_stays_text() -> None:
    row = {
        "what": "new", "uid": "1", "url": "javascript:alert(1)", "why": "stated", "at": "2026-11-25T00:00:00Z",
        "quote": "<img src=x onerror=alert(1)> & \x00\x1b \ud800", "title": "</summary><script>",
        "source_name_long": "X", "published_on": "2026-11-24",
    }  # fmt: skip
    text = atom([(row, "a ]]> b")])
    assert "<img" not in text and "<script" not in text and "javascript:" not in text
    (entry,) = feedparser.parse(text.encode(), sanitize_html=False).entries
    assert entry.summary.startswith("“<img src=x onerror=alert(1)> & ")
    assert feedparser.parse(atom([]).encode()).version == "atom10"

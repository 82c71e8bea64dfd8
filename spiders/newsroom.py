"""The sample newsroom: serves the articles of one outlet over loopback HTTP, as the outlet's own site would.

For `stationwatch demo` and the tests. The pages have the outlet's layout (spiders/pages/*.html), and around the
article what real pages have around theirs: menus, side bars, related posts and comments, full of numbers that are no
part of it. By hand: `python -m spiders.newsroom cnevpost 8000`.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, urlsplit

from pipelines import DATA, outlets
from pipelines.outlets import Outlet
from spiders.typeset import Story, item_of, page_of, path_of, post_of, rfc822, utc

PER_FEED = 50  # items of a feed page, newest first; CnEVPost's feed has about as many
PER_SITEMAP = 40  # articles of a post sitemap
PER_LIST = 10  # articles of a page of links


@dataclass(frozen=True, slots=True)
class Hit:
    """One request that the newsroom answered."""

    method: str
    path: str  # with its query
    status: int
    at: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: a body with its type, and the moment of its last change where it has one."""

    body: str
    kind: str = "text/html; charset=UTF-8"
    status: int = 200
    changed: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def etag(self) -> str:
        return f'W/"{hashlib.sha256(self.body.encode()).hexdigest()[:20]}"'


@dataclass(slots=True)
class Served:
    """A newsroom that is being served: its address, and every request that it has answered so far."""

    url: str
    log: list[Hit] = field(default_factory=list)

    def paths(self, status: int = 200) -> list[str]:
        """Paths that were answered with this status, in order."""
        return [hit.path for hit in self.log if hit.status == status]


@contextmanager
def serve(articles_folder: Path, outlet: str, port: int = 0) -> Iterator[Served]:
    """Serve the outlet's articles on 127.0.0.1 until the block ends; port 0 is any free one.

    Raises UnknownOutlet, and OSError where the port is taken.
    """
    served = Served("")
    with _Server(Newsroom(outlets.load(outlet), read_stories(articles_folder, outlet)), served.log, port) as server:
        served.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


def read_stories(folder: Path, outlet: str) -> list[Story]:
    """The outlet's articles of a folder of JSON files, newest first."""
    read = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json")))
    stories = [
        Story(
            url=data["url"],
            title=data["title"],
            published=datetime.fromisoformat(data["published"]),
            paragraphs=tuple(data["paragraphs"]),
            tables=tuple(tuple(tuple(row) for row in table) for table in data.get("tables", ())),
        )
        for data in read
        if data["source"] == outlet
    ]
    return sorted(stories, key=lambda story: (story.published, story.url), reverse=True)


class Newsroom:
    """The site: path → answer. It knows nothing of sockets."""

    def __init__(self, outlet: Outlet, stories: list[Story]) -> None:
        self.outlet = outlet
        self.stories = stories
        self._feeds = {"/feed/", *(path_of(feed.url) for feed in outlet.feeds)}

    def answer(self, path: str) -> Answer:
        """The answer to a GET of this path (with its query)."""
        parts = urlsplit(path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        page = query.pop("paged", "1")
        if parts.path in ("/", "/robots.txt", "/sitemap_index.xml"):
            return {"/": self._home, "/robots.txt": self._robots, "/sitemap_index.xml": self._sitemaps}[parts.path]()
        if path_of(path.replace(f"paged={page}", "").rstrip("?&")) in self._feeds and page.isdecimal():
            return self._feed(int(page))
        if self.outlet.archive.rest and parts.path == path_of(self.outlet.archive.rest):
            return self._posts(query)
        if listing := self._listing(path):
            return listing
        if number := re.fullmatch(r"/post-sitemap(\d*)\.xml", parts.path):
            return self._sitemap(int(number[1] or 1))
        story = next((story for story in self.stories if story.path == parts.path), None)
        return self._story(story) if story else self._not_found(parts.path)

    def _home(self) -> Answer:
        items = "\n".join(f'<li><a href="{escape(s.url)}">{escape(s.title)}</a></li>' for s in self.stories[:PER_FEED])
        feed = (
            f'<link rel="alternate" type="application/rss+xml" title="Feed" href="{escape(self.outlet.feeds[0].url)}">'
        )
        return self._made(
            f"<!DOCTYPE html>\n<html lang='en'><head><meta charset='UTF-8'><title>{escape(self.outlet.title)}</title>\n"
            f"{feed}\n</head><body><h1>{escape(self.outlet.title)}</h1>\n<ul>\n{items}\n</ul></body></html>\n"
        )

    def _robots(self) -> Answer:
        sitemap = f"{self.outlet.home}sitemap_index.xml"
        return Answer(f"User-agent: *\nDisallow: /wp-admin/\nDisallow: /?s=\n\nSitemap: {sitemap}\n", "text/plain")

    def _feed(self, page: int) -> Answer:
        """RSS 2.0. Beyond the last page WordPress answers 404, and so does this."""
        stories = self.stories[(page - 1) * PER_FEED : page * PER_FEED]
        if page < 1 or (not stories and page > 1):
            return self._not_found("/feed/")
        items = "\n".join(item_of(story, self.outlet) for story in stories)
        return self._made(
            '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
            ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
            f"<channel>\n<title>{escape(self.outlet.title)}</title>\n<link>{self.outlet.home}</link>\n"
            f"<description></description>\n<lastBuildDate>{rfc822(self._newest())}</lastBuildDate>\n{items}\n"
            "</channel>\n</rss>\n",
            "application/rss+xml; charset=UTF-8",
        )

    def _posts(self, query: dict[str, str]) -> Answer:
        """WordPress's REST collection: posts between two moments (UTC), oldest first where asked for so."""
        after, before = query.get("after", ""), query.get("before", "9999")
        posts = [story for story in self.stories if after < utc(story.published)[:19] < before]
        posts = posts[::-1] if query.get("order") == "asc" else posts
        per_page, page = int(query.get("per_page", 10)), int(query.get("page", 1))
        pages = max(1, -(-len(posts) // per_page))
        if not 1 <= page <= pages:
            return Answer('{"code": "rest_post_invalid_page_number"}', "application/json; charset=UTF-8", 400)
        said = [post_of(story) for story in posts[(page - 1) * per_page : page * per_page]]
        total = (("X-WP-Total", str(len(posts))), ("X-WP-TotalPages", str(pages)))
        return Answer(json.dumps(said), "application/json; charset=UTF-8", headers=total)

    def _listing(self, path: str) -> Answer | None:
        """A page of links to articles, newest first; None where the outlet's lists are elsewhere."""
        pattern = re.escape(path_of(self.outlet.archive.listing or "")).replace(re.escape("{n}"), r"(\d+)")
        asked = re.fullmatch(pattern, path) if pattern else None
        if asked is None:
            return None
        stories = self.stories[(int(asked[1]) - 1) * PER_LIST : int(asked[1]) * PER_LIST]
        if not stories:
            return self._not_found(path)
        links = "\n".join(f'<h2><a href="{escape(s.path)}">{escape(s.title)}</a></h2>' for s in stories)
        return self._made(f'<html><body><a href="/">Home</a>\n{links}\n</body></html>')

    def _sitemaps(self) -> Answer:
        """The index of post sitemaps, each with the moment of its newest article."""
        chunks = [self.stories[i : i + PER_SITEMAP] for i in range(0, len(self.stories), PER_SITEMAP)]
        entries = "\n".join(
            f"<sitemap><loc>{self.outlet.home}post-sitemap{n if n > 1 else ''}.xml</loc>"
            f"<lastmod>{utc(chunk[0].published)}</lastmod></sitemap>"
            for n, chunk in enumerate(chunks, 1)
        )
        return self._sitemap_file("sitemapindex", entries)

    def _sitemap(self, number: int) -> Answer:
        stories = self.stories[(number - 1) * PER_SITEMAP : number * PER_SITEMAP] if number else []
        if not stories:
            return self._not_found("/post-sitemap.xml")
        entries = "\n".join(
            f"<url><loc>{escape(s.url)}</loc><lastmod>{utc(s.published)}</lastmod></url>" for s in stories
        )
        return self._sitemap_file("urlset", entries)

    def _sitemap_file(self, root: str, entries: str) -> Answer:
        return self._made(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            f"{entries}\n</{root}>\n",
            "text/xml; charset=UTF-8",
        )

    def _story(self, story: Story) -> Answer:
        """The article in the outlet's layout; 403 where the outlet's pages refuse robots, as electrive's do."""
        if self.outlet.level == "feed":
            return Answer("<html><body><h1>403 Forbidden</h1></body></html>", status=403)
        return Answer(page_of(story, self.outlet), changed=story.published)

    def _not_found(self, path: str) -> Answer:
        said = f"<html><head><title>Page not found</title></head><body><h1>404</h1><p>{escape(path)}</p></body></html>"
        return Answer(said, status=404)

    def _made(self, body: str, kind: str = "text/html; charset=UTF-8") -> Answer:
        return Answer(body, kind, changed=self._newest())

    def _newest(self) -> datetime:
        return self.stories[0].published if self.stories else datetime(2020, 1, 1, tzinfo=UTC)


class _Server(ThreadingHTTPServer):
    """One newsroom on one loopback port."""

    daemon_threads = True

    def __init__(self, newsroom: Newsroom, log: list[Hit], port: int) -> None:
        self.newsroom = newsroom
        self.hits = log
        super().__init__(("127.0.0.1", port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    """HTTP around a newsroom: validators, 304, HEAD, and the log."""

    timeout = 10  # seconds that a silent client may hold a connection

    def do_GET(self) -> None:
        self._respond(with_body=True)

    def do_HEAD(self) -> None:
        self._respond(with_body=False)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on standard error: the hits are in the log."""

    def _respond(self, with_body: bool) -> None:
        server = cast(_Server, self.server)
        answer = server.newsroom.answer(self.path)
        status = 304 if answer.status == 200 and self._has_it(answer) else answer.status
        server.hits.append(Hit(self.command, self.path, status, datetime.now(UTC)))
        body = b"" if status == 304 else answer.body.encode()
        self.send_response(status)
        if answer.changed is not None:
            self.send_header("ETag", answer.etag)
            self.send_header("Last-Modified", rfc822(answer.changed).replace("+0000", "GMT"))
        for name, value in answer.headers:
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def _has_it(self, answer: Answer) -> bool:
        """True where the client's copy is the newest: its ETag decides, and without one its date."""
        if answer.changed is None:
            return False
        if tags := self.headers.get("If-None-Match"):
            return answer.etag in (tag.strip() for tag in tags.split(","))
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except ValueError:
            return False
        return since >= answer.changed.replace(microsecond=0)


def main(arguments: list[str]) -> int:
    """Serve one outlet's newsroom until it is interrupted; 2 where it cannot be, with a line that says why."""
    if not 1 <= len(arguments) <= 2 or not all(port.isdecimal() for port in arguments[1:]):
        return _refused(f"say an outlet, one of {', '.join(outlets.names())}, and a port if 8000 is not the one")
    name, port = arguments[0], int(arguments[1]) if len(arguments) > 1 else 8000
    try:
        with serve(DATA / "newsroom", name, port) as served:
            print(f"{name}: {served.url}/  (Ctrl-C ends it)", flush=True)
            with suppress(KeyboardInterrupt):
                threading.Event().wait()
    except outlets.UnknownOutlet as error:
        return _refused(str(error))
    except (OSError, OverflowError) as error:  # the port is taken, or there is none of that number
        return _refused(f"port {port} cannot be used ({getattr(error, 'strerror', None) or error}); give another")
    return 0


def _refused(why: str) -> int:
    print(f"newsroom: {why}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

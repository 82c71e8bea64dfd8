"""The outlets that we read: one TOML file each under data/outlets/, turned into an `Outlet`.

An outlet is a declaration. A new one is a new file; no code is written for it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from math import isfinite
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from pipelines import DATA

_AMP = re.compile(r"/amp/?\Z|\.amp(?=\.html\Z)")  # endings of a page's copy for phones

_TRACKING = re.compile(r"utm_|fbclid|gclid|mc_[ce]id|cmpid|ref$|source$|amp$", re.IGNORECASE)

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")

Level = Literal["page", "json-ld", "feed"]
DateSource = Literal["json-ld", "meta", "time", "feed", "url"]


class UnknownOutlet(ValueError):
    """No outlet of that name; the message lists the names that there are."""


class OutletBroken(ValueError):
    """An outlet's TOML file cannot be used; the message names file and key."""


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed of an outlet. `page` is the address of its further pages, with `{n}` for the number (2, 3, …)."""

    url: str
    page: str | None = None
    category: str = ""  # what it is about, where it does not have all articles
    fallback: bool = False  # asked only where none of the others could be read

    def page_url(self, n: int) -> str | None:
        """Address of the n-th page, the first being the feed itself; None where the feed has no such page."""
        if n == 1:
            return self.url
        return self.page.replace("{n}", str(n)) if self.page else None


@dataclass(frozen=True, slots=True)
class Archive:
    """Where older articles are listed, to fill gaps and for backfills. The first of these that answers is used.

    Without a sitemap here, those that robots.txt names are read.
    """

    rest: str | None = None  # a WordPress REST collection, …/wp-json/wp/v2/posts
    sitemaps: tuple[str, ...] = ()  # plain, index or news sitemaps
    parts: str = ""  # regular expression: which sitemaps of an index hold articles; empty for all
    listing: str | None = None  # a page of links to articles, newest first, with `{n}` for its number (1, 2, …)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand on a page: CSS selectors, the first that matches wins."""

    title: tuple[str, ...]
    body: tuple[str, ...]
    author: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()  # chrome inside the body
    end: tuple[str, ...] = ()  # regular expressions: from the first paragraph that one fits, the rest is chrome
    until: date | None = None  # last day of fetching on which the site looked like this

    @property
    def selectors(self) -> tuple[str, ...]:
        """All of them."""
        return self.title + self.body + self.author + self.time + self.strip


@dataclass(frozen=True, slots=True)
class Dates:
    """Where the publication time is read, in this order, and what its text means."""

    order: tuple[DateSource, ...]
    naive: str  # IANA zone of dates that name none
    meta: tuple[str, ...] = ("article:published_time",)
    day_first: bool = False  # 5/7/2022 is 5 July
    zones: tuple[tuple[str, str], ...] = ()  # what a zone's abbreviation means here: ("CST", "Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Outlet:
    """Everything that we know of one outlet."""

    name: str
    title: str
    home: str
    zone: str  # IANA name: days of its articles are days there
    level: Level  # where the text comes from: the page, the page's JSON-LD, or the feed alone
    permalink: re.Pattern[str]
    feeds: tuple[Feed, ...]
    layouts: tuple[Layout, ...]
    dates: Dates
    feed_pages: int = 1  # how many pages of a feed may be read while no item of a page is known
    delay: float = 5.0  # seconds between two requests
    hosts: tuple[str, ...] = ()  # other host names under which it serves the same pages
    archive: Archive = Archive()
    robots: str = ""  # what its robots.txt and terms say to us, and the day on which that was read
    status: Literal["active", "retired"] = "active"
    tombstone: str = ""  # why a retired outlet is not read any more
    general: bool = False  # read by data/outlets/strangers/general.toml

    @property
    def stranger(self) -> bool:
        """True for a host that nobody declared: its name is its host."""
        return "." in self.name

    @property
    def host(self) -> str:
        """Host name of the home page, as article URLs carry it."""
        return urlsplit(self.home).netloc

    @property
    def has_archive(self) -> bool:
        """False where nothing but the feeds' first pages can be asked for."""
        return self.level != "feed" or any(feed.page for feed in self.feeds)

    def layout(self, fetched_on: date) -> Layout:
        """The layout that the site had on the day of fetching."""
        return next(layout for layout in self.layouts if layout.until is None or fetched_on <= layout.until)

    def canonical(self, url: str, site: str | None = None) -> str | None:
        """The one URL under which an article is kept, or None where `url` is no article of this outlet.

        Query, fragment and an AMP page's ending fall away, a slash at the end is as the permalink has it, http becomes
        the scheme of the home page, and every host that serves the outlet's pages, also the server `site` that stands
        in for it, becomes the outlet's own.
        """
        try:
            parts = urlsplit(url.strip())
        except ValueError:  # "https://[x/"
            return None
        if self.stranger:
            return _cleaned(parts) if self.serves(parts.netloc) and (parts.path.strip("/") or parts.query) else None
        if parts.scheme not in ("http", "https") or not (
            self.serves(parts.netloc) or self._is_site(parts.netloc, site)
        ):
            return None
        home = urlsplit(self.home)
        path = _AMP.sub("", parts.path)
        for ending in (path, f"{path}/", path.rstrip("/")):
            own = parts._replace(scheme=home.scheme, netloc=home.netloc, path=ending, query="", fragment="").geturl()
            if self.permalink.fullmatch(own):
                return own
        return None

    def serves(self, host: str) -> bool:
        """True for a host name under which this outlet serves its pages: its own, with or without www, or declared."""
        return host.removeprefix("www.") in {each.removeprefix("www.") for each in (self.host, *self.hosts)}

    def _is_site(self, host: str, site: str | None) -> bool:
        return site is not None and host == urlsplit(site).netloc


def names() -> list[str]:
    """Names of all outlets, sorted."""
    return sorted(path.stem for path in (DATA / "outlets").glob("*.toml"))


@cache
def load(name: str) -> Outlet:
    """The outlet of that name. Raises UnknownOutlet, or OutletBroken where its file cannot be used."""
    known = names()
    if name not in known:
        raise UnknownOutlet(f"unknown outlet {name!r}; the outlets are {', '.join(known)}")
    return read_file(DATA / "outlets" / f"{name}.toml")


def all_outlets() -> list[Outlet]:
    """All outlets, in the order of their names."""
    return [load(name) for name in names()]


def usable() -> tuple[list[Outlet], list[OutletBroken]]:
    """All outlets whose file can be used, and what is wrong with the others: one slip must not stop all crawls."""
    good, broken = [], []
    for name in names():
        try:
            good.append(load(name))
        except OutletBroken as error:
            broken.append(error)
    return good, broken


def of_url(url: str) -> Outlet | None:
    """The outlet on whose host the URL stands, whether it is an article or not; None for a stranger."""
    try:
        host = urlsplit(url).netloc
    except ValueError:
        return None
    return next((outlet for outlet in all_outlets() if outlet.serves(host)), None)


def host_of(url: str) -> str:
    """Host name of an address as strangers are known by: in small letters, without www and port; else empty."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return host if _HOST.fullmatch(host) else ""


def find(name: str) -> Outlet:
    """The outlet of that name, or the stranger of that host. Raises UnknownOutlet where it is neither."""
    return stranger(name) if "." in name else load(name)


@lru_cache(maxsize=1024)
def stranger(host: str) -> Outlet:
    """A host that nobody declared, by the general layout. Days of its articles are days in UTC."""
    path = DATA / "outlets" / "strangers" / "general.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    named = {"name": host, "title": host, "home": f"https://{host}/", "permalink": ".+", "feeds": [], "general": True}
    return _outlet(host, data | named)


def by_general_layout(outlet: Outlet) -> Outlet:
    """An outlet of which we read only the feed, for a page of it that an archive has; days and zone are its own."""
    general = stranger(outlet.host)
    dates = replace(general.dates, naive=outlet.dates.naive)
    return replace(outlet, level=general.level, layouts=general.layouts, dates=dates, general=True)


def _cleaned(parts: SplitResult) -> str:
    """An address without fragment and without what only tells where a reader came from."""
    said = [(name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.match(name)]
    return parts._replace(query=urlencode(said), fragment="").geturl()


@cache
def read_file(path: Path) -> Outlet:
    """An outlet from its TOML file. Raises OutletBroken with one line that names the file and the key."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise OutletBroken(f"{path}: {error}") from error
    return declared(path.stem, text, str(path))


def declared(name: str, text: str, where: str) -> Outlet:
    """An outlet from the text of its declaration. Raises OutletBroken with one line that says where, and the key."""
    try:
        return _outlet(name, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, ValueError, re.error) as error:
        raise OutletBroken(f"{where}: {_why(error)}") from error


def _why(error: Exception) -> str:
    """What is wrong, in the words of the file and not in Python's."""
    if isinstance(error, KeyError):
        return f"key {error} is missing"
    if isinstance(error, re.error):
        return f"{error.pattern!r} is no regular expression: {error}"
    said = re.sub(r"\w+\.__init__\(\) got an unexpected keyword argument (.+)", r"key \1 is not known", str(error))
    return re.sub(r"\w+\.__init__\(\) missing \d+ required positional arguments?: (.+)", r"key \1 is missing", said)


def _outlet(name: str, data: dict[str, Any]) -> Outlet:
    """Tables of a TOML file → Outlet; unknown keys are refused, so that a slip of the pen is heard."""
    if data.get("name") != name:
        raise ValueError(f"name must be {name!r}, like the file")
    layouts = tuple(Layout(**_tuples(table)) for table in data.pop("layouts"))
    dates = data.pop("dates")
    zones = tuple(dates.pop("zones", {}).items())
    archive = Archive(**_tuples(data.pop("archive", {})))
    outlet = Outlet(
        **_tuples({key: value for key, value in data.items() if key not in ("feeds", "permalink")}),
        archive=archive,
        permalink=_pattern(data["permalink"]),
        feeds=tuple(Feed(**table) for table in data["feeds"]),
        layouts=layouts,
        dates=Dates(zones=zones, **_tuples(dates)),
    )
    if not outlet.stranger:
        _check(outlet)
    return outlet


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def _check(outlet: Outlet) -> None:
    """Raise ValueError for a declaration that reads well and cannot work."""
    for part in (outlet, outlet.archive, outlet.dates, *outlet.feeds, *outlet.layouts):
        _check_kinds(part)
    for url in (outlet.home, *(feed.url for feed in outlet.feeds)):
        if not re.match(r"https?://[^/\s]+/", url):
            raise ValueError(f"{url!r} is no address like https://example.org/")
    for zone in (outlet.zone, outlet.dates.naive, *(zone for _, zone in outlet.dates.zones)):
        _known_zone(zone)
    if outlet.level not in get_args(Level):
        raise ValueError(f"level {outlet.level!r} is none of {', '.join(get_args(Level))}")
    if unknown := set(outlet.dates.order) - set(get_args(DateSource)):
        raise ValueError(f"dates.order names unknown sources: {', '.join(sorted(unknown))}")
    if not outlet.dates.order or all(feed.fallback for feed in outlet.feeds):
        raise ValueError("dates.order and feeds must not be empty, and not all feeds can be a fallback")
    if outlet.feed_pages < 1 or outlet.delay < 0:
        raise ValueError("feed_pages must be at least 1 and delay must not be negative")
    if outlet.status not in ("active", "retired"):
        raise ValueError(f"status {outlet.status!r} is neither active nor retired")
    if outlet.status == "retired" and not outlet.tombstone:
        raise ValueError("a retired outlet needs a tombstone: why it is not read any more")
    _pattern(outlet.archive.parts)
    if outlet.archive.listing and "{n}" not in outlet.archive.listing:
        raise ValueError("archive.listing needs {n} where the number of the page stands")
    _check_layouts(outlet.layouts)


def _check_kinds(part: object) -> None:
    """Raise ValueError for a value of another kind than its key needs: TOML itself takes any."""
    for name, wanted in get_type_hints(type(part)).items():
        if not _fits(getattr(part, name), wanted):
            raise ValueError(f"{name} cannot be {getattr(part, name)!r}")


def _fits(value: object, wanted: Any) -> bool:
    kinds = get_args(wanted)
    if get_origin(wanted) in (UnionType, Union):
        return any(_fits(value, kind) for kind in kinds)
    if get_origin(wanted) is Literal:
        return isinstance(value, str)  # those that there are, are told by name
    if get_origin(wanted) is tuple:
        return isinstance(value, tuple) and all(_fits(each, kinds[0]) for each in value)
    if wanted is float:
        return type(value) in (int, float) and isfinite(value)  # type: ignore[arg-type]
    return type(value) is (get_origin(wanted) or wanted)  # True is no int, and a datetime no day


def _check_layouts(layouts: tuple[Layout, ...]) -> None:
    if not layouts or layouts[-1].until is not None:
        raise ValueError("the last of the layouts must have no `until`: it is the one of today")
    days = [layout.until or date.max for layout in layouts]
    if any(earlier >= later for earlier, later in pairwise(days)):
        raise ValueError("the layouts must stand in the order of their `until` days")
    for layout in layouts:
        if not layout.body:
            raise ValueError("a layout needs at least one body selector")
        for pattern in layout.end:
            _pattern(pattern)


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except (OverflowError, RecursionError) as error:
        raise ValueError(f"{text[:50]!r} is no regular expression: {error}") from error


def _known_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # "Europe" is a folder of zones
        raise ValueError(f"{name[:50]!r} is no IANA time zone") from error

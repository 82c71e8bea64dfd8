"""When an article was published and last changed: by the outlet's order of sources, in the outlet's zone.

dateparser reads the text, with every setting fixed: its defaults guess (a missing year, a "CST") and look at the clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateparser.date import DateDataParser

from pipelines.model import FieldState, NotAnArticle, Page
from pipelines.outlets import Dates, Layout, Outlet
from pipelines.read.head import Head
from pipelines.read.soup import Markup
from pipelines.read.text import plain

#: Shapes of page and feed dates. Each names year, month and day, since a missing one would be taken from today's date.
FORMATS = [
    "%a, %d %b %Y %H:%M:%S %z",  # RFC 822, as feeds have it
    "%d %b %Y %H:%M:%S %z",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%d %H:%M",
    "%B %d, %Y %I:%M %p",
    "%B %d, %Y at %I:%M %p",
    "%b %d %Y - %I:%M %p",  # electrek's visible time
    "%B %d, %Y",
    "%d %B %Y",
]

#: Days run ahead by zone, and some outlets date by their next edition. What is later would stand at the end of every
#: series until that day comes.
AHEAD = timedelta(days=2)

_ISO_WITH_OFFSET = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)")
_LABEL = re.compile(
    r"(?:first |originally )?(?:published|posted|updated|last updated|date)(?: on| at)?\s*:?\s+", re.IGNORECASE
)
_DAY_IN_URL = re.compile(r"/(\d{4})/(\d{1,2})/(\d{1,2})/")


def published(page: Page, head: Head, markup: Markup, layout: Layout, outlet: Outlet) -> tuple[datetime, str, str]:
    """(moment, raw text, source) by the first source of the outlet's order that says anything.

    A source that speaks and cannot be understood is an error, though a later one might do: it means that the site has
    changed how it writes dates, and a weaker date taken in silence would hide that. Raises NotAnArticle.
    """
    for source in outlet.dates.order:
        for raw in _said(source, page, head, markup, layout, outlet):
            moment = read_moment(raw, outlet.dates)
            if moment is None:
                raise NotAnArticle(f"date cannot be read: {raw[:80]!r} (from {source})", FieldState("date", "empty"))
            if moment > page.fetched_at + AHEAD:
                said = f"date lies in the future: {raw[:80]!r} (from {source}); is the site's clock wrong?"
                raise NotAnArticle(said, FieldState("date", "empty"))
            return moment, raw, source
    said = f"no date: {', '.join(outlet.dates.order)} say nothing; layout changed?"
    raise NotAnArticle(said, FieldState("date", "missing"))


def modified(head: Head, outlet: Outlet) -> datetime | None:
    """When the page says that it was last changed; None where it does not say, or not in a way that can be read."""
    for raw in (head.article.get("dateModified"), head.meta.get("article:modified_time")):
        if isinstance(raw, str) and (moment := read_moment(plain(raw), outlet.dates)):
            return moment.astimezone(ZoneInfo(outlet.zone))
    return None


def _said(source: str, page: Page, head: Head, markup: Markup, layout: Layout, outlet: Outlet) -> Iterator[str]:
    """What one source says of the publication time: raw texts, the best first."""
    said: list[object] = []
    if source == "json-ld":
        said = [head.article.get("datePublished")]
    elif source == "meta":
        said = [head.meta.get(name) for name in outlet.dates.meta]
    elif source == "time":
        element = markup.first(layout.time)
        said = [(element.get("datetime") or element.get_text(" ")) if element is not None else None]
    elif source == "feed":
        said = [page.feed_published]
    elif source == "url" and (day := _DAY_IN_URL.search(page.url)):
        said = [f"{day[1]}-{int(day[2]):02}-{int(day[3]):02} 00:00"]
    for raw in said:
        if isinstance(raw, str) and plain(raw):
            yield plain(raw)


@lru_cache(maxsize=4096)
def read_moment(raw: str, dates: Dates) -> datetime | None:
    """The moment that a page's or feed's date text names, aware; None where it names none for certain.

    A text without a zone is in the outlet's zone of naive dates; a zone's abbreviation means what the outlet's file
    says ("CST" on a Chinese site is China's time, where dateparser reads US Central).
    """
    text = _LABEL.sub("", raw.strip(), count=1)
    if _ISO_WITH_OFFSET.fullmatch(text):  # most dates; exact, and a hundredth of what dateparser takes
        return _iso(text)
    text, zone = _zone_of(text, dates)
    try:
        moment = _parser(dates.day_first).get_date_data(text, FORMATS).date_obj
    except OverflowError:  # "0001-01-01T00:01+08:00" is in the year 0 of UTC
        return None
    if moment is None:
        return None
    return _sane(moment if moment.tzinfo is not None else moment.replace(tzinfo=zone))


def _iso(text: str) -> datetime | None:
    try:
        return _sane(datetime.fromisoformat(text))
    except ValueError:
        return None


def _sane(moment: datetime) -> datetime | None:
    """The moment in UTC; None for the year 1 and the like, which is how some sites write "no date"."""
    return moment.astimezone(UTC) if 1990 <= moment.year <= 2100 else None


def _zone_of(text: str, dates: Dates) -> tuple[str, tzinfo]:
    """The text without an abbreviated zone at its end, and the zone that a naive date then has."""
    words = text.rsplit(maxsplit=1)
    last = words[-1] if len(words) == 2 else ""
    zones = {**dict.fromkeys(("GMT", "UTC", "UT", "Z"), "UTC"), **dict(dates.zones)}
    if last in zones:
        return words[0], ZoneInfo(zones[last])
    return text, ZoneInfo(dates.naive)


@lru_cache(maxsize=2)
def _parser(day_first: bool) -> DateDataParser:
    """dateparser, strict. RELATIVE_BASE is fixed so that nothing depends on the day of the run."""
    return DateDataParser(
        languages=["en"],
        settings={
            "PARSERS": ["absolute-time"],
            "STRICT_PARSING": True,
            "DATE_ORDER": "DMY" if day_first else "MDY",
            "RELATIVE_BASE": datetime(2000, 1, 1),
            "TIMEZONE": "UTC",  # never the machine's; a naive date comes back naive and gets the outlet's
        },
    )

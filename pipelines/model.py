"""The nouns that the rooms hand to each other. All are frozen; none knows the clock, the network, HTML or SQL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cached_property
from typing import Literal, NamedTuple, Protocol, get_args
from zoneinfo import ZoneInfo

Measure = Literal["total", "added", "removed", "nth", "rate"]
Status = Literal["actual", "planned"]
Qualifier = Literal["exact", "approx", "min", "max"]
DateBasis = Literal["text", "published", "none"]

#: The codebook's closed lists. Metrics and segments are words: data/words/metrics.toml, data/words/segments.toml.
IDS: dict[str, tuple[str, ...]] = {
    "measure": get_args(Measure),
    "status": get_args(Status),
    "qualifier": get_args(Qualifier),
    "date_basis": get_args(DateBasis),
}


class FieldState(NamedTuple):
    """Whether a page has a field: where its layout says, elsewhere on it, empty, or not at all."""

    field: Literal["title", "date", "author", "body", "tables"]
    state: Literal["found", "elsewhere", "empty", "missing"]


class NotAnArticle(Exception):
    """A page that cannot be read as an article; the message says why, for the `checks` table.

    `state` is the field that it failed for, where it failed for one.
    """

    def __init__(self, message: str, state: FieldState | None = None) -> None:
        self.state = state
        super().__init__(message)


# ---------------------------------------------------------------- pages and articles


@dataclass(frozen=True, slots=True)
class Page:
    """One response of an outlet, as it came: `html` is the body after content-decoding, never re-encoded."""

    outlet: str
    url: str
    fetched_at: datetime  # UTC
    html: bytes
    charset: str | None = None  # as the Content-Type header declares it
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    feed_title: str | None = None  # what the feed said of it, where a feed led to it
    feed_published: str | None = None  # raw text of the feed
    feed_teaser: str | None = None
    feed_modified: str | None = None  # raw text of the sitemap, or of what else led to it
    found_in: str | None = None  # address of the feed, sitemap or list that led to it
    asked: str | None = None  # the outlet's URL that was asked for, where it led to another one
    sent: tuple[tuple[str, str], ...] = ()  # headers of our request; written to the shelf, not read from it
    answer: Fetched | None = None  # the record of the request, which is saved when the page is


#: What a server answers where an article is no more.
GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A page that was looked at again and is the same as before: the server said so (304)."""

    outlet: str
    url: str
    fetched_at: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Look:
    """A saved article whose page is due to be looked at again, with what is needed to ask for it."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    feed_title: str | None = None
    feed_published: str | None = None
    feed_teaser: str | None = None
    found_in: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A feed had rolled past all that was known of it: articles published in between may have been missed."""

    outlet: str
    feed: str  # its address
    after: datetime  # UTC; publication of the newest article that was known
    before: datetime  # UTC; publication of the oldest that the feed still had
    filled_by: str | None = None  # where the articles in between were found; None while it is open


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that went wrong on a crawl and that somebody should hear of: a row in `checks`."""

    outlet: str
    url: str | None
    rule: str  # short id of the cause: `feed_unreadable`, `not_an_article`, `http_status`, …
    message: str  # what happened and what was done about it
    level: Literal["error", "warning"] = "error"


@dataclass(frozen=True, slots=True)
class Fetched:
    """One request of a crawl and its answer, for the `fetches` table."""

    outlet: str
    url: str
    kind: Literal["feed", "sitemap", "api", "page", "robots", "listing"]
    status: int  # HTTP status; 0 where no answer came
    fetched_at: datetime  # UTC
    size: int = 0  # bytes of the body after content-decoding
    etag: str | None = None
    last_modified: str | None = None


class Memory(Protocol):
    """What a crawl may ask of the database. keep/ implements it; spiders know only this."""

    def knows(self, url: str) -> bool:
        """True where the article at this URL is saved, or its page could not be read and need not be asked for yet."""
        ...

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """(ETag, Last-Modified) of the last good answer for this URL; None for each that is not known."""
        ...

    def unread(self, outlet: str) -> bool:
        """True where a page of the outlet that could not be read is due to be asked for again."""
        ...

    def newest(self, outlet: str, feed: str) -> datetime | None:
        """When the newest article that this feed has led to was published (UTC); None where it has led to none."""
        ...

    def published(self, url: str) -> datetime | None:
        """When the saved article at this URL was published (UTC); None where none is saved."""
        ...

    def gaps(self, outlet: str) -> list[Gap]:
        """The outlet's gaps that nothing has filled yet, the oldest first."""
        ...

    def due(self, outlet: str) -> list[Look]:
        """Articles of the outlet that should be looked at again now, those that have waited longest first."""
        ...

    def etag(self, url: str, feed: str) -> str | None:
        """ETag of the page that the article at this URL was last read from; None where this feed did not lead to it."""
        ...


Table = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Article:
    """A page read: title, paragraphs and tables, exact text, dates with their zone."""

    outlet: str
    url: str
    title: str
    published: datetime  # aware
    timezone: str  # IANA name of the outlet's own zone: days of the article are days there
    paragraphs: tuple[str, ...]
    tables: tuple[Table, ...] = ()  # rows of cell texts, header first
    author: str | None = None
    modified: datetime | None = None
    id: str | None = None  # a gold article's id
    published_raw: str | None = None
    published_from: str | None = None  # which source of the page won: json-ld, meta, time, feed, url
    states: tuple[FieldState, ...] = field(default=(), compare=False)  # what its page had, for the watch on layouts

    @cached_property
    def published_on(self) -> date:
        """The day of publication in the outlet's own zone."""
        return self.published.astimezone(ZoneInfo(self.timezone)).date()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of title, paragraphs and tables: equal digests are the same version of the text."""
        text = json.dumps([self.title, self.paragraphs, self.tables], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A slice of the article: `text` is exactly what stands there. `origin` is `title`, `p3` or `t0r2`."""

    text: str
    origin: str
    start: int = 0  # offset in its paragraph


@dataclass(frozen=True, slots=True)
class Row:
    """A table row with its header: `columns` pairs each heading with the row's cell."""

    sentence: Sentence  # the cells joined by " | ", which is the quote
    columns: tuple[tuple[str, str], ...]
    starts: tuple[int, ...]  # offset of each cell in the quote


# ---------------------------------------------------------------- spans and claims


class Span(NamedTuple):
    """Some words of a sentence that mean something: `text[start:end]`, read by `rule` as a `kind` with a `value`.

    Kinds: number, ordinal, date, noun, operator, place, segment, qualifier, after, verb, plan, mood, rate, link,
    ana, more, count, industry, scope, unit, credit, body, article, and `word` or `sign` for all the rest.
    """

    start: int
    end: int
    kind: str
    value: object
    rule: str


class Count(NamedTuple):
    """The value of a number span."""

    value: int | float
    value_max: int | float | None = None
    qualifier: Qualifier | None = None  # said inside the number itself: "1,300+", "290,000-plus"
    form: str = "digits"  # digits, word, article


class Noun(NamedTuple):
    """The value of a noun span: what class of thing it names and of which kinds; both may be unsaid."""

    noun_class: str | None  # site, post, swap, session, network
    kinds: frozenset[str]  # swap, fast, destination, third_party, charging, both
    segments: tuple[str, ...]
    plural: bool
    head: str  # the head as written, lower-case

    @property
    def service(self) -> bool:
        """True for what is performed (swaps, sessions), not for what stands somewhere."""
        return self.noun_class in ("swap", "session")


class When(NamedTuple):
    """The value of a date span: a day, month, … with as much of its year as the text says.

    `shift` moves by units from the publication day ("last year" is year, -1); `units` makes a span of so many
    ("the past two weeks"). `edge` is early, mid, late, start, first, eve, end or empty.
    """

    unit: str  # day, weekday, weekend, month, quarter, half, part, season, year, decade, span, ago, beside, same, now
    year: int | None = None
    month: int | None = None
    day: int | None = None
    day_end: int | None = None
    edge: str = ""
    shift: int | None = None
    units: int | None = None
    what: str = ""  # unit of a span, of "ago", of what is beside or the same; weekday number
    until: When | None = None  # the other end of a period: "from July to September"


# ---------------------------------------------------------------- observations


class Why(NamedTuple):
    """Why a field has its value: the words, the rule that read them, and where they stand."""

    field: str
    rule: str
    words: str = ""
    origin: str = ""  # clause, sentence, paragraph, title, lead, table, default; or where another sentence said it


@dataclass(frozen=True, slots=True)
class Observation:
    """One number that an article states, by the codebook. Provenance never counts in equality."""

    metric: str
    measure: Measure
    status: Status
    value: int | float
    value_max: int | float | None = None
    qualifier: Qualifier = "exact"
    operator: str | None = None
    place: str | None = None
    country: str | None = None
    site: str | None = None
    segment: tuple[str, ...] = ()
    period_start: date | None = None
    period_end: date | None = None
    date_basis: DateBasis = field(default="published", compare=False)
    stated_on: date | None = field(default=None, compare=False)
    source_name: str | None = field(default=None, compare=False)
    quote: str = field(default="", compare=False)
    origin: str = field(default="", compare=False)  # where the quote stands: title, p3, t0r2
    value_start: int = field(default=0, compare=False)  # offsets of the number in the quote
    value_end: int = field(default=0, compare=False)
    why: tuple[Why, ...] = field(default=(), compare=False)

    @property
    def rules(self) -> tuple[str, ...]:
        """Ids of the rules that made the fields, each once, in the order of the fields."""
        return tuple(dict.fromkeys(w.rule for w in self.why))

    def record(self) -> dict[str, object]:
        """The codebook's fields as JSON-ready values (dates in ISO form, segments as a list)."""
        return {name: _plain(getattr(self, name)) for name in CODEBOOK_FIELDS}


@dataclass(frozen=True, slots=True)
class Number:
    """A number that became no observation: refused by a named rule, or left over (`rule` is None)."""

    text: str
    sentence: str
    origin: str
    start: int  # offsets in the sentence
    end: int
    rule: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that an article gave: its observations, and every other number of its relevant sentences."""

    article: Article
    observations: tuple[Observation, ...] = ()
    numbers: tuple[Number, ...] = ()  # refused and left over

    @property
    def refused(self) -> tuple[Number, ...]:
        return tuple(n for n in self.numbers if n.rule)

    @property
    def leftovers(self) -> tuple[Number, ...]:
        return tuple(n for n in self.numbers if not n.rule)


#: The codebook's fields in its order; `quote` is the last.
CODEBOOK_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Observation))[:17]

#: The fields that tell one observation of an article from another.
IDENTITY: tuple[str, ...] = CODEBOOK_FIELDS[:13]


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


def merge_unique(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Each identity once, the first to say it wins: title, lead and body repeat each other."""
    return tuple(dict.fromkeys(observations))

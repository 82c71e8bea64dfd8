"""A search for older articles: which moments it is about, how far it has come, and what belongs into it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipelines.model import Gap
from spiders.feed import Item
from spiders.listed import moment

DAY = timedelta(days=1)  # days of permalinks and sitemaps are days somewhere


@dataclass
class Search:
    """A search for the articles published between two moments, by one way after the other."""

    since: datetime
    until: datetime
    ways: list[str]
    gap: Gap | None = None
    conditional: bool = False  # lists are asked for only if they have changed
    open: int = 0  # requests under way
    lists: int = 0  # that were asked for
    found: int = 0
    failed: bool = False
    seen: set[str] = field(default_factory=set)  # lists and articles
    way: str = ""
    oldest: datetime | None = None  # of everything listed so far

    def wants(self, item: Item, past: bool) -> bool:
        """True for what may have been published in the range. Changed in it is not too old, whatever its date.

        `past` says that its page of a list is. What has no date at all is wanted from a list that is not past the
        range, since a list goes back in time; from a sitemap, which does not, only by a backfill.
        """
        modified = moment(item.modified)
        if item.at is not None:
            return self.since - DAY <= item.at <= self.until + DAY
        if modified is not None:
            return modified >= self.since
        if self.gap is None and not self.conditional:
            return True
        return self.way == "listing" and not past

    def is_past(self, items: list[Item]) -> bool:
        """True where a page of a list, newest first, has nothing but articles from before the range; those without a
        date do not count."""
        moments = [item.at for item in items if item.at is not None]
        return bool(moments) and all(at < self.since - DAY for at in moments)

    def listed(self, items: list[Item]) -> None:
        """Note how far back a page of a list goes."""
        self.oldest = min((at for at in (self.oldest, *(item.at for item in items)) if at is not None), default=None)

    def reaches(self, known: datetime) -> bool:
        """False where a list ended before it came back to what was known at that moment: what lies between may have
        been missed. REST and sitemaps list everything."""
        return self.way not in ("listing", "feed") or (self.oldest is not None and self.oldest <= known)

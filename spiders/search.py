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
    found: int = 0
    failed: bool = False
    seen: set[str] = field(default_factory=set)  # lists and articles
    way: str = ""

    def wants(self, item: Item) -> bool:
        """True for what may have been published in the range. Changed in it is not too old, whatever its date."""
        modified = moment(item.modified)
        if item.at is not None:
            return self.since - DAY <= item.at <= self.until + DAY
        if modified is not None:
            return modified >= self.since
        return self.gap is None and not self.conditional  # without any date: only a backfill reads it all

    def is_past(self, items: list[Item]) -> bool:
        """True where a page of a list, newest first, has nothing but articles from before the range."""
        moments = [item.at for item in items]
        return bool(moments) and all(at is not None and at < self.since - DAY for at in moments)

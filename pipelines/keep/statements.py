"""What articles state, as the derived tables see it: a figure, how far its words let it reach, and who says so."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import groupby
from math import inf

from sqlite_utils import Database

from pipelines.keep.records import Row
from pipelines.keep.verdicts import Verdict

APPROX = 0.05  # "about 1,000" in the gold articles stands for 957 to 1,044

SELECT = """
    SELECT o.id, o.article, o.uid, o.series_key, o.measure, o.status, o.value, o.value_max, o.qualifier, o.operator,
           o.metric, o.place, o.country, o.segment, o.site, o.period_start, o.period_end, o.date_basis, o.source_name,
           o.quote, a.source, a.url, a.published_on, min(coalesce(o.stated_on, a.published_on), a.published_on),
           coalesce(a.copy_of, a.id)
    FROM observations AS o JOIN articles AS a ON a.id = o.article
    WHERE {holds} {wanted} ORDER BY o.series_key"""


@dataclass(frozen=True, slots=True)
class Statement:
    """One observation that holds, with its article. Days are ISO text: they sort, and most are never reckoned with."""

    observation: int
    article: int
    uid: str
    series_key: str
    measure: str
    status: str
    value: float
    value_max: float | None
    qualifier: str
    operator: str | None
    metric: str
    place: str | None
    country: str | None
    segment: str
    site: str | None
    period_start: str | None
    period_end: str | None
    date_basis: str
    source_name: str | None
    quote: str
    source: str
    url: str
    published_on: str
    known_on: str
    original: int = 0  # the article whose text this one repeats, or itself
    verdict: str | None = None

    @property
    def low(self) -> float:
        """The least that there were, as far as its words go."""
        if self.qualifier == "max":
            return -inf
        return self.value * (1 - APPROX) if self.qualifier == "approx" else self.value

    @property
    def high(self) -> float:
        """The most that there were. After the 1,000th there may be more, as after "over 1,000"."""
        if self.qualifier == "min" or self.measure == "nth":
            return inf
        most = self.value if self.value_max is None else self.value_max
        return most * (1 + APPROX) if self.qualifier == "approx" else most

    @property
    def doubt(self) -> tuple[object, ...]:
        """The best statement of a day has the least: see `current.doubt` in data/columns.toml, then the earliest."""
        kind = 6 if self.qualifier in ("min", "max") else 4 if self.qualifier == "approx" else 2 * self.is_milestone
        judged = self.verdict not in ("right", "corrected")
        return judged, kind + (self.date_basis != "text"), self.known_on, self.observation

    @property
    def is_milestone(self) -> bool:
        return self.measure == "nth"

    @property
    def day(self) -> date:
        """The last day of its period; only for a statement that has one."""
        return date.fromisoformat(str(self.period_end))

    def row(self) -> Row:
        """The columns that derived tables take over as they are."""
        return {
            "series_key": self.series_key,
            "operator": self.operator,
            "metric": self.metric,
            "place": self.place,
            "country": self.country,
            "segment": _plain(self.segment),
        }


def statements(
    db: Database,
    verdicts: Mapping[str, Verdict],
    wanted: str = "",
    parameters: Mapping[str, object] | None = None,
    holds: str = "o.withdrawn_at IS NULL",
) -> Iterator[tuple[str, list[Statement]]]:
    """Every series with its statements: those that hold now; `wanted` is a further condition in SQL.

    What an analyst found wrong is left out, and a corrected value stands in for the one that was read.
    """
    rows: Iterable[tuple[object, ...]] = db.execute(SELECT.format(wanted=wanted, holds=holds), dict(parameters or {}))
    made = (Statement(*row) for row in rows)  # type: ignore[arg-type]
    judged = (judge(each, verdicts.get(each.uid)) for each in made) if verdicts else made
    for key, members in groupby((each for each in judged if each is not None), key=lambda each: each.series_key):
        yield key, list(members)


def judge(statement: Statement, verdict: Verdict | None) -> Statement | None:
    """The statement as an analyst's verdict leaves it; None for one that is wrong."""
    if verdict is None:
        return statement
    if verdict.verdict == "wrong":
        return None
    if verdict.value is None:
        return replace(statement, verdict=verdict.verdict)
    return replace(statement, verdict=verdict.verdict, value=verdict.value, value_max=None, qualifier="exact")


@cache
def _plain(segment: str) -> str:
    """["highway", "public"] as highway,public."""
    return ",".join(json.loads(segment))


def corroboration(best: Statement, others: Iterable[Statement]) -> int:
    """How many independent outlets state what `best` states.

    An outlet counts once; so do outlets that print the same sentence or copies of one text, or that credit the same
    source: one of them has it from the other, or both from a third.
    """
    groups: list[set[str]] = []
    for each in others:
        if each.high < best.low or each.low > best.high:
            continue
        marks = {f"outlet {each.source}", f"text {_bare(each.quote)}"}
        if each.original:
            marks.add(f"article {each.original}")
        if each.source_name:
            marks.add(f"credit {each.source_name.casefold()}")
        joined = [group for group in groups if group & marks]
        groups = [group for group in groups if not group & marks] + [marks.union(*joined)]
    return len(groups)


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()

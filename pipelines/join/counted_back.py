"""The day of a milestone that is told by its distance: "it opened on July 4, 18 months after the 500th"."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.dates import Dated, all_dated
from pipelines.join.days import shifted
from pipelines.join.governor import Governor
from pipelines.join.memory import Memory
from pipelines.join.times import days_of
from pipelines.model import Count, When
from pipelines.rules import Answer, rule

#: Units of a distance in time.
UNITS = frozenset({"day", "week", "month", "year"})


@rule(
    "NIO's 1,000th swap station opened on July 4, two years after the [500th] => nth 2020-07-04",
    "Exactly 199 days after its [3,000th] swap station, NIO opened its 3,500th swap station in China on July 4 => nth 2021-12-17",
    "NIO's 700th swap station opened on June 30. It came 30 days after the [650th] swap station. => nth 2022-05-31",
    "NIO's swap stations in China reached 900 on July 4, 39 days after they passed the [800] mark => min 2022-05-26",
    refuses=["NIO's swap station in Oslo opened two years after the [500] charging piles there"],
)
def counted_back(claim: Claim, verb: Governor, memory: Memory) -> Answer | None:
    """ "18 months after the 500th": so long before the event that is told of."""
    parsed = claim.parsed
    if "after" not in parsed.said:
        return None
    at = claim.at - 1
    while at > 0 and parsed.word(at) in ("the", "its", "their", "number"):
        at -= 1
    if not claim.ordinal:
        at = next((k for k in range(at, max(1, at - 8), -1) if parsed.word(k) == "after"), 0)
        if verb.verb not in ("reach", "pass") or verb.planned or verb.at is None or verb.at < at:
            return None
    if parsed.word(at) != "after" or at < 2:
        return None
    count, unit = parsed.spans[at - 2].value, parsed.word(at - 1).rstrip("s")
    far = int(count.value) if isinstance(count, Count) else 1 if parsed.word(at - 2) in ("a", "one") else 0
    if not far or unit not in UNITS:
        return None
    words, back = parsed.text(at - 2, at + 1), -far
    behind = [d for d in all_dated(parsed) if d.at > claim.at and d.when.unit in ("day", "weekday", "month")]
    if not behind or parsed.has("date", end=at):
        return Answer(Dated(claim.at, When("ago", units=back, what=unit, edge="relative"), ""), words)
    days = days_of(parsed, behind[0], "actual", memory)
    if days is None:
        return None
    day = shifted(days[0], unit, back)
    return Answer(Dated(claim.at, When("day", day.year, day.month, day.day), ""), words)

"""Where the station of an ordinal stands, apart from the place of its count: "its 1,000th in China, in Lhasa"."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.memory import Memory
from pipelines.join.scope import Where, read_place, scopes_in


def split_site(claim: Claim, counted: Where, operator: str | None, memory: Memory) -> tuple[Where, str | None]:
    """(place of the count, site). "In X" right behind the noun is the count's place; another town is the site.

    A town alone is the site of a count over its country ("its 1,400th opened in Shanghai").
    """
    parsed = claim.parsed
    found: list[tuple[int, Where]] = []
    for i in scopes_in(parsed, 0, len(parsed.spans)):
        place = read_place(parsed, i, memory, operator)
        if place is not None and place not in [w for _, w in found]:
            found.append((i, place))
    near = next((w for i, w in found if _right_behind(claim, i)), None)
    country = memory.setting.place if memory.setting.place and memory.setting.place[0] is None else None
    ahead = next((w for i, w in reversed(found) if i < claim.at), None)
    place = near or ahead or _wider(counted, country)
    behind = [w for i, w in found if i > claim.noun_at and w != place and w[0]]
    island = next((w for i, w in found if i > claim.noun_at and w[1] in ("HK", "MO") and w != place), None)
    if island is not None and place[1] == "CN":
        return place, {"HK": "Hong Kong", "MO": "Macau"}[island[1] or ""]
    site = behind[0][0] if behind else None
    if site is None and not near and ahead and ahead[0] and claim.count.value >= 20 and country:
        return country, ahead[0]  # "Shanghai is home to its 1,400th"
    if place[0] is None and place[1] is None and behind:
        place = (None, behind[0][1])
    return place, site


def _right_behind(claim: Claim, i: int) -> bool:
    """ "Its 1,000th station in China": the place follows the noun with nothing but a preposition between."""
    between = range(claim.noun_at + 1, i)
    return 0 < i - claim.noun_at <= 4 and all(
        claim.parsed.word(k) in ("in", "across", "within", "the", "on", "of") for k in between
    )


def _wider(counted: Where, country: Where | None) -> Where:
    """A town is where the station stands; an ordinal counts over its country."""
    if counted[0] and counted[1]:
        return country if country and country[1] == counted[1] else (None, counted[1])
    return counted

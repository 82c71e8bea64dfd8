"""Where one station of an ordinal stands, apart from the place over which it counts: "its 1,000th in China, in Lhasa"."""

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
    near = [w for i, w in found if 0 < i - claim.noun_at <= 3 and parsed.word(i - 1) in ("in", "across", "within", "the")]
    towns = [w for i, w in found if w[0] and w[1]]
    if near:
        place = near[0]
        site = next((w[0] for w in towns if w != place and w[1] in (place[1], None) or (w != place and place[1] is None)), None)
        if place[0] and claim.count.value > 1 and place[1] and site is None and not _counted_there(claim):
            return place, None
        return place, site
    if towns and claim.count.form != "article":
        country = next((w for _, w in found if w[0] is None), (None, towns[0][1]))
        return country, towns[0][0]
    return counted, None


def _counted_there(claim: Claim) -> bool:
    return claim.count.value == 1

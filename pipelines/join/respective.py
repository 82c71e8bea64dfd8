"""Numbers and names in two lists of one length: "Oslo and Bergen had 118 and 75, respectively"."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed

_POSSESSED = ("’s", "'s")


def respective(claim: Claim, kinds: tuple[str, ...]) -> int | None:
    """Index of the name that goes with the number: "Oslo and Bergen had 118 and [75] chargers"; lists of one length."""
    parsed = claim.parsed
    if sum(1 for _ in parsed.of_kind(*kinds)) < 2:
        return None
    numbers = _list_around(parsed, claim.at, ("number",))
    if len(numbers) < 2:
        return None
    first = numbers[0]
    names: list[int] = []
    for i in range(first - 1, -1, -1):
        if parsed.spans[i].kind in kinds:
            names = [k for k in _list_around(parsed, i, kinds) if parsed.word(k + 1) not in _POSSESSED]
            break
    return names[numbers.index(claim.at)] if len(names) == len(numbers) > 1 else None


def _list_around(parsed: Parsed, at: int, kinds: tuple[str, ...]) -> list[int]:
    """Indexes of the spans of these kinds that stand in one list with `at`."""
    found, i = [at], at - 1
    joints = (",", "and", "or", "the", *_POSSESSED)
    while i >= 0 and (parsed.word(i) in joints or parsed.spans[i].kind in (*kinds, "qualifier")):
        found += [i] if parsed.spans[i].kind in kinds else []
        i -= 1
    i = at + 1
    while i < len(parsed.spans) and (parsed.word(i) in joints or parsed.spans[i].kind in (*kinds, "qualifier")):
        found += [i] if parsed.spans[i].kind in kinds else []
        i += 1
    return sorted(found)

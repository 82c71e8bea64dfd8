"""Which words for roads, towns, the public … restrict what is counted, and which belong to other things."""

from __future__ import annotations

from pipelines.join.carried import PLACED
from pipelines.join.clauses import Parsed
from pipelines.join.inclusion import counted_in, left_out
from pipelines.words import beside

#: What follows an adjective that restricts no chargers: "its private owners", "public transport".
_OTHER_THINGS = frozenset({"people", "cars", "money", "firms", "places", "other"})


def restricts(parsed: Parsed, i: int) -> bool:
    """True for a segment that restricts chargers, false for "private owners", "public transport", "an expressway operator"."""
    if counted_in(parsed, i) or left_out(parsed, i):
        return False
    if parsed.word(i + 1) == "or" and parsed.word(i + 2).startswith(("close", "near")):
        return False  # "in service areas or close to them"
    if parsed.spans[i].value in PLACED and _set_aside(parsed, i):
        return False
    if parsed.text(i)[0].isupper() and parsed.word(i - 1) == "electric":
        return False  # "the Electric Highway" is a network
    if parsed.word(i) == "urban" and i + 1 < len(parsed.spans) and parsed.spans[i + 1].kind == "word":
        return False  # "urban management"
    if parsed.spans[i].value not in ("public", "private"):
        return not (beside("company", parsed.word(i + 1), last=True) or parsed.word(i + 1).startswith("operator"))
    if _pair(parsed, i) or _pair(parsed, i - 2):
        return False  # "public and private combined": all there are
    after = parsed.spans[i + 1] if i + 1 < len(parsed.spans) else None
    if parsed.word(i - 1) in ("made", "went", "go", "going", "make") or _opens(parsed, i):
        return False
    if parsed.word(i - 1) in ("in", "on", "at") and parsed.word(i + 1).startswith(("car park", "parking", "premises")):
        return True
    if parsed.word(i + 1) in ("side", "segment", "sector", "front", "part"):
        return True  # "on the public side"
    if after is None or after.kind == "unit" and after.value in _OTHER_THINGS:
        return after is None
    return (
        after.kind != "word"
        or parsed.word(i + 1) in ("and", "in", "at", "on", "as", "or", "while", "ones")
        or parsed.word(i)[-6:] == "public"
    )


def _pair(parsed: Parsed, i: int) -> bool:
    """ "Public and private": both sides of the pair that begins at `i`."""
    both = {str(parsed.spans[k].value) for k in (i, i + 2) if 0 <= k < len(parsed.spans)}
    return both == {"public", "private"} and parsed.word(i + 1) in ("and", "or", "&")


def _set_aside(parsed: Parsed, i: int) -> bool:
    """ "Away from the motorways", "beyond the highways", "apart from those on expressways": where they do not stand."""
    k = i - 1
    while k >= 0 and parsed.word(k) in _TO_ROADS:
        k -= 1
    return k >= 0 and parsed.word(k) in _ELSEWHERE


#: What leads away from roads and towns, and what may stand between.
_ELSEWHERE = frozenset({"beyond", "away", "apart", "besides", "outside", "off", "aside", "except", "excluding"})
_TO_ROADS = frozenset(
    {"from", "of", "the", "its", "their", "those", "ones", "for", "on", "along", "in", "at", "country", "'s", "’s"}
)


def _opens(parsed: Parsed, i: int) -> bool:
    """ "Will open to the public this week": the event, no restriction."""
    before = parsed.spans[i - 1] if i else None
    return (
        parsed.word(i).startswith("open to")
        and before is not None
        and (before.kind in ("mood", "plan") or parsed.word(i - 1) == "to")
    )

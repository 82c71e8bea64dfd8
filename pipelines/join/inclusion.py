"""Restrictions that a sentence only counts in or leaves out: "including private ones", "excluding trucks"."""

from __future__ import annotations

from pipelines.join.clauses import Parsed
from pipelines.model import Noun

#: Words that count in what follows them, and those that leave it out; what may stand between.
_WITH = ("including", "counting", "adding", "adds", "included", "includes", "plus", "add")
WITHOUT = ("leav", "exclu", "without", "minus", "subtract", "deduct", "except", "apart")
_BETWEEN = frozenset({"both", "the", "all", "those", "also", "in", "with", "all of", "other", "out", "from", "not"})

#: Words that count in what stands before them.
_BEHIND = frozenset({"included", "counted", "considered", "account", "consideration"})


def counted_in(parsed: Parsed, i: int) -> bool:
    """True for "including private ones", "with private chargers included": all are counted, not these alone."""
    k = _opener(parsed, i)
    beside = parsed.word(k) in ("together", "along") and parsed.word(k + 1) == "with"
    return beside or parsed.word(k).startswith(_WITH) or _closed(parsed, i)


def left_out(parsed: Parsed, i: int) -> bool:
    """True for "excluding private ones": these are not counted."""
    return parsed.word(_opener(parsed, i)).startswith(WITHOUT)


def is_of_all(parsed: Parsed, at: int) -> bool:
    """True where a sentence counts some restriction in, so that the number at `at` has none."""
    said = (
        i for i, s in enumerate(parsed.spans) if s.kind == "segment" or (isinstance(s.value, Noun) and s.value.segments)
    )
    return any(counted_in(parsed, i) and not parsed.has("number", start=at + 1, end=i) for i in said)


def _opener(parsed: Parsed, i: int) -> int:
    k = i - 1
    while k > 0 and (parsed.word(k) in _BETWEEN or (parsed.spans[k].kind == "segment" and i - k < 4)):
        k -= 1
    return k


def _closed(parsed: Parsed, i: int) -> bool:
    """ "Private piles included", "when private ones are counted", "taking wallboxes into account"."""
    for k in range(i + 1, min(i + 5, len(parsed.spans))):
        if parsed.word(k) in _BEHIND:
            return k < 2 or parsed.spans[k - 1].kind != "number"
        if parsed.spans[k].kind in ("number", "sign"):
            return False
    return False

"""What a sentence speaks of: one station named before, or the network."""

from __future__ import annotations

from pipelines.join.clauses import Parsed

#: Stand for a station spoken of before.
STANDS_FOR_STATION = frozenset({"it", "this", "which", "former", "latter", "one", "newcomer", "remaining"})


def speaks_of_it(parsed: Parsed) -> bool:
    """True where the subject of a sentence is the station spoken of: "It …", "The facility …", "The new station …"."""
    for i in range(min(5, len(parsed.spans))):
        word, span = parsed.word(i), parsed.spans[i]
        if i == 0 and word in ("it", "this"):
            return parsed.word(1) not in ("took", "takes")  # "it took NIO five years to go from its first station …"
        if word in STANDS_FOR_STATION or (span.kind == "noun" and not getattr(span.value, "plural", True)):
            return parsed.word(0) in ("the", "this")
        if span.kind not in ("word", "more", "operator", "noun") and word not in ("'s", "’s"):
            return False
    return False

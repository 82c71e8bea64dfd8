"""What a sentence speaks of: one station named before, or the network."""

from __future__ import annotations

from pipelines.join.clauses import Parsed
from pipelines.model import Noun

#: Stand for a station spoken of before.
STANDS_FOR_STATION = frozenset({"it", "this", "which", "former", "latter", "one", "newcomer", "remaining"})

#: "Located near Padborg, it has eight bays": what is said of one site before it is named.
SITUATED = frozenset(
    {"located", "situated", "equipped", "equipped with", "built", "positioned", "fitted", "placed", "sited"}
)


def speaks_of_it(parsed: Parsed) -> bool:
    """True where the subject of a sentence is the station spoken of: "It …", "The facility …", "The new station …"."""
    if parsed.word(0) in SITUATED:
        comma = next((k for k in range(1, min(14, len(parsed.spans))) if parsed.word(k) == ","), len(parsed.spans))
        behind = (
            parsed.spans[comma + 2].value if parsed.word(comma + 1) == "the" and comma + 2 < len(parsed.spans) else None
        )
        return parsed.word(comma + 1) == "it" or (isinstance(behind, Noun) and not behind.plural)
    first = _behind_credit(parsed)
    for i in range(first, min(first + 5, len(parsed.spans))):
        word, span = parsed.word(i), parsed.spans[i]
        if i == first and word in ("it", "this"):
            been = (
                parsed.word(i + 1) in ("'s", "’s", "has") and parsed.word(i + 2) == "been"
            )  # "it's been a busy spring"
            return not been and parsed.word(i + 1) not in (
                "took",
                "takes",
            )  # "it took NIO five years to go from its first station …"
        if word in STANDS_FOR_STATION or (span.kind == "noun" and not getattr(span.value, "plural", True)):
            return parsed.word(first) in ("the", "this")
        if span.kind not in ("word", "more", "operator", "noun", "count") and word not in ("'s", "’s"):
            return False
    return False


#: What says of one site where it is.
_LIES = frozenset({"stands", "stood", "sits", "lies", "located", "situated", "at", "in", "near", "on"})


def situated(parsed: Parsed) -> bool:
    """ "It is located in Toledo", "The station stands near Lyon", "The newest of them is in Graz"."""
    if not speaks_of_it(parsed):
        return False
    first = parsed.verbs[0] if parsed.verbs else None
    return first is not None and (parsed.word(first.at) in _LIES or parsed.word(first.at + 1) in _LIES)


def _behind_credit(parsed: Parsed) -> int:
    """ "According to the company, it …": index of what stands behind an opening that names the source."""
    if not parsed.word(0).startswith("according"):
        return 0
    return next((k + 1 for k in range(1, min(18, len(parsed.spans))) if parsed.word(k) == ","), 0)

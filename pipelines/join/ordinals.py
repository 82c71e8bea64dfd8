"""Ordinals without a noun of their own: "number 298", "its first one opened", "the 9,000th had gone up"."""

from __future__ import annotations

from pipelines.join.clauses import Parsed
from pipelines.join.closed import BE
from pipelines.model import Count, Noun


def called_number(parsed: Parsed, i: int) -> bool:
    """ "Number 1,999", "No. 250" and "#250" are ordinals; in "the stations number 298" it is a verb."""
    before = parsed.word(i - 1)
    if before == "#":
        return True
    if before == ".":
        return parsed.word(i - 2) == "no"
    if before != "number":
        return before == "no."
    ahead = parsed.spans[i - 2] if i > 1 else None
    if ahead is None or parsed.word(i - 2).split(" ")[-1] in ("with", "by", "at", "as", "of", "is", "was", "for"):
        return True
    if parsed.word(i - 2) == "," and any(isinstance(s.value, Noun) and s.value.plural for s in parsed.spans[: i - 2]):
        return False  # "its piles, which peak at 600 kW, number 1,180"
    start = max((k for k in range(i - 1) if parsed.word(k) == ","), default=0)
    plural = any(isinstance(s.value, Noun) and s.value.plural for s in parsed.spans[max(0, i - 8) : i - 1]) and not any(
        s.kind == "verb" and parsed.word(k) != "own" and parsed.word(k + 1) not in ("by", "in", "at")
        for k, s in enumerate(parsed.spans[: i - 1])
        if k >= start
    )
    return (
        not plural
        and (ahead.kind not in ("mood", "plan", "verb", "ana", "date") or ahead.value in ("add", "reach"))
        and parsed.word(i - 2) not in ("to", "they", "now")
    )


def names_itself(parsed: Parsed, i: int) -> bool:
    """ "the 9,000th had gone up", "the first went live": an ordinal without a noun that stands for its station."""
    value = parsed.spans[i].value
    if parsed.word(i - 1) == "and" and i > 1 and parsed.spans[i - 2].kind == "ordinal":
        return names_itself(parsed, i - 2)
    if parsed.word(i - 1) == "and" and parsed.word(i + 1) in ("in", *_OVERALL) and _of_a_station(parsed, i):
        return True
    if not isinstance(value, Count) or parsed.word(i - 1) not in ("the", "its", "a", "’s", "'s", "their", "very"):
        return False
    after = parsed.spans[i + 1] if i + 1 < len(parsed.spans) else None
    if parsed.word(i + 1) == "of" and parsed.word(i + 3) in ("kind", "sort", "type"):
        return parsed.word(i + 2) != "their"  # "the 15th of its kind"
    if (
        parsed.word(i - 2) in ("is", "was")
        and parsed.word(i - 3) in ("it", "this")
        and parsed.word(i + 1) in (".", ",", ";", "")
    ):
        return True  # "In Sweden, it is the third"
    if parsed.word(i - 1) == "the" and parsed.spans[0].kind == "place" and i < 5 and _is(parsed, i - 2):
        return False  # "Dalian will be the 42nd"
    if value.value >= 20 or after is None:
        return True
    due = parsed.word(i + 1) in ("is", "was") and parsed.word(i + 2) in _DUE
    if due and i < 3 and value.value == 1 and parsed.word(i - 1) in ("its", "their"):
        return True  # "Its first is due in Atlanta this fall"
    built = parsed.spans[i + 2].value if i + 2 < len(parsed.spans) and parsed.word(i + 1) in ("was", "is") else None
    if built == "add" and value.value == 1:
        return True  # "the first was inaugurated in Lyon"
    if i == 1 and (
        built == "add" or (parsed.word(2) in ("is", "was") and parsed.spans[3:4] and parsed.spans[3].kind == "plan")
    ):
        return True  # "The tenth is under construction"
    if _next_of_row(parsed, i, value):
        return True
    next_word, owned = parsed.word(i + 1), parsed.word(i - 1) in ("its", "’s", "'s", "their")
    if after.kind in ("verb", "mood", "scope"):
        return after.kind == "scope" or owned or value.value == 1 or parsed.word(i - 2) == "" or after.kind == "mood"
    if next_word == "in" and parsed.word(i - 2) in ("is", "was") and parsed.word(0) in ("one", "it", "this", "that"):
        return True  # "One of them stands in Breda and is the 10th in the Netherlands"
    if next_word in _OVERALL and parsed.word(i - 2) in ("and", ",", "is", "was"):
        return True  # "the fifth site in France and the 18th overall"
    if next_word in ("in", "of") and not owned:
        return any(n.noun_class == "site" and i - 12 < at < i for at, n in parsed.nouns)
    if next_word in _OVERALL and parsed.word(i - 1) == "the":
        return True  # "the fifth in France and the 18th overall"
    return (owned and next_word in _BEHIND) or (
        (i < 3 or parsed.word(i - 2) == ";")
        and next_word == ","
        and value.value > 1
        and parsed.word(i + 2) in ("at", "in", "on", "near")
    )


def _is(parsed: Parsed, k: int) -> bool:
    """True where nothing but a form of "be" stands between the subject of the sentence and the span behind `k`."""
    return k > 0 and all(word.split(" ")[-1] in BE | {"will", "became", "become"} for word in parsed.words[1 : k + 1])


def _of_a_station(parsed: Parsed, i: int) -> bool:
    """ "Its 1,500th in China and tenth in Yunnan": the ordinal before it in the clause is that of a station."""
    rank = max(parsed.of_kind("ordinal", start=parsed.bounds(i)[0], end=i), default=None)
    if rank is None:
        return False
    return names_itself(parsed, rank) or any(rank < at < rank + 5 for at, n in parsed.nouns if n.noun_class == "site")


def _next_of_row(parsed: Parsed, i: int, value: Count) -> bool:
    """ "The first station opened in January; a second followed in April": the next of those that the sentence counts off."""
    rank = max((k for k in parsed.of_kind("ordinal", end=i)), default=None)
    before = parsed.spans[rank].value if rank is not None else None
    if rank is None or not isinstance(before, Count) or before.value >= value.value:
        return False
    if not any(n.noun_class == "site" and rank < at < i for at, n in parsed.nouns) and not names_itself(parsed, rank):
        return False
    return parsed.spans[i + 1].kind in ("verb", "mood") or parsed.word(i + 1) in ("in", "at", "on", "is", "was")


#: What is said of the first that is to come, or of where it is.
_DUE = frozenset(
    {"due", "set", "expected", "planned", "scheduled", "slated", "located", "under", "in", "at", "already", "now"}
)

#: What says over how much an ordinal counts.
_OVERALL = frozenset({"overall", "nationwide", "worldwide", "globally", "so far", "to date"})

#: What may follow an ordinal of an owner's: "the company's 15th overall".
_BEHIND = frozenset(
    {"in", ".", ",", "", "there", "here", "overall", "nationwide", "worldwide", "globally", "so far", "to date"}
)

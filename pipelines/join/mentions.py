"""Which of the operators that a sentence names may own its numbers: those that act, not those named on the side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.join.clauses import Parsed, per_span
from pipelines.join.closed import FUNCTION, POSSESSED
from pipelines.model import Noun
from pipelines.words import beside, singular, vocabulary

#: Words before an operator that make it somebody else than the owner of the number.
NOT_OWNER = frozenset({"with", "from", "at", "than", "like", "including", "unlike", "versus", "for", "as", "such"})

_BOUGHT = re.compile(
    r"^(?:owned|backed|acquired|bought|founded|funded|financed|supplied|made|built|controlled|led|followed|joined)$"
)
_MODEL = re.compile(r"(?!EVs?$|DC$|AC$|HPC$|US$|UK$|CEO$|IT$)[A-Z]{1,4}$|Model$")
_RELATIVE = frozenset({"which", "who", "whose", "whom", "where"})


def aside(parsed: Parsed, i: int, at: int) -> bool:
    """True where the operator at `i` is only named on the side, seen from the number at `at`."""
    return (
        behind_preposition(parsed, i)
        or of_kin(parsed, i)
        or attributive(parsed, i)
        or _member(parsed, i)
        or _of_host(parsed, i)
        or in_relative_clause(parsed, i, at)
    )


def supports(parsed: Parsed, i: int) -> bool:
    """ "With a loan from the Department of Energy": the body at `i` gives its money or its leave, and no figure."""
    k = i - 1
    while k > 0 and parsed.word(k) in ("the", "a", "us", "national", "federal", "state"):
        k -= 1
    return k > 0 and parsed.word(k) in ("from", "by", "of") and singular(parsed.word(k - 1)) in vocabulary("support")


def possessive(parsed: Parsed, i: int) -> bool:
    """ "NIO's"."""
    return parsed.word(i + 1) in POSSESSED


@per_span
def kin_at(parsed: Parsed, i: int) -> int | None:
    """Index of the word that makes another firm of an operator: "Xpeng's rival", "the Geely subsidiary"."""
    start = i + 2 if possessive(parsed, i) else i + 1
    for k in range(start, min(start + 5, len(parsed.spans))):
        if (
            parsed.spans[k].kind in ("verb", "act", "plan", "mood", "number", "noun", "sign", "operator")
            or parsed.word(k) in FUNCTION
            or parsed.word(k) == "own"
        ):
            return None
        if beside("kin", parsed.word(k), last=True):
            return k if parsed.word(k + 1) != "-" else None  # "Walmart's brand-new network"
    return None


def of_kin(parsed: Parsed, i: int) -> bool:
    """True for "Xpeng's local rival", "the Geely subsidiary", "the Geely-backed brand": another firm is meant."""
    return kin_at(parsed, i) is not None or _compound(parsed, i)


@per_span
def attributive(parsed: Parsed, i: int) -> bool:
    """True for "Walmart stores", "a Tesla driver": the operator only describes what follows."""
    start = i + 2 if possessive(parsed, i) else i + 1
    if possessive(parsed, i) and (
        start >= len(parsed.spans) or parsed.word(start) in (".", ",", ":", ";", ")", "to", "were", "are", "and")
    ):
        return True  # "most of them Electrify America's"
    if start < len(parsed.spans) and _MODEL.match(parsed.text(start)) and parsed.spans[start].kind == "word":
        return True
    if parsed.word(start) == "share" and parsed.word(start + 1) in ("of", "is", "was", "has", "reached"):
        return False  # "Nio's share of the total was 64 percent, or 1,373 stations"
    near = range(start, min(start + (1 if parsed.word(start) in FUNCTION else 2), len(parsed.spans)))
    return any(beside("described", parsed.word(k), last=True) for k in near)


def _compound(parsed: Parsed, i: int) -> bool:
    """ "The Geely-backed brand", "a Sinopec-owned forecourt": the operator only describes another firm."""
    return parsed.word(i + 1) in ("-", "‑") and bool(_BOUGHT.match(parsed.word(i + 2)))


@per_span
def behind_preposition(parsed: Parsed, i: int) -> bool:
    """ "With fossil fuel giant Sinopec", "for Pilot and GM", "owned by Octopus"."""
    if possessive(parsed, i) and not of_kin(parsed, i):
        return False
    k = i - 1
    while k >= 0 and i - k < 9:
        word, kind = parsed.word(k), parsed.spans[k].kind
        if word == "with" and _acts(parsed, i):
            return False
        if word in NOT_OWNER or kind == "verb" and word in NOT_OWNER:
            return True
        if word == "by":
            return bool(_BOUGHT.match(parsed.word(k - 1))) and not _noun_before(parsed, k - 1)
        if (
            kind in ("verb", "act", "plan", "mood", "number", "date", "noun", "sign")
            and word not in (",",)
            or kind == "sign"
            and word != ","
        ):
            return False
        if word == "," and not (parsed.spans[k - 1].kind in ("operator", "firm") if k else False):
            return False
        if word in FUNCTION and word not in ("the", "a", "an", "its", "and", "or"):
            return False
        k -= 1
    return False


def _acts(parsed: Parsed, i: int) -> bool:
    """ "With NIO owning 1,383", "with Teld at 97,000": the operator is the subject of a clause of its own."""
    k = i + 1
    while parsed.word(k) in ("alone", "itself", "now", "currently", "already"):
        k += 1
    after = parsed.spans[k] if k < len(parsed.spans) else None
    if after is None or isinstance(after.value, Noun):
        return False
    number = k + 1 < len(parsed.spans) and parsed.spans[k + 1].kind == "number"
    return (parsed.word(k).endswith("ing") and after.kind in ("verb", "act", "link", "word")) or (
        parsed.word(k) in ("at", "on") and number
    )


def _noun_before(parsed: Parsed, k: int) -> bool:
    """ "Stations built by NIO", "chargers that are owned by Tesla": what is counted stands before the participle."""
    return any(parsed.spans[j].kind in ("noun", "number") for j in range(max(0, k - 4), k))


def _of_host(parsed: Parsed, i: int) -> bool:
    """ "On the grounds of gas stations that belong to Sinopec": what is hers is where the stations stand."""
    if not parsed.word(i - 1).startswith("belong"):
        return False
    last = next((noun for k, noun in reversed(parsed.nouns) if k < i), None)
    return last is not None and last.noun_class == "gas"


def _member(parsed: Parsed, i: int) -> bool:
    """ "The joint venture of A, B and C": its members."""
    k = i - 1
    while k > 0 and (
        parsed.spans[k].kind in ("operator", "firm")
        or parsed.word(k) in (",", "and", "the", "carmakers")
        or (parsed.spans[k].kind == "word" and parsed.text(k)[0].isupper())
    ):
        k -= 1
    if parsed.word(i - 1) == "," and "and" in parsed.words[k + 1 : i - 1]:
        return False  # "the joint venture of A and B, C, plans …"
    return parsed.word(k) == "of" and (
        beside("kin", parsed.word(k - 1), last=True)
        or parsed.word(k - 1) in ("home", "base", "hometown", "headquarters")
    )


def in_relative_clause(parsed: Parsed, i: int, at: int) -> bool:
    """ "Nio, into which CATL is to invest, …": inside a clause between commas that has ended before the number."""
    if not i < at or _RELATIVE.isdisjoint(parsed.said):
        return False
    for k in range(i - 1, max(-1, i - 14), -1):
        if parsed.word(k) in _RELATIVE:
            opens = next((j for j in range(k - 1, max(-1, k - 4), -1) if parsed.word(j) == ","), None)
            return opens is not None and any(parsed.word(j) == "," for j in range(i + 1, at))
        if parsed.word(k) == "," and parsed.spans[k - 1].kind not in ("operator", "firm"):
            return False
    return False


def side_by_side(parsed: Parsed, owners: Sequence[int]) -> bool:
    """True where several owners stand side by side: "NIO and Sinopec", "NIO (NYSE: NIO) and oil giant Sinopec"."""
    if len(owners) < 2:
        return False
    depth = 0
    for k in range(owners[0] + 1, owners[-1]):
        word, kind = parsed.word(k), parsed.spans[k].kind
        depth += (word == "(") - (word == ")")
        if depth or word == ")":
            continue
        if (
            kind in ("number", "verb", "act", "mood", "plan", "noun")
            or word in POSSESSED
            or (kind == "sign" and word not in (",", "&", "-", "/"))
        ):
            return False
    return True

"""Kinds that stand behind a number that points back: "380 are DC", "9,000 of them for fast charging", "10,621 AC"."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.headings import FAST_FROM
from pipelines.join.power import kilowatts
from pipelines.model import Noun

#: What names of models are made of.
CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")

#: Words within which a predicate names the kind.
REACH = 7


def kind_behind(claim: Claim, noun: Noun) -> Noun:
    """The noun with the kind that the words behind the number give it, else as it is."""
    if noun.noun_class not in ("site", "post") or "third_party" in noun.kinds:
        return noun
    parsed = claim.parsed
    start = claim.at + 1 if claim.how in ("bare", "ones") else claim.noun_at + 1
    if parsed.word(start) == "to be" and parsed.word(start + 1) in ("exact", "precise"):
        start += 2 + (parsed.word(start + 2) == ",")  # "over half, 1,562 to be exact, are ultra-fast"
    if parsed.word(start) == "," and parsed.word(start + 1) in ("are", "were"):
        start += 1  # "over half of those, 430, are ultra-fast"
    at_them = claim.how == "of_them" and parsed.word(parsed.ahead_of(claim.at)) == "at"
    if at_them and parsed.word(start) == ",":
        start += 1  # "at 1,272 of these, cars can charge at ultra-fast piles"
    reach = REACH + 3 * (parsed.word(start) == "with" or at_them)
    for k in range(start, min(start + reach, len(parsed.spans))):
        span = parsed.spans[k]
        if isinstance(span.value, Noun):
            same = span.value.noun_class in (None, noun.noun_class)
            if same and "ac" in span.value.segments and noun.noun_class == "post":
                return noun._replace(kinds=frozenset({"charging"}))
            kinds = span.value.kinds - {"swap", "both"} if noun.noun_class == "post" else span.value.kinds
            led = {"with", "have", "had", "offer", "feature", "charge"} & {
                *parsed.words[start:k]
            } or "charge at" in parsed.words
            led = led or span.value.head.startswith("supercharger")  # "2,650 of the stations are Superchargers"
            if noun.noun_class == "site" and span.value.noun_class == "post" and led:
                return noun._replace(kinds=frozenset({"fast"})) if "fast" in kinds else noun
            return noun._replace(kinds=kinds) if same and kinds and parsed.word(k - 1) != "than" else noun
        if span.kind == "segment" and span.value == "ac" and noun.noun_class == "post":
            return noun._replace(kinds=frozenset({"charging"}))
        watts = kilowatts(parsed, k)
        if watts is not None and watts >= FAST_FROM:
            return noun._replace(kinds=frozenset({"fast"}))
        names = parsed.word(k) == "and" and _named(parsed, k - 1) and _named(parsed, k + 1)  # "its S4 and S5 chargers"
        stops = parsed.word(k) in (",", ";", ".", "and") and not names
        owner = parsed.word(k + 1) in ("’s", "'s")  # "with the company's fast chargers"
        if at_them and span.kind == "unit":
            continue
        if stops or (span.kind in ("number", "ordinal", "unit", "place", "operator") and not owner):
            return noun
    return noun


def _named(parsed: Parsed, k: int) -> bool:
    """True for a word in capitals or with digits: the name of a model."""
    return (
        0 <= k < len(parsed.spans)
        and parsed.text(k)[0] in CAPITALS
        and parsed.spans[k].kind in ("word", "glued", "noun")
    )


def of_type(parsed: Parsed, k: int) -> frozenset[str]:
    """ "1,125 charging stations of the supercharging type": the kind behind the noun at `k`."""
    value = parsed.spans[k + 3].value if k + 4 < len(parsed.spans) else None
    said = parsed.words[k + 1 : k + 3] == ("of", "the") and parsed.word(k + 4) in ("type", "kind", "sort", "variety")
    return value.kinds if said and isinstance(value, Noun) and value.noun_class is None else frozenset()

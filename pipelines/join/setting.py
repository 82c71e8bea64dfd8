"""What title and lead say of the whole article: whose network it is about, and over which place it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipelines.join.clauses import Parsed
from pipelines.join.memory import Setting
from pipelines.join.scope import scopes_in, where
from pipelines.words import operator_info, places


def read_setting(parsed: Sequence[Parsed]) -> Setting:
    """The setting of an article from its sentences, title first."""
    head = [p for p in parsed if p.sentence.origin in ("title", "p0", "p1")]
    operator, words = _operator(head)
    place, place_words, origin = _place(head, parsed, operator)
    return Setting(operator, words, place, place_words, origin)


def _operator(head: Sequence[Parsed]) -> tuple[str | None, str]:
    """The first operator of the title; where it names none, the one that the lead names most."""
    for parsed in head:
        if parsed.sentence.origin == "title":
            for i in parsed.of_kind("operator"):
                return str(parsed.spans[i].value), parsed.text(i)
    if any(True for parsed in head[:3] for _ in parsed.of_kind("body")):
        return None, ""  # statistics of all operators, whatever firms they name
    seen: Counter[str] = Counter()
    words: dict[str, str] = {}
    for parsed in head:
        for i in parsed.of_kind("operator"):
            seen[str(parsed.spans[i].value)] += 1
            words.setdefault(str(parsed.spans[i].value), parsed.text(i))
    if not seen:
        return None, ""
    best = seen.most_common(1)[0][0]
    return best, words[best]


def _place(
    head: Sequence[Parsed], parsed: Sequence[Parsed], operator: str | None
) -> tuple[tuple[str | None, str | None] | None, str, str]:
    """The scope of an article: the country or region of its title, its operator's own in the lead, else the first
    that title, lead or, failing these, the article names. A town of the title stands where no operator is spoken of."""
    home = operator_info(operator).country if operator else None
    title = [p for p in head if p.sentence.origin == "title"]
    wide, narrow = ("country", "region"), ("province", "city", "district")
    for origin, sentences, kinds in (
        ("title", title, wide),
        ("title", title if operator is None else [], narrow),
        ("lead", head, wide),
        ("lead", head, narrow),
        ("article", parsed, wide),
        ("article", parsed, narrow),
    ):
        found = [(each, i, place) for each in sentences for i, place in _named(each, kinds)]
        found.sort(
            key=lambda f: (
                f[2].country in ("HK", "MO"),
                f[2].kind == "country" and f[2].country != home and origin != "title",
            )
        )
        for each, i, place in found:
            if kinds is narrow and home == place.country and operator:
                return (None, place.country), each.text(i), origin
            return where(place), each.text(i), origin
    return None, "", ""


def _named(parsed: Parsed, kinds: tuple[str, ...]) -> list[tuple[int, places.Place]]:
    """The places of these kinds that a sentence names, in order, with their indexes."""
    found = []
    for i in scopes_in(parsed, 0, len(parsed.spans)):
        value = parsed.spans[i].value
        if isinstance(value, tuple) and value and value[0].kind in kinds:
            found.append((i, value[0]))
    return found

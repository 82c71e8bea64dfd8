"""What title and lead say of the whole article: whose network it is about, and over which place it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipelines.join.clauses import Parsed
from pipelines.join.memory import Setting
from pipelines.join.scope import scopes_in, where
from pipelines.words import operator_info


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


def _place(head: Sequence[Parsed], parsed: Sequence[Parsed], operator: str | None) -> tuple[
        tuple[str | None, str | None] | None, str, str]:
    """The first country or region of title and lead, else the first of the article."""
    for origin, sentences in (("lead", head), ("article", parsed)):
        for wanted in (("country",), ("region",), ("province", "city", "district")):
            for each in sentences:
                for i in scopes_in(each, 0, len(each.spans)):
                    value = each.spans[i].value
                    if isinstance(value, tuple) and value and value[0].kind in wanted:
                        if wanted[0] == "province" and operator and operator_info(operator).country == value[0].country:
                            return (None, value[0].country), each.text(i), origin
                        return where(value[0]), each.text(i), origin
    return None, "", ""

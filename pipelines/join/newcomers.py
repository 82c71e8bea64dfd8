"""Operators that no list knows: names that an article introduces as such are operators for the whole of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipelines.join.closed import FUNCTION
from pipelines.join.families import relatives
from pipelines.join.hints import described, hint, ours
from pipelines.join.names import Name, identity, names, shortened
from pipelines.model import Sentence, Span

#: What stands for the id of a body that speaks for all operators.
BODY = "industry"


#: "The Electric Vehicle Association of Thailand (EVAT)": a body whose initials follow.
_BODY = re.compile(
    r"\b(?:Association|Alliance|Ministry|Agency|Federation|Council|Commission|Office|Institute|Department|Bureau)\b"
    r"[^,.;()]{0,40}\($"
)


def introduce(sentences: Sequence[Sentence], spans: Sequence[list[Span]]) -> dict[str, str]:
    """The names that an article introduces as operators, each with its id; short forms of a name have its id."""
    found = names(sentences, spans)
    makers = _with_stations(sentences, spans)
    if not found:
        return makers
    introduced: dict[str, None] = {}
    bodies = {
        n.key
        for n in found
        for text in (sentences[n.sentence].text,)
        if described("body", n, text) or _BODY.search(text[: n.start])
    }
    others = {n.key for n in found if described("reporter", n, sentences[n.sentence].text)}
    found = [n for n in found if n.key not in bodies | others]
    for name in found:
        text = sentences[name.sentence].text
        strong = hint(name, text, spans[name.sentence])
        if name.first and not name.sure and _describes(name, spans[name.sentence]):
            continue
        if strong is not None and not name.refused(strong, bool(_ONE_FIRM.match(text[name.end :]))):
            introduced[name.key] = None
    introduced.update(dict.fromkeys(_taken_up(found, sentences, spans)))
    introduced.update(dict.fromkeys(_beside_others(found, introduced, sentences, spans)))
    if not introduced and (main := _of_title(found, sentences, spans)):
        introduced[main] = None
    operators = {**shortened(tuple(introduced), found), **_short_forms(found, sentences, spans)}
    operators.update(relatives(found, operators, sentences, spans))
    return {**makers, **operators, **dict.fromkeys(bodies, BODY)}


#: What a firm does to stations of its own.
_RUNS = re.compile(
    r"\s(?:(?:has|have|had|will|also|now|recently|just)\s)*(?:open(?:s|ed)?|inaugurat(?:es|ed)|operat(?:es|ed)|runs|ran)\s"
)


def _with_stations(sentences: Sequence[Sentence], spans: Sequence[list[Span]]) -> dict[str, str]:
    """ "Audi opened its fifth charging hub": a carmaker with stations of its own runs them."""
    makers: dict[str, str] = {}
    for sentence, each in zip(sentences, spans, strict=True):
        for i, span in enumerate(each):
            if span.kind != "firm" or span.value != "carmaker" or not _RUNS.match(sentence.text, span.end):
                continue
            behind = each[i + 1 : i + 12]
            own = next((s for s in behind if ours(s)), None)
            if own is not None and not any(s.kind in ("operator", "firm") and s.start < own.start for s in behind):
                name = sentence.text[span.start : span.end]
                makers[name] = identity(name)
    return makers


def _describes(name: Name, spans: Sequence[Span]) -> bool:
    """True where a capitalised word at the head of a sentence leads to a noun, as an adjective does: "Plain old charging"."""
    after = next((s for s in spans if s.start >= name.end), None)
    if after is None or after.kind != "word" or str(after.value) in FUNCTION:
        return False
    k = spans.index(after) + 1
    return str(after.value).isalpha() and k < len(spans) and spans[k].kind == "noun"


#: "The convenience chain pledged": a firm that the sentence before began with.
_THE_CHAIN = re.compile(r"\b[Tt]he (?:[\w-]+ )?(?:chain|retailer|grocer|discounter|group|company)\s")


def _taken_up(found: Sequence[Name], sentences: Sequence[Sentence], spans: Sequence[list[Span]]) -> list[str]:
    """Firms at the head of a sentence whose next one goes on with "the chain" and chargers of its own."""
    taken = []
    for name in found:
        n = name.sentence + 1
        if not name.firm or name.start > 4 or n == len(sentences) or sentences[n].origin != sentences[n - 1].origin:
            continue
        chain = _THE_CHAIN.search(sentences[n].text)
        after = [s for s in spans[n] if chain and s.start >= chain.end()]
        acts = bool(after) and (after[0].kind in ("verb", "plan", "mood") or after[0].value == "pledged")
        if acts and any(ours(s) for s in after[:8]) and not any(s.kind == "operator" for s in after[:8]):
            taken.append(name.key)
    return taken


#: What follows one firm's name: an apposition, or its own pronoun in the singular.
_ONE_FIRM = re.compile(r",\s(?:the|a|an|which|whose|owned|backed|in\swhich)\b|[^.;:]{1,60}\bits\b")

#: "… and Recharge with 1,015,", ", Plago 10,000 by 2025": a name and its number in a list.
_GAP_BEFORE = re.compile(
    r"(?:,|;|\band|\bwhile|\bwhereas|\bbut|\bfollowed by|\bahead of|\bbehind|\bbefore|\bthen)\s(?:and\s)?$"
)
_GAP_AFTER = re.compile(
    r"^(?:,\s[^,;.]{3,60},)?\s(?:(?:with|has|had|at|for|runs|ran|operates|owns|plans|will\s(?:build|install|add|open)|built|added|opened)\s)?(?:(?:about|around|some|nearly|almost|over)\s)?(?:\d[\d,.]*|two|three|four|five|six|eight|ten)(?=[,.;]|\s(?:and|by|in|at)\b|$)"
)


def _beside_others(
    found: Sequence[Name], introduced: dict[str, None], sentences: Sequence[Sentence], spans: Sequence[list[Span]]
) -> list[str]:
    """Names that stand with their numbers in one list with an operator: "Battery Smart has 212 stations, Voltaro 205"."""
    listed = {n.sentence for n in found if n.key in introduced}
    beside = []
    for name in found:
        text = sentences[name.sentence].text
        operators = name.sentence in listed or any(s.kind == "operator" for s in spans[name.sentence])
        listing = _GAP_BEFORE.search(text[: name.start]) and _GAP_AFTER.match(text[name.end :])
        if operators and listing and not name.refused(strong=False) and not name.firm:
            beside.append(name.key)
    return [*beside, *_in_order(found, introduced, sentences, spans)]


#: What stands between two names of a list: ", ", " and ", "'s " and the like.
_JOINT = re.compile(r"(?:,|,?\sand|\s&)\s")


def _in_order(
    found: Sequence[Name], introduced: dict[str, None], sentences: Sequence[Sentence], spans: Sequence[list[Span]]
) -> list[str]:
    """Names in one list with an operator whose numbers follow in their order: "Voltaro and NIO have 29 and 41,
    respectively"."""
    names: list[str] = []
    for n in dict.fromkeys(name.sentence for name in found):
        text = sentences[n].text
        if "respectively" not in text:
            continue
        here = [name for name in found if name.sentence == n]
        known = [(s.start, s.end) for s in spans[n] if s.kind == "operator"]
        known += [(name.start, name.end) for name in here if name.key in introduced]
        for name in [*here, *reversed(here)]:
            beside = any(
                _JOINT.fullmatch(text[b : name.start]) or _JOINT.fullmatch(text[name.end : a]) for a, b in known
            )
            if beside and not name.person and not name.place:
                known.append((name.start, name.end))
                names.append(name.key)
    return names


def _of_title(found: Sequence[Name], sentences: Sequence[Sentence], spans: Sequence[list[Span]]) -> str | None:
    """The name of the headline that the body takes up, in an article about chargers that names no other operator."""
    head = [n for n, s in enumerate(sentences[:6]) if s.origin in ("title", "p0")]
    if any(s.kind in ("operator", "body") for n in head for s in spans[n]) or not any(
        ours(s) for n in head for s in spans[n]
    ):
        return None
    body = {n.key for n in found if sentences[n.sentence].origin != "title"}
    for name in found:
        if sentences[name.sentence].origin == "title" and name.key in body and name.sure:
            return None if name.person or name.place or name.firm else name.key
    return None


def _short_forms(found: Sequence[Name], sentences: Sequence[Sentence], spans: Sequence[list[Span]]) -> dict[str, str]:
    """ "Zhongan" in an article that names Zhongan Energy."""
    named = [
        (sentence.text[s.start : s.end], str(s.value))
        for sentence, each in zip(sentences, spans, strict=True)
        for s in each
        if s.kind == "operator"
    ]
    listed = {words.split()[0]: ident for words, ident in named if 3 <= len(words.split(" ", 1)[0]) < len(words)}
    for words, ident in named:
        if " " in words and all(w[:1].isupper() for w in words.split()):  # "Electrify America"
            listed.setdefault("".join(w[0] for w in words.split()), ident)
    return {
        n.key: listed[n.key]
        for n in found
        if n.key in listed and (len(n.key) > 2 or n.key.isupper()) and not (n.first and n.common)
    }


def mark(text: str, spans: list[Span], introduced: dict[str, str]) -> list[Span]:
    """The spans of a text with the introduced names as operators."""
    if not introduced:
        return spans
    pattern = _pattern(tuple(introduced))
    out = spans
    for match in pattern.finditer(text):
        a, b = match.span()
        if any(
            s.start < a < s.end
            or s.start < b < s.end
            or (s.start <= a and s.end >= b and (s.kind == "operator" or s.rule == "noun_product"))
            for s in out
        ):
            continue
        at = next((i for i, s in enumerate(out) if s.start >= a), len(out))
        inside = [s for s in out if a <= s.start and s.end <= b]
        ident = introduced[match.group()]
        named = Span(a, b, "body" if ident == BODY else "operator", ident, "introduced")
        out = [*out[:at], named, *out[at + len(inside) :]]
    return out


@lru_cache(64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile(r"(?<![\w&+-])(?:" + "|".join(map(re.escape, longest)) + r")(?![\w+])")

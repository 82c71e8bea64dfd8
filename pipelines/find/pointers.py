"""Words for a kind of place with an adjective before them: "the northwestern province" is "the province"."""

from __future__ import annotations

from functools import cache

from pipelines.model import Count, Span
from pipelines.words import wordings

_DETERMINERS = frozenset({"the", "this", "that"})


@cache
def _heads() -> dict[str, str]:
    """Kind of place → the id of its scope word, from the wordings that begin with "the"."""
    return {
        w.words[1]: w.id for w in wordings("cues") if w.kind == "scope" and w.words[0] == "the" and len(w.words) == 2
    }


_MAY_POINT = frozenset({"word", "industry", "unit"})


def join_pointers(spans: list[Span], text: str) -> list[Span]:
    """ "This city", "the same city", "the northwestern Chinese province" made one scope span."""
    heads = _heads()
    if not [s for s in spans if s.kind in _MAY_POINT and text[s.start : s.end].lower() in heads]:
        return spans
    out: list[Span] = []
    for span in spans:
        if span.kind in _MAY_POINT:
            ident = heads.get(text[span.start : span.end].lower())
            start = _determiner(out) if ident else None
            if ident and start is not None:
                first = out[start]
                del out[start:]
                span = Span(first.start, span.end, "scope", ident, "scope_word")
        out.append(span)
    return out


#: "Power Swap Station 3.0".
_VERSIONS = frozenset({"1.0", "2.0", "3.0", "4.0", "5.0"})


def join_generations(spans: list[Span], text: str) -> list[Span]:
    """ "The second generation …, the third …": an ordinal that goes on from a generation is one of its own; so is a
    version: "PSS 4.0"."""
    if ".0" not in text and "segment" not in [span.kind for span in spans]:
        return spans
    out: list[Span] = []
    named = False
    for i, span in enumerate(spans):
        generation = span.kind == "segment" and str(span.value).startswith("gen")
        named = named or generation
        rank = span.value.value if span.kind == "ordinal" and isinstance(span.value, Count) else 0
        behind = span.kind == "number" and i > 0 and spans[i - 1].kind in ("kind", "head")
        if behind and (version := text[span.start : span.end]) in _VERSIONS:
            span = Span(span.start, span.end, "segment", f"gen{version[0]}", f"segment_gen{version[0]}")
        if named and 1 <= rank <= 5 and _alone(spans, i):
            span = Span(span.start, span.end, "segment", f"gen{int(rank)}", f"segment_gen{int(rank)}")
        out.append(span)
    return out


def _alone(spans: list[Span], i: int) -> bool:
    """True for "the third" without a noun: a preposition, a verb or a sign follows."""
    after = spans[i + 1] if i + 1 < len(spans) else None
    return (
        i > 0
        and spans[i - 1].value == "the"
        and (
            after is None or after.kind in ("sign", "verb", "link") or after.value in ("by", "with", "at", "for", "and")
        )
    )


def _determiner(spans: list[Span]) -> int | None:
    """Index of the determiner that the words at the end of the spans lead back to, over at most two adjectives."""
    for back in range(1, 6):
        if len(spans) >= back and spans[-back].value == "-":
            continue  # "this sunlight-rich city"
        if len(spans) < back or spans[-back].kind != "word":
            return None
        if spans[-back].value in _DETERMINERS:
            return len(spans) - back
        word = spans[-back].value
        if isinstance(word, str) and (not word.isalpha() or len(word) < 4 or word.endswith(("est", "s"))):
            return None
    return None

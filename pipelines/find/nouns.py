"""Kinds, segments and heads → nouns: "battery-swap and charging stations" is one noun of two kinds."""

from __future__ import annotations

from functools import cache

from pipelines.model import Noun, Span
from pipelines.words import singular, wordings

_JOINT = frozenset({"and", "or", "/", "&", "-", ",", "“", "”", '"'})

#: Kinds of what nouns are made of.
_PARTS = frozenset({"product", "kind", "head", "segment"})

_SPEED = frozenset({"fast", "quick", "rapid"})
_DEGREE = frozenset({"as", "so", "too", "how", "very", "that", "this"})


def join_nouns(spans: list[Span], text: str) -> list[Span]:
    """Runs of kind, segment and head made one noun span; a segment that stands before no head stays a segment."""
    spans = _heads_of_charging(spans, text)
    out: list[Span] = []
    i = 0
    for start in [n for n, span in enumerate(spans) if span.kind in _PARTS]:
        if start < i:
            continue  # within the run of another
        out += spans[i:start]
        i = start
        if spans[i].kind == "product":
            noun_class, kind, *segments = str(spans[i].value).split("_")
            word = text[spans[i].start : spans[i].end].lower()
            noun_value = Noun(noun_class, frozenset({kind}), tuple(segments), word.endswith("s"), word)
            out.append(spans[i]._replace(kind="noun", value=noun_value, rule="noun_product"))
            i += 1
            continue
        end = _run(spans, i, text)
        noun = _noun(spans[i:end], text)
        if noun is not None:
            out.append(_describing(noun, spans, end))
            i = end
            continue
        if _adverb(spans, i, text):
            out.append(spans[i]._replace(kind="word", value=text[spans[i].start : spans[i].end].lower()))
            i += 1
            continue
        if spans[i].kind in ("kind", "head"):
            out.append(_loose(spans[i], text, bool(out) and out[-1].kind == "ordinal" or _counted(spans, i, text)))
            i += 1
            continue
        out.append(spans[i])
        i += 1
    return out + spans[i:]


def _adverb(spans: list[Span], i: int, text: str) -> bool:
    """ "Grew fast", "so fast", "is happening quickly": how something goes, and no kind of charger."""
    if i == 0 or text[spans[i].start : spans[i].end].lower() not in _SPEED:
        return False
    ahead = spans[i - 1]
    word = text[ahead.start : ahead.end].lower()
    goes = ahead.kind in ("act", "came") or (ahead.kind == "verb" and ahead.value != "have") or word.endswith("ing")
    return goes or word in _DEGREE


@cache
def _charging() -> dict[str, str]:
    """What "charging" makes a head of ("plaza", "socket") → its class."""
    heads = (w for w in wordings("nouns") if w.kind == "head" and len(w.words) == 2 and w.words[0] == "charging")
    return {w.words[1]: w.id for w in heads}


def _heads_of_charging(spans: list[Span], text: str) -> list[Span]:
    """ "Fast-charging plazas", "ultra-fast charging sockets": what "charging" makes a head of, behind any such kind."""
    found = spans
    for i in range(1, len(spans)) if "charging" in text.lower() else ():
        k = i - 2 if spans[i - 1].value == "-" and i > 1 else i - 1
        if spans[i].kind != "word" or spans[k].kind != "kind":
            continue
        if text[spans[k].start : spans[k].end].lower().endswith("charging"):
            head = _charging().get(singular(text[spans[i].start : spans[i].end]))
            if head is not None:
                found = list(spans) if found is spans else found
                found[i] = spans[i]._replace(kind="head", value=head)
    return found


def _describing(noun: Span, spans: list[Span], end: int) -> Span:
    """ "Its millionth swap battery", "two swap packs": a swap that only describes what follows is no service."""
    value = noun.value
    pack = end < len(spans) and (spans[end].kind, spans[end].value) == ("unit", "batteries")
    if pack and isinstance(value, Noun) and value.noun_class == "swap" and not value.plural:
        return noun._replace(value=value._replace(noun_class=None), rule="noun_kind")
    return noun


def _run(spans: list[Span], start: int, text: str) -> int:
    """Index after the run of modifiers and heads that begins at `start`."""
    end = i = start
    while i < len(spans):
        kind = spans[i].kind
        if kind == "head":
            end = i = i + 1
            if start > 1 and spans[start - 1].value == "-" and spans[start - 2].kind == "number":
                return end  # "a 28-point park"
            after = _skip(spans, i)
            if (
                after >= len(spans)
                or spans[after].kind != "head"
                or spans[end - 1].value not in ("swap", "post", "network")
            ):
                return end
            if spans[after].value == "session":
                return end  # "the piles charge with direct current"
            i = after
        elif kind in ("kind", "segment"):
            end = i = i + 1
        elif i > start and spans[i].value in _JOINT and _leads_on(spans, i):
            i += 1
        elif i > start and spans[i - 1].kind == "kind" and (model := _model(spans, i, text)):
            i = model
        else:
            return end
    return end


def _model(spans: list[Span], i: int, text: str) -> int:
    """ "Ultra-fast S4 stations": the index behind the name of a model, where the head follows; else 0."""
    after = i
    while (
        after < len(spans)
        and spans[after].kind == "word"
        and (after == i or spans[after].start == spans[after - 1].end)
    ):
        after += 1
    name = text[spans[i].start : spans[after - 1].end] if after > i else ""
    head = after < len(spans) and spans[after].kind == "head"
    return after if head and name[0].isupper() and any(c.isdigit() for c in name) else 0


def _leads_on(spans: list[Span], i: int) -> bool:
    """True where a joint leads from one modifier to another, and not from one full noun to the next."""
    after = i + 1
    if after < len(spans) and spans[after].value in _JOINT:
        after += 1
    return (
        after < len(spans)
        and spans[after].kind in ("kind", "segment", "head")
        and spans[i - 1].kind != "head"
        or (after < len(spans) and spans[after].kind == "head" and _swap(spans[i - 1]))
    )


def _skip(spans: list[Span], i: int) -> int:
    return i + 1 if i + 1 < len(spans) and spans[i].value == "-" else i


def _swap(span: Span) -> bool:
    return span.kind == "head" and span.value == "swap"


def _noun(run: list[Span], text: str) -> Span | None:
    """The noun of a run, or None where the run has no head."""
    while run and run[-1].kind == "segment":
        run = run[:-1]
    heads = [s for s in run if s.kind == "head"]
    kinds = {str(s.value) for s in run if s.kind == "kind"}
    segments = tuple(str(s.value) for s in run if s.kind == "segment")
    if not run:
        return None
    if heads:
        head = heads[-1]
        if len(heads) > 1:
            kinds |= {"swap" if _swap(s) else "charging" for s in heads[:-1]}
    elif "supercharger" in kinds and run[-1].value == "supercharger":
        head = run[-1]
    else:
        return None
    if "fast" in kinds and "ac" in segments:  # "AC/DC piles" are of both currents
        kinds, segments = kinds - {"fast"}, tuple(s for s in segments if s != "ac")
    word = text[head.start : head.end].lower()
    noun_class = str(head.value) if head.kind == "head" else "post"
    if noun_class == "session" and not kinds and word in ("charge", "charging service"):
        return None
    if "supercharger" in kinds:
        kinds = (kinds - {"supercharger"}) | {"fast"}
    if noun_class == "swap":
        kinds = {"swap"}
    elif word.startswith(("charg", "swap")) or "charger" in word:
        kinds = kinds | {"swap" if word.startswith("swap") else "charging"}
    noun = Noun(noun_class, frozenset(kinds), segments, word.endswith("s"), word)
    return Span(run[0].start, head.end, "noun", noun, f"noun_{noun_class}")


def _counted(spans: list[Span], i: int, text: str) -> bool:
    """ "NIO's battery swap count", "its battery swap tally": so many services."""
    after = spans[i + 1] if i + 1 < len(spans) else None
    if i + 2 < len(spans) and spans[i + 2].kind == "number":
        return False  # "battery swap number 900"
    return after is not None and text[after.start : after.end].lower() in (
        "count",
        "tally",
        "total",
        "number",
        "counter",
    )


def _loose(span: Span, text: str, counted: bool) -> Span:
    """A kind without a head: a noun of no class, which sets what later bare nouns mean."""
    if span.kind == "head":
        return span._replace(kind="word", value=text[span.start : span.end].lower())
    kind = "fast" if span.value == "supercharger" else str(span.value)
    word = text[span.start : span.end].lower()
    if (
        kind == "swap"
        and word.endswith(("swaps", "exchanges"))
        or (kind == "swap" and counted and word.endswith("swap"))
    ):
        return span._replace(
            kind="noun", value=Noun("swap", frozenset({"swap"}), (), word.endswith("s"), word), rule="noun_swap"
        )
    if kind == "destination" and word.endswith("s"):
        return span._replace(kind="noun", value=Noun("site", frozenset({kind}), (), True, word), rule="noun_site")
    return span._replace(
        kind="noun", value=Noun(None, frozenset({kind}), (), word.endswith("s"), word), rule="noun_kind"
    )

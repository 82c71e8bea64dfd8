"""Seats of governments by what they govern: "Norway's capital", "the Hubei capital", "the capital of Bavaria"."""

from __future__ import annotations

import re

from pipelines.model import Span
from pipelines.words import places

#: "The capital of southwest China's Guizhou province".
_DIRECTION = re.compile(r"(?:north|south|east|west|central)(?:-?(?:east|west))?(?:ern)?$")

_KIND = frozenset({"provincial", "state", "regional", "national"})


def join_capitals(spans: list[Span], text: str) -> list[Span]:
    """The spans with each description of a capital made one place span."""
    if "capital" not in text:
        return spans
    out: list[Span] = []
    i = 0
    while i < len(spans):
        said = _said(spans, i, text)
        if said is None:
            out.append(spans[i])
            i += 1
            continue
        end, place = said
        out.append(Span(spans[i].start, spans[end - 1].end, "place", (place,), "capital"))
        i = end
    return out


def _said(spans: list[Span], i: int, text: str) -> tuple[int, places.Place] | None:
    """Index after a description that begins at span `i`, and the capital that it means."""
    words = [text[s.start : s.end].lower() for s in spans[i : i + 8]]
    if spans[i].kind == "scope" and words[0].endswith(" capital"):
        return _of(spans, i, text, words) or _by_adjective(spans, i, text)
    at = 1 if words[0] == "the" else 0
    if at >= len(words) or spans[i + at].kind != "place":
        return None
    k = at + 1
    if not at and words[k : k + 1] not in (["'s"], ["’s"]):
        return None
    k += not at
    k += words[k : k + 1] != [] and words[k] in _KIND
    if words[k : k + 1] != ["capital"]:
        return None
    k += 1 + (words[k + 1 : k + 2] == ["city"])
    return _capital(spans[i + at], i + k)


def _of(spans: list[Span], i: int, text: str, words: list[str]) -> tuple[int, places.Place] | None:
    """ "The capital of Hubei province", "the capital city of the state of Bavaria"."""
    k = 1 + (words[1:2] == ["city"])
    if words[k : k + 1] != ["of"]:
        return None
    k += 1
    while k < len(words) and (words[k] in ("the", "province", "state", "of") or _DIRECTION.match(words[k])):
        k += 1
    if k >= len(words) or spans[i + k].kind != "place":
        return None
    return _capital(spans[i + k], i + k + 1)


def _by_adjective(spans: list[Span], i: int, text: str) -> tuple[int, places.Place] | None:
    """ "The Norwegian capital", "the Bavarian state capital"."""
    found = places.find_demonyms(text[spans[i].start : spans[i].end])
    place = places.capital(found[0][2]) if found else None
    return (i + 1, place) if place is not None else None


#: "In the south of France".
_PART = re.compile(r"(?:in )?the (north|south|east|west|(?:north|south)-?(?:east|west))$")


def join_parts(spans: list[Span], text: str) -> list[Span]:
    """ "In the south of France": the part of the country as one place, behind its preposition."""
    if "scope" not in [span.kind for span in spans]:
        return spans
    out: list[Span] = []
    i = 0
    while i < len(spans):
        said = _PART.match(text[spans[i].start : spans[i].end].lower()) if spans[i].kind == "scope" else None
        held = spans[i + 2].value if i + 2 < len(spans) and spans[i + 2].kind == "place" else None
        if (
            said
            and isinstance(held, tuple)
            and held[0].kind == "country"
            and text[spans[i + 1].start : spans[i + 1].end] == "of"
        ):
            start = spans[i].end - len(said[1])
            area = places.part_of(said[1], held[0])
            if start > spans[i].start + 4:
                out.append(Span(spans[i].start, spans[i].start + 2, "word", "in", ""))
            out.append(Span(start, spans[i + 2].end, "place", (area,), "part_of_country"))
            i += 3
            continue
        out.append(spans[i])
        i += 1
    return out


def _capital(span: Span, end: int) -> tuple[int, places.Place] | None:
    held = span.value if isinstance(span.value, tuple) else ()
    capital = next((c for p in held if (c := places.capital(p)) is not None), None)
    return (end, capital) if capital is not None else None

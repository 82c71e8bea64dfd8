"""Names that an article introduces and that belong to a listed operator: its sub-brands, its units, its initials."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipelines.join.names import Name
from pipelines.model import Sentence, Span

_UNIT = r"(?:arm|(?:sub-?)?brand|unit|subsidiary|division|business|label|network|spin-?off|venture)"
_OWNED = re.compile(r"[’']s\s(?:own\s|new\s)?[“\"‘]?$")
_UNIT_OF = re.compile(
    rf"^[”\"’]?,\s(?:the|a|an|its|one\sof\sthe)\s[^,.;]{{0,40}}?{_UNIT}s?\s(?:of|from)\s(?:the\s)?(?:[\w-]+\s){{0,3}}?$"
)
#: "The venture of A and B": a firm of its own.
_JOINT = re.compile(r"^(?:,\s[\w -]{2,30})?,?\s(?:and|with)\s[A-Z]")
_NAMED_UNIT = re.compile(rf"^(?:[’']s)?\s(?:[\w-]+\s){{0,4}}?{_UNIT}(?:,?\s(?:called|named|dubbed)|,)?\s[“\"‘]?$")
_ITS = re.compile(r"\bits\s(?:own\s)?[“\"‘]?$")
_OWN_BRAND = re.compile(r"^[”\"’]?\s(?:sub-?)?(?:brand|label|network)\b")


def relatives(
    found: Sequence[Name], introduced: Mapping[str, str], sentences: Sequence[Sentence], spans: Sequence[list[Span]]
) -> dict[str, str]:
    """Each introduced name that an operator of the lists owns, with the operator's id."""
    parents: dict[str, str] = {}
    for name in found:
        if name.key in introduced and name.key not in parents:
            text = sentences[name.sentence].text
            operators = [s for s in spans[name.sentence] if s.kind == "operator"]
            parent = _parent(name, text, operators)
            if parent is not None:
                parents[name.key] = parent
    return parents


def _parent(name: Name, text: str, operators: Sequence[Span]) -> str | None:
    for span in operators:
        if name.start <= span.start < name.end:
            return str(span.value) if span.start == name.start else None  # "Qiji Energy"
        if span.end <= name.start:
            between = text[span.end : name.start]
            if _OWNED.fullmatch(between) or _NAMED_UNIT.match(between):
                return str(span.value)
            if between in (" (", " (“") and _initials(text[span.start : span.end]) == name.key:
                return str(span.value)
            if span is operators[-1] and _ITS.search(between) and _OWN_BRAND.match(text[name.end :]):
                return str(span.value)
        elif _UNIT_OF.match(text[name.end : span.start]):
            return None if _JOINT.match(text[span.end :]) else str(span.value)
    return None


def _initials(words: str) -> str:
    return "".join(w[0] for w in words.split())

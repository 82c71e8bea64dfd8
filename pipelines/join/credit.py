"""Who is credited for a figure: "according to data monitored by CnEVPost", "the company said"."""

from __future__ import annotations

import re
from calendar import month_name

from pipelines.join.claims import Claim
from pipelines.join.memory import Memory
from pipelines.model import Why
from pipelines.words import beside, operator_info

_NAME = r"(?:[Tt]he\s+)?((?:[A-Z][\w.&’'+-]*)(?:\s+(?:of\s+the|of|for|the|and|[A-Z][\w.&’'+-]*))*)"
_MADE = r"(?:monitored|compiled|collected|released|published|provided|gathered|shared|issued|counted)"
_SOURCES = "data|figures|statistics|numbers|count|analysis|report|survey|study|register|barometer|database|calculations|post|statement"
_DATA = rf"\b(?:{_SOURCES})"
_SAYINGS = (
    "said|says|announced|announces|told|tells|reported|reports|states|stated|disclosed|discloses|reveals|revealed|writes|wrote"
    "|claims|claimed|estimates|estimated|counts|counted|lists|listed|shows|show|confirmed|confirms|notes|noted|explains"
)
_SAYS = (
    rf"(?:{_SAYINGS}|(?:puts|put)(?=\s+(?:(?:the|its|their|this|that)\s+(?:number|figure|total|count|tally|share)|it|them)\b"
    r"|[^.]{1,40}\bat\s+(?:\w+\s+){0,2}\d))"
)
#: The words of the rules: most sentences have none of them, and the rules search long.
_WORDS = re.compile(r"[a-z]+")
_OF_SOURCES, _OF_SAYING = frozenset(_SOURCES.split("|")), frozenset(f"{_SAYINGS}|puts|put".split("|"))
_OF_QUOTING, _ACCORDING = frozenset({"citing", "quotes", "quoting"}), frozenset({"according", "ccording"})
_CREDITS = _OF_SOURCES | _OF_SAYING | _OF_QUOTING | _ACCORDING

#: Name of the rule, the words of which a sentence must have one, and the pattern.
_RULES: tuple[tuple[str, frozenset[str], re.Pattern[str]], ...] = (
    ("data_by", _OF_SOURCES, re.compile(rf"{_DATA}\s+(?:{_MADE}\s+)?(?:today\s+)?(?:by|from|of)\s+{_NAME}")),
    (
        "according_to",
        _ACCORDING,
        re.compile(
            rf"[Aa]ccording\s+to\s+(?:(?:the|its|a|latest)\s+)*(?:{_DATA}\s+(?:{_MADE}\s+)?(?:by|from|of|on)\s+)?{_NAME}"
        ),
    ),
    (
        "citing",
        _OF_QUOTING,
        re.compile(rf"\b(?:citing|quotes|quoting)\s+(?:{_DATA}\s+(?:{_MADE}\s+)?(?:by|from)\s+)?{_NAME}"),
    ),
    (
        "figures_show",
        _OF_SOURCES,
        re.compile(rf"{_NAME}\s+(?:{_DATA})\s+(?:(?:for|from)\s+[\w\s]{{3,20}}\s)?(?:show|shows|reveal|suggest)\b"),
    ),
    (
        "said",
        _OF_SAYING,
        re.compile(rf"{_NAME}(?:\s+\([^)]*\)|,\s[^,.]{{3,50}},)?,?\s+(?:(?:also|now|today|has|have|had)\s+)*{_SAYS}\b"),
    ),
    ("said_behind", _OF_SAYING, re.compile(rf"\b(?:said|says)\s+{_NAME}")),
)

#: "The company said", "it says": the operator of the number.
_ITSELF = re.compile(
    rf"\b(?:the\s+(?:[\w-]+\s+){{0,4}}?(?P<what>[\w-]+)|it|they)\s+(?:(?:also|now|today|has|have|had)\s+)*{_SAYS}\b|according\s+to\s+the\s+(?P<whose>company|operator|firm|carmaker|automaker)"
)
_NO_NAMES = frozenset(
    {
        "All",
        "It",
        "The",
        "This",
        "That",
        "They",
        "He",
        "She",
        "In",
        "As",
        "And",
        "But",
        "By",
        "On",
        "At",
        "Of",
        "Figures",
        "Data",
        "Statistics",
        "Numbers",
    }
    | set(month_name)
)


def source_of(claim: Claim, operator: str | None, memory: Memory) -> tuple[str | None, list[Why]]:
    """The name credited in the claim's sentence, else for statistics that of the figure before; (None, []) for none."""
    text = claim.parsed.sentence.text
    said = frozenset(_WORDS.findall(text))
    for rule, needed, pattern in _RULES if not _CREDITS.isdisjoint(said) else ():
        for match in pattern.finditer(text) if not needed.isdisjoint(said) else ():
            name = _acronym(text, match.end(1)) or _bare(match.group(1))
            place = any(
                s.kind == "place" and s.start == match.start(1) and s.end == match.end(1) for s in claim.parsed.spans
            )
            if name and not place:
                return name, [Why("source_name", rule, match.group().strip(), "sentence")]
    body = next((s for s in claim.parsed.spans if s.kind == "body"), None)
    if body is not None and operator == "industry":
        return text[body.start : body.end], [Why("source_name", "body_named", text[body.start : body.end], "sentence")]
    itself = _ITSELF.search(text) if not _CREDITS.isdisjoint(said) else None
    if (
        itself
        and operator not in (None, "industry")
        and (itself["what"] is None or beside("company", itself["what"], last=True))
    ):
        return operator_info(str(operator)).name, [Why("source_name", "said_itself", itself.group(), "sentence")]
    if operator == "industry":
        for each in memory.recent():
            if each.observation.operator == "industry" and each.observation.source_name:
                return each.observation.source_name, [
                    Why("source_name", "source_before", each.observation.source_name, "article")
                ]
            break
    return None, []


def _acronym(text: str, end: int) -> str | None:
    """ "EVCIPA" of "China Electric Vehicle Charging Infrastructure Promotion Alliance (EVCIPA)"."""
    match = re.match(r"\s+\(([A-Z]{3,10})\)", text[end : end + 16])
    return match.group(1) if match else None


def _bare(name: str) -> str | None:
    """A name without the roles and descriptions before it: "CEO William Li", "Competitor Zletric"."""
    words = re.sub(r"[’']s$", "", name.strip()).rstrip(".,").split()
    while words and (
        words[0] in _NO_NAMES or beside("person", words[0], last=True) or beside("company", words[0], last=True)
    ):
        words = words[1:]
        if words and words[0] in ("and", "of", "the", "for"):
            words = words[1:]
    while words and words[-1] in ("and", "of", "the", "for"):
        words = words[:-1]
    return " ".join(words) or None

"""Signs that a name runs a network: "IONNA operates …", "operated by Greenway", "the start-up Voltaro says its network …"."""

from __future__ import annotations

import re

from pipelines.join.closed import FUNCTION
from pipelines.join.names import Name
from pipelines.model import Noun, Span
from pipelines.words import beside

#: Words that may stand between a name and its verb.
_SKIPPED = frozenset(
    "also already now currently itself alone today meanwhile even recently only still therefore thus then first itself"
    " has had have is was are were be been being to".split()
)

_LEGAL = re.compile(r"^,?\s*(?:Co\.?,?\s*)?(?:Ltd|Inc|LLC|Corp|plc|PLC|S\.A|N\.V|B\.V)\b\.?,?")
#: A description that its name follows between commas.
_APPOSITE = re.compile(
    r"\b(?:joint venture|venture|start-?up|subsidiary|company|operator|spin-?off|utility|network|firm|provider)\b[^,;.]{0,60},\s$"
)
#: What is said between commas of who owns it, before its verb: ", in which A and B hold stakes, had said".
_HELD = re.compile(
    r"^,\s(?:in|of)\swhich\s[^.;]{5,80}?,\s(?=(?:has|had|is|was|said|says|plans|wants|runs|operates|aims)\b)"
)
_APPOSED = re.compile(
    r"^\s*(?:\([^)]*\))?\s*,\s*(?P<words>(?:a|an|the|one|which|part|now|Europe|Germany)\b[^,.;]{3,90})[,.;]"
)
_IS_ONE = re.compile(
    r"^\s*(?:\([^)]*\))?\s+(?:is|was|became|remains)\s+(?P<words>(?:a|an|the|one|among|now)\b[^,.;]{3,60})"
)
_RUN_BY = re.compile(
    r"\b(?P<verb>operated|run|managed|owned|maintained|built|installed|opened|deployed|set up)(?:\s+and\s+\w+)?\s+(?:jointly\s+)?by\s+"
    r"(?:(?:the|a|an|its)\s+)?(?P<words>(?:[\w-]+\s+){0,5}?)$"
)
#: "Its Electric Highway", "the company's Adventure Network": a part of somebody's network.
_OWNED = re.compile(r"(?:\b[Ii]ts|\b[Tt]heir|[’']s)\s[“\"‘]?(?:own\s)?$")
#: Words before a name that is no subject: "the left bank of the Scheldt".
_OBJECT = re.compile(
    r"\b(?:of|in|at|near|on|from|through|along|behind|between|into|across|outside|under|over)\s(?:the\s)?$", re.I
)
#: A firm's name takes no article: "the MEGA" is a car.
_ARTICLE = re.compile(r"\b(?:the|an?)\s$", re.IGNORECASE)
#: "1,266 are operated by NIO, the remaining 109 by Voltaro".
_SHARE = re.compile(r"\d\sby\s$")
_RUN = re.compile(r"\b(?:operated|run|owned|built)\sby\b")
_BELONGS = re.compile(r"\bbelong(?:s|ed|ing)?\s+to\s+(?:the\s+)?(?:[\w-]+\s+){0,3}?$")
_OF = re.compile(r"(?P<role>[\w -]{2,30})\s(?:of|at|for|from)\s+(?:the\s+(?:[\w-]+\s+){0,4})?$")
_HEADED = re.compile(r"^(?:[’']s)?\s((?:[a-z]+\s|[A-Z]{2,3}\s){1,3})(?=[A-Z])")
_NAMED = re.compile(r"\s(?:named|called|by\s+the\s+name\s+of|under\s+the\s+name\s+of|dubbed)\s+$")
_SAYS_ITS = re.compile(
    r"^\s*(?:\([^)]*\))?,?\s+(?:(?:has|had)\s)?(?:says|said|announced|reports|reported|writes|wrote)\b[^.;]{0,40}?\b(?:its|it)\b"
)
_SAYS = re.compile(r"^\s+(?:says|said|announced|reports|reported)\b")
_WITH_ITS = re.compile(r"^(?:With|In|At|After|For|By|Since)\b[^.;]*\bits\b[^.;]*,\s$")
_OF_NAME = re.compile(r"\s(?:of|from)\s(?:the\s)?$")

#: "Follows with 1,170", "was the largest with 220,000".
_RANKS = re.compile(
    r"^\s(?:\([^)]*\)\s)?(?:is|was|remains|follows|followed|comes|came|leads|led|trails|trailed|ranks|ranked|stands|closes|closed)\b"
    r"[^.;:]{0,60}?\swith\s(?:\w+\s){0,3}?\d"
)
#: A verb of any kind: "celebrated its 1,000th charger".
_ACTS = re.compile(r"(?P<verb>[a-z]{3,}(?:s|ed)|ran|took|began|grew|kept|came|went)\s(?!(?:of|in|by|on)\s)")
#: "It", "its" and a number of ours behind them.
_ITS = frozenset({"it", "its"})
_RUNS = frozenset({"operates", "operate", "runs", "run", "operated", "owns"})
_HOLDS = frozenset({"has", "had", "counts", "runs", "operates", "operated", "counted"})


def hint(name: Name, text: str, spans: list[Span]) -> bool | None:
    """True where the words around a name say that it runs a network, False where they make it likely, else None."""
    before, after = text[: name.start], text[name.end :]
    after = _HELD.sub(" ", _LEGAL.sub("", after))
    offset = len(text) - len(after)
    owned = _OWNED.search(before)
    if owned and not any(s.kind == "place" and owned.start() - 1 <= s.end <= owned.start() + 1 for s in spans):
        return None
    by = _RUN_BY.search(before)
    if name.firm:  # a shop or a carmaker runs chargers only where the text says that it does
        running = by and by["verb"] in ("operated", "run")
        says = _SAYS_ITS.match(after) and any(ours(s) for s in spans if s.start >= offset)
        return True if running or says or _subject(text, spans, offset) else None
    if _BELONGS.search(before) and any(ours(s) or s.kind == "number" for s in spans if s.end <= name.start):
        return True
    if by and any(ours(s) for s in spans if s.end <= name.start):
        return by["verb"] in ("operated", "run", "managed", "owned", "maintained")
    if _SHARE.search(before) and _RUN.search(before):
        return False
    if beside("operator", before[-60:], last=True):
        return True
    if beside("bare_operator", before[-30:], last=True):
        return None if beside("other_operator", before[-50:], last=True) else False
    if _NAMED.search(before):
        return beside("company", _NAMED.split(before)[0][-30:], last=True) or None
    for pattern in (_APPOSED, _IS_ONE):
        match = pattern.match(after)
        if match and beside("operator", match["words"].lower(), last=False):
            return True
    if _headed(before, after) and any(ours(s) for s in spans):
        return False
    if _WITH_ITS.search(before) and any(ours(s) for s in spans if s.end <= name.start):
        return False
    if _OF_NAME.search(before) and (last := [s for s in spans if s.end <= name.start - 3]) and _plural(last[-1]):
        return False
    if after[:2] in ("’s", "'s"):
        return _owns(spans, offset + 2)
    if _SAYS_ITS.match(after):
        rest = [s for s in spans if s.start >= offset]
        return False if any(ours(s) or _sites(s, rest[max(0, n - 3) : n]) for n, s in enumerate(rest)) else None
    if _OBJECT.search(before) or _ARTICLE.search(before):
        return None
    found = _subject(text, spans, offset)
    if found is None and _APPOSITE.search(before) and text[offset : offset + 1] == ",":
        found = _subject(text, spans, offset + 1)  # "the joint venture of A and B, Voltaro, plans …"
    if found is None and (_acts(text, spans, offset) and _counted(spans, offset) or _RANKS.match(after)):
        return False
    if found is None and _refers_to_itself(name, text, spans, offset):
        return False
    if found is None and beside("company", before[-30:], last=True) and _SAYS.match(after):
        return False if any(ours(s) for s in spans) else None
    return found


def described(ident: str, name: Name, text: str) -> bool:
    """True for "the regulator E-Control", "Mobina, the motoring club": words of this kind beside the name."""
    after = _LEGAL.sub("", text[name.end :])
    apposed = _APPOSED.match(after)
    return beside(ident, text[: name.start][-50:], last=True) or bool(
        apposed and beside(ident, apposed["words"], last=False) and not beside("operator", apposed["words"], last=False)
    )


def _headed(before: str, after: str) -> bool:
    """True for "the CEO of Voltaro", "Voltaro boss Anna Keller", "Voltaro's chief executive"."""
    of = _OF.search(before)
    return bool(of and beside("person", of["role"], last=True)) or bool(
        _HEADED.match(after) and beside("person", _HEADED.sub(r"\1", after[:40]).strip().lower(), last=False)
    )


def ours(span: Span) -> bool:
    """True for a noun that an operator may run: chargers, swap stations, a network of them."""
    noun = span.value
    return (
        isinstance(noun, Noun)
        and noun.noun_class != "gas"
        and bool(noun.kinds or noun.noun_class in ("network", "post"))
    )


def _owns(spans: list[Span], at: int) -> bool | None:
    """True for "Voltaro's 300 charging points", "Voltaro's network": the noun stands close behind the possessive."""
    near = [s for s in spans if s.start >= at][:6]
    for span in near:
        if isinstance(span.value, Noun):
            return ours(span) or None
        if span.kind in ("verb", "plan", "mood", "unit", "sign") or span.value in FUNCTION:
            return None
    return None


def _subject(text: str, spans: list[Span], at: int) -> bool | None:
    """The name as subject of a verb of running (True), or of having, building and planning (False), chargers."""
    rest = [s for s in spans if s.start >= at]
    k, passive, seen = _over_brackets(rest, text), False, ""
    while k < len(rest) and (rest[k].kind == "date" or _word(rest[k], text) in _SKIPPED):
        word = _word(rest[k], text)
        passive = passive or word in ("was", "were", "been", "being", "is", "are")
        seen = seen or (word if word in ("has", "had", "to") else "")
        k += 1
    if k >= len(rest):
        return None
    word = _word(rest[k], text)
    verbal = rest[k].kind in ("verb", "plan", "mood") and not beside("no_running", word, last=True)
    if passive and not (word.endswith("ing") or rest[k].kind == "mood"):
        return None
    if not verbal and seen not in ("has", "had"):
        return None
    if rest[k].kind in ("mood", "plan"):
        after = next((s for s in rest[k + 1 : k + 4] if s.kind == "verb"), None)
        if after is not None and beside("no_running", _word(after, text), last=True):
            return None
        if any(_word(s, text) in ("fund", "finance", "subsidise", "subsidize") for s in rest[k : k + 4]):
            return None  # a programme, not an operator
    if word in _HOLDS and _bare(rest[k + 1 : k + 4], text):
        return False
    for n, span in enumerate(rest[k : k + 16], start=k):
        if ours(span) or _sites(span, rest[max(k, n - 3) : n]):
            return word in _RUNS or any(_word(s, text) == "own" for s in rest[k:n])
        if span.kind == "sign" and text[span.start] in ";:":
            return None
    return None


def _bare(ahead: list[Span], text: str) -> bool:
    """True where a number without a noun follows: "has 27.", "counts about 938,"."""
    at = next((n for n, s in enumerate(ahead) if s.kind == "number"), None)
    if at is None or any(s.kind not in ("qualifier", "date") for s in ahead[:at]):
        return False
    return at + 1 == len(ahead) or text[ahead[at + 1].start] in ".,;"


def _sites(span: Span, before: list[Span]) -> bool:
    """ "Runs 212 stations": a site of no said kind, with its number."""
    noun = span.value
    return isinstance(noun, Noun) and noun.noun_class == "site" and any(s.kind in ("number", "ordinal") for s in before)


def _acts(text: str, spans: list[Span], at: int) -> bool:
    """True where a verb of doing stands behind the name and what is said of it in brackets or between commas."""
    rest = [s for s in spans if s.start >= at]
    k = _over_brackets(rest, text)
    verb = _ACTS.match(text, rest[k].start) if k < len(rest) else None
    return verb is not None and not beside("other_verb", verb["verb"], last=False)


def _refers_to_itself(name: Name, text: str, spans: list[Span], at: int) -> bool:
    """ "Voltaro came to Nairobi, where it performs 14,000 swaps": the subject, and a number of ours behind its pronoun."""
    ahead = text[: name.start].strip()
    if (
        not (name.first or (" " not in ahead and beside("company", ahead, last=True)))
        or text[at : at + 1] not in (" ", ",")
        or text[at + 1 : at + 2].isupper()
    ):
        return False
    rest = [s for s in spans if s.start >= at]
    k = next((n for n, s in enumerate(rest) if _word(s, text) in _ITS), None)
    if k is None or any(s.kind in ("operator", "body") for s in rest[:k]):
        return False
    return any(
        (ours(s) or _sites(s, rest[k:n])) and any(x.kind in ("number", "ordinal") for x in rest[max(k, n - 4) : n])
        for n, s in enumerate(rest[: k + 12])
        if n > k
    )


def _counted(spans: list[Span], at: int) -> bool:
    """True where a number or an ordinal of our nouns follows within some words."""
    rest = [s for s in spans if s.start >= at][:12]
    return any(
        ours(s) and any(k.kind in ("number", "ordinal") for k in rest[max(0, n - 4) : n]) for n, s in enumerate(rest)
    )


def _plural(span: Span) -> bool:
    return isinstance(span.value, Noun) and ours(span) and span.value.plural


def _word(span: Span, text: str) -> str:
    return text[span.start : span.end].lower()


def _over_brackets(rest: list[Span], text: str) -> int:
    """Index of the first span behind tickers in brackets and an apposition between commas."""
    k = 0
    for opening, closing, longest in (("(", ")", 16), (",", ",", 24)):
        if k < len(rest) and text[rest[k].start] == opening:
            end = next((i for i in range(k + 1, min(k + longest, len(rest))) if text[rest[i].start] == closing), None)
            if end is None:
                return k
            k = end + 1
    return k

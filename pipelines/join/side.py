"""Which of several nouns a reference goes with: the main one, not one that hangs on it; the whole, not its fast part."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.memory import Memory
from pipelines.join.metric import before
from pipelines.model import Noun

#: Words by which a number is set beside the main one.
_AGAIN = frozenset({"from", "up from", "against", "after", "versus", "than", "plus"})


def on_the_side(claim: Claim, i: int, noun: Noun) -> bool:
    """True for a noun that only hangs on another, where a verb or a comparison leads back to that: "17 stations with 68
    stalls, is to see five more", "126 chargers at 80 locations, and the plan calls for 325".
    """
    parsed = claim.parsed
    k = i - 1
    while k > 0 and (
        parsed.spans[k].kind in ("number", "qualifier", "segment", "operator", "more")
        or parsed.word(k) in ("its", "their", "the", "’s", "'s", "a", "total", "a total of")
        or (parsed.word(k) == "of" and parsed.word(k - 1) in ("total", "a total"))
    ):
        k -= 1
    posts = noun.noun_class == "post"
    main, joints = (("site",), ("with",)) if posts else (("post", "swap", "session"), ("at", "in", "across", "over"))
    if parsed.word(k) not in joints or all(n.noun_class not in main for _, n in before(parsed, k)):
        return False
    if posts and parsed.words[claim.at + 1 : claim.at + 3] == ("of", "the"):
        return True  # "14 of the destination kind"
    compared = not posts and parsed.word(claim.at - 1) in _AGAIN
    fronted = parsed.word(0) == "of" and any(parsed.word(k) == "," for k in range(i + 1, claim.at))
    return compared or fronted or any(s.kind in ("verb", "mood", "plan") for s in parsed.spans[i + 1 : claim.at])


def piles_of_site(claim: Claim, i: int, noun: Noun) -> Noun | None:
    """ "The Irschenberg site will have 36", "the first station is equipped with six of them": what one site has are piles."""
    parsed = claim.parsed
    if noun.noun_class != "site" or noun.plural or claim.ordinal:
        return None
    between = parsed.spans[i + 1 : claim.at]
    verbs = [s.value for s in between if s.kind in ("verb", "link", "plan", "mood", "act")]
    plain = all(s.kind not in ("sign", "number", "ordinal") and not isinstance(s.value, Noun) for s in between)
    if not plain or not verbs or any(v not in ("have", "offer", "will") for v in verbs):
        return None
    if parsed.word(claim.at - 1) in ("to", "at", "of", "in") or not _owned(parsed, i):
        return None
    return Noun("post", noun.kinds & {"fast", "destination"}, (), True, "piles")


def _owned(parsed: Parsed, i: int) -> bool:
    """True for one certain site: "the", "its", "a new" one, not the first noun of a compound."""
    k = i - 1
    while k > 0 and parsed.spans[k].kind not in ("verb", "plan", "mood", "sign") and i - k < 5:
        if parsed.word(k) in ("the", "this", "its", "that", "a", "another"):
            return True
        k -= 1
    return parsed.word(max(k, 0)) in ("the", "this", "its", "that", "a", "another")


def whole_behind(claim: Claim) -> Noun | None:
    """ "Norway (142) and Sweden (118) account for most of the locations": the whole is named behind its parts."""
    parsed = claim.parsed
    bracket = parsed.word(claim.at - 1) == "("
    if not bracket and any(True for _ in before(parsed, claim.at)):
        return None
    shares = any(s.value == "share" and s.kind in ("act", "verb") for s in parsed.spans[claim.at + 1 :])
    for i, noun in parsed.nouns if shares or bracket else ():
        of_the = i > claim.at and parsed.word(i - 1) in ("the", "its", "their", "all") and parsed.word(i - 2) == "of"
        if of_the and noun.noun_class in ("site", "post"):
            return noun if parsed.word(i - 3) in _SHARES else None
    return None


#: Words of a part of a whole.
_SHARES = frozenset({"share", "most", "majority", "bulk", "half", "all", "rest", "third", "quarter"})


def of_all_kinds(claim: Claim, noun: Noun, memory: Memory, of_network: bool) -> bool:
    """ "375,000 ports, a tenth of them fast": what has a fast part is not fast as a whole.

    A network of fast chargers (`of_network`) may well have ultra-fast ones among them.
    """
    if "fast" not in noun.kinds or noun.noun_class not in ("site", "post") or claim.ordinal:
        return False
    if claim.noun is not None and "fast" in claim.noun.kinds:
        return False
    after = memory.sentence_after(claim.parsed)
    pieces = [(claim.parsed, claim.noun_at + 1)]
    if after is not None and after.sentence.origin == claim.origin and claim.how != "of_them":
        pieces.append((after, 0))
    return any(_fast_part(parsed, start, of_network) for parsed, start in pieces)


def _fast_part(parsed: Parsed, start: int, of_network: bool) -> bool:
    """True where a fast part is counted from `start` on, before another thing of ours is."""
    for k in range(start, len(parsed.spans)):
        span = parsed.spans[k]
        if span.kind == "ana" and parsed.word(k) == "of which" and not start:
            continue  # of what this other sentence has named
        if span.kind == "ana" and parsed.word(k) in ("of them", "of these", "of those", "of which"):
            around = parsed.spans[max(start, k - 7) : k + 5]
            return any(
                isinstance(s.value, Noun)
                and "fast" in s.value.kinds
                and not (of_network and parsed.sentence.text[s.start : s.start + 5].lower() == "ultra")
                for s in around
            )
        value = parsed.spans[k + 2].value if span.kind == "number" and k + 2 < len(parsed.spans) else None
        if parsed.word(k - 1) == "," and parsed.word(k + 1) == "with" and isinstance(value, Noun):
            return "fast" in value.kinds and value.noun_class is None
        ours = isinstance(span.value, Noun) and span.value.noun_class in ("site", "post")
        if (
            ours
            and isinstance(span.value, Noun)
            and "including" in parsed.words[max(0, k - 3) : k - 1]
            and not of_network
        ):
            return "fast" in span.value.kinds  # "1,557 stations, including 634 ultra-fast stations"
        if ours and (start or parsed.spans[k - 1].kind in ("number", "after")):
            return False  # another thing is counted, and the part is one of that
    return False

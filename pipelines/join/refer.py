"""References: "such facilities", "of them", "the latter" and nouns without a kind, which an earlier noun explains."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.join.claims import Claim
from pipelines.join.memory import Memory
from pipelines.join.metric import COUNTED, all_fast, before, metric_of
from pipelines.join.offered import linked
from pipelines.model import Noun
from pipelines.rules import Answer, rule


@rule(
    "NIO had 255 supercharging stations and 444 destination charging stations. The former count [1,844] piles. => supercharging_piles",
    "NIO had 255 supercharging stations and 444 destination charging stations. The former have 1,844 piles and the latter [2,536]. => destination_charging_piles",
)
def former_and_latter(claim: Claim, memory: Memory) -> Answer | None:
    """ "The former" and "the latter": the last two kinds of thing that were named before."""
    parsed = claim.parsed
    which = claim.how if claim.how in ("former", "latter") else None
    subject = False
    if which is None:
        for k in range(claim.at - 1, max(claim.at - 8, -1), -1):
            if parsed.spans[k].kind in ("number", "ordinal"):
                break
            if parsed.spans[k].kind == "ana" and parsed.spans[k].value in ("former", "latter"):
                which, subject = str(parsed.spans[k].value), parsed.word(k - 1) != "of"
                break
    if which is None:
        return None
    pair = _pair(claim, memory)
    if len(pair) < 2:
        return None
    noun = pair[1] if which == "former" else pair[0]
    counts_piles = (claim.noun or _noun_of_last(claim, memory) or noun).noun_class == "post"
    if subject and counts_piles and noun.noun_class == "site":
        kinds = noun.kinds & {"fast", "destination"} or frozenset({"charging"})
        noun = Noun("post", kinds, (), True, "piles")
    elif claim.noun is not None and metric_of(claim.noun):
        return None
    return Answer(noun._replace(segments=()), which, "sentence")


def _pair(claim: Claim, memory: Memory) -> list[Noun]:
    """The last two different things counted before, in the sentence or the one before it; the latest first."""
    nouns: list[Noun] = []
    pointing = any(s.kind == "ana" and s.value == "former" for s in claim.parsed.spans)
    for each in (*(() if pointing else memory.same_sentence(claim)), *memory.sentence_before(claim)):
        if metric_of(each.noun) not in [metric_of(n) for n in nouns]:
            nouns.append(each.noun)
    for _, noun in before(claim.parsed, claim.at):
        if len(nouns) < 2 and noun.noun_class in COUNTED and metric_of(noun) not in [*map(metric_of, nouns), None]:
            nouns.append(noun)
    return nouns[:2]


def _noun_of_last(claim: Claim, memory: Memory) -> Noun | None:
    return next((s.noun for s in memory.same_sentence(claim)), None)


@rule(
    "The company will build battery swap stations in five cities, with the goal of [20] such facilities => battery_swap_stations",
    "Electrify America had set out to have [484] stations online by the end of 2019 => total planned",
)
def kind_from_before(claim: Claim, memory: Memory) -> Answer | None:
    """A noun without a kind ("stations", "such facilities", "points"): the kind that was named last."""
    noun, parsed = claim.noun, claim.parsed
    if claim.how == "such":
        value = parsed.spans[claim.noun_at].value
        noun = value if isinstance(value, Noun) else Noun("site", frozenset(), (), True, "such")
    if noun is None or noun.noun_class is None or noun.kinds:
        return None
    if all_fast(claim, memory):
        return Answer(noun._replace(kinds=frozenset({"fast"})), noun.head, "operator")
    offering = linked(claim) if noun.noun_class == "post" else None
    for other, words, origin in _candidates(claim, memory, offering):
        kinds = other.kinds
        if noun.noun_class == "post":
            kinds = kinds - {"swap", "both"}
            if other.noun_class != "post":
                kinds = kinds & {"fast", "destination", "charging"}
        if kinds and (other.noun_class in (noun.noun_class, None, "network") or noun.noun_class == "post"):
            return Answer(noun._replace(kinds=frozenset(kinds)), words, origin)
    return None


def _candidates(claim: Claim, memory: Memory, offering: tuple[int, Noun] | None) -> Iterator[tuple[Noun, str, str]]:
    parsed = claim.parsed
    if offering is not None:
        yield offering[1], parsed.text(offering[0]), "clause"
    for i, noun in before(parsed, claim.at):
        yield noun, parsed.text(i), "sentence"
    after = [
        (noun, parsed.text(i), "sentence")
        for i, noun in parsed.nouns
        if i > claim.noun_at and noun.noun_class != "post"
    ]
    owner = next(
        (str(parsed.spans[i].value) for i in parsed.of_kind("operator", end=claim.noun_at)), memory.setting.operator
    )
    for mention in memory.named():
        if mention.origin == claim.origin and mention.operator in (None, owner):
            yield mention.noun, mention.noun.head, "paragraph"
    if claim.how != "such":
        yield from after
    for mention in memory.named():
        if mention.operator in (None, owner):
            yield mention.noun, mention.noun.head, mention.origin
    for mention in memory.named():
        yield mention.noun, mention.noun.head, mention.origin


@rule(
    "NIO has 777 battery swap stations, [205] of them along highways => battery_swap_stations highway",
    "NIO will have 700 swap stations this year and build [600] new ones in 2022 => battery_swap_stations added planned",
)
def pointed_back(claim: Claim, memory: Memory) -> Answer | None:
    """ "Of them", "of these", "new ones": what was counted last."""
    if claim.how not in ("of_them", "ones"):
        return None
    for each in memory.same_sentence(claim):
        return Answer(_of_kind(claim, each.noun._replace(segments=())), each.noun.head, "sentence")
    for i, noun in before(claim.parsed, claim.at):
        if noun.noun_class in COUNTED and metric_of(noun):
            return Answer(noun._replace(segments=()), claim.parsed.text(i), "sentence")
    for mention in memory.named():
        if mention.noun.noun_class in COUNTED and metric_of(mention.noun):
            return Answer(mention.noun._replace(segments=()), mention.noun.head, mention.origin)
    return None


def _of_kind(claim: Claim, noun: Noun) -> Noun:
    """ "502,000 of them DC": the kind that stands behind the reference."""
    for k in range(claim.noun_at + 1, min(claim.noun_at + 3, len(claim.parsed.spans))):
        value = claim.parsed.spans[k].value
        if isinstance(value, Noun) and value.noun_class is None and noun.noun_class in ("site", "post"):
            return noun._replace(kinds=value.kinds)
    return noun

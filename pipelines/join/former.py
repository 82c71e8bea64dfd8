""" "The former" and "the latter": the last two kinds of thing that were named before."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.kinds import kind_behind
from pipelines.join.memory import Memory, near
from pipelines.join.metric import COUNTED, before, metric_of
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
    if which is None and parsed.has("ana"):
        for k in range(claim.at - 1, max(claim.at - 8, -1), -1):
            if parsed.spans[k].kind in ("number", "ordinal") and (claim.noun is None or parsed.word(k + 1) != "and"):
                break
            places = parsed.word(k - 1) in ("in", "at", "for")  # "62 million in the former and 110,000 in the latter"
            if parsed.spans[k].kind == "ana" and parsed.spans[k].value in ("former", "latter") and not places:
                which, subject = str(parsed.spans[k].value), parsed.word(k - 1) != "of"
                break
    if which is None:
        return None
    pair = _pair(claim, memory)
    if len(pair) < 2:
        return None
    noun = pair[1] if which == "former" else pair[0]
    counts_piles = (claim.noun or _noun_of_last(claim, memory) or noun).noun_class == "post"
    stand = any(parsed.word(k) in ("number", "numbered", "stand at", "stood at") for k in range(claim.at - 3, claim.at))
    if claim.noun is None and stand:
        return Answer(kind_behind(claim, noun._replace(segments=())), which, "sentence")
    if subject and counts_piles and noun.noun_class == "site":
        kinds = noun.kinds & {"fast", "destination"} or frozenset({"charging"})
        noun = Noun("post", kinds, (), True, "piles")
    elif claim.noun is not None and metric_of(claim.noun):
        return None
    return Answer(kind_behind(claim, noun._replace(segments=())), which, "sentence")


def _pair(claim: Claim, memory: Memory) -> list[Noun]:
    """The last two different things counted before, in the sentence or the one before it; the latest first."""
    nouns: list[Noun] = []
    pointing = any(s.kind == "ana" and s.value == "former" for s in claim.parsed.spans)
    counted = list(memory.sentence_before(claim))
    if not counted and claim.how not in ("former", "latter"):
        counted = list(memory.paragraph_before(claim))  # "the former offer 4,000 piles"
    sites = {metric_of(each.noun) for each in counted if each.noun.noun_class == "site"}
    for each in (*(() if pointing else memory.same_sentence(claim)), *counted):
        piles = each.noun.noun_class == "post" and len(sites) == 2 and each in counted  # what only hangs on the sites
        if metric_of(each.noun) not in [metric_of(n) for n in nouns] and not piles:
            nouns.append(each.noun)
    for _, noun in before(claim.parsed, claim.at):
        if len(nouns) < 2 and noun.noun_class in COUNTED and metric_of(noun) not in [*map(metric_of, nouns), None]:
            nouns.append(noun)
    for mention in memory.named() if claim.how in ("former", "latter") else ():
        if len(nouns) > 1 or not near(mention.origin, claim.origin):
            break
        if metric_of(mention.noun) not in [*map(metric_of, nouns), None]:
            nouns.append(mention.noun)
    return nouns[:2]


def _noun_of_last(claim: Claim, memory: Memory) -> Noun | None:
    return next((s.noun for s in memory.same_sentence(claim)), None)

"""Claims that the codebook counts as none: conditions, denials, what is merely permitted, wanted, examined or could be."""

from __future__ import annotations

from pipelines.join.capacity import (
    could_be_built,
    difference,
    examined,
    for_a_while,
    hypothetical,
    of_any_firm,
    of_one_driver,
    of_one_station,
    priced,
    room_for,
    tried_by_writer,
    wanting,
)
from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.governor import Governor
from pipelines.join.memory import Memory
from pipelines.join.per_site import capacity, per_site
from pipelines.join.unstated import unstated
from pipelines.model import Noun
from pipelines.words import singular, vocabulary


def refused(claim: Claim, noun: Noun, verb: Governor, memory: Memory) -> str | None:
    """Claims that the codebook counts as none: conditions, denials, what is merely permitted, events without a verb."""
    words = claim.parsed.words
    if verb.conditional or (words[0] == "had" and "," in words and "would" in words):
        return "conditional"  # "Had it kept its pace, it would have 5,000 stations now"
    start, _ = claim.parsed.bounds(claim.at)
    if any(claim.parsed.word(k) in ("nobody", "no one") for k in range(start, min(start + 2, claim.at))):
        return "denied"
    if verb.denied and not verb.words.endswith(("include", "count", "including", "counting")):
        return "denied"
    if "yet to" in verb.words and claim.count.value == 1 and not claim.ordinal:
        return "denied"  # "has yet to open one"
    if claim.parsed.sentence.text.rstrip("”\"’' ").endswith("?"):
        return "question"
    if verb.verb == "none" and not noun.service and not _all_of_its(claim) and not _needed_by(claim, verb):
        return "verb_counts_nothing"
    if _would_be_needed(claim):
        return "verb_counts_nothing"
    if claim.count.value == 1 and not claim.ordinal and claim.parsed.word(claim.noun_at + 1) in ("can", "could", "may"):
        return "any_station"  # "a single station can serve 400 cars"
    if verb.verb == "add" and _opened_to_others(claim, verb):
        return "opened_to_others"
    if (why := unstated(claim, verb)) is not None:
        return why
    if _part_of_refused(claim, memory):
        return "part_of_refused"
    if difference(claim, memory):
        return "difference"
    if per_site(claim, verb):
        return "per_station"
    if _whole_again(claim, noun, memory):
        return "said_again"
    if of_any_firm(claim) or priced(claim):
        return "of_any_firm"
    if hypothetical(claim, noun, verb):
        return "hypothetical"
    if could_be_built(claim, verb):
        return "could_be_built"
    if for_a_while(claim, verb):
        return "for_a_while"
    if room_for(claim):
        return "room_for"
    if tried_by_writer(claim, noun, memory):
        return "tried_by_writer"
    if examined(claim):
        return "examined"
    if wanting(claim) and not verb.planned:
        return "wanting"
    if noun.service and (capacity(claim) or of_one_driver(claim) or (not claim.ordinal and of_one_station(claim))):
        return "capacity"
    if verb.verb == "permitted" or _held_rights(claim, noun):
        return "merely_permitted"
    if (
        claim.how == "event"
        and verb.verb not in ("add", "remove")
        and not (claim.at and verb.planned and claim.parsed.spans[claim.at - 1].kind == "plan")  # "plans a new station"
        and not (verb.verb is None and _goes_on_adding(claim, memory))
    ):
        return "no_event"
    if noun.service and claim.count.value < (1000 if claim.ordinal else 20):
        return "single_service"
    return None


def _part_of_refused(claim: Claim, memory: Memory) -> bool:
    """ "Contracts for 137 locations, 23 of which were signed in May": a part of what does not count."""
    last = memory.counted[-1] if memory.counted else None
    return (
        claim.how == "of_them"
        and (
            claim.parsed.word(claim.noun_at) in ("of which", "which")
            or (last is not None and last.thing == "tried_by_writer")
        )
        and last is not None
        and last.parsed is claim.parsed
        and last.noun is None
        and last.at < claim.at
    )


def _opened_to_others(claim: Claim, verb: Governor) -> bool:
    """ "It will open 7,500 to other brands": those that there are, for more drivers."""
    parsed = claim.parsed
    if not any(word in ("open", "opens", "opened", "opening") for word in verb.words.lower().split()):
        return False
    if verb.at is not None and any(
        parsed.word(i) == "to" and parsed.word(i + 1) in ("others", "other", "all", "rivals", "non", "everyone")
        for i in range(verb.at + 1, claim.at)
    ):
        return True  # "opens its chargers to others at 15 sites"
    k = claim.noun_at + 1
    if parsed.word(k) in ("in", "across") and parsed.spans[k + 1 : k + 2] and parsed.spans[k + 1].kind == "place":
        k += 2  # "opened 15 of its stations in France to other brands"
    return parsed.word(k) in ("to", "for") and (
        parsed.word(k + 1) in ("other", "others", "rival", "rivals", "all", "non", "everyone", "drivers", "owners")
        or parsed.spans[k + 1 : k + 2] != ()
        and parsed.spans[k + 1].kind in ("operator", "firm")
    )


def _held_rights(claim: Claim, noun: Noun) -> bool:
    """ "It holds the rights to build at 40 locations": the last cue before the number is a permission."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    behind = parsed.spans[claim.noun_at + 1 : claim.noun_at + 2]
    if behind and (behind[0].kind, behind[0].value) == ("verb", "permitted"):
        return True  # "with a further 3,000 contracted"
    if _for_permission(parsed, parsed.ahead_of(claim.at), claim.noun_at):
        return True
    if any(
        parsed.word(k) in ("acquired", "secured", "signed", "contracted") for k in range(claim.at + 1, claim.noun_at)
    ):
        return True  # "its pipeline has grown to 550 acquired locations"
    if any((s.kind, s.value) == ("verb", "permitted") for s in parsed.spans[claim.at + 1 : claim.noun_at]):
        return True  # "427 secured locations"
    cues = ("verb", "number", "mood", "plan", "link")
    last = next((k for k in range(claim.at - 1, start - 1, -1) if parsed.spans[k].kind in cues), None)
    if last is None or parsed.spans[last].value != "permitted":
        return False
    return not (parsed.word(last) == "contract for" and noun.noun_class == "post")


def _for_permission(parsed: Parsed, k: int, end: int) -> bool:
    """ "Contracts in its pocket for a further 137 locations", "for 100 sites, the permits are at hand"."""
    while k > 0 and (parsed.spans[k].kind in ("qualifier", "more") or parsed.word(k) in ("a", "an", "the", "some")):
        k -= 1
    if parsed.word(k) != "for":
        return False
    reach = range(max(0, k - 6), k) if k else range(end + 1, min(end + 6, len(parsed.spans)))
    return any(singular(parsed.word(m)) in vocabulary("permission") for m in reach)


def _whole_again(claim: Claim, noun: Noun, memory: Memory) -> bool:
    """ "Of the 19 stations, seven are …", "the 50 stations are in Oslo": what was counted before counts once."""
    parsed, k = claim.parsed, claim.at - 1
    if parsed.word(k) not in ("the", "these", "those") or claim.ordinal:
        return False
    if parsed.word(k - 1) != "of" and (k or claim.how != "head_noun" or noun.service):
        return False
    return any(
        each.observation.value == claim.count.value
        and each.noun.noun_class == noun.noun_class
        and each.observation.measure != "nth"
        for each in memory.recent()
    )


def _needed_by(claim: Claim, verb: Governor) -> bool:
    """ "Will need a million by 2030": a forecast; "needs a million to meet demand" is none."""
    start, end = claim.parsed.bounds(claim.at)
    dated = any(s.kind == "date" for s in claim.parsed.spans[start:end])
    return "need" in verb.words and not verb.words.startswith("would") and (dated or verb.words.startswith("will"))


def _would_be_needed(claim: Claim) -> bool:
    """ "A network of 10,000 stations would be needed": the verb of the clause says that it is not there."""
    parsed = claim.parsed
    _, end = parsed.bounds(claim.at)
    behind = (g for g in parsed.verbs if claim.noun_at < g.start < min(end, claim.noun_at + 5))
    group = next(behind, None)
    return (
        group is not None
        and group.value == "none"
        and parsed.word(group.at) in ("needed", "required")
        and parsed.word(group.start).split(" ")[0] in ("would", "might", "could")
    )


def _goes_on_adding(claim: Claim, memory: Memory) -> bool:
    """ "Will build two stations in Bergen, and a station in Vestby": the verb of the first holds for the second."""
    return any(each.observation.measure == "added" for each in memory.same_sentence(claim))


def _all_of_its(claim: Claim) -> bool:
    """ "Its 1,100 stations are visited": a possessive takes for granted that there are so many."""
    return claim.how == "head_noun" and claim.parsed.word(claim.at - 1) in ("its", "their", "’s", "'s")

"""What a bare number counts: the noun beside it, its pair, a known figure, the topic of the paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.join.behind import behind
from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.memory import Memory, Settled, near
from pipelines.join.metric import COUNTED, before, counted_as, metric_of, weak
from pipelines.join.side import on_the_side, piles_of_site
from pipelines.join.untold import kind_of
from pipelines.model import Count, Noun
from pipelines.rules import Answer


def nearest(claim: Claim, memory: Memory) -> Answer | None:
    """The noun that stands nearest before the number in its sentence; its kind may stand further back."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    last = next(memory.same_sentence(claim), None)
    listed = last is not None and last.claim.how == "bare" and parsed.word(claim.at - 1) in ("and", ",")
    nothing_since = last is not None and not any(i > last.claim.at for i, _ in before(parsed, claim.at))
    if last is not None and listed and nothing_since and fits(claim, last.noun):
        return Answer(last.noun, last.noun.head, "sentence")  # "plus 31 in Ireland and 58 in Iceland"
    for i, noun in before(parsed, claim.at):
        if on_the_side(claim, i, noun) or _product_of_another(claim, i, noun):
            continue
        if (piles := piles_of_site(claim, i, noun)) is not None:
            return Answer(piles, parsed.text(i), "clause") if piles.kinds else kind_of(piles, claim, memory)
        settled = next((s for s in memory.same_sentence(claim) if s.claim.noun_at == i), None)
        said = settled is not None and parsed.word(i + 1) in ("are", "were", "offer", "supply")
        whole = (
            said and settled is not None and "fast" in settled.noun.kinds - noun.kinds
        )  # "138 of the points are fast"
        if whole and (wide := _whole_counted(noun, memory)) is not None:
            return Answer(wide._replace(segments=noun.segments), parsed.text(i), "sentence")
        if settled is not None and noun.noun_class == settled.noun.noun_class and not whole:
            noun = settled.noun._replace(segments=noun.segments)
        if (
            noun.noun_class is None
            and parsed.words[i - 1 : i + 2 : 2] == ("the", "ones")
            and (ones := _ones(noun, claim, memory))
        ):
            return Answer(ones, parsed.text(i), "clause")
        if noun.noun_class in ("site", "post") and not noun.kinds:
            found = kind_of(noun, claim, memory)
            if found is None and weak(noun):
                continue
            return found
        if noun.kinds == {"charging"} and (those := _those(parsed, i, noun, memory)):
            noun = noun._replace(kinds=those.kinds)  # "of the chargers, 2,100 are in Oslo"
        full = counted_as(noun)
        if full is not None and fits(claim, full):
            segments = () if _restricted(claim) else full.segments
            return Answer(full._replace(segments=segments), parsed.text(i), "clause" if i >= start else "sentence")
    return None


def _those(parsed: Parsed, i: int, noun: Noun, memory: Memory) -> Noun | None:
    """ "Of the chargers": those that were counted last, where these are the only ones the paragraph counted."""
    if parsed.word(i - 1) not in ("the", "these", "those") or parsed.word(i - 2) != "of":
        return None
    counted = [e.noun for e in memory.recent() if near(e.claim.origin, parsed.sentence.origin)]
    alike = [n for n in counted if n.noun_class == noun.noun_class]
    return alike[0] if alike and len({n.kinds for n in alike}) == 1 else None


def _product_of_another(claim: Claim, i: int, noun: Noun) -> bool:
    """ "Ahead of Tesla, which has 2,040 Superchargers, and Allego with 1,655": those of Allego are no Superchargers."""
    if not noun.head.startswith("supercharger") or not any(k < i for k, _ in claim.parsed.nouns):
        return False
    since = [claim.parsed.spans[k].value for k in claim.parsed.of_kind("operator", start=i, end=claim.at)]
    return bool(since) and "tesla" not in since


def _whole_counted(noun: Noun, memory: Memory) -> Noun | None:
    """The chargers or sites of all kinds that were counted before a fast part of them."""
    wholes = (e.noun for e in memory.recent() if e.noun.noun_class == noun.noun_class)
    return next((whole for whole in wholes if whole.kinds == {"charging"}), None)


def _ones(noun: Noun, claim: Claim, memory: Memory) -> Noun | None:
    """ "That of the fast ones shrank by 275": the thing counted last, of the kind that is named."""
    last = next(
        (e.noun for e in memory.recent() if e.noun.noun_class in ("site", "post") and fits(claim, e.noun)), None
    )
    return last._replace(kinds=noun.kinds, segments=()) if last is not None else None


def _restricted(claim: Claim) -> bool:
    """True where the number has a restriction of its own behind it: "203 are first-generation and 497 second"."""
    for span in claim.parsed.spans[claim.at + 1 : claim.at + 9]:
        if span.kind == "number":
            return False
        if span.kind == "segment":
            return True
    return False


def paired(claim: Claim, memory: Memory) -> Answer | None:
    """ "807 and 3,580", "173,800 at 1,566": two bare numbers side by side count, in their order, the last two things."""
    parsed, place = claim.parsed, None
    for other, here in ((_side(parsed, claim.at, -1), 1), (_side(parsed, claim.at, 1), 0)):
        if other is not None and (here or behind(parsed, other)[0] == "bare"):
            place = here
            first = min(other, claim.at)
    if place is None:
        return None
    nouns: list[Noun] = []
    for group in (memory.same_sentence(claim), memory.sentence_before(claim), memory.paragraph_before(claim)):
        for each in group:
            earlier = each.claim.at < first or each.claim.parsed is not parsed
            if earlier and metric_of(each.noun) not in [metric_of(n) for n in nouns]:
                nouns.insert(0, each.noun)
        if nouns:
            break
    if len(nouns) == 3 and nouns[-1].noun_class == "post" and nouns[1].noun_class == "site":
        nouns.pop()  # "22 swap stations and 15 charging stations with 68 piles"
    return (
        Answer(nouns[place]._replace(segments=nouns[place].segments), nouns[place].head, "sentence")
        if len(nouns) == 2
        else None
    )


def adds_up(claim: Claim, memory: Memory) -> Answer | None:
    """ "72 chargers at six sites. Sweden gets four, Norway the other two": the parts of the number that they add up to."""
    parsed = claim.parsed
    bare = [i for i in parsed.of_kind("number") if behind(parsed, i)[0] == "bare"]
    parts = [value.value for i in bare if isinstance(value := parsed.spans[i].value, Count)]
    if len(parts) < 2 or claim.at not in bare or any(True for _ in parsed.nouns):
        return None
    same = [each for each in memory.sentence_before(claim) if each.observation.value == sum(parts)]
    return Answer(same[0].noun._replace(segments=()), same[0].noun.head, "paragraph") if len(same) == 1 else None


def parallel(claim: Claim, memory: Memory) -> Answer | None:
    """ "One at Exeter with 24 bays and one at Stevenage with 30": behind the same preposition the same thing is counted."""
    parsed, joint = claim.parsed, claim.parsed.ahead_of(claim.at)
    for each in memory.same_sentence(claim) if parsed.word(claim.at) == "one" else ():
        if parsed.word(each.claim.at) == "one" and each.claim.how == "bare":
            return Answer(each.noun, each.noun.head, "sentence")
    if parsed.word(joint) not in _JOINTS or parsed.word(joint - 1) in ("up", "down", ","):
        return None
    counted = list(memory.same_sentence(claim))
    ahead = [each for each in counted if parsed.word(parsed.ahead_of(each.claim.at)) == parsed.word(joint)]
    last = ahead[0] if ahead else None
    if last is None or last is counted[-1] or last.claim.how not in ("head_noun", "bare") or not fits(claim, last.noun):
        return None
    main = any(each.claim.at > last.claim.at for each in counted) or "and" in parsed.words[last.claim.at : joint]
    return Answer(last.noun, last.noun.head, "sentence") if main else None


#: Prepositions by which piles and sites are joined.
_JOINTS = frozenset({"with", "at", "across", "offering", "comprising"})


def _side(parsed: Parsed, at: int, step: int) -> int | None:
    """Index of the number that "and" or "at" joins to the one at `at`, before or behind it."""
    k = at + step
    while 0 <= k < len(parsed.spans) and parsed.spans[k].kind == "qualifier":
        k += step
    if parsed.word(k) not in ("and", "at"):
        return None
    k += step
    while 0 <= k < len(parsed.spans) and parsed.spans[k].kind == "qualifier":
        k += step
    return k if 0 <= k < len(parsed.spans) and parsed.spans[k].kind == "number" else None


def known_figure(claim: Claim, memory: Memory) -> Answer | None:
    """A figure that was counted before counts the same again: "its 175 sites … the 175th opened in Wuhan"."""
    if claim.count.value < 100 or any(n.noun_class in COUNTED for _, n in before(claim.parsed, claim.at)):
        return None
    for each in memory.recent():
        if each.observation.value == claim.count.value and (fits(claim, each.noun)):
            return Answer(each.noun._replace(segments=()), each.noun.head, "paragraph")
    return None


def fits(claim: Claim, noun: Noun) -> bool:
    """Services go into the thousands, and do not stand anywhere; piles offer no piles ("all nine together offer 26 points")."""
    if not noun.service and claim.count.value > _MOST[noun.noun_class == "post"]:
        return False
    if noun.noun_class == "post":
        return not _offers_piles(claim) and not (claim.ordinal and claim.count.value < 100)
    if not noun.service:
        return True
    if not (100_000 if claim.ordinal else 500) <= claim.count.value <= _MOST_SERVICES:
        return False
    if claim.count.value < 1_000_000 and any(s.kind == "plan" for s in claim.parsed.spans[: claim.at]):
        return False  # targets are for what is built
    after = claim.parsed.word(claim.at + 1)
    return not (after in ("are", "were", "stand", "more") and claim.parsed.word(claim.at + 2) in ("in", "under", "on"))


#: More sites than this, and more piles, there will not be.
_MOST_SERVICES = 1_000_000_000
_MOST = (5_000_000, 200_000_000)


def _offers_piles(claim: Claim) -> bool:
    """True where the number is the subject of what has or offers piles."""
    parsed = claim.parsed
    _, end = parsed.bounds(claim.at)
    verb = next(
        (k for k in range(claim.at + 1, min(end, claim.at + 4)) if parsed.spans[k].kind in ("link", "verb")), None
    )
    if verb is None or (parsed.spans[verb].kind == "verb" and parsed.word(verb) not in ("have", "had")):
        return False
    return any(
        verb < i < end and n.noun_class == "post" and parsed.spans[i - 1].kind == "number" for i, n in parsed.nouns
    )


def _topics(claim: Claim, memory: Memory) -> Iterator[Settled]:
    """What the paragraph counted, the latest sentence first, and in each what it counted first: that is its topic."""
    sentence: list[Settled] = []
    for each in memory.recent():
        if not near(each.claim.origin, claim.origin):
            break
        if each.claim.origin != claim.origin and _besides(each.claim.parsed):
            continue  # a new paragraph goes back to the topic
        if sentence and sentence[0].claim.parsed is not each.claim.parsed:
            yield from reversed(sentence)
            sentence = []
        sentence.append(each)
    yield from reversed(sentence)


def _besides(parsed: Parsed) -> bool:
    """ "In addition, there are 402 charging stations": told on the side of what the article is about."""
    return (
        parsed.word(0) in ("besides", "additionally", "moreover", "furthermore", "separately", "plus")
        or (parsed.words[:2] in (("in", "addition"), ("on", "top")) and "," in parsed.words[2:5])
        or "also" in parsed.words[: next(parsed.of_kind("number"), 0)]
    )


def last_counted(claim: Claim, memory: Memory) -> Answer | None:
    """What was counted last in the paragraph, else what the article's head speaks of."""
    if (named := _named_ahead(claim, memory)) is not None:
        return Answer(named, named.head, "paragraph")
    if (alike := _of_that_size(claim, memory)) is not None:
        return Answer(alike._replace(segments=()), alike.head, "paragraph")
    for each in memory.recent() if _target_of_place(claim) else ():
        if each.observation.operator == "industry" and fits(claim, each.noun):
            return Answer(_of_all_kinds(each.noun, memory)._replace(segments=()), each.noun.head, each.claim.origin)
    for each in _topics(claim, memory):
        if fits(claim, each.noun) and not _fast_part(claim, each, memory):
            noun = _of_all_kinds(each.noun, memory) if _of_another_owner(claim, each, memory) else each.noun
            return Answer(noun._replace(segments=()), each.noun.head, "paragraph")
    for each in memory.recent() if _target(claim) else ():
        if fits(claim, each.noun) and not each.noun.service:
            return Answer(each.noun._replace(segments=()), each.noun.head, each.claim.origin)
    for mention in memory.named():
        full = counted_as(mention.noun)
        if full is None or full.noun_class == "session" or not fits(claim, full):
            continue
        near = mention.origin == claim.origin
        if near or mention.origin in ("title", "p0") or _anaphoric(claim) or claim.ordinal:
            return Answer(full._replace(segments=()), full.head, "paragraph" if near else mention.origin)
    return None


def _of_another_owner(claim: Claim, each: Settled, memory: Memory) -> bool:
    """True where a new paragraph turns to another network."""
    if each.claim.origin == claim.origin:
        return False
    owners = {claim.parsed.spans[i].value for i in claim.parsed.of_kind("operator", end=claim.at)}
    beside = {s.observation.operator for s in memory.same_sentence_of(each.claim.parsed)}
    return bool(owners) and not owners & beside


def _of_all_kinds(noun: Noun, memory: Memory) -> Noun:
    """Behind the fast chargers of one network the bare number of another counts all kinds, where the article has such."""
    if (
        "fast" in noun.kinds
        and noun.kinds <= {"fast", "charging"}
        and any(m.noun.noun_class == noun.noun_class and m.noun.kinds == {"charging"} for m in memory.named())
    ):
        return noun._replace(kinds=frozenset({"charging"}))
    return noun


def _named_ahead(claim: Claim, memory: Memory) -> Noun | None:
    """ "It has begun to install home chargers. Some 62,000 were installed": the sentence ahead names them, uncounted."""
    ahead = memory.sentence_ahead(claim.parsed)
    if ahead is None or claim.ordinal or any(True for _ in memory.same_sentence_of(ahead)):
        return None
    if any(s.kind == "number" for s in ahead.spans) or next(memory.same_sentence(claim), None) is not None:
        return None
    things = [n for _, n in ahead.nouns if n.plural and counted_as(n) is not None and fits(claim, n)]
    return things[0] if len(things) == 1 else None


def _of_that_size(claim: Claim, memory: Memory) -> Noun | None:
    """ "976 stations … more than 140,000 swaps. The highest figure so far is 129,650": the one of like size."""
    before_it = list(memory.sentence_before(claim))
    value = claim.count.value
    if len({each.noun.noun_class for each in before_it}) < 2 or value < 1000 or claim.ordinal:
        return None
    first = before_it[-1].observation.value
    if first * 50 > value:
        return None
    alike = [e.noun for e in before_it if value / 5 < e.observation.value < value * 5 and fits(claim, e.noun)]
    return alike[0] if alike else None


def _fast_part(claim: Claim, part: Settled, memory: Memory) -> bool:
    """True for "1,050 of them are fast chargers", "of the public ones, 1,050 are DC" behind a whole of all kinds: what
    follows speaks of the whole; a new paragraph does even where the one before only goes on with it.
    """
    beside = (part, *memory.same_sentence_of(part.claim.parsed))
    of_whole = part.claim.parsed.word(0).split(" ")[0] == "of" or any(
        each.claim.how in ("of_them", "part_of") and each.claim.at <= part.claim.at for each in beside
    )
    if not of_whole or "fast" not in part.noun.kinds:
        return False
    return any(
        each.noun.kinds == {"charging"}
        and each is not part
        and (
            each.claim.origin == part.claim.origin
            or (claim.origin != part.claim.origin and near(each.claim.origin, part.claim.origin))
        )
        for each in memory.recent()
    )


def _target(claim: Claim) -> bool:
    """ "The target is 10,000 by 2025": a goal without a noun is one for the network."""
    parsed = claim.parsed
    return any(parsed.word(k) in ("target", "goal", "aim", "plan") for k in range(min(3, claim.at)))


def _target_of_place(claim: Claim) -> bool:
    """ "Tokyo's target is 300,000", "Seoul's is 1.2 million": what a place aims for is everybody's."""
    parsed = claim.parsed
    placed = parsed.spans[0].kind == "place" and parsed.word(1) in ("’s", "'s")
    return placed and not parsed.has("operator") and (_target(claim) or parsed.word(2) in ("is", "was"))


def _anaphoric(claim: Claim) -> bool:
    """True where the clause itself says that it goes on: a goal, a count, "they"."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    return any(
        parsed.spans[i].kind in ("plan", "count", "ana", "more", "scope") or parsed.word(i) in ("they", "their", "it")
        for i in range(start, end)
    )

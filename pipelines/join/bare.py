"""Bare numbers: no noun and no reference behind them, only a verb, a list or "times" that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipelines.join.behind import behind
from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.kinds import kind_behind
from pipelines.join.memory import Counted, Memory, Settled
from pipelines.join.metric import before, counted_as, metric_of, weak
from pipelines.join.offered import spread
from pipelines.join.refer import kind_of
from pipelines.join.refused import hangs
from pipelines.model import Noun
from pipelines.rules import Answer, rule

#: Words between a governing verb and a bare number: "stands at 894", "grew by 37", "a total of some 1,480".
_LEADING = frozenset(
    {
        "to",
        "at",
        "by",
        "of",
        "from",
        "with",
        "the",
        "a",
        "an",
        "been",
        "for",
        "its",
        "in",
        "be",
        "was",
        "is",
        "were",
        "are",
        "only",
        "just",
        "already",
        "now",
        "up",
        "down",
        "or",
        ":",
        "on",
    }
)


def _governed(claim: Claim) -> str | None:
    """The cue that licenses a bare number: the verb or count word right before it, or the verb right behind it."""
    parsed, k = claim.parsed, claim.at - 1
    start, end = parsed.bounds(claim.at)
    while k >= start and claim.at - k < 7:
        span = parsed.spans[k]
        if span.kind in ("verb", "count", "link", "plan"):
            return parsed.text(k)
        if span.kind not in ("qualifier", "more", "date", "place", "scope") and parsed.word(k) not in _LEADING:
            break
        k -= 1
    after = claim.at + 1
    while after < end and (
        parsed.spans[after].kind in ("after", "more", "segment", "operator") or parsed.word(after) == "each"
    ):
        after += 1
    if after < end and (
        parsed.spans[after].kind in ("verb", "mood") or parsed.word(after) in ("are", "were", "is", "was")
    ):
        return parsed.text(after)
    return None


def _in_list(claim: Claim, memory: Memory) -> bool:
    """True where the number follows one that was counted in the same sentence: "five on Sunday and five on Monday"."""
    if next(iter(memory.same_sentence(claim)), None) is None:
        return False
    parsed, k = claim.parsed, claim.at - 1
    while k > 0 and (
        parsed.spans[k].kind in ("qualifier", "more", "mood", "plan", "scope", "place", "operator", "date")
        or parsed.word(k) in ("the", "a", "another", "other", "only", "just", "of", "its")
    ):
        k -= 1
    return parsed.word(k) in (
        ",",
        "and",
        "or",
        "with",
        "from",
        "to",
        "including",
        "up from",
        "plus",
        "against",
        "than",
        "but",
        "of which",
        "by",
        "in",
        "on",
        "had",
        "has",
        "down",
        "up",
    )


@rule(
    "The number of swap stations in China rose to [890] => battery_swap_stations total",
    "NIO's swap network as a whole stands at [894], including 237 on expressways => battery_swap_stations total",
    "Supercharging stations of NIO grew by 37 to [820] => supercharging_stations total",
    "NIO has 63 swap stations in Oslo, ahead of Bergen ([9]) => battery_swap_stations",
    "NIO had 20 swap stations in Norway. A year before, it had been [11]. => battery_swap_stations total",
    refuses=[
        "The swap station is on line [16] of the metro",
        "NIO has 20 swap stations. It delivered 20,000 cars in May, against [16,000] in April.",
    ],
)
def bare_number(claim: Claim, memory: Memory) -> Answer | None:
    """A bare number counts what was counted last; a kind behind it is its own."""
    answer = _what_was_counted(claim, memory)
    if answer is None or not isinstance(answer.value, Noun) or claim.ordinal:
        return answer
    noun = answer.value
    if noun.noun_class == "post" and _alternating(claim):
        return replace(answer, value=noun._replace(kinds=frozenset({"charging"})))
    return replace(answer, value=kind_behind(claim, noun))


def _alternating(claim: Claim) -> bool:
    """ "Direct current accounts for 3,406 of them and alternating current for 5,296": the subject is the kind."""
    for span in reversed(claim.parsed.spans[: claim.at]):
        if span.kind == "number" or isinstance(span.value, Noun):
            return False
        if span.kind == "segment" and span.value == "ac":
            return True
    return False


def _what_was_counted(claim: Claim, memory: Memory) -> Answer | None:
    """A number without a noun counts what was counted last, where its place in the sentence is one for a count."""
    if claim.how not in ("bare", "nth") or claim.noun is not None:
        return None
    parsed = claim.parsed
    if parsed.word(claim.at + 1) == "spread":
        return spread(claim)
    if _service_unit(claim) or _averaged(claim):
        return None
    last = memory.counted[-1] if memory.counted else None
    goes_on = last is not None and last.origin == claim.origin and _in_slot(claim)
    if goes_on and last is not None and last.noun is None and not _named_since(claim, last):
        return None  # another thing was counted last
    if _compares_other(claim, memory):
        return None
    if not goes_on and not claim.ordinal and _governed(claim) is None and not _in_list(claim, memory):
        return None
    paired = _paired(claim, memory)
    if paired is not None:
        return paired
    nearest = _nearest(claim, memory)
    if nearest is not None:
        return nearest
    for each in memory.same_sentence(claim):
        if _fits(claim, each.noun):
            return Answer(each.noun._replace(segments=()), each.noun.head, "sentence")
    if goes_on and not _fronted(claim):
        return _last_counted(claim, memory)
    for i, noun in parsed.nouns:
        full = counted_as(noun)
        if i > claim.at and full is not None and _fits(claim, full):
            return Answer(full._replace(segments=()), parsed.text(i), "sentence")
    return _last_counted(claim, memory)


def _paired(claim: Claim, memory: Memory) -> Answer | None:
    """ "807 and 3,580", "173,800 at 1,566": two bare numbers side by side count, in their order, the last two things."""
    parsed, place = claim.parsed, None
    for other, here in ((_side(parsed, claim.at, -1), 1), (_side(parsed, claim.at, 1), 0)):
        if other is not None and (here or behind(parsed, other)[0] == "bare"):
            place = here
            first = min(other, claim.at)
    if place is None:
        return None
    nouns: list[Noun] = []
    for group in (memory.same_sentence(claim), memory.sentence_before(claim)):
        for each in group:
            earlier = each.claim.at < first or each.claim.parsed is not parsed
            if earlier and metric_of(each.noun) not in [metric_of(n) for n in nouns]:
                nouns.insert(0, each.noun)
        if nouns:
            break
    return (
        Answer(nouns[place]._replace(segments=nouns[place].segments), nouns[place].head, "sentence")
        if len(nouns) == 2
        else None
    )


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


def _nearest(claim: Claim, memory: Memory) -> Answer | None:
    """The noun that stands nearest before the number in its sentence; its kind may stand further back."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    for i, noun in before(parsed, claim.at):
        if _on_the_side(claim, i, noun):
            continue
        if noun.noun_class in ("site", "post") and not noun.kinds:
            found = kind_of(noun, claim, memory)
            if found is None and weak(noun):
                continue
            return found
        full = counted_as(noun)
        if full is not None and _fits(claim, full):
            segments = () if _restricted(claim) else full.segments
            return Answer(full._replace(segments=segments), parsed.text(i), "clause" if i >= start else "sentence")
    return None


def _restricted(claim: Claim) -> bool:
    """True where the number has a restriction of its own behind it: "203 are first-generation and 497 second"."""
    for span in claim.parsed.spans[claim.at + 1 : claim.at + 9]:
        if span.kind == "number":
            return False
        if span.kind == "segment":
            return True
    return False


def _on_the_side(claim: Claim, i: int, noun: Noun) -> bool:
    """True for a noun that only hangs on another, where a verb or a comparison leads back to that: "17 stations with 68
    stalls, is to see five more", "126 chargers at 80 locations, and the plan calls for 325".
    """
    parsed = claim.parsed
    k = i - 1
    while k > 0 and parsed.spans[k].kind in ("number", "qualifier", "segment", "operator", "more"):
        k -= 1
    main, joints = ("site", ("with",)) if noun.noun_class == "post" else ("post", ("at", "in", "across", "over"))
    if parsed.word(k) not in joints or all(n.noun_class != main for _, n in before(parsed, k)):
        return False
    compared = parsed.word(claim.at - 1) in ("from", "up from") and main == "post"
    return compared or any(s.kind in ("verb", "mood", "plan") for s in parsed.spans[i + 1 : claim.at])


def _fronted(claim: Claim) -> bool:
    """True where the number stands in a phrase before the subject: "From 555 in 2020, the number of stations rose"."""
    parsed = claim.parsed
    opened = parsed.word(0) in ("from", "at", "of", "with", "after", "by", "up", "including", "against")
    return opened and not any(s.kind in ("verb", "mood", "plan") for s in parsed.spans[: claim.at])


def _compares_other(claim: Claim, memory: Memory) -> bool:
    """True where a comparison goes with a number that is none of ours: "the wait was 11 minutes, down from 19"."""
    parsed, k = claim.parsed, claim.at - 1
    while k > 0 and parsed.spans[k].kind == "qualifier":
        k -= 1
    if (
        parsed.word(k) not in ("from", "than", "against", "versus", "after", "up from")
        and parsed.word(k - 1) != "compared"
    ):
        return False
    number = next(
        (i for i in range(k - 1, -1, -1) if parsed.spans[i].kind in ("number", "glued") and not hangs(parsed, i + 1)),
        None,
    )
    if number is None or parsed.word(k - 1) in ("rose", "grew") or parsed.spans[number + 1].value == "percent":
        return False
    settled = any(each.claim.at == number for each in memory.same_sentence(claim))
    return not settled and not any(i > number for i, _ in before(parsed, k))


def _named_since(claim: Claim, last: Counted) -> bool:
    """True where a noun of ours stands between another thing that was counted and this number."""
    if last.parsed is not claim.parsed:
        return any(True for _ in before(claim.parsed, claim.at))
    return any(i > last.at for i, _ in before(claim.parsed, claim.at))


def _in_slot(claim: Claim) -> bool:
    """True where a count can stand: not behind a name of which it may be a part ("Oshan 520"), and no pronoun."""
    parsed, k = claim.parsed, claim.at - 1
    if k < 0 or parsed.spans[k].kind != "word":
        return True
    first = parsed.sentence.text[parsed.spans[k].start]
    return not first.isupper() or k == 0 or _after_comma(parsed, k)


def _after_comma(parsed: Parsed, k: int) -> bool:
    """ "NIO has 63 stations, Farizon eight": a name that begins the part of a list."""
    while k > 0 and parsed.spans[k].kind in ("word", "firm", "operator") and parsed.text(k)[0].isupper():
        k -= 1
    return parsed.word(k) in (",", "and", ";", "of", "while")


def _fits(claim: Claim, noun: Noun) -> bool:
    """Services go into the thousands, and do not stand anywhere."""
    if not noun.service:
        return True
    if claim.count.value < (100_000 if claim.ordinal else 500):
        return False
    after = claim.parsed.word(claim.at + 1)
    return not (after in ("are", "were", "stand", "more") and claim.parsed.word(claim.at + 2) in ("in", "under", "on"))


def _averaged(claim: Claim) -> bool:
    """ "The average of about 53,000 in the 12 months", "57,000 a month": no number of what came or stands."""
    parsed, k = claim.parsed, claim.at - 1
    while k > 0 and parsed.spans[k].kind == "qualifier":
        k -= 1
    after = (parsed.word(claim.at + 1), parsed.word(claim.at + 2))
    monthly = after[0] in ("a", "per", "each", "every") and after[1] in ("month", "week", "year")
    return monthly or (parsed.word(k) == "average of" and not any(s.kind == "rate" for s in parsed.spans[claim.at :]))


def _service_unit(claim: Claim) -> bool:
    """True where the verb before says that another thing is counted: costs, weighs, covers, serves."""
    parsed = claim.parsed
    return any(
        parsed.word(k)
        in (
            "hold",
            "holds",
            "stores",
            "store",
            "serve",
            "serves",
            "cope",
            "costs",
            "cost",
            "pay",
            "paid",
            "covers",
            "handles",
            "handle",
        )
        for k in range(max(0, claim.at - 5), claim.at)
    )


def _last_counted(claim: Claim, memory: Memory) -> Answer | None:
    """What was counted last in the paragraph, else what the article's head speaks of."""
    for each in _topics(claim, memory):
        if _fits(claim, each.noun):
            return Answer(each.noun._replace(segments=()), each.noun.head, "paragraph")
    for mention in memory.named():
        full = counted_as(mention.noun)
        if full is None or full.noun_class == "session" or not _fits(claim, full):
            continue
        near = mention.origin == claim.origin
        if near or mention.origin in ("title", "p0") or _anaphoric(claim) or claim.ordinal:
            return Answer(full._replace(segments=()), full.head, "paragraph" if near else mention.origin)
    return None


def _topics(claim: Claim, memory: Memory) -> Iterator[Settled]:
    """What the paragraph counted, the latest sentence first, and in each what it counted first: that is its topic."""
    sentence: list[Settled] = []
    for each in memory.recent():
        if each.claim.origin != claim.origin:
            break
        if sentence and sentence[0].claim.parsed is not each.claim.parsed:
            yield from reversed(sentence)
            sentence = []
        sentence.append(each)
    yield from reversed(sentence)


def _anaphoric(claim: Claim) -> bool:
    """True where the clause itself says that it goes on: a goal, a count, "they"."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    return any(
        parsed.spans[i].kind in ("plan", "count", "ana", "more", "scope") or parsed.word(i) in ("they", "their", "it")
        for i in range(start, end)
    )

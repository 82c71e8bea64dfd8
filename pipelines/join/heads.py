"""The subject of a verb: what its head names, ours, somebody who has a network, or a thing that is none of ours."""

from __future__ import annotations

from pipelines.join.clauses import OPENERS, Parsed
from pipelines.join.closed import ADVERBS, FUNCTION, HAVE, POSSESSED, PRONOUNS
from pipelines.join.refused import OTHER_THINGS
from pipelines.join.verbs import Group
from pipelines.model import Noun
from pipelines.words import beside, singular, vocabulary

#: Prepositions that hang more on the head of a subject: "the number of stations in Oslo".
_HANG = frozenset(
    {"of", "in", "for", "with", "at", "on", "from", "to", "across", "along", "between", "under", "by", "as"}
)

#: Words that begin the clause of a subject.
_BEGIN = OPENERS | {"and", "or", "that", "which", "who", "when", "where", "if", "than", "after", "before", "since"}

#: What makes a head that no list has one of somebody's, or of what was counted: "the Ionity park".
_NAMED = frozenset({"operator", "industry", "ana", "number", "ordinal", "body"})

#: Who can be a subject and is no thing.
_WHO = ("company", "person", "authority", "kin")


def other_subject(parsed: Parsed, group: Group) -> bool:
    """True where the subject of a verb names a thing that is none of ours: "revenue", "the stock of electric cars"."""
    bounds = _subject(parsed, group)
    if bounds is None:
        return False
    start, end = bounds
    if parsed.word(start - 1) in ("with", "including"):
        return False  # "private piles built together with vehicles rose to 300,000"
    hung = next((k for k in range(start + 1, end) if parsed.word(k) in _HANG), end)
    head = hung - 1
    if parsed.word(head) in ("’s", "'s") or "what" in parsed.words[:end]:
        return False
    said = end if hung < end and parsed.word(hung) == "of" else hung  # "satisfaction with fast chargers"
    if any(
        isinstance(s.value, Noun) and (s.value.kinds or s.value.noun_class not in ("network", None))
        for s in parsed.spans[start:said]
    ):
        return False
    foreign = [s for k, s in enumerate(parsed.spans[start:end], start) if k != head and _foreign(parsed, k)]
    span, word = parsed.spans[head], parsed.word(head)
    if span.kind in ("count", "plan") or singular(word.split(" ")[-1]) in vocabulary("number") | vocabulary("network"):
        counted = hung < end and parsed.word(hung) == "of" and _unknown_things(parsed, hung + 1, end)
        return bool(foreign) or counted or singular(parsed.word(head - 1)) in vocabulary("measured")
    if span.kind == "noun":
        return bool(foreign)
    if _foreign(parsed, head):
        return span.value not in ("firms", "people", "places")
    if span.kind != "word" or not word.isalpha() or word in FUNCTION | ADVERBS | PRONOUNS:
        return False
    named = [k for k in range(start, head) if parsed.spans[k].kind in _NAMED and parsed.word(k + 1) not in POSSESSED]
    if named:
        return bool(foreign) and not any(parsed.spans[k].kind in ("ana", "number") for k in named)
    capital = not parsed.text(head).islower()
    if capital and head != 0:
        return group.value == "be" and head > 0 and not parsed.text(head - 1).islower()  # "William Li is 48"
    return not any(beside(ident, word, last=True) for ident in _WHO)


def other_thing(parsed: Parsed, head: int, bare: bool = False) -> bool:
    """True where the noun at `head` is none of ours and no word for a number or a network."""
    span, word = parsed.spans[head], parsed.word(head)
    described = head > 0 and (singular(parsed.word(head - 1)) in vocabulary("measured") or _foreign(parsed, head - 1))
    if span.kind in ("count", "plan") or singular(word.split(" ")[-1]) in vocabulary("number") | vocabulary("network"):
        return described
    if (
        span.kind != "word"
        or not word.isalpha()
        or word in FUNCTION | ADVERBS | PRONOUNS
        or not parsed.text(head).islower()
    ):
        return False
    led = any(parsed.word(k) in ("the", "its", "their", "a", "an", "’s", "'s") for k in (head - 1, head - 2))
    return (led or bare) and not any(beside(ident, word, last=True) for ident in _WHO)


def one_thing(parsed: Parsed, k: int) -> bool:
    """True for one car or pack that does something: "the sedan has", not "the electric vehicle maker has"."""
    span = parsed.spans[k]
    after = parsed.spans[k + 1].kind if k + 1 < len(parsed.spans) else ""
    acts = after in ("verb", "mood", "link", "number", "plan", "act", "word")
    if span.kind != "unit" or span.value not in ("cars", "batteries") or not acts:
        return False
    return not parsed.word(k).endswith("s") and not beside("company", parsed.word(k + 1), last=True)


def _unknown_things(parsed: Parsed, start: int, end: int) -> bool:
    """ "The number of accidents": the plural of a word that says nothing of stations or numbers."""
    for k in range(start, end):
        word = parsed.word(k)
        if parsed.spans[k].kind != "word" or word in FUNCTION | PRONOUNS:
            return False
        if word.endswith("s") and not word.endswith("ss"):
            return singular(word) not in vocabulary("number") | vocabulary("network") | vocabulary("host")
    return False


def _foreign(parsed: Parsed, k: int) -> bool:
    """True for a thing of another kind: cars, people, shops."""
    span = parsed.spans[k]
    return span.kind == "unit" and span.value in OTHER_THINGS | {"money", "energy"}


def _subject(parsed: Parsed, group: Group) -> tuple[int, int] | None:
    """First index of the noun phrase right before a verb group, and the index after it."""
    start, _ = parsed.bounds(group.at)
    end = group.start
    while end > start and (
        parsed.spans[end - 1].kind in ("date", "scope", "mood") or parsed.word(end - 1) in ADVERBS | HAVE
    ):
        end -= 1
    inside = {k for g in parsed.verbs if g is not group and not _hung(parsed, g, start) for k in range(g.start, g.end)}
    first = end
    while first > start:
        span, word = parsed.spans[first - 1], parsed.word(first - 1)
        if first - 1 in inside or (span.kind in ("sign", "date") and word not in ("-", "’s", "'s")) or word in _BEGIN:
            break
        first -= 1
    if first - 1 in inside and parsed.word(first) in _BEHIND_PARTICIPLE:
        return None  # "third-party piles connected to its app exceed 1.1 million"
    return (first, end) if first < end else None


#: What leads to the complement of a participle.
_BEHIND_PARTICIPLE = frozenset({"to", "by", "via", "through", "with"})


def _hung(parsed: Parsed, group: Group, start: int) -> bool:
    """ "Satisfaction with fast chargers fell": the "with" hangs on the noun that opens the clause."""
    return (
        group.form == "with"
        and parsed.word(group.start) == "with"
        and start < group.start <= start + 3
        and all(parsed.spans[k].kind == "word" for k in range(start, group.start))
    )

"""What a verb does to the number that is its object or its subject, where that takes more than its list: levels that a
thing is moved to, money for so many, stations that come and go, nouns of action with their predicates.
"""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.closed import ADVERBS, HAVE, PRONOUNS
from pipelines.join.reach import COUNTS
from pipelines.join.verbs import Group

#: Verbs that say nothing of a number by themselves.
SILENT = frozenset({"be", "show", "grow", "shrink", "carry"})


def meant(claim: Claim, group: Group) -> tuple[str | None, bool]:
    """What a verb group says of the number, and whether it is planned."""
    parsed, word = claim.parsed, claim.parsed.word(group.at)
    verb, planned = None if group.value in SILENT else group.value, group.planned
    ahead = group.at < claim.at
    if (level := carried(claim, group)) is not None:
        return level, planned
    if word in SHIFTS and verb is None and object_of(claim, group):
        return "none", planned  # "will move two of them"
    if (
        group.value == "grow"
        and ahead
        and group.end == parsed.ahead_of(claim.at) + 1
        and claim.how in ("of_them", "part_of")
    ):
        return "none", planned  # "expanded 12 of them"
    if ahead and word.endswith(" up") and verb == "add" and parsed.word(group.end) in ("from", "to"):
        return "reach", planned  # "the number went up from 131 to 152"
    if planned and word == "add up to":
        return "add", True  # "plans to add up to 50"
    if planned and word in GIVES and ahead and _given(claim, group):
        return "add", True  # "the program will bring Norway 300 chargers"
    if word == "coming to" and not ahead and not parsed.has("number", start=group.end, end=group.end + 3):
        return "add", True  # "12 stations are coming to Norway"
    if word == "contract for" and ahead and (claim.noun is None or claim.noun.noun_class == "post"):
        return "add", True  # "won a contract for 300 chargers"; those for sites are permissions
    if ahead and _paid_for(claim, group):
        return "add", True
    if group.value == "allot":
        money = any(s.value == "money" for s in parsed.spans[group.end : claim.at])
        return ("add", True) if money and _before_number(claim) in ("for", "to", "on") else (None, planned)
    if group.value == "invest":
        into = word.endswith(" into") or _before_number(claim) in ("in", "into", "on", "for")
        return ("add" if into else None), planned
    return verb, planned


def object_of(claim: Claim, group: Group) -> bool:
    """True where the number stands right behind the verb and has a noun of its own."""
    return claim.how != "bare" and group.end == claim.parsed.ahead_of(claim.at) + 1


#: What a program, a deal or a supplier will do: so many come.
GIVES = frozenset({"deliver", "provide", "supply", "bring", "give", "see", "yield", "offer"})


def _given(claim: Claim, group: Group) -> bool:
    """ "Will bring Norway 300 chargers": the number is the object, past who is given it; "will bring the total to 300" is a level."""
    parsed = claim.parsed
    if claim.how not in ("head_noun", "bare") or claim.ordinal or (claim.noun is not None and claim.noun.service):
        return False
    if any(parsed.spans[k].kind == "plan" for k in range(group.start, group.end)):
        return False  # "would like to see 400,000 by 2030"
    between = range(group.end, parsed.ahead_of(claim.at) + 1)
    return all(
        parsed.spans[k].kind in ("operator", "place", "more", "qualifier")
        or parsed.word(k) in ("the", "a", "another", "it")
        for k in between
    )


def _paid_for(claim: Claim, group: Group) -> bool:
    """ "Gets 700 million euros for 5,000 chargers": money for what is to come; "paid 5 million for 12" is a price."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    while k > 0 and parsed.word(k) in ("another", "a", "an", "up"):
        k -= 1
    if parsed.word(k) not in ("for", "to") or claim.noun is None or claim.noun.service:
        return False
    start, _ = parsed.bounds(claim.at)
    if group.value in (None, "be") and k <= group.end + 1:  # "the 20 million kroner are for 300 chargers"
        subject = range(max(start, group.start - 4), group.start)
        return any(parsed.spans[i].value == "money" or parsed.word(i) in MONEY for i in subject)
    got = parsed.word(group.at).split(" ")[0] in GETS
    return got and parsed.word(k) == "for" and any(s.value == "money" for s in parsed.spans[group.end : k])


#: Money by its other names.
MONEY = frozenset(
    {"money", "funds", "funding", "cash", "subsidy", "subsidies", "grant", "grants", "aid", "sum", "support"}
)


#: Verbs of who is given money.
GETS = frozenset(
    "gets get got receives receive received wins win won lands landed obtains obtained borrows borrowed raises raised".split()
)


def came_or_went(claim: Claim) -> str | None:
    """ "60 stations came and 14 went", "220 of which have come since May": with nothing but a time behind it."""
    parsed, k = claim.parsed, claim.noun_at + 1
    while parsed.word(k) in HAVE or parsed.word(k) in ADVERBS:
        k += 1
    if parsed.word(k) not in ("come", "came", "went", "gone") or not _only_time_behind(parsed, k + 1):
        return None
    return "add" if parsed.word(k) in ("come", "came") else "remove"


def _only_time_behind(parsed: Parsed, at: int) -> bool:
    """True where the clause ends at `at` or goes on with a time: "had come since May", "14 went"."""
    span = parsed.spans[at] if at < len(parsed.spans) else None
    if span is None or span.kind == "date" or parsed.word(at) in ("and", ",", ".", ";", "since"):
        return True
    after = parsed.spans[at + 1] if at + 1 < len(parsed.spans) else None
    return parsed.word(at) in ("in", "on", "during", "between", "last") and after is not None and after.kind == "date"


def carried(claim: Claim, group: Group) -> str | None:
    """ "Which took the network to 45", "puts NIO at 1,457", "brought it past 900": a level, where the verb moves a thing to it."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    moves = group.value == "carry" or parsed.word(group.at).split(" ")[0] in MOVES
    thing = range(group.end, k)
    if not moves or not group.at < k or not thing or any(parsed.spans[i].kind == "number" for i in thing):
        return None
    moved = group.value == "carry" or any(
        parsed.word(i) in (*COUNTS, *PRONOUNS, "its", "their", "them", "us")
        or parsed.spans[i].kind in ("operator", "place", "noun", "count")
        for i in thing
    )
    if parsed.word(k) == "with" and parsed.word(group.at) in ("leave", "leaves", "left", "leaving"):
        return "have"  # "leaving it with 45"
    return LEVELS.get(parsed.word(k)) if moved and not parsed.other_thing(claim.at) else None


#: Verbs of carrying that have stations for their object.
SHIFTS = frozenset({"move", "moved", "moves", "carry", "carried", "carries", "sent"})

#: Verbs of adding that also move what there is up to a level.
MOVES = frozenset({"bring", "brought", "put", "puts", "putting", "leave", "leaves", "left", "leaving"})

#: Preposition before a number → what it says of the level.
LEVELS = {"to": "reach", "at": "have", "past": "pass", "beyond": "pass", "above": "pass", "over": "pass"}


def action_noun(claim: Claim, ahead: Group, behind: Group | None, end: int) -> Group | None:
    """ "The construction of 40 stations has begun", "the opening of 20 is planned", "the closure of 60 was completed": the
    noun says what is done, its predicate whether it has been.
    """
    parsed = claim.parsed
    if behind is None and ahead.form != "noun":
        return None
    if ahead.value == "remove" and behind is not None and parsed.word(behind.at) in DONE:
        return ahead._replace(planned=behind.planned)
    if ahead.form != "noun":
        return None
    words = [parsed.word(k).split(" ")[0] for k in range(claim.noun_at + 1, min(end, claim.noun_at + 12))]
    subject = ahead.end == parsed.ahead_of(claim.at) + 1 and not any(g.end <= ahead.start for g in parsed.verbs)
    pending = subject and bool(PENDING & {*words}) and not DONE & {*words}
    if behind is not None and behind.value in (None, "be"):
        return ahead._replace(planned=behind.planned or ahead.planned or pending)
    return (
        ahead._replace(planned=ahead.planned or pending or (behind is not None and behind.planned)) if pending else None
    )


#: What is said of work that is not over.
PENDING = frozenset(
    "begun began begins begin started starts start commenced commences underway continues continuing progressing progresses"
    " proceeding proceeds ahead swing headway agreed announced decided delayed postponed near nears approaching imminent"
    " draws looms under take takes".split()
)

#: What is said of work that is over.
DONE = frozenset({"completed", "finished", "complete", "concluded"})

#: What is said of work that has begun.
BEGUN = frozenset({"begun", "began", "begins", "started", "starts", "commenced", "underway"})


def _before_number(claim: Claim) -> str:
    """The word before the number and its qualifiers."""
    i = claim.at - 1
    while i > 0 and (claim.parsed.spans[i].kind == "qualifier" or claim.parsed.word(i) in ('"', "“")):
        i -= 1
    return claim.parsed.word(i)

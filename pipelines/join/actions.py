"""Numbers of a noun that names an action: "openings came in at 376", "the contract covers 300 chargers"."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.dates import Dated
from pipelines.join.governor import Governor
from pipelines.join.memory import Memory
from pipelines.model import Noun
from pipelines.rules import Answer, rule
from pipelines.words import singular, vocabulary

#: Plurals that name what came, and what went.
CAME = frozenset(
    "openings installations launches deployments completions commissionings inaugurations connections"
    " activations newcomers".split()
)
WENT = frozenset({"closures", "closings", "removals", "shutdowns", "decommissionings", "losses"})


@rule(
    "NIO builds swap stations in Norway. Openings came in at [31] in May, after 28 in April. => added 2022-05-01 2022-05-31",
    "Closures of NIO swap stations in Norway numbered [three] in May => removed",
    refuses=["NIO has 20 swap stations in Norway, and the openings on Monday drew [45] drivers"],
)
def actions_numbered(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """ "Openings came in at 376", "closures numbered three": the plural of an action is the subject of a number."""
    parsed = claim.parsed
    if verb.at is None or verb.at > claim.at or verb.verb not in (None, "have", "reach", "pass"):
        return None
    if any(parsed.spans[i].kind in ("noun", "operator", "place", "count") for i in range(verb.at + 1, claim.at)):
        return None  # "the openings brought the network to 200"
    start, _ = parsed.bounds(claim.at)
    for i in range(verb.at - 1, max(start, verb.at - 9) - 1, -1):
        if parsed.word(i) in (",", ";", "and", "but") or parsed.spans[i].kind == "number":
            return None
        if parsed.word(i) == "and" and parsed.spans[verb.at].value == "have":
            return None  # "accounts for six of the newcomers and currently has 42"
        head = parsed.word(i).split(" ")[0]
        if head in CAME or head in WENT:
            return Answer("added" if head in CAME else "removed", parsed.text(i))
    return None


@rule(
    "NIO swap stations opened in Norway in May: [12] => added 2022-05-01 2022-05-31",
    "New NIO swap stations in Norway in May: [12] => added 2022-05-01 2022-05-31",
    refuses=["Number of NIO swap stations in Norway: [45]", "NIO opened swap stations: [45] cars came"],
)
def labelled(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """ "Stations opened in May: 12": what stands before the colon is what the number counts."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    if parsed.word(k) != ":" or k < 2 or claim.how != "bare" or verb.at is not None or found is None:
        return None
    start, _ = parsed.bounds(k - 1)
    thing = next((i for i, n in parsed.nouns if start <= i < k and n.plural), None)
    if thing is None:
        return None
    done = next((g for g in parsed.verbs if thing < g.start < k), None)
    if done is not None and done.form == "ed" and done.value in ("add", "remove"):
        return Answer("added" if done.value == "add" else "removed", parsed.text(done.at))
    new = next((i for i in range(start, thing) if parsed.word(i) in ("new", "additional")), None)
    return Answer("added", "new") if new is not None else None


@rule(
    "The contract covers [300] fast chargers in Norway => added planned",
    "The first phase of the project comprises [300] fast chargers, which are to be installed by 2024 => added planned",
    "Shell's program for 2022 contains [50] new charging stations in Norway => added planned",
    refuses=["The network comprises [300] fast chargers", "The plan calls for [300] fast chargers by 2025"],
)
def undertaken(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """ "The contract covers 300 chargers", "the first phase comprises 50 sites": an undertaking contains what is to come."""
    return Answer("added", verb.words) if undertaking(claim, verb) else None


@rule(
    "Of the 160 swap stations that NIO once announced for this year, 17 are open. It has [300] planned for 2023. => added planned 2023-01-01 2023-12-31",
    "Some [300] swap stations of NIO are due in Norway this year => added planned 2022-01-01 2022-12-31",
    "NIO looks to Sweden next, with [20] swap stations planned there this year => added planned",
    "NIO has [300] swap stations in mind for next year => added planned 2023-01-01 2023-12-31",
    refuses=[
        "NIO has [300] swap stations in mind for 2030 => added",
        "NIO planned to have [300] swap stations this year",
    ],
)
def planned_for_the_year(
    claim: Claim, noun: Noun, verb: Governor, found: Dated | None, memory: Memory
) -> Answer | None:
    """ "300 are planned for 2023", "due this year": what is planned for a year that is near is to come in it."""
    if found is None or not verb.planned or verb.verb not in (None, "none") or noun.service:
        return None
    when = found.when
    if when.unit != "year" or when.edge or when.until is not None or found.lead in ("by", "before", "until"):
        return None
    near = when.year is None or memory.published.year <= when.year <= memory.published.year + 1
    words = {word for words in verb.words.lower().split() for word in words.split("-")}
    return Answer("added", verb.words) if near and words & SET_FOR else None


#: What is said of things that are to come in a time.
SET_FOR = frozenset(
    "planned plans scheduled slated due announced promised penciled pencilled mind pipeline envisages"
    " envisaged foresees".split()
)


#: Verbs by which an undertaking says how many it is about.
CONTAINS = frozenset(
    "cover covers comprise comprises include includes contain contains span spans involve involves encompasses".split()
)


def undertaking(claim: Claim, verb: Governor) -> bool:
    """True where the subject of a present "covers" is a contract, a program or a phase of one."""
    parsed, at = claim.parsed, verb.at
    if at is None:
        return False
    if verb.form == "noun":  # "the contract covers the construction of 300"
        at = next((g.at for g in reversed(parsed.verbs) if g.end <= at <= g.end + 1), at)
    if at > claim.at or parsed.word(at) not in CONTAINS or noun_is_service(claim):
        return False
    start, _ = parsed.bounds(claim.at)
    subject = range(max(start, at - 8), at)
    if any(parsed.word(i) in (",", "network", "that", "which") for i in subject):
        return False
    return any(singular(parsed.word(i).split(" ")[0]) in vocabulary("undertaking") for i in subject)


def noun_is_service(claim: Claim) -> bool:
    return claim.noun is not None and claim.noun.service

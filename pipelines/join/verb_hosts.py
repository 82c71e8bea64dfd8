"""What a verb group takes from the words before it: a denial, the mood of the verb it is joined to, the plan it hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipelines.join.closed import ADVERBS, PRONOUNS
from pipelines.join.verb_words import past

if TYPE_CHECKING:
    from pipelines.join.clauses import Parsed
    from pipelines.join.verbs import Group


def after_denial(parsed: Parsed, i: int) -> bool:
    """ "Denied that it would close", "without opening", "no longer operates": a denial right before the verb."""
    k = i - 1
    while k > 0 and (
        parsed.word(k) in PRONOUNS
        or parsed.word(k) in ADVERBS
        or parsed.spans[k].kind == "operator"
        or parsed.word(k) in RUMORS
    ):
        k -= 1
    return k >= 0 and (parsed.spans[k].kind, parsed.spans[k].value) == ("mood", "not")


#: What is denied: "denied reports that it would close".
RUMORS = frozenset(
    {"report", "reports", "rumor", "rumors", "rumour", "rumours", "claims", "speculation", "suggestions"}
)


def coordinate(parsed: Parsed, i: int, before: Sequence[Group]) -> bool:
    """ "Will open 20 and close three": a verb in its base form shares the mood of the one before it."""
    k = i - 1
    while parsed.word(k) in ADVERBS or parsed.word(k) == ",":
        k -= 1
    word = parsed.word(i).split()[0]
    if parsed.word(k) not in ("and", "or") or word.endswith("s") or past(word):
        return False
    host = next((g for g in reversed(before) if g.form in ("finite", "infinitive")), None)
    return host is not None and host.planned and host.end - host.start > 1


def seen_to(parsed: Parsed, i: int, before: Sequence[Group]) -> bool:
    """ "Will see its network grow to 900", "is to help it reach 900": the base form shares the mood of the verb that leads it."""
    word = parsed.word(i).split()[0]
    host = next((g for g in reversed(before) if g.form in ("finite", "infinitive")), None)
    if host is None or not host.planned or word.endswith("s") or past(word):
        return False
    led = parsed.word(host.at).split()[0] in ("see", "help", "let", "make")
    return led and host.end < i and not any(parsed.word(k) in (",", ";", "that", "and") for k in range(host.end, i))


def as_host(parsed: Parsed, i: int, before: Sequence[Group]) -> bool:
    """A participle or noun of action is as planned as what it hangs on: "the goal of building", "will open 20, bringing"."""
    if i and parsed.spans[i - 1].kind == "plan":
        return True
    if parsed.word(i - 1) in ("compared", "after", "having"):
        return False  # "plans to add 1,000 this year, after adding 1,011 last year"
    if parsed.word(i - 1) in ("of", "for", "on", "to", "at") and any(
        parsed.spans[j].kind == "plan" for j in range(max(0, i - 5), i - 1)
    ):
        return True
    skipped = ("adjective", "state") if parsed.word(i) == "with" else ("ed", "adjective", "state")
    host = next((g for g in reversed(before) if g.form not in skipped), None)
    return host is not None and host.planned and parsed.clauses[i] - parsed.clauses[host.at] <= 1


def of_rank(parsed: Parsed, i: int) -> bool:
    """ "The third operator to reach 1,000", "the only carmaker to have them": the infinitive tells what makes it so."""
    if parsed.word(i) != "to":
        return False
    for k in range(i - 1, max(0, i - 5), -1):
        if parsed.spans[k].kind == "ordinal" or parsed.word(k) in ("only", "last", "first"):
            return parsed.word(k - 1) in ("the", "its", "a", "’s", "'s")
        if parsed.spans[k].kind in ("verb", "number", "sign", "mood", "plan"):
            return False
    return False


def in_headline(parsed: Parsed, i: int, value: str | None) -> bool:
    """ "NIO opening 12 stations in Norway" as a title: what is to come, with its "is" left out."""
    return parsed.sentence.origin == "title" and value == "add" and i == 1 and parsed.spans[0].kind == "operator"


def backed(parsed: Parsed, i: int) -> bool:
    """ "Supports the construction of 300 chargers", "is financing the installation of 40": work that somebody backs goes on."""
    work = parsed.word(i).startswith(("construct", "install", "build", "deploy", "rollout", "roll-out"))
    if not work or parsed.word(i - 1) not in ("the", "a", "and") or i < 2:
        return False
    span, word = parsed.spans[i - 2], parsed.word(i - 2)
    return span.kind in ("word", "verb", "act") and word in BACKS


#: What is done to work that is still to be done.
BACKS = frozenset(
    "supports support supporting finances finance financing funds funding backs backing includes covers enables"
    " enabling subsidizes subsidises requires involves envisages entails means".split()
)

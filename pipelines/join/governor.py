"""The verb group that governs a number: behind it where the number is the subject, else before it; with its plans and moods."""

from __future__ import annotations

from typing import NamedTuple

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.closed import HAVE
from pipelines.join.deeds import BEGUN, action_noun, came_or_went, meant
from pipelines.join.plans import plan_of, would_be
from pipelines.join.reach import group_ahead, group_behind
from pipelines.join.verbs import Group


class Governor(NamedTuple):
    """The verb group that governs a number: the cue of its verb, whether it is future, and its words."""

    verb: str | None  # have, add, reach, pass, remove, permitted
    planned: bool
    perfect: bool
    conditional: bool
    denied: bool
    words: str
    at: int | None
    of_plan: bool = False  # a plan word of the clause speaks of the number: "its target of 400"
    form: str = ""  # finite, infinitive, ing, ed, with, noun, state; empty without a verb


def governor(claim: Claim) -> Governor:
    """The verb group that governs the number, with the plans of its clause that speak of the number."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    start = _own_clause(parsed, start, claim)
    if (
        parsed.word(start) == "("
        and start
        and parsed.spans[start - 1].kind == "date"
        and not parsed.has("date", start=start, end=end)
    ):
        start = parsed.bounds(start - 1)[0]  # "opened more stations in May (34) than in April (20)"
    ahead = group_ahead(parsed, claim.at, start)
    behind = group_behind(claim, ahead, end)
    if ahead is not None and ahead.value == "be" and parsed.word(start) == "what":
        ahead = _of_what(parsed, start, ahead)
    if ahead is not None and ahead.value == "none" and behind is not None and parsed.spans[behind.at].kind == "plan":
        behind = None  # "stopped at five chargers on the way"
    if (
        behind is not None
        and ahead is not None
        and behind.form == "ed"
        and behind.value != "remove"
        and _has(parsed, ahead, claim)
    ):
        behind = None  # "has 150,000 chargers installed statewide"
    group = behind or ahead
    if behind is not None and ahead is None and (later := _later(parsed, behind, end)) is not None:
        group = later
    if behind is not None and ahead is not None and ahead.planned and parsed.word(behind.at) in BEGUN:
        group = ahead._replace(value="add")  # "work on 40 stations has begun"
    elif ahead is not None and (action := action_noun(claim, ahead, behind, end)) is not None:
        group = action
    elif behind is not None and ahead is not None and _is_seen(parsed, ahead, behind):
        group = behind._replace(planned=ahead.planned, perfect=ahead.perfect)
    if (
        group is not None
        and group is behind
        and parsed.ahead_of(claim.at) == 0
        and parsed.word(0) in ("after", "following")
    ):
        group = group._replace(planned=False)  # "after 12 stations last year, it plans to open 20"
    words: list[str] = []
    planned = perfect = denied = False
    verb, at = None, None
    if group is not None:
        planned, perfect, at = group.planned, group.perfect, group.at
        denied = group.denied and group.value not in (None, "be")
        verb, planned = meant(claim, group)
        if verb == "announce":
            so_far = any(
                parsed.word(k) in ("far", "so far", "to date")
                for k in range(claim.at, min(claim.at + 12, len(parsed.spans)))
            )
            verb, planned = None, not (so_far or group.passive)
            if any(parsed.word(k) == "with" for k in range(group.end, claim.at)):
                verb = "add"  # "announced a site with 30 bays"
        words.append(parsed.text(group.start, group.end))
        if group.value == "have" and parsed.word(group.at) in ("with", "including"):
            words = [parsed.text(group.at)]
    if verb == "add" and parsed.word(claim.at - 1) in ("its", "their") and parsed.word(claim.at - 2) == "to":
        return Governor("have", False, False, False, False, parsed.text(claim.at - 2, claim.at), at, form="with")
    verb = came_or_went(claim) or verb
    if verb == "add" and _existing(claim):
        verb, planned = "have", False
    plan = plan_of(claim, group, start, end)
    if group is not None and group.value == "none" and plan is not None and plan > claim.at:
        plan = None
    if plan is not None:
        planned = True
        words.insert(0, parsed.text(plan))
        verb = None if verb == "permitted" else verb
        if at is not None and at < plan < claim.at and parsed.spans[plan].kind == "plan":
            verb = None  # "put its target at 700": the verb speaks of the target
        if parsed.spans[plan].value in ("fund", "work"):
            verb = "add"  # "funding for 40 stations", "40 stations under construction"
    if parsed.spans[claim.at - 1].value == "not" and claim.at and parsed.spans[claim.at - 1].kind == "mood":
        denied = True  # "40, not 20"
        if parsed.word(claim.at - 1) in ("instead of", "rather than") and (
            planned or any(s.kind == "plan" for s in parsed.spans)
        ):
            denied, planned = False, True  # "instead of 65, only 50 are expected": the old target
    goal = plan is not None and parsed.spans[plan].kind == "plan" and plan < claim.at
    conditional = not goal and would_be(claim, group)  # "unclear whether it reaches its goal of 900": still a goal
    if goal or (group is not None and any(parsed.spans[k].kind == "plan" for k in range(group.start, group.end))):
        denied = False  # "no longer expects to have 900"
    if denied and verb in ("remove", None, "none") and _taken_for_granted(claim):
        verb, denied, planned = None, False, False  # "no plans to close any of its 45 stations"
        plan = None
    form = group.form if group else ""
    said = " … ".join(words)
    return Governor(verb, planned, perfect, conditional, denied, said, at, plan is not None, form)


def _is_seen(parsed: Parsed, ahead: Group, behind: Group) -> bool:
    """ "Will see 40 stations installed", "has had 40 stations built": the first verb only says when."""
    led = ahead.planned or ahead.perfect
    return led and behind.form in ("ed", "ing") and parsed.word(ahead.at) in ("see", "seen", "get", "had")


def _existing(claim: Claim) -> bool:
    """ "On top of its existing 45 stations": there already, whatever comes."""
    parsed = claim.parsed
    beside = range(claim.at + 1, claim.noun_at + 1 + (claim.how == "bare")) if claim.how != "part_of" else ()
    return any(parsed.word(k) in ("existing", "current", "present") for k in (claim.at - 1, *beside))


def _taken_for_granted(claim: Claim) -> bool:
    """ "Its 45 stations": a possessive says that there are so many, whatever is denied of them."""
    own = claim.parsed.word(claim.at - 1) in ("its", "their", "our", "’s", "'s")
    return own and claim.how == "head_noun" and not claim.ordinal


def _has(parsed: Parsed, ahead: Group, claim: Claim) -> bool:
    """True for a finite "has" right before the number: what follows the noun only describes it."""
    i = claim.at - 1
    while i > ahead.at and parsed.spans[i].kind in ("qualifier", "more"):
        i -= 1
    return (ahead.value, ahead.form) == ("have", "finite") and i == ahead.at and parsed.word(i) in HAVE


def _later(parsed: Parsed, group: Group, end: int) -> Group | None:
    """ "Two chargers have arrived and will be switched on in April": the second verb of the same subject tells when."""
    if group.planned or group.value not in (None, "add", "be"):
        return None
    after = (g for g in parsed.verbs if group.end < g.start < min(end, group.end + 10))
    then = next((g for g in after if parsed.word(g.start - 1) == "and"), None)
    return then if then is not None and then.planned and then.value == "add" else None


def _own_clause(parsed: Parsed, start: int, claim: Claim) -> int:
    """Where a clause of its own begins: "a deal under which 10,000 are to be built", "home chargers, 840 of which it fitted"."""
    at = claim.at
    if parsed.word(at + 1) in ("of which", "of whom") or (
        parsed.word(at + 1) == "of" and parsed.word(at + 2) in ("which", "whom")
    ):
        return at
    for i in range(at - 1, start, -1) if "which" in parsed.said else ():
        if parsed.word(i) == "which" and parsed.word(i - 1) in ("under", "in", "by", "through"):
            return i
    return _behind_fronted(parsed, start, at)


#: Conjunctions of a clause that may stand ahead of the main one.
_FRONTED = frozenset({"after", "when", "since", "once", "before", "as", "until"})


def _behind_fronted(parsed: Parsed, start: int, at: int) -> int:
    """ "Two years after the law passed, only seven stations are open": the main clause begins with the number."""
    k = parsed.ahead_of(at)
    while k > start and parsed.word(k) in ("only", "just", "the", "some", "all"):
        k -= 1
    if parsed.word(k) != "," or parsed.said.isdisjoint(_FRONTED):
        return start
    opened = next((i for i in range(start, min(start + 6, k)) if parsed.word(i) in _FRONTED), None)
    verbs = opened is not None and any(opened < g.start < k and g.form in ("finite", "ed") for g in parsed.verbs)
    return k + 1 if verbs and not parsed.has("noun", start=opened or start, end=k) else start


def _of_what(parsed: Parsed, start: int, ahead: Group) -> Group:
    """ "What it opened in May was 20", "what remains to be done is 270": the verb of the clause that is the subject."""
    if any(parsed.word(i) in LEFT for i in range(start, ahead.start)):
        return ahead._replace(value="add", planned=True)
    inner = next((g for g in reversed(parsed.verbs) if start < g.start and g.end <= ahead.start), None)
    return inner._replace(form="finite") if inner is not None else ahead


#: What is still to be done.
LEFT = frozenset({"remain", "remains", "remained", "left", "missing", "lacking"})


def stands_for_figure(claim: Claim, verb: Governor) -> bool:
    """ "In 2024, it was 42,000", "the figure had been 212,000": the subject stands for the number spoken of."""
    parsed = claim.parsed
    if claim.how != "bare" and claim.noun is None or verb.verb is not None or verb.at is None or verb.planned:
        return False
    group = next(g for g in parsed.verbs if g.at == verb.at)
    subject = parsed.word(group.start - 1)
    return group.value == "be" and group.end <= claim.at <= group.end + 3 and subject in ("it", "that", "figure")

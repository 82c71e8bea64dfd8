"""Which verb group reaches a number: the one behind it whose subject it is, or the nearest before it in its clause."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.closed import FUNCTION, PRONOUNS
from pipelines.join.verb_words import DETERMINERS, past
from pipelines.join.verbs import Group
from pipelines.model import Noun

#: Words within which a verb governs a number on its left or right.
WINDOW = 16

#: Prepositions that a noun goes on with: "20 stations in Norway".
PREPOSITIONS = frozenset(
    {"in", "at", "on", "of", "for", "from", "across", "along", "near", "throughout", "within", "by"}
)

#: Prepositions before a number: it is no subject then.
NO_SUBJECT = frozenset(
    "with including by from at to for of than in on across into without despite besides alongside among via through".split()
)

#: Nouns that stand for the number itself.
COUNTS = frozenset({"number", "figure", "total", "count", "tally", "inventory"})


def group_ahead(parsed: Parsed, at: int, start: int) -> Group | None:
    """The nearest verb group before the number in its clause; "with" only where no verb stands before it."""
    fallback = reduced = None
    for group in reversed(parsed.verbs):
        if group.at >= at or group.start < max(start, at - 2 * WINDOW):
            if group.at < at:
                break
            continue
        word = parsed.word(group.at)
        if (
            word in ("now", "newly")
            or _of_percent(parsed, group)
            or group.form in ("state", "adjective")
            or (
                word == "total"
                and any(parsed.spans[k].value in ("reach", "pass") for k in range(max(start, group.at - 4), group.at))
            )
        ):
            continue
        if word == "with" and parsed.word(group.at - 1) == "compared":
            continue
        if word == "with":
            fallback = fallback or group
            continue
        if reduced is None and _reduced(parsed, group):
            reduced = group
            continue
        if fallback is not None and word in ("leave", "leaves", "left", "leaving"):
            return group  # "leaving it with 45"
        if fallback is not None and _makes_larger(parsed, group, fallback):
            return group._replace(value="add")  # "expanded its network with 45 stations"
        if fallback is not None and (
            group.value not in ("add", "remove", "announce")
            or (word in ("follows", "followed", "follow") and parsed.word(group.end) != "up")
            or parsed.spans[min(group.end, at)].kind == "date"
        ):
            own = group.form in ("finite", "infinitive") or parsed.word(group.start - 1) == "and"
            return (
                fallback._replace(form="finite") if own else fallback
            )  # "is represented with 25", "it closed August with 166 stations"
        return group
    return fallback or reduced


def _makes_larger(parsed: Parsed, group: Group, with_it: Group) -> bool:
    """ "Expands its network with 45 stations", "supplies Shell with 45 chargers": the "with" says what comes."""
    supplies = parsed.word(group.at).startswith(("suppl", "equip", "provid"))
    if not (supplies or group.value == "grow") or parsed.word(with_it.at) != "with" or with_it.at == group.end:
        return False
    between = range(group.end, with_it.at)
    return not any(parsed.word(k) in (",", "and") or parsed.spans[k].kind in ("number", "date") for k in between)


def _of_percent(parsed: Parsed, group: Group) -> bool:
    """ "An increase of 37 percent on the 1,166": the change is a share, and no number of stations."""
    unit = parsed.spans[group.end + 1 : group.end + 2]
    return parsed.word(group.at).endswith((" of", " by")) and bool(unit) and unit[0].value == "percent"


def _reduced(parsed: Parsed, group: Group) -> bool:
    """ "The stations equipped in this way": a participle that tells more of a noun right before it."""
    if group.form != "ed" or group.start == 0 or group.end - group.start > 1:
        return False
    noun = parsed.spans[group.start - 1].value
    return (
        isinstance(noun, Noun)
        and parsed.spans[group.end : group.end + 1] != ()
        and (parsed.word(group.end) in PREPOSITIONS)
    )


def group_behind(claim: Claim, ahead: Group | None, end: int) -> Group | None:
    """The group behind the noun whose subject the number is, or that tells more of it: "stations that it had promised"."""
    parsed = claim.parsed
    if parsed.word(claim.noun_at + 1) == "strong":
        return None  # "its network, 8,000 points strong, is to …"
    subject = (ahead is None or ahead.form == "noun") and not _prepositional(claim)
    relative = after_preposition = named = other = False
    i, steps = claim.noun_at + 1, 0
    pending: Group | None = None
    groups = {g.start: g for g in parsed.verbs if g.start > claim.noun_at}
    while i < len(parsed.spans) and steps < WINDOW + 6:
        span, word = parsed.spans[i], parsed.word(i)
        if i >= end and not relative:
            again = _past_aside(parsed, i) if subject and pending is None else None
            if again is None:
                return pending
            i, end = again, parsed.bounds(again)[1]
            continue
        if (
            word in ("live", "online")
            and i == claim.noun_at + 1
            and ahead is not None
            and ahead.value in ("reach", "carry")
        ):
            return ahead._replace(value="add")  # "took 24 stations live"
        once = word == "once" and i + 1 in groups and past(parsed.word(groups[i + 1].at))
        if once and groups[i + 1].planned:
            i = groups[i + 1].end  # "its 900 stations, once promised for 2023, are now …"
            continue
        if not (relative or pending) and word in (
            "when",
            "after",
            "before",
            "once",
            "if",
            "until",
            "where",
            "as",
            "since",
            "because",
        ):
            return None
        if i in groups and (
            groups[i].form == "adjective"
            or (subject and groups[i].form == "with")
            or parsed.word(groups[i].end) == "what"
        ):
            pass
        elif i in groups:
            group = groups[i]
            over = ahead is not None and ahead.planned and group.form == "finite"
            if other and over and not (relative or named or pending):
                return None  # "make it 23 in a city that has 5,000 trucks"
            if group.form == "particle" and ahead is not None:
                return ahead._replace(value=group.value)  # "will put 40 into service"
            if group.form == "ing" and (parsed.word(i - 1) in NO_SUBJECT or parsed.spans[i - 1].kind == "mood"):
                return None  # "without putting a date on it"
            if pending is not None:
                return group if group.value in ("add", "remove") else pending
            if _takes(parsed, group, claim, ahead, subject, relative, named):
                if not (subject and relative and group.value == "have"):
                    return group
                pending = group  # "stations that had been in use were dismantled"
            if not (subject and (relative or named)):
                return None
            named = False
            relative, i = False, group.end - 1  # "piles that had not worked were dismantled"
        if span.kind == "count" and i > claim.at + 1:
            return None
        if steps and (word.startswith("of which") or (word == "of" and parsed.word(i + 1) == "which")):
            return pending  # "45 stations, 30 of which were added in May"
        if word in ("that", "which", "who"):
            if other:
                return None  # the clause tells of what stands between: "in a city that has more"
            relative = True
        elif relative and steps < WINDOW:
            pass
        elif (
            word == "and"
            or (span.kind == "sign" and word not in ("-", "’", "'", "“", "”", '"', "(", ")", "/"))
            or span.kind in ("number", "ordinal")
            and not parsed.other_thing(i)
        ):
            if not subject or (ahead is not None and word == "," and _new_subject(parsed, i + 1)):
                return None  # "with the addition of 24 points, it now has 1,024"
        elif word in PREPOSITIONS:
            after_preposition = True
        elif word in PRONOUNS or (span.kind in ("operator", "place") and not after_preposition):
            named = True
        elif span.kind in ("operator", "place", "date", "noun"):
            after_preposition = False
        if not subject and (span.kind in ("unit", "noun", "scope") or (span.kind == "word" and word not in FUNCTION)):
            other = True
        i, steps = i + 1, steps + 1
    return pending


def _new_subject(parsed: Parsed, at: int) -> bool:
    return parsed.word(at) in PRONOUNS or (at < len(parsed.spans) and parsed.spans[at].kind in ("operator", "place"))


def _past_aside(parsed: Parsed, at: int) -> int | None:
    """Index behind ", which were due in May," where such an aside opens at `at`."""
    if parsed.word(at) != "," or parsed.word(at + 1) not in ("which", "who", "whose"):
        return None
    for i in range(at + 2, min(at + 20, len(parsed.spans))):
        if parsed.word(i) == ",":
            return i + 1
    return None


def _takes(
    parsed: Parsed, group: Group, claim: Claim, ahead: Group | None, subject: bool, relative: bool, named: bool
) -> bool:
    """Whether the group behind speaks of the number rather than the one before does."""
    word = parsed.word(group.at)
    if word.startswith("for a total"):
        return False
    if (
        word in ("with", "including", "having", "total", "now", "newly", "existing", "for a total of")
        or parsed.spans[group.at].kind == "link"
    ):
        return False
    if (group.value == "announce" and not relative) or (group.form == "noun" and ahead is not None):
        return False
    if claim.how == "part_of":  # "45 of the 100 stations planned": what follows tells of the whole
        telling = group.form in ("ed", "ing") or (group.start == claim.noun_at + 1 and past(word.split()[0]))
        if relative or named or (telling and not subject):
            return False
    if relative and group.value == "add" and any(s.kind == "date" for s in parsed.spans[group.end : group.end + 4]):
        return True  # "it includes 378 that were added this year"
    if word == "open" and ahead is not None and group.end - group.start == 1:
        return False  # "keeps its 976 stations open"
    if (relative or named) and (group.value, group.form) == ("have", "finite") and parsed.word(claim.at - 1) == "the":
        after = parsed.spans[group.end] if group.end < len(parsed.spans) else None
        if after is None or after.kind in ("sign", "date") or parsed.word(group.end) in ("before", "already", "now"):
            return True  # "adding to the 167 it had before"
    if relative or (named and not subject):
        if relative and group.value == "have":
            return subject  # not "17 stations that will have 20 stalls each"
        if group.planned or ahead is None or ahead.value not in ("have", "reach", "pass"):
            return group.value in ("add", "remove", "announce") or group.planned
        if relative and parsed.word(claim.at - 1) == "the" and group.value == "add":
            return True  # "three times as many as the 1,325 that it put up in 2025"
        dated = relative and group.end < len(parsed.spans) and parsed.spans[group.end].kind == "date"
        return (
            dated and claim.how == "bare" and group.value in ("add", "remove")
        )  # "include 378 that were added this year"
    if named:
        return True
    if ahead is None:
        return subject or group.form in ("ed", "ing")
    if group.form == "state":
        return parsed.word(ahead.at) == "with"
    if group.form in ("ed", "ing"):
        return (
            group.value in ("add", "remove", "pass")
            or (group.value == "have" and parsed.word(ahead.at) == "with")
            or (group.planned and group.form == "ed")
        )
    if parsed.word(ahead.at) == "with" and group.form == "infinitive":  # "with 20 more to follow"
        return group.value == "add" and group.start <= claim.noun_at + 2
    return group.form != "infinitive" or (ahead.planned and ahead.value is None and group.value is not None)


def _prepositional(claim: Claim) -> bool:
    """True where the number hangs on a preposition: "with 45 stations", "at 45 stations"; "a total of 45" is none."""
    parsed, i = claim.parsed, claim.at - 1
    while i >= 0 and (
        parsed.spans[i].kind in ("qualifier", "more", "operator", "place") or parsed.word(i) in DETERMINERS
    ):
        i -= 1
    if parsed.word(i - 1) in DETERMINERS and parsed.word(i - 2) == "of":
        i -= 2  # "of the present 2,000"
    if parsed.word(i) not in NO_SUBJECT:
        return False
    sums = parsed.word(i - 1) in (*COUNTS, "combined", "batch", "tranche") or (
        i > 0 and parsed.spans[i - 1].kind == "count"
    )
    return not (parsed.word(i) == "of" and sums)  # "the mark of 6,000 was passed"

"""Verb groups: each main verb of a sentence with its auxiliaries, moods and plans, and whether it speaks of what is to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pipelines.join.closed import ADVERBS, BE, DO, FUNCTION, HAVE, POSSESSED, PRONOUN_HAVE, PRONOUNS
from pipelines.join.verb_hosts import after_denial, as_host, backed, coordinate, in_headline, of_rank, seen_to
from pipelines.join.verb_words import (
    DETERMINERS,
    POSSESSIVE,
    act_of,
    announces,
    as_planned,
    chains,
    done,
    infinitive,
    is_due,
    no_verb,
    participle_follows,
    past,
    plan_noun,
    reported,
    verb_follows,
)

if TYPE_CHECKING:
    from pipelines.join.clauses import Parsed

#: Adjectives that lead on to the verb that counts: "will be able to use".
ABLE = frozenset({"able", "unable"})


class Group(NamedTuple):
    """One verb group: spans `start` up to `end`, its main verb at `at` read as `value`.

    `form` is finite, infinitive, ing or ed; an `ed` without auxiliary is a past tense or a participle. Cues that are
    no verbs stand like one: noun ("the opening of"), with, state ("in operation"), particle ("into service"), adjective.
    """

    start: int
    end: int
    at: int
    value: (
        str | None
    )  # have, add, reach, pass, remove, permitted, serve, none, be, an act; None for a verb of no meaning here
    form: str
    planned: bool = False
    perfect: bool = False
    denied: bool = False
    passive: bool = False


def verb_groups(parsed: Parsed) -> tuple[Group, ...]:
    """All verb groups of a sentence, left to right."""
    groups: list[Group] = []
    i = 0
    while i < len(parsed.spans):
        if parsed.spans[i].kind not in _OPENING and parsed.words[i] not in _OPENERS:
            i += 1
            continue
        group = _group_at(parsed, i, groups)
        if group is None:
            i += 1
        else:
            groups.append(group)
            i = group.end
    return tuple(groups)


#: Kinds of spans, and words of no kind, with which a verb group may begin.
_OPENING = frozenset({"act", "credit", "verb", "link", "mood", "plan"})
_OPENERS = BE | DO | PRONOUN_HAVE | {"to", "may", "might"}

#: What makes a noun of the word behind it; "'s" may be a short "is".
_ARTICLES = DETERMINERS - POSSESSIVE


def _opens(parsed: Parsed, i: int) -> bool:
    """True where a verb group, or a cue that stands like one, begins at span `i`."""
    span, word = parsed.spans[i], parsed.words[i]
    if span.kind == "act" or announces(parsed, i):
        return parsed.word(i - 1) not in _ARTICLES
    if word == "open" and parsed.word(i - 1) in (
        "stay",
        "stays",
        "stayed",
        "remain",
        "remains",
        "remained",
        "keep",
        "kept",
    ):
        return False
    if parsed.word(i + 1) == "of" and word in ("number", "count", "total"):
        return False  # "to double number of stations", in a title
    described = i > 1 and parsed.spans[i - 1].kind in ("word", "noun", "unit") and parsed.word(i - 2) in DETERMINERS
    if word in ("total", "count") and described and parsed.word(i - 1) not in PRONOUNS | ADVERBS:
        return False  # "the cumulative total", "its swap count"
    if word in ("added", "adds") and _as_said(parsed, i):
        return False  # "and, as the chief executive added in April, 10,000 piles"
    if word == "own" and parsed.word(i - 1) in (*POSSESSIVE, "its", "their", "our", "his", "my", "your"):
        return False  # "its own stations"
    if span.kind in ("verb", "link"):
        agrees = parsed.word(i - 1) in ("this", "that") and word.split(" ")[0].endswith("s")  # "this includes 45"
        named = parsed.word(i - 1) in _ARTICLES and not agrees
        return not named or past(word.split()[0]) or bool(no_verb(parsed, i))  # "the count", "its launch"
    if span.kind == "mood":
        if word == "due":
            return is_due(parsed, i)
        if span.value == "not":
            return word.endswith(("n't", "n’t", "not")) and word != "not"
        return span.value == "will" and (not word.endswith(" to") or verb_follows(parsed, i + 1))
    if span.kind == "plan":
        return not plan_noun(parsed, i) and not (word.startswith("to ") and done(parsed, i))
    if word == "to":
        return infinitive(parsed, i)
    if word in ("may", "might"):
        return parsed.text(i) == word and verb_follows(parsed, i + 1)
    if word in PRONOUN_HAVE or word in POSSESSED:
        return _has(parsed, i)
    return span.kind == "word" and (word in BE or word in DO)


def _has(parsed: Parsed, i: int) -> bool:
    """ "We've built 40", "it's handled over 40 million swaps": a short "have" or "has", as its verb has an object."""
    if not participle_follows(parsed, i + 1):
        return False
    if parsed.word(i) in PRONOUN_HAVE:
        return True
    k = i + 1
    while parsed.spans[k].kind != "verb" and k < min(i + 4, len(parsed.spans) - 2):
        k += 1
    return parsed.word(i - 1) in PRONOUNS and parsed.spans[k + 1].kind in ("number", "qualifier", "more")


def _as_said(parsed: Parsed, i: int) -> bool:
    """ ", as the boss added in April,": who says it, behind "as"."""
    for k in range(i - 1, max(-1, i - 9), -1):
        if parsed.word(k) == "as":
            return (
                parsed.word(k - 1) in (",", "")
                and parsed.spans[i + 1 : i + 2] != ()
                and parsed.spans[i + 1].kind != "number"
            )
        if parsed.word(k) in (",", ";") or parsed.spans[k].kind in ("number", "verb"):
            return False
    return False


def _group_at(parsed: Parsed, i: int, before: Sequence[Group]) -> Group | None:
    """The verb group that begins at span `i`, read word by word up to its main verb."""
    if not _opens(parsed, i):
        return None
    form = no_verb(parsed, i)
    if form:
        cue = str(parsed.spans[i].value)
        planned = form != "adjective" and (cue == "start" or as_host(parsed, i, before) or backed(parsed, i))
        host = next((g for g in before[-1:] if form == "noun" and i - 2 <= g.end <= i), None)
        if host is not None and host.value == "permitted":
            cue = "permitted"  # "approved the installation of 7,432 chargers"
        over = host is not None and host.perfect  # "has completed the construction of 45"
        return Group(i, i + 1, i, {"state": "have", "use": "have", "start": "add"}.get(cue, cue), form, planned, over)
    draft = _Draft(parsed, i, denied=after_denial(parsed, i))
    k = i
    while k < len(parsed.spans) and draft.takes(k):
        k += 1
    return _settled(draft, before)


@dataclass
class _Draft:
    """A verb group while its words are read."""

    parsed: Parsed
    start: int
    denied: bool
    at: int = -1
    end: int = -1
    value: str | None = None
    form: str = ""
    planned: bool = False
    perfect: bool = False
    late: bool = False  # the perfect stands behind an infinitive or a mood: "to have installed"
    passive: bool = False
    be: bool = False
    going_on: bool = False  # "is building", "being built"
    main: bool = False  # a main verb has been read

    def takes(self, k: int) -> bool:
        """Read the word at `k`; False where the group ends before it or with it."""
        span, word = self.parsed.spans[k], self.parsed.word(k)
        if word in ADVERBS or (word.endswith("ly") and span.kind == "word"):
            return True
        if self._helps(k):
            if not self.main:
                self.at, self.end = k, k + 1
            return True
        if span.value == "state" or (word == "open" and self.be and not self._goes_on_with(k)):
            self.value, self.end = "have", k + 1
            return False
        if self.be and word in ABLE and self.parsed.word(k + 1) == "to" and infinitive(self.parsed, k + 1):
            return True  # "will be able to use"
        return self._is_main(k) and chains(self.parsed, k) and self.value not in ("have", "reach", "pass")

    def _goes_on_with(self, k: int) -> bool:
        """ "Is gearing up to open": a main verb stands between the "is" and the "open"."""
        return self.parsed.word(k - 1).split(" ")[-1] == "to"

    def _helps(self, k: int) -> bool:
        """Auxiliaries, moods, denials and the "to" of an infinitive."""
        span, word = self.parsed.spans[k], self.parsed.word(k)
        if span.kind == "mood" and word.endswith(("'d", "’d")) and participle_follows(self.parsed, k + 1):
            self.perfect, self.form = True, "finite"  # "they'd built 40"
        elif span.kind == "mood" and span.value == "will":
            self.planned = self.planned or not reported(self.parsed, k)
            self.be = self.be or word.endswith("be")
            self.form = self.form or "finite"
        elif span.kind == "mood" and span.value == "not":
            self.denied = True
            self.form = self.form or ("finite" if k == self.start else "")
            self.be = self.be or word.startswith(("is", "are", "was", "were"))
        elif word in ("may", "might"):
            self.planned, self.form = True, self.form or "finite"
        elif word in PRONOUN_HAVE or (word in POSSESSED and _has(self.parsed, k)):
            self.perfect, self.form = True, "finite"
        elif word in BE:
            self.be = True
            self.form = self.form or ("finite" if word not in ("be", "been", "being") else "ed")
            self.going_on = self.going_on or word == "being"
        elif word in DO:
            self.form = self.form or "finite"
        elif word == "had" and self.parsed.word(k + 1) in ("to", "to be"):
            self.form = self.form or "finite"  # "had to be closed"
        elif word in HAVE and participle_follows(self.parsed, k + 1):
            self.perfect = self.late = True
            self.form = self.form or ("ing" if word == "having" else "finite")
        elif word == "to" and infinitive(self.parsed, k):
            self.form = self.form or "infinitive"
            self.late = False
            self.planned = self.planned or not done(self.parsed, k)
        else:
            return False
        return True

    def _is_main(self, k: int) -> bool:
        """The main verb, of our lists or, behind an auxiliary, any other word."""
        parsed, span, word = self.parsed, self.parsed.spans[k], self.parsed.word(k)
        head = word.split()[0]
        value: str | None = None
        if span.kind == "plan" and not plan_noun(parsed, k):
            self.planned, self.late = self.planned or not as_planned(parsed, k), False  # "has agreed to build"
            value = "add" if span.value in ("fund", "work") else self.value
            form = "ing" if head.endswith("ing") and not self.be else "finite"
        elif span.kind in ("verb", "link"):
            value = str(span.value) if span.kind == "verb" else "have"
            if word == "passed by" and self.be:
                value = "pass"  # "the mark was passed by its users"
            self.going_on = self.going_on or (self.be and head.endswith("ing"))
            self.passive = self.be and past(head)
            form = "ing" if head.endswith("ing") else "ed" if past(head) and word not in HAVE else "finite"
        elif span.kind == "act" or announces(parsed, k):
            value = act_of(parsed, k)
            self.going_on = self.going_on or (self.be and head.endswith("ing"))
            self.passive = self.be and past(head)
            form = "ing" if head.endswith("ing") else "ed" if past(head) else "finite"
        elif word == "gain" and self.form:
            value, form = "add", self.form  # "will gain 45 stations"; "a gain of 45" is a noun
        elif span.kind == "word" and word not in FUNCTION and word != "what" and self.form:
            if self.be and not word.endswith(("ed", "ing", "en", "t", "wn")):
                return False  # "is white"
            self.passive = self.be and not word.endswith("ing")
            form = self.form
        else:
            return False
        self.form = self.form or form
        self.value, self.at, self.end, self.main = value, k, k + 1, True
        return True


def _first_to(parsed: Parsed, i: int) -> bool:
    """ "Was the first state to open": who has done it before all others."""
    for k in range(i - 1, max(0, i - 6), -1):
        if parsed.word(k) in ("first", "second", "third", "last", "only") and parsed.word(k - 1) == "the":
            return bool({"was", "were", "is", "became", "becomes"} & {parsed.word(k - 2), parsed.word(k - 3)})
    return False


#: What lets somebody build.
ALLOWED = frozenset(
    "approval permission license licence consent clearance authorization authorisation authorized authorised allowed"
    " cleared permitted licensed entitled".split()
)


def _settled(draft: _Draft, before: Sequence[Group]) -> Group:
    """The group as it stands when all its words are read: what only the whole of them says."""
    parsed, i, value, form, planned = draft.parsed, draft.start, draft.value, draft.form or "finite", draft.planned
    if value == "add" and any(parsed.word(k) in ALLOWED for k in range(max(0, i - 1), draft.at)):
        value = "permitted"  # "has approval to build", "is allowed to open"
    if value == "start":
        value, planned = "add", True
    elif value == "add" and planned and draft.late:
        value = "have"  # "aims to have installed 100,000 by 2030": the sum
    unknown = value is None and parsed.spans[draft.at].kind in ("word", "act")
    if unknown and planned and form != "finite" and not draft.be:
        title = i > 0 and parsed.spans[i - 1].kind == "operator"  # "Ionity to double …"
        planned = title or as_host(parsed, i, before)  # "locations to choose from"
    can = value in (None, "use") and parsed.word(i) in ("could", "may", "might")
    if (
        draft.be
        and parsed.word(i).startswith("could")
        and {"found", "seen", "counted", "reached"} & {parsed.word(draft.at).split()[0], parsed.word(draft.at + 1)}
    ):
        planned = False  # "2,711 could be found in China": what one could do then
    if " to be found" in (said := parsed.text(i, draft.end).lower()) and said.split()[0] in BE:
        planned = False  # "half of them are to be found in Oslo"
    if not draft.be and (can or (value, form) == ("use", "infinitive")):
        planned = False  # "could charge at 605 stations": what one can do
    if draft.be and parsed.word(i) == "could" and (value == "have" or parsed.word(draft.at) == "used"):
        planned = False  # "2,711 could be found"
    if (value, parsed.word(i)) == ("use", "will") and parsed.word(draft.at) == "find":
        planned = False  # "drivers will find 35,100 piles"
    if planned and form == "infinitive" and (_first_to(parsed, i) or (i == 0 and draft.be)):
        planned = False  # "was the first state to open one", "to be fair, …"
    if draft.be and value in (None, "show") and (draft.passive or not draft.main):
        value = "be"
    if draft.going_on and value in ("add", "remove", "invest") and form != "ing":
        planned = True  # "is building", "are being built": under construction
    if planned and form == "infinitive" and value == "reach" and parsed.word(i - 1) == ",":
        host = next((g for g in reversed(before) if g.form == "finite" or g.form == "ed"), None)
        planned = host is None or host.planned or host.value != "add"  # "opened 12, to reach 45": what came of it
    if planned and form == "infinitive" and of_rank(parsed, i):
        planned = as_host(parsed, i, before)  # "is the third operator to have 1,000"
    if not planned and form == "ing" and not draft.perfect:
        planned = as_host(parsed, i, before) or in_headline(parsed, i, value)
    elif not planned and form == "finite" and draft.end - i == 1:
        planned = coordinate(parsed, i, before) or seen_to(parsed, i, before)
    value = "have" if value == "use" else value
    return Group(i, draft.end, draft.at, value, form, planned, draft.perfect, draft.denied, draft.passive)

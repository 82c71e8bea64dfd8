"""Verb groups: each main verb of a sentence with its auxiliaries, moods and plans, and whether it speaks of what is to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.join.closed import ADVERBS, BE, DO, FUNCTION, HAVE, PAST, PRONOUNS
from pipelines.model import Noun

if TYPE_CHECKING:
    from pipelines.join.clauses import Parsed


@dataclass(frozen=True, slots=True)
class Group:
    """One verb group: spans `start` up to `end`, its main verb at `at` read as `value`.

    `form` is finite, infinitive, ing or ed; an `ed` without auxiliary is a past tense or a participle.
    """

    start: int
    end: int
    at: int
    value: str | None  # have, add, reach, pass, remove, permitted, be, say; None for a verb of no meaning here
    form: str
    planned: bool = False
    perfect: bool = False
    denied: bool = False
    passive: bool = False


#: Also a short "is".
POSSESSIVE = frozenset({"'s", "’s"})

#: What a noun follows.
DETERMINERS = POSSESSIVE | {"the", "a", "an", "its", "their", "his", "this", "our"}


def verb_groups(parsed: Parsed) -> tuple[Group, ...]:
    """All verb groups of a sentence, left to right."""
    groups: list[Group] = []
    i = 0
    while i < len(parsed.spans):
        group = _group_at(parsed, i, groups)
        if group is None:
            i += 1
        else:
            groups.append(group)
            i = group.end
    return tuple(groups)


def plan_noun(parsed: Parsed, at: int) -> bool:
    """True where the plan word at `at` is a noun ("its target of 400"), not a verb ("it targets 400")."""
    span, word, before = parsed.spans[at], parsed.word(at), parsed.word(at - 1)
    if span.kind != "plan" or word.endswith(("ing", "ed")) or " " in word:
        return False
    if before in PRONOUNS or before in ADVERBS or before in ("to", "and", "not"):
        return False
    if at and (
        (parsed.spans[at - 1].kind in ("operator", "place") and parsed.word(at + 1) not in ("for", "of"))
        or parsed.spans[at - 1].kind == "mood"
        or before in BE - POSSESSIVE
        or before in HAVE
    ):
        return False
    after = parsed.word(at + 1)
    if after in ("the", "a", "an", "its", "their", "this", "those") and before not in DETERMINERS:
        return False
    return (
        not (after == "to" or (at + 1 < len(parsed.spans) and parsed.spans[at + 1].kind in ("number", "qualifier")))
        or before in DETERMINERS
    )


def _opens(parsed: Parsed, i: int) -> bool:
    span, word = parsed.spans[i], parsed.word(i)
    if span.kind == "act" or _announces(parsed, i):
        return parsed.word(i - 1) not in DETERMINERS - POSSESSIVE
    if parsed.word(i + 1) == "of" and word in ("number", "count", "total"):
        return False  # "to double number of stations", in a title
    if span.kind in ("verb", "link"):
        named = parsed.word(i - 1) in DETERMINERS - POSSESSIVE
        return not named or _past(word.split()[0]) or bool(_noun_like(parsed, i))  # "the count", "its launch"
    if span.kind == "mood":
        if word == "due":
            return _is_due(parsed, i)
        if span.value == "not":
            return word.endswith(("n't", "n’t", "not")) and word != "not"
        return span.value == "will" and (not word.endswith(" to") or _verb_follows(parsed, i + 1))
    if span.kind == "plan":
        return not plan_noun(parsed, i)
    if word == "to":
        return _infinitive(parsed, i)
    if word in ("may", "might"):
        return parsed.text(i) == word and _verb_follows(parsed, i + 1)
    return span.kind == "word" and (word in BE or word in DO) and word not in ("'s", "’s")


def _is_due(parsed: Parsed, i: int) -> bool:
    """ "Due to open", "due in May"; "due to the weather" tells why."""
    return parsed.word(i + 1) != "to" or _infinitive(parsed, i + 1)


def _infinitive(parsed: Parsed, i: int) -> bool:
    """True where the "to" at `i` is followed by a verb, known or not, and not by a place, a number or a noun."""
    k = i + 1
    while parsed.word(k) in ADVERBS and k < len(parsed.spans):
        k += 1
    if k >= len(parsed.spans):
        return False
    span, word = parsed.spans[k], parsed.word(k)
    if span.kind in ("verb", "plan"):
        return not word.split()[0].endswith(("ing", "ed")) and word not in ("has", "had", "built", "brought", "total")
    if word in ("be", "have", "do"):
        return True
    return span.kind == "word" and word not in FUNCTION and not word.endswith(("s", "ing", "ed")) and word.islower()


def _group_at(parsed: Parsed, i: int, before: Sequence[Group]) -> Group | None:
    """The verb group that begins at span `i`, read word by word up to its main verb."""
    if not _opens(parsed, i):
        return None
    noun = _noun_like(parsed, i)
    if noun:
        cue = {"state": "have", "start": "add", "use": "have"}.get(
            str(parsed.spans[i].value), str(parsed.spans[i].value)
        )
        planned = noun != "adjective" and (parsed.spans[i].value == "start" or _as_host(parsed, i, before))
        return Group(i, i + 1, i, cue, noun, planned)
    k = at = i
    end = i + 1
    form = ""
    value: str | None = None
    perfect = late = passive = progressive = be = main = planned = False
    denied = _after_denial(parsed, i)
    while k < len(parsed.spans):
        span, word = parsed.spans[k], parsed.word(k)
        head = word.split()[0]
        if span.kind == "mood" and span.value == "will":
            planned = planned or not _reported(parsed, k)
            be = be or word.endswith("be")
            form = form or "finite"
        elif span.kind == "mood" and span.value == "not":
            denied = True
            form = form or ("finite" if k == i else "")
            be = be or word.startswith(("is", "are", "was", "were"))
        elif word in ("may", "might"):
            planned, form = True, form or "finite"
        elif word in BE:
            be = True
            form = form or ("finite" if word not in ("be", "been", "being") else "ed")
            progressive = progressive or word == "being"
        elif word in DO:
            form = form or "finite"
        elif word in HAVE and _participle_follows(parsed, k + 1):
            perfect = late = True
            form = form or ("ing" if word == "having" else "finite")
        elif word == "to" and _infinitive(parsed, k):
            form = form or "infinitive"
            late = False
            planned = planned or not _done(parsed, k)
        elif word in ADVERBS or (word.endswith("ly") and span.kind == "word"):
            k += 1
            continue
        elif span.kind == "plan" and not plan_noun(parsed, k):
            planned = planned or not _as_planned(parsed, k)
            form = form or ("ing" if head.endswith("ing") and not be else "finite")
            at, main, end = k, True, k + 1
            if not _chains(parsed, k):
                break
        elif span.value == "state":
            value, end = "have", k + 1
            break
        elif span.kind in ("verb", "link"):
            value, at, main, end = str(span.value) if span.kind == "verb" else "have", k, True, k + 1
            if head.endswith("ing"):
                progressive = progressive or be
                form = form or "ing"
            elif be and _past(head):
                passive = True
            form = form or ("ed" if _past(head) and word not in HAVE else "finite")
            if value in ("have", "reach", "pass") or not _chains(parsed, k):
                break
        elif (
            (span.kind in ("word", "act") or _announces(parsed, k)) and word not in FUNCTION and form and word != "what"
        ):
            if be and not word.endswith(("ed", "ing", "en", "t", "wn")):
                break  # "is white"
            passive = be and not word.endswith("ing")
            value = _act(parsed, k)
            at, main, end = k, True, k + 1
            if not _chains(parsed, k):
                break
        elif span.kind == "act" or _announces(parsed, k):
            at, main, end = k, True, k + 1
            value = _act(parsed, k)
            form = "ing" if head.endswith("ing") else "ed" if _past(head) else "finite"
            if not _chains(parsed, k):
                break
        else:
            break
        k += 1
        if not main:
            end, at = k, k - 1
        else:
            end = k
    if value == "start":
        value, planned = "add", True
    elif value == "add" and planned and late:
        value = "have"  # "aims to have installed 100,000 by 2030": the sum
    if value is None and planned and form != "finite" and not be and parsed.spans[at].kind in ("word", "act"):
        subject = i > 0 and parsed.spans[i - 1].kind == "operator"  # "Ionity to double …", in a title
        planned = subject or _as_host(parsed, i, before)  # "locations to choose from"
    if not be and (
        value in (None, "use") and parsed.word(i) in ("could", "may", "might") or (value, form) == ("use", "infinitive")
    ):
        planned = False  # "could charge at 605 stations": what one can do
    value = "have" if value == "use" else value
    if value in (None, "show") and be and (not main or passive):
        value = "be"
    if progressive and value in ("add", "remove") and form != "ing":
        planned = True  # "is building", "are being built": under construction
    if not planned and (form == "ing" or (form == "finite" and end - i == 1)):
        planned = _as_host(parsed, i, before) if form == "ing" else _coordinate(parsed, i, before)
    return Group(i, end, at, value, form or "finite", planned, perfect, denied, passive)


def _after_denial(parsed: Parsed, i: int) -> bool:
    """ "Denied that it would close", "without opening", "no longer operates": a denial right before the verb."""
    k = i - 1
    while k > 0 and (parsed.word(k) in PRONOUNS or parsed.word(k) in ADVERBS or parsed.spans[k].kind == "operator"):
        k -= 1
    return k >= 0 and (parsed.spans[k].kind, parsed.spans[k].value) == ("mood", "not")


def _announces(parsed: Parsed, k: int) -> bool:
    """ "Announced 120 sites", "reported 402,000 sessions": a word of saying whose object is the number itself."""
    if parsed.spans[k].kind != "credit" or not parsed.word(k).startswith(("announc", "report")):
        return False
    after = parsed.spans[k + 1] if k + 1 < len(parsed.spans) else None
    return after is not None and (after.kind in ("number", "qualifier") or parsed.word(k + 1) == "for")


def _act(parsed: Parsed, k: int) -> str | None:
    """What a verb that says nothing of how many does: announces, reports, shows."""
    span = parsed.spans[k]
    if span.kind == "credit":
        return "announce" if parsed.word(k).startswith("announc") else "serve"
    return str(span.value) if span.kind == "act" else None


def _noun_like(parsed: Parsed, i: int) -> str:
    """What kind of word a cue is that is no verb: a noun of action, a state, a preposition, an adjective; else empty."""
    span, word = parsed.spans[i], parsed.word(i)
    if span.kind != "verb":
        return ""
    if word in ("with", "including", "past", "for a total of"):
        return "with"
    if span.value == "start":
        return "noun"
    if word.startswith(("into ", "out of ")):
        return "particle"
    if word.endswith(("tion", "tions", " of", "debut", "access to")) and not word.startswith("consist"):
        return "noun"
    if (
        word.endswith("ing")
        and parsed.word(i - 1) in ("the", "a", "its", "’s", "'s")
        and parsed.word(i + 1) in ("of", "for")
    ):
        return "noun"
    if span.value == "state":
        return "state"
    if _past(word) and _noun_after(parsed, i) and parsed.word(i - 1) not in HAVE and parsed.word(i - 1) not in BE:
        return "adjective"
    return ""


def _coordinate(parsed: Parsed, i: int, before: Sequence[Group]) -> bool:
    """ "Will open 20 and close three": a verb in its base form shares the mood of the one before it."""
    k = i - 1
    while parsed.word(k) in ADVERBS or parsed.word(k) == ",":
        k -= 1
    word = parsed.word(i).split()[0]
    if parsed.word(k) not in ("and", "or") or word.endswith("s") or _past(word):
        return False
    host = next((g for g in reversed(before) if g.form in ("finite", "infinitive")), None)
    return host is not None and host.planned and host.end - host.start > 1


def _as_planned(parsed: Parsed, k: int) -> bool:
    """ "As planned", "than expected": a comparison with a plan is none."""
    return parsed.word(k - 1) in ("as", "than")


#: Words whose infinitive tells what others hold to be the case, or what turned out so.
REPORTED = frozenset(
    "said believed reported thought understood known found estimated claims claimed happens happened seems appears".split()
)


def _reported(parsed: Parsed, k: int) -> bool:
    """ "Is said to be", "could already": no future."""
    word = parsed.word(k)
    if word == "to be":
        return parsed.word(k - 1) in REPORTED
    return word == "could" and parsed.word(k + 1) in ("already", "now", "not", "only")


def _participle_follows(parsed: Parsed, k: int) -> bool:
    """True where "has" is an auxiliary: a participle follows, past adverbs."""
    steps = 0
    while (
        k < len(parsed.spans)
        and steps < 4
        and (
            parsed.word(k) in ADVERBS
            or (parsed.spans[k].kind == "mood" and parsed.spans[k].value == "not")
            or parsed.word(k).endswith("ly")
        )
    ):
        k, steps = k + 1, steps + 1
    if k >= len(parsed.spans):
        return False
    span, word = parsed.spans[k], parsed.word(k)
    if word in ("been", "to"):
        return True
    head = word.split()[0]
    if span.kind in ("verb", "plan", "link", "act", "credit"):
        return _past(head) and not _noun_after(parsed, k)
    return (
        span.kind == "word"
        and word not in FUNCTION
        and word.endswith(("ed", "en", "wn", "ught"))
        and not _noun_after(parsed, k)
    )


def _noun_after(parsed: Parsed, k: int) -> bool:
    """ "Has dedicated charging stations": a participle that is but an adjective of its noun."""
    return k + 1 < len(parsed.spans) and isinstance(parsed.spans[k + 1].value, Noun)


def _chains(parsed: Parsed, at: int) -> bool:
    """True where the verb at `at` goes on with an infinitive: "plans to build", "on track to have"."""
    if parsed.word(at).endswith(" to"):
        return _verb_follows(parsed, at + 1)
    k = at + 1
    while parsed.word(k) in ADVERBS:
        k += 1
    return parsed.word(k) == "to" and _infinitive(parsed, k)


def _verb_follows(parsed: Parsed, k: int) -> bool:
    """True where a verb in its base form stands at `k`, past adverbs."""
    while parsed.word(k) in ADVERBS:
        k += 1
    if k >= len(parsed.spans):
        return False
    span, word = parsed.spans[k], parsed.word(k)
    return (
        span.kind in ("verb", "plan", "act")
        or word in ("be", "have", "do")
        or (span.kind == "word" and word not in FUNCTION and word.islower())
    )


def _done(parsed: Parsed, k: int) -> bool:
    """ "Managed to build", "continues to operate", "able to", "the first to open": what is done, not meant."""
    if parsed.word(k + 1) == "have" and _participle_follows(parsed, k + 2):
        return True
    return parsed.word(k - 1) in DONE or parsed.word(k - 1) in REPORTED


#: Words whose infinitive tells what is the case.
DONE = frozenset(
    {
        "able",
        "used",
        "began",
        "started",
        "continued",
        "continues",
        "continue",
        "up",
        "close",
        "managed",
        "helped",
        "first",
        "happens",
        "happened",
        "enough",
    }
)


def _as_host(parsed: Parsed, i: int, before: Sequence[Group]) -> bool:
    """A participle or noun of action is as planned as what it hangs on: "the goal of building", "will open 20, bringing"."""
    if i and parsed.spans[i - 1].kind == "plan":
        return True
    if parsed.word(i - 1) == "compared":
        return False
    if parsed.word(i - 1) in ("of", "for", "on", "to", "at") and any(
        parsed.spans[j].kind == "plan" for j in range(max(0, i - 5), i - 1)
    ):
        return True
    host = next((g for g in reversed(before) if g.form not in ("ed", "adjective", "state")), None)
    return host is not None and host.planned and parsed.clauses[i] - parsed.clauses[host.at] <= 1


def _past(word: str) -> bool:
    return word.endswith("ed") or word in PAST

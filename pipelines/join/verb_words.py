"""What single words of a verb group are: plans, infinitives, participles, words of saying, and cues that are no verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.join.closed import ADVERBS, BE, FUNCTION, HAVE, PAST, PRONOUNS
from pipelines.model import Noun

if TYPE_CHECKING:
    from pipelines.join.clauses import Parsed

#: Also a short "is".
POSSESSIVE = frozenset({"'s", "’s"})

#: What a noun follows.
DETERMINERS = POSSESSIVE | {"the", "a", "an", "its", "their", "his", "this", "our"}


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
    if after == "on" and parsed.word(at + 2).endswith("ing"):
        return False  # "plans on taking its network to 900"
    if after in ("the", "a", "an", "its", "their", "this", "those") and before not in DETERMINERS:
        return False
    return (
        not (after == "to" or (at + 1 < len(parsed.spans) and parsed.spans[at + 1].kind in ("number", "qualifier")))
        or before in DETERMINERS
    )


def is_due(parsed: Parsed, i: int) -> bool:
    """ "Due to open", "due in May"; "due to the weather" tells why."""
    return parsed.word(i + 1) != "to" or infinitive(parsed, i + 1)


def infinitive(parsed: Parsed, i: int) -> bool:
    """True where the "to" at `i` is followed by a verb, known or not, and not by a place, a number or a noun."""
    k = i + 1
    while (parsed.word(k) in ADVERBS or parsed.word(k) in ("more than", "nearly", "almost")) and k < len(parsed.spans):
        k += 1
    if k >= len(parsed.spans):
        return False
    span, word = parsed.spans[k], parsed.word(k)
    if word == "half" or parsed.word(i - 1) == "home":
        return False  # "home to exactly half"
    if span.kind in ("verb", "plan", "act"):
        head = word.split()[0]
        shaped = head.endswith("ing") or (head.endswith("ed") and head not in BASE)
        return not shaped and word not in ("has", "had", "built", "brought", "total")
    if word in ("be", "have", "do", "gain"):
        return True
    return span.kind == "word" and word not in FUNCTION and not word.endswith(("s", "ing", "ed")) and word.islower()


def announces(parsed: Parsed, k: int) -> bool:
    """ "Announced 120 sites", "reported 402,000 sessions": a word of saying whose object is the number itself."""
    if parsed.spans[k].kind != "credit" or not parsed.word(k).startswith(("announc", "report")):
        return False
    after = parsed.spans[k + 1] if k + 1 < len(parsed.spans) else None
    if parsed.word(k + 1) in ("a", "an", "another"):
        nouns = (s.value for s in parsed.spans[k + 2 : k + 5])
        return any(isinstance(n, Noun) and n.noun_class == "site" and not n.plural for n in nouns)
    return after is not None and (after.kind in ("number", "qualifier") or parsed.word(k + 1) == "for")


def act_of(parsed: Parsed, k: int) -> str | None:
    """What a verb that says nothing of how many does: announces, reports, shows."""
    span = parsed.spans[k]
    if span.kind == "credit":
        return "announce" if parsed.word(k).startswith("announc") else "serve"
    return str(span.value) if span.kind == "act" else None


def no_verb(parsed: Parsed, i: int) -> str:
    """What kind of word a cue is that is no verb: a noun of action, a state, a preposition, an adjective; else empty."""
    span, word = parsed.spans[i], parsed.word(i)
    if span.kind != "verb":
        return ""
    if word in ("with", "including", "past", "for a total of"):
        return "with"
    if span.value == "start":
        return "noun"
    if word.startswith(("into ", "out of ", "off the ")):
        return "particle"
    of_action = word.endswith(("tion", "tions")) and " " not in word
    if of_action or (
        word.endswith((" of", "debut", "access to", "construction on")) and not word.startswith("consist")
    ):
        return "noun"
    if (
        word.endswith("ing")
        and parsed.word(i - 1) in ("the", "a", "its", "’s", "'s")
        and parsed.word(i + 1) in ("of", "for")
    ):
        return "noun"
    if span.value == "state":
        return "state"
    if past(word) and noun_after(parsed, i) and parsed.word(i - 1) not in HAVE and parsed.word(i - 1) not in BE:
        return "adjective"
    return ""


def as_planned(parsed: Parsed, k: int) -> bool:
    """ "As planned", "than expected": a comparison with a plan is none."""
    return parsed.word(k - 1) in ("as", "than")


#: What an aside stands between.
ASIDES = frozenset({"", ",", ":", ";", "–", "—", "-", "(", ")", "."})

#: Words whose infinitive tells what others hold to be the case, or what turned out so.
REPORTED = frozenset(
    "said believed reported thought understood known found estimated claims claimed happens happened seems appears".split()
)


def reported(parsed: Parsed, k: int) -> bool:
    """ "Is said to be", "could already": no future."""
    word = parsed.word(k)
    aside = parsed.word(k - 1) in ASIDES and parsed.word(k + 2) in ASIDES  # "to be fair, it is 36"
    if word == "to be" and (aside or parsed.word(k + 1) in ("exact", "precise", "sure")):
        return True
    if word == "to be":
        return parsed.word(k - 1) in REPORTED or parsed.word(k - 1) == "had" or parsed.word(k - 1) == "used"
    return word == "could" and parsed.word(k + 1) in ("already", "now", "not", "only")


def participle_follows(parsed: Parsed, k: int) -> bool:
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
        return past(head) and not noun_after(parsed, k)
    return (
        span.kind == "word"
        and word not in FUNCTION
        and (word.endswith(("ed", "en", "wn", "ught")) or word in ("begun", "gone", "become", "come", "shrunk", "sunk"))
        and not noun_after(parsed, k)
    )


def noun_after(parsed: Parsed, k: int) -> bool:
    """ "Has dedicated charging stations": a participle that is but an adjective of its noun."""
    return k + 1 < len(parsed.spans) and isinstance(parsed.spans[k + 1].value, Noun)


def chains(parsed: Parsed, at: int) -> bool:
    """True where the verb at `at` goes on with an infinitive: "plans to build", "on track to have"."""
    if parsed.word(at).endswith(" to"):
        return verb_follows(parsed, at + 1)
    k = at + 1
    while parsed.word(k) in ADVERBS:
        k += 1
    return parsed.word(k) == "to" and infinitive(parsed, k)


def verb_follows(parsed: Parsed, k: int) -> bool:
    """True where a verb in its base form stands at `k`, past adverbs."""
    while parsed.word(k) in ADVERBS:
        k += 1
    if k >= len(parsed.spans):
        return False
    span, word = parsed.spans[k], parsed.word(k)
    return (
        span.kind in ("verb", "plan", "act")
        or word in ("be", "have", "do", "gain")
        or (span.kind == "word" and word not in FUNCTION and word.islower())
    )


def done(parsed: Parsed, k: int) -> bool:
    """ "Managed to build", "continues to operate", "able to", "the first to open": what is done, not meant."""
    if parsed.word(k + 1) == "have" and participle_follows(parsed, k + 2):
        return True
    if parsed.word(k - 1) in HAVE and parsed.spans[k + 1].value != "add":
        return True  # "has to make do with 16"
    if any(parsed.word(i) in ("took", "takes", "taken") for i in range(max(0, k - 16), k)):
        return True  # "it took until May to get to 200"
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
        "easy",
        "easier",
        "hard",
        "harder",
        "difficult",
    }
)


def past(word: str) -> bool:
    return (word.endswith("ed") and word not in BASE) or word in PAST


#: Verbs whose base form ends like a past.
BASE = frozenset({"exceed", "need", "proceed", "succeed", "feed", "speed", "embed"})

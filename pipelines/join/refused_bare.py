"""Bare numbers that go with another thing of their sentence, or that are but pronouns: known by the sentence alone."""

from __future__ import annotations

from pipelines.join.clauses import Parsed
from pipelines.join.closed import FUNCTION, HAVE
from pipelines.join.mentions import in_relative_clause
from pipelines.join.refused import OTHER_THINGS, hangs, is_host
from pipelines.model import Count, Noun
from pipelines.words import singular, vocabulary


def refused_bare(parsed: Parsed, i: int) -> str | None:
    """A number without a noun that goes with another thing, or that is but a pronoun."""
    ours = any(isinstance(s.value, Noun) and (s.value.kinds or s.value.noun_class) for s in parsed.spans[:i])
    for k in range(i - 1, -1, -1):
        span = parsed.spans[k]
        if isinstance(span.value, Noun) and (span.value.noun_class or span.value.kinds):
            break
        if span.kind == "ana" and parsed.word(k).startswith("of th") and _more_than_named(parsed, k):
            break  # "the four largest cities account for 324 of them: 131 in Oslo"
        vehicles = span.kind == "segment" and span.value in ("truck", "passenger")
        things = span.kind == "unit" and span.value in OTHER_THINGS
        if not (vehicles or things or span.value in ("county", "places")) or _inside_relative(parsed, k, i):
            continue
        if span.value in ("county", "places") and parsed.word(k - 1) == "of" and parsed.word(k - 2) == "number":
            return "bare_unit_places"  # "the number of counties covered was 1,200"
        if not (vehicles or things) or not parsed.word(k).endswith("s") or is_host(parsed.word(k)):
            continue
        if in_relative_clause(parsed, k, i):
            continue  # "Norway, where its cars are sold, should have 20"
        if parsed.word(k) == "units" and parsed.spans[k - 1].kind == "number" and (ours or not _sold(parsed)):
            break  # chargers are counted in units too
        if span.value == "batteries" and any(
            w in ("swapped", "exchanged") for w in parsed.words[max(0, k - 4) : k + 4]
        ):
            break  # as many swaps
        if (
            (ours or not _counted_by(parsed, k))
            and hangs(parsed, k)
            and "of which" not in (parsed.word(i - 1), parsed.word(i - 2))
        ):
            continue
        if parsed.word(k - 1) == "of" and parsed.word(k - 2) in ("number", "tally", "count") and not ours:
            return f"bare_unit_{span.value}"  # "the number of operators exceeds 7,000"
        if span.value == "places" and parsed.word(k + 1) == "," and parsed.has("place", start=k + 2, end=k + 4):
            break  # "in just two cities, Guangzhou with 43 and Shenzhen with 32"
        if span.value == "places" and _where_ahead(parsed, k) and parsed.word(i + 1) not in HAVE:
            continue  # "in five cities, there are 20"
        before_it = parsed.spans[k - 1].kind if k else ""
        owners = before_it == "operator" and span.value == "people"  # "NIO drivers find 29"
        counted = bool(k) and (
            (before_it in ("number", "segment", "operator") and not owners) or _counted_by(parsed, k)
        )
        if counted or parsed.word(i - 1).startswith("number"):
            return f"bare_unit_{span.value}"
        people = span.value == "people" and (
            any(s.value in ("reach", "pass") for s in parsed.spans[k:i]) or parsed.word(k - 2) == "number"
        )
        if (vehicles or span.value == "cars" or people) and parsed.clauses[k] == parsed.clauses[i]:
            return f"bare_unit_{span.value}"
    if parsed.word(i - 1) in ("of", "out of") and _of_unit(parsed, i - 1):
        return "ratio"  # "21 hours out of 24"
    if "possible" in parsed.words[i + 1 : i + 5] and parsed.word(i - 1) == "the":
        return "capacity"
    if parsed.word(i - 1) == "the" and parsed.word(i - 2) == "of" and i > 2 and parsed.spans[i - 3].kind == "number":
        return None if _told_more(parsed, i) else "whole_of_part"  # "nine of the 30"
    if parsed.word(i - 1) == "of" and i > 1 and parsed.spans[i - 2].kind == "number":
        return "whole_of_part"
    if parsed.word(i) == "one" and not _beside(parsed, i) and parsed.spans[i - 1].value != "add":
        return "pronoun"
    if parsed.word(i - 1) == "top" and parsed.word(i - 2) in ("the", "these", "those"):
        return "pronoun"  # "the top 15 account for 94 percent"
    count = parsed.spans[i].value
    if not isinstance(count, Count) or count.form != "word" or count.value > 12:
        return None
    if i and parsed.spans[i - 1].kind == "ana" and parsed.spans[i - 1].value in ("former", "latter"):
        return "pronoun"  # "the latter two include both kinds"
    if (
        parsed.word(i - 1) == "other"
        and parsed.word(i - 2) == "the"
        and parsed.word(i + 1) in ("as", "in", ",", ".", "")
        and not _remaining(parsed, i)
    ):
        return "pronoun"  # "far ahead of the other four"
    if parsed.word(i - 1) in ("the", "top", "remaining", "these", "those", "its", "of", "next") or (
        (parsed.word(i + 1) == "and" and parsed.word(i + 2) == "a")
        or (parsed.word(i - 1) == "all" and parsed.word(i + 1) != "together")
    ):
        return "pronoun"
    return None


def _sold(parsed: Parsed) -> bool:
    """True where the sentence speaks of sales."""
    return any(singular(word) in vocabulary("sell") for word in parsed.words)


def _where_ahead(parsed: Parsed, k: int) -> bool:
    """ "In five cities, …", "across its 15 provinces, …": the phrase ahead of the sentence says where."""
    opener = next((m for m in range(k - 1, -1, -1) if parsed.word(m) in _PLACED), None)
    closed = parsed.word(k + 1) == ","
    return (
        closed
        and opener is not None
        and k - opener < 5
        and (opener == 0 or parsed.word(opener - 1) in (",", ";", "and"))
    )


#: Prepositions of a place.
_PLACED = frozenset({"in", "at", "on", "across", "along", "over", "within", "between"})


def _more_than_named(parsed: Parsed, k: int) -> bool:
    """True where "of them" at `k` is more than the things that were counted before it: they are others."""
    part, wholes = parsed.spans[k - 1].value, [parsed.spans[i].value for i in parsed.of_kind("number", end=k - 1)]
    counts = [whole.value for whole in wholes if isinstance(whole, Count)]
    return isinstance(part, Count) and bool(counts) and part.value > max(counts)


def _inside_relative(parsed: Parsed, k: int, i: int) -> bool:
    """ "Norway, where its cars are sold, should have 20": a thing of a clause that a comma has closed."""
    comma = next((m for m in range(k + 1, i) if parsed.word(m) == ","), None)
    opened = next(
        (m for m in range(k - 1, max(-1, k - 5), -1) if parsed.word(m) in ("where", "which", "who", "whose", ",")), None
    )
    return comma is not None and opened is not None and parsed.word(opened) != ","


def _told_more(parsed: Parsed, i: int) -> bool:
    """ "Six of the 170 that they intend to build", "of the 170 planned": the whole is told as a plan of its own."""
    if i + 1 < len(parsed.spans) and parsed.spans[i + 1].kind == "plan":
        return True
    if parsed.word(i + 1) not in ("that", "which", "it", "they"):
        return False
    return any(s.kind == "plan" or (s.kind, s.value) == ("mood", "will") for s in parsed.spans[i + 2 : i + 6])


def _remaining(parsed: Parsed, i: int) -> bool:
    """ "SPIC owns five and Aulton, its affiliate, the other three": the rest of what was counted is another owner's."""
    for k in range(i - 3, 0, -1):
        if parsed.spans[k].kind == "operator":
            return parsed.has("number", end=k)
        if parsed.spans[k].kind in ("number", "noun", "verb"):
            return False
    return False


def _of_unit(parsed: Parsed, k: int) -> bool:
    """True where a unit with its number stands before "of" or "out of"."""
    while k > 0 and parsed.word(k) in ("of", "out", "out of"):
        k -= 1
    return k > 0 and parsed.spans[k].kind == "unit" and parsed.spans[k - 1].kind == "number"


def _counted_by(parsed: Parsed, k: int) -> bool:
    """True where a number counts the unit at `k` past an adjective: "171 prefecture-level cities"."""
    for m in range(k - 1, max(k - 6, -1), -1):
        if parsed.spans[m].kind == "number":
            return True
        if parsed.spans[m].kind not in ("word", "sign", "unit") or parsed.word(m) in FUNCTION or parsed.word(m) == ",":
            return False
    return False


def _beside(parsed: Parsed, i: int) -> bool:
    """True where "one" stands in a list of counts: "four in Shanxi and one in Jiangmen"."""
    earlier = list(parsed.of_kind("number", end=i))
    if parsed.word(i - 1) == "is" and parsed.word(i - 2) == "there" and parsed.word(i + 1) == ",":
        return parsed.has("number", start=i + 1)  # "in Tibet, there is one, in Hainan 24"
    if earlier and parsed.word(i - 1) == "after" and parsed.word(i + 1) in ("was", "had", "has"):
        return True  # "stands at 60 after one was closed"
    after = parsed.spans[i + 1] if i + 1 < len(parsed.spans) else None
    listed = parsed.word(i - 1) in (",", "and") and parsed.word(i + 1) in ("in", "at", "near")
    if (
        listed
        and parsed.has("place", start=i + 2, end=i + 4)
        and any(k < i and n.noun_class == "site" and not n.plural for k, n in parsed.nouns)
    ):
        return True  # "a station was added in Oslo, one in Bergen and two in Stavanger"
    led = parsed.word(i - 1) in (
        ",",
        "and",
        "or",
        "with",
        "only",
        "just",
        "but",
        "has",
        "have",
        "had",
        "is",
        "are",
        "’s",
    )
    if earlier and parsed.spans[i - 1].kind == "place" and parsed.word(i + 1) in (".", ",", ""):
        return True  # "Norway has three and Germany one"
    return (
        bool(earlier)
        and (led or parsed.spans[i - 1].kind == "more")
        and after is not None
        and (after.kind in ("verb", "scope") or parsed.word(i + 1) in ("in", "is", "at", "on", "each", "across"))
    )

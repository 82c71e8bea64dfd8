"""Numbers that count nothing of ours: money, labels, ratios, names, and bare ones that go with another thing."""

from __future__ import annotations

from pipelines.join.behind import behind
from pipelines.join.clauses import Parsed
from pipelines.join.closed import FUNCTION
from pipelines.model import Count
from pipelines.words import singular, vocabulary

CURRENCIES = frozenset(
    {"$", "€", "£", "¥", "₹", "rmb", "usd", "eur", "gbp", "vnd", "cny", "hk$", "us$", "rs", "sek", "nok", "dkk"}
)

#: Units whose plural, named nearer than our noun, claims a bare number: "of the 27 showrooms, 14 are back".
OTHER_THINGS = frozenset({"cars", "people", "places", "firms", "batteries", "other"})

#: Prepositions by which a thing hangs on another noun, or that open the phrase ahead of a sentence.
_OVER = frozenset("for in of to by with from across at along between on over within".split())


def is_host(words: str) -> bool:
    """True for a place of business where chargers stand."""
    return (
        singular(words.split(" ")[-1]) in vocabulary("host")
        or words in ("rest stops", "locations")
        or "service area" in words
    )


def refused_before(parsed: Parsed, i: int) -> str | None:
    """Money, tickers, labels and ratios are known by what stands around the number."""
    before, far = parsed.word(i - 1), parsed.word(i - 2)
    after = parsed.word(i + 1)
    if before in CURRENCIES:
        return "money"
    if parsed.word(i).endswith("s") and parsed.spans[i].kind == "number":
        return "vague"  # "dozens of them", "grouped in twos"
    if before == "the" and after == "it" and parsed.word(i + 2).split(" ")[0] in ("takes", "took", "needs", "needed"):
        return "spent_or_held"  # "instead of the 40 it takes"
    if (before == ":" and far in ("unit", "units")) or (before == "of" and far == "units"):
        return "scale"  # "unit: 10,000"
    if before == ":" and i > 2 and _exchange(parsed, i - 2):
        return "ticker"
    if singular(before) in vocabulary("label") and not (before == "day" and far == "a"):
        return "label"
    if before == "every" or (before == "in" and far == "one"):
        return "ratio"
    if after == ":" and parsed.word(i + 2) == "that" and parsed.word(i + 3) == "many":
        return "said_behind"  # "another number is 1,000: that many communities"
    if (after == ":" and _tight(parsed, i + 1)) or (before == ":" and _tight(parsed, i - 1)):
        return "ratio"
    if before == "/" or (after == "/" and parsed.word(i + 2).isdigit()):
        return "ratio"
    if after in ("out", "in", "of", "for") and _one_in_so_many(parsed, i):
        return "ratio"
    if parsed.word(i) == "one" and any(
        parsed.word(k) == "in" and parsed.spans[k + 1].kind == "number" and _so_many_in(parsed, k + 1)
        for k in range(i + 2, min(i + 5, len(parsed.spans) - 1))
    ):
        return "ratio"  # "one French charger in ten"
    if before in ("of", "in", "every") and _so_many_in(parsed, i):
        return "ratio"
    if after == "to" and parsed.word(i + 2) == "one":
        return "ratio"
    if before == "between" and parsed.word(i) == "two":
        return "ratio"
    if after == "to go" or (after == "to" and parsed.word(i + 2) == "go"):
        return "difference"
    if before == "us" and parsed.text(i - 1) == "US" and far not in ("the", "its"):
        return "label"  # "along US 97"
    if after == "short" and parsed.word(i + 2) in ("of", ",", ".", ""):
        return "short_of"
    if (
        before == "-"
        and i > 1
        and parsed.spans[i - 2].end == parsed.spans[i - 1].start
        and (parsed.text(i - 2)[0].isupper() or (parsed.text(i).isalpha() and parsed.text(i)[0].isupper()))
    ):
        return "name"
    if i and parsed.spans[i - 1].kind == "segment" and parsed.text(i - 1)[0].isupper():
        return "name"
    if parsed.text(i)[0] == "0" and len(parsed.text(i)) > 1 and parsed.text(i).isdigit():
        return "name"
    if _broken(parsed, i) or _share_of(parsed, i):
        return "fraction"
    if after in ("°", "º") or (before == "minus" and far != "or"):
        return "unit_degrees"
    if after == "-" and _compound(parsed, i):
        return "compound"
    if after == "-" and parsed.word(i + 2) in ("and", "or", "to") and parsed.word(i + 4) == "-":
        return "compound"  # "two- and three-wheelers"
    if before in ("turned", "turns") and parsed.spans[i].kind == "number":
        return "age"
    if parsed.spans[i + 1 : i + 2] and parsed.spans[i + 1].kind == "ordinal" and after.endswith("s"):
        return "fraction"  # "two thirds of them"
    return None


def _exchange(parsed: Parsed, k: int) -> bool:
    """ "(NYSE: NIO, HKG: 9866)", not "EVCIPA: 3 million piles" and "good for NIO: 81 stations"."""
    if parsed.word(k - 1) not in ("(", ",", ";") or parsed.spans[k].kind == "operator":
        return False
    return parsed.text(k).isupper() or parsed.word(k) == "otcmkts"


def _tight(parsed: Parsed, k: int) -> bool:
    """True where a sign stands between two numbers without blanks: "1:2.1"."""
    if not 0 < k < len(parsed.spans) - 1:
        return False
    one, sign, other = parsed.spans[k - 1 : k + 2]
    return one.end == sign.start and sign.end == other.start and other.kind == "number"


def _share_of(parsed: Parsed, i: int) -> bool:
    """ "About a third of the total", "two fifths": a part of a whole, no rank."""
    if parsed.spans[i].kind != "ordinal" or parsed.spans[i].rule == "ordinal_digits":
        return False
    one = parsed.word(i - 1) in ("a", "one", "nearly") and (
        parsed.word(i + 1) in ("of", "are", "were", "-") or parsed.word(i - 2) == "by"
    )
    return one or (parsed.spans[i - 1].kind == "number" and parsed.word(i).endswith("s"))


def _broken(parsed: Parsed, i: int) -> bool:
    """ "7.6 piles", "9.0 stalls", "1 to 2.6": an average; what is counted one by one has no decimals."""
    count = parsed.spans[i].value
    if isinstance(count, Count) and count.value_max is not None and (count.value % 1 or count.value_max % 1):
        return True
    said = parsed.text(i)
    if parsed.spans[i].rule == "scaled_number":
        return False  # "from 3.4 to 4.9 million"
    return "." in said and said.replace(",", "").replace(".", "").isdigit()


def _one_in_so_many(parsed: Parsed, i: int) -> bool:
    """ "Nine in ten", "eight of every ten", "three out of four": a share; "680 out of 2,150" are two counts."""
    k = i + 1
    while parsed.word(k) in ("out", "in", "of", "for", "every"):
        k += 1
    value = parsed.spans[k].value if k < len(parsed.spans) and parsed.spans[k].kind == "number" else None
    if k == i + 2 and parsed.spans[k + 1 : k + 2] and parsed.spans[k + 1].kind == "plan":
        return False  # "12 of 20 planned stations"
    if (parsed.word(k - 1) == "every" and k > i + 2) or (parsed.word(i) == "one" and isinstance(value, Count)):
        return True
    count = parsed.spans[i].value
    if not isinstance(count, Count) or not isinstance(value, Count) or count.value > value.value:
        return False
    return value.value <= 20 or (parsed.word(k - 1) == "for" and count.value <= 20)


def _so_many_in(parsed: Parsed, i: int) -> bool:
    """The second number of a share: the ten of "nine in ten", "one French charger in ten", "one station out of 20"."""
    k = i - 1
    while parsed.word(k) in ("out", "in", "of", "every", "out of"):
        k -= 1
    value = parsed.spans[i].value
    if not isinstance(value, Count) or value.value > 20 or k == i - 1:
        return False
    if parsed.spans[i + 1 : i + 2] and parsed.spans[i + 1].kind == "plan":
        return False  # "12 of 20 planned stations"
    if k >= 0 and parsed.spans[k].kind == "number":
        return True
    if behind(parsed, i)[0] != "bare" or parsed.word(k + 1) == "of":
        return False
    while k > 0 and (parsed.spans[k].kind in ("noun", "unit", "place", "word", "segment", "operator", "industry")):
        if parsed.spans[k].kind == "word" and parsed.word(k) in FUNCTION:
            return False
        k -= 1
    return parsed.word(k) == "one"


def _compound(parsed: Parsed, i: int) -> bool:
    """ "7-Eleven", "two-thirds", "two-plug affairs": a hyphen makes the number a part of a word."""
    if i + 2 >= len(parsed.spans) or parsed.spans[i].end != parsed.spans[i + 1].start:
        return False
    after = parsed.spans[i + 2]
    if parsed.word(i + 2) in ("and", "or", "to"):
        return True  # "two- and three-wheelers"
    if parsed.word(i + 2) in ("strong", "ever"):
        return False  # "its 3,000-strong network", "its first-ever hub"
    joined = after.start == parsed.spans[i + 1].end and parsed.word(i + 2).isalpha()
    return joined and (
        after.kind in ("word", "ordinal") or (after.kind == "number" and parsed.text(i + 2)[0].isupper())
    )


def hangs(parsed: Parsed, k: int) -> bool:
    """True where a unit only hangs on another noun: "ports for cars", "stations in 58 cities", "stations for motorcycles"."""
    for m in range(k - 1, max(k - 5, -1), -1):
        if parsed.word(m).endswith((" in", " at")) or parsed.word(m) in (
            "serve",
            "serves",
            "serving",
            "handle",
            "handles",
        ):
            return True
        if parsed.word(m) == "to" and parsed.spans[m + 1].kind in ("word", "verb", "act"):
            return False  # "wants to hire 600 engineers"
        if parsed.word(m) in _OVER:
            return m > 0 and parsed.word(m - 1) not in ("number", "count", "tally", "total", "fleet")
        if parsed.spans[m].kind not in ("number", "qualifier", "segment", "word", "more", "place", "operator"):
            return False
    return False

"""Which place names of a sentence can set a scope, and which are scenery: routes, events, firms, comparisons."""

from __future__ import annotations

import re

from pipelines.join.clauses import Parsed, per_span
from pipelines.join.closed import FUNCTION
from pipelines.words.place_context import context

#: Words between the places of a list.
JOINTS = frozenset({",", "and", "or", "&", "/", "both", "the"})

#: Prepositions that lead to the place where something stands.
LOCATIVE = frozenset({"in", "across", "throughout", "within", "at", "on", "near", "around", "outside", "for", "inside"})

#: What leads to the ends of a route, to an origin or to what is compared with.
AWAY = frozenset({"from", "than", "unlike", "via", "leaving", "after", "with", "as", "like"}) | frozenset(
    {"overtook", "overtaking", "overtakes", "overtaken", "trails", "trailing", "outpaced", "outpacing", "beating"}
)

#: What leads to the two ends of a route.
ROUTE = frozenset("between linking connecting connects links link linked connect connected joining joins".split())

#: Firms whose sites host stations: "a Shanghai store".
HOSTS = frozenset({"store", "stores", "shop", "shops", "mall", "malls", "supermarket", "dealership", "hotel"})

#: Parts of a firm that work in the country whose adjective they bear.
_BRANCHES = frozenset({"arm", "subsidiary", "unit", "branch", "division", "business", "operations"})

#: "South of Munich".
DIRECTIONS = frozenset({"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"})

#: Nouns that explain a place's name.
TOWNS = frozenset(
    {"capital", "city", "resort", "municipality", "town", "village", "suburb", "port", "island", "hub", "seat"}
)

_ENDS = (",", ".", ";", "’s", "'s", "")

_FORMS_OF_BE = frozenset({"is", "are", "was", "were", "have", "has", "had", "will", "would"})


@per_span
def sets_scope(parsed: Parsed, i: int) -> bool:
    """False for a place that is scenery: "Shanghai-based", "the Beijing-Lhasa expressway", "at an event in Berlin"."""
    span = parsed.spans[i]
    after, far = parsed.word(i + 1), parsed.word(i + 2)
    rules = context()
    if after in ("-", "–") and (far in rules.hyphened or parsed.has("place", start=i + 2, end=i + 3)):
        return False
    if span.kind == "place" and i < 3 and after == "government" and parsed.word(i - 1) in ("the", ""):
        return True  # "The Shenzhen government has built 662"
    if after in rules.no_scope or _road(parsed, i):
        return False
    if after in ("'s", "’s") and far in DIRECTIONS:
        return False  # "the city in China's southwest"
    if after in ("'s", "’s") and (far.endswith("est") or far == "most") and _one_site_behind(parsed, i + 3):
        return False  # "Europe's largest public fast-charging park"
    if _most_within(parsed, i):
        return False
    if span.kind == "scope":  # not "there are 20", "leads the home market"
        ahead = parsed.word(i - 2) if parsed.word(i - 1) == "the" else parsed.word(i - 1)
        if parsed.word(i) == "the world" and (ahead == "of" or (after in ("'s", "’s") and _ranked(parsed, i + 2))):
            return False  # "most of the world", "the world's first swap station"
        if parsed.spans[i].value == "part" and parsed.spans[i - 1].kind == "place" and i:
            return False  # "from Harbin in the north to Sanya"
        if ahead == "from" and "to" in parsed.words[i + 1 : i + 3]:
            return False  # "from the capital to the border"
        return (
            after != "of" and not (parsed.word(i) == "there" and after in _FORMS_OF_BE) and not ahead.startswith("lead")
        )
    if parsed.text(i) == "US" and far and parsed.word(i + 1).isdigit():
        return False  # "US 97" is a road
    before = parsed.word(i - 1)
    if before not in ("in", "across", "throughout") and i + 1 < len(parsed.spans):
        behind = parsed.spans[i + 1]
        own = span.rule == "demonym" and after in _BRANCHES  # "its Canadian arm"
        if (after in rules.firms and not own) or (
            behind.kind == "unit" and behind.value in ("cars", "firms") and after not in HOSTS
        ):
            return False
        if not own and _of_firm(parsed, i):
            return False
    if (after == "where" or (after == "," and far == "where")) and not _beside(parsed, i):
        return not says_where(parsed, i)
    return not (_away(parsed, i) or _at_scene(parsed, i) or _dateline(parsed, i))


def _most_within(parsed: Parsed, i: int) -> bool:
    """ "The city with the most chargers in Norway", "New York, second in the nation": what a place is compared within."""
    for k in range(i - 1, max(0, i - 8), -1):
        if parsed.spans[k].kind in ("number", "sign", "place"):
            return False
        ranked = parsed.spans[k].kind == "ordinal" and parsed.word(k - 1) == "," and parsed.spans[k - 2].kind == "place"
        if (
            ranked
            or parsed.word(k) == "most"
            or (parsed.word(k).endswith("est") and parsed.word(k - 1) in ("the", "-"))
        ):
            return parsed.has("place", end=k) and not parsed.has("number", end=k)
    return False


def _ranked(parsed: Parsed, k: int) -> bool:
    """ "The world's largest", "second-biggest", "top", "leading": a rank and no count."""
    word = parsed.word(k)
    return (
        parsed.spans[k].kind == "ordinal"
        or word.endswith("est")
        or word in ("most", "top", "leading", "number", "only")
    )


def says_where(parsed: Parsed, i: int) -> bool:
    """ "In Hefei, where the company said that …": where something is told of, and no station counted."""
    opened = next((k for k in (i + 1, i + 2) if parsed.word(k) == "where"), i)
    for k in range(opened + 1, min(opened + 7, len(parsed.spans))):
        if parsed.spans[k].kind == "credit" or parsed.word(k) in _SAYING:
            return True
        if parsed.spans[k].kind in ("verb", "mood", "plan", "number", "sign"):
            return False
    return False


_SAYING = frozenset({"said", "spoke", "announced", "presented", "reported", "revealed", "unveiled", "explained"})


def _one_site_behind(parsed: Parsed, start: int) -> bool:
    """True where the superlative is one station: "the world's northernmost swap station"."""
    noun = next((n for i, n in parsed.nouns if start <= i < start + 4 and n.noun_class), None)
    return noun is not None and noun.noun_class in ("site", "post") and not noun.plural


def _of_firm(parsed: Parsed, i: int) -> bool:
    """ "The US electric truck maker": a country describes a firm some words on."""
    for k in range(i + 1, min(i + 6, len(parsed.spans))):
        if parsed.word(k) in context().firms:
            return True
        if (
            parsed.spans[k].kind not in ("word", "unit", "kind", "sign", "noun")
            or parsed.word(k) in FUNCTION
            or parsed.word(k) in (",", ".", ":", ";", "(")
        ):
            return False
    return False


def _road(parsed: Parsed, i: int) -> bool:
    """ "The Oslo - Bergen motorway": the place names a road; "along Flemish motorways" says where."""
    if parsed.spans[i].rule == "demonym" and parsed.word(i + 1).endswith("s"):
        return False
    return parsed.word(i + 1) in context().roads or (
        parsed.word(i - 1) in ("-", "–") and parsed.spans[i - 2].kind == "place"
    )


def _away(parsed: Parsed, i: int) -> bool:
    """ "From Oslo to Bergen", "between Ulm and Augsburg", "more than in Sweden": ends of a route and comparisons."""
    first = i
    while first > 0 and (
        parsed.spans[first - 1].kind == "place" or parsed.word(first - 1) in JOINTS or _named_in_list(parsed, first - 1)
    ):
        first -= 1
    if parsed.word(first - 2) == "the" and parsed.word(first - 1) not in FUNCTION:
        first -= 2  # "as large as the contiguous United States"
    before = parsed.word(first - 1)
    if before in ROUTE or (before == "from" and _leads_to(parsed, i)):
        return i > first + 1 or not any(
            parsed.spans[k].kind == "place" for k in range(i + 1, min(i + 5, len(parsed.spans)))
        )
    if _apposition(parsed, first) or _of_best(parsed, first):
        return True
    if _beside(parsed, first):
        return _is_town(parsed, i)
    if before == "of" and parsed.spans[first - 2].kind in ("operator", "firm"):
        return True
    if before == "of" and parsed.word(first - 2) in _OF_FIRM:
        return True  # "On the Run, a brand of Parkland"
    if not {"is", "was"} & set(parsed.words[max(0, first - 5) : first]) and "that of" in (
        " ".join(parsed.words[max(0, first - 2) : first]),
        " ".join(parsed.words[max(0, first - 5) : first - 3]),
    ):
        return True  # "twice that of second-placed Zhejiang"
    if before == "of" and parsed.word(first - 2) in ("ahead", "instead", "border") and not owns_next_number(parsed, i):
        return True
    if before.endswith("for") and (" " + " ".join(parsed.words[max(0, first - 2) : first])).split(" ")[-2] in _BOUND:
        return True  # "drivers heading for Lhasa"
    if before != "from" and owns_next_number(parsed, i):
        return False
    if (
        parsed.word(first - 2).endswith("as")
        and before in LOCATIVE
        and any(w in _NOWHERE for w in parsed.words[:first])
    ):
        return False  # "nowhere are there as many as in Guangdong, namely 400"
    land = parsed.text(i).endswith(("nsula", "Island", "Islands", "mainland", "Mainland", "ontinent"))
    land = land or parsed.spans[i].rule == "demonym"  # "on the Chinese mainland", "on Danish soil"
    if before == "on" and not _is_town(parsed, i) and not land:
        return True  # "sets its sights on Spain"
    if (
        before in AWAY
        or before.startswith("as ")
        or before.endswith(" than")
        or (
            before in LOCATIVE
            and (
                parsed.word(first - 2).endswith(("than", " as"))
                or (parsed.word(first - 2) in ("unlike", "as") and before != "for")
            )
        )
    ):
        return True
    return before == "to" and any(parsed.word(k) == "from" for k in range(max(0, first - 7), first))


#: "Heading for Lhasa", "bound for Oslo".
_BOUND = frozenset({"heading", "headed", "head", "bound", "leave", "leaves", "left", "leaving", "making"})

#: What denies all other places.
_NOWHERE = frozenset({"nowhere", "no", "none", "nobody", "never"})

#: Nouns before "of" and the name of a firm.
_OF_FIRM = frozenset({"brand", "subsidiary", "affiliate", "sister", "spin-off", "offshoot"})


def _named_in_list(parsed: Parsed, i: int) -> bool:
    """ "After Varberg, Örebro and Malmö": a name that no list has stands first."""
    return (
        parsed.spans[i].kind == "word" and parsed.text(i)[0].isupper() and i > 0 and parsed.word(i + 1) in (",", "and")
    )


_OTHERS = re.compile(r"\b(?:any|no|every|all) other\b")


def _of_best(parsed: Parsed, i: int) -> bool:
    """ "Its largest market outside China", "more than any other city in China": what a place is compared within."""
    if parsed.word(i - 1) in LOCATIVE and _OTHERS.search(" ".join(parsed.words[max(0, i - 5) : i - 1])):
        return True
    if parsed.word(i - 1) not in ("outside", "beyond") or parsed.spans[i - 2].value != "places":
        return False
    return any(parsed.word(k).endswith("est") or parsed.word(k) == "only" for k in range(max(0, i - 6), i - 2))


def _leads_to(parsed: Parsed, i: int) -> bool:
    """ "Oslo to Bergen": the first end of a route."""
    return parsed.word(i + 1) == "to" and any(s.kind == "place" for s in parsed.spans[i + 2 : i + 4])


def _apposition(parsed: Parsed, i: int) -> bool:
    """ "In Xining, the capital of Qinghai, …": what only explains the place before the comma."""
    if parsed.word(i - 1) not in ("of", "in", "on", "from"):
        return False
    for k in range(i - 2, max(0, i - 8), -1):
        if parsed.word(k) == ",":
            explains = any(
                parsed.spans[j].value == "places" or parsed.word(j).rpartition(" ")[2] in TOWNS | DIRECTIONS
                for j in range(k + 1, i)
            )
            return explains and parsed.spans[k - 1].kind == "place" and parsed.word(i + 1) in _ENDS
        if parsed.spans[k].kind in ("verb", "mood", "plan", "number", "place", "operator"):
            return False
    return False


def _beside(parsed: Parsed, i: int) -> bool:
    """ "North of Auckland"."""
    before = parsed.word(i - 1)
    return (before == "of" and parsed.word(i - 2) in DIRECTIONS) or before in ("north of", "south of")


def _is_town(parsed: Parsed, i: int) -> bool:
    value = parsed.spans[i].value
    return isinstance(value, tuple) and bool(value) and value[0].kind not in ("country", "region", "area")


def _dateline(parsed: Parsed, i: int) -> bool:
    """ "Beijing (Gasgoo) - NIO has …", "Oslo, July 6 – …": where the news was written."""
    if i > 2 or parsed.sentence.start > 0:
        return False
    for k in range(i + 1, min(i + 9, len(parsed.spans))):
        word = parsed.word(k)
        if word in ("-", "–", "—", "--"):
            return k > i + 1
        if (
            parsed.spans[k].kind not in ("date", "place", "credit")
            and word not in ("(", ")", ",")
            and parsed.word(k - 1) != "("
        ):
            return False
    return False


def _at_scene(parsed: Parsed, i: int) -> bool:
    """ "At an event in Berlin", "headquartered in Hefei": where something else than the stations is."""
    k = i - 1
    while k > 0 and (parsed.word(k) == "the" or parsed.spans[k].kind == "more"):
        k -= 1
    if parsed.word(k) not in LOCATIVE:
        return False
    for j in range(k - 1, max(-1, k - 7), -1):
        if parsed.word(j) in context().scenes:
            if _stands_at(parsed, j):
                return False
            return parsed.word(j) != "border" or parsed.word(j - 2) not in ("across", "over", "beyond")
        plans = parsed.spans[j].kind == "plan" and parsed.word(j - 1) in ("its", "the", "their", "of")
        if parsed.spans[j].kind in ("verb", "noun", "number", "ordinal", "mood", "plan") and not plans:
            return False
        if parsed.word(j) == ",":
            return False
    return False


def _stands_at(parsed: Parsed, j: int) -> bool:
    """ "It opened its first station at its headquarters in Durham": what is counted stands there."""
    k = j - 1
    while k > 0 and parsed.word(k) in ("its", "the", "their", "a", "an", "company", "firm", "new"):
        k -= 1
    return parsed.word(k) in ("at", "in", "outside", "near") and any(
        at == k - 1 and noun.noun_class in ("site", "post") for at, noun in parsed.nouns
    )


def scopes_in(parsed: Parsed, start: int, end: int) -> list[int]:
    """Indexes of places and scope words between two spans."""
    return [i for i in parsed.of_kind("place", "scope", start=max(start, 0), end=end) if sets_scope(parsed, i)]


@per_span
def owns_next_number(parsed: Parsed, i: int) -> bool:
    """True where the place is the subject of a number behind it: "Oslo has 40, Bergen 20", "followed by Sweden with 9"."""
    if parsed.word(i - 1) in LOCATIVE or (parsed.word(i - 1) == "the" and parsed.word(i - 2) in LOCATIVE):
        return _with_bare_number(parsed, i + 1) or _fronted(parsed, i) or _has_number(parsed, i + 1)
    if parsed.word(i + 1) == "," and _with_bare_number(parsed, i + 2):
        return True  # "ahead of Oslo, with 94"
    for k in range(i + 1, min(i + 5, len(parsed.spans))):
        span = parsed.spans[k]
        if span.kind == "number":
            return not parsed.other_thing(k) and parsed.word(k + 1) not in ("-", "–")
        if (
            span.kind not in ("verb", "qualifier", "operator", "date")
            and parsed.word(k) not in ("alone", "'s", "’s")
            and parsed.word(k) not in _LEADS_TO_NUMBER
        ):
            return False
    return False


def _fronted(parsed: Parsed, i: int) -> bool:
    """ "…, in Scotland 4,000", "those in Wales just 700", "in Oslo, where it began, 40": a place ahead of its number."""
    k = i - 1 if parsed.word(i - 1) in LOCATIVE else i - 2
    at = i + 1
    if parsed.word(at) == "," and parsed.word(at + 1) in ("where", "which"):
        at = next((j + 1 for j in range(at + 2, min(at + 12, len(parsed.spans))) if parsed.word(j) == ","), at)
    if parsed.word(at) in ("there", "it", "they") and parsed.word(at + 1) in (*_FORMS_OF_BE, "have", "has", "had"):
        at += 2  # "in Korea there are 30"
    while at < len(parsed.spans) and (parsed.spans[at].kind == "qualifier" or parsed.word(at) in ("just", "only")):
        at += 1
    number = at < len(parsed.spans) and parsed.spans[at].kind == "number" and not parsed.other_thing(at)
    return number and parsed.word(k - 1) in (",", "and", ";", "while", "those", "but")


def _with_bare_number(parsed: Parsed, i: int) -> bool:
    """ "The most being in Oslo with 121": a number behind "with" that has no noun of its own."""
    if parsed.word(i) != "with" or i + 1 >= len(parsed.spans):
        return False
    after = parsed.word(i + 2)
    return parsed.spans[i + 1].kind == "number" and (after in (",", ".", "", ";") or after in FUNCTION)


def _has_number(parsed: Parsed, i: int) -> bool:
    """ "As many as in Oslo, which has 94": a relative clause gives the place its number."""
    at = i + 3
    while at < len(parsed.spans) and parsed.spans[at].kind == "qualifier":
        at += 1
    told = parsed.word(i) == "," and parsed.word(i + 1) == "which" and parsed.word(i + 2) in ("has", "had", "counts")
    return told and at < len(parsed.spans) and parsed.spans[at].kind == "number" and not parsed.other_thing(at)


_LEADS_TO_NUMBER = frozenset(
    {
        "with",
        "has",
        "had",
        "have",
        "follows",
        "follow",
        "at",
        "another",
        "to",
        "will",
        "get",
        "just",
        "only",
        "(",
        "a",
        "for",
        "the",
        "other",
        "gets",
        "received",
        "added",
    }
)

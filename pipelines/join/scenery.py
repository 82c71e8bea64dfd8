"""Which place names of a sentence can set a scope, and which are scenery: routes, events, firms, comparisons."""

from __future__ import annotations

from pipelines.join.away import away, beside_town
from pipelines.join.clauses import Parsed, per_span
from pipelines.join.closed import FINITE, FUNCTION
from pipelines.join.leading import DIRECTIONS, LOCATIVE
from pipelines.words.place_context import context

#: Firms whose sites host stations: "a Shanghai store".
HOSTS = frozenset({"store", "stores", "shop", "shops", "mall", "malls", "supermarket", "dealership", "hotel"})

#: Parts of a firm that work in the country whose adjective they bear.
_BRANCHES = frozenset({"arm", "subsidiary", "unit", "branch", "division", "business", "operations"})


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
    if after in ("'s", "’s") and _ranked(parsed, i + 2) and parsed.word(i + 3) in _RANKED:
        return False  # "Latin America's largest market" is a country of it
    if _most_within(parsed, i):
        return False
    if span.kind == "scope":  # not "there are 20", "leads the home market"
        ahead = parsed.word(i - 2) if parsed.word(i - 1) == "the" else parsed.word(i - 1)
        if parsed.word(i) == "the world" and (ahead == "of" or (after in ("'s", "’s") and _ranked(parsed, i + 2))):
            return False  # "most of the world", "the world's first swap station"
        if after == "," and parsed.word(i - 1) in LOCATIVE and _behind_place(parsed, i - 2):
            return False  # "Shenyang, in the same province, has eight"
        if ahead == "from" and "to" in parsed.words[i + 1 : i + 3]:
            return False  # "from the capital to the border"
        return (
            after != "of"
            and not (parsed.word(i) == "there" and _exists(parsed, i + 1))
            and not (parsed.word(i) == "here" and after in ("is", "are", "'s", "’s"))  # "here's where we are"
            and not ahead.startswith("lead")
        )
    if parsed.text(i) == "US" and far and parsed.word(i + 1).isdigit():
        return False  # "US 97" is a road
    before = parsed.word(i - 1)
    if before in ("in", "on") and i > 1 and parsed.spans[i - 2].kind == "scope" and parsed.word(i - 2) in _BARE:
        return False  # "the city in Guangxi"
    if before not in ("in", "across", "throughout") and i + 1 < len(parsed.spans):
        behind = parsed.spans[i + 1]
        own = span.rule == "demonym" and after in _BRANCHES  # "its Canadian arm"
        if (after in rules.firms and not own) or (
            behind.kind == "unit" and behind.value in ("cars", "firms") and after not in HOSTS
        ):
            return False
        if not own and _of_firm(parsed, i):
            return False
    if (after == "where" or (after == "," and far == "where")) and not beside_town(parsed, i):
        return not says_where(parsed, i)
    return not (away(parsed, i) or _at_scene(parsed, i) or _dateline(parsed, i))


#: Descriptions of a place that the name behind them only explains.
_BARE = frozenset(
    {"the city", "the town", "the district", "the province", "the state", "the island", "the municipality"}
)


def _behind_place(parsed: Parsed, k: int) -> bool:
    """True for a comma behind a place."""
    return k > 0 and parsed.word(k) == "," and parsed.spans[k - 1].kind == "place"


def _exists(parsed: Parsed, i: int) -> bool:
    """ "There are", "there should be", "there will be": no place is meant."""
    if i >= len(parsed.spans):
        return False
    return parsed.word(i) in FINITE or parsed.spans[i].kind == "mood" or parsed.word(i + 1) in ("be", "been")


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


#: What bears a rank within a larger place.
_RANKED = frozenset({"market", "country", "economy", "city", "state", "nation", "province", "region", "island"})


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


def _dateline(parsed: Parsed, i: int) -> bool:
    """ "Beijing (Gasgoo) - NIO has …", "Oslo, July 6 – …": where the news was written."""
    if i > 2 or parsed.sentence.start > 0:
        return False
    if i == 1 and parsed.text(0).istitle() and parsed.word(2) in ("-", "–", "—"):
        return parsed.spans[0].kind in ("word", "firm")  # "Gasgoo Munich- NIO has …"
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
    while k > 0 and (
        parsed.word(k) in ("its", "the", "their", "a", "an", "company", "firm", "new", "'s", "’s")
        or parsed.spans[k].kind in ("place", "operator")
    ):
        k -= 1
    opened = parsed.spans[k - 1].kind == "verb" and parsed.spans[k - 1].value == "add"
    return parsed.word(k) in ("at", "in", "outside", "near") and (
        opened or any(at == k - 1 and noun.noun_class in ("site", "post") for at, noun in parsed.nouns)
    )


def scopes_in(parsed: Parsed, start: int, end: int) -> list[int]:
    """Indexes of places and scope words between two spans."""
    return [i for i in parsed.of_kind("place", "scope", start=max(start, 0), end=end) if sets_scope(parsed, i)]

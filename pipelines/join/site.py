"""Where the station of an ordinal stands, apart from the place of its count: "its 1,000th in China, in Lhasa"."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.closed import FINITE
from pipelines.join.leading import LOCATIVE, ROUTE
from pipelines.join.memory import Memory
from pipelines.join.place_lists import read_place
from pipelines.join.pointers import Where, one_of_two, place_at, where
from pipelines.join.scenery import scopes_in
from pipelines.join.subjects import STANDS_FOR_STATION, speaks_of_it
from pipelines.model import Observation
from pipelines.words import beside, operator_info
from pipelines.words.places import Place, holds, in_region, locate

#: Kinds of places that a count goes over; the others are where one station stands.
WIDE = ("country", "region", "world", "area")

_ISLANDS = {"HK": "Hong Kong", "MO": "Macau"}

#: Fewer people than this for each station are not what one operator builds for.
PEOPLE_PER_STATION = 20_000
PEOPLE_PER_POST = 500

#: How many of the places named last may be where the station spoken of stands.
LAST = 3

Named = tuple[int, Where, Place | None]  # index of the span, place as the codebook has it, and on the map


def split_site(claim: Claim, counted: Where, operator: str | None, memory: Memory) -> tuple[Where, str | None]:
    """(place of the count, site). What belongs to the ordinal's noun is the count's; a town elsewhere is the site."""
    named = list(_named(claim.parsed, memory, operator))
    place = _of_them(claim, memory) or _told(claim, memory) or _count(claim, counted, named, operator, memory)
    compared = claim.parsed.word(claim.at - 1) == "the" and claim.parsed.word(claim.at - 2) in ("after", "before")
    if compared and claim.parsed.word(claim.noun_at + 1) in (",", ".", "", "and"):
        return place, None  # "the station opened 199 days after the 3,000th": of that one nothing is said here
    near = _there(claim, place, memory) or _in_sentence(claim, place, named) or _shared(claim, place, memory)
    if near is None and (told := one_of_two(claim.parsed, memory)) is not None and where(told) != place:
        near = told.name
    service = claim.noun is not None and claim.noun.service
    site = near or (None if operator is None or service else _elsewhere(claim, place, operator, memory))
    return place, site


def _named(parsed: Parsed, memory: Memory, operator: str | None) -> Iterator[Named]:
    for i in scopes_in(parsed, 0, len(parsed.spans)):
        found = read_place(parsed, i, memory, operator)
        if found is not None:
            yield i, found, place_at(parsed, i, memory)


# ---------------------------------------------------------------- the place of the count


def _of_them(claim: Claim, memory: Memory) -> Where | None:
    """ "Ghent was the first of them": of those that the sentence before counts, over their place."""
    parsed = claim.parsed
    opens = (
        claim.noun is None and claim.ordinal and claim.at == 1 and parsed.word(0) == "the" and claim.count.value == 1
    )
    if opens:  # "It has seven in Europe. The first was opened in Venlo"
        whole = next((s.observation for s in memory.sentence_before(claim) if s.observation.measure == "total"), None)
        return (whole.place, whole.country) if whole is not None and (whole.place or whole.country) else None
    if claim.how != "of_them" and parsed.word(claim.at + 1) not in ("of them", "of these", "of those"):
        return None
    whole = next(
        (s.observation for s in memory.recent() if s.observation.value > 1 and s.observation.measure != "nth"), None
    )
    return (whole.place, whole.country) if whole is not None and (whole.place or whole.country) else None


def _where(claim: Claim, named: list[Named]) -> Named | None:
    """ "In Jiangsu, where the 300th opened": the place that the clause of the ordinal is about."""
    start, _ = claim.parsed.bounds(claim.at)
    opens = claim.parsed.word(start) == "," and claim.parsed.word(start + 1) == "where" and claim.count.value >= 20
    return next((n for n in named if opens and n[0] == start - 1), None)


def _told(claim: Claim, memory: Memory) -> Where | None:
    """ "Its 60,000th stall worldwide. ¶ The 60,000th stall is in Ulsan": the same one again counts over the same place."""
    parsed = claim.parsed
    again = parsed.word(claim.at - 1) == "the" and claim.count.value > 20
    same = (s.observation for s in memory.recent() if s.claim.ordinal and s.observation.value == claim.count.value)
    seen = next(same, None) if again else None
    return (seen.place, seen.country) if seen is not None and (seen.place or seen.country) else None


def _count(claim: Claim, counted: Where, named: list[Named], operator: str | None, memory: Memory) -> Where:
    tied = next(
        (
            n
            for n in named
            if _tied(claim, n[0])
            and not _first_of_network(claim, n, memory)
            and _can_hold(n[2], claim.count.value, claim.noun is None or claim.noun.noun_class != "post")
        ),
        None,
    )
    tied = tied or _where(claim, named)
    scopes = [(i, w) for i, w, p in named if p is None and claim.parsed.word(i) != "there"]
    if tied is not None:
        wide = next(
            (w for i, w, p in named if i < claim.at and p and p.kind == "country" and _inside(tied[1], w)), None
        )
        others = claim.parsed.has("ordinal", end=claim.at)  # "its 1,500th in China and tenth in Yunnan"
        return wide if wide is not None and not others else tied[1]
    own = next((w for i, w in scopes if i < claim.at and claim.at - i < 4), None)
    if own is not None:
        return own
    wide = next((w for _, w, p in named if w[0] is None or (p and p.kind in WIDE)), None)
    home = operator_info(operator).country if operator else None
    if wide is not None and not (wide[1] in _ISLANDS and home == "CN"):
        return wide
    at_home = home is not None and any(w[1] == home for _, w, _ in named)
    told = next(
        (o for o in _totals(memory) if o.value == claim.count.value > 1 and not (at_home and o.place == "Overseas")),
        None,
    )
    if told is not None:
        return told.place, told.country  # "the European total is 61. Number 61 opened in May"
    setting = memory.setting.place
    outer = next((w for _, w, p in named if p and _holds_one(p, named, counted)), None)
    if outer is not None:
        return outer  # "in Shaanxi, where its first opened in Xi'an"
    if counted[1] not in (None, home) and home is not None and in_region("Europe", home) and claim.count.value >= 10:
        return setting if setting and memory.setting.place_origin == "title" else (None, None)
    subject = next((w for i, w, _ in named if i == 0), None)
    if operator in (None, "industry") and counted == subject and claim.count.value > 1:
        return counted  # "Yulin puts its 45th station into operation"
    if counted[0] and counted[1] and _town(counted):
        network = operator_info(operator) if operator else None
        if network is not None and network.province and network.country == counted[1]:
            return network.province, network.country
        return setting if setting and setting[0] is None and setting[1] == counted[1] else (None, counted[1])
    return (None, "CN") if counted[1] in _ISLANDS and home == "CN" else counted


def _holds_one(place: Place, named: list[Named], counted: Where) -> bool:
    """True where a province and its town are both named and the count fell on one of them."""
    inner = [w for _, w, p in named if p and p.within == place.name and p.country == place.country]
    return bool(inner) and counted in (where(place), *inner)


def _totals(memory: Memory) -> Iterator[Observation]:
    return (each.observation for each in memory.recent() if each.observation.measure == "total")


def _can_hold(place: Place | None, count: float, site: bool) -> bool:
    """False where so many stations are more than a town has: "its 800th in Fresno" is the 800th of the country."""
    if place is None or place.kind not in ("city", "district") or count < 20:
        return True
    return place.population / count > (PEOPLE_PER_STATION if site else PEOPLE_PER_POST)


def _first_of_network(claim: Claim, named: Named, memory: Memory) -> bool:
    """ "It opened its first station in Shenzhen", "its 10th, in Houston": of its network, where the headline does not name
    the town, and tells of that ordinal without it.
    """
    i, place = named[0], named[2]
    few = claim.count.value < 20 and claim.parsed.text(claim.at) in memory.article.title.split()
    headline = claim.count.value == 1 or few
    town = place is not None and place.kind in ("city", "district")
    owned = any(claim.parsed.word(k) in ("its", "their", "'s", "’s") for k in (claim.at - 1, claim.at - 2))
    return town and owned and headline and i > claim.at and str(named[1][0]) not in memory.article.title


def _tied(claim: Claim, i: int) -> bool:
    """True where the place belongs to the ordinal: "Oslo's first station", "its 21st in Germany", "Oslo has its first"."""
    parsed, at, noun_at = claim.parsed, claim.at, max(claim.at, claim.noun_at)
    if parsed.spans[i].value == "there" and claim.count.value > 1:
        return False  # "it opened its 900th there"
    if at < i < noun_at:
        return True
    if i > noun_at:
        if parsed.word(at - 1) in ("a", "an"):
            return False  # "a first station in Makati" is the first of the country
        between = parsed.spans[noun_at + 1 : i]
        return (
            parsed.bounds(at)[1] > i
            and len(between) < 9
            and not any(
                s.kind in ("verb", "mood", "plan", "number", "date", "place", "ana")
                or s.value in (",", "is", "was", "online", "live")
                for s in between
            )
        )
    if i == 1 and parsed.word(0) == "in" and parsed.word(2) == "," and claim.count.value >= 20:
        return True  # "In Ghent, the 500th point was inaugurated"
    if parsed.word(i + 1) in ("'s", "’s"):
        owned = (
            parsed.spans[k].kind for k in range(i + 2, at) if parsed.word(k) != "number"
        )  # "Oslo's station number 3"
        return all(kind in ("word", "more", "noun", "count") for kind in owned) and at - i < 6
    if parsed.word(at - 1) not in ("its", "their") or parsed.word(i - 1) in LOCATIVE:
        return False
    start, _ = parsed.bounds(at)
    whose = i == start - 1 and parsed.word(start) == "," and parsed.word(start + 1) == "which"
    return (i >= start or whose) and not parsed.has("operator", start=start, end=at)  # "Oslo, which got its first"


def _town(found: Where) -> bool:
    place = locate(*found)
    return place is None or place.kind not in WIDE


def _inside(smaller: Where, larger: Where) -> bool:
    """True where a place may lie in the larger one: in its country, or in a region of several countries."""
    if smaller == larger or smaller[0] is None:
        return False
    if larger[1] is None:
        return larger[0] in (None, "World", "Overseas") or smaller[1] is None or in_region(str(larger[0]), smaller[1])
    big, small = locate(*larger), locate(*smaller)
    if small is not None and small.kind == "province" and larger[0] is not None:
        return False  # no province lies in a town or in another province
    if big is not None and small is not None and big.kind in ("city", "province") and small.kind == "city":
        return big.kind == "province" and (holds(big, small) or small.within == big.name)  # no town lies in another
    return larger[1] == smaller[1]


# ---------------------------------------------------------------- where it stands


def _in_sentence(claim: Claim, counted: Where, named: list[Named]) -> str | None:
    """The town of the sentence: behind the ordinal before the next number, else before it."""
    parsed = claim.parsed
    numbers = [
        k for k in parsed.of_kind("number", "ordinal") if parsed.word(k) != "one" and not _counts_none(parsed, k)
    ]
    ahead = max((k for k in numbers if k < claim.at), default=-1)
    behind = min((k for k in numbers if k > claim.noun_at and not parsed.other_thing(k)), default=len(parsed.spans))
    named = [n for n in named if parsed.word(n[0] - 1) not in ROUTE]
    found = [(i, w, p) for i, w, p in named if claim.noun_at < i < behind and not _next_subject(parsed, i)]
    found += [(i, w, p) for i, w, p in reversed(named) if ahead < i < claim.at]
    verb = next(parsed.of_kind("verb", "mood", "plan"), claim.at)
    if not parsed.has("ordinal", end=claim.at):  # "the first, in Lier, was followed by a second"
        found += [(i, w, p) for i, w, p in named if i < min(verb, claim.at)]
    for _, w, p in sorted(
        found, key=lambda n: n[2] is not None and n[2].kind == "province"
    ):  # a town before a province
        if p and w[1] in _ISLANDS and counted[1] == "CN":
            return _ISLANDS[w[1]]
        if w[0] and _inside(w, counted) and (p is None or p.kind not in WIDE):
            return w[0]
    return None


def _counts_none(parsed: Parsed, k: int) -> bool:
    """ "That the two have built", "the 318 Oslo-Bergen route": firms that were named before, the number of a name."""
    after = parsed.spans[k + 1].kind if k + 1 < len(parsed.spans) else ""
    if after == "word" and parsed.text(k + 1)[0].isupper():
        return True
    return parsed.word(k - 1) == "the" and (after in ("verb", "mood", "plan") or parsed.word(k + 1) in FINITE)


def _there(claim: Claim, counted: Where, memory: Memory) -> str | None:
    """ "It chose Lhasa. The 1,000th station in China opened there": the town of the sentence before."""
    parsed, ahead = claim.parsed, memory.sentence_ahead(claim.parsed)
    at = next((k for k in parsed.of_kind("scope", start=claim.noun_at) if parsed.spans[k].value == "there"), None)
    if ahead is None or at is None or at - claim.noun_at > 6:
        return None
    towns = (
        p for _, w, p in _named(ahead, memory, None) if p and p.kind in ("city", "district") and _inside(w, counted)
    )
    return next((p.name for p in towns), None)


def _shared(claim: Claim, counted: Where, memory: Memory) -> str | None:
    """ "A station in Varberg, its 40th in Europe and its ninth in Sweden": two ordinals of one station."""
    for each in memory.same_sentence(claim):
        seen = each.observation
        owned = claim.parsed.word(claim.at - 1) == "its"
        joined = claim.parsed.word(claim.at - 2 if owned else claim.at - 1) in (("and", ",") if owned else ("and",))
        if seen.measure == "nth" and seen.site and joined and each.claim.at < claim.at:
            place = locate(seen.site, counted[1])
            return seen.site if place is not None else None
    return None


def _next_subject(parsed: Parsed, i: int) -> bool:
    """ "…, and Leuven ordered 84", "…, Leuven's newcomer is number 8": the place is what the next clause speaks of."""
    if parsed.word(i - 1) == "," and parsed.word(i + 1) in ("'s", "’s"):
        return True
    before = parsed.word(i - 2 if parsed.word(i - 1) == "the" else i - 1)
    subject = before.split(" ")[-1] in ("and", "while", "but", "as", "which") and i + 1 < len(parsed.spans)
    return (
        subject
        and parsed.spans[i + 1].kind in ("verb", "mood", "plan", "word", "noun", "number")
        and parsed.word(i + 1) not in LOCATIVE
    )


def _elsewhere(claim: Claim, counted: Where, operator: str, memory: Memory) -> str | None:
    """The town that the sentences around name: "It opened in Kamen. The site is its 19th in Germany"."""
    if _points_back(claim.parsed, claim.at):
        for each in memory.recent():
            seen = each.observation
            if seen.measure == "nth" or (seen.measure == "added" and seen.value == 1):
                island = _ISLANDS.get(seen.country or "") if counted == (None, "CN") else None
                if island is not None:
                    return island  # "its first in Hong Kong. It is the company's 2,500th"
                found = (seen.site or (seen.place if seen.country else None), seen.country or counted[1])
                if found[0] and _inside(found, counted) and _town(found):
                    return found[0]
                break
        ahead = memory.sentence_ahead(claim.parsed)
        named = [p for _, _, p in _named(ahead, memory, operator) if p] if ahead is not None else []
        towns = (p for p in (*reversed(named), *memory.all_places[: -LAST - 1 : -1]) if p.kind not in WIDE)
        last = next((p for p in towns if p.kind != "province"), None)
        if last is not None and _inside(where(last), counted):
            return last.name
    after = memory.sentence_after(claim.parsed)
    if after is not None and speaks_of_it(after):
        for _, found, place in _named(after, memory, operator):
            if place and place.kind not in WIDE and _inside(found, counted):
                return found[0]
    return None


def _points_back(parsed: Parsed, at: int) -> bool:
    start, _ = parsed.bounds(at)
    stands = (i for i in range(start, at) if parsed.word(i) in STANDS_FOR_STATION)
    return any(not _of_firm(parsed, i) for i in stands) or speaks_of_it(parsed)


def _of_firm(parsed: Parsed, i: int) -> bool:
    """ "The brand, which celebrated its 150th", "it's been a busy spring": no station stands behind the pronoun."""
    if parsed.word(i) == "it":
        return parsed.word(i + 1) in ("'s", "’s", "has") and parsed.word(i + 2) == "been"
    before = parsed.word(i - 2) if parsed.word(i - 1) == "," else parsed.word(i - 1)
    return parsed.word(i) == "which" and (
        beside("company", before, last=True) or parsed.spans[max(0, i - 2)].kind in ("operator", "firm")
    )

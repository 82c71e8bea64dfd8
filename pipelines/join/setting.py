"""What title and lead say of the whole article: whose network it is about, and over which place it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipelines.join.clauses import Parsed
from pipelines.join.closed import FUNCTION
from pipelines.join.memory import Setting
from pipelines.join.mentions import aside, behind_preposition
from pipelines.join.pointers import where
from pipelines.join.scenery import scopes_in
from pipelines.join.subjects import situated
from pipelines.words import operator_info, places, singular, vocabulary

#: Kinds of places that a network covers, and those that may be where one station stands.
WIDE = ("country", "region")
NARROW = ("province", "city", "district", "area")


def read_setting(parsed: Sequence[Parsed]) -> Setting:
    """The setting of an article from its sentences, title first."""
    head = [p for p in parsed if p.sentence.origin in ("title", "p0", "p1")]
    operator, words = _operator(head)
    place, place_words, origin = _place(head, parsed, operator)
    titles = (p for p in head if p.sentence.origin == "title")
    arrived = next((p.country for t in titles for i, p in _named(t, WIDE) if _arrives(t, i)), None)
    return Setting(operator, words, place, place_words, origin, _several(head), arrived)


def _several(head: Sequence[Parsed]) -> bool:
    """True where the title names several countries: "Charging in Malaysia and Singapore"."""
    titles = (p for p in head if p.sentence.origin == "title")
    return any(len({place.country for _, place in _named(p, ("country",))}) > 1 for p in titles)


def _operator(head: Sequence[Parsed]) -> tuple[str | None, str]:
    """The first operator of the title; where it names none, the one that the lead names most. None where the title
    is about a country, or the lead gives statistics of all operators."""
    lead = [p for p in head if p.sentence.origin != "title"]
    statistics = any(_of_all(lead[:n]) for n in (2, 4)) or any(p.has("body") and _of_all([p]) for p in lead[:1])
    for parsed in head:
        if parsed.sentence.origin == "title" and not (statistics and _about_a_place(parsed)):
            named = list(parsed.of_kind("operator"))
            acting = [i for i in named if not aside(parsed, i, len(parsed.spans))]
            acting = [i for i in acting if not _likened(parsed, i)] or acting
            for i in acting or [i for i in named if not behind_preposition(parsed, i)]:
                return str(parsed.spans[i].value), parsed.text(i)
    if statistics or any(True for parsed in head[:3] for _ in parsed.of_kind("body")):
        return None, ""
    seen: Counter[str] = Counter()
    words: dict[str, str] = {}
    for parsed in head:
        for i in parsed.of_kind("operator"):
            if not aside(parsed, i, len(parsed.spans)):
                seen[str(parsed.spans[i].value)] += 1
                words.setdefault(str(parsed.spans[i].value), parsed.text(i))
    if not seen:
        return None, ""
    best = seen.most_common(1)[0][0]
    return best, words[best]


#: What another is to an operator: "Europe's answer to Tesla", "the alternative to Shell".
_LIKE = frozenset({"answer", "alternative", "response", "challenger", "counterpart", "challenge", "rival", "threat"})


def _likened(parsed: Parsed, i: int) -> bool:
    """ "Europe's answer to Tesla Superchargers turns five": the headline is about the other one."""
    return parsed.word(i - 1) in ("to", "for") and parsed.word(i - 2) in _LIKE


def _of_all(lead: Sequence[Parsed]) -> bool:
    """True where the first sentences give figures of everybody and name no operator that acts."""
    acting = any(not aside(p, i, len(p.spans)) for p in lead for i in p.of_kind("operator"))
    return not acting and any(_speaks_for_all(p) for p in lead)


def _speaks_for_all(parsed: Parsed) -> bool:
    """True for a sentence in which a national body or a government speaks, or a country has chargers."""
    if parsed.has("operator"):
        return False
    return parsed.has("body", "industry") or (
        next(parsed.of_kind("place"), None) is not None
        and any(n.noun_class in ("site", "post") for _, n in parsed.nouns)
    )


def _about_a_place(parsed: Parsed) -> bool:
    """True for a headline that names a place before any operator: "Fast charging in Norway: Tesla remains number one"."""
    place = next(parsed.of_kind("place"), len(parsed.spans))
    return place < next(parsed.of_kind("operator"), len(parsed.spans))


def _place(
    head: Sequence[Parsed], parsed: Sequence[Parsed], operator: str | None
) -> tuple[tuple[str | None, str | None] | None, str, str]:
    """The scope of an article: the country or region of its title, its operator's own in the lead, else what title
    and lead have in common. What only the body names holds where it names one country. A town of the title stands
    where no operator is spoken of."""
    home = operator_info(operator).country if operator else None
    title = [p for p in head if p.sentence.origin == "title"]
    for each, i, place in (f for t in title for f in _subject(t)):
        return where(place), each.text(i), "title"
    arrived = {place.country or place.name for t in title for i, place in _named(t, WIDE) if _arrives(t, i)} - {home}
    for origin, sentences in (("title", title), ("lead", head)):
        if origin == "lead" and (world := _worldwide(head)) is not None:
            return ("World", None), world, origin
        found = [(each, i, place) for each in sentences if not _breakdown(each) for i, place in _named(each, WIDE)]
        found = [f for f in found if not (f[2].country in ("HK", "MO") and home == "CN")]  # there, one station stands
        found = [f for f in found if not (home and (f[2].country or f[2].name) in arrived)]
        found.sort(
            key=lambda f: (
                f[2].country in ("HK", "MO"),
                f[2].kind == "country" and f[2].country != home and origin != "title",
            )
        )
        if found:
            each, i, place = found[0]
            shared = _shared(found, operator, home, origin)
            if shared.country is None or shared.country == home or origin == "title" or not _crosses(operator, home):
                return where(shared), each.text(i), origin
            if any(p.country == shared.country for t in title for _, _, p in places.find_demonyms(t.sentence.text)):
                return where(shared), each.text(i), origin
        if origin == "lead" and operator is None and any("NEVI" in each.sentence.text for each in sentences):
            return (None, "US"), "NEVI", origin  # the national program, whichever states the lead compares
        narrow = [(each, i, place) for each in sentences for i, place in _named(each, NARROW)]
        narrow = [f for f in narrow if not home or f[2].country not in arrived]
        if narrow and (operator is None or origin == "lead"):
            each, i, place = narrow[0]
            common = places.holder([place for _, _, place in narrow]) or place
            headline = each.sentence.origin == "title"
            if origin == "lead" and not headline and common.country != home and _crosses(operator, home):
                continue
            if (operator and origin == "lead" or headline and _second_clause(each, i)) and common.country:
                return (None, common.country), each.text(i), origin
            return where(common), each.text(i), origin
    spoken = [p for p in parsed if any(noun.kinds for _, noun in p.nouns)]
    later = [f for each in spoken for f in ((each, i, p) for i, p in _named(each, (*WIDE, *NARROW)))]
    later = [f for f in later if not home or f[2].country not in arrived]
    if later and len({place.country for _, _, place in later}) == 1:
        each, i, place = next((f for f in later if f[2].kind in WIDE), later[0])
        return where(place) if operator is None else (None, place.country), each.text(i), "article"
    return None, "", ""


def _worldwide(head: Sequence[Parsed]) -> str | None:
    """The words for the world in the first sentence under the headline, before any place: "its 60,000th post globally"."""
    first = next((p for p in head if p.sentence.origin != "title"), None)
    if first is None:
        return None
    at = next((i for i in scopes_in(first, 0, len(first.spans))), None)
    return first.text(at) if at is not None and first.spans[at].value == "World" else None


def _subject(title: Parsed) -> list[tuple[Parsed, int, places.Place]]:
    """ "New York City is to get its largest hub", "Belgium: Flanders to have 35,000": the part of a country that acts."""
    labelled = title.word(1) == ":" and title.spans[0].kind == "place"
    i = 2 if labelled else 0
    if len(title.spans) < i + 3 or title.spans[i].kind != "place":
        return []
    acts = title.spans[i + 1].kind in ("mood", "plan") or title.word(i + 1) == "to"
    acts = (
        acts
        or not labelled
        and (
            title.spans[i + 1].kind == "verb"
            or title.word(i + 1) in ("is", "now")
            or (title.spans[i + 1].kind == "word" and title.word(i + 1) not in FUNCTION and title.text(i + 1).islower())
        )
    )
    named = [place for k, place in _named(title, NARROW) if k == i]
    return [(title, i, named[0])] if acts and named else []


def _arrives(title: Parsed, i: int) -> bool:
    """ "Takes its battery swapping to Denmark", "enters Norway", "expands into Thailand": it had no network there."""
    before = title.word(i - 1)
    if before.startswith("enter"):
        return True
    if before.split(" ")[-1] not in ("to", "into") or title.has("number", end=i):
        return False
    return any(singular(title.word(k).split(" ")[0]) in vocabulary("arrive") for k in range(max(0, i - 7), i))


def _second_clause(title: Parsed, i: int) -> bool:
    """ "What the programme has built, and why Ohio stands out"."""
    return any(title.word(k) == "," and title.word(k + 1) in ("and", "but", "while", "as") for k in range(i - 1))


def _shared(
    found: list[tuple[Parsed, int, places.Place]], operator: str | None, home: str | None, origin: str
) -> places.Place:
    """The scope of the countries found: what several of a title or of one list have in common, else the first."""
    each, _, place = found[0]
    at = [i for other, i, _ in found if other is each]
    listed = [p for other, _, p in found if other is each]
    if origin == "title" or len({p.country for p in listed}) > 2 and not each.has("number", start=at[0], end=at[-1]):
        return places.holder(listed) or place
    if operator is None or place.country == home:
        return place
    return places.holder([p for _, _, p in found]) or place


def _crosses(operator: str | None, home: str | None) -> bool:
    """True for a European operator: where a lead finds it abroad is not all of its network."""
    return operator is not None and home is not None and places.in_region("Europe", home)


def _breakdown(parsed: Parsed) -> bool:
    """True for a sentence that goes through countries with a number each: they share what is counted, none holds it."""
    countries = list(_named(parsed, ("country",)))
    owners = {place.country for i, place in countries if _number_near(parsed, i)}
    parts = [
        i
        for i, _ in countries
        if parsed.spans[max(0, i - 2)].kind == "number" or parsed.spans[max(0, i - 3)].kind == "number"
    ]
    shared = len(parts) >= 2 and parsed.has(
        "number", end=parts[0] - 3
    )  # "of its 700 parks, 180 are in Germany and 110 in France"
    return parsed.sentence.origin != "title" and (len(owners) >= 3 or shared)


def _number_near(parsed: Parsed, i: int) -> bool:
    return any(s.kind == "number" for s in parsed.spans[i + 1 : i + 8])


def _where_one_opened(parsed: Parsed, i: int) -> bool:
    """ "The 400th station goes online in Norway", "is in Norway", "It is located at a hub in Norway": where one stands."""
    ordinal = 0 if situated(parsed) else next(parsed.of_kind("ordinal", end=i), None)
    return ordinal is not None and any(ordinal <= group.start < i for group in parsed.verbs)


def _named(parsed: Parsed, kinds: tuple[str, ...]) -> list[tuple[int, places.Place]]:
    """The places of these kinds that a sentence names, in order, with their indexes."""
    found = []
    lead = parsed.sentence.origin in ("title", "p0", "p1")
    parts = (i for i in parsed.of_kind("ana") if lead and parsed.word(i - 1) != "all")  # "71 of them in"
    part = next(parts, len(parsed.spans))
    for i in scopes_in(parsed, 0, part):
        if parsed.word(i - 1) in ("outside", "beyond") or (i and parsed.spans[i - 1].kind == "plan"):
            continue  # "sets its sights on Spain"
        if _where_one_opened(parsed, i) or parsed.word(i + 1) == "alone":
            continue
        value = parsed.spans[i].value
        if (
            isinstance(value, tuple)
            and value
            and value[0].kind in kinds
            and (value[0].country or value[0].kind == "region")
        ):
            found.append((i, value[0]))
    return found

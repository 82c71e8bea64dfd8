"""Over which place a number counts: its clause, then its sentence, paragraph, title and lead."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.elsewhere import (
    counted_at_home,
    named_after_country,
    place_goes_on,
    place_of_article,
    place_of_body,
    place_of_its_network,
    place_of_nation,
    place_of_paragraph,
    place_of_provincial_network,
    place_of_road,
    several_countries,
)
from pipelines.join.leading import LOCATIVE
from pipelines.join.memory import Memory
from pipelines.join.one_site import at_the_new_site, at_the_site_named_before
from pipelines.join.parts import (
    RELATIVE,
    aside,
    leads_to_part,
    list_start,
    new_clause,
    of_another_number,
    whole_of_part,
)
from pipelines.join.place_lists import goes_on, read_place, together
from pipelines.join.place_numbers import owns_next_number
from pipelines.join.pointers import place_at, where
from pipelines.join.respective import respective
from pipelines.join.same_place import more_of_the_same, place_of_its_noun, place_of_their_stations, place_of_whole
from pipelines.join.scenery import says_where, scopes_in
from pipelines.rules import Answer, rule


@rule("NIO has swap stations in Europe; [six] each are in Spain and France => Spain".replace("=> Spain", "=> ES"))
def one_of_each(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """ "Six each are in Spain and France": a count for every place of the list."""
    place = place_at(claim.parsed, claim.spot, memory) if claim.spot is not None else None
    return Answer(where(place), claim.parsed.text(claim.spot)) if place is not None and claim.spot is not None else None


@rule(
    "NIO opened four swap stations in Shanghai and [one] in Lhasa => Lhasa",
    "NIO has [45] swap stations in Norway and other European countries => Europe",
    "NIO plans 4,000 swap stations worldwide by 2025, with [1,000] in overseas markets => Overseas",
    "NIO has opened [six] of the 170 swap stations that it intends to build across Europe => Europe",
    "NIO opened [four] swap stations today: in Houston, Texas; Abilene, Kansas; and Willoughby, Ohio => US",
    "NIO has [20] swap stations in Norway and in Sweden => Scandinavia",
    "NIO in Sichuan :: The number of NIO's swap stations is to rise from [36] to 80 in Guangxi => Guangxi",
)
def place_behind(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """The place behind the number, before the next number."""
    parsed = claim.parsed
    _, end = parsed.bounds(claim.at)
    if parsed.word(end) == ":" and (
        parsed.word(end + 1) in LOCATIVE or parsed.has("place", start=end + 1, end=end + 2)
    ):
        _, end = parsed.bounds(end)  # "three stations today: in Oslo, Lier and Bergen"
        while goes_on(parsed, end):
            _, end = parsed.bounds(end)  # "in Houston, Texas; Abilene, Kansas; and Willoughby, Ohio"
    before_noun: Answer | None = None  # "eight of its 60 European stations are in Sweden"
    for i in range(claim.at + 1, min(end, claim.noun_at + 14)):
        if _whole_of_it(parsed, claim.at, i):
            continue
        if parsed.spans[i].kind in ("number", "ordinal") and i > claim.noun_at and not parsed.other_thing(i):
            if _other_end(parsed, claim.at, i):
                continue
            if not _offered(parsed, claim.noun_at, i):
                break
            end = min(end, i + 4)  # "2,000 hubs with over 10,000 chargers worldwide"
        if i >= end:
            break
        if i > claim.noun_at and (
            parsed.word(i) == "followed by"
            or (
                parsed.word(i).split(" ")[-1] == "than"
                and parsed.spans[i + 1 : i + 2] != ()
                and parsed.spans[i + 1].kind != "number"
            )
            or leads_to_part(parsed, i)
            or new_clause(parsed, claim.noun_at, i)
        ):
            break
        if parsed.spans[i].kind in ("place", "scope"):
            if owns_next_number(parsed, i) or _largest_in(parsed, claim.noun_at, i):
                break
            if _one_more(parsed, i):
                continue
            found = together(parsed, i, end, claim.at, memory, operator)
            if found and (i > claim.noun_at or not any(parsed.word(k) == "of" for k in range(claim.at, i))):
                return found
            before_noun = before_noun or found
    return before_noun


def _whole_of_it(parsed: Parsed, at: int, i: int) -> bool:
    """ "Six of the 170 that it plans across Europe": the whole of which the number is a part, in the same place."""
    return (
        at < i <= at + 3
        and parsed.spans[i].kind == "number"
        and parsed.word(at + 1) == "of"
        and parsed.word(i - 1) in ("the", "its", "their", "of")
    )


def _other_end(parsed: Parsed, at: int, i: int) -> bool:
    """ "From 36 to 80 in Guangxi": the number that the first rises or falls to."""
    return parsed.word(parsed.ahead_of(at)) == "from" and parsed.word(parsed.ahead_of(i)) == "to" and i - at < 6


def _one_more(parsed: Parsed, i: int) -> bool:
    """ "In 47 states and the District of Columbia": a place that is added to a number of places."""
    k = i - 2 if parsed.word(i - 1) == "the" else i - 1
    return parsed.word(k) == "and" and parsed.spans[k - 1].value == "places"


def _offered(parsed: Parsed, noun_at: int, i: int) -> bool:
    """ "Hubs with over 10,000 chargers", "88 chargers at five sites": the number only tells what each of the first has, or
    at how many sites they stand."""
    k = i - 1
    while parsed.spans[k].kind == "qualifier":
        k -= 1
    if k == noun_at + 1 and parsed.word(k) in ("at", "across"):
        return True
    scope = any(s.kind == "scope" for s in parsed.spans[i + 1 : i + 4])
    return k == noun_at + 1 and parsed.word(k) == "with" and scope


def _largest_in(parsed: Parsed, noun_at: int, i: int) -> bool:
    """ "With 16 points, the largest in Finnmark": what the site is compared within."""
    k = i - 2 if parsed.word(i - 1) != "the" else i - 3
    best = parsed.word(k).endswith("est") or parsed.word(k) == "most"
    return parsed.word(k + 1) in LOCATIVE and k > noun_at + 1 and best and parsed.word(k - 1) == "the"


@rule(
    "NIO has 2,711 swap stations in China and 57 in Europe, with [62 million] swaps in the former => CN",
    "Only Germany and Norway have more NIO swap stations, the former with 20 and the latter with [16] => NO",
    refuses=["NIO has swap stations in Germany and Norway. It has 20 piles at the former and [16] at the others"],
)
def one_of_two_places(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """ "In the former", "the latter with 16": the first or the last of the two places named before."""
    parsed = claim.parsed
    for i in parsed.of_kind("ana", start=parsed.bounds(claim.at)[0], end=claim.noun_at + 8):
        if parsed.spans[i].value not in ("former", "latter"):
            continue
        named = scopes_in(parsed, 0, min(i, claim.at))[-2:]
        between = claim.noun_at if i > claim.at else i
        if len(named) < 2 or parsed.has("number", "ordinal", start=between + 1, end=max(i, claim.at)):
            continue
        if i < claim.at and parsed.word(named[0] + 1) != "and":
            continue  # the former may be a thing
        if (i > claim.at) != (parsed.word(i - 1) in LOCATIVE):
            continue
        at = named[0 if parsed.spans[i].value == "former" else 1]
        found = read_place(parsed, at, memory, operator)
        return Answer(found, parsed.text(at), "sentence") if found else None
    return None


@rule(
    "Compared with Norway, where NIO operates [20] swap stations, Germany lags behind => NO",
    "It is more than in Lier (20 miles from Oslo), where NIO operates [two] swap stations => Lier",
    "NIO wants to be in Norway and Sweden, where [20] swap stations were in place in May => Scandinavia",
    refuses=["In Norway, where it started in 2021, NIO operates [20] swap stations in Oslo"],
)
def place_where(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """ "Norway, where NIO operates 20": the place that the clause of the number is about."""
    parsed = claim.parsed
    if "where" not in parsed.said:
        return None
    for k in range(claim.at - 1, max(0, claim.at - 12), -1):
        if parsed.word(k) in (",", ";", ":") or parsed.spans[k].kind in ("place", "scope", "number"):
            return None
        if parsed.word(k) == "where":
            i = k - 2 if parsed.word(k - 1) == "," else k - 1
            if parsed.word(i) == ")":  # "Barstow (100 miles on), where 96 are installed"
                i = next((j - 1 for j in range(i, -1, -1) if parsed.word(j) == "("), -1)
            if i < 0 or parsed.spans[i].kind != "place" or says_where(parsed, i):
                return None
            if (first := list_start(parsed, i, 0)) < i:
                return together(parsed, first, i + 1, claim.at, memory, operator)
            place = place_at(parsed, i, memory)
            return Answer(where(place), parsed.text(i)) if place is not None else None
    return None


@rule(
    "Only 20 of the UK's [60] battery swap stations are in Wales => GB",
    "The Bay Area has 3 of California's [10] battery swap stations => California",
    refuses=["NIO in China :: China's NIO has [60] swap stations in Wales"],
)
def place_possessing(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """ "The UK's 60,000 public chargers": the place whose the number is."""
    parsed = claim.parsed
    i = claim.at - 2
    if i < 0 or parsed.word(i + 1) not in ("'s", "’s") or parsed.spans[i].kind != "place":
        return None
    place = place_at(parsed, i, memory)
    return Answer(where(place), parsed.text(i)) if place is not None else None


@rule(
    "Oslo and Bergen had 118 and [75] fast chargers respectively => Bergen",
    "In Germany, France and the UK, Tesla has 200, [190] and 150 Supercharger stations, respectively => FR",
)
def respective_place(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """ "Oslo and Bergen had 118 and 75, respectively": the places in their order."""
    i = respective(claim, ("place",))
    found = read_place(claim.parsed, i, memory, operator) if i is not None else None
    return Answer(found, claim.parsed.text(i)) if i is not None and found else None


@rule(
    "NIO's 380 swap stations are found in ten cities, with Oslo ([205]) ahead of Bergen (94) => Oslo",
    refuses=["NIO opened its third station in Oslo (NYSE: NIO, [205] in all) yesterday"],
)
def place_before_bracket(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """ "Oslo (205)": a number in brackets is that of the place right before them."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    if (
        k < 1
        or parsed.word(k) != "("
        or parsed.spans[k - 1].kind != "place"
        or parsed.word(claim.at + 1) not in (")", ",", ";")
    ):
        return None
    place = place_at(parsed, k - 1, memory)
    return Answer(where(place), parsed.text(k - 1)) if place is not None else None


@rule(
    "In Norway, NIO has [one] swap station => NO",
    "Shanghai therefore has [38] swap stations => Shanghai",
    "In Oslo, NIO has [74] swap stations, in Bergen over 150 => Oslo",
    "Liuzhou, the city in Guangxi where cars are built, plans to have [30] swap stations => Liuzhou",
    "Bergen is the leading city with [320] charging points, followed by Oslo and Lier => Bergen",
    "Aral pulse has 200 charging stations in Germany, in Austria it has [40] => AT",
    "California leads :: Statewide, Tesla runs [560] Supercharger stations, more than in Texas, which has 249. => California",
    "Fastned in France :: Across the Channel, Fastned has [27] charging stations. => GB",
    "NIO in China :: Sichuan, in the southwest of China, has [120] NIO swap stations. => Sichuan",
    "NIO in Norway :: NIO has 20 swap stations. The Norwegian capital has [three]. => Oslo",
    refuses=[
        "NIO in Norway :: Since its first station opened in Lier, NIO has built [20] swap stations.",
        "NIO grows :: Drivers heading for Lhasa find [12] NIO swap stations on the way.",
        "NIO grows :: When its managers took the stage in Wuhan, NIO had [900] swap stations.",
        "NIO in Germany :: In Hamburg, where the company said so, it has [20] swap stations in Germany.",
    ],
)
def place_ahead(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """The nearest place before the number in its clause, unless another number stands between that has no place."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    if whole_of_part(parsed, claim.at):
        return None
    for i in reversed(scopes_in(parsed, start, claim.at)):
        if aside(parsed, i, claim.at) or _of_place_alone(claim, i):
            continue
        i = list_start(parsed, i, start)
        found = together(parsed, i, claim.at, claim.at, memory, operator)
        if found is not None:
            return found
    return None


_OVERALL = frozenset({"overall", "altogether", "in all", "in total", "worldwide", "globally"})


def _of_place_alone(claim: Claim, i: int) -> bool:
    """ "Guangdong had 600,000, and TELD, the largest operator, 590,000": the place has one number, a firm the next."""
    parsed = claim.parsed
    if claim.ordinal and parsed.word(max(claim.at, claim.noun_at) + 1) in _OVERALL:
        return True  # "its fifth in France and the 18th overall"
    if claim.how != "bare" or parsed.word(i - 1) in LOCATIVE or not owns_next_number(parsed, i):
        return False
    number = next(parsed.of_kind("number", start=i), claim.at)
    firm = next(parsed.of_kind("operator", start=number, end=claim.at), None)
    return (
        firm is not None
        and parsed.word(firm - 1) in ("and", "while", "but")
        and not parsed.has("ana", start=number, end=claim.at)
    )


def _of_one_station(found: object, claim: Claim, memory: Memory) -> bool:
    """True where the place is the one of a single station that the sentence told of: "with its 50th in Oslo, it has …"."""
    seen = [s.observation for s in memory.same_sentence(claim)]
    return any(o.site == found[0] for o in seen if o.measure == "nth" and o.site) if isinstance(found, tuple) else False


@rule(
    "NIO had 896 supercharging stations offering [4,893] piles and 778 destination charging stations in Norway => NO",
    "Oslo, which got its first swap station in May, is still at [two]. => Oslo",
    "NIO in Europe :: Of the 60 swap stations in Europe, Germany has been given [20]. => DE",
    "Charging in Europe :: The Dutch, with [180,000] public charging points, are ahead. => NL",
    "Oslo is the city with the most Superchargers worldwide: [250] stations => Oslo",
    "NIO grows :: In Oslo alone, where its first swap station opened in May, there are now [34]. => Oslo",
)
def place_shared(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """A place at the head of the sentence, or behind the last number of a list, holds for all of it."""
    parsed = claim.parsed
    for i in [] if whole_of_part(parsed, claim.at) else reversed(scopes_in(parsed, 0, claim.at)):
        if aside(parsed, i, claim.at) or parsed.word(i) == "there" or _of_place_alone(claim, i):
            continue
        ahead = together(parsed, list_start(parsed, i, 0), claim.at, claim.at, memory, operator)
        fronted = i == 1 and parsed.word(0) in LOCATIVE
        if ahead is not None and (fronted or not _of_one_station(ahead.value, claim, memory)):
            return ahead._replace(origin="sentence")
    _, end = parsed.bounds(claim.at)
    end = next(
        (i for i in range(claim.noun_at + 1, end) if leads_to_part(parsed, i) or of_another_number(parsed, i)), end
    )
    for i in scopes_in(parsed, claim.noun_at, end):
        if owns_next_number(parsed, i) or any(parsed.word(k) in RELATIVE for k in range(claim.noun_at, i)):
            break
        if new_clause(parsed, claim.noun_at, i):
            break
        behind = together(parsed, i, end, claim.at, memory, operator)
        if behind is not None:
            return behind._replace(origin="sentence")
    return None


PLACE_RULES = (
    one_of_each,
    place_possessing,
    respective_place,
    place_before_bracket,
    place_where,
    one_of_two_places,
    place_behind,
    at_the_new_site,
    place_ahead,
    more_of_the_same,
    place_shared,
    several_countries,
    at_the_site_named_before,
    named_after_country,
    place_of_whole,
    place_of_its_noun,
    place_of_their_stations,
    place_of_nation,
    place_of_road,
    place_of_paragraph,
    place_of_provincial_network,
    place_of_its_network,
    place_goes_on,
    place_of_article,
    place_of_body,
    counted_at_home,
)

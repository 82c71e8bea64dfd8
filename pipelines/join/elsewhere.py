"""Over which place a number counts where its sentence names none: what the sentences around and the article set."""

from __future__ import annotations

import re
from functools import cache

from pipelines.join.claims import Claim
from pipelines.join.memory import REACH, Memory
from pipelines.join.one_site import LARGEST_SITE
from pipelines.join.site import PEOPLE_PER_POST
from pipelines.model import Count
from pipelines.rules import Answer, rule
from pipelines.words import operator_info, places

#: Networks that have grown far beyond the country of their firm.
WORLDWIDE = frozenset({"tesla", "chargepoint", "blink", "vinfast", "v_green", "gogoro", "ample", "sun_mobility"})


#: More than a few countries without a number: "in several countries".
_SEVERAL = frozenset({"several", "multiple", "various", "many"})


@rule(
    "EnBW leads in Germany :: Drivers of EnBW have access to [600,000] charging points in 17 countries => Europe",
    refuses=["EnBW leads in Germany :: EnBW has [600] charging points, as in both countries"],
)
def several_countries(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """ "In 17 countries": no one country's number; that of Europe where the operator's home is in Europe."""
    parsed = claim.parsed
    _, end = parsed.bounds(claim.at)
    for i in parsed.of_kind("unit", start=claim.noun_at, end=min(end, claim.noun_at + 8)):
        if parsed.word(i) != "countries":
            continue
        k = i - 1
        while (
            k > claim.noun_at
            and parsed.spans[k].kind in ("word", "segment", "qualifier")
            and parsed.word(k) not in _SEVERAL
        ):
            k -= 1
        count = parsed.spans[k].value
        if parsed.word(k) not in _SEVERAL and not (isinstance(count, Count) and count.value > 2):
            return None
        home = operator_info(operator).country if operator else None
        return Answer(("Europe" if home and places.in_region("Europe", home) else "World", None), parsed.text(k, i + 1))
    return None


@rule("Electrify Canada is growing. The sister company Electrify Canada has [33] charging stations => CA")
def named_after_country(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """A network with a country in its name stands there: "Electrify Canada", "Kenya Power"."""
    for i in claim.parsed.of_kind("operator", end=claim.at):
        if claim.parsed.spans[i].value == operator and re.search(r"[\s-]", claim.parsed.word(i)):
            for word in re.split(r"[\s-]", claim.parsed.text(i)):
                if word in _country_codes():
                    return Answer((None, _country_codes()[word]), claim.parsed.text(i))
    return None


@cache
def _country_codes() -> dict[str, str]:
    return {name: code for code, name in places.COUNTRY_NAMES.items() if code != "CN"}


@rule(
    "Quebec grows :: Quebec has 900 public chargers. The federal goal is [84,500] public chargers by 2029. => CA",
    refuses=["Quebec grows :: Quebec has 900 public chargers. The provincial goal is [2,500] public chargers."],
)
def place_of_nation(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """What is said of a nation counts over it, in an article about one of its parts."""
    setting, parsed = memory.setting.place, claim.parsed
    if operator != "industry" or setting is None or setting[0] is None or setting[1] is None:
        return None
    for i in parsed.of_kind("industry", "body", end=claim.at):
        if parsed.word(i).startswith(("federal", "national")):
            return Answer((None, setting[1]), parsed.text(i))
    return None


#: Roads whose names only one country gives.
_CHINESE_ROAD, _AMERICAN_ROAD = (
    re.compile(r"\b[GS]\d{2,4}\b|\bG\d\b(?= )"),
    re.compile(r"\bI-\d{1,3}\b|\bInterstates?\b"),
)


@rule(
    "NIO abroad :: NIO has 60 swap stations in Europe. Along the G15 expressway, its [57] swap stations are busy. => CN",
    refuses=["NIO abroad :: NIO has 60 swap stations in Europe. Along the E15 motorway, it has [seven] swap stations."],
)
def place_of_road(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """A road with a name as one country gives them: "the G15", "I-95"."""
    text = claim.parsed.sentence.text
    for pattern, code in ((_CHINESE_ROAD, "CN"), (_AMERICAN_ROAD, "US")):
        match = pattern.search(text)
        if match and not any(place.country == code for place in memory.all_places[-1:]):
            return Answer((None, code), match.group())
    return None


@rule(
    "In Norway, NIO is growing. It has [two] swap stations. => NO",
    "Ionity has 361 sites in Scandinavia, 178 of which are in Norway and 130 in Sweden. The points come to [1,190]. => Scandinavia",
    "Eviny has 400 fast chargers in Norway. Recharge has 900 in Sweden. Eviny plans [500] fast chargers. => NO",
    "Recharge has 40 fast chargers in Bergen. Eviny is content with [12]. => Bergen",
    "NIO in Norway :: NIO has 900 swap stations in China and 60 in Europe. It has done [12 million] swaps in total. => None",
    refuses=[
        "Recharge has 40 fast chargers in Bergen. Eviny plans [500] fast chargers.",
        "Walmart opened seven charging stations in Texas. Now it has [30] charging stations across 11 states.",
        "NIO has 600 swap stations in China. ¶ It is building 20 swap stations in Hefei. It plans [3,000] swap stations.",
    ],
)
def place_of_paragraph(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """The scope that an earlier sentence of the paragraph set, for this operator's network rather than for another's."""
    scopes = [s for s in memory.places[-REACH:] if s.of in (None, operator) and not s.part]
    own = [s for s in scopes if not s.counts or s.counts & {operator, "industry"}]
    if _sums_up(claim) and len({s.value for s in own if s.origin == claim.origin}) > 1:
        return Answer((None, None), "in total", "paragraph")
    if claim.noun is not None:  # no town of another's network: only "Fastned is content with 52" compares
        scopes = [s for s in scopes if isinstance(s.value, tuple) and None in s.value]
    scope = memory.scope(own, claim.origin) or memory.scope(scopes, claim.origin)
    if scope is not None and (_more_than_whole(claim, scope.value, operator, memory) or _beyond(claim, scope.value)):
        return None
    return Answer(scope.value, scope.words, "paragraph") if scope else None


def _sums_up(claim: Claim) -> bool:
    """ "93 million in total": with several places before it, all of them together."""
    behind = " ".join(claim.parsed.words[claim.noun_at + 1 : claim.noun_at + 4])
    return behind.startswith(("in total", "altogether", "overall", "in all", "all told"))


#: Parts of a country, of which no town or state holds several.
_WIDER = frozenset({"states", "provinces", "countries", "cities", "regions", "territories", "counties"})


def _beyond(claim: Claim, part: object) -> bool:
    """True for what is spread "across 11 states", or for more piles than a town has drivers for: of no one part."""
    if not isinstance(part, tuple) or None in part:
        return False
    parsed, place = claim.parsed, places.locate(*part)
    if place is None or place.kind not in ("city", "district", "province"):
        return False
    _, end = parsed.bounds(claim.at)
    for k in range(claim.noun_at + 1, min(end, claim.noun_at + 9)):
        if parsed.word(k) in _WIDER and parsed.spans[k - 1].kind == "number":
            return place.kind != "province" or parsed.word(k) not in ("cities", "counties", "regions")
    town = place.kind != "province" and claim.noun is not None and claim.noun.noun_class == "post"
    return town and claim.count.value > LARGEST_SITE and place.population < PEOPLE_PER_POST * claim.count.value


def _more_than_whole(claim: Claim, part: object, operator: str | None, memory: Memory) -> bool:
    """True for an operator's number that no part of a country has, since the whole of its network, or all operators in that
    part, have not as many: "In Guangdong, 120 were added. The company plans 30,000"."""
    if not isinstance(part, tuple) or None in part or operator in (None, "industry"):
        return False
    named = {noun.noun_class for _, noun in claim.parsed.nouns} if claim.noun is None else {claim.noun.noun_class}
    held = [
        seen.value
        for each in memory.recent()
        for seen in (each.observation,)
        if (seen.operator, seen.place, seen.country) in ((operator, None, part[1]), ("industry", *part))
        and seen.measure == "total"
        and each.noun.noun_class in named
    ]
    return bool(held) and max(held) < claim.count.value


@rule(
    "Charging grows in Canada :: Hydro-Québec runs [153] fast chargers. => Quebec",
    refuses=["Charging grows in Canada :: FLO runs [153] fast chargers."],
)
def place_of_provincial_network(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """A network that does not leave its province counts over it."""
    found = operator_info(operator) if operator else None
    return Answer((found.province, found.country), found.name) if found and found.province else None


@rule(
    "Charging in Norway and Sweden :: Eviny has 400 fast chargers in Norway. Recharge has 900 in Sweden. ¶ Eviny plans [500] fast chargers. => NO",
    refuses=["Charging in Norway :: Recharge has 900 fast chargers in Sweden. ¶ Eviny has [400] fast chargers."],
)
def place_of_its_network(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """A network that the article is not about counts where it counted before, if that was one country alone."""
    if operator in (None, "industry", *WORLDWIDE) or (
        operator == memory.setting.operator and not memory.setting.several
    ):
        return None
    seen = [s.observation for s in memory.recent() if s.observation.operator == operator]
    countries = {o.country for o in seen}
    if len(countries) != 1 or None in countries or not any(o.place is None for o in seen):
        return None
    return Answer((None, seen[0].country), operator or "", "article")


@rule(
    "Charging in Norway and Sweden :: In Sweden, Recharge leads with 900 fast chargers. ¶ Mer has [400] fast chargers. => SE",
    refuses=["Charging in Norway :: In Sweden, Recharge leads with 900 fast chargers. ¶ Mer has [400] fast chargers."],
)
def place_goes_on(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """An article about several countries stays with the one that it spoke of last."""
    if not memory.setting.several:
        return None
    for scope in memory.places[: -REACH - 1 : -1]:
        if scope.origin == "title":
            return None
        if isinstance(scope.value, tuple) and scope.value[0] is None and scope.value[1] and scope.of is None:
            return Answer(scope.value, scope.words, scope.origin)
    return None


@rule(
    "NIO's swap stations in Norway :: By now [20] swap stations are open. => NO",
    "NIO takes its battery swapping to Denmark :: According to the association, drivers have [9,000] public chargers. => DK",
)
def place_of_article(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """The scope of title and lead; where they set none, the first that the article sets later."""
    setting = memory.setting
    if setting.place and _more_than_whole(claim, setting.place, operator, memory):
        return Answer((None, setting.place[1]), setting.place_words, setting.place_origin)
    if operator == "industry" and setting.arrived:
        return Answer((None, setting.arrived), setting.arrived, "title")
    if operator in WORLDWIDE and setting.place_origin != "title":
        for each in memory.recent():  # a world-wide network is not bound to where the lead finds it
            seen = each.observation
            if (seen.operator, seen.measure, seen.place) == (operator, "total", "World"):
                return Answer(("World", None), str(seen.value), each.claim.origin)
    return Answer(setting.place, setting.place_words, setting.place_origin) if setting.place else None


@rule(
    "The figures of the month :: NIO had [900] swap stations. => CN",
    "A quarter of growth :: EVgo had [3,680] fast chargers. => US",
    "NIO grows :: Across the industry, [900] swap stations were open. => CN",
    "NIO takes its battery swapping to Denmark :: Sales begin in autumn. ¶ It has built [900] swap stations. => CN",
    refuses=["Fastned grows :: Fastned had [200] fast charging stations.", "Tesla had [60,000] Superchargers."],
)
def counted_at_home(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """Where no place is spoken of, a network counts in its home country; not those of Europe, which cross borders."""
    owner = memory.setting.operator if operator == "industry" else operator
    home = operator_info(owner).country if owner and owner not in WORLDWIDE else None
    if home is None or places.in_region("Europe", home):
        return None
    return Answer((None, home), operator or "", "default")


@rule(
    "Swapping :: Aulton is behind. Altogether, the number of swap stations reached [3,481], the China Charging Alliance said. => CN"
)
def place_of_body(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """A body with a country in its name counts there."""
    parsed = claim.parsed
    for i in parsed.of_kind("body"):
        for word in parsed.text(i).split():
            if word in places.COUNTRY_NAMES.values():
                code = next(code for code, name in places.COUNTRY_NAMES.items() if name == word)
                return Answer((None, code), parsed.text(i))
    return None

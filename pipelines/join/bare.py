"""Bare numbers: no noun and no reference behind them; they count what was counted last."""

from __future__ import annotations

from pipelines.join.antecedents import adds_up, fits, known_figure, last_counted, nearest, paired, parallel
from pipelines.join.behind import behind
from pipelines.join.claims import Claim
from pipelines.join.competing import carries_on
from pipelines.join.kinds import kind_behind
from pipelines.join.memory import Memory, near
from pipelines.join.metric import COUNTED, before, counted_as, metric_of, specific
from pipelines.join.offered import spread
from pipelines.join.plans import goal_of
from pipelines.join.refer import services_done
from pipelines.join.side import whole_behind
from pipelines.join.slots import compares, fronted, governed, in_list, named_beside, points_back
from pipelines.join.strangers import said_again, stranger
from pipelines.join.untold import kind_of
from pipelines.model import Count, Noun
from pipelines.rules import Answer, rule


@rule(
    "The number of swap stations in China rose to [890] => battery_swap_stations total",
    "NIO's swap network as a whole stands at [894], including 237 on expressways => battery_swap_stations total",
    "Supercharging stations of NIO grew by 37 to [820] => supercharging_stations total",
    "NIO has swap stations. The first generation is represented by 110, the second by [340]. => battery_swap_stations gen2",
    "NIO users have made 60 million swaps and add [90,000] more every day => battery_swaps rate",
    "NIO opened its ninth swap station in Oslo, which holds 13 batteries. The [tenth] is under construction. => battery_swap_stations nth planned",
    "Nio has 976 swap stations and performed 140,000 swaps in May. The highest figure so far is [129,650]. => battery_swaps",
    "Shell has fast-charging sites in Oslo. It also installs home chargers. Some [62,000] were put in last year. => charging_piles private",
    "Tesla had 300 charging stations in Norway. Among them were [90] with its S3 and S4 fast chargers => supercharging_stations",
    "Xpeng has 1,552 charging stations with 13,158 piles. Of these, [5,812] are supercharging terminals. => supercharging_piles",
    "NIO performed 141,767 swaps, most of them at its highway swap stations, which number [1,008] => battery_swap_stations",
    "NIO counts its swap stations :: NIO has 566 supercharging stations. ¶ At this pace, it will reach its target of [700] early. => battery_swap_stations planned",
    "Of the 300 planned sites with 900 fast-charging points, [58] are open => supercharging_stations",
    "Shell has fast chargers in 20 cities. The Hamar site will have [36] in May => supercharging_piles",
    "Tesla has 400 Supercharger stations. Its [first] one opened in Oslo in 2014 => supercharging_stations nth",
    "NIO has swap stations with 700 charging piles. Norway ([42]) and Sweden (31) make up the bulk of the swap stations. => battery_swap_stations NO",
    "NIO has 45 swap stations in Norway.\nA swap takes five minutes.\nThe target is [900] by 2025. => battery_swap_stations total planned",
    "NIO opened a swap station in Oslo on Monday. It was the [64th] of NIO, whose rivals have none. => battery_swap_stations nth",
    "NIO opened swap stations in Norway. In Sweden, it is the [fourth]. => battery_swap_stations nth SE",
    "NIO has 63 swap stations in Oslo, ahead of Bergen ([9]) => battery_swap_stations",
    "NIO had 20 swap stations in Norway. A year before, it had been [11]. => battery_swap_stations total",
    "China had 960,000 charging piles in May and will pass the [million] mark in July => charging_piles total planned min",
    "Norway has 21 swap stations, the [first] of which opened in Lier in May 2021 => battery_swap_stations nth",
    "Norway had 900 normal charging points. Their number fell, and that of the fast ones fell by [75] => supercharging_piles",
    "BP has 900 charging points. Some [300] deliver 150 kW => supercharging_piles",
    "Norway has 900 chargers of all makers. Eviny leads in fast charging with [300] => supercharging_piles",
    "Copec is at 470 charging points. 138 of the points are fast, and its depots add a further [90] => charging_piles",
    "NIO added 22 swap stations and 15 charging stations with 68 piles. Before, it had been 19 and [21] => charging_stations",
    "Gogoro riders made 1.2 million swaps; its 12,000 GoStations handled [400,000] on Sunday => battery_swaps",
    "Shell puts up 60 fast chargers at six sites in Oslo. Lier gets [four] and Moss two. => supercharging_stations",
    "NIO has swap stations in Norway. In five towns, there are [20]. => battery_swap_stations NO",
    "A swap station of NIO holds 21 batteries. So far, [700] have been built. => battery_swap_stations",
    "NIO wants more swap stations: [400] was the number of stations planned for 2023 => battery_swap_stations planned",
    "NIO's swap stations cost 3 million yuan each. In May, it built [20] => battery_swap_stations added",
    "EnBW leads with 900 charging points, ahead of Tesla, which has 400 Superchargers, and Allego with [350] => charging_piles",
    "China has 1.7 million chargers: alternating current is supplied by 999,000 of these, direct current by [732,000] => supercharging_piles",
    "Shell has 900 fast chargers at 300 stations and BP 600 charging piles at [250] => charging_stations",
    "Norway has 24,000 charging points. Two firms have most of it, with Shell operating 3,000 units and Eviny [2,000]. => eviny",
    "CATL has 712 swap stations. NIO, in which CATL invests 2.5 billion yuan, runs [3,542]. => battery_swap_stations nio",
    "Tesla has 75,000 Superchargers at 7,900 sites, and the [80,000th] is expected soon. => supercharging_piles nth planned",
    "Shell has 900 fast chargers at 300 stations. In Norway, it runs another 140 at [35]. => supercharging_stations NO",
    "Ionity has 500 sites with 2,900 fast chargers. A year ago, it was 420 with [1,900]. => supercharging_piles",
    "Norway has 5,000 public charging points, of which 900 are fast. ¶ Oslo has the most with [800]. => charging_piles",
    "NIO has 214 swap stations in Norway. ¶ In addition, there are 402 charging stations. ¶ Oslo leads with [62]. => battery_swap_stations",
    "Shell has 900 charging points. A year ago, there were [600] at 200 sites. => charging_piles",
    "NIO put 900 third-party charging piles on its charging map, lifting the number to [9,000] => third_party_charging_piles",
    refuses=[
        "The swap station is on line [16] of the metro",
        "NIO has 45 swap stations. Its staff in Norway has grown to [600].",
        "NIO has 45 swap stations. Swapping is offered in 21 cities, up from [14].",
        "Satisfaction with fast chargers fell to [654] in Norway",
        "NIO has 45 swap stations. It asked 415 firms. Of these, [200] answered.",
        "NIO has 45 swap stations. Up to [21] can be stored in each.",
        "NIO has 45 swap stations. The busiest one, in Oslo, came to [300] on Monday.",
        "Drivers who swapped at NIO's stations on May 9 or [10] got a gift",
        "NIO has 45 swap stations in 41 cities. Oslo will be the [42nd].",
        "Of the trucks that NIO sold, [8,520] support battery swap",
        "NIO has 20 swap stations. It delivered 20,000 cars in May, against [16,000] in April.",
        "Of the 300 drivers, 120 had met a broken charger and [45] had given up",
        "NIO has 22 percent of the market for charging piles, ahead of BP with [21] and Shell with 17",
        "CATL has 45 swap stations for batteries of the type #[25]",
        "Kempower has 900 chargers in Norway, and revenue hit [284 million]",
        "In Norway, 12 cars share a public charger; a fast one costs 45,000 kroner, up from [30,000]",
        "EnBW has 4,470 charging points. The number of operators exceeds [7,000].",
        "NIO had 300 swap stations in May and missed the [345] mark",
        "Its swap stations stand idle for 21 hours out of [24]",
        "Oslo has more fast-charging sites than petrol stations ([306])",
        "NIO has 20 swap stations. Its fans rate them with [four] or five stars.",
        "NIO has 20 swap stations. They pay off after 12 years, those in Oslo after [nine].",
        "NIO has 20 swap stations for scooters, for two- and [three]-wheelers",
        "NIO has 20 swap stations. ¶ It opened six dealerships in May. It plans to have [60] by the end of 2022.",
        "NIO has 20 swap stations. The network turned [ten] this year.",
        "The mine has three swap stations for its [600] swap trucks",
        "All but [two] of its swap stations are open",
        "NIO has 45 swap stations. The first one needed six minutes and [four] the next day.",
        "NIO has 20 swap stations. In Norway, hardly anyone bought the cars. It registered [41] there.",
        "Xpeng has 900 charging stations in 200 cities. Next year, it wants to be in [300].",
        "NIO has 45 swap stations on five roads from north to south and [seven] from east to west",
        "NIO has 45 swap stations and sells cars. In May, it delivered [20].",
        "NIO has 45 swap stations. Its users like them: [61] haven't used a cable.",
        "NIO has 45 swap stations. With 997,592 cars built, the [millionth] will come soon.",
        "NIO has 45 swap stations. The second table has its cars, the [third] its drivers.",
        "At 2,550, the number of swap stations was [13] higher than in May",
        "Drivers waited 12 minutes at NIO's swap stations, down from [19]",
        "A swap station of NIO costs 2 million yuan, a charging pile [300,000]",
        "About 30 percent of charging takes place at Shell's chargers, [50] at home",
        "Shell's chargers cost 15 euros a month; without a contract, it is [20]",
        "A fast charger of Shell is shared by 60 cars, in Oslo by [80]",
        "NIO has 45 swap stations. The number of accidents fell to [30].",
        "NIO has 45 swap stations. Its dealer network grew to [520].",
        "NIO has 45 swap stations. Its share price fell by 3 percent to [21].",
        "NIO has 45 swap stations. In the city, 31 percent of all cars are electric, up from [22].",
        "NIO has 45 swap stations. Some 500 journalists came, among them [120] from abroad.",
        "NIO has 45 swap stations. The sedan seats [five].",
        "NIO has 45 swap stations. The bank cut its price target from 40 to [25].",
        "NIO has 45 swap stations. The car goes from 0 to [100] in four seconds.",
        "NIO has 45 swap stations. Membership reached [200 million].",
        "NIO has 45 swap stations. The ET7 needed 5 there, and [7] in winter.",
    ],
)
def bare_number(claim: Claim, memory: Memory) -> Answer | None:
    """A bare number counts what was counted last; a kind behind it is its own."""
    answer = _what_was_counted(claim, memory)
    if answer is None or not isinstance(answer.value, Noun) or claim.ordinal:
        return answer
    noun = answer.value
    after = claim.parsed.spans[claim.at + 1 : claim.at + 2]
    if after and after[0].kind == "rate" and not noun.service:
        return None  # "almost three a day"
    if noun.noun_class == "post" and _alternating(claim):
        return answer._replace(value=noun._replace(kinds=frozenset({"charging"})))
    return answer._replace(value=kind_behind(claim, _kind_before(claim, noun, memory)))


def _kind_before(claim: Claim, noun: Noun, memory: Memory) -> Noun:
    """ "Fast charging (221) and destination charging (157)", "leads in fast charging with 5,400": a kind without a noun."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    which = next((k for k in range(start, claim.at) if parsed.word(k) == "of which"), 0)
    told = parsed.spans[which - 2].value if which > 1 and parsed.word(which - 1) == "," else None
    if isinstance(told, Noun) and told.noun_class is None and specific(told) and noun.noun_class in ("site", "post"):
        return noun._replace(kinds=told.kinds)  # "the liquid-cooled S5, of which there are 318"
    for i, other in before(parsed, claim.at):
        if i < max(start, claim.at - 5) or other.noun_class is not None:
            break
        of_its_own = parsed.word(i - 1) == "in" or (
            parsed.word(i - 1) in ("and", "while", ",") and in_list(claim, memory)
        )
        if of_its_own and specific(other) and noun.noun_class == "post" and "swap" not in other.kinds:
            return noun._replace(kinds=other.kinds)
    value = parsed.spans[claim.at - 2].value if claim.at > 1 and parsed.word(claim.at - 1) == "(" else None
    loose = isinstance(value, Noun) and value.noun_class is None and noun.noun_class in ("site", "post")
    return noun._replace(kinds=value.kinds) if loose and isinstance(value, Noun) else noun


def _alternating(claim: Claim) -> bool:
    """ "Direct current accounts for 3,406 of them and alternating current for 5,296": the subject is the kind."""
    spans = claim.parsed.spans
    for k in range(claim.at - 1, -1, -1):
        span = spans[k]
        if (span.kind == "number" and spans[k + 1].value != "percent") or isinstance(span.value, Noun):
            return False
        if span.kind == "segment" and span.value == "ac":
            return True
    return False


def _what_was_counted(claim: Claim, memory: Memory) -> Answer | None:
    """A number without a noun counts what was counted last, where its place in the sentence is one for a count."""
    if claim.how not in ("bare", "nth") or claim.noun is not None:
        return None
    parsed = claim.parsed
    if parsed.word(claim.at + 1) == "spread":
        return spread(claim)
    if claim.ordinal and said_again(claim, memory):
        return None
    if goal_of(claim) is not None and not _named_ahead(claim) and (topic := _of_title(memory)) is not None:
        return topic
    if (said := _said_to_be(claim, memory) or _which_number(claim, memory)) is not None:
        return said
    for each in memory.recent() if claim.ordinal else ():
        if (
            each.claim.ordinal
            and claim.count.value - each.observation.value in (0, 1)
            and near(each.claim.origin, claim.origin)
        ):
            return Answer(each.noun, each.noun.head, "paragraph")  # "the ninth …, the tenth"
    if stranger(claim, memory) is not None:
        return None
    for each in memory.recent() if claim.ordinal and claim.count.value > 20 else ():
        if each.claim.ordinal and claim.count.value / 2 < each.observation.value < 2 * claim.count.value:
            return Answer(each.noun, each.noun.head, "article")  # "its 1,500th station … The 1,400th was opened in May"
    for each in memory.same_sentence(claim) if claim.ordinal and claim.count.value > 100 else ():
        if (
            each.observation.measure == "total"
            and each.observation.value / 2 < claim.count.value < 2 * each.observation.value
        ):
            return Answer(each.noun._replace(segments=()), each.noun.head, "sentence")  # of the number that is as large
    goes_on = carries_on(claim, memory)
    licensed = goes_on or claim.ordinal or named_beside(claim) or points_back(claim)
    if not licensed and governed(claim) is None and not in_list(claim, memory):
        return None
    last = memory.counted[-1] if memory.counted else None
    if last is not None and last.noun is not None and last.noun.service and last.parsed is parsed and _daily(claim):
        return Answer(last.noun, last.noun.head, "sentence")
    if compares(claim) and paired(claim, memory) is None:
        counted = list(memory.same_sentence(claim))
        main = [s for s in counted if parsed.word(s.claim.at - 1) not in ("at", "in", "across", "over", "with")]
        for each in main or counted:
            return Answer(each.noun, each.noun.head, "sentence")
    if (beside := _of_that_site(claim, memory) or _spread_over(claim, memory)) is not None:
        return Answer(beside, beside.head, "clause")
    if (services := services_done(claim, memory)) is not None and not claim.ordinal:
        return Answer(services, services.head, "paragraph")
    for look in (parallel, known_figure, adds_up, paired, nearest):
        found = look(claim, memory)
        if found is not None:
            return found
    for each in memory.same_sentence(claim):
        if fits(claim, each.noun):
            return Answer(each.noun._replace(segments=()), each.noun.head, "sentence")
    if (whole := whole_behind(claim)) is not None:
        return Answer(whole, whole.head, "sentence") if whole.kinds else kind_of(whole, claim, memory)
    if goes_on and not fronted(claim):
        return last_counted(claim, memory)
    for i, noun in parsed.nouns if fronted(claim) else ():
        full = counted_as(noun)
        part = goes_on and parsed.word(0) == "of" and parsed.has("number", start=claim.at + 1, end=i)
        if i > claim.at and full is not None and fits(claim, full) and not part:
            return Answer(full._replace(segments=()), parsed.text(i), "sentence")
    return last_counted(claim, memory)


def _of_that_site(claim: Claim, memory: Memory) -> Noun | None:
    """ "11,500 chargers at 2,100 stations, and Nio 25,800 piles at 4,500", "another 140 at 35": piles stand at sites;
    "700 destination stations with 2,000", "it was 420 with 1,900": sites have piles.
    """
    parsed, joint = claim.parsed, claim.parsed.ahead_of(claim.at)
    beside = next((s for s in memory.same_sentence(claim) if s.claim.noun_at == joint - 1), None)
    if beside is None or beside.noun.noun_class not in ("site", "post"):
        return None
    posts, value = beside.noun.noun_class == "post", beside.observation.value
    kinds = beside.noun.kinds & {"fast", "destination"} or frozenset({"charging"})
    if posts and parsed.word(joint) in ("at", "across", "over"):
        return Noun("site", kinds, (), True, "sites")
    if not posts and parsed.word(joint) in _OFFERS and value <= claim.count.value and "swap" not in beside.noun.kinds:
        return Noun("post", kinds, (), True, "piles")
    return None


def _spread_over(claim: Claim, memory: Memory) -> Noun | None:
    """ "There were 40 at three sites": what stands at sites are piles, those that were spoken of last."""
    parsed, k = claim.parsed, claim.at + 1
    if claim.ordinal or parsed.word(k) not in ("at", "across"):
        return None
    number = k + 1
    while number < len(parsed.spans) and parsed.spans[number].kind == "qualifier":
        number += 1
    sites, count = behind(parsed, number)[1], parsed.spans[number : number + 1]
    value = parsed.spans[sites].value if sites < len(parsed.spans) else None
    several = count != () and isinstance(count[0].value, Count) and count[0].value.value <= claim.count.value
    if not several or not isinstance(value, Noun) or value.noun_class != "site" or "swap" in value.kinds:
        return None
    return next((m.noun for m in memory.named() if m.noun.noun_class == "post" and metric_of(m.noun)), None)


#: What joins piles to their sites.
_OFFERS = frozenset({"with", "offering", "comprising", "featuring", "totaling", "totalling"})


def _said_to_be(claim: Claim, memory: Memory) -> Answer | None:
    """ "Of these, 5,812 are supercharging terminals": the predicate names what the number counts."""
    parsed = claim.parsed
    if (named := _number_of(claim)) is not None:
        noun, words = named
        return Answer(noun, words) if noun.kinds else kind_of(noun, claim, memory)
    if claim.ordinal or parsed.word(claim.at + 1) not in ("are", "were"):
        return None
    for i, noun in parsed.nouns:
        if claim.at + 1 < i < claim.at + 5 and noun.noun_class in ("site", "post") and noun.plural and noun.kinds:
            plain = all(s.kind in ("more", "segment", "operator") for s in parsed.spans[claim.at + 2 : i])
            return Answer(noun, parsed.text(i)) if plain else None
    return None


def _number_of(claim: Claim) -> tuple[Noun, str] | None:
    """ "400 was the number of stations", "1,000 as the total of stations", "the 24-million mark in battery swaps": the
    noun behind the word that says that it is a number.
    """
    parsed, k = claim.parsed, claim.at + 1
    if parsed.word(k) == "-":
        k += 1
    mark = parsed.word(k) in ("mark", "milestone", "threshold", "barrier")
    if not mark:
        if parsed.word(k) not in ("is", "was", "as", "being", "would be", "will be"):
            return None
        k += 1 + (parsed.word(k + 1) in ("the", "a"))
    counts = k < len(parsed.spans) and (mark or parsed.spans[k].kind == "count")
    if not counts or parsed.word(k + 1) not in (("in", "of", "for") if mark else ("of",)):
        return None
    for i, noun in parsed.nouns:
        if k < i < k + 5 and noun.plural and noun.noun_class in COUNTED and not parsed.has("number", start=k, end=i):
            return noun, parsed.text(i)
    return None


def _which_number(claim: Claim, memory: Memory) -> Answer | None:
    """ "At its highway stations, which number 1,008": the noun that the relative clause is about."""
    parsed, k = claim.parsed, claim.at - 1
    if parsed.word(k) not in ("number", "numbered", "total", "totaled", "totalled") or parsed.word(k - 1) != "which":
        return None
    k -= 3 if parsed.word(k - 2) == "," else 2
    noun = parsed.spans[k].value if k >= 0 else None
    if not isinstance(noun, Noun) or not noun.plural or noun.noun_class not in ("site", "post"):
        return None
    if noun.kinds or (found := kind_of(noun, claim, memory)) is None:
        kinds = noun.kinds or next((s.noun.kinds & {"swap"} for s in memory.same_sentence(claim)), frozenset())
        return Answer(noun._replace(kinds=kinds), parsed.text(k)) if kinds else None
    return found


def _named_ahead(claim: Claim) -> bool:
    """True where the sentence names or counts one of ours before the number."""
    return any(i < claim.at and (n.kinds or n.noun_class in ("site", "post")) for i, n in claim.parsed.nouns)


def _of_title(memory: Memory) -> Answer | None:
    """What the title speaks of, where that is one thing: a goal without a noun is the article's."""
    nouns = [m.noun for m in memory.mentions if m.origin == "title" and m.noun.noun_class in ("site", "post")]
    metrics = {metric_of(noun) for noun in nouns}
    if len(metrics) != 1 or None in metrics:
        return None
    return Answer(nouns[0]._replace(segments=(), plural=True), nouns[0].head, "title")


def _daily(claim: Claim) -> bool:
    """ "And make it 130,000 more every day": so many services, not so many stations."""
    return any(s.kind == "rate" for s in claim.parsed.spans[claim.at + 1 : claim.at + 3])

"""Nouns of their own: the words behind a number, or around it, that say outright what it counts."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.fast import only_kind
from pipelines.join.headings import AC_UP_TO, FAST_FROM
from pipelines.join.kinds import kind_behind, of_type
from pipelines.join.memory import Memory
from pipelines.join.metric import COUNTED, before, metric_of
from pipelines.join.power import power
from pipelines.model import Count, Noun
from pipelines.rules import Answer, rule
from pipelines.words import singular, vocabulary


@rule(
    "NIO users can reach [390,000] charging piles that belong to third parties => third_party_charging_piles",
    "Its app provides access to [1.36 million] charging piles in Norway => third_party_charging_piles",
    "NIO's charging map is linked to 600 operators and their [290,000] charging piles => third_party_charging_piles",
    "EnBW customers can charge at [600,000] charging points in Europe => third_party_charging_piles enbw",
    "NIO's charging app unlocks [2,600] plugs owned by councils => third_party_charging_piles",
    "Some 900 partner stations with [8,100] charging piles show up in the app of NIO => third_party_charging_piles",
    "Over [940,000] chargers of other companies can be used via its app => third_party_charging_piles min",
    refuses=["Tesla grows :: Ford and GM owners can now use [17,800] Superchargers in Europe"],
)
def others_piles(claim: Claim, memory: Memory) -> Answer | None:
    """Piles of other firms, where the words stand behind the number: "that belong to third parties"."""
    noun, parsed = claim.noun, claim.parsed
    if noun is not None and noun.noun_class not in ("post", None):
        return None
    if noun is None and claim.how not in ("bare", "of_them"):
        return None
    if (piles := _of_other_firms(claim)) is not None:
        return Answer(piles, "other", "sentence")
    mapped = noun is not None and noun.noun_class == "post" and "third_party" not in noun.kinds
    if noun is not None and mapped and _opened_up(claim) and not _of_the_article(claim, memory):
        return Answer(noun._replace(kinds=frozenset({"third_party"})), "access", "sentence")
    for k in range(claim.noun_at + 1, min(claim.noun_at + 8, len(parsed.spans))):
        value = parsed.spans[k].value
        if isinstance(value, Noun):
            if "third_party" in value.kinds:
                return Answer(Noun("post", value.kinds, (), True, "piles"), parsed.text(k))
            return None
        if parsed.spans[k].kind in ("number", "ordinal") and parsed.word(k - 1) not in ("of", "from"):
            return None  # but "piles of 42 third-party operators"
    return None


def _of_the_article(claim: Claim, memory: Memory) -> bool:
    """ "GM drivers can use 17,800 Tesla Superchargers": in an article about Tesla these are its own, whoever uses them."""
    parsed, whose = claim.parsed, memory.setting.operator
    named = [parsed.spans[k].value for k in range(claim.at + 1, claim.noun_at) if parsed.spans[k].kind == "operator"]
    product = whose == "tesla" and "Supercharger" in parsed.text(claim.noun_at)
    return product if not named else whose in named


_OTHER = frozenset({"other", "different", "rival"})


def _of_other_firms(claim: Claim) -> Noun | None:
    """ "Chargers run by 40 other operators", "the piles of more than 600 other firms, 290,000 in number"."""
    parsed, i, noun = claim.parsed, claim.noun_at, claim.noun
    if noun is None:
        i, noun = next(before(parsed, claim.at), (0, None))
        if claim.how != "bare" or noun is None or not noun.plural or not parsed.has("number", start=i, end=claim.at):
            return None
    if noun.noun_class != "post":
        return None
    by = i + 2 if parsed.word(i + 1) in ("run", "operated", "owned", "provided", "managed") else i + 1
    if parsed.word(by) not in ("of", "from", "by"):
        return None
    for k in range(by + 1, min(by + 7, len(parsed.spans))):
        if (parsed.spans[k].kind, parsed.spans[k].value) == ("unit", "firms"):
            others = _OTHER & {*parsed.words[by:k]} or (
                parsed.has("number", start=by, end=k) and {"app", "map", "card"} & {*parsed.words[: claim.at]}
            )
            return noun._replace(kinds=frozenset({"third_party"}), noun_class="post") if others else None
    return None


def _of_another_firm(claim: Claim) -> bool:
    """ "Xiaomi owners can now use 9,000 chargers of Xpeng": what one firm's customers can use is another's."""
    parsed, k = claim.parsed, claim.noun_at + 2
    if parsed.word(claim.noun_at + 1) not in ("of", "from") or k >= len(parsed.spans):
        return False
    people = next((i for i in parsed.of_kind("unit", end=claim.at) if parsed.spans[i].value == "people"), None)
    if parsed.spans[k].kind != "operator" or people is None:
        return False
    able = {"can", "could", "able to", "able", "allowed to", "now"} & {*parsed.words[people : claim.at]}
    owners = {parsed.spans[i].value for i in parsed.of_kind("operator", end=claim.at)}
    return bool(able) and bool(owners - {parsed.spans[k].value})


def _opened_up(claim: Claim) -> bool:
    """ "The app unlocks 2,600 plugs", "it signed up operators, giving access to 2.7 million piles"."""
    parsed = claim.parsed
    start = max(0, claim.at - 6)
    if _of_another_firm(claim):
        return True
    if any(w in ("app", "map") for w in parsed.words) and "partner" in parsed.words[start : claim.at]:
        return True  # "1,100 partner stations with 12,400 piles show up in the app"
    if claim.count.value >= 1000 and _linked_to_app(claim):
        return True
    if claim.count.value >= 1000 and parsed.word(claim.at - 1) == "their" and parsed.word(claim.at - 2) == "and":
        return singular(parsed.word(claim.at - 3)) in vocabulary("opener")  # "600 operators and their 290,000 piles"
    if claim.count.value >= 1000 and any(parsed.word(k).endswith("access to") for k in range(start, claim.at)):
        return True
    if claim.count.value >= 1000 and _used_by_drivers(claim):
        return True
    opens = any(
        parsed.word(k) in ("access to", "unlock", "unlocks", "unlocked", "opens up", "open up", "opened up")
        or (parsed.word(k) in ("open", "opens", "opened") and parsed.word(k + 1) == "up")
        for k in range(start, claim.at)
    )
    if opens and claim.count.value >= 10_000:
        return True  # "its charging card opens up 650,000 points"
    return opens and any(singular(word) in vocabulary("opener") for word in parsed.words[: claim.at])


#: How an app has the chargers of others.
_LINKS = frozenset({"connects", "connected", "linked", "links", "integrates", "integrated", "aggregates", "aggregated"})


def _linked_to_app(claim: Claim) -> bool:
    """ "Its app connects to 1.1 million public piles": the subject is an app or a map."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    app = next((k for k in range(start, claim.at) if parsed.word(k) in ("app", "map", "platform")), None)
    return app is not None and any(
        parsed.word(k).split(" ")[0] in _LINKS for k in range(app + 1, min(app + 5, claim.at))
    )


#: What the drivers of a brand do at the chargers of others.
_USES = frozenset({"access", "use", "uses", "charge", "recharge", "reach", "find", "used", "plug"})


def _used_by_drivers(claim: Claim) -> bool:
    """ "EnBW customers can charge at 600,000 points", "its users can also access 15,000 chargers"."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    drivers = next((k for k in range(start, claim.at) if parsed.word(k) in _DRIVERS), None)
    if drivers is None or not drivers or parsed.word(claim.at - 1) in ("its", "their", "own", "’s", "'s"):
        return False
    whose = parsed.spans[drivers - 1].kind == "operator" or parsed.word(drivers - 1) in ("its", "’s", "'s")
    return whose and any(parsed.word(k).split(" ")[0] in _USES for k in range(drivers + 1, claim.at))


#: Who uses chargers under the name of a brand.
_DRIVERS = frozenset({"users", "drivers", "owners", "customers", "subscribers", "motorists", "members"})


@rule("The region has [500] fast and 900 slow charging stations => supercharging_stations")
def shared_head(claim: Claim, memory: Memory) -> Answer | None:
    """ "500 swap and 900 charging stations": the first kind shares the head of the second."""
    if claim.how != "kind_alone" or claim.noun is None:
        return None
    for each in memory.same_sentence(claim):
        if each.noun.noun_class in ("site", "post"):
            return Answer(claim.noun._replace(noun_class=each.noun.noun_class), each.noun.head, "sentence")
    for i, noun in claim.parsed.nouns:
        if i > claim.noun_at and noun.noun_class in COUNTED:
            return Answer(claim.noun._replace(noun_class=noun.noun_class), claim.parsed.text(i))
    for mention in memory.named():
        if mention.noun.noun_class in ("site", "post"):
            return Answer(claim.noun._replace(noun_class=mention.noun.noun_class), mention.noun.head, "paragraph")
    return None


@rule(
    "As of July 5, NIO had [778] destination charging stations => destination_charging_stations",
    "NIO users have made more than [2.9 million] swaps => battery_swaps min",
    "Shell opened a hub with [eight] 150 kW chargers in Oslo => supercharging_piles",
    "Ionity has 4,000 fast chargers.\nThe Level 2 part is young. After a year, [91] chargers are available. => charging_piles ac",
    "Shell installs its 640th fast charger :: Shell put up the [640th] charger in Oslo => supercharging_piles",
    "Ionity opened its 700th charging park :: Ionity opened its [700th] charging park in Europe => supercharging_stations nth",
    "Tesla runs [230] Superchargers in Norway with more than 2,300 stalls => supercharging_stations",
    "NIO has [1,125] charging stations of the supercharging type => supercharging_stations",
    "Fast chargers are rare in Norway: there are [46] charging points => supercharging_piles",
    "India has [2.3 lakh] charging piles, a third of them in Delhi => charging_piles",
    "China has [two and a half million] charging piles => charging_piles",
    refuses=[
        "NIO sold [2,300] cars at its swap stations",
        "Many cities got their second or [third] swap station of NIO in May",
        "Norway has 90 fast chargers for its [700,000] registered electric cars",
        "The [first] fast charger I tried in Oslo was broken",
        "A test of [45] fast chargers in Oslo found most of them slow",
        "The fire destroyed [four] Superchargers in Oslo",
        "A law under which every car park with 40 spaces gets [10] fast chargers",
        "At this pace it would take 15 years to reach [1 million] fast chargers",
        "Had it kept its pace, NIO would have [5,000] swap stations now",
        "The study puts the need at [440,000] charging points in Norway",
        "A swap station of NIO manages [408] swaps a day",
        "Shell secured sites with space for [300] fast chargers",
        "Half of the sites now have [six] fast chargers or more",
    ],
)
def own_noun(claim: Claim, memory: Memory) -> Answer | None:
    """The noun right behind the number, where it says its kind itself."""
    noun = claim.noun
    if noun is None or noun.noun_class is None:
        return None
    if noun.noun_class == "post" and noun.head.startswith(("supercharger", "hypercharger")) and _with_stalls(claim):
        noun = noun._replace(noun_class="site")
    if (
        noun.kinds <= {"charging"}
        and noun.noun_class in ("site", "post")
        and (kinds := of_type(claim.parsed, claim.noun_at))
    ):
        noun = noun._replace(kinds=kinds)
    kilowatts = power(claim.parsed, claim.at, claim.noun_at) if noun.noun_class in ("site", "post") else None
    if kilowatts is not None and noun.kinds <= {"charging"}:
        if kilowatts >= FAST_FROM:
            noun = noun._replace(kinds=frozenset({"fast"}))
        elif kilowatts <= AC_UP_TO:
            noun = noun._replace(kinds=frozenset({"charging"}), segments=tuple({*noun.segments, "ac"}))
    if metric_of(noun) is None:
        return None
    if claim.how == "part_of":
        noun = kind_behind(claim, noun)
        if noun.kinds <= {"charging"} and claim.parsed.word(claim.noun_at - 1) in ("the", "these", "those", "its"):
            noun = noun._replace(kinds=_of_the_whole(noun, claim, memory))
    if noun.noun_class in ("site", "post") and noun.kinds <= {"charging"} and only_kind(claim, noun, memory) == "fast":
        return Answer(noun._replace(kinds=frozenset({"fast"})), claim.parsed.text(claim.noun_at), "operator")
    if noun.kinds == {"charging"} and "ac" not in noun.segments and (kinds := _of_heading(claim)):
        return Answer(noun._replace(kinds=kinds), claim.parsed.text(claim.noun_at))
    return Answer(noun, claim.parsed.text(claim.noun_at))


def _with_stalls(claim: Claim) -> bool:
    """ "232 Superchargers in Canada with more than 2,300 stalls": what has stalls is a site."""
    parsed = claim.parsed
    joint = next(
        (k for k in range(claim.noun_at + 1, min(claim.noun_at + 6, len(parsed.spans))) if parsed.word(k) == "with"),
        None,
    )
    if joint is None:
        return False
    number = next(
        (k for k in range(joint + 1, min(joint + 4, len(parsed.spans))) if parsed.spans[k].kind == "number"), None
    )
    count = parsed.spans[number].value if number is not None else None
    stalls = any(n.noun_class == "post" and number is not None and number < i < number + 4 for i, n in parsed.nouns)
    return stalls and isinstance(count, Count) and count.value > claim.count.value


def _of_heading(claim: Claim) -> frozenset[str]:
    """ "Own fast chargers play a minor role: there are 46 points": what stands before the colon says the kind."""
    parsed = claim.parsed
    colon = next((k for k in range(claim.at) if parsed.word(k) == ":"), None)
    if colon is None or any(s.kind == "number" for s in parsed.spans[:colon]):
        return frozenset()
    heads = [n for i, n in parsed.nouns if i < colon and n.noun_class in ("site", "post", None)]
    return heads[0].kinds & {"fast", "destination"} if len(heads) == 1 else frozenset()


def _of_the_whole(noun: Noun, claim: Claim, memory: Memory) -> frozenset[str]:
    """ "611 of the chargers": those that the paragraph counted."""
    for each in memory.recent():
        if each.claim.origin != claim.origin:
            break
        if each.noun.noun_class == noun.noun_class:
            return each.noun.kinds
    return noun.kinds


@rule(
    "NIO had 813 supercharging stations and 166 destination charging stations, or [979] sites altogether => charging_stations"
)
def sum_of_kinds(claim: Claim, memory: Memory) -> Answer | None:
    """ "Altogether", "in all": the sum of the kinds that the sentence counted."""
    noun, parsed = claim.noun, claim.parsed
    if noun is None or noun.kinds or not noun.noun_class:
        return None
    if not any(
        parsed.word(k) in ("altogether", "combined", "together", "all", "total") and parsed.word(k - 1) != "of"
        for k in range(claim.noun_at, min(len(parsed.spans), claim.noun_at + 4))
    ):
        return None
    kinds: frozenset[str] = frozenset()
    for each in memory.same_sentence(claim):
        if each.noun.noun_class == noun.noun_class or (noun.noun_class == "post" and each.noun.noun_class == "site"):
            kinds |= each.noun.kinds
    if len(kinds - {"charging"}) > 1:
        kinds = frozenset({"both" if "swap" in kinds else "charging"})
    return Answer(noun._replace(kinds=kinds), "altogether", "sentence") if kinds else None

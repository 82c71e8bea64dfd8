"""What a claim counts: a noun of its own, or the one that "such facilities", "of them" and bare numbers point to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.memory import Memory
from pipelines.model import Noun
from pipelines.rules import Answer, rule
from pipelines.words import metric_table, operator_info

COUNTED = ("site", "post", "swap", "session")

#: Which kind wins where a noun names several: the narrower one.
_ORDER = ("third_party", "both", "destination", "fast", "swap", "charging")


def metric_of(noun: Noun) -> str | None:
    """The metric of a noun; None where its kind is unsaid."""
    kinds = set(noun.kinds)
    if noun.noun_class == "site" and "swap" in kinds and kinds - {"swap"}:
        kinds = {"both"}
    if noun.noun_class == "site" and {"fast", "destination"} <= kinds:
        kinds = {"charging"}
    if noun.noun_class == "post" and "swap" in kinds:
        kinds.discard("swap")
    named = (_metrics().get((noun.noun_class, kind)) for kind in _ORDER if kind in kinds)
    return next((ident for ident in named if ident), "charging_sessions" if noun.noun_class == "session" else None)


@cache
def _metrics() -> dict[tuple[str | None, str], str]:
    """(class, kind) → metric, as data/words/metrics.toml has them."""
    found: dict[tuple[str | None, str], str] = {}
    for ident, entry in metric_table().items():
        kinds = entry["kinds"]
        for kind in kinds if isinstance(kinds, list) else ():
            found.setdefault((str(entry["class"]), str(kind)), ident)
    return found


def _specific(noun: Noun) -> bool:
    return bool(noun.kinds - {"charging"})


def _before(parsed: Parsed, at: int) -> Iterator[tuple[int, Noun]]:
    """Nouns of the sentence before `at`, the nearest first."""
    for i, noun in reversed(parsed.nouns):
        if i < at:
            yield i, noun


def _linked(claim: Claim) -> tuple[int, Noun] | None:
    """The station noun that offers the piles of this claim: "896 stations … offering 4,893 piles"."""
    parsed = claim.parsed
    for i, noun in _before(parsed, claim.at):
        if noun.noun_class in ("site", "network") or (noun.noun_class is None and noun.kinds):
            between = range(i + 1, claim.at)
            links = [
                k
                for k in between
                if parsed.spans[k].kind == "link"
                or parsed.word(k) in ("with", "have", "had", "has", "between them", "feature", "count", "house")
            ]
            broken = any(
                parsed.word(k) in ("and", "while", "whereas", ";") and not any(x > k for x in links) for k in between
            )
            return (i, noun) if links and not broken and noun.kinds else None
        if noun.noun_class == "post":
            return None
    return None


@rule(
    "As of July 5, NIO had 896 supercharging stations in China offering [4,893] charging piles => supercharging_piles",
    "NIO had 626 destination charging stations offering [3,461] piles => destination_charging_piles",
)
def offered_piles(claim: Claim, memory: Memory) -> Answer | None:
    """ "N stations offering M piles": the piles are of the kind of their stations."""
    noun = claim.noun
    if claim.how == "bare":
        link = _link_before(claim)
        found = _linked(claim) if link else None
        if found is None or found[1].noun_class == "post":
            return None
        return Answer(
            Noun("post", found[1].kinds & {"fast", "destination"} or frozenset({"charging"}), (), True, "piles"),
            claim.parsed.text(found[0]),
        )
    if noun is None or noun.noun_class != "post" or _specific(noun):
        return None
    found = _linked(claim)
    if found is None or not _specific(found[1]):
        return None
    kinds = found[1].kinds & {"fast", "destination"}
    return Answer(noun._replace(kinds=kinds), claim.parsed.text(found[0])) if kinds else None


def _link_before(claim: Claim) -> bool:
    parsed, i = claim.parsed, claim.at - 1
    while i > 0 and parsed.spans[i].kind in ("qualifier", "after"):
        i -= 1
    return parsed.spans[i].kind == "link"


@rule(
    "NIO had 255 supercharging stations and 444 destination charging stations. The former count [1,844] piles. => supercharging_piles",
    "NIO had 255 supercharging stations and 444 destination charging stations. The former have 1,844 piles and the latter [2,536]. => destination_charging_piles",
)
def former_and_latter(claim: Claim, memory: Memory) -> Answer | None:
    """ "The former" and "the latter": the last two kinds of thing that were named before."""
    parsed = claim.parsed
    which = claim.how if claim.how in ("former", "latter") else None
    subject = False
    if which is None:
        for k in range(claim.at - 1, max(claim.at - 8, -1), -1):
            if parsed.spans[k].kind in ("number", "ordinal"):
                break
            if parsed.spans[k].kind == "ana" and parsed.spans[k].value in ("former", "latter"):
                which, subject = str(parsed.spans[k].value), parsed.word(k - 1) != "of"
                break
    if which is None:
        return None
    pair = _pair(claim, memory)
    if len(pair) < 2:
        return None
    noun = pair[1] if which == "former" else pair[0]
    counts_piles = (claim.noun or _noun_of_last(claim, memory) or noun).noun_class == "post"
    if subject and counts_piles and noun.noun_class == "site":
        kinds = noun.kinds & {"fast", "destination"} or frozenset({"charging"})
        noun = Noun("post", kinds, (), True, "piles")
    elif claim.noun is not None and metric_of(claim.noun):
        return None
    return Answer(noun._replace(segments=()), which, "sentence")


def _pair(claim: Claim, memory: Memory) -> list[Noun]:
    """The last two different things counted before, in the sentence or the one before it; the latest first."""
    nouns: list[Noun] = []
    pointing = any(s.kind == "ana" and s.value == "former" for s in claim.parsed.spans)
    for each in (*(() if pointing else memory.same_sentence(claim)), *memory.sentence_before(claim)):
        if metric_of(each.noun) not in [metric_of(n) for n in nouns]:
            nouns.append(each.noun)
    for _, noun in _before(claim.parsed, claim.at):
        if len(nouns) < 2 and noun.noun_class in COUNTED and metric_of(noun) not in [*map(metric_of, nouns), None]:
            nouns.append(noun)
    return nouns[:2]


def _noun_of_last(claim: Claim, memory: Memory) -> Noun | None:
    return next((s.noun for s in memory.same_sentence(claim)), None)


@rule(
    "NIO users can reach [390,000] charging piles that belong to third parties => third_party_charging_piles",
    "Over [940,000] chargers of other companies can be used via its app => third_party_charging_piles min",
)
def others_piles(claim: Claim, memory: Memory) -> Answer | None:
    """Piles of other firms, where the words stand behind the number: "that belong to third parties"."""
    noun, parsed = claim.noun, claim.parsed
    if noun is not None and noun.noun_class not in ("post", None):
        return None
    if noun is None and claim.how not in ("bare", "of_them"):
        return None
    for k in range(claim.noun_at + 1, min(claim.noun_at + 8, len(parsed.spans))):
        value = parsed.spans[k].value
        if isinstance(value, Noun):
            if "third_party" in value.kinds:
                return Answer(Noun("post", value.kinds, (), True, "piles"), parsed.text(k))
            return None
        if parsed.spans[k].kind in ("number", "ordinal"):
            return None
    return None


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
    refuses=["NIO sold [2,300] cars at its swap stations"],
)
def own_noun(claim: Claim, memory: Memory) -> Answer | None:
    """The noun right behind the number, where it says its kind itself."""
    noun = claim.noun
    if noun is None or noun.noun_class is None or metric_of(noun) is None:
        return None
    if noun.noun_class == "post" and noun.kinds <= {"charging"} and _all_fast(claim, memory):
        return Answer(noun._replace(kinds=frozenset({"fast"})), claim.parsed.text(claim.noun_at))
    return Answer(noun, claim.parsed.text(claim.noun_at))


def _all_fast(claim: Claim, memory: Memory) -> bool:
    """True where the network in question has none but fast chargers (codebook: Metric and segment)."""
    parsed = claim.parsed
    if any(s.kind in ("body", "industry") for s in parsed.spans):
        return False
    near = [str(parsed.spans[i].value) for i in parsed.of_kind("operator", end=claim.at)]
    operator = near[-1] if near else memory.setting.operator
    return operator is not None and operator_info(operator).network == "fast"


@rule(
    "The company will build battery swap stations in five cities, with the goal of [20] such facilities => battery_swap_stations",
    "Electrify America had set out to have [484] stations online by the end of 2019 => total planned",
)
def kind_from_before(claim: Claim, memory: Memory) -> Answer | None:
    """A noun without a kind ("stations", "such facilities", "points"): the kind that was named last."""
    noun, parsed = claim.noun, claim.parsed
    if claim.how == "such":
        value = parsed.spans[claim.noun_at].value
        noun = value if isinstance(value, Noun) else Noun("site", frozenset(), (), True, "such")
    if noun is None or noun.noun_class is None or noun.kinds:
        return None
    if _all_fast(claim, memory):
        return Answer(noun._replace(kinds=frozenset({"fast"})), noun.head, "operator")
    linked = _linked(claim) if noun.noun_class == "post" else None
    for other, words, origin in _candidates(claim, memory, linked):
        kinds = other.kinds
        if noun.noun_class == "post":
            kinds = kinds - {"swap", "both"}
            if other.noun_class != "post":
                kinds = kinds & {"fast", "destination", "charging"}
        if kinds and (other.noun_class in (noun.noun_class, None, "network") or noun.noun_class == "post"):
            return Answer(noun._replace(kinds=frozenset(kinds)), words, origin)
    return None


def _candidates(claim: Claim, memory: Memory, linked: tuple[int, Noun] | None) -> Iterator[tuple[Noun, str, str]]:
    parsed = claim.parsed
    if linked is not None:
        yield linked[1], parsed.text(linked[0]), "clause"
    for i, noun in _before(parsed, claim.at):
        yield noun, parsed.text(i), "sentence"
    after = [
        (noun, parsed.text(i), "sentence")
        for i, noun in parsed.nouns
        if i > claim.noun_at and noun.noun_class != "post"
    ]
    owner = next(
        (str(parsed.spans[i].value) for i in parsed.of_kind("operator", end=claim.noun_at)), memory.setting.operator
    )
    for mention in memory.named():
        if mention.origin == claim.origin and mention.operator in (None, owner):
            yield mention.noun, mention.noun.head, "paragraph"
    if claim.how != "such":
        yield from after
    for mention in memory.named():
        if mention.operator in (None, owner):
            yield mention.noun, mention.noun.head, mention.origin
    for mention in memory.named():
        yield mention.noun, mention.noun.head, mention.origin


@rule(
    "NIO has 777 battery swap stations, [205] of them along highways => battery_swap_stations highway",
    "NIO will have 700 swap stations this year and build [600] new ones in 2022 => battery_swap_stations added planned",
)
def pointed_back(claim: Claim, memory: Memory) -> Answer | None:
    """ "Of them", "of these", "new ones": what was counted last."""
    if claim.how not in ("of_them", "ones"):
        return None
    for each in memory.same_sentence(claim):
        return Answer(_of_kind(claim, each.noun._replace(segments=())), each.noun.head, "sentence")
    for i, noun in _before(claim.parsed, claim.at):
        if noun.noun_class in COUNTED and metric_of(noun):
            return Answer(noun._replace(segments=()), claim.parsed.text(i), "sentence")
    for mention in memory.named():
        if mention.noun.noun_class in COUNTED and metric_of(mention.noun):
            return Answer(mention.noun._replace(segments=()), mention.noun.head, mention.origin)
    return None


def _of_kind(claim: Claim, noun: Noun) -> Noun:
    """ "502,000 of them DC": the kind that stands behind the reference."""
    for k in range(claim.noun_at + 1, min(claim.noun_at + 3, len(claim.parsed.spans))):
        value = claim.parsed.spans[k].value
        if isinstance(value, Noun) and value.noun_class is None and noun.noun_class in ("site", "post"):
            return noun._replace(kinds=value.kinds)
    return noun


#: Words between a governing verb and a bare number: "stands at 894", "grew by 37", "a total of some 1,480".
_LEADING = frozenset(
    {
        "to",
        "at",
        "by",
        "of",
        "from",
        "with",
        "the",
        "a",
        "an",
        "for",
        "its",
        "in",
        "be",
        "was",
        "is",
        "were",
        "are",
        "only",
        "just",
        "already",
        "now",
        "up",
        "down",
        "or",
        ":",
        "on",
    }
)


def _governed(claim: Claim) -> str | None:
    """The cue that licenses a bare number: the verb or count word right before it, or the verb right behind it."""
    parsed, k = claim.parsed, claim.at - 1
    start, end = parsed.bounds(claim.at)
    while k >= start and claim.at - k < 7:
        span = parsed.spans[k]
        if span.kind in ("verb", "count", "link", "plan"):
            return parsed.text(k)
        if span.kind not in ("qualifier", "more", "date", "place", "scope") and parsed.word(k) not in _LEADING:
            break
        k -= 1
    after = claim.at + 1
    while after < end and parsed.spans[after].kind in ("after", "more", "segment", "operator"):
        after += 1
    if after < end and (
        parsed.spans[after].kind in ("verb", "mood") or parsed.word(after) in ("are", "were", "is", "was")
    ):
        return parsed.text(after)
    return None


def _in_list(claim: Claim, memory: Memory) -> bool:
    """True where the number follows one that was counted in the same sentence: "five on Sunday and five on Monday"."""
    if next(iter(memory.same_sentence(claim)), None) is None:
        return False
    parsed, k = claim.parsed, claim.at - 1
    while k > 0 and (
        parsed.spans[k].kind in ("qualifier", "more", "mood", "plan", "scope", "place", "operator", "date")
        or parsed.word(k) in ("the", "a", "another", "other", "only", "just", "of", "its")
    ):
        k -= 1
    return parsed.word(k) in (
        ",",
        "and",
        "or",
        "with",
        "from",
        "to",
        "including",
        "up from",
        "plus",
        "against",
        "than",
        "but",
        "of which",
        "by",
        "in",
        "on",
        "had",
        "has",
        "down",
        "up",
    )


@rule(
    "The number of swap stations in China rose to [890] => battery_swap_stations total",
    "NIO's swap network as a whole stands at [894], including 237 on expressways => battery_swap_stations total",
    "Supercharging stations of NIO grew by 37 to [820] => supercharging_stations total",
    refuses=["The swap station is on line [16] of the metro"],
)
def bare_number(claim: Claim, memory: Memory) -> Answer | None:
    """A number without a noun that a verb governs or a list holds: it counts what the sentence speaks of."""
    if claim.how not in ("bare", "nth") or claim.noun is not None:
        return None
    parsed = claim.parsed
    if parsed.word(claim.at + 1) == "spread":
        return _spread(claim)
    words = _governed(claim)
    if words is None and not _in_list(claim, memory) and not claim.ordinal:
        return None
    if _service_unit(claim):
        return None
    start, _ = parsed.bounds(claim.at)
    for i, noun in _before(parsed, claim.at):
        full = _counted_as(noun)
        if full is not None and not (claim.ordinal and full.noun_class == "swap"):
            return Answer(full._replace(segments=full.segments), parsed.text(i), "clause" if i >= start else "sentence")
    settled = next(iter(memory.same_sentence(claim)), None)
    if settled is not None:
        return Answer(settled.noun._replace(segments=()), settled.noun.head, "sentence")
    for i, noun in parsed.nouns:
        full = _counted_as(noun)
        if i > claim.at and full is not None and not (claim.ordinal and full.noun_class == "swap"):
            return Answer(full._replace(segments=()), parsed.text(i), "sentence")
    return _last_counted(claim, memory)


def _spread(claim: Claim) -> Answer | None:
    """ "Its destination stations had 5,083 spread over 828 locations": the piles of those stations."""
    for i, noun in _before(claim.parsed, claim.at):
        if noun.noun_class in ("site", "network") and noun.kinds - {"swap"}:
            kinds = noun.kinds & {"fast", "destination"} or frozenset({"charging"})
            return Answer(Noun("post", kinds, (), True, "piles"), claim.parsed.text(i))
    return None


def _service_unit(claim: Claim) -> bool:
    """True where the verb before says that another thing is counted: costs, weighs, covers, serves."""
    parsed = claim.parsed
    return any(
        parsed.word(k)
        in (
            "hold",
            "holds",
            "stores",
            "store",
            "serve",
            "serves",
            "cope",
            "costs",
            "cost",
            "pay",
            "paid",
            "covers",
            "handles",
            "handle",
        )
        for k in range(max(0, claim.at - 5), claim.at)
    )


def _last_counted(claim: Claim, memory: Memory) -> Answer | None:
    """What was counted last in the paragraph, else what the article's head speaks of."""
    for each in memory.recent():
        if (
            each.claim.origin == claim.origin
            and each.noun.noun_class != "session"
            and not (claim.ordinal and each.noun.noun_class == "swap")
        ):
            return Answer(each.noun._replace(segments=()), each.noun.head, "paragraph")
    for mention in memory.named():
        full = _counted_as(mention.noun)
        if full is None or full.noun_class == "session" or (claim.ordinal and full.noun_class == "swap"):
            continue
        near = mention.origin == claim.origin
        if near or mention.origin in ("title", "p0") or _anaphoric(claim) or claim.ordinal:
            return Answer(full._replace(segments=()), full.head, "paragraph" if near else mention.origin)
    return None


def _anaphoric(claim: Claim) -> bool:
    """True where the clause itself says that it goes on: a goal, a count, "they"."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    return any(
        parsed.spans[i].kind in ("plan", "count", "ana", "more", "scope") or parsed.word(i) in ("they", "their", "it")
        for i in range(start, end)
    )


def _counted_as(noun: Noun) -> Noun | None:
    """A noun as something that can be counted: a swap network's number is that of its stations."""
    if noun.noun_class == "network" and noun.kinds:
        noun = noun._replace(noun_class="site")
    return noun if noun.noun_class in COUNTED and metric_of(noun) is not None else None


@rule(
    "NIO owners have had their batteries swapped more than [22 million] times => battery_swaps total min",
    refuses=["NIO's service was called on [400,000] times"],
)
def times_swapped(claim: Claim, memory: Memory) -> Answer | None:
    """ "Swapped 22 million times", "they do it 340,000 times every day": services, counted by "times"."""
    if claim.how != "times":
        return None
    parsed = claim.parsed
    if any(parsed.word(k) in ("one", "single") and k + 1 < claim.at for k in range(max(0, claim.at - 14), claim.at)):
        return None  # one car's, one owner's
    for k, span in enumerate(parsed.spans):
        if any(parsed.word(x) == "and" for x in range(k, claim.at)):
            continue
        if parsed.word(k) in ("swapped", "swap", "swaps", "exchanged") or (
            isinstance(span.value, Noun) and "swap" in span.value.kinds
        ):
            return Answer(Noun("swap", frozenset({"swap"}), (), True, "times"), parsed.text(k), "sentence")
    last = next(iter(memory.named()), None)
    if any(s.kind == "rate" for s in parsed.spans) and last is not None and "swap" in last.noun.kinds:
        return Answer(Noun("swap", frozenset({"swap"}), (), True, "times"), last.noun.head, "paragraph")
    return None


@rule(
    "NIO had 813 supercharging stations and 166 destination charging stations, or [979] sites altogether => charging_stations"
)
def sum_of_kinds(claim: Claim, memory: Memory) -> Answer | None:
    """ "Altogether", "in all": the sum of the kinds that the sentence counted."""
    noun, parsed = claim.noun, claim.parsed
    if noun is None or noun.kinds or not noun.noun_class:
        return None
    if not any(
        parsed.word(k) in ("altogether", "combined", "together")
        for k in range(claim.noun_at, min(len(parsed.spans), claim.noun_at + 4))
    ):
        return None
    kinds: frozenset[str] = frozenset()
    for each in memory.same_sentence(claim):
        if each.noun.noun_class == noun.noun_class:
            kinds |= each.noun.kinds
    if len(kinds - {"charging"}) > 1:
        kinds = frozenset({"both" if "swap" in kinds else "charging"})
    return Answer(noun._replace(kinds=kinds), "altogether", "sentence") if kinds else None


#: In order: the words that stand nearest to the number are asked first.
NOUN_RULES = (
    offered_piles,
    others_piles,
    former_and_latter,
    shared_head,
    own_noun,
    sum_of_kinds,
    kind_from_before,
    pointed_back,
    times_swapped,
    bare_number,
)

"""Figures of all operators together: where a national body speaks, a country counts or a place plans."""

from __future__ import annotations

import re

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.closed import BE
from pipelines.join.memory import Memory, near
from pipelines.join.mentions import in_relative_clause, supports
from pipelines.join.scenery import scopes_in
from pipelines.join.topic import PRONOUNS, the_company_ahead
from pipelines.model import Noun
from pipelines.rules import Answer, rule
from pipelines.words import beside

#: Words before a government that only pays or takes part: "with money from the federal government".
GIVERS = frozenset({"from", "with", "by"})


def _gives(parsed: Parsed, i: int) -> bool:
    """True for "from the federal government": its money, not its figure."""
    k = i - 1
    while k >= 0 and parsed.spans[k].kind in ("word", "article", "place") and parsed.word(k) not in GIVERS:
        k -= 1
    return parsed.word(k) in GIVERS


@rule(
    "For all operators, [1.7 million] public charging piles stood in China => industry",
    "Data from the EVCIPA show that [923,000] charging piles are public => industry",
)
def all_operators(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """National figures: an alliance, a ministry or "all operators" speaks, and no operator stands in the clause."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    if parsed.has("operator", start=start, end=end):
        return None
    for i in parsed.of_kind("body", "industry"):
        if parsed.spans[i].kind == "industry" and (_gives(parsed, i) or parsed.spans[i - 1].kind == "number"):
            continue  # "200 million members"
        if supports(parsed, i):
            continue
        return Answer("industry", parsed.text(i), "sentence")
    return None


@rule(
    "Shenzhen is the home of BYD :: Nationwide, charging facilities numbered almost [8.6 million] => industry",
    refuses=[
        "NIO grows :: Nationwide, its swap stations number [389]",
        "EnBW grows :: EnBW operates 5,000 charging points. In Germany, [300] charging points were added in May.",
    ],
)
def whole_country(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "Nationwide, …" or "China had …" at the head of a sentence without an operator: chargers of everybody."""
    parsed = claim.parsed
    if noun.noun_class != "post" or noun.kinds - {"charging"} or parsed.has("operator"):
        return None
    if any(parsed.word(i) in PRONOUNS for i in range(claim.at)):
        return None
    if any(each.observation.operator != "industry" for each in memory.same_sentence(claim)):
        return None
    if memory.setting.operator and any(parsed.word(g.at) in _SHARES for g in parsed.verbs if g.at < claim.at):
        return None  # "China could contribute 60,000", to the operator's goal
    topic = memory.scope(memory.topics, claim.origin)
    spoken = topic is not None and topic.value not in (None, "industry")
    for i in scopes_in(parsed, 0, min(3, claim.at)):
        if memory.setting.operator and parsed.word(i - 1) == "in" and (spoken or "public" not in noun.segments):
            continue
        value = parsed.spans[i].value
        if parsed.word(i) == "nationwide" or (isinstance(value, tuple) and value[0].kind == "country"):
            return Answer("industry", parsed.text(i))
    return None


#: Verbs by which a place has a part of a network.
_SHARES = frozenset(
    {
        "contribute",
        "contributes",
        "contributed",
        "provide",
        "provides",
        "provided",
        "account for",
        "accounts for",
        "accounted for",
    }
)


@rule(
    "BYD builds on :: BYD will build 4,000 charging stations. ¶ China had 4.1 million charging piles in April, data of EVCIPA show. ¶ In May, [160,000] charging piles were added. => industry",
    refuses=[
        "BYD builds on :: China had 4.1 million charging piles in April, data of EVCIPA show. In May, it added [160,000] charging piles.",
        "BYD builds on :: China had 4.1 million charging piles in April, data of EVCIPA show. In May, the carmaker added [160,000] charging piles.",
    ],
)
def statistics_go_on(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """Chargers that nobody is said to add, right behind a figure for all operators."""
    parsed = claim.parsed
    if (
        noun.noun_class != "post"
        or parsed.has("operator")
        or any(word in PRONOUNS for word in parsed.words[: claim.at])
    ):
        return None
    if the_company_ahead(parsed, claim.at):
        return None
    last = next(iter(memory.recent()), None)
    if last is None or last.observation.operator != "industry" or not near(last.claim.origin, claim.origin):
        return None
    return Answer("industry", last.claim.parsed.text(last.claim.at), "paragraph")


#: No operator has so many chargers of its own.
_TOO_MANY = 1_000_000


@rule(
    "BYD grows :: BYD will build 4,000 charging stations. ¶ For 20 million cars, there were close to [8.6 million] charging points. => industry",
    refuses=["Shell grows :: It has [900] charging points in Norway"],
)
def too_many_for_one(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """So many chargers are everybody's, where no operator of the sentence has them."""
    parsed = claim.parsed
    if noun.noun_class != "post" or "third_party" in noun.kinds or claim.count.value < _TOO_MANY:
        return None
    ahead = any(s.kind == "plan" or (s.kind, s.value) == ("mood", "will") for s in parsed.spans)
    if ahead or parsed.has("operator") or PRONOUNS & {*parsed.words}:
        return None  # what one firm aims for, or opens up
    return Answer("industry", parsed.text(claim.at))


#: A part of what was counted, and by what words it is said to be an operator's.
_PART = re.compile(
    r"\b(?:(?<!all )of (?:them|these|those|which)|one in \w+|an? (?:\w+ )?(?:third|quarter|fifth|half)|half|per ?cent)\b|%",
    re.I,
)
_OWNED = frozenset({"owned", "operated", "run", "held", "managed"})


@rule(
    "NIO grows :: [1,298] swap stations existed in China, 789 of them owned by NIO and 402 by Aulton. => industry",
    "NIO grows :: There were [644] swap stations in China. Aulton had 365 of these. => industry",
    "EnBW leads :: Around [34,500] charging points stood in Germany. One in six belongs to EnBW. => industry",
    refuses=["NIO grows :: It has [900] swap stations in China, 45 of them operated by Shell."],
)
def shared_out(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """A number of which operators have their parts, said in its own sentence or right after it, is everybody's."""
    parsed = claim.parsed
    if claim.noun is None or claim.ordinal or parsed.has("operator", end=claim.at):
        return None
    if not PRONOUNS.isdisjoint(parsed.words[: claim.at]):
        return None
    after = memory.sentence_after(parsed)
    for each, start in ((parsed, claim.noun_at + 1), (after, 0)):
        if each is None or not near(parsed.sentence.origin, each.sentence.origin):
            continue
        if each is after and (i := _has_its_part(each)) is not None:
            return Answer("industry", each.text(i), "sentence")
        if each.sentence.origin != parsed.sentence.origin:
            continue
        if each is parsed and (i := _has_its_part(each, start)) is not None:
            return Answer("industry", each.text(i), "sentence")
        for i in each.of_kind("operator", start=start, end=min(len(each.spans), start + 14)):
            owned = each.word(i - 1) == "by" and each.word(i - 2) in _OWNED or each.word(i - 1).startswith("belong")
            if owned and _PART.search(each.text(start, i)):
                return Answer("industry", each.text(i), "sentence")
    return None


def _has_its_part(parsed: Parsed, start: int = 0) -> int | None:
    """ "Aulton had 365 of these", "…, and Tesla has 18,000 of them": the operator has a part of what was counted."""
    for i in parsed.of_kind("operator", start=start, end=start + (8 if start else 2)):
        numbers = parsed.of_kind("number", start=i + 2, end=min(i + 6, len(parsed.spans)))
        if (
            i + 1 < len(parsed.spans)
            and parsed.spans[i + 1].value in ("have", "operate", "share")
            and any(
                parsed.word(k + 1).startswith("of th") or (parsed.word(k + 1), parsed.word(k + 2)) in _OF_THEM
                for k in numbers
            )
        ):
            return i
    return None


_OF_THEM = frozenset({("of", "these"), ("of", "those"), ("of", "them"), ("of", "the")})


@rule(
    "Shell grows :: Shell has 90 chargers. ¶ Instead of 900 public points, the country had [3,611] charging points. => industry",
    "Shell grows :: Shell has 90 chargers. ¶ Across the causeway, Singapore reported its [15,000th] charging point. => industry",
    "Huawei builds on :: Oslo, where Huawei has an office, had [229] charging stations, and the local government expects more => industry",
    "Shell grows :: Under the new scheme, [72,300] public charging points are to be built in India => industry",
    refuses=["NIO grows :: NIO has 90 chargers. ¶ In Norway, it reported its [300th] charging point."],
)
def place_has(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "The country had 3,611", "Singapore reported its 15,000th": a place as the subject has everybody's chargers."""
    parsed = claim.parsed
    if noun.kinds & {"third_party", "destination"} or (noun.noun_class != "post" and not _governed(claim, noun)):
        return None
    if not all(in_relative_clause(parsed, i, claim.at) for i in parsed.of_kind("operator")):
        return None  # but "Shenzhen, where Huawei is at home, had 229"
    if claim.how in ("of_them", "ones", "part_of"):
        return None
    start, _ = parsed.bounds(claim.at)
    if "public" in noun.segments and _SCHEME.match(parsed.sentence.text) and not {"it", "its"} & {*parsed.words}:
        return Answer("industry", parsed.text(0, 3), "sentence")
    if start and _behind_clause(parsed, 1) > 1:
        start = 0
    for i in range(start, claim.at - 1):
        ahead = parsed.word(i - 1)
        named = parsed.spans[i].kind == "place" or parsed.spans[i].value in ("country", "city", "province", "region")
        country = named and (i == start or ahead == ",")
        authority = (
            beside("authority", parsed.word(i), last=True) and ahead == "the" and parsed.word(i - 2) in ("", ",")
        )
        verb = _behind_clause(parsed, i + 1)
        has = parsed.spans[verb].value in ("have", "state") or parsed.word(verb) in ("reported", "registered")
        if (country or authority) and has and claim.at - verb < 5:
            return Answer("industry", parsed.text(i))
    return None


def _behind_clause(parsed: Parsed, i: int) -> int:
    """Index behind the relative clause that begins at `i`: "Shenzhen, where Huawei is at home, had …"; else `i`."""
    if parsed.word(i) != "," or parsed.word(i + 1) not in ("where", "which", "whose"):
        return i
    return next((k + 1 for k in range(i + 2, len(parsed.spans) - 1) if parsed.word(k) == ","), i)


def _governed(claim: Claim, noun: Noun) -> bool:
    """ "The city had 229 charging stations, and the local government expects 300": who governs it speaks of all."""
    return (
        noun.noun_class == "site"
        and claim.noun is not None
        and {"government", "authorities"} & claim.parsed.said != set()
    )


#: A scheme that pays whoever builds: "under the PM E-Drive programme".
_SCHEME = re.compile(r"^Under (?:the|its|a) [^,]{0,40}\b(?:programme|program|scheme|initiative|policy|law)\b", re.I)


@rule(
    "Charge+ grows in Singapore :: The city-state wants [60,000] charging points by 2030. => industry",
    "NIO builds on :: By 2025, the province plans to have [600] swap stations. => industry",
    refuses=[
        "NIO builds on :: In Norway, it plans to have [20] swap stations.",
        "Osprey builds on :: By 2030, the company from Brighton wants to have [600] charging stations.",
    ],
)
def place_plans(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "The city-state wants 60,000": what a place plans is for all operators."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    plan = next(parsed.of_kind("plan", start=start, end=claim.at), None)
    if plan is None or parsed.word(plan - 1) in ("a", "the", "its", "no") or parsed.has("operator"):
        return None
    for i in range(plan - 1, start - 1, -1):
        span = parsed.spans[i]
        if parsed.word(i) == "there" and parsed.word(i + 1) in BE:
            return None  # "there was talk of 20 in Norway"
        if span.kind in ("place", "scope", "industry", "body") or beside("authority", parsed.word(i), last=True):
            of = parsed.word(i - 1) == "of" and beside("authority", parsed.word(i - 2), last=True)
            if parsed.word(i - 1) in ("from", "of", "in") and not of:
                return None  # "the company from Basingstoke wants to have 11,000"
            subject = i == start or {parsed.word(k) for k in range(i - 3, i)} & {"the", ",", ""}
            return Answer("industry", parsed.text(i)) if subject and parsed.word(i + 1) != "’s" else None
        if span.kind not in ("word", "article") or parsed.word(i) in PRONOUNS:
            return None
    return None

"""Whose network a number is of: the owner in its clause, then its sentence, paragraph, title and lead."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.closed import HAVE
from pipelines.join.industry import (
    all_operators,
    place_has,
    place_plans,
    shared_out,
    statistics_go_on,
    too_many_for_one,
    whole_country,
)
from pipelines.join.memory import Memory
from pipelines.join.mentions import aside, behind_preposition, possessive, side_by_side
from pipelines.join.names import identity
from pipelines.join.owner_beside import (
    owner_before_bracket,
    owner_before_which,
    owner_behind_comma,
    owner_of_each,
    whole_of_place,
)
from pipelines.join.respective import respective
from pipelines.join.topic import (
    no_owner_named,
    owner_beside_partner,
    owner_by_kin,
    owner_by_nationality,
    owner_is_partner,
    owner_of_article,
    owner_of_paragraph,
    owner_of_pronoun,
    the_company_ahead,
)
from pipelines.model import Noun
from pipelines.rules import Answer, rule


def operators_in(parsed: Parsed, start: int, end: int) -> list[int]:
    """Indexes of operators between two spans that may own a number."""
    return list(parsed.of_kind("operator", start=start, end=end))


@rule(
    "While NIO had 938, [434] battery swap stations belonged to Aulton => aulton",
    "[45] charging stations operated by Fastned are in Germany => fastned",
    "EnBW grows :: We count [64] charging points under its Aral Pulse brand => bp",
    "Norway counts :: Norway gained 34 swap stations in spite of the [41] that NIO alone put into service => nio",
    "Ionity grows :: Nearly 60 percent of the [8,400] fast chargers in Oslo belong to Tesla => industry",
    "Oslo has put up [100] charging points, and Fastned, which runs them, is pleased => fastned",
)
def owner_behind(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "434 belonged to Aulton", "stations operated by Fastned"."""
    parsed = claim.parsed
    _, end = parsed.bounds(claim.at)
    if parsed.word(claim.at - 1) == "(" and parsed.word(claim.at + 1) == ")" and claim.at + 2 < len(parsed.spans):
        end = parsed.bounds(claim.at + 2)[1]  # "two in three (32) were built by NIO"
    share = parsed.word(claim.at - 1) == "the" and parsed.word(claim.at - 2) == "of" and claim.at > 2
    for i in operators_in(parsed, claim.at + 1, min(end, claim.noun_at + 10)):
        before = parsed.word(i - 1)
        if share and before.startswith("belong"):
            return Answer("industry", parsed.text(claim.at - 3, claim.at))  # "60 percent of the 8,400 belong to Tesla"
        if parsed.has("number", start=claim.noun_at + (claim.at == claim.noun_at), end=i):
            break
        if before in ("are", "were") and possessive(parsed, i) and i - claim.at < 5:
            return Answer(parsed.spans[i].value, parsed.text(i))  # "234 are EVgo's own"
        if before in ("that", "which") and i - claim.noun_at < 4 and _does(parsed, i):
            return Answer(parsed.spans[i].value, parsed.text(i))  # "the 41 that NIO alone put into service"
        if parsed.spans[i - 1].kind == "verb" and before.startswith("belong"):
            return Answer(parsed.spans[i].value, parsed.text(i))
        if (
            parsed.word(i - 2) == "under"
            and before in ("its", "the")
            and parsed.word(i + 1) in ("brand", "name", "banner", "label")
        ):
            return Answer(parsed.spans[i].value, parsed.text(i))
        if before == "by" and i - claim.at <= 2:
            return Answer(parsed.spans[i].value, parsed.text(i))  # "1,266 are operated by NIO, 527 by Aulton"
        if before == "by" and parsed.word(i - 2) in (
            "operated",
            "run",
            "owned",
            "built",
            "opened",
            "maintained",
            "installed",
        ):
            return Answer(parsed.spans[i].value, parsed.text(i))
    return _who_runs_them(claim)


def _does(parsed: Parsed, i: int) -> bool:
    """True where a verb of having or building follows the operator at `i`."""
    k = i + 1
    if parsed.word(k) == "(":
        k = next((m + 1 for m in range(k, len(parsed.spans)) if parsed.word(m) == ")"), k)
    while parsed.word(k) in ("alone", "itself", "now", "already", "currently", "also", "has", "had", "have"):
        k += 1
    return k < len(parsed.spans) and (parsed.spans[k].kind in ("verb", "act", "link") or parsed.word(k - 1) in HAVE)


def _who_runs_them(claim: Claim) -> Answer | None:
    """ "The city has put up 100 chargers, and Flo, which runs them, …": said later in the sentence."""
    parsed = claim.parsed
    for i in operators_in(parsed, claim.noun_at + 1, len(parsed.spans)) if "them" in parsed.said else ():
        words = [parsed.word(k) for k in range(i + 1, i + 5)]
        words = words[2:] if words[:2] == [",", "which"] else words
        if words[0] in ("runs", "operates", "manages", "run", "operate") and words[1] == "them":
            return Answer(parsed.spans[i].value, parsed.text(i), "sentence")
    return None


@rule(
    "Star Charge and State Grid had 202,000 and [196,000] charging piles, respectively => state_grid",
    "Geely's Farizon and Aulton run smaller networks of 41 and [29] swap stations, respectively => aulton",
)
def respective_owner(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "A and B had 202,000 and 196,000, respectively": the owners in their order."""
    i = respective(claim, ("operator",))
    if i is not None and behind_preposition(claim.parsed, i):
        return None  # "agreements with A and B under which 10,000 and 5,000, respectively, …"
    return Answer(claim.parsed.spans[i].value, claim.parsed.text(i)) if i is not None else None


@rule(
    "As of July 5, NIO had [896] supercharging stations => nio",
    "Voltaris, the new venture of BMW and Toyota, opened its first [three] charging stations => voltaris",
    "NIO drivers get access to [19,000] charging piles of Xiaoju => nio",
    "Norway had 244 swap stations in May, with NIO owning [138] and Aulton 68 => nio",
    "NIO and Sinopec have built [175] charging and swap stations => nio",
    refuses=[
        "The Geely-backed brand had [900] swap stations",
        "There are about [32,000] fast chargers in the US, and Tesla has nearly 18,000 of them",
    ],
)
def owner_in_clause(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """The operator that the clause names before the number; of several, the one that the article is about."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    end = claim.at if "third_party" in noun.kinds else claim.noun_at  # "access to 17,800 Tesla Superchargers"
    named = parsed.of_kind("operator", "firm", start=start, end=end) if "third_party" in noun.kinds else ()
    drivers = [i for i in named if _of_drivers(parsed, i)]
    for i in sorted(drivers, key=lambda k: parsed.spans[k].value != memory.setting.operator):
        listed = parsed.spans[i].kind == "operator"
        return Answer(parsed.spans[i].value if listed else identity(parsed.text(i)), parsed.text(i))
    return _choose(claim, operators_in(parsed, start, end), memory, "clause")


@rule(
    "NIO and Tesla compete :: NIO has no charger there. The province will see its [first] Supercharger site => tesla",
    "Tesla grows :: Ford, Rivian, and GM owners can now use [17,800] Superchargers in Europe => tesla",
    refuses=["NIO grows :: It has [896] supercharger stations"],
)
def owner_of_product(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "Supercharger" with its capital is Tesla's, where the article names Tesla."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    if claim.noun is None or "third_party" in noun.kinds:
        return None
    if not all(_of_drivers(parsed, i) for i in operators_in(parsed, start, claim.noun_at)):
        return None
    ahead = (
        memory.sentence_ahead(parsed)
        if claim.how == "part_of" and parsed.word(claim.noun_at - 1)[-5:] in ("these", "those")
        else None
    )
    if "Supercharger" not in (ahead.sentence.text if ahead is not None else parsed.text(claim.noun_at)):
        return None
    named = any(s.value == "tesla" for s in memory.operators) or any(
        parsed.spans[i].value == "tesla" for i in parsed.of_kind("operator")
    )
    return Answer("tesla", parsed.text(claim.noun_at)) if named else None


def _of_drivers(parsed: Parsed, i: int) -> bool:
    """ "Ford, Rivian, and GM owners": of the firm at `i`, as of those listed behind it, only the drivers are meant."""
    while (
        parsed.word(i + 1) in (",", "and", "or")
        or parsed.spans[i + 1 : i + 2]
        and parsed.spans[i + 1].kind in ("operator", "firm")
    ):
        i += 1
    return any(s.kind == "unit" and s.value == "people" for s in parsed.spans[i + 1 : i + 2])


@rule(
    "NIO opened new showrooms, while [four] swap stations are under construction => nio",
    "Tesla has 900 chargers and NIO 400. TELD looks at all of China, where it has passed [600,000] => teld",
)
def owner_in_sentence(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """The operator that the sentence names before the clause."""
    parsed = claim.parsed
    found = operators_in(parsed, 0, claim.at)
    start, _ = parsed.bounds(claim.at)
    if any(parsed.word(i) in ("it", "its") for i in range(start, claim.at)):
        verb = next(parsed.of_kind("verb", "act", "plan", "mood"), claim.at)
        found = [
            i
            for i in found
            if (i < verb and not isinstance(parsed.spans[i + 1].value, Noun))
            or parsed.word(i + 1) in ("’s", "'s")
            or (parsed.spans[i + 1].kind == "word" and parsed.word(i + 1)[-1:] == "s" and parsed.word(i + 1).isalpha())
        ]
    return _choose(claim, found, memory, "sentence")


@rule(
    "NIO users have made [60 million] swaps so far => nio",
    "Tesla drivers started [5 million] charging sessions in May => tesla",
    "NIO drivers have [45] swap stations in Norway => nio",
    refuses=["Shell grows :: Shell has 20 chargers. Tesla drivers like it. [45] charging stations are open."],
)
def owner_of_customers(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "NIO users have made 60 million swaps": what a firm's customers do or have is done or stands in its network."""
    parsed = claim.parsed
    if not noun.service and memory.setting.operator is not None:
        return None
    for i in parsed.of_kind("operator", end=claim.at):
        k = i + 2 if possessive(parsed, i) else i + 1
        if k < claim.at and (parsed.spans[k].kind, parsed.spans[k].value) == ("unit", "people"):
            return Answer(parsed.spans[i].value, parsed.text(i, k + 1), "sentence")
    return None


def _choose(claim: Claim, found: Sequence[int], memory: Memory, origin: str) -> Answer | None:
    parsed = claim.parsed
    owners = [i for i in found if not aside(parsed, i, claim.at)]
    if not owners:
        return None
    i = owners[-1]
    if side_by_side(parsed, owners):
        i = next((k for k in owners if parsed.spans[k].value == memory.setting.operator), owners[0])
    return Answer(parsed.spans[i].value, parsed.text(i), origin)


@rule(
    "Of the 1.9 million charging piles in China, 923,000 are public, data from the EVCIPA show. June alone brought [39,000] of them. => industry"
)
def owner_as_before(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """A number that goes with another, in its sentence or by "of them", is of the same network."""
    for each in memory.same_sentence(claim):
        if _turns_to_another(claim, each.claim.noun_at):
            break
        return (
            Answer(each.observation.operator, str(each.observation.value), "sentence")
            if each.observation.operator
            else None
        )
    pointing = claim.how in ("of_them", "such", "former", "latter") or (claim.how == "bare" and claim.noun is None)
    if pointing and not _subject_ahead(claim):
        for each in memory.sentence_before(claim):
            return (
                Answer(each.observation.operator, str(each.observation.value), "paragraph")
                if each.observation.operator
                else None
            )
    before = next(memory.recent(), None)
    if before is not None and _points(claim) and memory.scope(memory.operators, claim.origin) is None:
        operator = before.observation.operator
        return Answer(operator, str(before.observation.value), before.claim.origin) if operator else None
    return None


def _turns_to_another(claim: Claim, start: int) -> bool:
    """ "Chaevi has 5,400, while Hyundai's own brand is small: 60 stations": a clause between has another subject."""
    parsed = claim.parsed
    for i in operators_in(parsed, start + 1, claim.at):
        opens = parsed.word(i - 1) in ("while", "whereas", "but", ";") or parsed.word(i - 2) in (
            "while",
            "whereas",
            ";",
        )
        if (
            opens
            and not aside(parsed, i, claim.at)
            and parsed.has("verb", "act", "link", "count", start=i, end=claim.at)
        ):
            return True
        if opens and possessive(parsed, i):
            return True
    return False


def _subject_ahead(claim: Claim) -> bool:
    """ "TELD prefers to count guns, and by that measure it passed 500,000": the sentence has an owner of its own."""
    parsed = claim.parsed
    verb = next(parsed.of_kind("verb", "act", "plan", "mood"), claim.at)
    end = min(verb, claim.at)
    named = any(not aside(parsed, i, claim.at) for i in operators_in(parsed, 0, end))
    return named or the_company_ahead(parsed, end)


_POINTERS = frozenset({"them", "these", "those", "ones"})


def _points(claim: Claim) -> bool:
    """True for "51,000 joined them", "if private ones are counted": the sentence leans on what was counted before."""
    parsed = claim.parsed
    if parsed.said.isdisjoint(_POINTERS) or parsed.has("operator"):
        return False
    return any(
        parsed.word(k) in _POINTERS and parsed.word(k - 1) != "for" for k in range(min(len(parsed.spans), claim.at + 5))
    )


@rule(
    "State Grid EV Service and NIO are partners. The former already has [5,000] charging piles in Shaanxi. => state_grid"
)
def owner_former(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "The former", "the latter" as the subject of a number with a noun: one of two operators."""
    parsed = claim.parsed
    if (claim.noun is not None and not claim.noun.kinds) or not parsed.has("ana"):
        return None
    start, _ = parsed.bounds(claim.at)
    if len({each.noun.kinds for each in memory.sentence_before(claim)}) > 1:
        return None  # the former and the latter are two things that were counted
    for i in reversed(list(parsed.of_kind("ana", start=start, end=claim.at))):
        if parsed.spans[i].value in ("former", "latter") and parsed.word(i - 1) != "of":
            two = list(dict.fromkeys(s.value for s in memory.operators[:-8:-1]))[:2]
            order = _as_named(memory, two)
            if len(order) == 2:
                return Answer(order[0 if parsed.spans[i].value == "former" else 1], parsed.text(i), "sentence")
    return None


def _as_named(memory: Memory, two: list[object]) -> list[object]:
    """Two operators in the order in which they were named last."""
    places_at = {s.value: s.at for s in memory.operators[-8:] if s.value in two}
    return sorted(places_at, key=lambda v: places_at[v])


@rule("Over [1,300] swap stations are what NIO wants => nio")
def owner_at_the_end(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """The only operator of the sentence, where it comes behind the number."""
    parsed = claim.parsed
    found = {
        parsed.spans[i].value: i
        for i in operators_in(
            parsed,
            claim.noun_at if "third_party" in noun.kinds else claim.at,
            next(parsed.of_kind("ana", start=claim.noun_at + 1), len(parsed.spans)),
        )
        if not aside(parsed, i, claim.at)
        and not ("third_party" in noun.kinds and _describes(parsed, i))
        and not _has_its_own(parsed, i)
    }
    if len(found) == 1 and ";" not in parsed.words[claim.noun_at : min(found.values())]:
        ((value, i),) = found.items()
        return Answer(value, parsed.text(i), "sentence")
    return None


def _has_its_own(parsed: Parsed, i: int) -> bool:
    """ "There are 32,000 chargers, and Tesla has 18,000 of them": a clause of its own, with a number of its own."""
    opens = parsed.word(i - 1) in ("and", "while", "but", "of which", "whereas", "with")
    has = parsed.has("verb", start=i + 1, end=i + 3)
    return opens and has and parsed.has("number", start=i + 2, end=i + 6)


def _describes(parsed: Parsed, i: int) -> bool:
    """ "17,800 Tesla chargers": the operator at `i` says whose network is opened, not to whom."""
    return i + 1 < len(parsed.spans) and isinstance(parsed.spans[i + 1].value, Noun)


#: The nearest owner wins; `industry` where a national body speaks.
OPERATOR_RULES = (
    owner_of_each,
    owner_behind,
    respective_owner,
    owner_before_bracket,
    owner_behind_comma,
    whole_of_place,
    owner_before_which,
    owner_of_product,
    owner_in_clause,
    shared_out,
    place_plans,
    whole_country,
    place_has,
    owner_former,
    owner_as_before,
    owner_in_sentence,
    owner_of_customers,
    owner_by_kin,
    owner_is_partner,
    owner_by_nationality,
    owner_of_pronoun,
    all_operators,
    owner_at_the_end,
    too_many_for_one,
    owner_beside_partner,
    owner_of_paragraph,
    statistics_go_on,
    owner_of_article,
    no_owner_named,
)

"""The operator that a number without one of its own is about: by a pronoun or a description, its paragraph, the article."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.memory import Memory, Scope
from pipelines.join.memory import near as near_to
from pipelines.join.mentions import NOT_OWNER, kin_at, possessive, supports
from pipelines.model import Noun
from pipelines.rules import Answer, rule
from pipelines.words import beside, operator_info, places

PRONOUNS = frozenset({"it", "its", "they", "their", "we", "our"})

#: Sentences that a pronoun looks back over.
REACH = 8


@rule(
    "Chinese peer NIO comes from another angle. At the end of 2021, it had [777] battery swap stations. => nio",
    "EVgo has 900 fast chargers. With a loan from the Department of Energy, it plans to install [750] stalls. => evgo",
    "NIO grows :: NIO grows. On May 11, Oslo said in a plan that it aims to build [200] swap stations. => industry",
    "EnBW has 900 charging points and Tesla 300. Abroad, the Karlsruhe-based company operates another [50] => enbw",
    "Aulton grows :: The only name ahead of Aulton is NIO. As of May, it had [900] swap stations. => nio",
    "NIO leads :: NIO opened 20 swap stations. A Tesla driver waits. It has [400] swap stations by now. => nio",
)
def owner_of_pronoun(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "It", "its", "the company": the operator that was spoken of last."""
    parsed = claim.parsed
    for i in range(claim.at - 1, max(-1, claim.at - 16), -1):
        if _both(parsed, i) and _named_here(claim, memory):
            return Answer(memory.setting.operator, parsed.text(i), "title")
        if parsed.word(i) in PRONOUNS or the_company(parsed, i):
            return _antecedent(claim, i, memory)
    return None


def _both(parsed: Parsed, i: int) -> bool:
    """ "The partners", "the two have pledged"."""
    if parsed.word(i - 1) != "the":
        return False
    return parsed.word(i) in ("partners", "pair") or (
        parsed.word(i) == "two" and parsed.spans[i + 1].kind in ("verb", "act", "mood", "plan")
    )


def _named_here(claim: Claim, memory: Memory) -> bool:
    """True where the article's operator is one of two that the paragraph speaks of."""
    here = {s.value for s in memory.operators[:-REACH:-1] if s.origin == claim.origin}
    return memory.setting.operator is not None and (memory.setting.operator in here or len(here) < 2)


def the_company(parsed: Parsed, i: int) -> bool:
    """True where the word at `i` is that of "the company", "the carmaker"."""
    k = i - 1
    if parsed.word(k) == "based" and parsed.word(k - 1) == "-":
        k -= 3  # "the Karlsruhe-based company"
    if parsed.word(k) != "the":
        return False
    free = parsed.word(k - 1) not in NOT_OWNER and parsed.word(k - 1) != "by"
    return free and beside("company", parsed.word(i), last=True)


def the_company_ahead(parsed: Parsed, end: int) -> bool:
    """True where "the company", "the Karlsruhe-based company" stands before an index."""
    return any(the_company(parsed, i) for i in range(1, end) if parsed.words[i - 1] in ("the", "based"))


def _antecedent(claim: Claim, i: int, memory: Memory) -> Answer | None:
    words = claim.parsed.word(i)
    if any(not supports(claim.parsed, k) for k in claim.parsed.of_kind("body", "industry", end=i)):
        return None
    if (place := _place_speaks(claim.parsed, i)) is not None:
        return Answer("industry", claim.parsed.text(place), "clause")
    if words in ("we", "our") and memory.setting.operator:
        return Answer(memory.setting.operator, words, "title")
    if claim.origin == "title":
        return Answer(memory.setting.operator, words, "title") if memory.setting.operator else None
    last = memory.scope(memory.topics, claim.origin)
    if last is not None:
        return Answer(last.value, words, "paragraph")
    if words in ("they", "their"):
        topic = memory.topics[-1] if memory.topics else None
        ahead = i == 0 and topic is not None and topic.value != "industry" and near_to(topic.origin, claim.origin)
        return Answer(topic.value, words, topic.origin) if topic is not None and ahead else None
    near = memory.scope(memory.operators, claim.origin)
    if near is not None and not near.kin:
        return Answer(near.value, words, "paragraph")
    subjects = [s for s in memory.operators[:-REACH:-1] if s.subject]
    far = next((s for s in subjects if s.value == memory.setting.operator and s.origin == subjects[0].origin), None)
    far = far or (subjects[0] if subjects else None)
    if far is not None:
        return Answer(far.value, words, far.origin)
    return Answer(memory.setting.operator, words, "title") if memory.setting.operator else None


def _place_speaks(parsed: Parsed, i: int) -> int | None:
    """ "On May 11, Chongqing said that it aims to build 200": the place that the pronoun at `i` stands for."""
    for k in parsed.of_kind("place", end=i):
        opens = k == 0 or parsed.word(k - 1) in (",", "the", "of")
        says = k + 1 < i and parsed.spans[k + 1].kind in ("credit", "plan")
        if opens and says and not parsed.has("operator", "firm", end=i):
            return k
    return None


def _subjects(memory: Memory, origin: str) -> Iterator[Scope]:
    """Operators that were subjects earlier in the paragraph, the latest first."""
    for scope in memory.operators[:-REACH:-1]:
        if scope.origin == origin and scope.subject:
            yield scope


@rule(
    "Tesla had the idea and NIO followed. Then Tesla left. The Chinese EV maker opened its [first] battery swap station. => nio",
    refuses=["NIO grows. In Norway, the Chinese market is far away, and [45] charging stations are open."],
)
def owner_by_nationality(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "The Chinese EV maker": the operator of that country, of those that the article names."""
    parsed = claim.parsed
    text = parsed.sentence.text
    start = parsed.spans[claim.at].start
    if " the " not in f" {text[:start].lower()}":
        return None
    for a, b, place in places.find_demonyms(text[:start]):
        if not text[:a].lower().endswith("the ") or not _firm_follows(text[b : b + 50]):
            continue
        known = [s for s in memory.operators[::-1] if operator_info(str(s.value)).country == place.country]
        if known:
            return Answer(known[0].value, text[a - 4 : b], "paragraph")
    return None


def _firm_follows(after: str) -> bool:
    """True where a firm is named within the next words: " EV maker", " company"."""
    words = after.replace("’s", " ").replace("'s", " ").split()[:4]
    return any(beside("company", " ".join(words[: n + 1]).rstrip(",."), last=True) for n in range(len(words)))


@rule(
    "Zeekr opened 20 charging stations. In the month, the Geely subsidiary added [32] stations. => zeekr",
    "CATL works on it. Another CATL unit has [60] swap stations. => catl",
)
def owner_by_kin(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "The Geely subsidiary": the article's operator where that is another one, else the parent."""
    parsed = claim.parsed
    for i in parsed.of_kind("operator", "firm", end=claim.at):
        at = kin_at(parsed, i)
        if at is None or not beside("unit", parsed.word(at), last=True):
            continue
        parent = parsed.spans[i].value
        for scope in _subjects(memory, claim.origin):
            if scope.value != parent:
                return Answer(scope.value, parsed.text(i, at + 1), "paragraph")
        if memory.setting.operator not in (None, parent) and not possessive(parsed, i):
            return Answer(memory.setting.operator, parsed.text(i, at + 1), "title")
        if parsed.spans[i].kind == "operator":
            return Answer(parent, parsed.text(i, at + 1))
    return None


@rule(
    "EVgo grows :: GM likes EVgo. GM is a partner. So far, [1,900] charging stalls were developed with the carmaker. => evgo",
    refuses=["NIO is growing :: NIO sells cars. With the company, [300] charging stations are safe."],
)
def owner_beside_partner(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "Developed with the carmaker": the one spoken of before is the partner, so the article's operator owns it."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    last = memory.scope(memory.operators, claim.origin)
    if last is None or memory.setting.operator in (None, last.value):
        return None
    for k in range(start + 1, end - 2):
        if (
            parsed.word(k) == "with"
            and parsed.word(k + 1) == "the"
            and beside("company", parsed.word(k + 2), last=True)
        ):
            return Answer(memory.setting.operator, parsed.text(k, k + 3), "title")
    return None


@rule(
    "GAC turns to swapping :: GAC will work with NIO. With [3,100] swap stations, the partner is far ahead. => nio",
    "Shell builds in Oslo :: Shell and Recharge build together. The partner already has [90] chargers there. => recharge",
    refuses=["Shell builds in Oslo :: Shell has [90] chargers there. Its partner Recharge is happy."],
)
def owner_is_partner(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "The partner has 3,100": the other one of the two that the article speaks of."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    for k in range(start + 1, min(end + 4, len(parsed.spans))):
        if parsed.word(k) != "partner" or parsed.word(k - 1) not in ("the", "its") or parsed.word(k - 2) in NOT_OWNER:
            continue
        if k + 1 < len(parsed.spans) and parsed.spans[k + 1].kind == "operator":
            return None
        others = [s for s in memory.operators[:-REACH:-1] if s.value != memory.setting.operator]
        return Answer(others[0].value, parsed.text(k - 1, k + 1), "paragraph") if others else None
    return None


@rule("NIO is growing. In Norway, [45] charging stations are open. => nio")
def owner_of_paragraph(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """The operator that an earlier sentence of the paragraph spoke of."""
    scope = memory.scope(memory.topics, claim.origin) or memory.scope(memory.operators, claim.origin)
    if scope is not None and scope.aside:
        return None
    return Answer(scope.value, scope.words, "paragraph") if scope else None


@rule("NIO turns to Norway :: There are [20] swap stations in Norway. => nio")
def owner_of_article(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """The operator that title and lead speak of."""
    setting = memory.setting
    return Answer(setting.operator, setting.operator_words, "title") if setting.operator else None


@rule("There are [13,000] public charging piles in Norway => industry")
def no_owner_named(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """A country's piles without an owner, in an article about no operator, are everybody's."""
    return Answer("industry", "", "default") if memory.setting.operator is None else None

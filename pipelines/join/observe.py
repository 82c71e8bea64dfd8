"""An article's sentences and rows → its Reading, in reading order: later sentences lean on what earlier ones said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from pipelines.join.carried import spoken_of
from pipelines.join.claims import Refused, another_thing, claims
from pipelines.join.clauses import Parsed, parse
from pipelines.join.competing import NOTHING_DONE
from pipelines.join.headings import read_keys
from pipelines.join.memory import Counted, Memory, Mention, Scope, Settled
from pipelines.join.mentions import aside, of_kin, possessive, side_by_side
from pipelines.join.metric import COUNTED, metric_of, same_head
from pipelines.join.named_places import keep_places
from pipelines.join.newcomers import introduce, mark
from pipelines.join.places_said import remember_places
from pipelines.join.refused import hangs
from pipelines.join.same import same_days, same_kinds, same_stations
from pipelines.join.setting import read_setting
from pipelines.join.settle import settle
from pipelines.join.tables import read_rows
from pipelines.join.threads import join_threads
from pipelines.join.times import remember_times
from pipelines.model import Article, Number, Observation, Reading, Row, Sentence, Span, merge_unique


def observe(
    article: Article, sentences: Sequence[Sentence], rows: Sequence[Row], find: Callable[[str], list[Span]]
) -> Reading:
    """All observations of an article, repeats merged, and every other number of its relevant sentences."""
    find = cache(find)  # the cells of a table are asked for again and again
    threads = join_threads(article, sentences)
    sentences = threads.sentences
    spans = keep_places(sentences, [find(s.text) for s in sentences])
    introduced = introduce(sentences, spans)
    parsed = [parse(s, mark(s.text, each, introduced)) for s, each in zip(sentences, spans, strict=True)]
    memory = Memory(threads.article, read_setting(parsed), parsed)
    observations: list[Observation] = []
    numbers: list[Number] = []
    title = [p for p in parsed if p.sentence.origin == "title"]
    body = [p for p in parsed if p.sentence.origin != "title"]
    for each in title:
        _remember(each, memory)
    for each in [*body, *title]:
        made, other = _read(each, memory)
        observations += made
        numbers += other
    keys = read_keys(article.paragraphs, find) if rows else {}
    observations += read_rows(rows, keys, cache(lambda text: mark(text, find(text), introduced)), memory)
    merged = _merge(same_days(same_kinds(same_stations(observations))))
    return Reading(article, tuple(map(threads.observation, merged)), tuple(map(threads.number, numbers)))


def _read(parsed: Parsed, memory: Memory) -> tuple[list[Observation], list[Number]]:
    """The observations of one sentence, and its refused and left-over numbers where it names a metric."""
    observations, numbers = [], []
    relevant = any(n.noun_class in COUNTED or n.kinds for _, n in parsed.nouns)
    for claim in claims(parsed):
        if isinstance(claim, Refused):
            if relevant:
                numbers.append(_number(parsed, claim.at, claim.rule))
            if another_thing(claim):
                memory.counted.append(Counted(parsed, claim.at, None, claim.rule or ""))
            continue
        result = settle(claim, memory)
        if result is None or isinstance(result, str):
            if relevant and claim.how not in ("event", "same"):
                numbers.append(_number(parsed, claim.at, result or claim.otherwise))
            shops = claim.how == "host" and not hangs(parsed, claim.noun_at)  # "opened six dealerships … to have 60"
            if (
                result is None
                and claim.otherwise
                and (shops or another_thing(Refused(parsed, claim.at, claim.otherwise)))
            ):
                memory.counted.append(Counted(parsed, claim.at, None, claim.otherwise))
            if result in _OTHERS and claim.count.value != 1:
                again = memory.counted[-1].thing if result == "goes_with_another" and memory.counted else ""
                memory.counted.append(Counted(parsed, claim.at, None, again or result))
            if claim.how == "times" and result == "per_station":
                continue  # "each of them is used 29 times a day": the stations are still what is counted
            if result in (
                "per_station",
                "capacity",
                "merely_permitted",
                "examined",
                "wanting",
                "room_for",
                "of_any_firm",
                "where_not_what",
                "tried_by_writer",
                *NOTHING_DONE,
            ):
                memory.counted.append(Counted(parsed, claim.noun_at, None, result))
            continue
        noun, observation = result
        observations.append(observation)
        memory.settled.append(Settled(claim, noun, observation))
        memory.counted.append(Counted(parsed, claim.at, noun))
    _remember(parsed, memory)
    return observations, numbers


#: Why a bare number counts none of ours, so that the next one goes on with what it counts.
_OTHERS = ("spent_or_held", "other_subject", "bare_people", "sold", "goes_with_another")


def _number(parsed: Parsed, at: int, rule: str | None) -> Number:
    span = parsed.spans[at]
    text = parsed.sentence.text
    return Number(text[span.start : span.end], text, parsed.sentence.origin, span.start, span.end, rule)


def _remember(parsed: Parsed, memory: Memory) -> None:
    """What later sentences may point to: nouns, operators and places."""
    origin = parsed.sentence.origin
    remember_times(parsed, list(memory.same_sentence_of(parsed)), memory)
    settled = {each.claim.noun_at: each for each in memory.same_sentence_of(parsed)}
    memory.mentions += _mentions(parsed, settled, memory)
    if not settled and (spoken := spoken_of(parsed)):
        memory.kinds.append(Scope(origin, spoken, "", at=len(memory.settled)))
    _remember_scope(parsed, list(settled.values()), memory)


def _mentions(parsed: Parsed, settled: dict[int, Settled], memory: Memory) -> list[Mention]:
    """The nouns of a sentence in its order, those that it counts with what they were settled for."""
    origin = parsed.sentence.origin
    found: list[tuple[int, Mention]] = []
    for i, each in settled.items():
        if not _of_part_kind(each, memory) and (not each.claim.noun or not metric_of(each.claim.noun)):
            found.append((i, Mention(each.noun, origin, each.observation.operator)))
    for i, noun in parsed.nouns:
        if i not in settled and (_of_a_part(parsed, i, settled.values()) or _of_a_share(parsed, i)):
            continue
        if i in settled and settled[i].claim.how == "head_noun" and _of_part_kind(settled[i], memory):
            continue  # "1,009 such stations, including 511 ultra-fast charging stations"
        if noun.noun_class in ("site", "post") and not noun.kinds and i not in settled:
            alike = [m.noun for m in memory.named() if same_head(m.noun, noun)]
            noun = next((other for other in alike if "destination" not in other.kinds), alike[0] if alike else noun)
        if noun.kinds and noun.noun_class != "gas":
            found.append((i, Mention(noun, origin, settled[i].observation.operator if i in settled else None)))
    return [mention for _, mention in sorted(found, key=lambda pair: pair[0])]


def _of_part_kind(each: Settled, memory: Memory) -> bool:
    """True for a part with a kind of its own ("430 of them are ultra-fast"), which the rest of the text leaves behind."""
    parsed, k = each.claim.parsed, each.claim.at - 1
    while k > 0 and parsed.spans[k].kind == "qualifier":
        k -= 1
    included = parsed.word(k) in ("including", "among them", "namely")
    if each.claim.how not in ("bare", "of_them", "ones", "part_of") and not included:
        return False
    beside = (s.noun for s in memory.same_sentence_of(parsed) if included and s.claim.at < each.claim.at)
    named = (m.noun for m in memory.named())
    whole = next((noun for noun in (*beside, *named) if same_head(noun, each.noun)), None)
    return whole is not None and whole.kinds != each.noun.kinds


def _of_a_part(parsed: Parsed, at: int, settled: Iterable[Settled]) -> bool:
    """True for a kind that only a part was given: "of these, 790,000 are DC piles"; what follows speaks of the whole."""
    for each in settled:
        if each.claim.how in ("bare", "of_them", "part_of", "ones") and 0 < at - each.claim.at < 8:
            return not any(parsed.spans[k].kind == "number" for k in range(each.claim.at + 1, at))
    return False


#: Nouns of a part of what was counted.
_SHARES = frozenset(
    {"third", "thirds", "half", "quarter", "quarters", "rest", "most", "majority", "remainder", "percent"}
)


def _of_a_share(parsed: Parsed, at: int) -> bool:
    """ "Roughly a third were DC points": a kind that a share is said to be of."""
    k = at - 1
    while k > 0 and parsed.spans[k].kind in ("more", "segment", "qualifier"):
        k -= 1
    return parsed.word(k) in ("is", "are", "was", "were") and parsed.word(k - 1) in _SHARES


def _remember_scope(parsed: Parsed, settled: list[Settled], memory: Memory) -> None:
    """The operator that is the sentence's subject comes last; places count where a number had them, or none was counted."""
    origin = parsed.sentence.origin
    cues = parsed.of_kind("verb", "act", "plan", "mood")
    verb = next((i for i in cues if parsed.word(i) not in ("with", "including")), len(parsed.spans))
    so_far = len(memory.operators)
    operators = [
        Scope(
            origin,
            parsed.spans[i].value,
            parsed.text(i),
            (i < verb or possessive(parsed, i)) and (not beside or _of_customers(parsed, i)),
            so_far + n,
            of_kin(parsed, i),
            beside,
        )
        for n, i in enumerate(parsed.of_kind("operator"))
        for beside in (aside(parsed, i, len(parsed.spans)),)
    ]
    subjects = [s for s in operators if s.subject]
    named = list(parsed.of_kind("operator"))
    if subjects and (who := _predicate(parsed, named)) is not None:
        topic: Scope | None = operators[who]._replace(subject=True)
    else:
        topic = next((s for s in subjects if s.value == memory.setting.operator), subjects[0] if subjects else None)
    if topic is None and side_by_side(parsed, named):
        operators.sort(key=lambda s: s.value == memory.setting.operator)
    memory.operators += [s for s in operators if s != topic]
    if topic is not None:
        memory.operators.append(topic)
    about = _about(parsed, topic, settled)
    if about is not None:
        memory.topics.append(Scope(origin, about, topic.words if topic else ""))
    remember_places(parsed, settled, memory)


def _predicate(parsed: Parsed, named: Sequence[int]) -> int | None:
    """ "The only name ahead of Aulton is NIO": which of the operators the sentence says somebody to be."""
    for n, i in enumerate(named):
        ends = i + 1 == len(parsed.spans) or parsed.word(i + 1) in (".", "(", ",")
        if n and ends and parsed.word(i - 1) in ("is", "was", "remains"):
            return n
    return None


def _of_customers(parsed: Parsed, i: int) -> bool:
    """ "NIO's customers don't have to plug in": a sentence about an operator's customers is about its network."""
    people = parsed.spans[i + 2 : i + 3]
    return i == 0 and possessive(parsed, i) and bool(people) and people[0].value == "people"


def _about(parsed: Parsed, subject: Scope | None, settled: list[Settled]) -> str | None:
    """Whose network a sentence is about: its subject's, else that of its numbers, else a body's that speaks for all."""
    counted = [s.observation.operator for s in reversed(settled)]
    if subject is not None and (not settled or subject.value in counted):
        return str(subject.value)
    if settled:
        return counted[-1]
    verb = next(parsed.of_kind("verb", "act", "plan", "mood"), len(parsed.spans))
    return "industry" if parsed.has("body", "industry", end=verb) else None


def _merge(observations: list[Observation]) -> tuple[Observation, ...]:
    """Each identity once; a rounded figure of the title goes where the body has the exact one of the same thing."""
    unique = merge_unique(observations)
    body = [o for o in unique if o.origin != "title"]
    return tuple(o for o in unique if o.origin != "title" or not any(_same_thing(o, b) for b in body))


def _same_thing(title: Observation, body: Observation) -> bool:
    """True where a title's figure repeats one of the body: the same metric and value, or its rounding."""
    if (title.metric.split("_")[-1], title.measure == "nth") != (body.metric.split("_")[-1], body.measure == "nth"):
        return False
    if title.metric != body.metric:  # a title calls things by looser names
        return (title.value, title.measure, title.operator) == (body.value, body.measure, body.operator)
    if title.value == body.value:
        return True
    if title.qualifier != "exact":
        return False  # "nearly 700,000" is a figure of its own
    return title.value >= 100 and abs(body.value - title.value) / title.value < 0.02

"""One claim → one observation: every field asked of its rules in turn, each with its Why."""

from __future__ import annotations

from typing import cast

from pipelines.join.claims import Claim
from pipelines.join.closed import ADVERBS
from pipelines.join.counted import NOUN_RULES
from pipelines.join.credit import source_of
from pipelines.join.dates import Dated
from pipelines.join.dating import date_of, dates_of, lies_ahead, period_of
from pipelines.join.governor import Governor, governor, stands_for_figure
from pipelines.join.likewise import HANGING_RULES, SILENT_RULES, THERE_RULES
from pipelines.join.measure import MEASURE_RULES
from pipelines.join.memory import Memory
from pipelines.join.metric import metric_of
from pipelines.join.owners import OPERATOR_RULES
from pipelines.join.periods import Period, stated_on
from pipelines.join.pointers import Where
from pipelines.join.refusing import refused
from pipelines.join.scope import PLACE_RULES
from pipelines.join.segments import segments_of
from pipelines.join.side import of_all_kinds
from pipelines.join.site import split_site
from pipelines.join.status import STATUS_RULES
from pipelines.join.strangers import stranger
from pipelines.model import Measure, Noun, Observation, Qualifier, Status, Why
from pipelines.rules import ask


def settle(claim: Claim, memory: Memory) -> tuple[Noun, Observation] | str | None:
    """The observation of a claim; the name of the rule that refuses it; or None where nothing tells what it counts."""
    asked = ask("metric", NOUN_RULES, claim, memory)
    if asked is None:
        return stranger(claim, memory)
    noun, metric_why = cast(Noun, asked[0]), asked[1]
    whole: list[Why] = []
    if of_all_kinds(claim, noun, memory, metric_why.origin == "operator"):
        noun = noun._replace(kinds=frozenset({"charging"}))
        whole = [Why("metric", "whole_of_fast_part", metric_why.words, "sentence")]
    metric = metric_of(noun)
    if metric is None:
        return None
    verb = governor(claim)
    refusal = refused(claim, noun, verb, memory)
    if refusal:
        return refusal
    dates = dates_of(claim, verb, memory)
    status, status_why = _status(claim, verb, dates, memory)
    chosen = date_of(claim, verb, status, dates, memory)
    found = chosen[0] if chosen else None
    measure, measure_why = _measure(claim, noun, verb, found, memory)
    told = memory.plan_of_paragraph(claim) if status_why.rule == "figure_of_plan" else None
    if told is not None:
        measure = told.observation.measure
    operator, operator_why = _operator(claim, noun, memory)
    place, site, place_why = _place(claim, operator, measure, memory)
    segment, segment_why = segments_of(claim, noun, operator, place[1], memory)
    when, date_why = period_of(claim, verb, chosen, measure, status, memory, noun)
    of_year = found is not None and found.when.unit == "year" and found.when.year is not None  # "in 2022 it was 700"
    silent = (
        date_why.rule == "no_deadline"
    )  # "halved it to 500"; "back in August, it was 800": the date is of the saying
    if told is not None and not of_year and (silent or stands_for_figure(claim, verb)):
        when = Period(told.observation.period_start, told.observation.period_end, told.observation.date_basis)
    qualifier, qualifier_why = _qualifier(claim, verb)
    source, source_why = source_of(claim, operator, memory)
    span = claim.parsed.spans[claim.at]
    why = [
        metric_why,
        *whole,
        measure_why,
        status_why,
        *qualifier_why,
        *operator_why,
        *place_why,
        *segment_why,
        date_why,
        *source_why,
    ]
    return noun, Observation(
        metric=metric,
        measure=measure,
        status=status,
        value=claim.count.value,
        value_max=claim.count.value_max,
        qualifier=qualifier,
        operator=operator,
        place=place[0],
        country=place[1],
        site=site,
        segment=segment,
        period_start=when.start,
        period_end=when.end,
        date_basis=when.basis,
        stated_on=stated_on(claim, status, found, memory),
        source_name=source,
        quote=claim.parsed.sentence.text,
        origin=claim.origin,
        value_start=span.start,
        value_end=span.end,
        why=tuple(why),
    )


def _measure(claim: Claim, noun: Noun, verb: Governor, found: Dated | None, memory: Memory) -> tuple[Measure, Why]:
    """The measure by the governing verb; without one, by the numbers before."""
    value, why = cast(tuple[Measure, Why], ask("measure", MEASURE_RULES, claim, noun, verb, found))
    if claim.how == "event":
        return value, why
    rules = SILENT_RULES if why.origin == "default" else THERE_RULES if _there_have_been(claim, verb) else ()
    asked = ask("measure", (*HANGING_RULES, *rules), claim, noun, verb, found, memory)
    return cast(tuple[Measure, Why], asked) if asked is not None else (value, why)


def _there_have_been(claim: Claim, verb: Governor) -> bool:
    """ "There were 20", "there have already been seven"."""
    parsed = claim.parsed
    if verb.at is None or verb.words in ("there were", "there was"):
        return verb.at is not None
    group = next(g for g in parsed.verbs if g.at == verb.at)
    return group.value == "be" and parsed.word(group.start - 1) == "there"


def _status(claim: Claim, verb: Governor, dates: list[tuple[Dated, Why]], memory: Memory) -> tuple[Status, Why]:
    return cast(
        tuple[Status, Why], ask("status", STATUS_RULES, claim, verb, lies_ahead(claim, verb, dates, memory), memory)
    )


def _operator(claim: Claim, noun: Noun, memory: Memory) -> tuple[str | None, list[Why]]:
    asked = ask("operator", OPERATOR_RULES, claim, noun, memory)
    return (str(asked[0]) if asked[0] else None, [asked[1]]) if asked else (None, [])


def _place(claim: Claim, operator: str | None, measure: Measure, memory: Memory) -> tuple[Where, str | None, list[Why]]:
    asked = ask("place", PLACE_RULES, claim, operator, memory)
    counted = cast(Where, asked[0]) if asked else (None, None)
    why = [asked[1]] if asked else []
    if measure != "nth":
        return counted, None, why
    place, site = split_site(claim, counted, operator, memory)
    if site:
        why.append(Why("site", "site_of_ordinal", site, "sentence"))
    return place, site, why


def _not_to_be(claim: Claim, verb: Governor) -> bool:
    """ "Doesn't plan to add more than 40": a denied verb turns the floor into a ceiling."""
    group = next((g for g in claim.parsed.verbs if g.at == verb.at and g.at < claim.at), None)
    return group is not None and group.denied and verb.planned


def _has_come(claim: Claim, at: int) -> bool:
    """ "It is now up to 131": how far somebody has come; "there are up to 12" is at most so many."""
    parsed, k = claim.parsed, at - 1
    while parsed.word(k) in ADVERBS:
        k -= 1
    return (
        parsed.word(k).split(" ")[-1] in ("is", "are", "'s", "’s", "was", "were", "brings", "brought")
        and "there" not in parsed.words[max(0, k - 1) : k + 1]
    )


def _qualifier(claim: Claim, verb: Governor) -> tuple[Qualifier, list[Why]]:
    """Words before the number, signs behind it, or a verb that goes over it."""
    count, parsed = claim.count, claim.parsed
    if claim.ordinal:
        return "exact", []
    for i in range(claim.at - 1, max(claim.at - 5, -1), -1):
        span = parsed.spans[i]
        if span.kind == "qualifier":
            if parsed.word(i - 1) in ("spread", "distributed", "divided", "scattered", "split"):
                break  # "spread over 828 locations"
            if parsed.word(i) == "as many as" and (
                parsed.word(i + 1) == "the" or parsed.word(i - 1) in ("twice", "times", "half")
            ):
                break  # "three times as many as the 1,325": a comparison
            if parsed.word(i).endswith(" than") and parsed.word(i + 1) in ("the", "its"):
                break  # "fewer than the 1,000 it had promised"
            if parsed.word(i) == "up to" and _has_come(claim, i):
                break  # "is now up to 131 stalls"
            if span.value == "min" and _not_to_be(claim, verb):
                return "max", [Why("qualifier", "not_more_than", parsed.text(i))]
            return cast(Qualifier, span.value), [Why("qualifier", span.rule, parsed.text(i))]
        if (
            parsed.word(i) not in ("the", "a", "an", "its", "total", "of", "that", "another", "mere", "their")
            and span.kind != "more"
        ):
            break
    if count.qualifier:
        return count.qualifier, [Why("qualifier", "plus_sign", parsed.text(claim.at))]
    for i, span in enumerate(parsed.spans[claim.at + 1 : claim.noun_at + 8]):
        if span.kind == "number":
            break
        if span.kind == "after" and (i < 2 or parsed.sentence.text[span.start : span.end].lower() == "and counting"):
            return cast(Qualifier, span.value), [
                Why("qualifier", span.rule, parsed.sentence.text[span.start : span.end])
            ]
    if verb.planned and verb.words.endswith(" add up to"):
        return "max", [Why("qualifier", "up_to", "up to")]
    if (
        verb.verb == "pass"
        and verb.at is not None
        and (0 < claim.at - verb.at <= 4 or {"been", "was", "were"} & {*verb.words.split()})
    ):
        return "min", [Why("qualifier", "passed_level", verb.words)]
    return "exact", []

"""Whether a number is a sum up to a day or what came in a period: read from its date and the adverbs around."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.dates import Dated
from pipelines.join.governor import Governor
from pipelines.model import When

#: Words before the day up to which something is counted.
UP_TO = ("as of", "by", "until", "through")


def up_to_now(claim: Claim, found: Dated | None) -> bool:
    """ "As of", "by now", "so far", "a total of": the sum up to a day, not what came on it."""
    parsed = claim.parsed
    if found is not None and found.lead == "until" and any(parsed.word(i) == "from" for i in range(claim.at)):
        return False  # "from December 23 until today": a period
    if found is not None and (found.lead == "since" or through_period(found)):
        return False  # "since the turn of the year"
    if found is not None and (
        found.lead in UP_TO or found.when.unit == "now" or (found.when.edge == "end" and found.lead != "on")
    ):
        return True
    total = any(
        parsed.word(i) == "total" and parsed.word(i - 2) != "with" for i in range(max(0, claim.at - 4), claim.at)
    )
    return total and not in_period(found, False)


def through_period(found: Dated) -> bool:
    """ "Through the first six months": a period all over."""
    lasts = found.when.unit in ("first_months", "quarter", "half") and not found.when.edge
    return found.lead == "through" and lasts


def in_period(found: Dated | None, service: bool) -> bool:
    """True where the date is a period in which things came, not a day up to which they are counted."""
    if found is None or found.when.unit == "now":
        return False
    if found.lead in UP_TO and not through_period(found):
        return False
    return not (found.lead == "since" and service and (found.when.year is not None or found.when.unit == "same"))


def had_by(claim: Claim, verb: Governor, found: Dated | None) -> bool:
    """ "Had been installed on 1 October", "had built 45 a year ago": up to that day, where no span of days is given."""
    if found is None or "had" not in verb.words.split():
        return False
    ago = found.when.unit == "ago" and found.when.what in ("month", "year")
    if not ago and (found.when.unit != "day" or found.when.day is None):
        return False
    if found.lead == "since":
        return False
    return not any(
        claim.parsed.word(i) in ("from", "between", "through") for i in range(*claim.parsed.bounds(claim.at))
    )


def lately(claim: Claim, verb: Governor) -> bool:
    """ "Has just opened 20", "has opened 20 within a few days": what came of late, no sum."""
    parsed = claim.parsed
    _, end = parsed.bounds(claim.at)
    start = claim.parsed.bounds(claim.at)[0]
    if any(
        parsed.word(i) == "since"
        and parsed.spans[i + 1].kind != "date"
        and not (parsed.word(i + 2) in ("beginning", "start", "outset", "launch") and parsed.word(i + 3) != "of")
        for i in range(start, claim.at)
    ):
        return True  # "since the turn of the year"
    return bool({"just", "recently", "lately"} & set(verb.words.split())) or any(
        parsed.word(i) in ("within", "recently", "lately") for i in range(claim.noun_at + 1, end)
    )


#: Stretches of time.
_STRETCH = frozenset("days weeks months quarter period holiday holidays weekend week month year quarters years".split())


def spoken_period(claim: Claim) -> bool:
    """ "Over the eight days", "in those three months", "in the reporting period": a span of time named before."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    if any(isinstance(s.value, When) and s.value.unit == "same" for s in parsed.spans[start:end]):
        return True
    for i in range(start, end - 2):
        if parsed.word(i) in ("over", "in", "during", "within", "across", "throughout") and (
            parsed.word(i + 1) in ("the", "those", "these", "that", "this")
        ):
            words = [word for k in range(i + 2, i + 6) for word in parsed.word(k).split(" ")]
            stretch = next((n for n, word in enumerate(words) if word in _STRETCH), None)
            if words[0] == "years":
                continue  # "over the years" is since ever
            if stretch is not None and not {"last", "past", ",", "of"} & {*words[:stretch]}:
                return True
    return False


def summed(claim: Claim) -> bool:
    """ "The cumulative number", "to date": a sum since the beginning."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    return any(
        parsed.word(i) in ("cumulative", "cumulatively", "date", "overall", "altogether", "far", "lifetime", "ever")
        for i in range(start, end)
    )

"""Numbers → Count: digits, words, ordinals, scales and ranges. What they count is settled in join/."""

from __future__ import annotations

import re

from pipelines.model import Count, Span

_SCALE = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "万": 10**4}

#: Digits with what is glued to them. A letter or a currency sign before them makes another thing of them.
DIGITS = re.compile(
    r"(?<![\w.$€£¥₹@])(?<!\d,)(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:(?P<ord>st|nd|rd|th)\b|(?P<scale>k|K|m|M|mn|bn|万)(?![\w])|(?P<glued>[A-Za-z]\w*))?(?P<plus>\+)?"
)


_DIGIT = re.compile(r"\d")

#: A time of day: "15:00" counts nothing.
_CLOCK = re.compile(
    r"(?<![\d:,.])\d{1,2}:\d\d(?::\d\d)?(?![\d:])(?:\s?[ap]\.?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?", re.IGNORECASE
)


def read_digits(text: str, start: int, end: int) -> list[Span]:
    """The numbers in digits between two offsets."""
    if not _DIGIT.search(text, start, end):
        return []
    found = [Span(m.start(), m.end(), "glued", None, "clock") for m in _CLOCK.finditer(text, start, end)]
    at_times = [range(span.start, span.end) for span in found]
    for match in DIGITS.finditer(text, start, end):
        if any(match.start() in time for time in at_times):
            continue
        if match["glued"]:
            found.append(Span(match.start(), match.end(), "glued", None, "glued_unit"))
            continue
        value = _value(match["n"]) * _SCALE.get((match["scale"] or "").lower(), 1)
        count = Count(_whole(value), None, "min" if match["plus"] else None)
        if match["ord"]:
            found.append(Span(match.start(), match.end(), "ordinal", count, "ordinal_digits"))
        else:
            found.append(
                Span(match.start(), match.end(), "number", count, "number_plus" if match["plus"] else "number_digits")
            )
    return found


def _value(digits: str) -> float:
    whole, point, part = digits.replace(",", "").partition(".")
    whole = whole[:18]  # no count has more digits; int() of 100,000 is slow, and float() of 400 is infinite
    return float(f"{whole}.{part[:18]}") if point else int(whole)


def _whole(value: float) -> int | float:
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


#: What a number is made of, beside its digits.
_PARTS = frozenset({"numeral", "fraction", "scale", "ordinal"})


def join_numbers(spans: list[Span]) -> list[Span]:
    """Number words and scales made one number: "two dozen", "twenty-five", "half a million", "1.2 million"."""
    if _PARTS.isdisjoint([span.kind for span in spans]):
        return spans
    out: list[Span] = []
    i = 0
    while i < len(spans):
        span = spans[i]
        if span.kind == "numeral":
            span, i = _numeral(spans, i)
        elif span.kind in ("number", "fraction"):
            span, i = _scaled(spans, i)
        elif span.kind == "scale" and out and out[-1].kind == "word" and out[-1].value in ("a", "an"):
            article = out.pop()
            span = Span(article.start, span.end, "number", Count(_int(span), form="word"), "a_dozen")
            span, i = _scaled([*spans[:i], span, *spans[i + 1 :]], i)
        elif span.kind == "scale" and out and out[-1].kind in ("ordinal", "more") and _int(span) < 10_000:
            span = span._replace(kind="number", value=Count(_int(span), form="word"), rule="a_dozen")  # "another dozen"
            i += 1
        elif span.kind == "scale" and _level(spans, i, out):
            span, i = span._replace(kind="number", value=Count(_int(span), form="word"), rule="the_million_mark"), i + 1
        elif span.kind == "scale":
            span = span._replace(kind="word", value="scale")
            i += 1
        else:
            i += 1
        out.append(span)
    return out


def _level(spans: list[Span], i: int, out: list[Span]) -> bool:
    """ "The million mark": a scale alone that names a level."""
    alone = bool(out) and out[-1].value in ("the", "that", "this")
    return alone and any(s.value in _LEVELS or s.kind == "count" for s in spans[i + 1 : i + 2])


#: What a scale alone gives a name to, but for the words of counting.
_LEVELS = frozenset({"mark", "milestone", "threshold", "barrier", "level", "line"})


def _int(span: Span) -> int:
    return int(str(span.value))


def _hyphen(spans: list[Span], i: int) -> int:
    return i + 1 if i < len(spans) and spans[i].kind == "sign" and spans[i].value == "-" else i


def _numeral(spans: list[Span], i: int) -> tuple[Span, int]:
    """A number in words, with a following unit digit or scale."""
    start, value = spans[i].start, _int(spans[i])
    end, i = spans[i].end, i + 1
    after = _hyphen(spans, i)
    if value >= 20 and value % 10 == 0 and after < len(spans):
        if spans[after].kind == "numeral" and _int(spans[after]) < 10:
            value, end, i = value + _int(spans[after]), spans[after].end, after + 1
        elif spans[after].kind == "ordinal" and spans[after].rule != "ordinal_digits" and _int_count(spans[after]) < 10:
            count = Count(value + _int_count(spans[after]), form="word")
            return Span(start, spans[after].end, "ordinal", count, "ordinal_word"), after + 1
    span = Span(start, end, "number", Count(value, form="word"), "number_word")
    return _scaled([*spans[: i - 1], span, *spans[i:]], i - 1)


def _int_count(span: Span) -> int:
    return int(span.value.value) if isinstance(span.value, Count) else 0


def _scaled(spans: list[Span], i: int) -> tuple[Span, int]:
    """A number with its scale: "1.2 million", "two dozen", "half a million", "10 millionth"."""
    span = spans[i]
    if span.kind == "fraction":
        after = _hyphen(spans, i + 1)
        if after < len(spans) and spans[after].kind == "scale":
            value = _int(spans[after]) * _share(span)
            return Span(
                span.start, spans[after].end, "number", Count(_whole(value), form="word"), "part_of_a_scale"
            ), after + 1
        return span._replace(kind="word", value="half"), i + 1
    count = span.value
    assert isinstance(count, Count)
    i += 1
    while True:
        if (more := _and_a_half(spans, i)) and count.qualifier is None:
            span = span._replace(end=spans[more - 1].end, value=count._replace(value=count.value + 0.5))
            count, i = count._replace(value=count.value + 0.5), more
        elif (more := _and_twenty(spans, i, count)) is not None:
            count = count._replace(value=count.value + _tens(spans, i + 1, more))
            return Span(span.start, spans[more - 1].end, "number", count, "number_word"), more
        after = _hyphen(spans, i)
        if after < len(spans) and spans[after].kind == "scale" and count.qualifier is None:
            value = count.value * _int(spans[after])
            count = count._replace(value=_whole(value))
            span = Span(span.start, spans[after].end, "number", count, "scaled_number")
            i = after + 1
        elif after < len(spans) and spans[after].kind == "ordinal" and _int_count(spans[after]) >= 1000:
            value = count.value * _int_count(spans[after])
            return Span(span.start, spans[after].end, "ordinal", Count(_whole(value)), "scaled_ordinal"), after + 1
        else:
            return span, i


def _share(span: Span) -> float:
    """The part that a fraction is of its scale; a negative one is what is left of it."""
    part = 1 / _int(span)
    return part if part > 0 else 1 + part


def _and_a_half(spans: list[Span], i: int) -> int | None:
    """ "Two and a half million": index of the scale behind it."""
    said = [s.value for s in spans[i : i + 2]] == ["and", "a"]
    scale = said and i + 3 < len(spans) and spans[i + 2].kind == "fraction" and spans[i + 3].kind == "scale"
    return i + 3 if scale else None


def _and_twenty(spans: list[Span], i: int, count: Count) -> int | None:
    """ "A hundred and twenty-five": index behind the tens that are added to hundreds in words."""
    if count.form != "word" or count.value % 100 or not 0 < count.value < 10**6:
        return None
    if i + 1 >= len(spans) or spans[i].value != "and" or spans[i + 1].kind != "numeral":
        return None
    after = _hyphen(spans, i + 2)
    unit = _int(spans[i + 1]) >= 20 and after < len(spans) and spans[after].kind == "numeral"
    return after + 1 if unit else i + 2


def _tens(spans: list[Span], start: int, end: int) -> int:
    return sum(_int(s) for s in spans[start:end] if s.kind == "numeral")


def join_ranges(spans: list[Span], text: str) -> list[Span]:
    """ "30 to 40", "30-40" and "between 30 and 40" made one number with `value_max`; "from 304 to 500" stays two."""
    if not [a for a, b in zip(spans, spans[2:], strict=False) if a.kind == b.kind == "number"]:
        return spans
    out: list[Span] = []
    i = 0
    while i < len(spans):
        span = spans[i]
        if span.kind == "number" and i + 2 < len(spans) and spans[i + 2].kind == "number":
            between, high = spans[i + 1], spans[i + 2]
            word = text[between.start : between.end].lower()
            before = text[out[-1].start : out[-1].end].lower() if out else ""
            far = text[out[-2].start : out[-2].end].lower() if len(out) > 1 else ""
            dash = (word == "to" and far in ("anywhere", "ranging", "range")) or (
                word in ("-", "–", "to")
                and not before.endswith(("from", "between", "by"))
                and not far.endswith(("from", "by"))
            )
            if word in ("-", "–") and text[high.start].isalpha() and text[high.start].isupper():
                dash = False  # "7-Eleven"
            if (dash or (word == "and" and "between" in (before, far))) and _rises(span, high):
                low = span.value
                assert isinstance(low, Count) and isinstance(high.value, Count)
                scaled = high.rule == "scaled_number"
                count = low._replace(value=_lifted(low, high.value, scaled), value_max=high.value.value)
                out.append(Span(span.start, high.end, "number", count, "number_range"))
                i += 3
                continue
            if word == "to" and "from" in (before, far) and high.rule == "scaled_number" and _rises(span, high):
                low = span.value
                assert isinstance(low, Count) and isinstance(high.value, Count)
                if low.value < 1000 and span.rule != "scaled_number":
                    span = span._replace(value=low._replace(value=_lifted(low, high.value, True)), rule="scaled_number")
        out.append(span)
        i += 1
    return out


def _rises(low: Span, high: Span) -> bool:
    return (
        isinstance(low.value, Count)
        and isinstance(high.value, Count)
        and low.value.value_max is None
        and low.value.value < high.value.value
    )


def _lifted(low: Count, high: Count, scaled: bool) -> int | float:
    """ "2 to 3 million": the scale of the upper end holds for the lower one too."""
    for scale in (10**9, 10**6, 10**3):
        if (
            high.value >= scale
            and (scaled or high.value % scale == 0)
            and low.value < 1000
            and high.value / scale < 1000
        ):
            return _whole(low.value * scale) if low.value < high.value / scale else low.value
    return low.value

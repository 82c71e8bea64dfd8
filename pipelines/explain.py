"""Why each field of an observation is what it is, which numbers were refused, and which were left over."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipelines.model import Number, Observation, Reading, Why


def _value(observation: Observation) -> str:
    """The value as a reader writes it: 1,300 or 30 to 40."""
    upper = f" to {observation.value_max:,}" if observation.value_max is not None else ""
    return f"{observation.value:,}{upper}"


def _period(observation: Observation) -> str:
    """The day, or the first and the last one; and whether the text says so."""
    start, end = observation.period_start, observation.period_end
    if end is None:
        return "no date"
    if start is None:
        return f"until {end}"
    return f"{end}" if start == end else f"{start} to {end}"


#: Left of everything but the origin of a sentence, such as `title` or `p12`.
INDENT = " " * 6

#: How a line of one observation shows its fields: label, the fields whose reasons belong to it, and its text.
_LINES: tuple[tuple[str, tuple[str, ...], Callable[[Observation], str | None]], ...] = (
    ("metric", ("metric",), lambda o: o.metric),
    ("measure", ("measure",), lambda o: o.measure),
    ("status", ("status",), lambda o: o.status),
    ("value", ("value", "value_max"), _value),
    ("qualifier", ("qualifier",), lambda o: o.qualifier),
    ("operator", ("operator",), lambda o: o.operator),
    ("place", ("place", "country"), lambda o: "/".join(filter(None, (o.place, o.country))) or None),
    ("site", ("site",), lambda o: o.site),
    ("segment", ("segment",), lambda o: ", ".join(o.segment) or None),
    ("period", ("period_start", "period_end", "date_basis"), _period),
    ("stated_on", ("stated_on",), lambda o: o.stated_on.isoformat() if o.stated_on else None),
    ("source", ("source_name",), lambda o: o.source_name),
)

#: What a field has where no words of the article speak of it.
_BY_DEFAULT = {"qualifier": "no word before the number"}


@dataclass(frozen=True)
class Layout:
    """How wide the lines may be, in columns."""

    width: int = 80

    def wrap(self, text: str, first: str = "", rest: str | None = None) -> list[str]:
        return textwrap.wrap(
            text,
            max(self.width, 40),
            initial_indent=first,
            subsequent_indent=first if rest is None else rest,
            break_on_hyphens=False,
        )


def explain(reading: Reading, width: int = 80) -> list[str]:
    """The reading as lines for a terminal, sentence by sentence in the order of the article."""
    layout = Layout(width)
    lines: list[str] = []
    article = reading.article
    cells = (cell for table in article.tables for row in table for cell in row)
    text = "\n".join((article.title, *article.paragraphs, *cells))
    for origin, sentence in _sentences(reading):
        here = [o for o in reading.observations if (o.origin, o.quote) == (origin, sentence)]
        numbers = [n for n in reading.numbers if (n.origin, n.sentence) == (origin, sentence)]
        lines += [*layout.wrap(sentence, f"{origin:<6}", INDENT), ""]
        for observation in here:
            lines += [*_observation(observation, layout, text), ""]
        if numbers:
            lines += [*_numbers(numbers, layout), ""]
    return [*lines, summary(reading) if lines else "no sentence in it names anything that is counted"]


def summary(reading: Reading) -> str:
    """How many observations, refused numbers and numbers left over."""
    counts = (
        (len(reading.observations), "observation", "observations"),
        (len(reading.refused), "number refused", "numbers refused"),
        (len(reading.leftovers), "number left over", "numbers left over"),
    )
    return ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts)


def _sentences(reading: Reading) -> list[tuple[str, str]]:
    """(origin, sentence) of everything that was read, the title first, then as the article has them."""
    said = [(o.origin, o.quote) for o in reading.observations] + [(n.origin, n.sentence) for n in reading.numbers]
    places = {"title": -1} | {f"p{n}": n for n in range(len(reading.article.paragraphs))}

    def place(each: tuple[str, str]) -> tuple[int, int]:
        origin, sentence = each
        number = places.get(origin, len(places))
        offset = reading.article.paragraphs[number].find(sentence) if origin.startswith("p") else 0
        return number, offset

    return sorted(dict.fromkeys(said), key=place)


def _observation(observation: Observation, layout: Layout, article: str) -> Iterator[str]:
    for label, fields, show in _LINES:
        text = show(observation)
        reasons = [why for why in observation.why if why.field in fields]
        if text is None and not reasons:
            continue
        because = "; ".join(_because(why, article) for why in reasons) or _unsaid(observation, label)
        left = f"{INDENT}{label:<10} "
        if text is None or len(text) <= 24:
            left = f"{left}{text or 'none':<24} "
        else:
            yield from layout.wrap(text, left, " " * len(left))
            left = " " * 42
        yield from layout.wrap(because, left, " " * 42) if because else [left.rstrip()]


def _unsaid(observation: Observation, label: str) -> str:
    """What to say of a field that no rule spoke of."""
    if label == "value":
        return f"“{observation.quote[observation.value_start : observation.value_end]}”"
    if label == "qualifier" and observation.qualifier != "exact":
        return "said by the number itself"
    return _BY_DEFAULT.get(label, "")


def _because(why: Why, article: str) -> str:
    """The words, the rule that read them and where they stand. Only what the article says is in quotation marks."""
    words = f"{int(why.words):,}" if why.words.isdecimal() and why.words not in article else why.words
    if words:
        words = f"“{words}” " if all(part in article for part in words.split(" … ")) else f"{words} "
    where = f" ({why.origin})" if why.origin and why.origin != "clause" else ""
    return f"{words}{why.rule}{where}"


def _numbers(numbers: Sequence[Number], layout: Layout) -> Iterator[str]:
    for number in sorted(numbers, key=lambda each: each.start):
        why = f"refused: {number.rule}" if number.rule else "left over: no rule understood it"
        yield from layout.wrap(why, f"{INDENT}{f'“{number.text}”':<35} ", " " * 42)

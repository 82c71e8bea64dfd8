"""Powers that describe a charger instead of being counted: "eight 150 kW chargers"."""

from __future__ import annotations

from pipelines.join.clauses import Parsed
from pipelines.model import Count, Noun

#: Units that describe a charger.
_RATINGS = frozenset({"power", "energy"})


def rated(parsed: Parsed, j: int) -> int | None:
    """Index after a power that describes what follows ("150 kW chargers", "480-kW units"); None where none does."""
    if parsed.spans[j].kind == "glued":
        end = j + 1 if parsed.word(j).endswith(("kw", "mw", "kwh", "v")) else None
    elif parsed.spans[j].kind == "number":
        after = j + 2 if parsed.word(j + 1) == "-" else j + 1
        unit = parsed.spans[after] if after < len(parsed.spans) else None
        end = after + 1 if unit is not None and unit.kind == "unit" and unit.value in _RATINGS else None
    else:
        return None
    near = end is not None and (noun_near(parsed, end - 1) or parsed.word(end).startswith("unit"))
    return end if near else None


def power(parsed: Parsed, start: int, end: int) -> int | None:
    """The kilowatts that stand between a number and its noun: "eight 150 kW chargers"."""
    return next((kw for k in range(start + 1, end - 1) if rated(parsed, k) and (kw := kilowatts(parsed, k))), None)


def kilowatts(parsed: Parsed, k: int) -> int | None:
    """The power that the number at `k` gives: "150 kW", "1-megawatt"."""
    value = parsed.spans[k].value
    if not isinstance(value, Count):
        return None
    unit = parsed.word(k + 2 if parsed.word(k + 1) == "-" else k + 1)
    if unit in ("kw", "kilowatt", "kilowatts"):
        return int(value.value)
    return int(value.value * 1000) if unit in ("mw", "megawatt", "megawatts") else None


def noun_near(parsed: Parsed, j: int) -> bool:
    """ "22 newly opened stations": a participle before the noun."""
    return any(isinstance(s.value, Noun) and s.value.noun_class for s in parsed.spans[j + 1 : j + 3])

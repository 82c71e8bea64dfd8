"""Date expressions → When: the span grammar. Which year is meant is settled later (join/calendar.py), by status."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipelines.model import Span, When

MONTHS = {
    name: n
    for n, name in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
}
MONTH_OF = {**MONTHS, **{name[:3]: n for name, n in MONTHS.items()}, "sept": 9}
WEEKDAYS = {name: n for n, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
SMALL = {
    name: n for n, name in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"a": 1, "an": 1, "couple": 2}
RANK = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "opening": 1,
    "final": 4,
    "last": 4,
}
SHIFT = {
    "this": 0,
    "current": 0,
    "last": -1,
    "past": -1,
    "previous": -1,
    "next": 1,
    "coming": 1,
    "following": 1,
    "same": 0,
    "that": 0,
    "ongoing": 0,
}
SEASONS = {"spring": 5, "summer": 8, "autumn": 11, "fall": 11, "winter": 2}
EDGES = {
    "end": "end",
    "close": "end",
    "turn": "end",
    "start": "start",
    "beginning": "start",
    "outset": "start",
    "middle": "mid",
    "mid": "mid",
    "early": "early",
    "late": "late",
    "first half": "h1",
    "second half": "h2",
}

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sep(?:tember|t\.?|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_NUM = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:a\s+)?couple\s+of)"
_UNIT = r"(?P<{}>days?|weeks?|months?|quarters?|years?|decades?)"

#: The grammar: name of the rule → pattern. The longest match at a place wins, then the earlier entry.
_GRAMMAR: dict[str, str] = {
    "iso_day": rf"(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)\b",
    "month_day": rf"(?:(?:last|this|next)\s+)?(?:{_WEEKDAY},?\s+)?(?P<mon>{_MONTH})\s+(?P<d>{_DAY})(?!\d|,\d{{3}}|\.\d|%)"
    rf"(?:\s*(?:[-–]|to)\s*(?P<d2>{_DAY})\b(?!,\d{{3}}))?(?:,?\s+(?P<y>{_YEAR})\b)?",
    "day_month": rf"(?:{_WEEKDAY},?\s+)?(?P<d>{_DAY})\s+(?:of\s+)?(?P<mon>{_MONTH})\b(?:\s+(?P<y>{_YEAR})\b)?",
    "month_year": rf"(?P<mon>{_MONTH})(?:\s+of)?,?\s+(?:(?P<y>{_YEAR})\b|(?P<rel>this|last|next)\s+year)",
    "month": rf"(?:(?P<rel>this|last|next)\s+)?(?P<mon>{_MONTH})(?![\w’'-]*\w)",
    "quarter": rf"(?:Q(?P<q>[1-4])|(?P<qw>first|second|third|fourth|final|last|1st|2nd|3rd|4th)[\s-]quarter)"
    rf"(?:(?:\s+of)?\s+(?:(?P<y>{_YEAR})\b|(?:(?P<rel>this|last|next|the)\s+year)))?",
    "half": rf"(?:H(?P<q>[12])|(?P<qw>first|second)\s+half)(?:(?:\s+of)?\s+(?:(?P<y>{_YEAR})\b|(?P<rel>this|last|next|the)\s+year))?",
    "first_months": rf"first\s+(?P<n>{_NUM})\s+months(?:\s+of\s+(?:(?P<y>{_YEAR})\b|(?P<rel>this|last|next|the)\s+year))?",
    "rel_unit": r"(?P<rel>this|last|next|the\s+current|the\s+previous|the\s+coming|the\s+following|the\s+same|that)\s+"
    r"(?P<u>week|month|quarter|year|decade|weekend)\b(?!['’]?s?\s+(?:old|event))",
    "rel_season": r"(?:(?P<rel>this|last|next|in|by|of|the|for)\s+)(?:the\s+)?(?P<s>spring|summer|autumn|fall|winter)\b"
    rf"(?!\s+Festival)(?:\s+(?:of\s+)?(?P<y>{_YEAR})\b)?",
    "year_is_out": r"(?:the|this)\s+year\s+(?:is|was)\s+(?:out|over)|the\s+turn\s+of\s+the\s+year|year[’']?s?[\s-]end|New\s+Year[’']s\s+Eve",
    "this_day": r"(?P<w>today|tonight|yesterday|tomorrow|this\s+(?:morning|afternoon|evening))",
    "weekday": rf"(?:(?P<rel>last|this|next)\s+)?(?P<w>{_WEEKDAY})\b",
    "ago": rf"(?:(?P<n>{_NUM})\s+{_UNIT.format('u')})\s+(?P<dir>ago|earlier|before|prior|previously|later|from\s+now)\b(?!\s+(?:the|it|that)\b)",
    "past_span": rf"(?:the\s+)?(?P<dir>past|last|next|coming|previous|following)\s+(?:(?P<n>{_NUM})\s+)?{_UNIT.format('u')}\b",
    "within_span": rf"within\s+(?:the\s+next\s+)?(?P<n>{_NUM})\s+{_UNIT.format('u')}\b",
    "year_on_year": r"year[\s-]o[nv](?:er)?[\s-]year|month[\s-]o[nv](?:er)?[\s-]month|a\s+year\s+on\s+year",
    "decade": rf"(?:the|this)\s+decade|(?P<y>{_YEAR})s\b",
    "the_year": r"the\s+(?P<u>year|month|quarter|week)\b(?=\s+(?:is|was|in|before|ends|end|to|as|alone)\b|[.,;)’']|$)",
    "same_period": rf"the\s+same\s+(?:period|month|quarter|week|time|holiday|day)(?:\s+(?:of|in|last|a)\s+(?:(?P<y>{_YEAR})\b|(?P<ly>year|last\s+year|the\s+(?:year\s+before|previous\s+year))(?:\s+(?:earlier|before|ago))?)|\s+(?P<ly2>last\s+year|a\s+year\s+(?:earlier|before|ago)))?",
    "days_of_month": rf"(?P<which>first|last)\s+(?P<n>{_NUM})\s+days\s+of\s+(?P<mon>{_MONTH})(?:\s+(?P<y>{_YEAR})\b)?",
    "same_day": r"(?:that|the\s+same)\s+(?:day|date|time)|at\s+the\s+time|back\s+then|by\s+then|since\s+then",
    "now": r"so\s+far\s+this\s+year|(?:so\s+far|to\s+date|currently|at\s+present|at\s+the\s+moment|already|right\s+now|as\s+of\s+now|by\s+now|until\s+now|now)\b",
    "year": rf"(?P<y>{_YEAR})(?![\d,.]*\d|\s*(?:%|km|kW|MW|MHz|miles|stations|piles|points|chargers|swaps|sites)\b|-(?:kW|km))",
}

_PREFIX = (
    r"(?:(?:the\s+)?(?P<edge>end|close|start|beginning|outset|middle|turn)(?:\s+of\s+|\s+)(?:the\s+)?(?=(?:{next}))"
    r"|(?P<edge2>early|mid|late)(?:\s+(?:in|this|on)\s+|[\s-]+(?:of\s+)?)(?=(?:{next})))"
)
_NEXT = rf"{_MONTH}|{_YEAR}|this|last|next|year|quarter|month|week|decade|spring|summer|autumn|fall|winter|first|second|third|fourth|current|the|it\b"

_START = re.compile(rf"(?<![\w$€£])(?:{_PREFIX.format(next=_NEXT)})?", re.IGNORECASE)
_CORES = {
    rule: re.compile(pattern, re.IGNORECASE if rule not in ("month", "month_day", "day_month", "month_year") else 0)
    for rule, pattern in _GRAMMAR.items()
}

#: Where a date can begin: only there are the patterns tried.
_TRIGGER = re.compile(
    rf"(?<![\w$€£.,])(?:{_MONTH}|{_WEEKDAY}|{_YEAR}|(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH})|(?i:"
    r"the|this|that|last|past|next|coming|previous|following|end|close|start|beginning|middle|early|mid|late|first|second"
    r"|third|fourth|final|1st|2nd|3rd|4th|today|tonight|yesterday|tomorrow|within|back|at|by|so|to|current|currently"
    r"|already|right|as|until|since|now|that|year|month|quarter|week|year[’']s|in|for|of|q[1-4]|h[12]|turn|new|couple|spring|summer"
    rf"|autumn|fall|winter|decade|{_NUM}\s+(?:days?|weeks?|months?|quarters?|years?|decades?)))\b"
)


def find_dates(text: str) -> list[Span]:
    """The date spans of a sentence, left to right, without overlap."""
    found: list[Span] = []
    at = 0
    for trigger in _TRIGGER.finditer(text):
        if trigger.start() < at:
            continue
        span = _read_at(text, trigger.start())
        if span is not None:
            found.append(span)
            at = span.end
    return found


def _read_at(text: str, start: int) -> Span | None:
    """The longest date that begins at `start`, with its edge ("the end of")."""
    lead = _START.match(text, start)
    edge = ""
    core_at = start
    if lead and lead.group():
        edge = EDGES[(lead["edge"] or lead["edge2"]).lower()]
        core_at = lead.end()
    best: tuple[int, str, re.Match[str]] | None = None
    for rule, pattern in _CORES.items():
        match = pattern.match(text, core_at)
        if match and (best is None or match.end() > best[0]):
            best = (match.end(), rule, match)
    if best is None:
        return _bare_edge(text, start, lead, edge)
    end, rule, match = best
    when = _READ[rule](match)
    if when is None:
        return None
    return Span(start, end, "date", when._replace(edge=edge or when.edge), rule if not edge else f"{edge}_{rule}")


def _bare_edge(text: str, start: int, lead: re.Match[str] | None, edge: str) -> Span | None:
    """ "the end of it", "the end of the year" without more: the year that the text speaks of."""
    if not lead or not edge:
        return None
    rest = re.compile(r"(?P<u>year|month|quarter|week|decade|it)\b").match(text, lead.end())
    if not rest:
        return None
    unit = "year" if rest["u"] == "it" else rest["u"]
    if unit == "decade":
        return Span(start, rest.end(), "date", When("decade", edge=edge), f"{edge}_decade")
    return Span(start, rest.end(), "date", When(unit, shift=0, edge=edge, what="the"), f"{edge}_of_{unit}")


# ---------------------------------------------------------------- one reader for each rule


def _int(match: re.Match[str], name: str) -> int | None:
    value = match.groupdict().get(name)
    return int(re.sub(r"\D", "", value)) if value else None


def _month(match: re.Match[str]) -> int:
    return MONTH_OF[match["mon"].lower().rstrip(".")]


def _shift(match: re.Match[str]) -> int | None:
    word = (match.groupdict().get("rel") or "").lower().split()
    return SHIFT.get(word[-1]) if word else None


def _number(match: re.Match[str]) -> int | None:
    word = (match.groupdict().get("n") or "").lower()
    if not word:
        return None
    return int(word) if word.isdigit() else SMALL.get(word.split()[-2] if word.endswith("of") else word.split()[-1])


def _day(match: re.Match[str]) -> When:
    year, lead = _int(match, "y"), match.group().split()[0].lower()
    shift = {"last": -1, "next": 1}.get(lead) if year is None else None
    return When(
        "day",
        year,
        _month(match),
        _int(match, "d"),
        _int(match, "d2") if "d2" in match.groupdict() else None,
        shift=shift,
    )


def _iso(match: re.Match[str]) -> When | None:
    return When("day", int(match["y"]), int(match["m"]), int(match["d"])) if 1 <= int(match["m"]) <= 12 else None


def _part(unit: str) -> Callable[[re.Match[str]], When]:
    def read(match: re.Match[str]) -> When:
        which = _int(match, "q") or RANK[(match["qw"] or "").lower()]
        rel = (match["rel"] or "").lower()
        shift = 0 if rel == "the" else SHIFT.get(rel)
        return When(unit, _int(match, "y"), month=which, shift=shift)

    return read


def _first_months(match: re.Match[str]) -> When:
    return When("first_months", _int(match, "y"), units=_number(match), shift=_shift(match))


def _rel_unit(match: re.Match[str]) -> When:
    unit = match["u"].lower()
    word = match["rel"].lower().split()[-1]
    if word in ("same", "that"):
        return When("same", what=unit)
    return When("week" if unit == "weekend" else unit, shift=SHIFT[word])


def _season(match: re.Match[str]) -> When:
    return When("season", _int(match, "y"), month=SEASONS[match["s"].lower()], shift=_shift(match))


def _this_day(match: re.Match[str]) -> When:
    word = match["w"].lower()
    return When("day", shift={"yesterday": -1, "tomorrow": 1}.get(word, 0))


def _weekday(match: re.Match[str]) -> When:
    return When("weekday", what=str(WEEKDAYS[match["w"].lower()]), shift=_shift(match))


def _ago(match: re.Match[str]) -> When:
    forward = match["dir"].lower().split()[0] in ("later", "from")
    count = _number(match) or 1
    what = match["u"].lower().rstrip("s")
    relative = match["dir"].lower() in ("earlier", "before", "prior", "previously", "later")
    return When("ago", units=count if forward else -count, what=what, edge="relative" if relative else "")


def _past_span(match: re.Match[str]) -> When | None:
    word, unit = match["dir"].lower(), match["u"].lower()
    if match["n"] is None and not unit.endswith("s"):
        return When(unit, shift=SHIFT[word])
    return When(
        "span",
        units=(1 if word in ("next", "coming", "following") else -1) * (_number(match) or 3),
        what=unit.rstrip("s"),
    )


def _within(match: re.Match[str]) -> When:
    return When("span", units=_number(match) or 1, what=match["u"].lower().rstrip("s"))


def _decade(match: re.Match[str]) -> When:
    return When("decade", _int(match, "y"))


def _now(match: re.Match[str]) -> When:
    return When("year", shift=0, edge="so_far") if "year" in match.group().lower() else When("now")


_READ: dict[str, Callable[[re.Match[str]], When | None]] = {
    "iso_day": _iso,
    "month_day": _day,
    "day_month": _day,
    "month_year": lambda m: When("month", _int(m, "y"), _month(m), shift=_shift(m)),
    "month": lambda m: When("month", None, _month(m), shift=_shift(m)),
    "quarter": _part("quarter"),
    "half": _part("half"),
    "first_months": _first_months,
    "rel_unit": _rel_unit,
    "rel_season": _season,
    "year_is_out": lambda m: When("year", shift=0, edge="end"),
    "this_day": _this_day,
    "weekday": _weekday,
    "ago": _ago,
    "past_span": _past_span,
    "within_span": _within,
    "year_on_year": lambda m: When("none"),
    "decade": _decade,
    "the_year": lambda m: When(m["u"].lower(), shift=0, what="the"),
    "same_day": lambda m: When("same", what="day"),
    "same_period": lambda m: When("same", _int(m, "y"), shift=-1 if m["ly"] or m["ly2"] else None),
    "days_of_month": lambda m: When(
        "month_days", _int(m, "y"), _month(m), units=(_number(m) or 1) * (1 if m["which"].lower() == "first" else -1)
    ),
    "now": _now,
    "year": lambda m: When("year", _int(m, "y")),
}

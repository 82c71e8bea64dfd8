"""Date expressions → When: the span grammar. Which year is meant is settled later (join/calendar.py), by status."""

from __future__ import annotations

import re

from pipelines.find.bounds import bounded
from pipelines.find.whens import MONTHS, READ
from pipelines.model import Span, When
from pipelines.words import holidays

EDGES = {
    "end": "end",
    "close": "end",
    "last day": "end",
    "final day": "end",
    "first day": "first",
    "opening day": "first",
    "turn": "end",
    "first": "first",
    "last": "end",
    "eve": "eve",
    "day before": "eve",
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
_NAMES = [name.capitalize() for name in MONTHS]
_IN_A_ROW = "|".join(rf"{a},\s+{b},?\s+and\s+{c}" for a, b, c in zip(_NAMES, _NAMES[1:], _NAMES[2:], strict=False))
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_NUM = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half\s+an?|(?:a\s+)?couple\s+of)"
_REL = r"this|last|next|(?:of\s+)?(?:the\s+(?:previous|preceding|following|next|same)|that(?:\s+same)?)"
_UNIT = r"(?P<{}>days?|weeks?|months?|quarters?|years?|decades?)"

#: The grammar: name of the rule → pattern. The longest match at a place wins, then the earlier entry.
_GRAMMAR: dict[str, str] = {
    "iso_day": rf"(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)\b",
    "month_day": rf"(?:(?:last|this|next)\s+)?(?:{_WEEKDAY},?\s+)?(?P<mon>{_MONTH})\s+(?P<d>{_DAY})(?!\d|,\d{{3}}|\.\d|%)"
    rf"(?:(?:\s*(?:[-–]|to)\s*(?P<d2>{_DAY})\b(?!,\d{{3}}))|\s+and\s+(?P<d3>{_DAY})(?=\s*[,.;)]|\s+(?:are|were|was|is)\b))?(?:,?\s+(?P<y>{_YEAR})\b|(?:\s+of)?\s+(?P<rel>{_REL})\s+year)?",
    "day_month": rf"(?:{_WEEKDAY},?\s+)?(?:(?P<d1>{_DAY})\s*(?:[-–]|to)\s*)?(?P<d>{_DAY})(?:(?<=[a-z]{{2}})\s+of)?\s+(?P<mon>{_MONTH})\b(?:\s+(?P<y>{_YEAR})\b|(?:\s+of)?\s+(?P<rel>{_REL})\s+year)?",
    "month_year": rf"(?P<mon>{_MONTH})(?:\s+of)?,?\s+(?:(?P<y>{_YEAR})\b|(?P<rel>{_REL})\s+year)",
    "month": rf"(?:(?P<rel>this|last|next)\s+)?(?P<mon>{_MONTH})(?:(?=[-–]{_MONTH})|(?=['’]s\b)|(?![\w’'-]*\w))",
    "quarter": rf"(?:the\s+)?(?:Q(?P<q>[1-4])|(?P<qw>first|second|third|fourth|final|last|opening|closing|1st|2nd|3rd|4th)[\s-]quarter)"
    rf"(?:(?:\s+of)?\s+(?:(?P<y>{_YEAR})\b|(?:(?P<rel>this|last|next|the)\s+year)))?",
    "half": rf"(?:the\s+)?(?:H(?P<q>[12])|(?P<qw>first|second)\s+half)(?:(?:\s+of)?\s+(?:(?P<y>{_YEAR})\b|(?P<rel>this|last|next|the)\s+year))?(?!\s+of\s+(?:the|that|this|its|their|all|them)\b)",
    "first_months": rf"(?:the\s+)?first\s+(?P<n>{_NUM})\s+months(?:\s+of\s+(?:(?P<y>{_YEAR})\b|(?P<rel>this|last|next|the)\s+year))?",
    "half_month": rf"(?:the\s+)?(?P<qw>first|second)\s+half\s+of\s+(?:(?P<mon>{_MONTH})(?:\s+(?P<y>{_YEAR})\b)?|(?P<rel>this|last|next)\s+month\b)",
    "rel_unit": r"(?P<rel>this|last|next|the\s+current|the\s+coming|(?:the|that)\s+same|that)\s+"
    r"(?P<u>week|month|quarter|year|decade)\b(?!['’]?s?\s+(?:old|event))",
    "beside": r"(?:the\s+|(?<=\bthe\s))(?:(?P<rel>previous|preceding|prior|following|next)\s+(?P<u>day|week|month|quarter|year)"
    r"|(?P<u2>day|week|month|quarter|year)\s+(?P<dir>before|earlier|prior|after|later))\b(?:\s+that(?=\s*(?:[.,;:)]|and\b|$)))?(?!\s+(?:the|it|that|last|a)\b)",
    "rel_season": r"(?:(?P<rel>this|last|next|in|by|of|the|for)\s+|(?<=\bbefore\s))(?:the\s+)?(?P<s>spring|summer|autumn|fall|winter)\b"
    rf"(?!\s+Festival)(?:\s+(?:of\s+)?(?P<y>{_YEAR})\b)?",
    "year_is_out": rf"(?:the|this)\s+year\s+(?:is|was)\s+(?:out|over)|the\s+turn\s+of\s+the\s+year|year[’']?s?[\s-]end(?:\s+(?P<y>{_YEAR})\b)?|New\s+Year[’']s\s+Eve",
    "into_new_year": r"(?<=\binto\s)the\s+new\s+year\b",
    "new_year": rf"(?<!Chinese\s)(?<!Lunar\s)(?:the\s+)?New\s+Year(?:[’']s\s+Day)?(?![’']s)\b(?:\s+(?P<y>{_YEAR})\b)?|Christmas(?:\s+(?:Day|Eve))?(?:\s+(?P<y2>{_YEAR})\b)?",
    "this_day": r"(?P<w>today|tonight|yesterday|tomorrow|this\s+(?:morning|afternoon|evening))",
    "weekday": rf"(?:(?P<rel>last|this|next)\s+)?(?P<w>{_WEEKDAY})\b",
    "weekend": r"(?:over|at|on|during)\s+the\s+weekend|(?:this|last|next|the\s+coming)\s+weekend",
    "ago": rf"(?:(?P<n>{_NUM})\s+{_UNIT.format('u')})\s+(?P<dir>(?:ago(?:\s+(?:today|this\s+(?:day|week|month)))?|back|from\s+now)\b|(?:earlier|previously|later)\b|(?:before|prior|(?:after|from)\s+that)\b(?!\s+(?:the|it|that)\b))",
    "span_to": rf"(?:the\s+)?(?P<n>{_NUM})[\s-]+{_UNIT.format('u')}\s+(?:(?:break|holiday|period|run)\s+)?(?:that\s+)?(?:ended(?:\s+on)?|ending(?:\s+on)?|up\s+to|to|through|until)\s+(?:the\s+)?"
    rf"(?=end\s+of|yesterday|today|{_MONTH}|{_YEAR}|{_WEEKDAY}|\d{{1,2}}\s+{_MONTH})",
    "past_span": rf"(?:the\s+)?(?P<dir>past|last|next|coming|previous|preceding|following)\s+(?:(?P<n>{_NUM})\s+)?{_UNIT.format('u')}\b",
    "within_span": rf"within\s+(?:the\s+next\s+)?(?P<n>{_NUM})\s+{_UNIT.format('u')}\b",
    "in_units": rf"(?<=\b[Ii]n\s)(?:(?:just|only|about|around|less\s+than|under)\s+)?(?P<n>{_NUM})\s+{_UNIT.format('u')}\b(?!\s+(?:to|of|up|since|ago|before|earlier|later|from|ahead|ended|ending|through|until|that)\b|[’'])",
    "units_after": rf"the\s+(?P<n>{_NUM})\s+(?P<u>days|weeks|months|quarters|years)\s+(?:that\s+followed|thereafter|afterwards?|after\s+that)\b",
    "the_units": rf"(?:the|these|those|all(?:\s+(?:the|these|those))?)\s+(?:same\s+)?(?P<n>{_NUM})[\s-]+(?P<u>days|weeks|months|quarters)\b(?!\s+(?:of|to|up|since|ago|before|earlier|later|from|ahead))",
    "fiscal_to": rf"the\s+(?:(?:(?:financial|fiscal|business)\s+)?(?P<u>year|quarter|month)\s+(?:that\s+)?(?:ended|ending)(?!\s+on\s+{_WEEKDAY})|(?P<u4>week)\s+(?:that\s+)?(?:ended|ending)"
    r"|(?:financial|fiscal|business)\s+(?P<u2>year|quarter)\s+to|(?P<u3>week|month)\s+(?:up\s+to|to|through|until))\s+(?:on\s+)?(?:the\s+)?"
    rf"(?=end\s+of|yesterday|{_MONTH}|{_WEEKDAY}|\d{{1,2}}\s+{_MONTH})",
    "year_on_year": r"year[\s-]o[nv](?:er)?[\s-]year|month[\s-]o[nv](?:er)?[\s-]month|a\s+year\s+on\s+year",
    "decade": rf"(?:the|this)\s+decade|(?P<y>{_YEAR})s\b",
    "whole_year": r"(?:the\s+(?:full|whole|entire|calendar)\s+year|all\s+year|the\s+year\s+as\s+a\s+whole)\b",
    "months_from": rf"(?:the\s+)?(?P<n>{_NUM})\s+months\s+(?:from|starting(?:\s+in)?|beginning(?:\s+in)?)\s+(?P<mon>{_MONTH})\b(?:\s+(?P<y>{_YEAR})\b)?(?:\s+(?:onwards?|on)\b)?",
    "other_part": r"(?<=\bin\s)the\s+(?P<qw>first|second|third|fourth)\b(?=\s*(?:[,.;)]|\d|and\b|but\b|while\b|$))",
    "since_alone": r"since(?=\s*[.,;)]|$)",
    "in_the_year": r"(?:(?<=\bfor\s)|(?<=\bover\s)|(?<=\bin\s)|(?<=\bduring\s)|(?<=\bof\s)(?<!\bmonth\sof\s)(?<!\bday\sof\s)(?<!\bweek\sof\s))the\s+(?P<u>year|month|quarter|week)\b(?![\s-](?:before|that|after|earlier|old|ago|when))",
    "the_year": r"(?<!\bmonth\sof\s)(?<!\bday\sof\s)(?<!\bweek\sof\s)the\s+(?P<u>year|month|quarter|week)\b(?=\s+(?:is|was|in|before|ends|ended|end|to|as|alone|saw|brought|came|with|began|started|begins|starts|closed)\b|[.,;)’']|$)",
    "same_period": rf"(?:the|that)\s+same\s+(?:period|month|quarter|week|time|holiday|day|point|stage|date|stretch)(?:\s+(?:of|in|last|a|for)\s+(?:(?P<y>{_YEAR})\b|(?P<ly>year|last\s+year|the\s+(?:year\s+before|previous\s+year))(?:\s+(?:earlier|before|ago))?)|\s+(?P<ly2>last\s+year|a\s+year\s+(?:earlier|before|ago)))?",
    "year_earlier": r"the\s+(?:prior|previous|year)[\s-](?:year|ago|earlier)(?:[’']s)?\s+(?:period|quarter|month|week)"
    r"|the\s+(?:corresponding|comparable|year-ago)\s+(?:period|quarter|month|week|date|day|point)(?:\s+(?:of\s+)?(?:last\s+year|the\s+previous\s+year|a\s+year\s+(?:earlier|before|ago)))?"
    r"|this\s+time\s+(?:last|next)\s+year",
    "feast": rf"(?:(?P<week>the\s+week\s+of\s+)|(?:over|during|for)\s+)?(?:the\s+)?(?:(?P<rel>this|last|next)\s+year[’']s\s+)?(?:(?P<y>{_YEAR})\s+)?(?P<feast>{holidays.pattern()})"
    rf"(?:\s+(?:Festival|Day))?(?:\s+(?:holidays?|break|week|period|weekend))?(?:\s+(?:of\s+|in\s+)?(?P<y2>{_YEAR})\b)?(?![\w’'-])",
    "holiday": r"(?:(?:the|this|that|over|during|for)\s+(?:[\w-]+\s+){0,3}?|(?P<rel>this|last)\s+year[’']s\s+(?:[\w-]+\s+){0,3}?)"
    r"(?:holidays?(?:\s+(?:period|week))?|Festival|break(?![-\s]?even))\b(?!\s+(?:that\s+)?end(?:ed|ing|s)\b)",
    "week_of": rf"the\s+week\s+(?:of|from|beginning|starting)(?:\s+on)?\s+(?:(?P<mon>{_MONTH})\s+(?P<d>{_DAY})|(?P<d2>{_DAY})\s+(?P<mon2>{_MONTH}))\b(?:,?\s+(?P<y>{_YEAR})\b)?",
    "week_of_month": rf"(?:the\s+)?(?P<which>first|last|final)\s+week\s+of\s+(?P<mon>{_MONTH})(?:\s+(?P<y>{_YEAR})\b)?",
    "units_time": rf"(?P<n>{_NUM})\s+{_UNIT.format('u')}[’']?\s+time\b",
    "into_month": rf"(?P<n>\d{{1,2}}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+days\s+into\s+(?P<mon>{_MONTH})\b",
    "into_year": rf"(?P<n>{_NUM})\s+months?\s+into\s+(?:the\s+year|(?P<y>{_YEAR}))\b",
    "month_quarter": rf"(?:the\s+)?(?P<mon>March|June|September|December)[\s-]quarter(?:(?:\s+of)?\s+(?P<y>{_YEAR})\b)?",
    "mid_year": rf"mid-?year(?:\s+(?P<y>{_YEAR})\b)?|(?:the\s+)?half-?year\s+(?:mark|point|stage)"
    rf"|(?:the\s+(?:midpoint|middle)\s+of|(?:half|mid)way\s+through)\s+(?:the\s+year\b|this\s+year\b|(?P<y2>{_YEAR})\b)",
    "unit_end": r"(?P<u>quarter|month)[’']?s?[\s-]end\b",
    "last_months": rf"(?:the\s+)?(?:last|final)\s+(?P<n>{_NUM})\s+months\s+of\s+(?:(?P<y>{_YEAR})\b|(?P<rel>this|last|the)\s+year)",
    "months_listed": rf"(?:{_IN_A_ROW})(?:\s+(?:of\s+)?(?P<y>{_YEAR})\b)?",
    "days_of_month": rf"(?:the\s+)?(?P<which>first|last)\s+(?P<n>{_NUM})\s+days\s+of\s+(?P<mon>{_MONTH})(?:\s+(?P<y>{_YEAR})\b)?",
    "same_day": r"(?:that|(?:the|that)\s+same)\s+(?:day|date|time|period)|the\s+day(?=[’']s)|the\s+(?:reporting\s+|whole\s+)?period|at\s+(?:the|that)\s+time|back\s+then|by\s+then|since\s+then|then(?=\s+(?:had|ran|operated|counted|numbered|stood|comprised|consisted|owned|amounted))|(?<=\bhad\s)then|(?<=\bwere\s)then",
    "so_far": rf"so\s+far\s+(?:this\s+year|in\s+(?P<y>{_YEAR})\b)|(?:this\s+year|(?P<y2>{_YEAR}))\s+(?:so\s+far|to\s+date)|(?:the\s+)?year[\s-]to[\s-]date",
    "now": r"(?:so\s+far|to\s+date|currently|at\s+present|at\s+the\s+moment|already|right\s+now|as\s+of\s+now|as\s+things\s+stand|at\s+the\s+time\s+of\s+writing|by\s+now|until\s+now|now)\b",
    "fiscal": rf"(?:FY|fiscal(?:\s+year)?|financial\s+year)\s?(?P<y>{_YEAR}|\d\d)\b(?:[-–/](?P<y2>\d\d(?:\d\d)?)\b)?",
    "years": rf"(?P<y>{_YEAR})[-–/](?P<y2>\d\d)\b(?!-\d|,?\d)",
    "year": rf"(?<![A-Z]:\s)(?P<y>{_YEAR})(?![\d,.]*\d|\s*(?:%|km|kW|MW|MHz|miles|stations|piles|points|chargers|swaps|sites)\b|-(?:kW|km))",
}

_PREFIX = (
    r"(?:(?:the\s+)?(?P<edge>end|close|(?:last|final|first|opening)\s+day|eve|start|beginning|outset|middle|turn)(?:\s+of\s+|[\s-]+)(?:the\s+)?(?=(?:{next}))"
    r"|the\s+(?P<edge4>day\s+before)\s+(?=(?:the|this|that)\s+(?:[\w-]+\s+){{0,3}}?(?:holiday|festival|break)\b|(?:the\s+)?(?:{feasts})\b)"
    r"|the\s+(?P<edge3>first|last)\s+of\s+(?=the\s+(?:two|three|four|five|six|seven|eight|nine|ten)\s+days\b)"
    r"|(?P<edge2>early|mid|late)(?:\s+(?:in|this|on)\s+|[\s-]+(?:of\s+)?)(?=(?:{next})))"
)
_NEXT = rf"{_MONTH}|{_YEAR}|this|last|next|year|quarter|month|week|decade|spring|summer|autumn|fall|winter|first|second|third|fourth|current|Q[1-4]|H[12]|FY|fiscal|that|the|it\b"

_START = re.compile(rf"(?<![\w$€£])(?:{_PREFIX.format(next=_NEXT, feasts=holidays.pattern())})?", re.IGNORECASE)
_CORES = {
    rule: re.compile(
        pattern, re.IGNORECASE if rule not in ("month", "month_day", "day_month", "month_year", "months_listed") else 0
    )
    for rule, pattern in _GRAMMAR.items()
}

#: Words after "the" with which a date can go on.
_AFTER_THE = (
    r"year|month|quarter|week|weekend|day|date|time|decade|end|close|eve|midpoint|start|beginning|outset|middle|turn|past|last|next|coming"
    r"|previous|preceding|following|current|same|prior|corresponding|comparable|period|first|second|third|fourth|final|opening"
    r"|spring|summer|autumn|fall|winter|half-?year|March|June|September|December|fiscal|financial|business|full|whole|entire|calendar|new\s+year|1st|2nd|3rd|4th"
)

#: Where a date can begin: only there are the patterns tried.
_TRIGGER = re.compile(
    rf"(?<![\w$€£.,])(?:{_MONTH}|FY\s?\d+|{_WEEKDAY}|{_YEAR}|(?:(?:\d{{1,2}}\s*(?:to|[-–])\s*)?\d{{1,2}}(?:(?:st|nd|rd|th)(?:\s+of)?)?\s+{_MONTH})|(?i:"
    rf"the(?=\s+(?:{_AFTER_THE}|{_NUM}[\s-]|(?:[\w-]+\s+){{0,3}}?(?:holiday|festival|break)))"
    rf"|(?:that|this)(?=\s+(?:{_AFTER_THE}|(?:[\w-]+\s+){{0,3}}?(?:holiday|festival|break)|morning|afternoon|evening|{_MONTH}|{_WEEKDAY}))"
    r"|(?:in|of|for|by)(?=\s+(?:the\s+)?(?:spring|summer|autumn|fall|winter|christmas|now|then|new\s+year)\b)"
    rf"|{holidays.pattern()}|(?:the|over|during|for)(?=\s+(?:the\s+)?(?:{_YEAR}\s+)?(?:{holidays.pattern()}))"
    r"|(?:over|during|for)(?=\s+(?:[\w-]+\s+){0,3}?(?:holiday|festival|break))|(?:over|at|on|during)(?=\s+the\s+weekend)|at(?=\s+(?:present|the\s+(?:moment|time)|that\s+time))|to(?=\s+date)"
    rf"|as(?=\s+(?:of\s+now|things))|until(?=\s+now)|since(?=\s+then|\s*[.,;)]|$)|so(?=\s+far)|then(?=\s+(?:had|ran|operated|counted|numbered|stood|comprised|consisted|owned|amounted)\b)|new(?=\s+year)|all(?=\s+(?:of|year|(?:the|these|those)\s|{_NUM}[\s-]))|christmas"
    r"|last|past|next|coming|previous|following|end|close|start|beginning|middle|early|mid|late|first|second"
    r"|third|fourth|final|1st|2nd|3rd|4th|today|tonight|yesterday|tomorrow|within|back|current|currently"
    r"|already|right|now|mid-?year|(?:half|mid)way|half-?year|year|month|quarter|week|year[’']s|q[1-4]|h[12]|fy|fiscal|financial|turn|couple|spring|summer"
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
            last = found[-1] if found else None
            whole = _joined(text, last, span) if last is not None else None
            if whole is not None:
                found[-1] = whole
            elif span.rule not in _TO_DATE or _ends_in_date(text, span):
                found.append(span)
            at = span.end
    return found


_UP_TO = re.compile(r"\s*(?:to|through|until|till|up\s+to|[–-]|and)\s*(?:the\s+)?", re.IGNORECASE)

#: "Which began on February 10 and ended on Saturday": the two ends, each behind its verb.
_BEGAN = re.compile(r"\b(?:began|begins|started|starts|opened|ran|runs|lasted)\s+(?:on\s+|from\s+)?$", re.IGNORECASE)
_AND_ENDED = re.compile(
    r"\s+and\s+(?:ended|ends|will\s+end|closed|runs?\s+(?:until|to|through)|lasted\s+(?:until|to|through))\s+(?:on\s+)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE)
_DURING = re.compile(r"\b(?:in|during|for)\s+(?:the\s+)?$", re.IGNORECASE)

#: Rules that read a length of time which the date right behind it ends.
_TO_DATE = ("span_to", "fiscal_to")

#: Units that may bound a period: "from July to September", "between 2022 and 2025".
_BOUNDS = frozenset({"day", "weekday", "month", "quarter", "half", "year", "now"})


def _joined(text: str, first: Span, last: Span) -> Span | None:
    """ "From July to September", "between 2022 and 2025", "the 30 days up to October 5": one period, by its two ends."""
    start, end = first.value, last.value
    if not isinstance(start, When) or not isinstance(end, When) or start.until is not None:
        return None
    if first.rule in _TO_DATE:
        if first.end != last.start:
            return None
    else:
        between = text[first.end : last.start]
        apart = bool(_AND_ENDED.fullmatch(between) and _BEGAN.search(text, max(0, first.start - 14), first.start))
        if start.unit not in _BOUNDS or end.unit not in _BOUNDS or not (apart or _UP_TO.fullmatch(between)):
            return None
        if (
            not apart
            and "and" in between
            and not (
                _BETWEEN.search(text, max(0, first.start - 12), first.start)
                or (_next(start, end) and _DURING.search(text, max(0, first.start - 12), first.start))
            )
        ):
            return None
    if first.rule == "the_year":
        start = When("span", units=-1, what=start.unit)  # "the year to March 31"
    return Span(first.start, last.end, "date", start._replace(until=end), f"{first.rule}_to_{last.rule}")


def _next(start: When, end: When) -> bool:
    """ "In October and November of 2023", "in 2024 and 2025": one after the other."""
    if start.unit != end.unit or start.edge or end.edge or start.shift is not None or end.shift is not None:
        return False
    if start.unit == "year":
        return (end.year or 0) - (start.year or 0) == 1
    return start.unit == "month" and start.year is None and (end.month or 0) - (start.month or 0) == 1


def _ends_in_date(text: str, span: Span) -> bool:
    """True where a date begins right behind "the three months to"."""
    return any(t.start() == span.end for t in _TRIGGER.finditer(text, span.end, span.end + 30))


def _read_at(text: str, start: int) -> Span | None:
    """The longest date that begins at `start`, with its edge ("the end of")."""
    lead = _START.match(text, start)
    edge = ""
    core_at = start
    if lead and lead.group():
        edge = EDGES[" ".join((lead["edge"] or lead["edge2"] or lead["edge3"] or lead["edge4"]).lower().split())]
        core_at = lead.end()
    best: tuple[int, str, re.Match[str]] | None = None
    for rule, pattern in _CORES.items():
        match = pattern.match(text, core_at)
        if match and (best is None or match.end() > best[0]):
            best = (match.end(), rule, match)
    if best is None:
        return _bare_edge(text, start, lead, edge)
    end, rule, match = best
    when = READ[rule](match)
    if when is None:
        return None
    edge = edge or bounded(text, start, end)
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

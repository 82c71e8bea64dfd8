"""How English names a time: the patterns of date expressions, their edges, and where one can begin."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from pipelines.find.when_words import MONTH_OF, MONTHS, SMALL, WEEKDAYS
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
    "dawn": "start",
    "beginning": "start",
    "outset": "start",
    "middle": "mid",
    "mid": "mid",
    "early": "early",
    "late": "late",
    "first half": "h1",
    "second half": "h2",
}

MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sep(?:tember|t\.?|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
YEAR = r"(?:19|20)\d\d"
_NAMES = [name.capitalize() for name in MONTHS]
_IN_A_ROW = "|".join(rf"{a},\s+{b},?\s+and\s+{c}" for a, b, c in zip(_NAMES, _NAMES[1:], _NAMES[2:], strict=False))
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
NUM = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty|thirty|half\s+an?"
    r"|(?:a\s+)?couple\s+of|a\s+dozen)"
)
_REL = r"this|last|next|(?:of\s+)?(?:the\s+(?:previous|preceding|following|next|same)|that(?:\s+same)?)"
_UNIT = r"(?P<{}>days?|weeks?|fortnights?|months?|quarters?|years?|decades?)"

#: What stands before a length of time in which something is done.
_IN = (
    "|".join(
        rf"(?<=\b{words})"
        for start in "Ii"
        for words in [
            rf"{start}n\s{rest}"
            for rest in (
                r"",
                r"just\s",
                r"only\s",
                r"about\s",
                r"around\s",
                r"under\s",
                r"barely\s",
                r"less\sthan\s",
                r"a\smere\s",
            )
        ]
    )
    + r"|(?<=\bspace\sof\s)|(?<=\bcourse\sof\s)|(?<=\bperiod\sof\s)"
)

#: The grammar: name of the rule → pattern. The longest match at a place wins, then the earlier entry.
_GRAMMAR: dict[str, str] = {
    "iso_day": rf"(?P<y>{YEAR})-(?P<m>\d\d)-(?P<d>\d\d)\b",
    "numeric_day": rf"(?P<a>\d{{1,2}})(?P<sep>[/.])(?P<b>\d{{1,2}})(?P=sep)(?P<y>{YEAR})\b",
    "day_alone": r"(?<=\b[Oo]n\s)the\s+(?P<d>[12]?\d|3[01])(?:st|nd|rd|th)\b(?=\s*[.,;)]|\s+of\s+(?:this|the)\s+month\b|$)",
    "month_day": rf"(?:(?:last|this|next)\s+)?(?:{WEEKDAY},?\s+)?(?P<mon>{MONTH})\s+(?P<d>{_DAY})(?!\d|,\d{{3}}|\.\d|%)"
    rf"(?:(?:\s*(?:[-–]|to)\s*(?P<d2>{_DAY})\b(?!,\d{{3}}))|\s+and\s+(?P<d3>{_DAY})(?=\s*[,.;)]|\s+(?:are|were|was|is)\b))?(?:,?\s+(?P<y>{YEAR})\b|(?:,|\s+of)?\s+(?P<rel>{_REL})\s+year)?",
    "day_month": rf"(?:{WEEKDAY},?\s+)?(?:(?P<d1>{_DAY})\s*(?:[-–]|to)\s*)?(?P<d>{_DAY})(?:(?<=[a-z]{{2}})\s+of)?\s+(?P<mon>{MONTH})\b(?:\s+(?P<y>{YEAR})\b|(?:\s+of)?\s+(?P<rel>{_REL})\s+year)?",
    "short_month_year": rf"(?P<mon>{MONTH})(?:(?:-|\s?[’'])(?P<y>[12]\d)|-(?P<y4>{YEAR}))\b(?!,?\d|-|\s*(?:%|{MONTH}))",
    "numeric_month": rf"(?P<m>0?[1-9]|1[0-2])/(?P<y>{YEAR})\b(?!/)",
    "year_part": rf"(?P<y>{YEAR})[\s-]?(?P<p>Q[1-4]|H[12])\b",
    "months_of": rf"(?P<n>3|6|9|12)M\s?(?P<y>{YEAR}|[12]\d)\b",
    "end_of_year": rf"(?:YE|EOY)\s?(?P<y>{YEAR})\b",
    "season_year": rf"(?P<s>spring|summer|autumn|fall|winter)\s+(?:of\s+)?(?P<y>{YEAR})\b",
    "month_year": rf"(?P<mon>{MONTH})(?:\s+of)?,?\s+(?:(?P<y>{YEAR})\b|(?P<rel>{_REL})\s+year)",
    "month": rf"(?:(?P<rel>this|last|next)\s+)?(?P<mon>{MONTH})(?:(?=[-–]{MONTH})|(?=['’]s\b)|(?![\w’'-]*\w))",
    "quarter": rf"(?:the\s+)?(?:Q(?P<q>[1-4])|(?P<qw>first|second|third|fourth|final|last|opening|closing|1st|2nd|3rd|4th)[\s-]quarter|(?P<q2>[1-4])Q)"
    rf"(?:(?:\s+of\s+|\s+|/|(?<=\d)-)(?:(?P<y>{YEAR})\b|(?:(?P<rel>this|last|next|the)\s+year))|(?<=\d|Q)[’'/]?(?P<y2>\d\d)\b)?",
    "season_quarter": r"(?:the\s+)?(?P<s>spring|summer|autumn|fall|winter)[\s-]quarter\b",
    "day_of_it": r"(?:the\s+)?(?P<which>first|last|opening|final|closing)\s+day(?=\s*[.,;)]|\s+alone\b|\s+itself\b)",
    "half": rf"(?:the\s+)?(?:H(?P<q>[12])|(?P<qw>first|second|latter|back)[\s-]half|(?P<q2>[12])H)(?:(?:\s+of\s+|\s+|/|(?<=\d)-)(?:(?P<y>{YEAR})\b|(?P<rel>this|last|next|the)\s+year)|(?<=\d|H)[’'/]?(?P<y2>\d\d)\b)?(?!\s+of\s+(?:the|that|this|its|their|all|them)\b)",
    "first_months": rf"(?:the\s+)?first\s+(?P<n>{NUM})\s+(?P<u>months|weeks|days)(?:\s+of\s+(?:(?P<y>{YEAR})\b|(?P<rel>this|last|next|the)\s+year))?",
    "half_month": rf"(?:the\s+)?(?P<qw>first|second)\s+half\s+of\s+(?:(?P<mon>{MONTH})(?:\s+(?P<y>{YEAR})\b)?|(?P<rel>this|last|next)\s+month\b)",
    "rel_unit": r"(?P<rel>this|last|next|(?:the|this)\s+(?:current|coming)|(?:the|that)\s+same|that)\s+"
    r"(?P<u>week|month|quarter|year|decade)\b(?!['’]?s?\s+(?:old|event))",
    "beside": r"(?:the\s+|(?<=\bthe\s))(?:(?P<rel>previous|preceding|prior|following|next)\s+(?P<u>day|week|month|quarter|year)"
    r"|(?P<u2>day|week|month|quarter|year)\s+(?P<dir>before|earlier|prior|after|later))\b(?:\s+that(?=\s*(?:[.,;:)]|and\b|$)))?(?!\s+(?:the|it|that|last|a)\b)",
    "before_last": r"(?:the\s+)?(?P<u>week|month|quarter|year|weekend)\s+before\s+last\b",
    "rel_season": r"(?:(?:(?:this|the)\s+)?(?P<rel>this|last|past|next|coming|in|by|of|the|for)\s+|(?<=\bbefore\s)|(?<=\bsince\s)|(?<=\buntil\s))(?:the\s+)?(?P<s>spring|summer|autumn|fall|winter)\b"
    rf"(?!\s+(?:Festival|quarter))(?:\s+(?:of\s+)?(?P<y>{YEAR})\b)?",
    "year_is_out": rf"(?:the|this)\s+year\s+(?:is|was)\s+(?:out|over(?!\s+[\d,.]*\d))|the\s+turn\s+of\s+the\s+year|year[’']?s?[\s-]end(?:\s+(?P<y>{YEAR})\b)?|New\s+Year[’']s(?:\s+Eve|(?=\s*(?:[.,;)]|$)))",
    "into_new_year": r"(?<=\binto\s)the\s+new\s+year\b",
    "new_year": rf"(?<!Chinese\s)(?<!Lunar\s)(?:the\s+)?New\s+Year(?:[’']s\s+Day)?(?![’']s)\b(?:\s+(?P<y>{YEAR})\b)?|Christmas(?:\s+(?:Day|Eve))?(?:\s+(?P<y2>{YEAR})\b)?",
    "this_day": r"(?P<w>today|tonight|yesterday|tomorrow|this\s+(?:morning|afternoon|evening)|last\s+(?:night|evening)|(?:the\s+)?day\s+(?:before\s+yesterday|after\s+tomorrow))",
    "weekday": rf"(?:(?:this\s+)?(?P<rel>last|past|this|next|coming)\s+)?(?P<w>{WEEKDAY})\b(?:,?\s+(?:of\s+)?(?P<wk>last|this|next)\s+week\b)?",
    "weekend": r"(?:over|at|on|during)\s+the\s+weekend|(?:(?:this\s+)?(?:past|coming)|this|last|next|the\s+(?:past|coming))\s+weekend",
    "ago": rf"(?:(?P<n>{NUM})(?:\s+and\s+a\s+(?P<half2>half))?\s+{_UNIT.format('u')})\s+(?:and\s+a\s+(?P<half>half)\s+)?(?P<dir>(?:ago(?:\s+(?:today|this\s+(?:day|week|month)))?|back|from\s+now)\b|(?:earlier|previously|later|on(?=\s*[,.;)]))\b|(?:(?:before|prior)(?:\s+that(?=\s*(?:[.,;:)]|and\b|$)))?|(?:after|from)\s+that)\b(?!\s+(?:the|that|it(?!\s+(?:was|had|stood|came|numbered)\b))\b))",
    "span_to": rf"(?:the\s+)?(?P<n>{NUM})[\s-]+{_UNIT.format('u')}\s+(?:(?:break|holiday|period|run)\s+)?(?:that\s+)?(?:ended(?:\s+on)?|ending(?:\s+on)?|up\s+to|to|through|until)(?:\s+and\s+including)?\s+(?:the\s+)?"
    rf"(?=end\s+of|yesterday|today|{MONTH}|{YEAR}|{WEEKDAY}|\d{{1,2}}\s+{MONTH})",
    "past_span": rf"(?:the\s+|this\s+)?(?P<dir>past|last|next|coming|previous|preceding|following)\s+(?:(?P<n>{NUM})(?:\s+and\s+a\s+(?P<half2>half))?\s+)?{_UNIT.format('u')}\b(?:\s+and\s+a\s+(?P<half>half)\b)?",
    "span_to_come": rf"(?:the\s+)?(?P<n>{NUM})\s+{_UNIT.format('u')}\s+(?:to\s+come|(?:that\s+(?:lie|are)\s+)?ahead)\b(?!\s+of)",
    "span_before": rf"the\s+(?P<n>{NUM})\s+(?P<u>days|weeks|months|quarters|years)\s+(?P<dir>(?:before|prior|preceding|previous)(?:\s+(?:that|then))?(?=\s*(?:[.,;:)]|and\b|$))|earlier)",
    "within_span": rf"within\s+(?:the\s+next\s+)?(?P<n>{NUM})\s+{_UNIT.format('u')}\b",
    "in_units": rf"(?:{_IN})(?!(?:an?|one)\s+day\b)(?P<n>{NUM})\s+{_UNIT.format('u')}\b(?!\s+(?:to|of|up|since|ago|before|earlier|later|from|ahead|ended|ending|through|until|that)\b|[’'])",
    "units_after": rf"the\s+(?P<n>{NUM})\s+(?P<u>days|weeks|months|quarters|years)\s+(?:that\s+followed|thereafter|afterwards?|after\s+that)\b",
    "the_units": rf"(?:the|these|those|all(?:\s+(?:the|these|those))?)\s+(?:same\s+)?(?P<n>{NUM})[\s-]+(?P<u>days|weeks|months|quarters)\b(?!\s+(?:of|to|up|since|ago|before|earlier|later|from|ahead))",
    "units_ahead": rf"(?:the\s+)?(?P<n>{NUM})\s+{_UNIT.format('u')}\s+(?P<dir>before|ahead\s+of|prior\s+to|leading\s+up\s+to|after|following)\s+(?=(?:the\s+)?(?:{MONTH}|{YEAR}|{WEEKDAY}|(?:end|start|beginning)\s+of|\d{{1,2}}\s+{MONTH}|(?:[\w-]+\s+){{0,3}}?(?:holiday|festival|break)\b|{holidays.pattern()}))",
    "fiscal_to": rf"the\s+(?:(?:(?:financial|fiscal|business)\s+)?(?P<u>year|quarter|month)\s+(?:that\s+)?(?:ended|ending)(?!\s+on\s+{WEEKDAY})|(?P<u4>week)\s+(?:that\s+)?(?:ended|ending)"
    r"|(?:financial|fiscal|business)\s+(?P<u2>year|quarter)\s+to|(?P<u3>week|month)\s+(?:up\s+to|to|through|until))\s+(?:(?:on|in)\s+)?(?:the\s+)?"
    rf"(?=end\s+of|yesterday|{MONTH}|{WEEKDAY}|\d{{1,2}}\s+{MONTH})",
    "year_on_year": r"year[\s-]o[nv](?:er)?[\s-]year|month[\s-]o[nv](?:er)?[\s-]month|a\s+year\s+on\s+year",
    "decade": rf"(?:the|this)\s+decade|(?P<y>{YEAR})s\b",
    "whole_year": r"(?:the\s+(?:full|whole|entire|calendar)\s+year|all\s+year|the\s+year\s+as\s+a\s+whole)\b",
    "months_from": rf"(?:the\s+)?(?P<n>{NUM})\s+months\s+(?:from|starting(?:\s+in)?|beginning(?:\s+in)?)\s+(?P<mon>{MONTH})\b(?:\s+(?P<y>{YEAR})\b)?(?:\s+(?:onwards?|on)\b)?(?!\s*(?:to|through|until|[-–])\s)",
    "other_part": r"(?<=\bin\s)the\s+(?P<qw>first|second|third|fourth)\b(?=\s*(?:[,.;)]|\d|and\b|but\b|while\b|$))"
    r"|(?<=^)the\s+(?P<qw2>second|third|fourth)\b(?=\s+(?:brought|saw|added|yielded)\b)",
    "since_alone": r"since(?=\s*[.,;)]|$)|(?<=\bha[sd]\s)since(?=\s+\w)|(?<=\bhave\s)since(?=\s+\w)",
    "in_the_year": r"(?:(?<=\bfor\s)|(?<=\bover\s)|(?<=\bin\s)|(?<=\bduring\s)|(?<=\bof\s)(?<!\bmonth\sof\s)(?<!\bday\sof\s)(?<!\bweek\sof\s))the\s+(?P<u>year|month|quarter|week)\b(?![\s-](?:before|that|after|earlier|old|ago|when|of|from)\b)",
    "the_year": r"(?<!\bmonth\sof\s)(?<!\bday\sof\s)(?<!\bweek\sof\s)the\s+(?P<u>year|month|quarter|week)\b(?=\s+(?:is|was|in|before|ends|ended|end|to|as|alone|saw|brought|came|comes|draws|drew|dawned|opened|opens|with|began|started|begins|starts|closed|closes|finished|has|had)\b|[.,;)’']|$)",
    "same_period": rf"(?:(?:the|that)\s+same(?:\s+(?:two|three|four|five|six|nine|ten|eleven|seven|eight)(?=\s+(?:days|weeks|months|quarters)))?|the\s+(?:corresponding|comparable|equivalent|respective|like)(?=\s+\w+\s+(?:of|in|a|last)\b))\s+(?:periods?|months?|quarters?|weeks?|time|holidays?|days?|points?|stage|dates?|stretch)(?:\s+(?:of|in|last|a|for)\s+(?:(?P<y>{YEAR})\b|(?P<ly>year|last\s+year|the\s+(?:year\s+before|previous\s+year))(?:\s+(?:earlier|before|ago))?)|\s+(?:(?P<ly2>last\s+year|a\s+year\s+(?:earlier|before|ago))|(?P<ty>this|next)\s+year))?",
    "year_earlier": r"the\s+(?:prior|previous|year)[\s-](?:year|ago|earlier)(?:[’']s)?\s+(?:period|quarter|month|week)"
    r"|the\s+(?:corresponding|comparable|equivalent|year-ago)\s+(?:period|quarter|month|week|date|day|point)(?:\s+(?:of\s+)?(?:last\s+year|the\s+previous\s+year|a\s+year\s+(?:earlier|before|ago)))?"
    r"|this\s+time\s+(?:last|next)\s+year",
    "feast": rf"(?:(?P<week>the\s+week\s+of\s+)|(?:over|during|for)\s+)?(?:the\s+)?(?:[\w-]+-(?:day|long)\s+)?(?:(?P<rel>this|last|next)\s+year[’']s\s+)?(?:(?P<y>{YEAR})\s+)?(?P<feast>{holidays.pattern()})"
    rf"(?:\s+(?:Festival|Day))?(?:\s+(?:holidays?|break|week|period|weekend))?(?:\s+(?:of\s+|in\s+)?(?P<y2>{YEAR})\b)?(?![\w’'-])",
    "holiday": r"(?:(?:the|this|that|over|during|for)\s+(?:[\w-]+\s+){0,3}?|(?P<rel>this|last)\s+year[’']s\s+(?:[\w-]+\s+){0,3}?)"
    r"(?:holidays?(?:\s+(?:period|week))?|Festival|break(?![-\s]?even))\b(?!\s+(?:that\s+)?end(?:ed|ing|s)\b)",
    "week_of": rf"the\s+week\s+(?:of|from|beginning|starting|commencing|that\s+(?:began|started))(?:\s+on)?\s+(?:(?P<mon>{MONTH})\s+(?P<d>{_DAY})|(?P<d2>{_DAY})\s+(?P<mon2>{MONTH}))\b(?:,?\s+(?P<y>{YEAR})\b)?(?!\s*(?:to|through|until|[-–])\s*(?:\d|{MONTH}))",
    "week_number": rf"(?:calendar\s+)?week\s+(?P<n>[1-5]?\d)\b(?:\s+of\s+(?:(?P<y>{YEAR})\b|(?:this|the)\s+year))?",
    "week_of_month": rf"(?:the\s+)?(?P<which>first|second|third|fourth|last|final|opening|closing)\s+(?P<u>week|weekend)\s+of\s+(?P<mon>{MONTH})(?:\s+(?P<y>{YEAR})\b)?",
    "units_time": rf"(?P<n>{NUM})\s+{_UNIT.format('u')}[’']?\s+time\b",
    "into_month": rf"(?P<n>\d{{1,2}}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+days\s+into\s+(?P<mon>{MONTH})\b",
    "into_year": rf"(?P<n>{NUM})\s+months?\s+into\s+(?:the\s+year|(?P<y>{YEAR}))\b",
    "month_quarter": rf"(?:the\s+)?(?P<mon>March|June|September|December)[\s-]quarter(?:(?:\s+of)?\s+(?P<y>{YEAR})\b)?",
    "mid_year": rf"mid-?year(?:\s+(?P<y>{YEAR})\b)?|(?:the\s+)?half-?year\s+(?:mark|point|stage)(?:\s+(?:of|in)\s+(?P<y3>{YEAR})\b)?"
    rf"|(?:the\s+(?:midpoint|middle)\s+of|(?:half|mid)way\s+through)\s+(?:the\s+year\b|this\s+year\b|(?P<y2>{YEAR})\b)",
    "unit_end": r"(?P<u>quarter|month|decade)[’']?s?[\s-]end\b",
    "last_months": rf"(?:the\s+)?(?:last|final)\s+(?P<n>{NUM})\s+months\s+of\s+(?:(?P<y>{YEAR})\b|(?P<rel>this|last|the)\s+year)",
    "months_listed": rf"(?:{_IN_A_ROW})(?:\s+(?:of\s+)?(?P<y>{YEAR})\b)?",
    "days_of_month": rf"(?:the\s+)?(?P<which>first|last|final|opening|closing)\s+(?P<n>{NUM})\s+(?P<u>days|weeks)\s+of\s+(?P<mon>{MONTH})(?:\s+(?P<y>{YEAR})\b)?",
    "same_day": r"(?<=^)that(?:[’']s|\s+is|\s+was)\s+when|(?:that|(?:the|that)\s+same)\s+(?:day|date|time|period)|the\s+day(?=[’']s)|the\s+(?:reporting\s+|whole\s+)?period|at\s+(?:the|that)\s+time|back\s+then|by\s+then|since\s+then|then(?=\s+(?:had|ran|operated|counted|numbered|stood|comprised|consisted|owned|amounted))|(?<=\bhad\s)then|(?<=\bwere\s)then",
    "so_far": rf"YTD(?:\s+(?P<y3>{YEAR})\b)?|(?P<y4>{YEAR})\s+YTD\b|(?:so\s+far|to\s+date)\s+(?:this\s+(?P<u>year|quarter|month|week)|in\s+(?P<y>{YEAR})\b)|(?:(?:this|the(?:\s+current)?)\s+(?P<u2>year|quarter|month|week)|(?P<y2>{YEAR}))\s+(?:so\s+far|to\s+date)|(?:the\s+)?(?P<u3>year|quarter|month)[\s-]to[\s-]date",
    "fiscal_rel": r"(?:(?P<rel>this|last|next)|the\s+(?P<rel2>current|previous|past|last|coming|next|following))\s+(?:fiscal|financial|business)\s+year\b",
    "left_of_year": rf"(?:the\s+)?(?:remaining\s+(?:{NUM}\s+)?(?:days|weeks|months)|{NUM}\s+(?:days|weeks|months)\s+(?:that\s+(?:remain|are\s+left)|left|remaining))\s+(?:of|in)\s+(?:(?:the|this)\s+year|{YEAR})\b",
    "that_of_year": rf"(?:(?<=\b[Ii]n\s)|(?<=\bduring\s)|(?<=\bfor\s)|(?<=\bover\s))(?:those|that)\s+of\s+(?P<y>{YEAR})\b",
    "before_that": r"before\s+(?:that|then)(?=\s*[,.;)]|$)",
    "it_ended": r"(?:(?<=\b[Ee]nded\s)|(?<=\b[Cc]losed\s)|(?<=\b[Ff]inished\s)|(?<=\b[Ee]nds\s)|(?<=\b[Ee]nding\s)|(?<=\bclosing\s)|(?<=\bout\sof\s))it(?=\s+(?:with|at|on)\b)",
    "days_of_holiday": r"(?:(?:the\s+)?(?P<which>first|last|final|opening)|all)\s+(?P<n>two|three|four|five|six|seven|eight|\d)\s+days\s+of\s+(?:the|this)\s+(?:[\w-]+\s+){0,2}?(?:holidays?|break|festival)\b",
    "now": r"(?:so\s+far|to\s+date|currently|at\s+present|at\s+the\s+moment|already|right\s+now|as\s+of\s+now|as\s+things\s+stand|at\s+the\s+time\s+of\s+writing|by\s+now|until\s+now|now)\b",
    "fiscal": rf"(?:FY|CY|fiscal(?:\s+year)?|financial\s+year)\s?(?P<y>{YEAR}|\d\d)\b(?:[-–/](?P<y2>\d\d(?:\d\d)?)\b)?",
    "years": rf"(?P<y>{YEAR})[-–/](?P<y2>\d\d)\b(?!-\d|,?\d)",
    "year": rf"(?<![A-Z]:\s)(?P<y>{YEAR})(?![\d,.]*\d|\s*(?:%|km|kW|MW|MHz|miles|stations|piles|points|chargers|swaps|sites)\b|-(?:kW|km))",
}

_PREFIX = (
    r"(?:(?:the\s+)?(?:very\s+|tail\s+)?(?P<edge>(?:end|start)(?!\s+(?:next|this|last)\b)|close(?=\s+of\b|-)|(?:last|final|first|opening)\s+day|eve|beginning|outset|dawn|middle|turn)(?:\s+of\s+|[\s-]+)(?:the\s+)?(?=(?:{next}))"
    r"|the\s+(?P<edge4>day\s+before)\s+(?=(?:the|this|that)\s+(?:[\w-]+\s+){{0,3}}?(?:holiday|festival|break)\b|(?:the\s+)?(?:{feasts})\b)"
    rf"|the\s+(?P<edge5>first)\s+of\s+(?={MONTH}\b(?!['’]s))"
    r"|the\s+(?P<edge3>first|last)\s+of\s+(?=the\s+(?:two|three|four|five|six|seven|eight|nine|ten)\s+days\b)"
    r"|(?P<edge2>early|mid|late)(?:\s+(?:in|this|on)\s+|[\s-]+(?:of\s+)?)(?=(?:{next})))"
)
_NEXT = rf"{MONTH}|{YEAR}|this|last|next|year|quarter|month|week|decade|spring|summer|autumn|fall|winter|first|second|third|fourth|current|Q[1-4]|H[12]|FY|fiscal|that|the|it\b"

START = re.compile(rf"(?<![\w$€£])(?:{_PREFIX.format(next=_NEXT, feasts=holidays.pattern())})?", re.IGNORECASE)
#: Patterns that tell a month from "may" and "march" by its capital letter.
_WITH_CAPITALS = ("month", "month_day", "day_month", "month_year", "months_listed", "short_month_year")

CORES = [
    (
        rule,
        re.compile(
            pattern,
            re.IGNORECASE if rule not in _WITH_CAPITALS else 0,
        ).match,
    )
    for rule, pattern in _GRAMMAR.items()
]

#: Words after "the" with which a date can go on.
_AFTER_THE = (
    r"year|month|quarter|week|weekend|day|date|time|decade|(?:very\s+|tail\s+)?end|dawn|close|eve|midpoint|start|beginning|outset|middle|turn|past|last|next|coming"
    r"|previous|preceding|following|current|same|prior|remaining|corresponding|comparable|equivalent|respective|like|latter|back|period|first|second|third|fourth|final|opening"
    r"|spring|summer|autumn|fall|winter|half-?year|March|June|September|December|fiscal|financial|business|full|whole|entire|calendar|new\s+year|1st|2nd|3rd|4th"
)

#: Words that a date can begin with, and what must follow them.
_BEGINNINGS: tuple[tuple[str, str], ...] = (
    ("the", rf"(?=\s+(?:{_AFTER_THE}|{NUM}[\s-]|(?:[\w-]+\s+){{0,3}}?(?:holiday|festival|break)))"),
    (
        "that this",
        rf"(?=\s+(?:{_AFTER_THE}|(?:[\w-]+\s+){{0,3}}?(?:holiday|festival|break)|morning|afternoon|evening|{MONTH}|{WEEKDAY}))",
    ),
    ("the", r"(?=\s+\d{1,2}(?:st|nd|rd|th)\b)"),
    ("that those", rf"(?=\s+of\s+{YEAR}\b)"),
    ("that", r"(?=(?:[’']s|\s+is|\s+was)\s+when\b)"),
    ("in of for by", r"(?=\s+(?:the\s+)?(?:spring|summer|autumn|fall|winter|christmas|now|then|new\s+year)\b)"),
    ("the over during for", rf"(?=\s+(?:the\s+)?(?:[\w-]+-(?:day|long)\s+)?(?:{YEAR}\s+)?(?:{holidays.pattern()}))"),
    ("over during for", r"(?=\s+(?:[\w-]+\s+){0,3}?(?:holiday|festival|break))"),
    ("over at on during", r"(?=\s+the\s+weekend)"),
    ("at", r"(?=\s+(?:present|the\s+(?:moment|time)|that\s+time))"),
    ("to", r"(?=\s+date)"),
    ("as", r"(?=\s+(?:of\s+now|things))"),
    ("until", r"(?=\s+now)"),
    ("since", r"(?:(?=\s+then|\s*[.,;)]|$)|(?<=\bha[sd]\ssince)|(?<=\bhave\ssince))"),
    ("ye cy eoy", rf"(?=\s?{YEAR})"),
    ("ytd", ""),
    ("so", r"(?=\s+far)"),
    ("before", r"(?=\s+(?:that|then)\b)"),
    ("it", r"(?=\s+(?:with|at|on)\b)"),
    ("then", r"(?=\s+(?:had|ran|operated|counted|numbered|stood|comprised|consisted|owned|amounted)\b)"),
    ("new", r"(?=\s+year)"),
    ("all", rf"(?=\s+(?:of|year|(?:the|these|those)\s|{NUM}[\s-]))"),
    ("tail very", r"\s+end"),
    ("christmas last past next coming previous following end close start beginning middle early mid late", ""),
    ("first second third fourth final 1st 2nd 3rd 4th today tonight yesterday tomorrow within back current", ""),
    ("currently already right now midway midyear halfway halfyear year month quarter week", ""),
    ("mid half", "-year"),
    ("q1 q2 q3 q4 h1 h2 fy fiscal financial turn couple spring summer autumn fall winter decade", ""),
)

#: Where a date can begin: only there are the patterns tried.
_TRIGGER = re.compile(
    rf"(?:{MONTH}|\d{{1,2}}[/.]\d{{1,2}}[/.]{YEAR}|\d{{1,2}}/{YEAR}|\d{{1,2}}M\s?\d+|(?:YE|EOY|CY)\s?{YEAR}|YTD|FY\s?\d+|[1-4]Q(?:\d\d)?|[12]H(?:\d\d)?|{WEEKDAY}|{YEAR}(?:Q[1-4]|H[12])?|(?:(?:\d{{1,2}}\s*(?:to|[-–])\s*)?\d{{1,2}}(?:(?:st|nd|rd|th)(?:\s+of)?)?\s+{MONTH})|(?i:"
    + "|".join([holidays.pattern(), *(rf"(?:{'|'.join(words.split())}){rest}" for words, rest in _BEGINNINGS)])
    + rf"|{NUM}\s+(?:days?|weeks?|fortnights?|months?|quarters?|years?|decades?|and\s+a\s+half)))\b"
)

#: The first words of dates; one with a digit may be one too.
_FIRST_WORDS = frozenset(
    [*(word for words, _ in _BEGINNINGS for word in words.split()), *MONTH_OF, *WEEKDAYS, *SMALL, "half"]
    + [re.split(r"\W", name)[0] for name in holidays.names()]
)
_WORD = re.compile(r"(?<![\w$€£.,])\w+")


def beginnings(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[int]:
    """Where a date can begin, left to right. Most words are only looked up: that is three times as fast as a search."""
    after = start
    for word in _WORD.finditer(text, start, end):
        if word.start() >= after and (word[0].lower() in _FIRST_WORDS or not word[0].isalpha()):
            trigger = _TRIGGER.match(text, word.start(), end)
            if trigger:
                after = trigger.end()
                yield word.start()

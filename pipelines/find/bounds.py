"""Verbs around a date that name its first or its last day: "closed August with 166", "when May began"."""

from __future__ import annotations

import re

_OPENING = re.compile(
    r"\b(?:(?:began|begun|begin|beginning|started|start|starting|entered|enter|entering)|(?:went|go|goes|gone|going|head|heads|headed|heading)\s+into)\s$",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"\b(?:ended|end|ending|closed|close|closing|finished|finish|finishing|exited)\s$", re.IGNORECASE)
_WITH = re.compile(r"\s(?:with|at|on)\b", re.IGNORECASE)
_CLOSED = re.compile(r"\s(?:had\s+|has\s+)?(?:closed|ended|finished)\s+(?:with|at|on)\s", re.IGNORECASE)
_OPENED = re.compile(r"\s(?:had\s+|has\s+)?(?:opened|started|began|begun)\s+(?:with|at|on)\s", re.IGNORECASE)


_HOLIDAY = re.compile(r"\b(?:holiday|festival|break)$", re.IGNORECASE)
_WHEN = re.compile(r"\b(?:when|once|as)\s(?:the\s)?$", re.IGNORECASE)
_HAVING = r"(?:\s(?:had|has|have|was|is))?(?:\s(?:just|only|barely))?"
_STARTS = re.compile(
    rf"{_HAVING}\s(?:began|begins?|begun|started|starts?|dawned|dawns?|opened|opens?|got\s+under\s*way)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    rf"{_HAVING}\s(?:ended|ends?|over|out|through|up|(?:came|comes?|drew|draws?)\s+to\s+(?:an?|its|the)\s+(?:end|close)"
    r"|closed|closes?|finished|wound\s+down|winds?\s+down|ran\s+out|runs?\s+out)\b",
    re.IGNORECASE,
)
_WITH_IT = re.compile(r"\bwith\s(?:the\s)?$", re.IGNORECASE)
_PAST = re.compile(
    r"\s(?:now\s)?(?:over|done|complete|behind\s+(?:it|them|us)|in\s+the\s+books|at\s+an\s+end)\s*,", re.IGNORECASE
)
_INTO = re.compile(r"\b(?:went|going|heading|headed|moved|moving)\s+into\s$", re.IGNORECASE)


def bounded(text: str, start: int, end: int) -> str:
    """ "Closed August with 166", "began the year with 101": the number is that of the period's last or first day."""
    holiday = bool(_HOLIDAY.search(text, start, end))
    when = bool(_WHEN.search(text, max(0, start - 10), start))
    if _INTO.search(text, max(0, start - 14), start) and text.startswith(",", end):
        return "start"  # "going into July, it had 949"
    if _WITH_IT.search(text, max(0, start - 10), start) and _PAST.match(text, end):
        return "end"  # "with August over, it has 949"
    if (holiday or when) and _STARTS.match(text, end):
        return "start"
    if (holiday or when) and _ENDS.match(text, end):
        return "end"
    if when:
        return ""
    if _CLOSED.match(text, end):
        return "end"
    if _OPENED.match(text, end):
        return "start"
    if not _WITH.match(text, end):
        return ""
    if _CLOSING.search(text, max(0, start - 14), start):
        return "end"
    return "start" if _OPENING.search(text, max(0, start - 14), start) else ""

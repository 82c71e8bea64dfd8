"""Cells for people: numbers with separators, days unbroken, sentences with the way to their article.

Everything that comes from an article is escaped, and only http addresses become links.
"""

import json
import re
from urllib.parse import urlencode

from datasette import hookimpl
from datasette.utils import tilde_encode
from markupsafe import Markup, escape

from pipelines.keep.schema import schema
from pipelines.words import metric_table, operator_info

DAY = re.compile(r"\d{4}-\d\d-\d\d")
STAMP = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\dZ")
WORDS = {"exact": "", "approx": "about ", "min": "over ", "max": "up to "}
FIGURES = {"value", "previous", "target"}
PLAIN_FIGURES = {"value_a", "value_b", "actual", "moved_to"}
PERCENTS = {"percent", "pace_percent", "percent_apart", "percent_undated", "percent_vague", "percent_planned"}
QUOTES = {"quote": "observation", "quote_a": "observation_a", "quote_b": "observation_b"}
ENDS = {"met": "good", "met late": "good", "met, unclear when": "good", "missed": "bad", "open": "ahead"}
CHANGES = {"change", "per_month", "per_month_12", "added"}
SENTENCES = {"quote", "sentence", "message", "why", "description", "counts"}
TELLING = ("value", "metric", "operator", "place", "country", "period_end")
EMPTY = Markup('<span class="none"></span>')  # an empty text would count as no answer, and the raw value would show


@hookimpl
def render_cell(row, value, column, table, database, datasette):
    fields = {name: raw(row[name]) for name in row.keys()}  # noqa: SIM118 - a Row is no dict
    if isinstance(value, dict):
        return foreign(value, target(table, column), database, datasette)
    if value is None or value == "":
        return EMPTY
    if column in FIGURES:
        most = fields.get("value_max") if column == "value" else None
        shown = figure(value, fields.get("qualifier"), most, fields.get("measure") if column == "value" else None)
        if column == "value" and table in ("latest", None) and fields.get("series_key"):
            return Markup('<a href="{}">{}</a>').format(series(fields["series_key"], database, datasette), shown)
        return shown
    if column in PLAIN_FIGURES:
        return figure(value)
    if column in PERCENTS and isinstance(value, int | float):
        return Markup('<span class="number">{}&nbsp;%</span>').format(f"{value:g}")
    if column == "standing":
        return EMPTY if value == "figure" else Markup('<span class="chip">{}</span>').format(value)
    if column == "state":
        return Markup('<span class="state {}">{}</span>').format(ENDS.get(value, ""), value)
    if column in CHANGES:
        return number(value, sign=True)
    if column in QUOTES:
        return quote(value, fields, QUOTES[column], database, datasette)
    if column in SENTENCES:
        return Markup('<span class="text">{}</span>').format(value)
    if column == "segment":
        return chips(value)
    if column == "series_key":
        return Markup('<a href="{}">{}</a>').format(series(value, database, datasette), value)
    if column in ("before", "after"):
        return pairs(value)
    if column == "place" and fields.get("place_id"):
        return Markup('<a href="{}">{}</a>').format(
            datasette.urls.row(database, "places", tilde_encode(fields["place_id"])), value
        )
    if column == "metric" and value in metric_table():
        return Markup('<span title="{}">{}</span>').format(value, metric_table()[value]["label"])
    if column == "operator":
        return Markup('<span title="{}">{}</span>').format(value, operator_info(value).name)
    if column in ("observation", "observation_a", "observation_b"):
        return Markup('<a href="{}">{}</a>').format(datasette.urls.row(database, "observations", value), value)
    return plain(value, column, table, fields)


def raw(value):
    """The key, where Datasette has put a name beside it."""
    return value["value"] if isinstance(value, dict) else value


def plain(value, column, table, fields):
    """Text, days, links and counts; None leaves the value to Datasette."""
    if isinstance(value, int | float):
        return number(value) if counts(table, column) else None
    if stamp := STAMP.fullmatch(value):
        day, time = stamp.groups()
        return Markup('<span class="day" title="{}">{}</span> <span class="day">{}</span>').format(value, day, time)
    if DAY.fullmatch(value):
        return Markup('<span class="day">{}</span>').format(value)
    if column == "url" or (column == "title" and "url" in fields):
        return link(fields.get("url", value), value if column == "title" else None)
    if column in ("allowed", "synonyms") and value.startswith("["):
        return chips(value)
    return None


def counts(table, column):
    """True for a number that counts something, False for one that is a key."""
    if table is None:
        return column not in ("run", "observation", "id", "urgency", "latitude", "longitude")
    if table not in schema().tables or column in ("latitude", "longitude"):
        return False
    found = schema().tables[table][column]
    return not found.key and found.to is None


def target(table, column):
    """The table that a column refers to."""
    return schema().tables[table][column].to


def foreign(value, other, database, datasette):
    """A name in place of an id, with the way to its row."""
    address = datasette.urls.row(database, other, tilde_encode(str(value["value"])))
    return Markup('<a href="{}" title="{}">{}</a>').format(address, value["value"], value["label"])


def series(key, database, datasette):
    """Address of the page with every figure of a series."""
    return f"{datasette.urls.query(database, 'growth_of_one_series')}?{urlencode({'series': key})}"


def number(value, sign=False):
    """Thousands apart; a sign where it is a change."""
    if isinstance(value, float):
        value = round(value, 1)
    mark = "+" if sign and value > 0 else ""
    text = f"{mark}{value:,}".replace("-", "−")
    return Markup('<span class="number">{}</span>').format(text.removesuffix(".0"))


def figure(value, qualifier=None, upper=None, measure=None):
    """A count as it was stated: over 2,900, about 1,000, 30 to 40, no. 1,000."""
    if measure == "nth" and isinstance(value, int | float):
        return Markup('<span class="number"><span class="vague">no. </span>{}</span>').format(f"{value:,}")
    if not isinstance(value, int | float):
        return None
    shown = f"{value:,}" if upper is None else f"{value:,} to {upper:,}"
    return Markup('<span class="number"><span class="vague">{}</span>{}</span>').format(
        WORDS.get(qualifier or "exact", ""), shown
    )


def quote(value, fields, key, database, datasette):
    """The sentence with its number marked, and the way to its article and to the row that says all of it."""
    start, end = fields.get("value_start"), fields.get("value_end")
    ways = []
    url = fields.get("url")
    if isinstance(url, str) and safe(url):
        ways.append(Markup('<a href="{}" rel="noreferrer">article</a>').format(url))
    observation = fields.get(key)
    if observation is not None:
        ways.append(Markup('<a href="{}">why</a>').format(datasette.urls.row(database, "observations", observation)))
    ways = Markup('<span class="ways">{}</span>').format(Markup(" ").join(ways)) if ways else Markup()
    text = marked(value, start, end)
    return Markup('<span class="said"><span class="text" title="{}">{}</span>{}</span>').format(value, text, ways)


def marked(text, start, end):
    """The text, escaped, with the number in <mark>."""
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text):
        return escape(text)
    return Markup("{}<mark>{}</mark>{}").format(text[:start], text[start:end], text[end:])


def chips(value):
    """Ids, each in a box of its own."""
    words = json.loads(value) if value.startswith("[") else value.split(",")
    if not words:
        return EMPTY
    return Markup(" ").join(Markup('<span class="chip">{}</span>').format(word) for word in words)


def pairs(value):
    """Fields of a change, name and value; of a whole observation the telling ones, the rest is on its own page."""
    fields = json.loads(value)
    if "quote" in fields and "metric" in fields:
        fields = {name: fields[name] for name in TELLING if fields.get(name) is not None}
    items = Markup(" ").join(
        Markup('<span class="pair"><span class="field">{}</span> {}</span>').format(*item) for item in fields.items()
    )
    return Markup('<span class="text">{}</span>').format(items)


def safe(url):
    """True for an address that may become a link: javascript: and the like may not."""
    return url.startswith(("https://", "http://"))


def link(url, text=None):
    """A link to an article, short where it has no text of its own."""
    if not isinstance(url, str) or not safe(url):
        return Markup("{}").format(text or url)
    shown = text or re.sub(r"^https?://(www\.)?", "", url).rstrip("/")
    kind = "text" if text else "address"
    return Markup('<a href="{}" class="{}" title="{}" rel="noreferrer">{}</a>').format(url, kind, url, shown)

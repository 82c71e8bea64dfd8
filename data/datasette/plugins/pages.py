"""What the pages know beyond Datasette: the questions, the tables by use, a series as a line, an observation's why."""

import json
import re
from datetime import date
from pathlib import Path

from datasette import hookimpl
from datasette.utils import path_with_added_args, tilde_encode
from markupsafe import Markup, escape

from pipelines.keep.atlas import Spot, atlas
from pipelines.keep.chart import Dot, chart, spark
from pipelines.keep.newest import know_newest_figure
from pipelines.keep.queries import queries
from pipelines.keep.schema import schema
from pipelines.keep.site import groups
from pipelines.keep.verdicts import review_of

NEWEST = """
    select l.series_key, l.date, l.value, l.value_max, l.qualifier, o.name as operator, m.label as metric,
           p.name as country, l.url, l.observation
    from latest as l join metrics as m on m.id = l.metric join operators as o on o.id = l.operator
    left join places as p on p.id = l.country
    where l.segment = '' and l.place is null and l.points > 2
    order by l.date desc, l.points desc limit 8"""

SUBJECT = """
    select o.name as operator, m.label as metric, l.place, p.name as country,
           replace(l.segment, ',', ' and ') as segment
    from latest as l join metrics as m on m.id = l.metric left join operators as o on o.id = l.operator
    left join places as p on p.id = l.country where l.series_key = ?"""

NONE = Markup('<span class="none"></span>')  # an empty cell

WIDE = {"world", "region", "continent", "country"}  # the centre of these says nothing of where a station stands

CHOICES = {
    "operator": "select id, name from operators where id in (select operator from latest) order by name",
    "metric": "select id, label from metrics order by sort",
    "country": "select id, name from places where id in (select country from latest) order by name",
    "series": "select series_key, points || ' figures' from latest where points > 2 order by points desc limit 300",
}

FIRST_SERIES = "battery_swap_stations|nio|CN||"  # the default of the question growth_of_one_series

DOTS = "select date, value, qualifier, quote, standing from series where series_key = ? order by date"

#: What a search over everything shows of each table: the row's number, its text, and what tells it from others.
FOUND = {
    "observations": ("t.quote", "t.period_end", "t.withdrawn_at is null"),
    "articles": ("t.title", "t.published_on", "1"),
    "places": ("t.name", "t.kind", "1"),
    "codebook": ("t.tbl || '.' || t.col || ': ' || t.description", "t.type", "1"),
}

SEARCH = """
    select t.id, {0} as text, {1} as more from "{name}_fts" as f join "{name}" as t on t.rowid = f.rowid
    where "{name}_fts" match escape_fts(:q) and {2} order by f.rank limit 10"""

VERDICT = "select verdict, value, note, by, at from verdicts where uid = ? order by id desc limit 1"

OBSERVATION = (
    "select id, value, quote from observations where uid = ? order by withdrawn_at is not null, id desc limit 1"
)

ARTICLE = """
    select a.title, a.url, a.published_on, a.id, s.name as source
    from articles as a join sources as s on s.id = a.source where a.id = ?"""


@hookimpl
def extra_template_vars(template, database, table, columns, view_name, request, datasette):
    ours = datasette.metadata("databases") or {}  # a plugin may bring databases of its own
    name = next((name for name in datasette.databases if name in ours and not name.endswith("review")), None)
    return {"house": House(datasette, name, table, request)}


@hookimpl
def prepare_connection(conn, database, datasette):
    """What the questions of the past reckon with."""
    path = datasette.databases[database].path if database in datasette.databases else None
    if path and not database.endswith("review"):
        know_newest_figure(conn, review_of(Path(path)))


def plain_value(value):
    """The key, where Datasette has put a name beside it."""
    return value["value"] if isinstance(value, dict) else value


def blank(value):
    """True for nothing, as text, as an empty list or as a cell of the page."""
    return value is None or str(value) in ("", "[]", "&nbsp;", str(NONE))


class House:
    """Handed to the templates as `house`."""

    def __init__(self, datasette, database, table, request):
        self.datasette = datasette
        self.database = database
        self.review = next((name for name in datasette.databases if name.endswith("review")), None)
        self.table = table
        self.request = request
        self.args = request.args if request else {}
        self.questions = queries()
        self.tables = schema().tables
        self.groups = groups()

    @property
    def all_columns(self):
        """True where the reader asked for every column."""
        return self.args.get("_columns") == "all"

    def aside(self, query=None):
        """Columns that the page leaves out unless all are asked for."""
        if self.all_columns:
            return set()
        if query in self.questions:
            return set(self.questions[query].aside)
        table = self.tables.get(self.table)
        return {column.name for column in table.columns if column.aside} if table else set()

    def told_beside(self, columns):
        """Columns that stand in the cells of others: place with country, segment with what is counted."""
        whole = {"place", "country", "segment", "metric_label" if self.table is None else "metric"}
        return [] if self.all_columns or not whole <= set(columns) else ["place", "segment"]

    def cell(self, column, cells, told_beside):
        """A cell of the page, with what is told beside it: Lhasa, China; battery swap stations, along highways."""
        shown = cells[column]
        if told_beside and column == "country":
            return Markup(", ").join(cells[name] for name in ("place", "country") if not blank(cells[name])) or NONE
        if told_beside and column in ("metric", "metric_label") and not blank(cells["segment"]):
            return Markup("{} {}").format(shown, cells["segment"])
        return shown

    def heading(self, column, told_beside, breaks=True):
        """The head of a column, which may be broken where its words end: by a tag or by a space without width."""
        name = column.removesuffix("_name").removesuffix("_label") if self.table is None else column
        if column == "country" and told_beside:
            name = "where"
        return escape(name).replace("_", Markup("_<wbr>")) if breaks else name.replace("_", "_\u200b")

    def empty(self, columns, rows):
        """Columns of a table's page in which nothing stands: they only push the others off the screen."""
        if self.all_columns or not rows:
            return []
        return [
            column["name"]
            for place, column in enumerate(columns)
            if column["name"] != "country" and all(blank(row.cells[place]["raw"]) for row in rows)
        ]

    def blank(self, columns, rows):
        """The same for the answer to a question, whose cells are text already."""
        if self.all_columns or not rows:
            return []
        return [
            name for place, name in enumerate(columns) if name != "country" and all(blank(row[place]) for row in rows)
        ]

    def questions_by_group(self):
        """The questions under their headings."""
        groups = {}
        for question in self.questions.values():
            groups.setdefault(question.group, []).append(question)
        return groups

    def map(self, columns, rows):
        """The rows that have a point, on a map; those of one point share a circle, whose area is their number."""
        if not {"latitude", "longitude", "place", "observation"} <= set(columns):
            return ""
        at = {}
        for row in rows:
            row = {name: plain_value(row[name]) for name in columns}
            if isinstance(row["latitude"], int | float) and row.get("precision") not in WIDE:
                at.setdefault((row["latitude"], row["longitude"]), []).append(row)
        return Markup(atlas([self._spot(point, members) for point, members in at.items()], "Where stations opened"))

    def _spot(self, point, members):
        name = members[0]["place"] or members[0]["country"] or ""
        lines = [f"{row['date']}: {row['value']:,} ({row['measure']}), {row['operator']}" for row in members[:8]]
        more = [f"… and {len(members) - 8} more"] if len(members) > 8 else []
        address = self.row_address("observations", members[0]["observation"])
        return Spot(*point, len(members), "\n".join([name, *lines, *more]), address, name)

    async def counts(self):
        """Rows of each table; None where counting takes too long."""
        counts = await self.datasette.get_database(self.database).table_counts(100)
        return {name: counts.get(name) for name in self.tables}

    def column(self, name):
        """What the schema says of a column of this page's table."""
        table = self.tables.get(self.table)
        return next((column for column in table.columns if column.name == name), None) if table else None

    def with_facet(self, name):
        """Address of this page with the values of a column to narrow it down by."""
        added = {"_facet": name, "_next": None}
        return self.datasette.urls.path(path_with_added_args(self.request, added))

    def meaning(self, question, parameter):
        """What to write into a field of a question's form."""
        found = self.questions.get(question)
        return found.parameters.get(parameter, "") if found else ""

    async def choices(self, parameter):
        """What may be written into a field, with what it means: (id, name), for the reader to pick from."""
        if parameter == "state":
            return [(state, "") for state in self.tables["targets"]["state"].allowed]
        if parameter not in CHOICES:
            return []
        return [tuple(row.values()) for row in await self.rows(CHOICES[parameter])]

    async def rows(self, sql, parameters=()):
        """Rows of a query as dicts."""
        result = await self.datasette.execute(self.database, sql, parameters)
        return [dict(zip(result.columns, row, strict=True)) for row in result.rows]

    async def newest(self):
        """The newest figures of whole countries, each with its line."""
        rows = await self.rows(NEWEST)
        for row in rows:
            row["line"] = Markup(spark(await self._dots(row["series_key"])))
        return rows

    async def line(self):
        """The chart of the series that the page is about, where it is about one."""
        subject = await self.subject()
        return Markup(chart(await self._dots(subject["series_key"]), ", ".join(subject["names"]))) if subject else ""

    async def subject(self):
        """The series that the page is about, with its names; None where there is none."""
        key = self.args.get("series_key") or self.args.get("series") or (self.table is None and FIRST_SERIES)
        for row in await self.rows(SUBJECT, [key or ""]):
            names = [row["operator"], row["metric"], row["place"], row["country"], row["segment"]]
            return {"series_key": key, "names": [name for name in names if name]}
        return None

    async def _dots(self, key):
        rows = await self.rows(DOTS, [key])
        return [
            Dot(date.fromisoformat(row["date"]), row["value"], row["qualifier"] == "exact",
                f"{row['date']}: {row['value']:,}. {row['quote']}", row["standing"] == "figure")
            for row in rows
        ]  # fmt: skip

    async def search(self, q):
        """Table → the rows that fit best, for every table with search that has some."""
        found = {}
        q = q.replace("\0", " ")
        q = q if q.count('"') % 2 == 0 else q.replace('"', " ")  # a phrase that never ends
        for name, parts in FOUND.items() if re.search(r"\w", q) else ():
            if rows := await self.rows(SEARCH.format(*parts, name=name), {"q": q}):
                found[name] = rows
        return found

    async def verdict(self, uid):
        """The last word of an analyst on an observation, or None."""
        if self.review is None:
            return None
        result = await self.datasette.execute(self.review, VERDICT, [uid])
        return next((dict(zip(result.columns, row, strict=True)) for row in result.rows), None)

    async def observation_of(self, uid):
        """Number, figure and sentence of an observation, with the verdict that it has; None for an unknown uid."""
        for row in await self.rows(OBSERVATION, [uid or ""]):
            verdict = await self.verdict(uid)
            return row | {"verdict": verdict["verdict"] if verdict else None}
        return None

    async def article(self, key):
        """Title, address, day and outlet of an article."""
        return (await self.rows(ARTICLE, [key]))[0]

    def why(self, text):
        """Field → the reasons that its value has."""
        reasons = {}
        for entry in json.loads(text or "[]"):
            reasons.setdefault(entry["field"], []).append(entry)
        return reasons

    async def label(self, column, value):
        """The name that goes with an id in a column of this page's table, or None."""
        found = self.column(column)
        other = self.tables.get(found.to) if found and found.to else None
        if other is None or other.label is None or value is None:
            return None
        rows = await self.rows(f'select "{other.label}" as label from "{other.name}" where id = ?', [value])
        return rows[0]["label"] if rows else None

    def row_address(self, table, key):
        """Address of a row's page."""
        return self.datasette.urls.row(self.database, table, tilde_encode(str(key)))

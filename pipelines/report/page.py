"""The report: one HTML file with everything in it, which opens from a memory stick as well as from a server.

Whatever comes from an article is escaped, and only http addresses become links. There is no script.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from pipelines.keep import Store
from pipelines.keep.atlas import atlas
from pipelines.keep.chart import spark
from pipelines.keep.queries import ALL
from pipelines.report.gather import Group, Row, groups, line_of, said, spots, where
from pipelines.report.lines import Line, colours, draw

CARDS = 6
GOALS = 40  # rows of targets; the newest deadlines
NEWS = 25  # rows of what changed
ENDS = {"met": "good", "met late": "good", "met, unclear when": "good", "missed": "bad", "open": "open"}

STYLE = """
:root{color-scheme:light dark;--ink:#17233b;--soft:#586478;--line:#dde3ea;--paper:#fff;--pale:#f3f6f9;--blue:#0b5e96;
--land:#dbe3ea;--good:#00694e;--bad:#a3341f}
@media (prefers-color-scheme:dark){:root{--ink:#e8edf4;--soft:#a3afc0;--line:#333e4d;--paper:#12181f;--pale:#1b232d;
--blue:#6cb8ee;--land:#2b3644;--good:#4fd1a8;--bad:#ff9c85}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:62rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .4rem}h2{font-size:1.25rem;margin:2.2rem 0 .5rem}
p.lead{color:var(--soft);margin:0 0 1rem;max-width:46rem}a{color:var(--blue)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.7rem;padding:0;margin:1rem 0;
list-style:none}
.cards li{background:var(--pale);border-radius:8px;padding:.7rem .9rem}
.cards b{display:block;font-size:1.6rem;line-height:1.25;font-variant-numeric:tabular-nums;white-space:nowrap}
.cards small{display:inline;font-size:.9rem;font-weight:400;color:var(--soft)}
.cards span{color:var(--soft);font-size:.86rem;display:block}.cards svg{float:right}
.spark path{fill:none;stroke:var(--blue);stroke-width:1.6}.spark circle{fill:var(--blue)}
svg.lines,svg.map{display:block;width:100%;height:auto}
svg text{font:13px system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:var(--soft)}
.value{text-anchor:end}.time{text-anchor:middle}svg .end{font-weight:600}.grid{stroke:var(--line)}
.line{fill:none;stroke-width:2;stroke-linejoin:round}.aim{fill:none;stroke-width:1.5;stroke-dasharray:5 4;opacity:.75}
.full{fill:var(--c)}.hollow{fill:var(--paper);stroke-width:1.8}.off{fill:var(--paper);stroke-width:1;opacity:.45}
.multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:1rem}
.multiples figure,.frame{margin:0}.multiples figcaption{font-size:.9rem;font-weight:600}
.narrow{display:none}.key{list-style:none;padding:0;margin:.3rem 0;font-size:.9rem;display:none}
.land{fill:var(--land)}.country{fill:var(--blue);fill-opacity:.35;stroke:var(--blue)}
.spot{fill:#d1622b;fill-opacity:.6;stroke:#d1622b}
.map text{fill:var(--ink);paint-order:stroke;stroke:var(--paper);stroke-width:.18em}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th{text-align:left;font-size:.82rem;color:var(--soft);border-bottom:1px solid var(--line);padding:.3rem .6rem .3rem 0}
td{border-bottom:1px solid var(--line);padding:.45rem .6rem .45rem 0;vertical-align:top}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.d{white-space:nowrap;font-variant-numeric:tabular-nums}
small{color:var(--soft);display:block}.state{white-space:nowrap;font-weight:600}.good{color:var(--good)}
.bad{color:var(--bad)}
.open{color:var(--blue)}
.bar{display:block;width:6rem;height:.5rem;border-radius:.25rem;background:var(--line);overflow:hidden}
.bar i{display:block;height:100%;background:var(--blue)}
footer{color:var(--soft);font-size:.88rem;margin-top:2.5rem}
@media (max-width:40rem){.wide{display:none}.narrow,.key{display:block}main{padding:1rem .8rem 3rem}
thead{display:none}
tr{display:grid;grid-template-columns:1fr 1fr;gap:0 1rem;border-bottom:1px solid var(--line);padding:.5rem 0}
td{border:0;padding:.1rem 0}.n{text-align:left}td.full-row{grid-column:1/-1}
td:not([data-k=""]):not(:empty)::before{content:attr(data-k) " ";color:var(--soft);font-size:.8rem}
td:empty{display:none}}
@media print{main{max-width:none}a{color:inherit}}
"""


def report(store: Store, wanted: Mapping[str, str | None], until: date, title: str = "stationwatch") -> str:
    """The page. `wanted` are the filters of the questions (operator, metric, country), `until` the day of the data."""
    latest = store.query("latest_per_operator", **wanted, rows=ALL)
    targets = store.query("targets_and_pace", **wanted, rows=ALL)
    found = groups(store, latest, targets)
    changes = store.query("what_changed", rows=5000)
    body = [
        f"<h1>{escape(title)}: charging and swap stations in the news</h1>",
        f'<p class="lead">As stated in articles up to <span class="d">{until}</span>. Every figure leads to its '
        "article; rest the pointer on a dot to read the sentence. Hollow dots are “about” or “more than”; pale ones "
        "say nothing new, and the line passes them by. Dashed lines are goals.</p>",
        _cards(store, latest),
        *(_group(group) for group in found[:6]),
        _targets(targets),
        _map(store, latest),
        _changes(changes),
        "<footer>Figures with a restriction (highway, public, …) are parts of the ones without; “Industry” holds all "
        "operators: never add them up. Made by stationwatch.</footer>",
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}{colours()}</style></head><body><main>\n"
        + "\n".join(part for part in body if part)
        + "\n</main></body></html>\n"
    )


def link(url: object, text: str) -> str:
    """Text with the way to an article, where that is a web address."""
    address = str(url)
    if not address.startswith(("https://", "http://")):
        return escape(text)
    return f'<a href="{escape(address)}" rel="noreferrer">{escape(text)}</a>'


def _headline(said: str) -> str:
    """The words before the number small, so that it stays in one line: over 1,370,000."""
    vague, _, number = escape(said).rpartition(" ")
    return f"<small>{vague}</small> {number}" if vague in ("over", "about", "up to", "no.") else escape(said)


def _cards(store: Store, latest: Sequence[Row]) -> str:
    """The newest figures of whole countries and of the world, one for each operator and metric."""
    seen: set[tuple[object, object]] = set()
    items = []
    for row in sorted(latest, key=lambda row: str(row["date"]), reverse=True):
        if row["segment"] or (row["place"] and row["country"]) or (row["operator"], row["metric"]) in seen:
            continue
        line = line_of(store, row)
        if line is None:
            continue
        seen.add((row["operator"], row["metric"]))
        pace = row["per_month_12"]
        more = f" · {'+' if pace > 0 else ''}{_number(pace)} a month" if isinstance(pace, int | float) else ""
        items.append(
            f"<li>{spark([figure.dot for figure in line.figures if figure.counts], 90, 20)}"
            f"<span>{escape(str(row['operator_name']))}, {escape(where(row))}</span><b>{_headline(said(row))}</b>"
            f"<span>{escape(str(row['metric_label']).lower())}</span>"
            f"<span>{link(row['url'], str(row['date']))}{more}</span></li>"
        )
        if len(items) == CARDS:
            break
    return f'<ul class="cards">{"".join(items)}</ul>' if items else ""


def _group(group: Group) -> str:
    parts = [f"<h2>{escape(group.label)}</h2>"]
    if group.large:
        parts.append(f'<div class="wide">{draw(group.large, group.label, 920, 320)}</div>')
        parts.append(f'<div class="narrow">{draw(group.large, group.label, 380, 260, named=False)}</div>')
        names = "".join(
            f'<li class="k{n}">● {escape(line.name)} {line.last.value:,}</li>' for n, line in enumerate(group.large)
        )
        parts.append(f'<ul class="key">{names}</ul>')
    if group.small:
        parts.append(f'<div class="multiples">{"".join(map(_multiple, group.small))}</div>')
    return "\n".join(parts)


def _multiple(line: Line) -> str:
    caption = f"{line.name}: {line.last.value:,}"
    return f"<figure><figcaption>{escape(caption)}</figcaption>{draw([line], caption, 320, 170, named=False)}</figure>"


def _targets(targets: Sequence[Row]) -> str:
    rows = [row for row in targets if row["deadline"]]
    ahead = [row for row in rows if row["state"] == "open"]
    shown = (ahead + [row for row in rows if row["state"] != "open" and row["actual"] is not None])[:GOALS]
    if not shown:
        return ""
    head = "".join(
        f"<th{kind}>{name}</th>"
        for name, kind in (
            ("Whose goal", ""), ("Goal", ' class="n"'), ("By", ""), ("State", ""), ("Then", ' class="n"'),
            ("Progress", ""), ("Needed a month", ' class="n"'), ("Lately", ' class="n"'),
        )
    )  # fmt: skip
    body = "".join(map(_goal, shown))
    note = "“Then” is the last figure up to the deadline. Between two figures nobody knows: “met, unclear when”."
    return (
        f'<h2>Targets</h2><p class="lead">{note}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def _goal(row: Row) -> str:
    percent = row["percent"]
    bar = ""
    if isinstance(percent, int | float):
        filled = min(100, max(0, percent))
        bar = f'<span class="bar" title="{percent:g} percent"><i style="width:{filled:.0f}%"></i></span>'
    cells = [
        ("full-row", "", f"{link(row['url'], str(row['operator_name']) + ', ' + where(row))}"
         f"<small>{escape(str(row['metric_label']).lower())}</small>"),
        ("n", "goal", escape(said(row, "target"))),
        ("d", "by", str(row["deadline"])),
        (f"state {ENDS.get(str(row['state']), '')}", "", escape(str(row["state"]))),
        ("n", "then", _number(row["actual"])),
        ("", "", bar),
        ("n", "needed a month", _number(row["needed_per_month"])),
        ("n", "lately", _number(row["recent_per_month"]) if row["state"] == "open" else ""),
    ]  # fmt: skip
    tds = "".join(
        f'<td class="{kind}"{f" data-k={chr(34)}{key}{chr(34)}" if key else ""}>{text}</td>'
        for kind, key, text in cells
    )
    return f'<tr title="{escape(str(row["quote"]))}">{tds}</tr>'


def _map(store: Store, latest: Sequence[Row]) -> str:
    """The metric that most countries have a figure of."""
    points = store.countries()
    by_metric: dict[str, list[Row]] = {}
    for row in latest:
        by_metric.setdefault(str(row["metric_label"]), []).append(row)
    label, found = max(
        ((label, spots(rows, points)) for label, rows in by_metric.items()),
        key=lambda each: len(each[1]),
        default=("", []),
    )
    if len(found) < 2:
        return ""
    note = "The largest figure of each country; all others are in its tooltip."
    return f'<h2>Where: {escape(label.lower())}</h2><p class="lead">{note}</p>{atlas(found, label)}'


def _changes(changes: Sequence[Row]) -> str:
    if not changes:
        return ""
    kinds: dict[str, int] = {}
    for row in changes:
        kinds[str(row["what"])] = kinds.get(str(row["what"]), 0) + 1
    counts = ", ".join(f"{count:,} {what}" for what, count in sorted(kinds.items(), key=lambda each: -each[1]))
    shown = sorted(changes, key=lambda row: row["what"] == "conflict")[:NEWS]
    day = f'<span class="d">{escape(str(changes[0]["at"])[:10])}</span>'
    more = f" The first {len(shown)}:" if len(shown) < len(changes) else ""
    return (
        f'<h2>What the last crawl changed</h2><p class="lead">On {day}: {escape(counts)}.{more}</p>'
        f"<table><tbody>{''.join(map(_change, shown))}</tbody></table>"
    )


def _change(row: Row) -> str:
    who = f"{row['operator_name'] or ''} {str(row['metric_label'] or '').lower()}".strip()
    figure = said(row) if row["value"] is not None else ""
    why = "" if row["what"] == "new" else f"<small>{escape(str(row['why']))}</small>"
    return (
        f'<tr><td class="d">{escape(str(row["date"] or str(row["at"])[:10]))}</td><td>{escape(str(row["what"]))}</td>'
        f'<td>{escape(who)}</td><td class="n">{escape(figure)}</td>'
        f'<td class="full-row">{link(row["url"], str(row["quote"] or row["title"]))}{why}</td></tr>'
    )


def _number(value: object) -> str:
    if not isinstance(value, int | float):
        return ""
    return f"{round(value):,}" if abs(value) >= 100 or value == round(value) else f"{value:,.1f}"

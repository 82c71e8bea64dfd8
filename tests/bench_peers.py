"""`make bench-peers`: reading, numbers and dates beside other libraries, on the sample newsroom, in one run.

The pages are the newsroom's articles in the layouts of five outlets, menus, side bars and comments included. They were
written for this project, and so were the rules: home advantage is ours. The others know neither the outlets nor the
subject; the row "any host" is ours without that knowledge too. Times are processor time, after one article to warm up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

import newspaper
import trafilatura
from dateparser.search import search_dates
from lxml import etree
from quantulum3 import parser as quantulum

from pipelines import DATA, outlets, run
from pipelines.find import find
from pipelines.gold import read_gold
from pipelines.model import Article, NotAnArticle, Observation, Page
from spiders.newsroom import read_stories
from spiders.typeset import page_of

FETCHED = datetime(2026, 3, 1, tzinfo=UTC)
OUTLETS = tuple(sorted(path.stem for path in (Path(__file__).parent.parent / "spiders" / "pages").glob("*.html")))


@dataclass(frozen=True)
class Found:
    """What a reader made of a page: text blocks, rows of tables, the day of publication."""

    blocks: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    day: date | None


def clean(text: str) -> str:
    return " ".join(text.split())


def ours(page: Page) -> Found:
    return _found(run.read_page(page))


def strange(page: Page) -> Found:
    """The same page on a host that nobody declared."""
    host = f"news.{outlets.load(page.outlet).host}"
    try:
        return _found(run.read_page(replace(page, outlet=host)))
    except NotAnArticle:
        return Found((), (), None)


def _found(article: Article) -> Found:
    rows = tuple(tuple(map(clean, row)) for table in article.tables for row in table)
    return Found(article.paragraphs, rows, article.published.astimezone(UTC).date())


def by_trafilatura(page: Page) -> Found:
    said = trafilatura.extract(
        page.html, url=page.url, output_format="xml", include_tables=True, include_comments=False, with_metadata=True
    )
    if not said:
        return Found((), (), None)
    doc = etree.fromstring(said.encode())
    blocks = [
        clean("".join(e.itertext())) for e in doc.iter("p", "head", "item", "quote") if e.getparent().tag != "cell"
    ]
    rows = [tuple(clean("".join(cell.itertext())) for cell in row.iter("cell")) for row in doc.iter("row")]
    return Found(tuple(blocks), tuple(rows), _day(doc.get("date")))


def by_newspaper(page: Page) -> Found:
    article = newspaper.Article(page.url, language="en")
    article.download(input_html=page.html.decode())
    article.parse()
    said = article.publish_date
    day = said.astimezone(UTC).date() if said and said.tzinfo else said.date() if said else None
    return Found(tuple(clean(block) for block in article.text.split("\n") if block.strip()), (), day)


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat((said or "")[:10])
    except ValueError:
        return None


def reading() -> None:
    """Articles: paragraphs and rows kept to the letter, days of publication, and what is no article's."""
    works = {
        "stationwatch": ours,
        "stationwatch, any host": strange,
        f"trafilatura {version('trafilatura')}": by_trafilatura,
        f"newspaper4k {version('newspaper4k')}": by_newspaper,
    }
    pages = [
        (story, Page(name, story.url, FETCHED, page_of(story, outlets.load(name)).encode(), "UTF-8"))
        for name in OUTLETS
        for story in read_stories(DATA / "newsroom", name)
    ]
    print(f"\nReading {len(pages)} pages\n")
    print("| | ms a page | paragraphs | table rows | days | text that is no article's |\n|---|---|---|---|---|---|")
    for name, work in works.items():
        work(pages[0][1])
        began = time.process_time()
        found = [work(page) for _, page in pages]
        took = (time.process_time() - began) / len(pages) * 1000
        kept = [_kept(story, each) for (story, _), each in zip(pages, found, strict=True)]
        paragraphs, of, rows, of_rows, days, noise, said = (sum(column) for column in zip(*kept, strict=True))
        print(
            f"| {name} | {took:.1f} | {paragraphs / of:.1%} | {rows / of_rows:.0%} | {days / len(pages):.0%} "
            f"| {noise / said:.1%} |"
        )


def _kept(story: object, found: Found) -> tuple[int, int, int, int, int, int, int]:
    """(paragraphs kept, of, rows kept, of, day right, characters that are no article's, of)."""
    wanted = [clean(text) for text in story.paragraphs]
    blocks = [clean(block) for block in found.blocks]
    rows = [tuple(map(clean, row)) for table in story.tables for row in table]
    whole = "\n".join([*wanted, story.title, *(" ".join(row) for row in rows)])
    noise = sum(len(block) for block in blocks if block not in whole)
    return (
        len(set(wanted) & set(blocks)),
        len(set(wanted)),
        sum(row in set(found.rows) for row in rows),
        len(rows),
        found.day == story.published.astimezone(UTC).date(),
        noise,
        sum(map(len, blocks)) or 1,
    )


# ---------------------------------------------------------------- numbers and dates


@dataclass(frozen=True, eq=False)
class Quote:
    """A sentence of an article that states counts: their values, and the days that it names itself as their ends."""

    text: str
    article: Article
    values: frozenset[float]
    days: frozenset[date]


def quotes() -> list[Quote]:
    """Every sentence that states a count, of the third of the newsroom that no rule was made from."""
    found = []
    for gold in read_gold([DATA / "newsroom"]):
        if gold.part != "exam":
            continue
        for text in dict.fromkeys(str(o["quote"]) for o in gold.observations):
            its = [o for o in gold.observations if o["quote"] == text]
            days = {
                date.fromisoformat(str(o["period_end"])) for o in its if o["date_basis"] == "text" and o["period_end"]
            }
            found.append(Quote(text, gold.article, frozenset(float(o["value"]) for o in its), frozenset(days)))
    return found


def figures(sentence: Quote) -> list[float]:
    spans = find(sentence.text)
    return [float(span.value.value) for span in spans if span.kind in ("number", "ordinal")]


def by_quantulum(sentence: Quote) -> list[float]:
    return [quantity.value for quantity in quantulum.parse(sentence.text)]


def without_units(sentence: Quote) -> list[float]:
    return [q.value for q in quantulum.parse(sentence.text) if q.unit.name == "dimensionless"]


def number_finding(sentences: Sequence[Quote]) -> None:
    """Values in the sentences that state a count: which of those found are counts, and which counts are found."""
    readings, took = observed(sentences)
    wanted = [sentence.values for sentence in sentences]
    name = f"quantulum3 {version('quantulum3')}"
    print(f"\nNumbers in {len(sentences)} sentences that state {sum(map(len, wanted))} counts\n")
    print("| | ms a sentence | values that are counts | counts found |\n|---|---|---|---|")
    _line("stationwatch, every number", figures, sentences, wanted)
    _line(
        "stationwatch, observations",
        lambda s: [float(o.value) for o in readings[s.article.url] if o.quote == s.text],
        sentences,
        wanted,
        took,
    )
    _line(f"{name}, every quantity", by_quantulum, sentences, wanted)
    _line(f"{name}, without a unit", without_units, sentences, wanted)


def date_finding(sentences: Sequence[Quote]) -> None:
    """Days at which periods end that a sentence itself names: which of those found are, and which are found."""
    dated = [sentence for sentence in sentences if sentence.days]
    readings, took = observed(dated)

    def searched(sentence: Quote) -> list[date]:
        base = sentence.article.published.replace(tzinfo=None)
        settings = {"RELATIVE_BASE": base, "PREFER_DAY_OF_MONTH": "last", "PREFER_DATES_FROM": "past"}
        return [moment.date() for _, moment in search_dates(sentence.text, languages=["en"], settings=settings) or ()]

    print(f"\nDates in {len(dated)} sentences that name the day, month, quarter or year of a count\n")
    print("| | ms a sentence | dates that are right | days found |\n|---|---|---|---|")
    _line(
        "stationwatch, observations",
        lambda s: [
            o.period_end
            for o in readings[s.article.url]
            if o.quote == s.text and o.date_basis == "text" and o.period_end is not None
        ],
        dated,
        [sentence.days for sentence in dated],
        took,
    )
    _line(f"dateparser {version('dateparser')}, search_dates", searched, dated, [each.days for each in dated])


def observed(sentences: Sequence[Quote]) -> tuple[dict[str, Sequence[Observation]], float]:
    """(URL → observations, seconds) of the whole articles that the sentences are of."""
    articles = {sentence.article.url: sentence.article for sentence in sentences}
    run.observe(next(iter(articles.values())))
    began = time.process_time()
    readings = {url: run.observe(article).observations for url, article in articles.items()}
    return readings, time.process_time() - began


def _line(
    name: str,
    work: Callable[[Quote], Iterable[object]],
    sentences: Sequence[Quote],
    wanted: Sequence[frozenset],
    took: float | None = None,
) -> None:
    work(sentences[0])
    began = time.process_time()
    found = [set(work(sentence)) for sentence in sentences]
    seconds = time.process_time() - began if took is None else took
    right = sum(len(each & its) for each, its in zip(found, wanted, strict=True))
    precision, recall = right / (sum(map(len, found)) or 1), right / sum(map(len, wanted))
    print(f"| {name} | {seconds / len(sentences) * 1000:.2f} | {precision:.0%} | {recall:.0%} |")


if __name__ == "__main__":
    reading()
    sentences = quotes()
    number_finding(sentences)
    date_finding(sentences)

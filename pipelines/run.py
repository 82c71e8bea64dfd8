"""Page → observations: read, find, join in order. Knows no SQL and no Scrapy; the clock comes in with the article."""

from __future__ import annotations

from pipelines import find, join
from pipelines.find.sentences import rows, sentences
from pipelines.model import Article, Page, Reading
from pipelines.read.aside import may_state


def read_page(page: Page) -> Article:
    """The article of a page, by the declaration of its outlet, or of all strangers. Raises NotAnArticle."""
    from pipelines import outlets, read  # BeautifulSoup loads in 150 ms: only who has a page pays

    outlet = outlets.find(page.outlet)
    if outlet.level == "feed" and b"feed-content" not in page.html:  # its own page, from an archive: we know its feed
        outlet = outlets.by_general_layout(outlet)
    return read.read(page, outlet)


def observe(article: Article) -> Reading:
    """All that an article states by the codebook, with what was refused and what was left over."""
    table_rows = [row for n, table in enumerate(article.tables) for row in rows(table, n)]
    return join.observe(article, sentences(article), table_rows, find.find)


def observe_page(page: Page) -> Reading:
    """What the article of a page states. One that names neither charging nor swapping, as most of most outlets, is not
    split into sentences: searching it took ten times as long.
    """
    article = read_page(page)
    return observe(article) if may_state(article) else Reading(article)

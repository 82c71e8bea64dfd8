"""From what a probe found to the draft of an outlet's declaration: permalink, layout, dates, zone.

A draft is a guess that can be read at a glance, and each guess is checked on the three articles.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from parsel import Selector

from pipelines.model import Page
from spiders.chrome import ALWAYS, Chrome, chrome_of, ending_of
from spiders.probe import Findings

#: Offsets in published dates → where most sites with that offset are. Others, and UTC, are left to who reads the draft.
ZONES = {
    "+08:00": "Asia/Shanghai", "+09:00": "Asia/Tokyo", "+05:30": "Asia/Kolkata", "-05:00": "America/New_York",
    "-04:00": "America/New_York", "-08:00": "America/Los_Angeles", "-07:00": "America/Los_Angeles",
}  # fmt: skip

_DATED = re.compile(r"/\d{4}/\d{1,2}/(?:\d{1,2}/)?")
_HASHED = re.compile(r"\d{2}|__|[A-Z].*[A-Z]|^(?:css|sc|js)-")  # class names that a build makes, new ones each time
_OFFSET = re.compile(r"[+-]\d\d:?\d\d\Z")


def name_of(url: str) -> str:
    """A short name for the file: the host's own label."""
    labels = (urlsplit(url).hostname or "outlet").removeprefix("www.").split(".")
    label = labels[-2] if len(labels) > 1 and not labels[-1].isdecimal() else "outlet"
    return re.sub(r"[^a-z0-9]+", "_", label.lower())


def permalink_of(home: str, links: Sequence[str]) -> str:
    """A regular expression that fits the links of a feed and little else: each part of the path by what it is."""
    own = [link for link in links if urlsplit(link).netloc == urlsplit(home).netloc]
    shapes = Counter(_shape(urlsplit(link).path, own) for link in own)
    shape = shapes.most_common(1)[0][0] if shapes else "/.+"
    return re.escape(home.rstrip("/")).replace("\\-", "-") + shape


def _shape(path: str, links: Sequence[str]) -> str:
    parts = path.strip("/").split("/")
    constant = {part for part in parts if all(part in urlsplit(link).path.split("/") for link in links)}
    made = [
        part if part in constant and not part.isdecimal() and len(links) > 1 and n < len(parts) - 1 else _part(part)
        for n, part in enumerate(parts)
    ]
    return "/" + "/".join(made) + ("/" if path.endswith("/") else "")


def _part(part: str) -> str:
    if re.fullmatch(r"(?:19|20)\d\d", part):
        return r"\d{4}"
    if re.fullmatch(r"\d{2}", part):
        return r"\d{2}"
    if part.isdecimal():
        return r"\d+"
    ending = re.search(r"\.(?:html?|php|aspx)\Z", part)
    return r"[A-Za-z0-9%_-]+" + (re.escape(ending[0]) if ending else "")


def body_of(pages: Sequence[Selector]) -> str | None:
    """A selector for the element that holds most of the paragraphs' text on every page; None where there is none."""
    scores: Counter[str] = Counter()
    for page in pages:
        here: Counter[str] = Counter()
        for paragraph in page.xpath("//p[not(ancestor::aside or ancestor::footer or ancestor::nav)]"):
            for depth, parent in enumerate(paragraph.xpath("ancestor::*[position() < 4]")[::-1]):
                if selector := _selector(parent):
                    here[selector] += len(" ".join(paragraph.xpath(".//text()").getall())) // (depth + 1)
        scores.update({selector: score for selector, score in here.items() if len(page.css(selector)) == 1})
    held = [selector for selector, _ in scores.most_common() if all(len(page.css(selector)) == 1 for page in pages)]
    return held[0] if held else None


def _selector(element: Selector) -> str | None:
    """tag.class of an element, by a class that looks as if people had named it."""
    named = [each for each in element.attrib.get("class", "").split() if not _HASHED.search(each)]
    plain = [each for each in named if re.fullmatch(r"[A-Za-z][A-Za-z-]*", each)]
    if element.attrib.get("itemprop") == "articleBody":
        return "[itemprop=articleBody]"
    return f"{element.root.tag}.{plain[0]}" if plain and element.root.tag not in ("body", "html") else None


def title_of(pages: Sequence[Selector]) -> list[str]:
    """Selectors for the headline: an h1 by its class where every page has one of it, then any h1."""
    classes = [{s for h1 in page.css("h1") if (s := _selector(h1))} for page in pages]
    common = set.intersection(*classes) if classes else set()
    return [*sorted(s for s in common if all(len(page.css(s)) == 1 for page in pages))[:1], "h1"]


def dates_of(pages: Sequence[Selector], url_has_day: bool) -> tuple[list[str], set[str]]:
    """(sources that say a date on every page, the offsets that they carry)."""
    readers = {
        "meta": lambda page: page.css("meta[property='article:published_time']::attr(content)").get(),
        "json-ld": lambda page: _in_json_ld(page),
        "time": lambda page: page.css("time::attr(datetime)").get(),
    }
    order, offsets = [], set()
    for source, read in readers.items():
        said = [read(page) for page in pages]
        if pages and all(said):
            order.append(source)
            offsets |= {match[0] for text in said if (match := _OFFSET.search(str(text)))}
    return [*order, "feed", *(["url"] if url_has_day else [])], offsets


def _in_json_ld(page: Selector) -> str | None:
    for text in page.css("script[type='application/ld+json']::text").getall():
        if found := re.search(r'"datePublished"\s*:\s*"([^"]+)"', text):
            return found[1]
    return None


def level_of(found: Findings, body: str | None) -> str:
    """page; json-ld where only that holds the text; feed where no page can be had, or none has text."""
    if not found.pages:
        return "feed"
    spoken = all(b'"articleBody"' in page.html for page in found.pages)
    return "page" if body else "json-ld" if spoken else "feed"


def selectors_of(pages: Sequence[Page]) -> list[Selector]:
    """The pages, parsed."""
    return [Selector(text=page.html.decode(page.charset or "utf-8", "replace"), type="html") for page in pages]


def stripped(found: Findings) -> list[Chrome]:
    """What the draft takes for chrome in the articles, and why."""
    pages = selectors_of(found.pages)
    return chrome_of(pages, body_of(pages) or "article") if pages else []


def draft(found: Findings, today: str) -> str:
    """The declaration as TOML, with what is not known for certain marked so."""
    pages = selectors_of(found.pages)
    body = body_of(pages) if pages else None
    level = level_of(found, body)
    chrome = chrome_of(pages, body or "article")
    links = [link for feed in found.feeds for link in feed.links]
    pattern = permalink_of(found.url, links)
    order, offsets = dates_of(pages, bool(links) and all(_DATED.search(link) for link in links))
    zone = next((ZONES[each] for each in sorted(offsets) if each in ZONES), "UTC")
    known = "" if zone != "UTC" else "    # not found: where are this outlet's days days?"
    lines = [
        f"# {found.title or found.url}: drafted by `stationwatch probe` on {today}; read it before you use it.",
        f"name = {json.dumps(name_of(found.url))}",
        f"title = {json.dumps(found.title or name_of(found.url), ensure_ascii=False)}",
        f'home = "{found.url}"',
        f'zone = "{zone}"{known}',
        f'level = "{level}"',
        f"permalink = '{pattern}'",
        f"delay = {max(5.0, found.delay or 0.0)}",
        f'robots = "{today}: robots.txt lets the crawler in; terms not read yet."',
    ]
    for n, feed in enumerate(found.feeds):
        category = [f"category = {json.dumps(feed.title, ensure_ascii=False)}"] if n and feed.title else []
        lines += ["", "[[feeds]]", f"url = {json.dumps(feed.url)}", *category]
    if found.rest or found.sitemaps:
        rest = [f'rest = "{found.rest}"'] if found.rest else []
        maps = [f"sitemaps = {json.dumps([url for url, _ in found.sitemaps])}"] if found.sitemaps else []
        lines += ["", "[archive]", *rest, *maps]
    order = ["feed", *(["url"] if "url" in order else [])] if level == "feed" else order
    lines += ["", "[dates]", f"order = {json.dumps(order)}", f'naive = "{zone}"', "", "[[layouts]]"]
    if level == "feed":
        lines += ['title = ["h1"]', 'body = ["div.feed-content"]', 'author = ["p.feed-author"]', 'strip = ["form"]']
    else:
        lines += [
            f"title = {json.dumps(title_of(pages))}",
            f"body = {json.dumps([body or 'article'])}",
            'author = ["a[rel=author]"]',
            'time = ["time"]',
            f"strip = {json.dumps([*ALWAYS, *(each.selector for each in chrome)])}",
        ]
        if ending := ending_of(pages, body or "article", chrome):
            lines.append(f"end = {json.dumps([ending], ensure_ascii=False)}    # every article ends like this")
    return "\n".join(lines) + "\n"

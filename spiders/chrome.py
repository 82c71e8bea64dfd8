"""What stands in an article's body and is no part of the article: guessed from a few pages of the same site.

A wrong guess costs text, a missed one brings in numbers of other articles. So each guess has its reason, which `probe`
says, and nothing that holds much of the text is ever taken for chrome.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsel import Selector, SelectorList

SAME = "the same text"
ALWAYS = ("aside", "nav", "form")  # by what HTML means them for

_SAID = re.compile(
    r"(?:^|[-_])(?:ads?|advert\w*|author-(?:bio|box)|bread-?crumbs?|comments?|disclaimer|disqus|more-from|newsletter|"
    r"outbrain|promo\w*|read-(?:more|next)|recommend\w*|related|shar(?:e|ing)|sidebar|social|sponsor\w*|subscri\w*|"
    r"taboola|tags?|widget)(?:[-_]|$)",
    re.IGNORECASE,
)
_BLOCKS = "div | .//section | .//ul | .//ol | .//p[@class] | .//figure"
MOSTLY = 0.6  # share of its text in links from which on a block is a list of links
MUCH = 0.6  # share of the body's text; a block with more is the article
NEARLY_ALL = 0.9  # the same of a block that says the same on every page: short articles have long chrome


@dataclass(frozen=True)
class Chrome:
    """A selector to strip, and what told it; `on` of `of` pages."""

    selector: str
    why: str
    on: int
    of: int

    def __str__(self) -> str:
        return f"strips {self.selector}: {self.why} on {self.on} of {self.of} articles"


def chrome_of(pages: Sequence[Selector], body: str) -> list[Chrome]:
    """Blocks inside the body that are no part of the article, in the order of the pages, the outermost alone."""
    seen: dict[str, list[tuple[int, Selector]]] = {}
    for n, page in enumerate(pages):
        for name, element in _named(page, body):
            seen.setdefault(name, []).append((n, element))
    whole = [len(_text(page.css(body))) for page in pages]
    guesses: list[Chrome] = []
    taken: set[object] = set()
    for name, found in seen.items():
        on = len({n for n, _ in found})
        why = _why(name, [element for _, element in found], on)
        most = NEARLY_ALL if why == SAME else MUCH
        if why is None or any(len(_text(element)) > most * whole[n] for n, element in found):
            continue
        if all(_is_inside(element, taken) for _, element in found):
            continue
        taken.update(element.root for _, element in found)
        guesses.append(Chrome(name, why, on, len(pages)))
    return guesses


def ending_of(pages: Sequence[Selector], body: str, chrome: Sequence[Chrome]) -> str | None:
    """Regular expression for the first of the paragraphs with which every article ends, outside of what is stripped;
    None where they end differently."""
    stripped = ", ".join([*ALWAYS, *(each.selector for each in chrome)])
    ends = [_paragraphs(page.css(body), {each.root for each in page.css(stripped)}) for page in pages]
    if len(ends) < 2:
        return None
    shared = 0
    while all(len(end) > shared + 1 for end in ends) and len({end[-1 - shared] for end in ends}) == 1:
        shared += 1
    return "^" + re.escape(ends[0][-shared][:60]).replace("\\ ", " ") if shared else None


def _paragraphs(body: SelectorList[Selector], stripped: set[object]) -> list[str]:
    return [text for each in body.xpath(".//p") if (text := _text(each)) and not _is_inside(each, stripped)]


def _named(page: Selector, body: str) -> Iterator[tuple[str, Selector]]:
    for element in page.css(body).xpath(f".//{_BLOCKS}"):
        for each in element.attrib.get("class", "").split():
            if re.fullmatch(r"[A-Za-z][A-Za-z_-]*", each):  # one with digits is made by a build, anew each time
                yield f"{element.root.tag}.{each}", element


def _why(name: str, elements: Sequence[Selector], on: int) -> str | None:
    texts = [_text(element) for element in elements]
    if on > 1 and all(texts) and len(set(texts)) == 1:
        return SAME
    if _SAID.search(name.partition(".")[2]):
        return "its class says so"
    links = sum(len(_text(element.xpath(".//a"))) for element in elements)
    if on > 1 and links > MOSTLY * sum(map(len, texts)):
        return "nothing but links"
    return None


def _is_inside(element: Selector, taken: set[object]) -> bool:
    return any(parent.root in taken for parent in element.xpath("ancestor-or-self::*"))


def _text(element: Selector | SelectorList[Selector]) -> str:
    return " ".join(" ".join(element.xpath(".//text()").getall()).split())

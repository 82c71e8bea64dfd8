"""What a layout's selectors find in a tree, by one pass over it: asking soupsieve walks through it for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bs4 import Tag
from lxml import etree

from pipelines.read.light import Light

Element = Tag | Light

#: One step of a selector: tag, #id, .classes, [attribute], [attribute=value], [attribute*=part of the value].
_STEP = re.compile(
    r"(?P<tag>[a-z]\w*)?(?:#(?P<id>[\w-]+))?(?P<classes>(?:\.[\w-]+)*)"
    r"(?:\[(?P<key>(?!type\b)[a-z]\w*)(?:(?P<how>\*?=)(?P<value>\w+))?\])?"
)


@dataclass(frozen=True, slots=True)
class Step:
    """What one element of a selector must be."""

    tag: str | None
    id: str | None
    classes: tuple[str, ...]
    key: str | None
    how: str | None
    value: str | None

    def fits(self, element: Tag) -> bool:
        if self.tag not in (None, element.name):
            return False
        if self.id and element.get("id") != self.id:
            return False
        if self.classes and not _classes(element).issuperset(self.classes):
            return False
        if self.key is None:
            return True
        said = element.get(self.key)
        if said is None or self.value is None:
            return said is not None
        text = said if isinstance(said, str) else " ".join(said)
        return text == self.value if self.how == "=" else self.value in text


@cache
def steps(selector: str) -> tuple[Step, ...] | None:
    """The steps of a selector, outermost first; None for one beyond these few forms."""
    found = []
    for word in selector.split():
        said = _STEP.fullmatch(word)
        if said is None:
            return None
        classes = tuple(said["classes"].split(".")[1:])
        found.append(Step(said["tag"], said["id"], classes, said["key"], said["how"], said["value"]))
    return tuple(found) or None


class Elements:
    """The elements below one, by tag and class. Those that are taken out later are not found any more."""

    def __init__(self, top: Tag) -> None:
        self.top = top
        self._all = [node for node in top.descendants if isinstance(node, Tag)]
        self._by: dict[str, list[Tag]] = {}
        for element in self._all:
            self._by.setdefault(element.name, []).append(element)
            for name in _classes(element):
                self._by.setdefault(f".{name}", []).append(element)

    def all(self, selector: str, within: Element | None = None) -> Iterator[Tag]:
        """What the selector finds, `within` an element of these, in the order of the page."""
        wanted = steps(selector)
        if wanted is None:
            yield from (within if isinstance(within, Tag) else self.top).select(selector)
            return
        last = wanted[-1]
        known = f".{last.classes[0]}" if last.classes else last.tag
        for element in self._all if known is None else self._by.get(known, ()):
            if element.decomposed or not last.fits(element) or not _fit(element, wanted[:-1]):
                continue
            if within is None or any(above is within for above in element.parents):
                yield element

    def first(self, selector: str) -> Tag | None:
        """The first that the selector finds."""
        return next(self.all(selector), None)


class LightElements:
    """The same for a light tree, by XPath; for selectors that have `steps` alone."""

    def __init__(self, top: Light) -> None:
        self.top = top
        said = (element.get("class") for element in top.element.iter("*"))
        self._names = {f".{name}" for classes in filter(None, said) for name in classes.split()}
        self._names.update(element.tag for element in top.element.iter("*"))

    def all(self, selector: str, within: Element | None = None) -> Iterator[Light]:
        if not _names(selector) <= self._names:  # most selectors of most pages
            return
        for element in path(selector)(self.top.element):
            if not isinstance(within, Light) or any(above is within.element for above in element.iterancestors()):
                yield Light(element)

    def first(self, selector: str) -> Light | None:
        return next(self.all(selector), None)


@cache
def _names(selector: str) -> frozenset[str]:
    """The tags and .classes that a page must have for the selector to find anything."""
    each = steps(selector) or ()
    return frozenset([step.tag for step in each if step.tag] + [f".{name}" for step in each for name in step.classes])


@cache
def path(selector: str) -> etree.XPath:
    """A selector as XPath. Raises ValueError for what is beyond the few forms."""
    wanted = steps(selector)
    if wanted is None:
        raise ValueError(f"selector {selector!r}: the general layout knows tag, #id, .class and [attribute] alone")
    said = ""
    for step in wanted:
        said += f"//{step.tag or '*'}"
        if step.id:
            said += f"[@id='{step.id}']"
        said += "".join(f"[contains(concat(' ', normalize-space(@class), ' '), ' {each} ')]" for each in step.classes)
        if step.key:
            value = "normalize-space(@rel)" if step.key == "rel" and step.how else f"@{step.key}"
            forms = {None: "[{0}]", "=": "[{0}='{1}']", "*=": "[contains({0}, '{1}')]"}
            said += forms[step.how].format(value, step.value)
    return etree.XPath(said)


def _classes(element: Tag) -> set[str]:
    said = element.get("class") or ()
    return set(said.split() if isinstance(said, str) else said)


def _fit(element: Tag, outer: tuple[Step, ...]) -> bool:
    """True where the element's ancestors fit the steps, each within the one before."""
    left = len(outer)
    for ancestor in element.parents if left else ():
        if outer[left - 1].fits(ancestor):
            left -= 1
            if not left:
                break
    return not left

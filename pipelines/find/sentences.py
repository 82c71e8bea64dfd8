"""Paragraph → sentences: exact slices with their offsets, so that a quote is always what stands in the article."""

from __future__ import annotations

import re

from pipelines.model import Article, Row, Sentence, Table

#: Abbreviations after which a full stop ends nothing, lower-case and without the stop.
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof no nos st vs approx ca inc corp co ltd e.g i.e etc jan feb mar apr jun jul aug sep sept oct nov"
    " dec u.s u.k u.n a.m p.m bn m fig vol est mt ft gen sen rep gov".split()
)

#: Characters; the longest sentence of the newsroom has 289.
MAX_SENTENCE = 2000

_END = re.compile(r"[.!?。！？]+[\"”’')\]]*(?=\s|$)")
_WORD_BEFORE = re.compile(r"[^\s(\"“]*$")
_GOES_ON = re.compile(r"\s*(?:[a-z]|$)")


def split(paragraph: str, origin: str) -> list[Sentence]:
    """The sentences of one paragraph, in order; joined by the blanks between them they are the paragraph."""
    found, start = [], 0
    for mark in _END.finditer(paragraph):
        if _goes_on(paragraph, start, mark):
            continue
        found.append((start, mark.end()))
        start = mark.end()
    if paragraph[start:].strip():
        found.append((start, len(paragraph)))
    return [_sentence(paragraph, a, b, origin) for long in found for a, b in _pieces(paragraph, *long)]


def _pieces(paragraph: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence of sane length as it is; a longer one cut at blanks, so that reading costs time by its length."""
    found = []
    while end - start > MAX_SENTENCE:
        cut = paragraph.rfind(" ", start + 1, start + MAX_SENTENCE)
        cut = cut if cut > start else start + MAX_SENTENCE
        found.append((start, cut))
        start = cut
    return [*found, (start, end)] if paragraph[start:end].strip() else found


def _goes_on(paragraph: str, start: int, mark: re.Match[str]) -> bool:
    """True where the sign ends no sentence: an abbreviation, an initial, or lower case after it."""
    if mark.group()[0] != "." or mark.end() == len(paragraph):
        return mark.group()[0] in "!?" and bool(re.match(r"\s+[a-z]", paragraph[mark.end() :]))
    before = _WORD_BEFORE.search(paragraph, max(start, mark.start() - 30), mark.start())
    word = before.group().lower() if before else ""
    if word in ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "i"):
        return True
    return bool(_GOES_ON.match(paragraph, mark.end()))


def _sentence(paragraph: str, start: int, end: int, origin: str) -> Sentence:
    text = paragraph[start:end]
    lead = len(text) - len(text.lstrip())
    return Sentence(text.strip(), origin, start + lead)


def sentences(article: Article) -> list[Sentence]:
    """Title and paragraphs of an article, sentence by sentence."""
    found = [Sentence(article.title, "title")] if article.title else []
    for n, paragraph in enumerate(article.paragraphs):
        found += split(paragraph, f"p{n}")
    return found


def rows(table: Table, number: int) -> list[Row]:
    """The rows of a table with their headings; a table without a second row has none."""
    if len(table) < 2:
        return []
    header = table[0]
    found = []
    for n, cells in enumerate(table[1:], start=1):
        starts, at = [], 0
        for cell in cells:
            starts.append(at)
            at += len(cell) + 3
        headings = [header[i] if i < len(header) else "" for i in range(len(cells))]
        sentence = Sentence(" | ".join(cells), f"t{number}r{n}")
        found.append(Row(sentence, tuple(zip(headings, cells, strict=True)), tuple(starts)))
    return found

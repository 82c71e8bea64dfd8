"""Bytes of a page → text. A page's own word on its charset is often wrong; the bytes have the last say."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

_META = re.compile(rb"""<(?:meta\b[^<>]*?\bcharset|\?xml\b[^<>]*?\bencoding)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_LOOKED_AT = 4096  # bytes in which a meta charset counts; the HTML standard looks at 1024

#: Charsets that news pages come in. Python knows more codecs, among them slow and executing ones.
_KNOWN = re.compile(
    r"utf-?8|utf-?16(?:-?[lb]e)?|us-ascii|ascii|latin-?1|iso-?8859-\d+|(?:windows|cp)-?125\d|gb\d+|gbk|big5(?:-?hkscs)?"
    r"|euc-?(?:jp|kr|cn)|shift[-_]?jis|koi8-[ru]",
    re.IGNORECASE,
)

#: What browsers read where a page says this: the wider charset.
_WIDER = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_CONTROLS = dict.fromkeys(set(range(32)) - {9, 10, 13} | {0x7F})
_MARKED = bytes(0 if byte in _CONTROLS else 1 for byte in range(256))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text, without control characters; `note` says what was wrong with its charset, if anything was."""

    text: str
    charset: str
    note: str | None = None
    raw: bytes | None = None  # the bytes that it was read from, where they are its UTF-8

    @property
    def utf8(self) -> bytes:
        """The text in UTF-8."""
        return self.text.encode("utf-8", "replace") if self.raw is None else self.raw


_last: list[tuple[bytes, str | None, Decoded]] = []  # the crawl asks for the note, the reader for the text


def decode(html: bytes, declared: str | None) -> Decoded:
    """The page as text: by its BOM, else as UTF-8 where it is that, else by the header's or the meta's charset.

    Bytes that are valid UTF-8 beyond ASCII are UTF-8 whatever the header says: text in another charset does not fall
    into UTF-8's pattern by chance. Where nothing fits, what fits least badly is taken and `note` says so.
    """
    for known, said, decoded in _last:  # a cache by value would make a hash of every page
        if known is html and said == declared:
            return decoded
    decoded = _without_controls(html, _decoded(html, declared))
    _last[:] = [(html, declared, decoded)]
    return decoded


def _without_controls(html: bytes, decoded: Decoded) -> Decoded:
    wide = decoded.charset.startswith("utf-16")
    if not wide and 0 not in html.translate(_MARKED):  # a tenth of looking at the letters
        return decoded
    return replace(decoded, text=decoded.text.translate(_CONTROLS), raw=None)


def _decoded(html: bytes, declared: str | None) -> Decoded:
    for bom, charset in _BOMS:
        if html.startswith(bom):
            return Decoded(html[len(bom) :].decode(charset, "replace"), charset, None)
    said = [name for name in (declared, _in_meta(html)) if name]
    utf8 = _strict(html, "utf-8")
    if utf8 is not None and not html.isascii():
        wrong = said and _codec(said[0]) != "utf-8"
        return Decoded(utf8, "utf-8", f"said to be {said[0]}, but the bytes are UTF-8" if wrong else None, html)
    for place, name in enumerate(said):
        codec = _codec(name)
        text = _strict(html, codec) if codec else None
        if text is not None and "<" in text:
            note = f"said to be {said[0]}, which it is not; read as {name}" if place else None
            return Decoded(text, codec or name, note)
    if utf8 is not None:
        return Decoded(utf8, "utf-8", f"said to be {said[0]}, which it is not; read as ASCII" if said else None)
    return _guess(html, said)


def _guess(html: bytes, said: list[str]) -> Decoded:
    """Nothing fits: UTF-8 with a few damaged bytes, else windows-1252, which gives every byte a letter."""
    others = sum(byte > 127 for byte in html)
    text = html.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    charset = "utf-8" if damaged * 4 < others else "cp1252"
    if charset == "cp1252":
        text = html.decode("cp1252", "replace")
    claim = f"said to be {said[0]}, which it is not" if said else "no charset declared, and not UTF-8"
    return Decoded(text, charset, f"{claim}; guessed {charset}, so letters beyond ASCII may be wrong")


def _strict(html: bytes, codec: str) -> str | None:
    try:
        return html.decode(codec)
    except UnicodeError:
        return None


def _in_meta(html: bytes) -> str | None:
    found = _META.search(html, 0, _LOOKED_AT)
    return found[1].decode("ascii", "replace") if found else None


def _codec(name: str) -> str | None:
    """Python's name of a charset, the wider one where browsers read a wider one; None where it is unknown."""
    name = name.strip("\"' ")
    if not _KNOWN.fullmatch(name):
        return None
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return None
    return _WIDER.get(codec, codec)

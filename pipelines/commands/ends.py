"""How commands end: 0 all well, 1 something is wrong with an outlet or the data, 2 bad input, 3 a crawl is running.

Whatever the reader of a terminal or of cron's mail must know is one line on standard error.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, NoReturn

import click

WRONG = 1
BAD_INPUT = 2
BUSY = 3


class Refused(click.ClickException):
    """The command cannot do what was asked; the message is one clear line."""

    exit_code = BAD_INPUT

    def show(self, file: IO[Any] | None = None) -> None:
        say(self.message)


class Busy(Refused):
    """Another crawl holds the lock."""

    exit_code = BUSY


#: What moves a terminal's cursor, colours or rewrites its lines, and what turns the order of letters around. Articles
#: may hold it; a terminal never gets it.
_COMMANDS = [*range(0x20), 0x7F, *range(0x80, 0xA0), 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_HARMLESS = dict.fromkeys(set(_COMMANDS) - {0x09, 0x0A}, "\ufffd")
_IN_JSON = {code: f"\\u{code:04x}" for code in _COMMANDS if code >= 0x7F}  # those below, json.dumps writes so itself


def is_terminal(stream: IO[str] | None) -> bool:
    """True where somebody looks on; a stream that the caller has closed is none."""
    return stream is not None and stream.isatty()


def harmless(text: str) -> str:
    """The text with nothing in it that a terminal takes for a command."""
    return text.translate(_HARMLESS)


def put(text: str, lines: bool = True) -> None:
    """Text on standard output, with a line's end unless it has one."""
    click.echo(harmless(text), nl=lines)


def put_json(value: object, indent: int | None = None) -> None:
    """JSON on standard output; what a terminal would take for a command is written as an escape, so nothing is lost."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=indent).translate(_IN_JSON))


def say(line: str) -> None:
    """One line on standard error."""
    click.echo(f"stationwatch: {harmless(' '.join(line.split()))}", err=True)


def end(status: int) -> NoReturn:
    """End the command with an exit status."""
    click.get_current_context().exit(status)


@contextmanager
def refusing(*errors: type[Exception]) -> Iterator[None]:
    """Turn errors that a reader can mend into one line and status 2."""
    try:
        yield
    except errors as error:
        raise Refused(str(error)) from error

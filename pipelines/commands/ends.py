"""How commands end: 0 all well, 1 something is wrong with an outlet or the data, 2 bad input, 3 a crawl is running.

Whatever the reader of a terminal or of cron's mail must know is one line on standard error.
"""

from __future__ import annotations

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


def say(line: str) -> None:
    """One line on standard error."""
    click.echo(f"stationwatch: {' '.join(line.split())}", err=True)


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

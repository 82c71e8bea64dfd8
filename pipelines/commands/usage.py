"""How every command takes its words: wrong usage is one line, nothing is asked twice, and no end is a traceback."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

import click
from click.exceptions import NoArgsIsHelpError

from pipelines.commands.ends import WRONG, Refused, say


class Command(click.Command):
    """A command whose options stand once each: of two answers, a user would not know which one was taken."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            given, _, order = self.make_parser(ctx).parse_args(list(args))
            _refuse_twice(order)
            _refuse_empty(self.params, given)
            return super().parse_args(ctx, args)
        except NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            _refuse(error, ctx)


class Group(click.Group):
    """Lists the commands in the order in which a newcomer meets them."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            _refuse(error, ctx)


class Program(Group):
    """All commands. What ends one of them from outside is told in one line, too."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        with _told():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        with _told():
            return super().invoke(ctx)


@contextmanager
def _told() -> Iterator[None]:
    """Ctrl-C and a disk or a stream that takes no more end the block with one line."""
    try:
        yield
    except KeyboardInterrupt:
        say("interrupted; what was saved before is safe")
        raise click.exceptions.Exit(WRONG) from None
    except OSError as error:
        if error.errno == errno.EPIPE:  # `| head`: whoever read has read enough
            raise
        raise Refused(f"{error.filename or 'output'}: {error.strerror or error}") from error


def _refuse_twice(order: list[click.Parameter]) -> None:
    """Raises UsageError for an option that is given twice."""
    for option in order:
        once = isinstance(option, click.Option) and not option.multiple and not option.is_flag
        if once and order.count(option) > 1:
            raise click.UsageError(f"{option.opts[-1]} is given twice; only one can hold")


def _refuse_empty(parameters: list[click.Parameter], given: Mapping[str, object]) -> None:
    """Raises UsageError for a path of no letters, as from a variable that is not set: else it would mean where the
    user stands."""
    for each in parameters:
        said = given.get(each.name or "")
        if isinstance(each.type, click.Path) and "" in (said if isinstance(said, tuple | list) else (said,)):
            raise click.UsageError(f"{each.opts[-1] if isinstance(each, click.Option) else each.metavar} is empty")


def _refuse(error: click.UsageError, ctx: click.Context) -> NoReturn:
    """The error as one line, with where to read on."""
    said = " ".join(error.format_message().split()).rstrip(".")
    said = said[:1].lower() + said[1:] if said[1:2].islower() else said
    stop = "" if said.endswith("?") else ";"
    raise Refused(f"{said}{stop} `{ctx.command_path} --help` says more") from error

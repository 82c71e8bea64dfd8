"""Files that a command writes for its user with --output: whole or not at all, and said."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.commands.ends import Refused


def write_file(path: Path, content: bytes) -> None:
    """The file and the folders that it lies in. Whoever reads it meanwhile has the old one or the new one, never half.

    Raises Refused.
    """
    new = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():  # /dev/stdout
            path.write_bytes(content)
            return
        new.write_bytes(content)
        new.replace(path)
    except OSError as error:
        raise Refused(f"{path}: cannot be written ({error.strerror or error})") from error


def say_written(path: Path, size: int) -> None:
    """What was written, and how much of it."""
    click.echo(f"{path}: {max(1, round(size / 1024)):,} KB")

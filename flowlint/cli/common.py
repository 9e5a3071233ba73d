"""What several commands do alike: load the rule packs, speak on standard error, end where nothing can be written."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from flowlint.packs import Packs

FAILED = 2
"""The exit code of a run that failed itself."""


def loaded_packs() -> "Packs":
    """Give the rules of all packs, and tell which could not be loaded."""
    from flowlint import packs

    loaded = packs.load()
    for failure in loaded.failures:
        tell(failure.message)
    return loaded


@contextmanager
def writing(what: str) -> Iterator[None]:
    """End with exit code 2 where something cannot be written, and go on where its reader has read enough."""
    try:
        yield
    except BrokenPipeError:
        sys.stdout = None  # Python would flush what is left once more at its end
    except OSError as problem:
        sys.stdout = None
        tell(f"{what} cannot be written: {problem.strerror or problem}")
        sys.exit(FAILED)


def tell(message: str) -> None:
    """Say something on standard error, escaped as text of a flow or a file name must be."""
    from flowlint.output.printable import printable

    click.echo(f"flowlint: {printable(message)}", err=True)

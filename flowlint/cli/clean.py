"""`flowlint clean`: delete what earlier runs have kept."""

import click

from flowlint.cache.folder import clean as clean_cache
from flowlint.cli.common import writing
from flowlint.output.printable import printable
from flowlint.text.words import counted


@click.command()
def clean() -> None:
    """Delete what earlier runs have kept.

    That is the cache of `flowlint check`: what runs found, for those that would find the same. It lies in the folder
    flowlint of $XDG_CACHE_HOME, else of ~/.cache, and on Windows of %LOCALAPPDATA%. It takes 100 MB at most.
    """
    with writing("the cache"):
        found = clean_cache()
    with writing("the summary"):
        if found is None:
            click.echo("There is no cache.")
        else:
            folder, files, size = found
            click.echo(f"Deleted {counted(files, 'file')}, {size / 1_000_000:.1f} MB, from {printable(str(folder))}.")

"""`flowlint export`: write the flows of a live instance to a folder, and tell whether all are there."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowlint.cli.common import FAILED, tell, writing
from flowlint.cli.progress import with_progress
from flowlint.output.printable import printable

if TYPE_CHECKING:
    from flowlint.export import Exported

_SHOWN = 5
"""How many of the flows that one reason kept from being written are named."""


@click.command()
@click.argument("instance")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--profile", metavar="NAME", help="The profile of your AWS configuration to use.")
@click.option("--region", metavar="REGION", help="The Region of the instance. Without it: that of its ARN or profile.")
@click.option("--saved", is_flag=True, help="Export flows as last saved, not as published.")
def export(instance: str, folder: Path, profile: str | None, region: str | None, saved: bool) -> None:
    """Write all flows and modules of an instance to a folder.

    INSTANCE is an alias, id or ARN. FOLDER gets a file for each flow and module, as the API answers it, and
    flowlint-inventory.json, which names the queues, hours, prompts, Lambda functions, bots, views and data tables of
    the instance: with it, `flowlint check` finds flows that name what is not there.

    It only reads from the instance. A run can be stopped at any time and started again: it then fetches what is missing
    or has changed, with --saved all. It needs boto3: pip install 'connect-flowlint[aws]'.

    \b
    Exit codes
      0  all was written, or had not changed
      2  something could not be exported, or wrong usage
    """
    from flowlint.export import CannotExport, connect
    from flowlint.export import export as write_flows
    from flowlint.export.connect import CallFailed

    if not instance:
        raise click.UsageError("INSTANCE is empty.")
    try:
        with writing(str(folder)):
            connected = connect(instance, profile, region)
            done = write_flows(connected, folder, saved=saved, progress=partial(with_progress, what="Exporting flows"))
    except (CannotExport, CallFailed) as problem:
        tell(str(problem))
        sys.exit(FAILED)
    _say_what_is_missing(done, folder)
    with writing("the summary"):
        click.echo(printable(f"{folder}: {done.written} flows and modules written, {done.unchanged} unchanged"))
    sys.exit(FAILED if done.failed else 0)


def _say_what_is_missing(done: "Exported", folder: Path) -> None:
    for note in done.notes:
        tell(note)
    for name in done.left_over:
        tell(f"{folder / name}: the instance has no such flow any more; delete the file if nobody needs it")
    for problem, concerned in done.failed.items():
        named = ", ".join(concerned[:_SHOWN])
        more = f" and {len(concerned) - _SHOWN:,} more" if len(concerned) > _SHOWN else ""
        tell(f"{problem}; not exported: {named}{more}")

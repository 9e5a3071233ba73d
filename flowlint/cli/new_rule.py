"""`flowlint new-rule`: lay down a rule to begin with, and tell what to type next."""

import shlex
import sys
from pathlib import Path

import click

from flowlint.cli.common import FAILED, in_words, loaded_packs, tell, writing


@click.command()
@click.argument("rule_id", metavar="PACK/NAME")
@click.option(
    "--into", metavar="DIR",
    help="The folder of the pack.  [default: this folder if it holds the pack, else flowlint-PACK in it]",
)  # fmt: skip
def new_rule(rule_id: str, into: str | None) -> None:
    """Lay down a rule of your own that works, for you to change.

    PACK is your team's name, NAME says what is wrong: together they are the rule's id in findings and settings. The
    first rule comes in a rule pack, a Python package with tests; each further one is added to that pack. No file that
    exists is overwritten.

    \b
    flowlint new-rule acme/greeting-too-long
    """
    from flowlint.new_rule.scaffold import Refused, lay_down

    if into == "":
        raise click.UsageError("--into is empty.")
    loaded_packs()
    try:
        laid = lay_down(rule_id, None if into is None else Path(into))
    except Refused as problem:
        raise click.UsageError(str(problem)) from None
    except OSError as problem:
        tell(f"{in_words(problem)}; nothing was written")
        sys.exit(FAILED)
    place = str(laid.folder) if laid.folder.is_absolute() or laid.folder == Path() else f"./{laid.folder.as_posix()}"
    commands = (
        ("pip", "install", "--editable", f"{place}[dev]"),
        ("pytest", place),
        ("flowlint", "check", "--isolated", "--select", rule_id, f"{place}/fixtures"),
    )
    with writing("what was made"):
        click.echo(f"Made {'a rule pack' if laid.new_pack else 'a rule'} in {place}:")
        for path in laid.files:
            click.echo(f"  {path.as_posix()}")
        click.echo("\nIt works as it is. Install it, test it, and see what it finds:")
        for words in commands:
            click.echo(f"  {shlex.join(words)}")

"""`flowlint graph`: draw a flow or the map of a run, with what was found and the path that shows it."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowlint.cli.checked import checked
from flowlint.cli.common import FAILED, SHOWN, format_for, tell, writing
from flowlint.cli.rule_options import choosing_rules
from flowlint.output.printable import printable

if TYPE_CHECKING:
    from flowlint.diagram import Diagram
    from flowlint.drawing import Boxes
    from flowlint.overrides import Overrides
    from flowlint.report import Finding, Report

_ENDINGS = {".svg": "svg", ".dot": "dot", ".gv": "dot", ".mmd": "mermaid", ".mermaid": "mermaid"}


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(readable=False))  # the run tells what it cannot read
@click.option(
    "--format", "format_name", type=click.Choice(["mermaid", "dot", "svg"]),
    help="mermaid: for GitHub, GitLab and wikis. dot: for Graphviz. svg: a picture, with the blocks where the designer "
    "has them. Without it: what the ending of the file says, else mermaid.",
)  # fmt: skip
@click.option("--flow", "flow_name", metavar="NAME", help="Draw this one of several flows.")
@click.option(
    "--findings", "with_findings", is_flag=True, help="Mark the findings at their blocks, on the map at their flows."
)
@click.option(
    "--path", "fingerprint", metavar="FINGERPRINT",
    help="Paint the path of a finding, by its fingerprint in `flowlint check --format json`, or how that begins.",
)  # fmt: skip
@click.option(
    "-o", "--output", "file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write to FILE and not to standard output, whole or not at all.",
)  # fmt: skip
@click.option("--no-context", is_flag=True, help="As for `flowlint check`.")
@choosing_rules
def graph(
    paths: tuple[str, ...],
    format_name: str | None,
    flow_name: str | None,
    with_findings: bool,
    fingerprint: str | None,
    file: Path | None,
    no_context: bool,
    overrides: "Overrides",
) -> None:
    """Draw a flow, or the map of several.

    PATHS are files or folders, and no standard input; without PATHS it is the current folder. If they hold one flow,
    its blocks and branches are drawn. If they hold several, the map shows which flow leads to which, where contacts
    come in, and what is not there; --flow and --path draw one of them.

    SVG needs pip install 'connect-flowlint[report]' for the map, and for a flow without coordinates.

    \b
    flowlint graph main-line.json
    flowlint graph main-line.json --findings -o main-line.svg
    flowlint graph flows/ -o map.svg
    flowlint graph flows/ --flow "Main line" --format dot

    \b
    Exit codes
      0  it was drawn
      2  something could not be read or drawn, or wrong usage
    """
    from flowlint.drawing import Boxes, CannotDraw, dot, mermaid, svg
    from flowlint.output.writing import write_unheard

    format_name = format_for(file, format_name, _ENDINGS, "mermaid")
    report = checked(paths, overrides, file, "the picture", context=not no_context, diagrams=True)
    if not report.diagrams:
        sys.exit(FAILED)
    boxes = Boxes(report.diagrams)
    shown = None if fingerprint is None else _finding(report, boxes, fingerprint, flow_name)
    findings = report.findings if with_findings else ()
    if shown is not None:
        diagram, marks = report.diagrams[shown[0]], boxes.marks(shown[0], findings, shown[1])
    elif flow_name is None and report.map is not None and len(report.diagrams) > 1:
        diagram, marks = report.map, boxes.map_marks(findings)
    else:
        number = _flow(report.diagrams, flow_name)
        diagram, marks = report.diagrams[number], boxes.marks(number, findings)
    try:
        text = {"mermaid": mermaid, "dot": dot, "svg": svg}[format_name](diagram, marks)
    except CannotDraw as problem:
        tell(str(problem))
        sys.exit(FAILED)
    with writing(str(file or "the picture")):
        if file is None:
            click.echo(text, nl=False)
        else:
            write_unheard(text, file)
    sys.exit(FAILED if report.failures or report.broken else 0)


def _finding(report: "Report", boxes: "Boxes", fingerprint: str, flow_name: str | None) -> "tuple[int, Finding]":
    """Give the finding that is meant, and the index of its flow. Raises `click.UsageError` where there is none."""
    held_back = [one.finding for one in report.suppressed]
    meant = [one for one in (*report.findings, *held_back) if one.fingerprint.startswith(fingerprint.lower() or "-")]
    if not meant:
        raise click.UsageError(f"There is no finding {fingerprint!r} in PATHS; see `flowlint check --format json`.")
    if len({one.fingerprint for one in meant}) > 1:
        raise click.UsageError(
            f"The fingerprints of {len(meant):,} findings begin with {fingerprint!r}; give more of it."
        )
    for one in meant:
        if (way := boxes.path(one)) is not None and flow_name in (None, one.flow):
            return way[0], one
    raise click.UsageError(f"The finding {fingerprint!r} has no path{f' in {flow_name!r}' if flow_name else ''}.")


def _flow(diagrams: "Sequence[Diagram]", name: str | None) -> int:
    """Give the index of the flow that is meant. Raises `click.UsageError` where that is none or may be several."""
    meant = [number for number, one in enumerate(diagrams) if name is None or one.name == name]
    if not meant:
        named = [f"{one.name!r} in {one.path}" if one.name else one.path for one in diagrams]
        raise click.UsageError(f"There is no flow {name!r}. There are: {_listed(named)}.")
    if len(meant) > 1:
        which = _listed([diagrams[number].path for number in meant])
        raise click.UsageError(f"There are {len(meant):,} flows {name!r}: {which}. Give the path of the one you mean.")
    return meant[0]


def _listed(names: "Sequence[str]") -> str:
    more = [f"and {len(names) - SHOWN:,} more"] if len(names) > SHOWN else []
    return printable(", ".join([*names[:SHOWN], *more]))

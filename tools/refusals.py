"""The page of all that Connect is known to refuse, made from the pairs of flows in fixtures/refusals.

    python -m tools.refusals --peer COMMAND     run connect-flow on the pairs, and write down what it finds

Of each pair, `NAME.refused.json` is refused and `NAME.taken.json` is the nearest flow that is not. `index.toml` says
what is refused and who says so; level, rule and message are what flowlint finds. `python -m tools.docs` writes the
page.
"""

import argparse
import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from flowlint import packs
from flowlint.report import Finding
from flowlint.run import Overrides, check_text

FOLDER = Path("fixtures", "refusals")
PAGE = Path("docs", "refusals.md")
PEER = FOLDER / "connect-flow.toml"
PEER_VERSION = "0.3.1"
_ABOUT = """\
<!-- Written by `python -m tools.docs --write` from fixtures/refusals: edit those. -->

# What Connect refuses

{count} mistakes for which Amazon Connect is known to refuse a flow, or for which its documentation says that it does.
Each has two flows in [fixtures/refusals](../fixtures/refusals): `NAME.refused.json` has the mistake and no other,
`NAME.taken.json` is the nearest flow without it. flowlint finds all of them, and nothing in the others.

The level follows from what is known. A **warning** rests on a page of AWS, or on one project that saw the refusal; an
**error** on more than that. What sources disagree about is [below](#disputed), and flowlint says nothing of it.

One column is about `connect-flow` {version} of the Python package index, `connect-flow lint`, run on the
same pairs: whether it says more of the refused flow than of the other. It finds {found}.

| flow | what is refused | level and rule | what flowlint says | connect-flow | source |
|---|---|---|---|---|---|
"""
_DISPUTED = """
## Disputed

Of these, sources disagree, or one source stands against what real exports have. flowlint says nothing.

"""


class Refusal(NamedTuple):
    """One thing that Connect refuses: in words, by whom it is known, and what flowlint finds in the pair of flows."""

    name: str
    refuses: str
    sources: tuple[str, ...]
    found: tuple[Finding, ...]
    found_in_taken: tuple[Finding, ...]


def refusals() -> tuple[Refusal, ...]:
    """Read all pairs and check them with the rules of import safety, in the order of the index."""
    rules = tuple(rule.id for rule in packs.load().rules if not rule.pack and "import" in rule.tags)
    choice = Overrides(select=rules, isolated=True)
    return tuple(
        Refusal(name, entry["refuses"], tuple(entry["source"]), *(_findings(name, kind, choice) for kind in KINDS))
        for name, entry in index()["refused"].items()
    )


KINDS = ("refused", "taken")


def index() -> dict[str, Any]:
    """Give what index.toml says: the entries by name under `refused`, and the texts of `disputed`."""
    return tomllib.loads((FOLDER / "index.toml").read_text(encoding="utf-8"))


def page() -> str:
    """Give the page in Markdown."""
    found, peer = refusals(), tomllib.loads(PEER.read_text(encoding="utf-8"))
    head = _ABOUT.format(count=len(found), version=peer["version"], found=len(peer["finds"]))
    rows = "".join(_row(one, one.name in peer["finds"]) for one in found)
    disputed = "".join(f"- {one['says']} {_links(one['source'])}\n" for one in index()["disputed"])
    return head + rows + _DISPUTED + disputed


def peer_finds(command: Sequence[str]) -> list[str]:
    """Give the names of the pairs of which connect-flow says more of the refused flow than of the other.

    Raises `ValueError` where it is not of the version that the page speaks of.
    """
    says = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True).stdout.split()
    if PEER_VERSION not in says:
        raise ValueError(f"connect-flow says that it is {' '.join(says)}; install connect-flow=={PEER_VERSION}")
    names = list(index()["refused"])
    paths = [f"./{name}.{kind}.json" for name in names for kind in KINDS]
    run = subprocess.run([*command, "lint", "--json", *paths], cwd=FOLDER, capture_output=True, text=True, check=False)
    said = {file["path"]: (file["error"], file["warnings"]) for file in json.loads(run.stdout)["files"]}
    return [name for name in names if len({str(said[f"./{name}.{kind}.json"]) for kind in KINDS}) == len(KINDS)]


def _findings(name: str, kind: str, choice: Overrides) -> tuple[Finding, ...]:
    path = FOLDER / f"{name}.{kind}.json"
    return check_text(path.read_text(encoding="utf-8"), path.name, choice).findings


def _row(one: Refusal, by_peer: bool) -> str:
    (finding,) = one.found
    rule = f"{finding.level.value}, [{finding.rule}](../rules/docs/{finding.rule}.md)"
    cells = (one.name, one.refuses, rule, finding.message, "finds it" if by_peer else "–", _links(one.sources))
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |\n"


def _links(sources: Sequence[str]) -> str:
    return ", ".join(f"[{_title(source)}]({source})" for source in sources)


def _title(source: str) -> str:
    site, _, path = source.removeprefix("https://").partition("/")
    return path.split("/")[1] if site == "github.com" else path.rpartition("/")[2].removesuffix(".html")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run connect-flow and write down what it finds; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.refusals", description="What connect-flow finds.")
    parser.add_argument("--peer", required=True, metavar="COMMAND", help="the command connect-flow, with its path")
    finds: Mapping[str, Any] = {"finds": peer_finds([parser.parse_args(arguments).peer])}
    lines = "".join(f'    "{name}",\n' for name in finds["finds"])
    about = "# What connect-flow finds of the refused flows: written by python -m tools.refusals --peer COMMAND.\n"
    PEER.write_text(f'{about}version = "{PEER_VERSION}"\nfinds = [\n{lines}]\n', encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

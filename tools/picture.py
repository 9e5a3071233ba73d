"""The picture in README.md: what `flowlint check` prints on a terminal about a flow that we ship, as an SVG.

It names no font to be fetched: GitHub shows no picture that asks for anything else.
"""

import io
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

PAGE = Path("docs", "example.svg")
FLOW = Path("fixtures", "flows", "main-line.json")
COMMAND = ("flowlint", "check", "--select", "logging-on-while-storing-input", FLOW.as_posix())
_WIDTH = 100
_KEPT = ("FLOWLINT_NO_CACHE", "HOME", "PATH", "PYTHONPATH", "SYSTEMROOT")
"""Of the environment no more than a process needs: terminals and CI systems that ask for another look do not count."""
_FORMAT = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>What flowlint prints: a finding, the lines of the file, and the path of a contact that leads there</title>
<style>
.{unique_id}-title {{ font: 18px sans-serif; text-anchor: middle; }}
.{unique_id}-matrix {{ font: {char_height}px Menlo, Consolas, "DejaVu Sans Mono", monospace; \
line-height: {line_height}px; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def pages() -> dict[Path, str]:
    """Run the command in the current directory and draw what it prints, with the path of the picture."""
    environment = {name: value for name, value in os.environ.items() if name in _KEPT}
    environment |= {"TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"}
    words = [sys.executable, "-m", *COMMAND, "--color", "always", "--width", str(_WIDTH)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", env=environment, check=False)
    if done.returncode != 1:
        raise RuntimeError(f"{' '.join(COMMAND)} failed:\n{done.stdout}{done.stderr}")
    console = Console(
        record=True,
        width=_WIDTH,
        height=25,  # without which a dumb terminal has its own width
        file=io.StringIO(),
        force_terminal=True,
        color_system="standard",
        no_color=False,
    )
    console.print(Text(f"$ {' '.join(COMMAND)}", "bold"))
    console.print(Text.from_ansi(done.stdout))
    drawn = console.export_svg(title="flowlint", code_format=_FORMAT, unique_id="flowlint")
    return {PAGE: "".join(f"{line.rstrip()}\n" for line in drawn.splitlines() if line.strip())}

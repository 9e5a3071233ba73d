#!/usr/bin/env bash
# rich 15.0.0: on a terminal that calls itself dumb, a console ignores the width that it is given without a height.
#
# Seen:    with TERM=dumb or TERM=unknown and force_terminal=True, Console(width=100) is 80 cells wide; with a height as
#          well, whatever it is, it is 100 wide.
# Guess:   that a width that a program asks for holds, as it does on every other terminal.
# Matters: output for a fixed width, a page or a picture that is kept, is broken elsewhere on a CI system or in an editor
#          whose terminal is dumb.
# Date:    2026-11-30
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check rich==15.0.0 2>/dev/null

cat > "$folder/try.py" <<'PYTHON'
import io

from rich.console import Console

for name in ("xterm", "dumb", "unknown"):
    consoles = [
        Console(file=io.StringIO(), force_terminal=True, width=100, _environ={"TERM": name}, **height)
        for height in ({}, {"height": 5})
    ]
    print(name, *(console.width for console in consoles))
PYTHON
seen=$("$folder/venv/bin/python" "$folder/try.py")
echo "$seen"
expected="xterm 100 100
dumb 80 100
unknown 80 100"
[ "$seen" = "$expected" ] || { echo "changed: expected"; echo "$expected"; exit 1; }

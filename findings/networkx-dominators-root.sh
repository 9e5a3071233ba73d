#!/usr/bin/env bash
# networkx 3.5 and 3.6.1: whether the start is among the immediate dominators depends on the version.
#
# Seen:    immediate_dominators(graph, start) maps the start to itself in 3.5 and leaves it out in 3.6.1.
# Guess:   that within major version 3 the keys of the result stay the same.
# Matters: code that walks dominators up to the start loops for ever with one version, or has a KeyError with the
#          other; a lower bound like networkx>=3.2 allows both, so the start must be treated on its own.
# Date:    2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
cat > "$folder/try.py" <<'PYTHON'
import networkx as nx

graph = nx.DiGraph([("start", "menu"), ("menu", "queue")])
print(nx.__version__, sorted(nx.immediate_dominators(graph, "start").items()))
PYTHON
seen=$(for version in 3.5 3.6.1; do
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check "networkx==$version" 2>/dev/null
    "$folder/venv/bin/python" "$folder/try.py"
done)
echo "$seen"
expected="3.5 [('menu', 'start'), ('queue', 'menu'), ('start', 'start')]
3.6.1 [('menu', 'start'), ('queue', 'menu')]"
[ "$seen" = "$expected" ] || { echo "changed: expected"; echo "$expected"; exit 1; }

#!/usr/bin/env bash
# jsonpath-ng 1.16.0: `|` between two whole paths takes the last step before it, not the path.
#
# Seen:    `$.a.x | $.b.y` gives what `$.b.y` alone gives; the left path is lost without an error. With each path in
#          round brackets both are found.
# Guess:   that `A | B` selects what A selects and what B selects, as the union of XPath does.
# Matters: a rule written with such an expression checks half of what its author meant, and passes for ever.
# Date:    2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check jsonpath-ng==1.16.0 2>/dev/null

cat > "$folder/try.py" <<'PYTHON'
import warnings

from jsonpath_ng.ext import parse

warnings.simplefilter("ignore")
document = {"a": {"x": "left"}, "b": {"y": "right"}}
for expression in ("$.a.x | $.b.y", "($.a.x) | ($.b.y)"):
    print(expression, "->", [match.value for match in parse(expression).find(document)])
PYTHON
seen=$("$folder/venv/bin/python" "$folder/try.py")
echo "$seen"
expected='$.a.x | $.b.y -> ['"'right'"']
($.a.x) | ($.b.y) -> ['"'left', 'right'"']'
[ "$seen" = "$expected" ] || { echo "changed: expected"; echo "$expected"; exit 1; }

#!/usr/bin/env bash
# jsonpath-ng 1.16.0: a single backslash in the string of a filter is dropped.
#
# Seen:    `[?(@.n == 'a\b')]` finds "ab" and not "a\b"; `=~ 'a\.b'` is the pattern `a.b` and finds "axb". Doubled
#          backslashes are taken as one.
# Guess:   that a regular expression between the quotes is taken as it is written, as in most query languages' samples.
# Matters: a pattern that escapes a full stop, of a host name or a number, matches more than it says, and no error tells.
# Date:    2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check jsonpath-ng==1.16.0 2>/dev/null

cat > "$folder/try.py" <<'PYTHON'
from jsonpath_ng.ext import parse

document = {"list": [{"n": r"a\b"}, {"n": "ab"}, {"n": "a.b"}, {"n": "axb"}]}
for expression in (
    r"$.list[?(@.n == 'a\b')].n",
    r"$.list[?(@.n == 'a\\b')].n",
    r"$.list[?(@.n =~ '^a\.b$')].n",
    r"$.list[?(@.n =~ '^a\\.b$')].n",
):
    print(expression, "->", *(match.value for match in parse(expression).find(document)))
PYTHON
seen=$("$folder/venv/bin/python" "$folder/try.py")
echo "$seen"
expected=$(cat <<'TEXT'
$.list[?(@.n == 'a\b')].n -> ab
$.list[?(@.n == 'a\\b')].n -> a\b
$.list[?(@.n =~ '^a\.b$')].n -> a\b a.b axb
$.list[?(@.n =~ '^a\\.b$')].n -> a.b
TEXT
)
[ "$seen" = "$expected" ] || { echo "changed: expected"; echo "$expected"; exit 1; }

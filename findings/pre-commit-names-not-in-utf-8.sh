#!/usr/bin/env bash
# pre-commit 4.7.0: one staged file whose name is not UTF-8 ends it before any hook runs.
#
# Seen:    exit code 3 and “UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff”, whichever hook was asked for.
# Guess:   that names are bytes to it, as they are to git and Linux.
# Matters: such a name cannot reach our hook; nothing in ours can help, and `flowlint check` alone reads the file.
# Date:    2026-11-30
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv --system-site-packages venv
venv/bin/python -m pip install --quiet --disable-pip-version-check pre-commit==4.7.0 2>/dev/null
git init -q repository && cd repository
printf 'repos:\n- repo: local\n  hooks:\n  - {id: x, name: x, entry: "true", language: system}\n' > .pre-commit-config.yaml
touch $'\xff.json'
git add -A
code=0
PRE_COMMIT_HOME=$folder/home ../venv/bin/pre-commit run > "$folder/said" 2>&1 || code=$?
seen="$code $(grep -o "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff" "$folder/said" | head -1)"
echo "$seen"
expected="3 UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff"
[ "$seen" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }

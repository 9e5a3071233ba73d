#!/usr/bin/env bash
# dulwich 1.2.21: of a split index (core.splitIndex) only the entries that changed last are read, without a word.
#
# Seen:    `read_index` and `Index` give the entries that stand in .git/index itself, some of them with empty names. The
#          extension `link`, which names the shared index with all others, is passed over.
# Guess:   that an index with an extension which is not optional (its name has small letters) is read whole or refused.
# Matters: whoever asks which files git tracks gets none, or a few, in such a repository.
# Date:    2026-11-30
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check dulwich==1.2.21 2>/dev/null

git init --quiet "$folder/clone"
cd "$folder/clone"
git config core.splitIndex true
git config splitIndex.maxPercentChange 100
for number in $(seq 100); do echo "$number" > "$number.json"; done
git add .
git rm --quiet --cached 1.json

cat > "$folder/try.py" <<'PYTHON'
from dulwich.index import Index

found = len(list(Index(".git/index")))
print("files that dulwich finds:", found)
assert found != 99, "dulwich reads the shared index now"
PYTHON
"$folder/venv/bin/python" "$folder/try.py"

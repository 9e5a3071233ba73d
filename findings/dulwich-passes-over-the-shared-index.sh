#!/usr/bin/env bash
# dulwich 1.2.21: of a split index (core.splitIndex) only the entries that changed last are read, without a word.
#
# Seen:    `read_index` gives the entries that stand in .git/index itself, some with empty names, and not those of the
#          shared index, which the extension `link` names. `Index` says that the checksum is wrong, and it is not.
# Guess:   that an index with an extension which is not optional (its name has small letters) is read whole, or refused
#          for that.
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
git update-index --split-index
git rm --quiet --cached 1.json

cat > "$folder/try.py" <<'PYTHON'
from dulwich.errors import ChecksumMismatch
from dulwich.index import Index, read_index

with open(".git/index", "rb") as file:
    names = {entry.name for entry in read_index(file)} - {b""}
print("of 99 files, read_index names", len(names))
assert len(names) < 99, "dulwich reads the shared index now"
try:
    Index(".git/index")
except ChecksumMismatch as problem:
    print("Index says:", problem)
else:
    raise AssertionError("Index finds no wrong checksum any more")
PYTHON
"$folder/venv/bin/python" "$folder/try.py"

#!/usr/bin/env bash
# dulwich 1.2.21: a tree whose ids are SHA-256 is read as one of SHA-1, unless it is said which they are.
#
# Seen:    `ShaFile.from_raw_string(2, raw)` and `ShaFile.from_file(file)` take `object_format`; without it the names and
#          ids of such a tree are cut in the wrong places, and reading its entries raises.
# Guess:   that an object which was asked for by an id of 64 digits knows how long the ids in it are.
# Matters: whoever reads objects without a `Repo`, so as not to obey its configuration, must pass it on with each.
# Date:    2026-11-30
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check dulwich==1.2.21 2>/dev/null

cat > "$folder/try.py" <<'PYTHON'
import hashlib

from dulwich.object_format import SHA256
from dulwich.objects import ShaFile, Tree

ids = [hashlib.sha256(bytes([number])).digest() for number in range(2)]
raw = b"100644 a.json\0" + ids[0] + b"100644 b.json\0" + ids[1]
meant = [(b"a.json", ids[0].hex().encode()), (b"b.json", ids[1].hex().encode())]


def entries(**more):
    tree = ShaFile.from_raw_string(Tree.type_num, raw, **more)
    return [(item.path, item.sha) for item in tree.iteritems()]


assert entries(object_format=SHA256) == meant
try:
    found = entries()
except Exception as problem:
    found = f"{type(problem).__name__}: {problem}"
print("without object_format:", found)
assert found != meant, "a tree knows by itself now how long its ids are"
PYTHON
"$folder/venv/bin/python" "$folder/try.py"

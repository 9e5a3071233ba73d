#!/usr/bin/env bash
# pathspec 1.0.0: GitIgnoreSpec differs from git where a folder is excluded, and on character classes.
#
# Seen:    below an excluded folder (`logs/`, `*`) git never re-includes a file, GitIgnoreSpec does. `[[:digit:]].json`
#          means "1.json" to git; to GitIgnoreSpec it means ":].json" and "d].json". `[a.json` (never closed) means
#          nothing to git and a file of that name to GitIgnoreSpec. A tab at the end of a line belongs to git's pattern.
# Guess:   that the class named after git's ignore files reads them as git does.
# Matters: a tool that walks folders without starting git must ask for each folder from the top down, and must translate
#          POSIX classes itself, or it reads files that git ignores and passes over files that it keeps.
# Date:    2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pathspec==1.0.0 2>/dev/null

cat > "$folder/try.py" <<'PYTHON'
import subprocess
import tempfile
import warnings
from pathlib import Path

from pathspec import GitIgnoreSpec

warnings.simplefilter("ignore")
CASES = [
    ("logs/\n!logs/keep.json\n", "logs/keep.json"),
    ("*\n!*.json\n", "flows/keep.json"),
    ("[[:digit:]].json\n", "1.json"),
    ("[[:digit:]].json\n", "d].json"),
    ("[a.json\n", "[a.json"),
    ("a.json\t\n", "a.json"),
]
for lines, name in CASES:
    with tempfile.TemporaryDirectory() as root:
        subprocess.run(["git", "init", "--quiet", root], check=True)
        Path(root, ".gitignore").write_text(lines)
        Path(root, name).parent.mkdir(exist_ok=True)
        Path(root, name).write_text("{}")
        command = ["git", "-C", root, "check-ignore", "--quiet", "--no-index", "--", name]
        by_git = subprocess.run(command, check=False).returncode == 0
    by_pathspec = bool(GitIgnoreSpec.from_lines(lines.splitlines()).match_file(name))
    print(f"{lines!r} {name!r}: git {by_git}, pathspec {by_pathspec}")
PYTHON
seen=$("$folder/venv/bin/python" "$folder/try.py")
echo "$seen"
expected=$(cat <<'TEXT'
'logs/\n!logs/keep.json\n' 'logs/keep.json': git True, pathspec False
'*\n!*.json\n' 'flows/keep.json': git True, pathspec False
'[[:digit:]].json\n' '1.json': git True, pathspec False
'[[:digit:]].json\n' 'd].json': git False, pathspec True
'[a.json\n' '[a.json': git False, pathspec True
'a.json\t\n' 'a.json': git False, pathspec True
TEXT
)
[ "$seen" = "$expected" ] || { echo "changed: expected"; echo "$expected"; exit 1; }

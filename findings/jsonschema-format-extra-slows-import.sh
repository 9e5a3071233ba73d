#!/usr/bin/env bash
# jsonschema 4.26.0 with rfc3987-syntax 1.1.0, which its extra `format-nongpl` brings: importing it compiles 39 grammars.
#
# Seen:    `import jsonschema` imports rfc3987-syntax if that is installed, which builds a parser by Lark for each of 38
#          rules of the grammar of IRIs, and one for all. Nothing was validated yet, and no format was asked for. The
#          import takes more than five times as long as without the extra.
# Guess:   that an extra for formats costs something when a format is checked, and that a tool which does not ask for the
#          extra does not pay for it.
# Matters: any package beside a linter may bring the extra (cyclonedx-python-lib does), and each start of a command that
#          imports jsonschema then takes about a second more. Import it only where something is to be explained.
# Date:    2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for kind in plain formats; do python3 -m venv "$folder/$kind"; done
install() { "$folder/$1/bin/pip" install --quiet --disable-pip-version-check "${@:2}" 2>/dev/null; }
install plain jsonschema==4.26.0
install formats 'jsonschema[format-nongpl]==4.26.0' rfc3987-syntax==1.1.0 lark==1.3.1

cat > "$folder/count.py" <<'PYTHON'
import importlib.util

built = []
if importlib.util.find_spec("lark"):
    import lark

    build = lark.Lark.__init__

    def counted(self, *arguments, **options):
        built.append(self)
        build(self, *arguments, **options)

    lark.Lark.__init__ = counted
import jsonschema  # noqa: E402, F401

print("parsers built by the import:", len(built))
PYTHON
cat > "$folder/times.py" <<'PYTHON'
import subprocess
import sys
import time


def seconds(python):
    def once():
        start = time.perf_counter()
        subprocess.run([python, "-c", "import jsonschema"], check=True)
        return time.perf_counter() - start

    return min(once() for _ in range(3))


plain, formats = map(seconds, sys.argv[1:])
print("takes more than five times as long:", formats > 5 * plain)
PYTHON
seen=$(for kind in plain formats; do echo "$kind: $("$folder/$kind/bin/python" "$folder/count.py")"; done
    python3 "$folder/times.py" "$folder/plain/bin/python" "$folder/formats/bin/python")
echo "$seen"
expected=$(cat <<'TEXT'
plain: parsers built by the import: 0
formats: parsers built by the import: 39
takes more than five times as long: True
TEXT
)
[ "$seen" = "$expected" ] || { echo "changed: expected"; echo "$expected"; exit 1; }

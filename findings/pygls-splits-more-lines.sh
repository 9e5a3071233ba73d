#!/usr/bin/env bash
# pygls 2.1.1: a document has more lines than the protocol gives it.
#
# Seen:    TextDocument.lines splits at each character that str.splitlines() knows: also at U+2028, U+2029, U+0085, \v,
#          \f and \x1c to \x1e. So every offset after such a character is that of another line, and an incremental
#          change is made in the wrong place.
# Guess:   that lines end at \n, \r\n and \r alone, as the Language Server Protocol says of text documents.
# Matters: a text in JSON may hold these characters as they are, and what people paste from web pages does. A server
#          needs lines and offsets of its own, and whole texts (TextDocumentSyncKind.Full), whatever pygls offers.
# Date:    2026-11-30
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "pygls==2.1.1" 2>/dev/null
cat > "$folder/try.py" <<'PYTHON'
from lsprotocol import types
from pygls.workspace import TextDocument

text = '{"a": "x\u2028y",\n "b": 1}'
document = TextDocument("file:///a.json", text)
print(len(document.lines), document.offset_at_position(types.Position(1, 1)), text.index('"b"'))
where = types.Range(types.Position(1, 6), types.Position(1, 7))
document.apply_change(types.TextDocumentContentChangePartial(where, "2"))
print(ascii(document.source))
PYTHON
seen=$("$folder/venv/bin/python" "$folder/try.py")
echo "$seen"
expected=$(printf '%s\n' '3 10 14' "'{\"a\": \"x\\u2028y\",2\\n \"b\": 1}'")
[ "$seen" = "$expected" ] || { echo "changed: expected"; echo "$expected"; exit 1; }

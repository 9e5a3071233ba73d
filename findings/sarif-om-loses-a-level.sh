#!/usr/bin/env bash
# sarif-om 1.0.4 with jschema-to-python 1.2.3: a level that was set to the schema's default is not written.
#
# Seen:    a result with level "warning" is written without a level, one with "note" keeps it. A rule's default level
#          "error" is written. So the reader of the file takes the result for an error: where a result has no level,
#          SARIF 2.1.0 (3.27.10) has it take that of the rule's default configuration.
# Guess:   that what a program sets on an object is in the JSON text made from it.
# Matters: findings whose level settings lowered from error to warning still fail the gate that reads the file.
# Date:    2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check sarif-om==1.0.4 jschema-to-python==1.2.3 2>/dev/null

cat > "$folder/try.py" <<'PYTHON'
import json

import sarif_om as sarif
from jschema_to_python.to_json import to_json

rule = sarif.ReportingDescriptor(id="r", default_configuration=sarif.ReportingConfiguration(level="error"))
print("rule:", json.loads(to_json(rule)))
for level in ("warning", "note"):
    result = sarif.Result(message=sarif.Message(text="t"), rule_id="r", level=level)
    print(f"{level}:", json.loads(to_json(result)))
PYTHON
seen=$("$folder/venv/bin/python" "$folder/try.py")
echo "$seen"
expected="rule: {'id': 'r', 'defaultConfiguration': {'level': 'error'}}
warning: {'message': {'text': 't'}, 'ruleId': 'r'}
note: {'message': {'text': 't'}, 'level': 'note', 'ruleId': 'r'}"
[ "$seen" = "$expected" ] || { echo "changed: expected"; echo "$expected"; exit 1; }

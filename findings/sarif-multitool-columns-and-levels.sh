#!/usr/bin/env bash
# SARIF Multitool 5.7.0: matching results calls all columns UTF-16 units, and "warning" is never written.
#
# Seen:    `match-results-forward` writes columnKind utf16CodeUnits for a log that says unicodeCodePoints, and leaves the
#          columns as they are. It and `rewrite` drop the level "warning" of a result, though its rule's own level is
#          "error". An override of the rule's configuration survives, with the result's invocationIndex.
# Guess:   that a tool keeps what it does not change.
# Matters: columns after an emoji point elsewhere, and a level that settings lowered is raised again: so we count in
#          UTF-16 units and write overrides.
# Date:    2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @microsoft/sarif-multitool-linux@5.7.0 2>/dev/null >/dev/null
tool=node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
chmod u+x "$tool"
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

cat > a.sarif <<'JSON'
{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [{
  "tool": {"driver": {"name": "x", "rules": [{"id": "r", "defaultConfiguration": {"level": "error"}}]}},
  "columnKind": "unicodeCodePoints",
  "invocations": [{"executionSuccessful": true, "ruleConfigurationOverrides": [
    {"configuration": {"level": "warning"}, "descriptor": {"id": "r", "index": 0}}]}],
  "results": [{"ruleId": "r", "ruleIndex": 0, "level": "warning", "message": {"text": "m"},
    "provenance": {"invocationIndex": 0},
    "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a"}, "region": {"startLine": 1, "startColumn": 9}}}]}]
}]}
JSON
cp a.sarif b.sarif
"$tool" rewrite a.sarif --output rewritten.sarif >/dev/null
"$tool" match-results-forward a.sarif --previous b.sarif --output-file-path matched.sarif >/dev/null
seen=$(python3 - <<'PYTHON'
import json

for name in ("rewritten", "matched"):
    run = json.load(open(f"{name}.sarif"))["runs"][0]
    (result,) = run["results"]
    column = result["locations"][0]["physicalLocation"]["region"]["startColumn"]
    override = run["invocations"][0]["ruleConfigurationOverrides"][0]["configuration"]
    print(name, run["columnKind"], column, result.get("level"), result["provenance"]["invocationIndex"], override)
PYTHON
)
echo "$seen"
expected='rewritten unicodeCodePoints 9 None 0 {}
matched utf16CodeUnits 9 None 0 {}'
[ "$seen" = "$expected" ] || { echo "changed: expected"; echo "$expected"; exit 1; }

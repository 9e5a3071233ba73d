#!/usr/bin/env bash
# botocore 1.44.8: a request is held to the names, types and least lengths of its model, and not to the rest of it.
#
# Seen:    the model of BatchImportFindings says that a request has 100 findings at most, that texts match .*\S.*, and
#          which severities there are. 150 findings with blank texts and a severity BAD pass; none at all, and a name
#          with a typo, do not.
# Guess:   that what the model says is checked before anything is sent.
# Matters: a request that botocore lets through is no proof of its form: what is written needs a schema beside it.
# Date:    2026-11-30
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check botocore==1.44.8 2>/dev/null

cat > "$folder/try.py" <<'PYTHON'
from botocore.session import get_session
from botocore.validate import ParamValidator

shape = get_session().get_service_model("securityhub").operation_model("BatchImportFindings").input_shape
texts = "SchemaVersion Id ProductArn GeneratorId AwsAccountId CreatedAt UpdatedAt Title Description".split()
finding = {**dict.fromkeys(texts, " "), "Resources": [{"Type": " ", "Id": " "}], "Severity": {"Label": "BAD"}}
listed = shape.members["Findings"]
print("model:", listed.metadata, listed.member.members["Title"].metadata)
for what, findings in {"150": [finding] * 150, "none": [], "typo": [{**finding, "Titel": "t"}]}.items():
    report = ParamValidator().validate({"Findings": findings}, shape).generate_report()
    print(f"{what}:", report.partition(",")[0] or "passes")
PYTHON
seen=$("$folder/venv/bin/python" "$folder/try.py")
echo "$seen"
expected="model: {'min': 1, 'max': 100} {'pattern': '.*\\\\S.*'}
150: passes
none: Invalid length for parameter Findings
typo: Unknown parameter in Findings[0]: \"Titel\""
[ "$seen" = "$expected" ] || { echo "changed: expected"; echo "$expected"; exit 1; }

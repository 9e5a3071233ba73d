#!/usr/bin/env bash
# botocore 1.44.8: a web page with status 200 is an answer in which nothing is.
#
# Seen:    Where a service speaks rest-json, as Amazon Connect does, a body that is no JSON raises nothing: the answer has
#          no member at all, and a paginator goes through it as through one empty page. So does a body that breaks off.
# Guess:   that ResponseParserError is raised, as it is for a body that is no XML in the protocols that use that.
# Matters: a proxy or a login page in between makes an account look empty. Whoever mirrors or deletes by what a listing
#          gives takes everything for gone. Ask for the member by name, and hold what cannot be empty to be there.
# Date:    2026-11-30
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "boto3==1.44.8" "botocore==1.44.8" 2>/dev/null
cat > "$folder/try.py" <<'PYTHON'
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import boto3

BODIES = {"page": b"<html>Please sign in.</html>", "part": b'{"ContactFlowSummaryList": [{"Id": "1"'}


class Proxy(BaseHTTPRequestHandler):
    body = b""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Proxy)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = boto3.client(
    "connect", region_name="eu-west-1", endpoint_url=f"http://127.0.0.1:{server.server_port}",
    aws_access_key_id="x", aws_secret_access_key="x",
)
for name, Proxy.body in BODIES.items():
    answer = client.list_contact_flows(InstanceId="i")
    pages = list(client.get_paginator("list_contact_flows").paginate(InstanceId="i"))
    print(name, sorted(answer), len(pages), "ContactFlowSummaryList" in pages[0])
PYTHON
seen=$("$folder/venv/bin/python" "$folder/try.py")
echo "$seen"
expected=$(printf '%s\n' "page ['ResponseMetadata'] 1 False" "part ['ResponseMetadata'] 1 False")
[ "$seen" = "$expected" ] || { echo "changed: expected"; echo "$expected"; exit 1; }

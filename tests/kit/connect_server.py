"""A server that answers as Amazon Connect does, over HTTP, for as much of its API as `flowlint export` uses."""

import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

Json = dict[str, Any]

INSTANCE_ID = "5b0f1f6e-2f60-4b39-8c1a-6d7e8f9a0b1c"
INSTANCE_ARN = f"arn:aws:connect:eu-west-1:111122223333:instance/{INSTANCE_ID}"
_PAGE = 100
_LISTS = {
    "instance/*/lambda-functions": ("ListLambdaFunctions", "LambdaFunctions"),
    "queues-summary/*": ("ListQueues", "QueueSummaryList"),
    "hours-of-operations-summary/*": ("ListHoursOfOperations", "HoursOfOperationSummaryList"),
    "prompts-summary/*": ("ListPrompts", "PromptSummaryList"),
    "views/*": ("ListViews", "ViewsSummaryList"),
    "data-tables/*": ("ListDataTables", "DataTableSummaryList"),
}


@dataclass
class Instance:
    """What the instance has, how it misbehaves, and what it was asked."""

    flows: dict[str, Json] = field(default_factory=dict)
    modules: dict[str, Json] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=dict)
    """What calls other than those of flows list, by its name; bots by `ListBots V1` and `ListBots V2`."""
    denied: set[str] = field(default_factory=set)
    """Calls that the caller is not allowed to make."""
    gone: set[str] = field(default_factory=set)
    """Ids of flows that are listed, and deleted before they are described."""
    throttled_every: int = 0
    """Every so many calls that describe a flow, one is refused as too many."""
    answers: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    """What is made of the right answer of a call, by its name."""
    asked: Counter[str] = field(default_factory=Counter)
    """How often each call was made and answered, or refused: `DescribeContactFlow`, `429`."""
    described: list[str] = field(default_factory=list)
    """Ids of flows and modules that were described, with alias."""

    def add_flow(self, number: int, name: str, document: Json, **more: Any) -> str:
        """Add a flow, and give its id."""
        one = str(UUID(int=number))
        self.flows[one] = _entry(f"contact-flow/{one}", one, name, document, "FlowContentSha256") | {
            "Type": "CONTACT_FLOW",
            "LastModifiedTime": 1_790_000_000 + number,
            **more,
        }
        return one

    def add_module(self, number: int, name: str, document: Json, **more: Any) -> str:
        """Add a flow module, and give its id."""
        one = str(UUID(int=number))
        self.modules[one] = _entry(f"flow-module/{one}", one, name, document, "FlowModuleContentSha256") | more
        return one

    def described_as(self, held: Mapping[str, Json], one: str) -> list[Json]:
        """Give a flow in a list, or none where it is not there or no longer there."""
        return [held[one]] if one in held and one not in self.gone else []


def _entry(path: str, one: str, name: str, document: Json, checksum: str) -> Json:
    content = json.dumps(document)
    return {
        "Arn": f"{INSTANCE_ARN}/{path}",
        "Id": one,
        "Name": name,
        "State": "ACTIVE",
        "Status": "PUBLISHED",
        "Content": content,
        "Version": 1,
        checksum: sha256(content.encode()).hexdigest(),
    }


@contextmanager
def serving(instance: Instance) -> Iterator[str]:
    """Answer for an instance on a free port, and give the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, body: Json) -> None:
            status, answer = _respond(instance, self.path, body)
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            if status != 200:
                self.send_header("x-amzn-ErrorType", answer["code"])
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _respond(instance: Instance, target: str, body: Json) -> tuple[int, Json]:
    url = urlsplit(target)
    steps = [unquote(step) for step in url.path.strip("/").split("/")]
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    operation, key, found = _look_up(instance, steps, query, body)
    if operation in instance.denied:
        return _refuse(instance, 403, "AccessDeniedException", f"not authorized to perform: connect:{operation}")
    if not found or (len(steps) > 1 and INSTANCE_ID not in steps):
        return _refuse(instance, 404, "ResourceNotFoundException", "not found")
    if operation.startswith("Describe") and instance.throttled_every:
        instance.asked["tries"] += 1
        if instance.asked["tries"] % instance.throttled_every == 0:
            return _refuse(instance, 429, "TooManyRequestsException", "Too Many Requests")
    instance.asked[operation] += 1
    status, answer = _answer(instance, steps, query, body, operation, key, found)
    return status, instance.answers.get(operation, lambda right: right)(answer) if status == 200 else answer


def _answer(
    instance: Instance, steps: list[str], query: Json, body: Json, operation: str, key: str, found: list[Any]
) -> tuple[int, Json]:
    if operation.startswith("Describe"):
        if operation != "DescribeInstance":
            instance.described.append(steps[2])
            if found[0].get("Status") == "SAVED" and not steps[2].endswith(":$SAVED"):
                return _refuse(instance, 404, "ContactFlowNotPublishedException", "The flow has not been published.")
        return 200, {key: found[0]}
    start = int(query.get("nextToken") or body.get("NextToken") or 0)
    page: Json = {key: found[0][start : start + _PAGE]}
    if start + _PAGE < len(found[0]):
        page["NextToken"] = str(start + _PAGE)
    return 200, page


def _look_up(instance: Instance, steps: list[str], query: Json, body: Json) -> tuple[str, str, list[Any]]:
    """Give the call, what its answer stands under, and the answer in a list that is empty where there is none."""
    last = re.sub(r":\$SAVED$", "", steps[-1])
    here = {"Id": INSTANCE_ID, "Arn": INSTANCE_ARN, "InstanceAlias": "riverside"}
    flows = [_summary(one) | {"ContactFlowType": one["Type"]} for one in instance.flows.values()]
    modules = [_summary(one) for one in instance.modules.values()]
    bots = instance.lists.get(f"ListBots {query.get('lexVersion')}", [])
    routes: dict[str, tuple[str, str, list[Any]]] = {
        "instance": ("ListInstances", "InstanceSummaryList", [[here]]),
        "instance/*": ("DescribeInstance", "Instance", [here] if last == INSTANCE_ID else []),
        "instance/*/bots": ("ListBots", "LexBots", [bots]),
        "contact-flows-summary/*": ("ListContactFlows", "ContactFlowSummaryList", [flows]),
        "contact-flow-modules-summary/*": ("ListContactFlowModules", "ContactFlowModulesSummaryList", [modules]),
        "search-contact-flows": ("SearchContactFlows", "ContactFlows", [_without_content(instance.flows)]),
        "search-contact-flow-modules": (
            "SearchContactFlowModules", "ContactFlowModules", [_without_content(instance.modules)]
        ),
        "contact-flows/*/*": ("DescribeContactFlow", "ContactFlow", instance.described_as(instance.flows, last)),
        "contact-flow-modules/*/*": (
            "DescribeContactFlowModule", "ContactFlowModule", instance.described_as(instance.modules, last)
        ),
        **{path: (call, key, [instance.lists.get(call, [])]) for path, (call, key) in _LISTS.items()},
    }  # fmt: skip
    if len(steps) == 3 and steps[0] in ("contact-flows", "contact-flow-modules"):
        steps = [steps[0], "*", "*"]
    return routes.get(
        "/".join([steps[0], *("*" if n == 1 else one for n, one in enumerate(steps[1:], 1))]), ("", "", [])
    )


def _summary(one: Json) -> Json:
    return {key: one[key] for key in ("Arn", "Id", "Name")}


def _without_content(held: dict[str, Json]) -> list[Json]:
    return [{key: value for key, value in one.items() if key != "Content"} for one in held.values()]


def _refuse(instance: Instance, status: int, code: str, message: str) -> tuple[int, Json]:
    instance.asked[str(status)] += 1
    return status, {"code": code, "message": message, "Message": message}

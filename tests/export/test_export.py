"""`flowlint export` against a server that answers as Amazon Connect does, through boto3 as it is."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flowlint.model.inventory import FILE_NAME
from kit import BAD, GOOD
from kit.connect_server import INSTANCE_ARN, INSTANCE_ID, Instance, serving

pytestmark = pytest.mark.slow  # real programs, each in a process of its own

FIRST, SECOND, MODULE = (f"00000000-0000-0000-0000-{number:012}" for number in (1, 2, 3))
DELETED = "d4c3b2a1-0f9e-4d8c-b7a6-958473625140"
SECRET = "wJalrXUtnFEMI-example-only"


class Service:
    """A server, and the command that asks it."""

    def __init__(self, instance: Instance, address: str, home: Path) -> None:
        self.instance = instance
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "GITHUB_"))}
        self.environment = kept | {
            "AWS_ENDPOINT_URL_CONNECT": address,
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_CONFIG_FILE": str(home / "no-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(home / "no-credentials"),
            "AWS_EC2_METADATA_DISABLED": "true",
            "TZ": "America/New_York",
            "PYTHONUTF8": "1",
        }

    def start(self, *arguments: str, without: tuple[str, ...] = ()) -> subprocess.Popen[str]:
        environment = {name: value for name, value in self.environment.items() if name not in without}
        return subprocess.Popen(
            [sys.executable, "-m", "flowlint", *arguments],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip

    def __call__(self, *arguments: str, without: tuple[str, ...] = ()) -> tuple[int, str, str]:
        process = self.start(*arguments, without=without)
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err


@pytest.fixture
def service(here: Path) -> Iterator[Service]:
    instance = Instance()
    instance.add_flow(1, "Main line / day & night", GOOD)
    instance.add_flow(2, "../../Überlauf", GOOD, Description="Grüße", Tags={"team": "voice"})
    instance.add_module(3, "Greeting", GOOD, Settings='{"inputs": []}', VersionDescription="first")
    with serving(instance) as address:
        yield Service(instance, address, here)


def files(folder: str) -> dict[str, Any]:
    """Give what each file of a folder holds, hidden ones included."""
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in Path(folder).iterdir()}


def test_each_flow_and_module_is_a_file_as_the_api_answers_it(service: Service, here: Path) -> None:
    assert service("export", "riverside", "flows") == (0, "flows: 3 flows and modules written, 0 unchanged\n", "")
    written = files("flows")
    assert sorted(written) == [
        f"Greeting--{MODULE}.json",
        f"Main-line-day-night--{FIRST}.json",
        FILE_NAME,
        f"Überlauf--{SECOND}.json",
    ]
    assert written[f"Greeting--{MODULE}.json"] == {"ContactFlowModule": service.instance.modules[MODULE]}
    assert written[f"Überlauf--{SECOND}.json"] == {
        "ContactFlow": {**service.instance.flows[SECOND], "LastModifiedTime": "2026-09-21T14:13:22+00:00"}
    }
    assert list(here.parent.glob("*berlauf*")) == []


def test_a_link_in_the_folder_leads_nowhere_else(service: Service, here: Path) -> None:
    Path("outside").write_text("alias ls=ls\n")
    Path("flows").mkdir()
    for name in (FILE_NAME, f"Greeting--{MODULE}.json"):
        Path("flows", name).symlink_to(here / "outside")
    assert service("export", "riverside", "flows") == (0, "flows: 3 flows and modules written, 0 unchanged\n", "")
    assert Path("outside").read_text() == "alias ls=ls\n"
    assert not any(path.is_symlink() for path in Path("flows").iterdir())


def test_the_inventory_names_what_the_instance_has(service: Service, here: Path) -> None:
    function = "arn:aws:lambda:eu-west-1:111122223333:function:find-rental"
    bot = {"AliasArn": "arn:aws:lex:eu-west-1:111122223333:bot-alias/ABCDEFGHIJ/TSTALIASID"}
    queues = [
        {"Id": str(number), "Arn": f"{INSTANCE_ARN}/queue/{number}", "Name": f"Q{number}"} for number in range(250)
    ]
    service.instance.lists = {
        "ListQueues": queues,
        "ListLambdaFunctions": [function],
        "ListBots V1": [{"LexBot": {"Name": "Old", "LexRegion": "eu-west-1"}}],
        "ListBots V2": [{"LexV2Bot": bot}],
        "ListDataTables": [{"Id": "t", "Name": "Prices", "LastModifiedTime": 1_790_000_000}],
    }
    assert service("export", INSTANCE_ARN, "flows")[0] == 0
    inventory = files("flows")[FILE_NAME]
    assert [one["Id"] for one in inventory.pop("ContactFlows")] == [FIRST, SECOND]
    assert [one["Id"] for one in inventory.pop("ContactFlowModules")] == [MODULE]
    assert inventory == {
        "FlowlintInventory": 1,
        "Instance": {"Arn": INSTANCE_ARN},
        "Queues": queues,
        "HoursOfOperations": [],
        "Prompts": [],
        "LambdaFunctions": [function],
        "LexV1Bots": [{"Name": "Old", "LexRegion": "eu-west-1"}],
        "LexV2Bots": [bot],
        "Views": [],
        "DataTables": [{"Id": "t", "Name": "Prices", "LastModifiedTime": "2026-09-21T14:13:20+00:00"}],
    }


def test_a_second_run_fetches_what_has_changed_and_follows_a_new_name(service: Service, here: Path) -> None:
    service("export", INSTANCE_ID, "flows")
    service.instance.described.clear()
    service.instance.add_flow(1, "Main line", BAD)
    Path("flows", f"Greeting--{MODULE}.json").write_text('{"ContactFlowModule": {', encoding="utf-8")
    assert service("export", INSTANCE_ID, "flows") == (0, "flows: 2 flows and modules written, 1 unchanged\n", "")
    assert service.instance.described == [FIRST, MODULE]
    written = files("flows")
    assert sorted(written) == [
        f"Greeting--{MODULE}.json",
        f"Main-line--{FIRST}.json",
        FILE_NAME,
        f"Überlauf--{SECOND}.json",
    ]
    assert json.loads(written[f"Main-line--{FIRST}.json"]["ContactFlow"]["Content"]) == BAD


def test_drafts_are_exported_on_request_and_flows_never_published_are_named(service: Service, here: Path) -> None:
    service.instance.add_flow(2, "Draft", GOOD, Status="SAVED")
    assert service("export", "riverside", "published") == (
        0,
        "published: 2 flows and modules written, 0 unchanged\n",
        "flowlint: flow “Draft” was never published; --saved exports it\n",
    )
    service.instance.described.clear()
    for _ in range(2):  # whether a draft has changed nobody says, so all are fetched again
        assert service("export", "riverside", "saved", "--saved")[:2] == (
            0,
            "saved: 3 flows and modules written, 0 unchanged\n",
        )
    assert service.instance.described == [f"{one}:$SAVED" for one in (FIRST, SECOND, MODULE)] * 2


def test_a_flow_that_is_deleted_is_passed_over_with_a_word(service: Service, here: Path) -> None:
    service("export", "riverside", "flows")
    service.instance.add_flow(1, "Main line", BAD)
    service.instance.gone.add(FIRST)
    del service.instance.flows[SECOND]
    code, out, err = service("export", "riverside", "flows")
    assert (code, out) == (0, "flows: 0 flows and modules written, 1 unchanged\n")
    no_more = "the instance has no such flow any more; delete the file if nobody needs it"
    assert err.splitlines() == [
        "flowlint: flow “Main line” was deleted in the meantime",
        f"flowlint: flows/Main-line-day-night--{FIRST}.json: {no_more}",
        f"flowlint: flows/Überlauf--{SECOND}.json: {no_more}",
    ]
    assert files("flows")[FILE_NAME]["ContactFlows"] == []


def test_a_missing_permission_is_named_and_ends_nothing(service: Service, here: Path) -> None:
    service.instance.denied = {"DescribeContactFlow", "ListPrompts", "ListBots"}
    assert service("export", "riverside", "flows") == (
        2,
        "flows: 1 flows and modules written, 0 unchanged\n",
        "flowlint: the IAM action connect:DescribeContactFlow is not allowed; not exported: "
        "flow “Main line / day & night”, flow “../../Überlauf”\n"
        f"flowlint: the IAM action connect:ListPrompts is not allowed; not exported: Prompts in {FILE_NAME}\n"
        f"flowlint: the IAM action connect:ListBots is not allowed; not exported: LexV1Bots in {FILE_NAME}, "
        f"LexV2Bots in {FILE_NAME}\n",
    )
    written = files("flows")
    assert sorted(written) == [f"Greeting--{MODULE}.json", FILE_NAME]
    assert not {"Prompts", "LexV1Bots", "LexV2Bots"} & set(written[FILE_NAME])


def test_without_a_search_all_is_fetched_again_and_the_permission_is_named(service: Service, here: Path) -> None:
    service("export", "riverside", "flows")
    service.instance.denied = {"SearchContactFlows"}
    assert service("export", "riverside", "flows") == (
        0,
        "flows: 2 flows and modules written, 1 unchanged\n",
        "flowlint: the IAM action connect:SearchContactFlows is not allowed; without it every flow is fetched again\n",
    )


def again(page: Any) -> Any:
    """Let a page lead to itself."""
    return {**page, "NextToken": "0"}


def twice(page: Any) -> Any:
    """List all that a page has twice."""
    return {key: one * 2 if isinstance(one, list) else one for key, one in page.items()}


def test_odd_answers_are_failures_of_what_they_are_about(service: Service, here: Path) -> None:
    service.instance.answers = {"ListContactFlows": twice, "DescribeContactFlow": lambda _: {}, "ListQueues": again}
    assert service("export", "riverside", "flows") == (
        2,
        "flows: 1 flows and modules written, 0 unchanged\n",
        "flowlint: DescribeContactFlow: the answer has no ContactFlow; not exported: "
        "flow “Main line / day & night”, flow “../../Überlauf”\n"
        "flowlint: ListQueues: a page of the answer leads back to one before it; "
        f"not exported: Queues in {FILE_NAME}\n",
    )
    assert [one["Id"] for one in files("flows")[FILE_NAME]["ContactFlows"]] == [FIRST, SECOND]
    service.instance.answers = {"SearchContactFlows": again, "ListContactFlowModules": lambda page: {
        "ContactFlowModulesSummaryList": [*page["ContactFlowModulesSummaryList"], {"Name": "x"}]
    }}  # fmt: skip
    assert service("export", "riverside", "flows") == (
        2,
        "flows: 2 flows and modules written, 0 unchanged\n",
        "flowlint: SearchContactFlows: a page of the answer leads back to one before it; "
        "without it every flow is fetched again\n"
        "flowlint: ListContactFlowModules: the answer has something without an id; not exported: all modules\n",
    )
    service.instance.answers = {"ListContactFlows": lambda _: [1]}
    code, out, err = service("export", "riverside", "flows")
    assert (code, out, err.startswith("flowlint: ListContactFlows: ")) == (2, "", True)


def test_an_answer_without_flows_is_none_of_connect(service: Service, here: Path) -> None:
    assert service("export", "riverside", "flows")[0] == 0
    before = files("flows")
    service.instance.answers = {"ListContactFlows": lambda _: {}}
    message = "ListContactFlows: the answer has no flow, though each instance has some"
    assert service("export", INSTANCE_ARN, "flows") == (2, "", f"flowlint: {message}\n")
    assert files("flows") == before


def test_a_flow_without_content_is_not_exported(service: Service, here: Path) -> None:
    service.instance.answers = {
        "DescribeContactFlow": lambda page: {"ContactFlow": {**page["ContactFlow"], "Content": None}}
    }
    assert service("export", "riverside", "flows") == (
        2,
        "flows: 1 flows and modules written, 0 unchanged\n",
        "flowlint: DescribeContactFlow: the answer has no Content; not exported: "
        "flow “Main line / day & night”, flow “../../Überlauf”\n",
    )


@pytest.mark.parametrize(
    ("arguments", "without", "message"),
    [
        (["elsewhere"], (), "there is no instance with the alias elsewhere in eu-west-1; give --region, and --profile "
         "for another account; those that are there: riverside"),
        ([SECOND], (), f"there is no instance {SECOND} in eu-west-1; give --region, and --profile for another account"),
        ([INSTANCE_ARN[:-1] + "d"], (), f"there is no instance {INSTANCE_ARN[:-1]}d here"),
        (["riverside", "--profile", "nobody"], (), "the session: The config profile (nobody) could not be found"),
        (["riverside"], ("AWS_DEFAULT_REGION",), "the session: You must specify a region."),
        (["riverside"], ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
         "there are no AWS credentials; sign in, or name a profile with --profile"),
    ],
)  # fmt: skip
def test_what_keeps_it_from_beginning(
    service: Service, arguments: list[str], without: tuple[str, ...], message: str
) -> None:
    instance, *options = arguments
    assert service("export", instance, "flows", *options, without=without) == (2, "", f"flowlint: {message}\n")


def test_two_instances_do_not_share_a_folder(service: Service, here: Path) -> None:
    Path("flows").mkdir()
    other = INSTANCE_ARN.replace("5b0f", "9999")
    inventory = json.dumps({"FlowlintInventory": 1, "Instance": {"Arn": other}})
    Path("flows", FILE_NAME).write_text(inventory, encoding="utf-8")
    said = f"flowlint: flows holds an export of {other}; choose another folder\n"
    assert service("export", "riverside", "flows") == (2, "", said)
    assert [path.name for path in Path("flows").iterdir()] == [FILE_NAME]


def test_without_boto3_the_command_to_install_it_is_given(service: Service, here: Path) -> None:
    code = "import sys; sys.modules['boto3'] = None; from flowlint.cli import main; main(['export', 'a', 'flows'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    message = "flowlint: flowlint export needs boto3: pip install 'connect-flowlint[aws]'\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)


@pytest.mark.slow
def test_three_hundred_flows_with_throttling_and_a_kill_in_the_middle(service: Service, here: Path) -> None:
    instance = service.instance
    for number in range(4, 301):
        to = f"{INSTANCE_ARN}/contact-flow/{(FIRST, DELETED)[number % 50 == 0]}"
        instance.add_flow(number, f"Line {number}", hands_over(to))
    instance.throttled_every = 60
    process = service.start("export", "riverside", "flows")
    deadline = time.monotonic() + 120
    while len(instance.described) < 150 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    half = {path.name for path in Path("flows").iterdir() if not path.name.startswith(".")}
    assert 100 < len(half) < 300 and FILE_NAME not in half
    Path("flows", f".Line-9--{FIRST}.json.abcd1234").write_text("{", encoding="utf-8")  # as a kill may leave behind

    code, out, err = service("export", "riverside", "flows")
    assert (code, out, err) == (0, f"flows: {300 - len(half)} flows and modules written, {len(half)} unchanged\n", "")
    assert instance.asked["429"] >= 4
    written = files("flows")
    assert len(written) == 301
    inventory = written.pop(FILE_NAME)
    assert len(inventory["ContactFlows"]) == 299
    held = {one[holder]["Id"]: one[holder]["Content"] for one in written.values() for holder in one}
    assert held == {one: entry["Content"] for one, entry in (instance.flows | instance.modules).items()}
    assert not any(SECRET in path.read_text(encoding="utf-8") for path in Path("flows").iterdir())

    code, out, err = service("check", "--select", "missing-flow", "--format", "json", "flows")
    report = json.loads(out)
    assert (code, err, report["summary"]["flows"]) == (1, "", 300)
    assert sorted(one["path"] for one in report["findings"]) == sorted(
        f"flows/Line-{number}--00000000-0000-0000-0000-{number:012x}.json" for number in (50, 100, 150, 200, 250, 300)
    )


def hands_over(target: str) -> dict[str, Any]:
    """Make a flow that hands over to another one."""
    end = {"Identifier": "End", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
    to = {
        "Identifier": "Go",
        "Type": "TransferToFlow",
        "Parameters": {"ContactFlowId": target},
        "Transitions": {"NextAction": "End", "Errors": [{"NextAction": "End", "ErrorType": "NoMatchingError"}]},
    }
    return {"Version": "2019-10-30", "StartAction": "Go", "Metadata": {}, "Actions": [to, end]}

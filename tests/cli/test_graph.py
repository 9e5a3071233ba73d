"""`flowlint graph`: which flow is drawn, what is marked in it, and where the picture goes."""

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kit import GOOD, ROOT, Run

FLOWS = ROOT / "fixtures" / "flows"
MAIN = "flows/main-line.json"


@pytest.fixture
def graph(command: Run, here: Path) -> Run:
    shutil.copytree(FLOWS, here / "flows")

    def run(*words: str, **more: object) -> object:
        return command("graph", *words, **more)  # type: ignore[arg-type]

    return run  # type: ignore[return-value]


def fingerprint(command: Run, rule: str) -> str:
    found = json.loads(command("check", MAIN, "--format", "json").stdout)["findings"]
    return next(str(one["fingerprint"]) for one in found if one["rule"] == rule)


def test_one_flow_is_drawn_as_mermaid(graph: Run) -> None:
    done = graph(MAIN)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:2] == ["flowchart LR", '  b0["Set logging behavior<br>“Turn logging on”"]']
    assert '  b1 -.->|"✕ Error"| b2' in lines
    assert not any("error" in line or "linkStyle" in line for line in lines), "nothing is marked that nobody asked for"


def test_findings_are_marked_where_flowlint_check_reports_them(graph: Run, command: Run) -> None:
    found = json.loads(command("check", MAIN, "--format", "json").stdout)["findings"]
    at = {one["block"]["label"] for one in found if one["level"] == "error"}
    marked = [line for line in graph(MAIN, "--findings").stdout.splitlines() if "1 error" in line]
    assert at == {"Set contact attributes “Remember caller”"}
    assert marked == ['  b3["Set contact attributes<br>“Remember caller”<br>1 error, 1 warning"]']


def test_the_path_of_a_finding_is_painted(graph: Run, command: Run) -> None:
    whole = fingerprint(command, "logging-on-while-storing-input")
    done = graph("flows", "--path", whole[:6], "--format", "svg")
    assert done.returncode == 0
    root = ElementTree.fromstring(done.stdout)
    boxes = [
        one.get("data-box")
        for one in root.iter()
        if "box" in (one.get("class") or "") and "on-path" in one.attrib["class"]
    ]
    assert boxes == ["0", "1", "2", "4", "5", "6"]
    ways = [one.get("data-from") for one in root.iter() if one.get("data-from") and "on-path" in one.attrib["class"]]
    assert ways == ["0", "1", "2", "4", "5"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["flows", "--flow", "Main"], "There is no flow 'Main'. There are: 'Callback offer' in flows/Callback offer, "),
        ([MAIN, "--path", "zzz"], "There is no finding 'zzz' in PATHS; see `flowlint check --format json`."),
        ([MAIN, "--path", ""], "There is no finding '' in PATHS"),
        ([""], "One of the paths is empty."),
        ([MAIN, "-o", MAIN], "flows/main-line.json holds a flow, which no report may replace; name another file."),
        ([MAIN, "-o", "flows"], "File 'flows' is a directory."),
    ],
)
def test_what_cannot_be_meant_is_refused(graph: Run, words: list[str], message: str) -> None:
    done = graph(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in " ".join(done.stderr.split())


def test_a_finding_without_a_path_is_no_path(graph: Run, command: Run) -> None:
    done = graph(MAIN, "--path", fingerprint(command, "missing-error-branch"))
    assert done.returncode == 2
    assert "has no path." in done.stderr


@pytest.mark.parametrize(
    ("file", "begins"),
    [("a.svg", "<svg "), ("a.dot", "digraph {"), ("a.GV", "digraph {"), ("a.mmd", "flowchart LR"), ("a", "flowchart")],
)
def test_the_ending_of_the_file_says_the_format(graph: Run, here: Path, file: str, begins: str) -> None:
    done = graph("flows", "--flow", "Main line", "-o", file)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (here / file).read_text(encoding="utf-8").startswith(begins)


def test_a_flow_that_makes_no_picture_leaves_what_was_there(
    graph: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "graphlay", None)
    (here / "plain.json").write_text(json.dumps(GOOD))
    (here / "out.svg").write_text("before")
    done = graph("plain.json", "-o", "out.svg")
    assert (done.returncode, (here / "out.svg").read_text()) == (2, "before")
    assert "pip install 'connect-flowlint[report]'" in done.stderr


def test_nothing_to_draw_is_2(graph: Run, here: Path) -> None:
    (here / "empty").mkdir()
    done = graph("empty")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "flowlint: found no flow in empty\n")


def test_what_cannot_be_read_is_named_and_the_rest_is_drawn(graph: Run) -> None:
    done = graph(MAIN, "gone.json")
    assert done.returncode == 2
    assert done.stdout.startswith("flowchart LR")
    assert done.stderr == "flowlint: gone.json: cannot be read: no such file or directory\n"


def test_a_flow_that_is_not_json_is_named(graph: Run, here: Path) -> None:
    (here / "broken.json").write_text(json.dumps(GOOD)[:-1])
    said = "flowlint: broken.json:1: may hold a flow, but could not be read: it is not JSON: it ends in the middle of "
    done = graph("broken.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{said}the document\nflowlint: found no flow in broken.json\n"
    done = graph("broken.json", MAIN, "--select", "endless-loop")
    assert (done.returncode, done.stderr) == (2, f"{said}the document\n")
    assert done.stdout.startswith("flowchart LR")


def test_secrets_are_in_no_picture(command: Run, here: Path) -> None:
    secret = "AK" + "IAQRVXMBTKZWNJPLCY"
    flow = json.dumps(GOOD).replace("Goodbye", secret)
    (here / "flow.json").write_text(flow)
    for name in ("mermaid", "dot", "svg"):
        done = command("graph", "flow.json", "--format", name)
        assert done.returncode == 0
        assert secret[:8] not in done.stdout
        assert "•" in done.stdout or "#8226;" in done.stdout

"""`flowlint check --since`: only what is new against the flows at a revision, whatever is called otherwise now."""

import hashlib
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from flowlint import check_paths
from flowlint.revisions import NoRevision
from kit import ROOT, Run, write
from kit.flows import block, flow
from kit.git import commit, git

SCHEMA = json.loads((ROOT / "docs" / "output-v1.schema.json").read_text(encoding="utf-8"))
SELECT = ("--select", "dangling-transition,endless-loop,unreachable-block,attribute-never-set")
HANG_UP = block("end", "DisconnectParticipant")


def says(name: str, text: str, to: str, error: str = "end") -> Any:
    return block(name, "MessageParticipant", {"Text": text}, to, NoMatchingError=error)


def put(path: str, document: Any) -> None:
    write(path, json.dumps(document, indent=1))


def found(command: Run, *words: str) -> tuple[int, list[tuple[str, str, str]], int]:
    """Give the exit code, the findings by file, rule and block, and how many the revision has too."""
    done = command("check", "--format", "json", *SELECT, *words)
    assert done.stderr == ""
    document = json.loads(done.stdout)
    jsonschema.validate(document, SCHEMA)
    names = [(one["path"], one["rule"], one["block"]["id"] if one["block"] else "") for one in document["findings"]]
    return done.returncode, names, document["suppressed"]["revision"]


@pytest.fixture
def repository(here: Path) -> Path:
    """A repository with one flow, which has a branch that leads nowhere."""
    git("init", "-q", "-b", "main", ".")
    put("flows/a.json", flow(says("one", "Hello", "two", "lost"), says("two", "Bye", "end"), HANG_UP))
    commit()
    return here


@pytest.mark.usefixtures("repository")
def test_what_was_there_is_held_back_and_what_is_new_is_not(command: Run) -> None:
    assert found(command, "--since", "HEAD") == (0, [], 1)
    put("flows/a.json", flow(says("one", "Hello", "two", "lost"), says("two", "Bye", "gone"), HANG_UP))
    assert found(command, "--since", "HEAD") == (1, [("flows/a.json", "dangling-transition", "two")], 1)
    commit()
    assert found(command, "--since", "HEAD") == (0, [], 2)
    assert found(command, "--since", "main~1", "flows/a.json") == (
        1,
        [("flows/a.json", "dangling-transition", "two")],
        1,
    )


@pytest.mark.usefixtures("repository")
def test_lines_names_ids_and_files_do_not_matter(command: Run) -> None:
    Path("flows/a.json").rename("flows/b.json")
    text = Path("flows/b.json").read_text(encoding="utf-8")
    for number, name in enumerate(("one", "two", "end")):
        text = text.replace(f'"{name}"', f'"7ab2f1c0-0000-4000-8000-00000000000{number}"')
    write("flows/b.json", "\n\n" + text)
    for words in (["."], ["flows"], ["flows/b.json"], ["flows/b.json", "--no-context"], [".", "--workers", "2"]):
        assert (words, found(command, "--since", "HEAD", *words)) == (words, (0, [], 1))


@pytest.mark.usefixtures("repository")
def test_a_flow_that_is_new_has_new_findings_only(command: Run) -> None:
    put("flows/new.json", flow(says("x", "Who", "lost"), HANG_UP))
    one, other = ("flows/new.json", "dangling-transition", "x"), ("flows/new.json", "unreachable-block", "end")
    assert found(command, "--since", "HEAD")[:2] == (1, [one]) or found(command, "--since", "HEAD")[1] == [one, other]


@pytest.mark.usefixtures("repository")
def test_a_finding_at_a_block_that_changed_is_reported_and_one_beside_it_is_not(command: Run) -> None:
    put("flows/a.json", flow(says("one", "Hello", "two", "lost"), says("two", "Good bye", "end"), HANG_UP))
    assert found(command, "--since", "HEAD") == (0, [], 1)
    put("flows/a.json", flow(says("one", "Hello!", "two", "lost"), says("two", "Bye", "end"), HANG_UP))
    assert found(command, "--since", "HEAD") == (1, [("flows/a.json", "dangling-transition", "one")], 0)


def tells(name: str, text: str, to: str) -> Any:
    return block(name, "MessageParticipant", {"Text": text}, to)


BEGIN = says("begin", "Open", "one")
KIND = {"Metadata": {"type": "CONTACT_FLOW"}}
LOOP = [BEGIN, tells("one", "Hello", "two"), tells("two", "Again", "three"), tells("three", "More", "two"), HANG_UP]


@pytest.mark.parametrize(
    ("changed", "is_reported"),
    [
        (LOOP, False),
        ([BEGIN, *reversed(LOOP[1:])], False),
        ([BEGIN, tells("one", "Hi", "two"), *LOOP[2:]], True),
        ([*LOOP[:-1], {**HANG_UP, "Parameters": {"x": "y"}}], False),
        ([BEGIN, tells("one", "Hello", "new"), tells("new", "Hm", "two"), *LOOP[2:]], True),
        ([says("begin", "Open", "one", "one"), *LOOP[1:-1]], False),
    ],
)  # fmt: skip
def test_a_known_finding_is_reported_if_its_path_passes_what_changed(
    here: Path, command: Run, changed: Any, is_reported: bool
) -> None:
    git("init", "-q", ".")
    put("a.json", flow(*LOOP, **KIND))
    commit()
    loop = ("a.json", "endless-loop", "two")
    assert loop in found_all(command)
    put("a.json", flow(*changed, **KIND))
    assert loop in found_all(command)
    assert (loop in found(command, "--since", "HEAD")[1]) is is_reported


def found_all(command: Run) -> list[tuple[str, str, str]]:
    done = command("check", "--format", "json", *SELECT)
    document = json.loads(done.stdout)
    return [(one["path"], one["rule"], one["block"]["id"] if one["block"] else "") for one in document["findings"]]


@pytest.mark.usefixtures("repository")
def test_a_change_to_one_flow_breaks_another(command: Run) -> None:
    sets = block("set", "UpdateContactAttributes", {"Attributes": {"tier": "gold"}}, "end", NoMatchingError="end")
    put("flows/set.json", flow(sets, HANG_UP))
    put("flows/read.json", flow(says("say", "You are $.Attributes.tier", "end"), HANG_UP))
    commit()
    before = found(command, "--since", "HEAD")
    assert before == (0, [], 1)
    put("flows/set.json", flow({**sets, "Parameters": {"Attributes": {"other": "gold"}}}, HANG_UP))
    assert found(command, "--since", "HEAD")[1] == [("flows/read.json", "attribute-never-set", "say")]


def test_a_caller_more_is_new_and_one_less_or_called_otherwise_is_not(here: Path, command: Run) -> None:
    def leads(name: str, *blocks: Any) -> None:
        content = json.dumps(flow(*blocks, block("go", "TransferToFlow", {"ContactFlowId": "F"}), HANG_UP))
        put(f"{name}.json", {"ContactFlow": {"Content": content, "Name": name, "Id": name, "Type": "CONTACT_FLOW"}})

    def new() -> list[str]:
        done = command("check", "--select", "attribute-read-before-set", "--since", "HEAD", "--format", "json")
        document = json.loads(done.stdout)
        assert document["suppressed"]["revision"] == 1 - len(document["findings"])
        return [one["flow"] for one in document["findings"]]

    git("init", "-q", ".")
    content = json.dumps(flow(tells("say", "You are $.Attributes.tier", "end"), HANG_UP))
    put("F.json", {"ContactFlow": {"Content": content, "Name": "F", "Id": "F", "Type": "CONTACT_FLOW"}})
    leads("S", block("set", "UpdateContactAttributes", {"Attributes": {"tier": "gold"}}, "go", NoMatchingError="go"))
    for name in "BC":
        leads(name, tells("hello", f"Hello from {name}", "go"))
    commit()
    assert new() == []
    Path("B.json").rename("A.json")
    write("A.json", Path("A.json").read_text(encoding="utf-8").replace('"B"', '"Bakery"'))
    assert new() == []
    leads("X", tells("hello", "Hello", "one"), tells("one", "More", "go"))
    assert new() == ["F"]
    Path("X.json").unlink()
    Path("C.json").unlink()
    assert new() == []


@pytest.mark.usefixtures("repository")
def test_settings_are_those_of_today(command: Run) -> None:
    write("flowlint.toml", "[rules.dangling-transition]\nlevel = 'note'\n")
    assert found(command, "--since", "HEAD") == (0, [], 1)
    write("flowlint.toml", "exclude = ['flows/']\n")
    done = command("check", "--since", "HEAD")
    assert (done.returncode, done.stdout) == (0, "No flow was checked.\n")


@pytest.mark.usefixtures("repository")
def test_of_several_findings_that_are_alike_the_number_counts(command: Run) -> None:
    put("b.json", flow(block("c", "Compare", {"ComparisonValue": "$.Channel"}, None, {"a": "x", "b": "end"}), HANG_UP))
    commit()
    put(
        "b.json",
        flow(block("c", "Compare", {"ComparisonValue": "$.Channel"}, None, {"a": "x", "b": "end"}), HANG_UP)
        | {"Metadata": {"name": "Other"}},
    )
    assert [one for one in found(command, "--since", "HEAD")[1] if one[1] == "dangling-transition"] == []


@pytest.mark.usefixtures("repository")
def test_text_says_what_was_held_back_and_shows_it_if_asked(command: Run) -> None:
    done = command("check", *SELECT, "--since", "HEAD")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "1 flow, 3 blocks: nothing to report.\nHeld back: 1 that HEAD has too.\n"
    done = command("check", *SELECT, "--since", "HEAD", "--show-suppressed")
    assert "dangling-transition" in done.stdout


@pytest.mark.usefixtures("repository")
def test_a_comment_shows_the_new_findings_and_what_changed(command: Run) -> None:
    put("flows/a.json", flow(says("one", "Hello", "two", "lost"), says("two", "Bye", "gone"), HANG_UP))
    done = command("check", "--select", "dangling-transition", "--since", "HEAD", "--format", "markdown")
    assert done.stdout == (
        "### flowlint: 1 error in 1 flow, 3 blocks, 1 file.\n\n"
        "Held back: 1 that HEAD has too.\n\n"
        "#### flows/a.json · 1 error\n\n"
        "| Level | Place | Block | Message | Rule |\n| --- | --- | --- | --- | --- |\n"
        "| error | 29:19 | <code>two</code> | Play prompt “two”: the branch “Success” leads to “gone”, which is no "
        "block here; connect it. | <code>dangling-transition</code> |\n\n"
        "### flowlint diff: 1 flow changed: 1 block changed.\n\n"
        "#### flows/a.json\n\n"
        "- **changed** Play prompt “two”\n"
        "  - “Success” leads to a block that is not there (gone), no longer to Disconnect / hang up “end”\n"
    )


@pytest.mark.usefixtures("repository")
def test_sarif_has_what_was_there_too(command: Run) -> None:
    put("flows/a.json", flow(says("one", "Hello", "two", "lost"), says("two", "Bye", "gone"), HANG_UP))
    done = command("check", "--select", "dangling-transition", "--since", "HEAD", "--format", "sarif")
    results = json.loads(done.stdout)["runs"][0]["results"]
    states = [(one["baselineState"], one["message"]["text"].split("“")[1].split("”")[0]) for one in results]
    assert states == [("unchanged", "one"), ("new", "two")]


@pytest.mark.usefixtures("repository")
def test_the_json_has_the_revision_and_what_changed(command: Run) -> None:
    put("flows/a.json", flow(says("one", "Hello", "two", "lost"), says("two", "Good bye", "end"), HANG_UP))
    document = json.loads(command("check", "--since", "main", "--format", "json").stdout)
    since = document["since"]
    assert (since["revision"], since["commit"], since["unchanged"]) == ("main", git("rev-parse", "HEAD"), 0)
    assert [one["state"] for one in since["flows"]] == ["changed"]
    assert "since" not in json.loads(command("check", "--format", "json").stdout)


def test_what_goes_wrong(repository: Path, command: Run) -> None:
    done = command("check", "--since", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"flowlint: there is no revision 'nowhere' in {repository}\n"
    done = command("check", "--since", "HEAD", "-", stdin="{}")
    assert done.returncode == 2
    assert done.stderr.endswith("Error: --since takes files and folders of a repository, and no standard input.\n")
    done = command("check", "--since", "")
    assert done.returncode == 2
    assert done.stderr.endswith("Error: --since is empty; give a revision.\n")
    with pytest.raises(NoRevision):
        check_paths(["flows"], since="nowhere")


@pytest.mark.usefixtures("repository")
def test_a_secret_of_the_revision_is_hidden(command: Run) -> None:
    key = "AKIA" + "Q7ZPL2MXN4RT6VWB"
    put("flows/a.json", flow(says("one", f"Use {key}", "end"), HANG_UP))
    commit()
    put("flows/a.json", flow(says("one", "Use nothing", "end"), HANG_UP))
    for form in ("markdown", "json"):
        done = command("check", "--since", "HEAD", "--format", form)
        assert key[4:12] not in done.stdout
        assert "•••" in done.stdout or "\\u2022" in done.stdout


def test_a_clone_that_lacks_files_of_the_revision_fails_and_says_so(repository: Path, command: Run) -> None:
    put("flows/a.json", flow(says("one", "Good day", "two", "lost"), says("two", "Bye", "end"), HANG_UP))
    commit()
    git("config", "uploadpack.allowFilter", "true")
    git("clone", "-q", "--filter=blob:none", f"file://{repository}", "clone")
    missing = f"its object {git('rev-parse', 'HEAD~1:flows/a.json')} is not in this clone; fetch it with git"
    done = command("check", "--format", "concise", *SELECT, "--since", "HEAD~1", "clone")
    assert (done.returncode, done.stderr) == (2, f"flowlint: clone/flows/a.json: cannot be read: {missing} in HEAD~1\n")
    assert command("check", "--format", "concise", *SELECT, "--since", "HEAD", "clone").returncode == 0


def test_what_git_lfs_keeps_is_read_where_it_was_fetched_and_named_where_not(repository: Path, command: Run) -> None:
    was = (repository / "flows" / "a.json").read_bytes()
    content = hashlib.sha256(was).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{content}\nsize {len(was)}\n"
    write("flows/a.json", pointer)
    write("flows/greeting.wav", pointer)
    commit()
    not_fetched = "a pointer of git LFS, whose content is not here; git lfs pull fetches it"
    report = check_paths(["flows"])
    assert [str(one) for one in report.unread] == [f"flows/a.json:1: {not_fetched}"]
    lacks = "git LFS keeps it apart, and this clone lacks it; git lfs fetch --all brings it"
    done = command("diff", "HEAD")
    refused = "flowlint: flows/a.json: cannot be read: "
    assert (done.returncode, done.stderr) == (2, f"{refused}{lacks} in HEAD\n{refused}{not_fetched}\n")
    (repository / "flows" / "a.json").write_bytes(was)
    assert command("check", "--since", "HEAD").stderr == f"{refused}{lacks} in HEAD\n"
    write(f".git/lfs/objects/{content[:2]}/{content[2:4]}/{content}", was.decode())
    assert found(command, "--since", "HEAD") == (0, [], 1)


def test_a_revision_that_holds_too_much_is_refused_as_a_whole(
    repository: Path, command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (repository / "flows" / "a.json").read_text(encoding="utf-8")
    for name in "bcd":
        write(f"flows/{name}.json", text)
    commit()
    monkeypatch.setattr("flowlint.revisions.tree._MOST_OF_FLOWS", 2 * len(text))
    most = f"{2 * len(text):,} bytes of flows, or 10,000,000,000 of files that it has more than once"
    refused = f"the commit {git('rev-parse', 'HEAD')[:12]} holds more than {most}; name a folder to read less of it"
    for words in (["diff", "HEAD"], ["check", "--since", "HEAD"]):
        done = command(*words)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", f"flowlint: {refused}\n")
    assert command("diff", "HEAD", "flows/b.json").returncode == 0


@pytest.mark.usefixtures("repository")
def test_a_folder_has_its_context_then_and_now(command: Run) -> None:
    """An attribute that a flow elsewhere sets no more was set before, and so what is found is new."""
    put("flows/eu/reads.json", flow(says("one", "Hello $.Attributes.name", "end"), HANG_UP))
    put("flows/sets.json", flow(block("one", "UpdateContactAttributes", {"Attributes": {"name": "x"}}, "end"), HANG_UP))
    write("flowlint.toml", "complete = true")
    commit()
    assert found(command, "--since", "HEAD", "flows/eu") == (0, [], 0)
    Path("flows/sets.json").unlink()
    new = [("flows/eu/reads.json", "attribute-never-set", "one")]
    assert found(command, "--since", "HEAD", "flows/eu") == (0, new, 0)
    assert found(command, "--since", "HEAD") == (0, new, 1)

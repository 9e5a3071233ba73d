"""`flowlint diff`: files, folders and revisions compared, whole outputs, and what goes wrong in words."""

import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kit import GOOD, ROOT, Run, write
from kit.flows import block, flow
from kit.git import commit, git, needs_links
from kit.two_states import AFTER, BEFORE, END

SCHEMA = json.loads((ROOT / "docs" / "diff-v1.schema.json").read_text(encoding="utf-8"))
TEXT = """\
── Main line 2 · new.json
  name: “Main line” → “Main line 2”
  type: inbound flow → customer queue flow
  ~ changed Play prompt “hello”
        Text: “Hello” → “Hello there”
  ~ changed Get customer input “menu”
        “Equals 1” leads to Play prompt “support”, no longer to Play prompt “sales”
        new branch “Equals 2” leads to Play prompt “support”
  + new     Play prompt “support”
        Text: “Support is open”
        “Success” leads to Disconnect / hang up “end”
        “Error” leads to Disconnect / hang up “end”
  - gone    Play prompt “sales”

1 flow changed: 2 blocks changed, 1 new, 1 gone.
"""
MARKDOWN = """\
### flowlint diff: 1 flow changed: 2 blocks changed, 1 new, 1 gone.

#### Main line 2 · new.json

- name: “Main line” → “Main line 2”
- type: inbound flow → customer queue flow
- **changed** Play prompt “hello”
  - Text: “Hello” → “Hello there”
- **changed** Get customer input “menu”
  - “Equals 1” leads to Play prompt “support”, no longer to Play prompt “sales”
  - new branch “Equals 2” leads to Play prompt “support”
- **new** Play prompt “support”
  - Text: “Support is open”
  - “Success” leads to Disconnect / hang up “end”
  - “Error” leads to Disconnect / hang up “end”
- **gone** Play prompt “sales”
"""


def put(path: str, document: Any, **layout: Any) -> None:
    write(path, json.dumps(document, **(layout or {"indent": 1})))


def documented(command: Run, *words: str) -> Any:
    done = command("diff", *words, "--format", "json")
    document = json.loads(done.stdout)
    jsonschema.validate(document, SCHEMA)
    return document


@pytest.fixture
def files(here: Path) -> Path:
    put("old.json", BEFORE)
    put("new.json", AFTER)
    return here


@pytest.mark.usefixtures("files")
def test_two_files_as_text(command: Run) -> None:
    done = command("diff", "old.json", "new.json")
    assert (done.returncode, done.stdout, done.stderr) == (1, TEXT, "")


@pytest.mark.usefixtures("files")
def test_two_files_as_markdown(command: Run) -> None:
    done = command("diff", "old.json", "new.json", "--format", "markdown")
    assert (done.returncode, done.stdout, done.stderr) == (1, MARKDOWN, "")


@pytest.mark.usefixtures("files")
def test_two_files_as_json(command: Run) -> None:
    document = documented(command, "old.json", "new.json")
    (changed,) = document.pop("flows")
    del document["tool"]
    assert document == {"version": 1, "before": "old.json", "after": "new.json", "unchanged": 0, "failures": []}
    place = {"path": "old.json", "pointer": "", "name": "Main line", "type": "CONTACT_FLOW", "blocks": 4}
    assert (changed["state"], changed["before"], changed["new_ids"]) == ("changed", place, 0)
    assert [(one["what"], one["before"], one["after"]) for one in changed["changes"]] == [
        ("name", "Main line", "Main line 2"),
        ("type", "CONTACT_FLOW", "CUSTOMER_QUEUE"),
    ]
    assert [(one["state"], one["id_before"], one["id_after"]) for one in changed["blocks"]] == [
        ("changed", "hello", "hello"),
        ("changed", "menu", "menu"),
        ("new", None, "support"),
        ("gone", "sales", None),
    ]
    first = {"what": "parameter", "where": "Text", "before": "Hello", "after": "Hello there"}
    assert changed["blocks"][0]["changes"] == [first]


@pytest.mark.usefixtures("files")
def test_the_ending_of_a_file_chooses_the_format_and_an_input_is_not_replaced(command: Run) -> None:
    done = command("diff", "old.json", "new.json", "-o", "changes.md")
    assert (done.returncode, done.stdout, Path("changes.md").read_text(encoding="utf-8")) == (1, "", MARKDOWN)
    done = command("diff", "old.json", "new.json", "-o", "new.json")
    assert done.returncode == 2
    assert "new.json holds a flow, which no report may replace" in done.stderr
    assert json.loads(Path("new.json").read_text(encoding="utf-8")) == AFTER


def test_layout_alone_is_no_change(here: Path, command: Run) -> None:
    noted = {"position": {"x": 1, "y": 2}}
    laid_out = {
        "Metadata": {
            **BEFORE["Metadata"],
            "entryPointPosition": {"x": 1, "y": 1},
            "ActionMetadata": {"hello": noted},
            "Annotations": [],
        },
        "Actions": [*reversed(BEFORE["Actions"])],
        "StartAction": "hello",
        "Version": BEFORE["Version"],
    }
    put("old.json", BEFORE)
    put("new.json", laid_out, separators=(",", ":"))
    done = command("diff", "old.json", "new.json")
    assert (done.returncode, done.stdout, done.stderr) == (0, "No flow changed.\n", "")
    assert documented(command, "old.json", "new.json")["flows"] == []


def test_ids_alone_are_said_and_are_no_change(here: Path, command: Run) -> None:
    put("old.json", BEFORE)
    text = json.dumps(BEFORE)
    for number, name in enumerate(("hello", "menu", "sales", "end")):
        text = text.replace(json.dumps(name), f'"7ab2f1c0-0000-4000-8000-00000000000{number}"')
    write("new.json", text)
    done = command("diff", "old.json", "new.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "── Main line · new.json\n"
        "  4 blocks have a new id, and nothing else changed in them\n\n"
        "No flow changed. 4 blocks have a new id and nothing else.\n"
    )
    (changed,) = documented(command, "old.json", "new.json")["flows"]
    assert (changed["changes"], changed["blocks"], changed["new_ids"]) == ([], [], 4)


def test_ids_that_count_blocks_may_have_shifted(here: Path, command: Run) -> None:
    def counted(*texts: str) -> Any:
        said = [
            block(f"block-{number}", "MessageParticipant", {"Text": text}, f"block-{number + 1}")
            for number, text in enumerate(texts)
        ]
        return flow(*said, block(f"block-{len(texts)}", "DisconnectParticipant"))

    put("old.json", counted("One", "Two"))
    put("new.json", counted("Zero", "One", "Two"))
    done = command("diff", "old.json", "new.json")
    assert done.stdout == (
        "── new.json\n"
        "  starts at Play prompt “block-0” (block-0), no longer at Play prompt “block-1” (block-0)\n"
        "  3 blocks have a new id, and nothing else changed in them\n"
        "  + new     Play prompt “block-0”\n"
        "        Text: “Zero”\n"
        "        “Success” leads to Play prompt “block-1”\n\n"
        "1 flow changed: 1 block new. 3 blocks have a new id and nothing else.\n"
    ).replace(" (block-0)", "")


def test_folders_flows_that_are_new_gone_renamed_and_the_same(here: Path, command: Run) -> None:
    put("published/a.json", BEFORE)
    put("published/same.json", GOOD)
    put("published/gone.json", flow(block("bye", "DisconnectParticipant"), Metadata={"name": "Gone"}))
    put("saved/renamed.json", BEFORE)
    put("saved/same.json", GOOD)
    new = flow(block("x", "MessageParticipant", {"Text": "New"}, "end"), END, Metadata={"name": "New"})
    put("saved/new.json", new)
    done = command("diff", "published", "saved/")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        "── Gone · published/gone.json · gone\n"
        "  - Disconnect / hang up “bye”\n\n"
        "── New · saved/new.json · new\n"
        "  + Play prompt “x”\n"
        "        Text: “New”\n"
        "        “Success” leads to Disconnect / hang up “end”\n"
        "  + Disconnect / hang up “end”\n\n"
        "── Main line · saved/renamed.json\n"
        "  moved from published/a.json\n\n"
        "1 flow changed, 1 new, 1 gone: 2 blocks new, 1 gone. 1 flow did not change.\n"
    )


def test_a_file_of_a_folder_is_not_moved(here: Path, command: Run) -> None:
    put("saved/a.json", BEFORE)
    assert command("diff", "saved", "saved/a.json").stdout == "No flow changed.\n"
    assert command("diff", "saved/a.json", "saved").stdout == "No flow changed.\n"


def test_exports_are_matched_by_the_ids_of_their_flows(here: Path, command: Run) -> None:
    def answer(name: str, content: Any) -> Any:
        arn = "arn:aws:connect:eu-west-1:111122223333:instance/i/contact-flow/f1"
        return {"ContactFlow": {"Arn": arn, "Id": "f1", "Name": name, "Type": "CONTACT_FLOW", "Content": content}}

    put("published/Main--f1.json", answer("Main", json.dumps(BEFORE)))
    put("saved/Other--f1.json", answer("Other", json.dumps({**BEFORE, "StartAction": "menu"})))
    done = command("diff", "published", "saved")
    assert done.stdout == (
        "── Other · saved/Other--f1.json\n"
        "  moved from published/Main--f1.json\n"
        "  name: “Main” → “Other”\n"
        "  starts at Get customer input “menu”, no longer at Play prompt “hello”\n\n"
        "1 flow changed.\n"
    )


def test_revisions(here: Path, command: Run) -> None:
    git("init", "-q", "-b", "main", ".")
    put("flows/main.json", BEFORE)
    put("other/x.json", BEFORE)
    commit()
    put("flows/main.json", AFTER)
    commit()
    put("other/x.json", AFTER)
    text = TEXT.replace("new.json", "flows/main.json")
    for words in (
        ["HEAD~1", "--", "flows"],
        ["HEAD~1", "flows"],
        ["HEAD~1", "HEAD"],
        ["HEAD~1..HEAD"],
        ["HEAD~1.."],
        ["HEAD~1...HEAD"],
        ["HEAD~1", "HEAD", "--", "flows/main.json"],
    ):
        done = command("diff", *words)
        rest = "" if any("flows" in word for word in words) else " 1 flow did not change."
        assert (words, done.returncode, done.stdout, done.stderr) == (words, 1, f"{text[:-1]}{rest}\n", "")
    assert command("diff", "HEAD", "--", "flows").stdout == "No flow changed.\n"
    whole = TEXT.replace("new.json", "other/x.json").rstrip("\n") + " 1 flow did not change.\n"
    assert command("diff", "HEAD").stdout == whole


def test_a_file_that_one_revision_has_is_new_or_gone(here: Path, command: Run) -> None:
    git("init", "-q", ".")
    put("same.json", GOOD)
    commit()
    put("new.json", BEFORE)
    done = command("diff", "HEAD", "--", "new.json")
    assert (done.returncode, done.stderr, done.stdout.splitlines()[0]) == (1, "", "── Main line · new.json · new")
    commit()
    done = command("diff", "HEAD", "HEAD~1", "--", "new.json")
    assert (done.returncode, done.stderr, done.stdout.splitlines()[0]) == (1, "", "── Main line · new.json · gone")


@pytest.fixture
def submodule(here: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A repository of a flow, and of one in a submodule at libs/other, that is checked out."""
    other = tmp_path_factory.mktemp("other")
    git("init", "-q", str(other))
    put(str(other / "b.json"), GOOD)
    git("-C", str(other), "add", ".")
    git("-C", str(other), "commit", "-qm", "x")
    git("init", "-q", ".")
    put("flows/a.json", BEFORE)
    git("submodule", "--quiet", "add", str(other), "libs/other")
    commit()


@pytest.mark.usefixtures("submodule")
def test_a_submodule_that_is_not_checked_out_is_not_gone(command: Run) -> None:
    git("submodule", "--quiet", "deinit", "-f", "libs/other")
    for folder, said in ((".", "No flow changed.\n"), ("libs", "")):
        done = command("diff", "HEAD", "--", folder)
        assert (done.returncode, done.stdout) == (0 if said else 2, said)
        assert done.stderr.splitlines()[0] == (
            "flowlint: libs/other is a submodule that is not checked out, and is not compared; "
            "git submodule update --init libs/other checks it out"
        )
    git("rm", "-q", "libs/other")
    done = command("diff", "HEAD")
    assert (done.returncode, done.stdout.splitlines()[0], done.stderr) == (1, "── libs/other/b.json · gone", "")


@pytest.mark.parametrize("form", ["--no-sparse-index", "--sparse-index"])
def test_files_that_a_sparse_checkout_leaves_out_are_not_gone(here: Path, command: Run, form: str) -> None:
    git("init", "-q", ".")
    for name in ("old.json", "out/a.json", "out/deep/b.json", "flows/a.json"):
        put(name, GOOD)
    commit()
    git("mv", "out/a.json", "out/c.json")
    commit()
    git("sparse-checkout", "set", "--cone", form, "flows")
    for revision, first in (("HEAD", "out/c.json"), ("HEAD~1", "out/a.json")):
        done = command("diff", revision)
        assert (done.returncode, done.stdout, done.stderr) == (
            0,
            "No flow changed.\n",
            f"flowlint: {first} and 1 more file are left out of the sparse checkout, "
            "and not compared; git sparse-checkout disable checks them out\n",
        )
    (here / "old.json").unlink()
    done = command("diff", "HEAD", "--", "old.json", "out/deep")
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, "── old.json · gone")
    assert done.stderr.startswith("flowlint: out/deep/b.json is left out of the sparse checkout, and not compared; ")


@pytest.mark.usefixtures("submodule")
def test_a_file_that_the_sparse_checkout_of_a_submodule_leaves_out_is_not_gone(command: Run) -> None:
    git("-C", "libs/other", "sparse-checkout", "set", "--no-cone", "/none")
    done = command("diff", "HEAD", "--", "flows", "libs/other/b.json")
    assert (done.returncode, done.stdout) == (0, "No flow changed.\n")
    assert done.stderr.startswith("flowlint: libs/other/b.json is left out of the sparse checkout, and not compared; ")


@needs_links
@pytest.mark.usefixtures("submodule")
def test_a_link_that_a_revision_lacks_is_what_it_leads_to(here: Path, command: Run) -> None:
    (here / "link").symlink_to("libs")
    (here / "plain").symlink_to("flows")
    for path in ("link", "link/other", "plain", "plain/a.json"):
        done = command("diff", "HEAD", "--", path)
        assert (done.returncode, done.stdout, done.stderr) == (0, "No flow changed.\n", "")
    put("flows/a.json", AFTER)
    assert command("diff", "HEAD", "--", "plain").stdout == TEXT.replace("new.json", "flows/a.json")


@pytest.mark.parametrize("path", ["../r", "./r", "..", "/r", "../r..HEAD"])
def test_a_path_where_a_revision_stands_is_named(here: Path, command: Run, path: str) -> None:
    git("init", "-q", ".")
    done = command("diff", path, "--", "f")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        2,
        f"Error: “{path}” is a path, and no revision. "
        "Give two files, two folders, or a revision: flowlint diff main -- flows/",
    )


def test_notes_tags_settings_and_what_the_designer_shows(here: Path, command: Run) -> None:
    def answer(name: str, **more: Any) -> Any:
        noted = {
            "hello": {"parameters": {"Text": {"displayName": name}}, "isFriendlyName": name == "b"},
        }
        note = {"id": "n", "content": f"Note {name}", "actionId": ""}
        other = {"id": "m", "content": "Here", "actionId": "menu" if name == "b" else "hello"}
        metadata = {"ActionMetadata": noted, "Annotations": [note, other]}
        content = {**BEFORE, "Metadata": metadata, "Settings": {"InputParameters": [name]}}
        module = {"Id": "m1", "Name": "Module", "Description": f"About {name}", "Content": json.dumps(content)}
        return {"ContactFlowModule": {**module, "Tags": {"stage": name, **more}}}

    put("a.json", answer("a", team="x"))
    put("b.json", answer("b"))
    assert command("diff", "a.json", "b.json").stdout == (
        "── Module · b.json\n"
        "  description: “About a” → “About b”\n"
        "  tag stage: “a” → “b”\n"
        "  tag team: “x” (gone)\n"
        '  Settings.InputParameters: ["a"] → ["b"]\n'
        "  note: “Note a” → “Note b”\n"
        "  note “Here”: is about Get customer input “menu”, no longer about Play prompt “hello”\n"
        "  ~ changed Play prompt “hello”\n"
        "        name: “hello” (new)\n"
        "        Text is shown as “a” → “b”\n\n"
        "1 flow changed: 1 block changed.\n"
    )


def test_long_texts_are_shown_where_they_differ(here: Path, command: Run) -> None:
    beginning = "Welcome to our line, which has been here for many years and will be for as many more. "
    put("a.json", flow(block("p", "MessageParticipant", {"Text": f"{beginning}Press 1 for sales.  Bye."})))
    put("b.json", flow(block("p", "MessageParticipant", {"Text": f"{beginning}Press 2 for sales. Bye."})))
    put("c.json", flow(block("p", "MessageParticipant", {"Text": f"{beginning}Press 2 for sales.  Bye."})))
    assert "        Text: “…as many more. Press 1 for sales. Bye.” → “…as many more. Press 2 for sales. Bye.”\n" in (
        command("diff", "a.json", "b.json").stdout
    )
    assert "        Text: “…Press 2 for sales. Bye.” → “…Press 2 for sales.  Bye.”\n" in (
        command("diff", "b.json", "c.json").stdout
    )


def test_secrets_are_dots_and_commands_to_ci_are_none(here: Path, command: Run) -> None:
    key, other = "AKIA" + "Q7ZPL2MXN4RT6VWB", "AKIA" + "Z4ZPL2MXN4RT6VWB"
    name = "##[error]x"
    for path, secret in (("a.json", key), ("b.json", other)):
        text = f"Use {secret} here\n::error::no"
        put(path, flow(block(name, "MessageParticipant", {"Text": text, "x": secret[4:]}), Metadata={"name": secret}))
    for form in ("text", "json", "markdown"):
        done = command("diff", "a.json", "b.json", "--format", form, env={"GITHUB_ACTIONS": "true"})
        assert done.returncode == 1
        assert key[4:12] not in done.stdout and other[4:12] not in done.stdout
        assert "##[error]" not in done.stdout
        assert not any(line.lstrip().startswith("::") for line in done.stdout.splitlines())
    assert "Text: “Use •••••" in command("diff", "a.json", "b.json").stdout


def test_what_goes_wrong(here: Path, command: Run) -> None:
    put("a.json", BEFORE)
    write("broken.json", json.dumps(BEFORE)[:-1])
    write("empty/x.txt", "nothing")
    usage = "Error: Give two files, two folders, or a revision: flowlint diff main -- flows/\n"
    for words, message in (
        ([], usage),
        (["a.json"], usage),
        (["a.json", "broken.json", "empty"], usage),
        (["", "a.json"], "Error: One of the arguments is empty.\n"),
        (["a.json", "gone.json"], usage),
        (["main"], f"flowlint: {here} is in no git repository, and only there are revisions\n"),
        (["empty", "empty"], "flowlint: found no flow in empty and empty\n"),
    ):
        done = command("diff", *words)
        assert (words, done.returncode, done.stdout) == (words, 2, "")
        assert done.stderr.endswith(message), words
    done = command("diff", "a.json", "broken.json")
    assert done.returncode == 2
    assert done.stderr.startswith("flowlint: broken.json: is not the JSON of a flow: ")
    write("was/broken.json", json.dumps(BEFORE)[:-2])
    write("is/broken.json", json.dumps(BEFORE)[:-1])
    for later, outcome in (
        (None, "No flow could be read."),
        (BEFORE, "No flow changed among those that could be read."),
        (AFTER, "1 flow changed: 2 blocks changed, 1 new, 1 gone. Not all could be read."),
    ):
        if later is not None:
            put("was/a.json", BEFORE)
            put("is/a.json", later)
        done = command("diff", "was", "is")
        assert (done.returncode, done.stdout.splitlines()[-1]) == (2, outcome)
    put("both/a.json", BEFORE)
    write("both/broken.json", "{" + json.dumps(BEFORE))
    done = command("diff", "both", "both")
    assert (done.returncode, done.stdout, done.stderr) == (0, "No flow changed.\n", "")


def test_a_hostile_repository_runs_nothing(here: Path, command: Run) -> None:
    git("init", "-q", ".")
    put("flows/a.json", BEFORE)
    write(".gitattributes", "*.json filter=x diff=x merge=x\n")
    commit()
    put("flows/a.json", AFTER)
    commit()
    run = f"touch {here / 'owned'}"
    write(
        ".git/config",
        f"[core]\n\tfsmonitor = {run}\n\tpager = {run}\n\thooksPath = hooks\n\tsshCommand = {run}\n"
        f'[filter "x"]\n\tsmudge = {run}\n\tclean = {run}\n\tprocess = {run}\n\trequired = true\n'
        f'[diff "x"]\n\ttextconv = {run}\n\tcommand = {run}\n[diff]\n\texternal = {run}\n'
        f'[remote "origin"]\n\turl = ext::{run}\n\tpromisor = true\n[extensions]\n\tpartialClone = origin\n',
    )
    for name in ("post-checkout", "pre-commit", "reference-transaction", "fsmonitor-watchman"):
        write(f".git/hooks/{name}", f"#!/bin/sh\n{run}\n")
        Path(f".git/hooks/{name}").chmod(0o755)
    assert command("diff", "HEAD~1", "HEAD").returncode == 1
    assert command("diff", "HEAD~1").returncode == 1
    assert command("check", "--since", "HEAD~1").returncode in (0, 1)
    assert not (here / "owned").exists()


@pytest.mark.usefixtures("files")
def test_a_page_with_pictures_goes_to_a_file_and_to_standard_output(command: Run, here: Path) -> None:
    done = command("diff", "old.json", "new.json", "-o", "changes.html")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    written = (here / "changes.html").read_text(encoding="utf-8")
    assert "<title>flowlint diff</title>" in written
    assert command("diff", "old.json", "new.json", "--format", "html").stdout == written


@pytest.mark.usefixtures("files")
def test_a_page_without_its_extra_says_what_installs_it(
    command: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in sys.modules if one.startswith(("flowlint.html_report", "jinja2"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "jinja2", None)
    done = command("diff", "old.json", "new.json", "-o", "changes.html")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "flowlint: the page needs jinja2: pip install 'connect-flowlint[report]'\n"
    assert not (here / "changes.html").exists()

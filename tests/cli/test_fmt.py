"""`flowlint fmt`: which files are written, how, and what is said of the others."""

import codecs
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from flowlint.formatting import formatted
from flowlint.output import writing
from flowlint.output.writing import rewrite
from kit import GOOD, Run, write

TEXT = json.dumps(GOOD)
RIGHT = formatted(TEXT)


@pytest.mark.usefixtures("here")
def test_files_are_written_once(command: Run) -> None:
    write("flows/one.json", TEXT)
    write("flows/two", TEXT)
    write("flows/right.json", RIGHT)
    write("flows/answer.json", json.dumps({"ContactFlow": {"Name": "Held", "Content": TEXT}}))
    write("flows/other.json", "{}")
    checked = command("fmt", "--check", "flows")
    assert (checked.returncode, checked.stdout.splitlines(), checked.stderr) == (
        1,
        [
            "would format flows/one.json",
            "would format flows/two",
            "2 files would be formatted, 1 unchanged, 1 in another form, left as it is",
        ],
        "",
    )
    assert Path("flows/one.json").read_text(encoding="utf-8") == TEXT
    done = command("fmt", "flows")
    assert (done.returncode, done.stdout.splitlines(), done.stderr) == (
        0,
        [
            "formatted flows/one.json",
            "formatted flows/two",
            "2 files formatted, 1 unchanged, 1 in another form, left as it is",
        ],
        "",
    )
    assert [Path("flows", name).read_text(encoding="utf-8") for name in ("one.json", "two", "right.json")] == [
        RIGHT
    ] * 3
    assert command("fmt", "--check", "flows").returncode == 0


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("mark", "encoding"), [(b"", "utf-8"), (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le")]
)
def test_a_file_keeps_its_encoding_and_its_mode(command: Run, mark: bytes, encoding: str) -> None:
    file = Path("flow.json")
    file.write_bytes(mark + TEXT.encode(encoding))
    file.chmod(0o640)
    assert command("fmt", "flow.json").returncode == 0
    assert file.read_bytes() == mark + RIGHT.encode(encoding)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


@pytest.mark.usefixtures("here")
def test_what_is_broken_is_left_and_the_rest_is_done(command: Run) -> None:
    broken = TEXT.replace('"Actions": ', '"Actions" ')
    twice = TEXT.replace('"Version"', '"Version": 1, "Version"')
    write("broken.json", broken)
    write("good.json", TEXT)
    write("twice.json", twice)
    done = command("fmt", "broken.json", "good.json", "twice.json", "gone.json")
    assert (done.returncode, done.stdout.splitlines(), done.stderr.splitlines()) == (
        2,
        ["formatted good.json", "1 file formatted, 0 unchanged"],
        [
            "flowlint: gone.json: cannot be read: no such file or directory",
            "flowlint: broken.json is left as it is: its JSON is broken in line 1; see flowlint check",
            "flowlint: twice.json is left as it is: a key stands twice in line 1; see flowlint check",
        ],
    )
    assert [Path(name).read_text(encoding="utf-8") for name in ("broken.json", "twice.json")] == [broken, twice]


@pytest.mark.usefixtures("here")
def test_a_file_that_may_not_be_written_is_left(request: pytest.FixtureRequest) -> None:
    write("flow.json", TEXT)
    Path("flow.json").chmod(0o444)
    request.getfixturevalue("without_privileges")
    with pytest.raises(PermissionError):
        rewrite(Path("flow.json"), TEXT.encode(), RIGHT.encode())
    assert Path("flow.json").read_text(encoding="utf-8") == TEXT


@pytest.mark.usefixtures("here")
def test_what_cannot_be_written_is_named(command: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, before: bytes, after: bytes) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    write("flow.json", TEXT)
    monkeypatch.setattr(writing, "rewrite", refuse)
    done = command("fmt", "flow.json")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "0 files formatted, 0 unchanged\n",
        "flowlint: flow.json cannot be formatted: permission denied\n",
    )


@pytest.mark.usefixtures("here")
def test_a_file_that_changes_meanwhile_is_left(command: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write("flow.json", TEXT)
    monkeypatch.setattr("flowlint.cli.fmt.read_regular", lambda path, most: RIGHT.encode())
    done = command("fmt", "flow.json")
    assert (done.returncode, done.stderr) == (
        2,
        "flowlint: flow.json is left as it is: it has changed since it was read\n",
    )


@pytest.mark.usefixtures("here")
def test_where_there_is_no_flow_nothing_is_done(command: Run) -> None:
    write("other/file.json", "{}")
    done = command("fmt", "other")
    assert (done.returncode, done.stderr) == (2, "flowlint: found no flow in other\n")
    assert command("fmt", "--only-flows", "other/file.json").returncode == 0


@pytest.mark.usefixtures("here")
def test_what_settings_exclude_is_left(command: Run) -> None:
    write("flowlint.toml", 'exclude = ["left"]\n')
    write("left/flow.json", TEXT)
    write("flow.json", TEXT)
    assert command("fmt", "flow.json", "left").stdout.splitlines() == [
        "formatted flow.json",
        "1 file formatted, 0 unchanged",
    ]
    assert [Path(name).read_text(encoding="utf-8") for name in ("flow.json", "left/flow.json")] == [RIGHT, TEXT]


@pytest.mark.usefixtures("here")
@pytest.mark.skipif(os.name == "nt", reason="needs links")
def test_nothing_is_formatted_through_a_link(command: Run) -> None:
    write("elsewhere/flow.json", TEXT)
    write("right.json", RIGHT)
    Path("linked.json").symlink_to("elsewhere/flow.json")
    done = command("fmt", "linked.json", "right.json")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "0 files formatted, 1 unchanged\n",
        "flowlint: linked.json is a link; name the file that it leads to\n",
    )
    assert Path("elsewhere/flow.json").read_text(encoding="utf-8") == TEXT


@pytest.mark.usefixtures("here")
def test_a_link_to_a_file_that_is_written_too_is_no_second_file(command: Run) -> None:
    write("flows/z.json", TEXT)
    for name in ("flows/a.json", "flows/b.json"):
        Path(name).symlink_to("z.json")
    done = command("fmt", "flows")
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "formatted flows/z.json\n1 file formatted, 0 unchanged\n",
        "",
    )


@pytest.mark.skipif(os.name == "nt", reason="needs a shell of POSIX")
def test_a_closed_standard_output_is_no_error() -> None:
    words = ["sh", "-c", 'exec "$0" -m flowlint fmt - >&-', sys.executable]
    done = subprocess.run(words, input=TEXT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.usefixtures("here")
def test_standard_input_goes_to_standard_output(command: Run) -> None:
    done = command("fmt", "-", stdin=TEXT)
    assert (done.returncode, done.stdout, done.stderr) == (0, RIGHT, "")
    assert command("fmt", "--check", "-", stdin=RIGHT).returncode == 0
    assert command("fmt", "--check", "-", stdin=TEXT).returncode == 1
    done = command("fmt", "-", stdin="{}")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "flowlint: standard input is no flow of today's console\n",
    )
    assert command("fmt", "-", "flow.json").returncode == 2

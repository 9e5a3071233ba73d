"""The hooks under the real pre-commit, in real repositories."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from flowlint.formatting import formatted
from kit import ROOT

pytestmark = pytest.mark.slow  # real programs, each in a process of its own

HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}
TSCONFIG = '{\n  // Which "Actions" to take\n  "compilerOptions": {"strict": true,},\n}\n'


class Repository:
    """A git repository with pre-commit's settings, whose hooks are run as a commit would."""

    def __init__(self, folder: Path, config: dict[str, Any]) -> None:
        self.folder = folder
        self.git("init", "-q")
        self.write(".pre-commit-config.yaml", yaml.safe_dump(config))

    def git(self, *words: str) -> None:
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *identity, *words], cwd=self.folder, check=True, capture_output=True)

    def write(self, name: str, text: str, encoding: str = "utf-8") -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding=encoding)
        self.git("add", "--", name)

    def commit(self) -> None:
        self.git("commit", "-q", "--no-verify", "-m", "state")

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environment["PRE_COMMIT_HOME"] = str(self.folder.parent / "pre-commit")
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", *words],
            cwd=self.folder, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip


def using(folder: Path, **changed: Any) -> Repository:
    """Give a repository that uses the hooks of this tree, with the command that is installed already."""
    folder.mkdir()
    here = f"{sys.executable} -m flowlint"
    hooks = [
        {**hook, "language": "system", "entry": hook["entry"].replace("flowlint", here, 1), **changed}
        for hook in HOOKS.values()
    ]
    return Repository(folder, {"repos": [{"repo": "local", "hooks": hooks}]})


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return using(tmp_path / "flows of ours")


def test_a_bad_flow_fails_and_is_shown(repository: Repository, bad_flow: str) -> None:
    repository.write("flows/main line.json", bad_flow)
    done = repository.run("flowlint")
    assert done.returncode == 1
    assert "flows/main line.json:3:18" in done.stdout
    assert "dangling-transition" in done.stdout


def test_a_good_flow_passes(repository: Repository, good_flow: str) -> None:
    repository.write("flows/main line.json", good_flow)
    done = repository.run("flowlint")
    assert (done.returncode, "Passed" in done.stdout) == (0, True)


NAMES = (
    "Main line", "Main v1.2", "main.JSON", "a.contactflow", "inbound.txt", "Survey.flow", "inbound.json.tftpl",
    "a.b/Main line v2", "-q", "--fail-on=never", "--exclude", "-", "--", "$(touch owned)", " a;touch owned\\",
)  # fmt: skip


def test_flows_are_found_whatever_their_names(repository: Repository, bad_flow: str) -> None:
    for name in NAMES:
        repository.write(name, bad_flow)
    repository.write("UTF-16.json", bad_flow, encoding="utf-16")
    done = repository.run("flowlint")
    assert done.returncode == 1
    all_of_them = {*NAMES, "UTF-16.json"}
    assert {name for name in all_of_them if f"\n{name}:3:18  error" in done.stdout} == all_of_them
    assert not (repository.folder / "owned").exists()


def test_links_are_left_alone(repository: Repository, bad_flow: str) -> None:
    (repository.folder.parent / "elsewhere.json").write_text(bad_flow, encoding="utf-8")
    (repository.folder / "link.json").symlink_to(repository.folder.parent / "elsewhere.json")
    repository.git("add", "link.json")
    assert repository.run("flowlint").returncode == 0


def test_what_is_no_flow_is_passed_over(repository: Repository) -> None:
    repository.write("package.json", '{"name": "left-pad", "version": "1.3.0"}')
    repository.write("tsconfig.json", TSCONFIG)
    repository.write("notes.txt", "Buy milk.")
    repository.write("LICENSE", "As you like.")
    repository.write("empty.json", "")
    repository.write("flow.json.tftpl", '{"StartAction": $start, "Actions": []}')
    done = repository.run("flowlint", "--verbose")
    assert (done.returncode, "Passed" in done.stdout) == (0, True)
    assert repository.run("flowlint-all").returncode == 0


def test_a_flow_that_is_no_json_fails(repository: Repository, good_flow: str) -> None:
    repository.write("flow.json", good_flow[:-20])
    assert repository.run("flowlint").returncode == 1


def test_only_what_changed_is_checked_unless_all_is_asked_for(
    repository: Repository, good_flow: str, bad_flow: str
) -> None:
    repository.write("old.json", bad_flow)
    repository.commit()
    repository.write("new.json", good_flow)
    assert repository.run("flowlint").returncode == 0
    assert repository.run("flowlint-all").returncode == 1
    everything = repository.run("flowlint", "--all-files")
    assert everything.returncode == 1
    assert "old.json:3:18" in everything.stdout


def test_with_since_a_commit_is_stopped_by_what_it_makes_wrong_and_by_nothing_else(
    tmp_path: Path, good_flow: str, bad_flow: str
) -> None:
    repository = using(tmp_path / "flows of ours", args=["--since", "HEAD", "--"])
    repository.write("-q", bad_flow)
    repository.write("old.json", bad_flow)
    repository.commit()
    repository.write("-q", bad_flow + "\n")
    repository.write("old.json", bad_flow.replace("\n", "\n\n"))
    done = repository.run("flowlint", "--verbose")
    assert (done.returncode, "dangling-transition" in done.stdout) == (0, False), done.stdout
    repository.write("new.json", bad_flow)
    done = repository.run("flowlint")
    assert done.returncode == 1
    found = [line.split()[0] for line in done.stdout.splitlines() if line.endswith("error  dangling-transition")]
    assert found == ["new.json:3:18"], done.stdout
    repository.git("rm", "-q", "--cached", "new.json")
    repository.write("old.json", good_flow)
    repository.commit()
    repository.write("old.json", bad_flow)
    assert repository.run("flowlint").returncode == 1


def test_a_thousand_files_are_one_run(repository: Repository, good_flow: str, bad_flow: str) -> None:
    for number in range(300):
        (repository.folder / f"{number} {'x' * 100}.json").write_text(good_flow, encoding="utf-8")
    repository.write("last.json", bad_flow)
    repository.git("add", ".")
    done = repository.run("flowlint")
    assert done.returncode == 1
    assert done.stdout.count("301 files") == 1


@pytest.mark.slow
def test_the_hooks_install_from_this_repository(tmp_path: Path, bad_flow: str, good_flow: str) -> None:
    """Clone the working tree as a user's pre-commit would; it builds an environment of its own for the hook."""
    source = tmp_path / "source"
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(source)], check=True)
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    author = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    subprocess.run(["git", "add", "-A"], cwd=source, check=True)
    subprocess.run(["git", *author, "commit", "-q", "--allow-empty", "-m", "now"], cwd=source, check=True)
    subprocess.run(["git", "tag", "v0"], cwd=source, check=True)
    folder = tmp_path / "flows"
    folder.mkdir()
    hooks = [{"id": name} for name in HOOKS]
    repository = Repository(folder, {"repos": [{"repo": source.as_uri(), "rev": "v0", "hooks": hooks}]})
    repository.write("flow.json", bad_flow)
    done = repository.run()
    assert done.returncode == 1
    assert done.stdout.count("flow.json:3:18") == 2, done.stdout
    repository.write("flow.json", formatted(good_flow))
    assert repository.run().returncode == 0


def test_flows_are_written_in_the_one_layout_and_nothing_else_is(repository: Repository, good_flow: str) -> None:
    others = {"tsconfig.json": TSCONFIG, "-q": "text", "-": "text", "a.json": "{}"}
    for name, text in others.items():
        repository.write(name, text)
    repository.write("--check", good_flow)
    done = repository.run("flowlint-fmt", "--all-files")
    assert (done.returncode, "files were modified by this hook" in done.stdout) == (1, True)
    assert (repository.folder / "--check").read_text(encoding="utf-8") == formatted(good_flow)
    assert {name: (repository.folder / name).read_text(encoding="utf-8") for name in others} == others
    assert repository.run("flowlint-fmt", "--all-files").returncode == 0

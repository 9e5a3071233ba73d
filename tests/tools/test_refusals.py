"""The page of refusals: each pair of flows shows what it says, and the peer finds what is written down of it."""

import subprocess
import sys
from pathlib import Path

import pytest

from flowlint.report import Level
from kit import ROOT
from tools import refusals


@pytest.fixture(autouse=True)
def in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_each_refused_flow_has_one_finding_and_its_twin_none() -> None:
    found = refusals.refusals()
    assert len(found) >= 60
    assert {one.name: [(two.rule, two.message) for two in one.found] for one in found if len(one.found) != 1} == {}
    assert {
        one.name: [(two.rule, two.message) for two in one.found_in_taken] for one in found if one.found_in_taken
    } == {}


def test_the_folder_holds_the_pairs_of_the_index_and_nothing_else() -> None:
    names = {f"{name}.{kind}.json" for name in refusals.index()["refused"] for kind in refusals.KINDS}
    there = {path.name for path in (ROOT / refusals.FOLDER).iterdir()}
    assert there == names | {"index.toml", refusals.PEER.name}


def test_each_refusal_has_a_source_that_a_reader_can_open() -> None:
    entries = [*refusals.index()["refused"].values(), *refusals.index()["disputed"]]
    assert all(entry["source"] for entry in entries)
    assert all(source.startswith("https://") for entry in entries for source in entry["source"])


def test_what_one_project_alone_saw_is_no_error_of_the_newest_facts() -> None:
    levels = {one.name: one.found[0].level for one in refusals.refusals()}
    alone = ("hook-bare-id", "value-voice-style", "missing-data", "compared-namespace", "error-branch-agent-transfer",
             "missing-minimum-wait", "empty-callback-queue", "empty-view-data", "staffing-threshold")  # fmt: skip
    assert {levels[name] for name in alone} == {Level.WARNING}


@pytest.mark.slow
def test_the_peer_finds_what_is_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an environment of its own; skipped where no package can be installed."""
    environment = tmp_path / "peer"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    install = [environment / "bin" / "pip", "install", "--quiet", f"connect-flow=={refusals.PEER_VERSION}"]
    if subprocess.run(install, capture_output=True, check=False).returncode:
        pytest.skip("connect-flow cannot be installed here")
    written = tmp_path / "connect-flow.toml"
    monkeypatch.setattr(refusals, "PEER", written)
    assert refusals.main(["--peer", str(environment / "bin" / "connect-flow")]) == 0
    known = ROOT / refusals.FOLDER / "connect-flow.toml"
    assert written.read_text(encoding="utf-8") == known.read_text(encoding="utf-8")

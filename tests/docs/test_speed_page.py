"""docs/speed.md: its example runs on a cluster of Dask on this machine, and finds what one process finds."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flowlint.run import check_paths
from kit import FIXTURES, ROOT

PAGE = ROOT / "docs" / "speed.md"


@pytest.mark.slow
def test_the_example_runs_on_a_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uv = Path(sys.executable).with_name("uv")
    environment = tmp_path / "environment"
    python = environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, environment], check=True)
    install = [uv, "pip", "install", "--quiet", "--python", python, "dask[distributed]", ROOT]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"Dask cannot be installed here: {done.stderr.strip()[-200:]}")
    here = tmp_path / "here"
    (here / ".git").mkdir(parents=True)
    for name in ("flows", "invalid-parameter", "unreachable-block"):
        shutil.copytree(FIXTURES / name, here / "flows" / name)
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (here / "example.py").write_text(example, "utf-8")
    run = subprocess.run(
        [python, "-W", "error::UserWarning:flowlint", "example.py"],
        cwd=here, capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    assert "a worker failed" not in run.stderr
    monkeypatch.chdir(here)
    alone = [f"{one.path}:{one.place.line}: {one.message}" for one in check_paths(["flows"]).findings]
    assert len(alone) > 10 and run.stdout.splitlines() == alone

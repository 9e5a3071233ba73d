"""What is built is the same each time, and says the same of flows wherever it is installed."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
MADE_AT = "1700000000"
"""When the files in a distribution are said to be written, in seconds since 1970."""
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
UV = (sys.executable, "-m", "uv")


def run(*words: str | Path, codes: tuple[int, ...] = (0,), **environment: str) -> str:
    done = subprocess.run(
        [*map(str, words)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
    )
    assert done.returncode in codes, done.stdout + done.stderr
    return done.stdout


def build(into: Path) -> list[Path]:
    run(sys.executable, "-m", "hatchling", "build", "-d", into, SOURCE_DATE_EPOCH=MADE_AT)
    return sorted(into.iterdir())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return build(tmp_path_factory.mktemp("dist"))


def found(python: Path) -> str:
    """What flowlint says of the shipped flows, in the environment of a Python."""
    return run(python, "-I", "-m", "flowlint", "check", "--format", "json", "fixtures/flows", codes=(1,))


def reported(python: Path, file: Path) -> str:
    """What the report of the shipped flows is, in the environment of a Python."""
    run(python, "-I", "-m", "flowlint", "report", "fixtures/flows", "-o", file)
    return file.read_text(encoding="utf-8")


def install(python: Path, wheel: Path, resolution: str, version: str, *extras: str) -> None:
    """Install a wheel and what it needs, the newest or the oldest that is allowed."""
    wanted = wheel.with_name(f"{resolution}-{version}.txt")
    compiling = ("compile", "--quiet", "--resolution", resolution, "--python-version", version, *extras)
    run(*UV, "pip", *compiling, "pyproject.toml", "-o", wanted)
    run(*UV, "pip", "install", "--quiet", "--python", python, "-r", wanted)
    run(*UV, "pip", "install", "--quiet", "--python", python, "--no-deps", wheel)


def interpreter(version: str) -> str | None:
    """Find a Python of a version, in the path or where pyenv keeps it; one that does not start is none."""
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv", "versions")
    candidates = [shutil.which(f"python{version}"), *map(str, sorted(kept.glob(f"{version}.*/bin/python3")))]
    asks = "import sys; print('%d.%d' % sys.version_info[:2])"
    for python in filter(None, candidates):
        done = subprocess.run([python, "-I", "-c", asks], capture_output=True, encoding="utf-8", check=False)
        if done.stdout.strip() == version:
            return python
    return None


@pytest.mark.slow
def test_building_twice_gives_the_same_bytes(built: list[Path], tmp_path: Path) -> None:
    again = build(tmp_path)
    assert [(one.name, one.read_bytes()) for one in again] == [(one.name, one.read_bytes()) for one in built]


@pytest.mark.slow
def test_the_wheel_holds_the_two_packages_and_no_tools(built: list[Path]) -> None:
    [wheel] = [one for one in built if one.suffix == ".whl"]
    names = zipfile.ZipFile(wheel).namelist()
    metadata = f"{wheel.name.removesuffix('-py3-none-any.whl')}.dist-info"
    assert {name.split("/")[0] for name in names} == {"flowlint", "flowlint_rules", metadata}
    in_tree = (path for path in (ROOT / "flowlint").rglob("*") if path.is_file() and path.suffix != ".pyc")
    assert {path.relative_to(ROOT).as_posix() for path in in_tree} <= set(names)


@pytest.mark.slow
@pytest.mark.parametrize("resolution", ["highest", "lowest-direct"])
@pytest.mark.parametrize("version", PYTHONS)
def test_each_python_says_the_same(version: str, resolution: str, built: list[Path], tmp_path: Path) -> None:
    python = interpreter(version)
    if python is None:
        pytest.skip(f"there is no Python {version} here")
    if resolution == "lowest-direct" and version != PYTHONS[0]:
        pytest.skip("the lower bounds are those of the oldest Python")
    there = tmp_path / "venv/bin/python"
    run(*UV, "venv", "--quiet", "--python", python, tmp_path / "venv")
    [wheel] = [one for one in built if one.suffix == ".whl"]
    install(there, wheel, resolution, version)
    assert found(there) == found(Path(sys.executable))
    install(there, wheel, resolution, version, *(f"--extra={extra}" for extra in ("aws", "lsp", "mcp", "report")))
    run(there, "-I", "-c", "import boto3, flowlint.agents.server, flowlint.editor.server")
    assert reported(there, tmp_path / "there.html") == reported(Path(sys.executable), tmp_path / "here.html")

"""Which files a folder lacks to begin with flowlint, by what it holds, and what stands in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from string import Template

from flowlint import __version__
from flowlint.files import is_folder, is_link, is_there, read_regular
from flowlint.paths import shown_path
from flowlint.settings.layers import OWN_FILE, find_settings

SYSTEMS = ("github", "gitlab")
"""The CI systems that a job can be written for."""

HOOKS = Path(".pre-commit-config.yaml")
"""Where pre-commit has its settings."""
_GITHUB = Path(".github", "workflows", "flowlint.yml")
_GITLAB, _GITLAB_PART = Path(".gitlab-ci.yml"), Path(".gitlab", "flowlint.yml")
_LARGEST = 1_000_000
"""How many bytes a file may have that is looked at."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to write: `files`, paths below the folder with their content; and what is said of the rest."""

    files: Mapping[Path, bytes]
    notes: tuple[str, ...]


def plan(folder: Path, systems: tuple[str, ...] | None = None) -> Plan:
    """Decide what a folder lacks; `systems` are of `SYSTEMS`, None those that the folder uses.

    Raises `SettingsProblem` for settings that cannot be read.
    """
    wanted = [*_settings(folder)]
    if is_there(folder / ".git"):
        wanted += _hook(folder)
        used = _systems_in(folder) if systems is None else systems
        wanted += [one for system in used for one in (_github if system == "github" else _gitlab)(folder)]
        if not used and systems is None:
            wanted.append("No job for CI: nothing here uses GitHub or GitLab. --ci github or --ci gitlab writes one.")
    else:
        wanted.append("No hook and no job for CI: this is not the top folder of a git repository.")
    wanted = [one if isinstance(one, str) else _or_link(folder, one) for one in wanted]
    files = dict(one for one in wanted if not isinstance(one, str))
    return Plan(files, tuple(one for one in wanted if isinstance(one, str)))


_Wanted = Iterator[tuple[Path, bytes] | str]
"""Files to write, and what is said of others."""


def _or_link(folder: Path, wanted: tuple[Path, bytes]) -> tuple[Path, bytes] | str:
    """Give a file to write; what is said instead where a link in the folder leads elsewhere with it."""
    path, _ = wanted
    link = next((above for above in path.parents if above.name and is_link(folder / above)), None)
    return f"{link.as_posix()} is a link, so {path.name} was not written there." if link else wanted


def _settings(folder: Path) -> _Wanted:
    file = find_settings(folder.absolute())
    if file is None:
        yield Path(OWN_FILE), _filled("flowlint.toml")
    else:
        yield f"The settings in {shown_path(file)} hold here already."


def _hook(folder: Path) -> _Wanted:
    if not is_there(folder / HOOKS):
        yield HOOKS, _filled("pre-commit.yaml")
    elif _runs_flowlint(folder / HOOKS):
        yield f"{HOOKS} has a hook of flowlint already."
    else:
        hook = _filled("pre-commit.yaml").decode().partition("repos:\n")[2].rstrip()
        yield f"{HOOKS} is there. Add this to its `repos`:\n{hook}"


def _github(folder: Path) -> _Wanted:
    workflows = folder / _GITHUB.parent
    running = [one for one in sorted(workflows.glob("*.y*ml")) if _runs_flowlint(one)] if is_folder(workflows) else []
    if running:
        yield f"{_GITHUB.parent.as_posix()}/{running[0].name} runs flowlint already."
    elif is_there(folder / _GITHUB):
        yield f"{_GITHUB.as_posix()} is there, and stays as it is."
    else:
        yield _GITHUB, _filled("github.yml")


def _gitlab(folder: Path) -> _Wanted:
    if not is_there(folder / _GITLAB):
        yield _GITLAB, _filled("gitlab.yml")
    elif _runs_flowlint(folder / _GITLAB):
        yield f"{_GITLAB} runs flowlint already."
    else:
        if not is_there(folder / _GITLAB_PART):
            yield _GITLAB_PART, _filled("gitlab.yml")
        yield f"{_GITLAB} is there. Add this to it:\ninclude:\n  - local: {_GITLAB_PART.as_posix()}"


def _systems_in(folder: Path) -> list[str]:
    """Give the CI systems that a repository uses: by its files, or by where it is pushed to."""
    remotes = _read(folder / ".git" / "config")
    github = is_folder(folder / ".github") or b"github.com" in remotes
    gitlab = is_there(folder / _GITLAB) or is_folder(folder / ".gitlab") or b"gitlab" in remotes
    return [system for system, is_used in zip(SYSTEMS, (github, gitlab), strict=True) if is_used]


def _runs_flowlint(file: Path) -> bool:
    return b"flowlint" in _read(file)


def _read(file: Path) -> bytes:
    """Give what a file holds, nothing where it cannot be read."""
    try:
        return read_regular(file, _LARGEST)
    except OSError:
        return b""


def _filled(name: str) -> bytes:
    template = resources.files(__package__).joinpath("templates", f"{name}.template").read_text(encoding="utf-8")
    return Template(template).substitute(version=__version__).encode()

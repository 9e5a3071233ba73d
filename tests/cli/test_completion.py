"""Shell completion, asked of a real bash; and the scripts for the other shells."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from flowlint.cli import main

BASH = shutil.which("bash")


def completed(*words: str) -> list[str]:
    """What bash offers for the last of the words of a command line."""
    typed = " ".join(f"'{word}'" for word in ("flowlint", *words))
    script = (
        'eval "$(flowlint completion bash)"\n'
        f"COMP_WORDS=({typed}); COMP_CWORD={len(words)}\n"
        '_flowlint_completion flowlint 2>/dev/null; printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    assert BASH is not None
    done = subprocess.run(
        [BASH, "--norc", "-c", script], capture_output=True, text=True, check=True, env={**os.environ, "PATH": path}
    )
    return done.stdout.split()


@pytest.mark.skipif(BASH is None, reason="there is no bash")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("expl",), ["explain"]),
        (("check", "--strict"), ["--strict-baseline", "--strict-reading"]),
        (("check", "--fail-on", "n"), ["note", "never"]),
        (("explain", "endless"), ["endless-loop"]),
        (("check", "--select", "queue-transfer-w"), [
            "queue-transfer-when-closed", "queue-transfer-without-hours-check", "queue-transfer-without-queue",
            "queue-transfer-without-staffing-check",
        ]),
        (("check", "--ignore", "oversized-flow,tangl"), ["oversized-flow,tangled-flow"]),
    ],
)  # fmt: skip
def test_bash_completes(words: tuple[str, ...], expected: list[str]) -> None:
    assert completed(*words) == expected


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_each_shell_has_a_script(shell: str) -> None:
    result = CliRunner().invoke(main, ["completion", shell])
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"_FLOWLINT_COMPLETE={shell}_complete" in result.stdout


def test_an_unknown_shell_is_named() -> None:
    result = CliRunner().invoke(main, ["completion", "cmd"])
    assert result.exit_code == 2
    assert "'cmd' is not one of 'bash', 'fish', 'zsh'" in result.stderr

"""The check of the GitHub Action: one run of flowlint, and what the steps after it have to know.

The inputs are environment variables: FLOWLINT_PATHS (a path on each line), FLOWLINT_ARGS (words, quoted as in a shell;
nothing is expanded), FLOWLINT_SINCE, FLOWLINT_FAIL_ON, FLOWLINT_SARIF (auto, true or false) and FLOWLINT_SARIF_FILE.
Those after the first may be empty. The exit code is 0 whatever flowlint finds, and 2 if the inputs make no sense.
"""

import json
import os
import secrets
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

FAILED = 2


def main() -> None:
    """Run flowlint and tell the runner its exit code, where its reports are, and whether to upload one."""
    if os.environ["FLOWLINT_SARIF"] not in {"auto", "true", "false"}:
        _refuse("sarif must be auto, true or false.")
    reports = Path(tempfile.mkdtemp(prefix="flowlint-", dir=os.environ["RUNNER_TEMP"]))
    annotations = reports / "annotations.txt"
    sarif = _place_for_sarif(os.environ["FLOWLINT_SARIF_FILE"]) or reports / "flowlint.sarif"
    code = _flowlint(  # which writes the summary of the job besides, as it does with all annotations
        *_extra_arguments(),
        "--format=text", f"--output=sarif={sarif}", f"--output=github={annotations}",
        "--", *(path for path in os.environ["FLOWLINT_PATHS"].split("\n") if path.strip()),
    )  # fmt: skip
    if code not in {0, 1} or not sarif.is_file():  # Python itself ends with 1 after a crash
        code = FAILED
    # Code scanning takes what a report lacks for healed, so that of a run that failed stays here.
    upload = code != FAILED and os.environ["FLOWLINT_SARIF"] != "false"
    _tell("exit-code", str(code))
    _tell("sarif-file", str(sarif) if sarif.is_file() else "")
    _tell("annotations", str(annotations))
    _tell("upload", str(upload).lower())


def _place_for_sarif(name: str) -> Path | None:
    """Give the file that the input names, with no old report in it; None where it names none.

    It lies in the repository or among the runner's temporary files, no link leads there, and what is there already is
    a report of ours: one of an earlier run must not pass for this one's, and nothing else may be lost.
    """
    if not name:
        return None
    file = Path(os.path.abspath(name))  # noqa: PTH100 - resolve() would follow links
    for root in (Path.cwd(), Path(os.environ["RUNNER_TEMP"])):
        if file.is_relative_to(root) and Path(os.path.realpath(file)) == root.resolve() / file.relative_to(root):
            break
    else:
        _refuse("sarif-file must name a file in the repository, or in runner.temp, to which no link leads.")
    if os.path.lexists(file) and not _is_report(file):
        _refuse("sarif-file names something that is there already and is no report of flowlint.")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
    except OSError as problem:
        _refuse(f"sarif-file cannot be written: {problem.strerror}.")
    return file


def _is_report(file: Path) -> bool:
    try:
        log = json.loads(file.read_bytes()) if file.is_file() else None
        return bool(log["runs"][0]["tool"]["driver"]["name"] == "flowlint")
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return False


def _extra_arguments() -> list[str]:
    try:
        words = shlex.split(os.environ["FLOWLINT_ARGS"])
    except ValueError as problem:
        _refuse(f"args cannot be split into words: {problem}.")
    for option, value in (("--since", os.environ["FLOWLINT_SINCE"]), ("--fail-on", os.environ["FLOWLINT_FAIL_ON"])):
        words += [f"{option}={value}"] if value else []
    return words


def _flowlint(*arguments: str) -> int:
    """Run `flowlint check`; no line of its report, which quotes flows and file names, is a command to the runner."""
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", flush=True)
    command = [sys.executable, "-I", "-m", "flowlint", "check", *arguments]
    done = subprocess.run(command, stderr=subprocess.STDOUT, check=False)
    print(f"\n::{token}::", flush=True)
    return done.returncode


def _tell(name: str, value: str) -> None:
    """Set an output of the step; between random marks, as a value may hold lines of its own."""
    mark = secrets.token_hex(16)
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        file.write(f"{name}<<{mark}\n{value}\n{mark}\n")


def _refuse(message: str) -> NoReturn:
    print(f"::error title=flowlint::{message}")
    sys.exit(FAILED)


main()

"""One run for a command that makes one thing of it: a picture, a page, a list."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flowlint.cli.common import asked_paths, hold_that_stdin_is_not_asked_for, running, say_what_is_unread, tell
from flowlint.cli.progress import with_progress

if TYPE_CHECKING:
    from flowlint.overrides import Overrides
    from flowlint.report import Report


def checked(
    paths: Sequence[str],
    overrides: "Overrides",
    file: Path | None,
    what: str,
    *,
    doing: str = "Checking flows",
    **more: Any,
) -> "Report":
    """Check the flows in paths, in the current folder where there are none, and tell what could not be read or checked.

    `file` is where `what` is to be written, which must take the place of nothing that is read; `doing` is shown on a
    terminal meanwhile, and `more` is for `check_paths`. Raises `click.UsageError`.
    """
    from flowlint.cli.destinations import hold_that_no_input_is_lost
    from flowlint.run import check_paths

    asked = asked_paths(paths)
    hold_that_stdin_is_not_asked_for(paths)
    with running(what):
        resolver = overrides.resolver()
        if file is not None:
            hold_that_no_input_is_lost(file, resolver.of_run(asked))
        progress = partial(with_progress, what=doing)
        report = check_paths(asked, overrides, progress=progress, resolver=resolver, **more)
    for failure in report.failures:
        tell(str(failure))
    say_what_is_unread((*report.broken, *report.unread))
    if not report.flows:
        tell(f"found no flow in {' '.join(asked)}")
    return report

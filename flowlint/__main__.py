"""The command from its first moment on, as a script and as `python -m flowlint`.

Until all that it needs is imported and click has read the command line, Ctrl-C ends the process as it ends others,
without a traceback: nothing is begun yet. From then on it is an exception (`flowlint.interrupts`).
"""

import gc
import signal
import sys

OBJECTS_BETWEEN_COLLECTIONS = 1_000_000
"""What a run makes lives until it ends, and nearly none of it is in cycles: looking for these often is a quarter of its
time."""


def main() -> None:
    """Run the command."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # whoever ignores it has reasons
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from flowlint.cli import main as command

    command(prog_name="flowlint")


if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[
            0
        ]  # the current folder, which may be the one that is checked: nothing is to be imported from there
    main()

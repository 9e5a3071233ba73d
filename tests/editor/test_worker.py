"""The process that checks for an editor: how it is set up."""

import subprocess
import sys

CODE = """
import gc, multiprocessing, sys
from flowlint.editor.worker import _work
theirs, ours = multiprocessing.Pipe()
theirs.close()
_work(ours, (123_456, 10, 10))
print(gc.get_threshold())
"""


def test_memory_is_looked_through_as_seldom_as_in_the_server_and_nothing_is_printed_among_its_messages() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "(123456, 10, 10)\n")

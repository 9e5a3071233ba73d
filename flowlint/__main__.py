"""Lets `python -m flowlint` stand for the command."""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # the current folder, which may be the one that is checked: nothing is to be imported from there

from flowlint.cli import main

main(prog_name="flowlint")

"""Lets `python -m flowlint` stand for the command."""

from flowlint.cli import main

main(prog_name="flowlint")

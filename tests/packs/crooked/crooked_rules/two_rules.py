"""Two rules in one module."""

from flowlint.rule import Level, rule


@rule(level=Level.NOTE, pillar="reliability", since="1.0")
def first(flow, facts):
    yield from ()


@rule(level=Level.NOTE, pillar="reliability", since="1.0")
def second(flow, facts):
    yield from ()

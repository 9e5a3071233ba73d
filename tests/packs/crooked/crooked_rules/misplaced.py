"""Points at a block of another flow's shape."""

from flowlint.rule import Level, at_flow, rule


@rule(level=Level.NOTE, pillar="reliability", since="1.0")
def check(flow, facts):
    yield at_flow("This place does not exist.", ("Actions", 17, "Parameters", "Text"))

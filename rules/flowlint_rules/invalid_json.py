"""A flow's file is not JSON, or writes a key twice in one object.

Why it matters
    Neither Connect nor any tool can read a file that is not JSON. A key that stands twice is read without a word: the
    last value counts and the first is lost, be it a parameter, a branch or a whole block.

How to fix in the designer
    The designer writes no such file: open the last version it exported and repeat the change. In a text editor, go to
    the place that is named; what is wrong stands there or directly before it. Of a key that stands twice
    delete the one that is not meant.

Limits
    A file is taken for a flow by words like `StartAction`. A broken file without any of them, and a template whose
    placeholders keep it from being JSON, are passed over.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/contact-flow-import-export.html
"""

from collections.abc import Iterator

from flowlint.rule import Draft, FlowFile, Level, file_rule


@file_rule(level=Level.ERROR, pillar="reliability", tags=("import", "structure"), since="0.1.0")
def check(file: FlowFile) -> Iterator[Draft]:
    """Find text that is not JSON, and keys that an object repeats."""
    for problem in file.problems:
        where = "/".join(str(part) for part in problem.source.outer_path)
        if problem.duplicate_key is None:
            message = f"This is not JSON: {problem.message}."
            yield Draft(message, problem.path, fingerprint_key=where, problem=problem)
        else:
            key = problem.duplicate_key[:40]
            message = f"“{key}” is written twice in one object; JSON readers keep the last value: delete one."
            yield Draft(message, problem.path, fingerprint_key=where, problem=problem, level=Level.WARNING)

"""A note or a setting that should hold findings back holds none.

Looks at notes in the designer that say `flowlint: ignore RULE -- reason`, and at the entries of `suppress` in settings.

Why it matters
    A suppression is a promise that somebody has looked. One that names no rule, gives no reason, or is attached to a
    block that is gone, does not work, and its author may think it does. One whose finding is gone will hold back the
    next finding of its kind, which nobody has looked at.

How to fix in the designer
    Correct the note as the finding says, or delete it: right-click the note, or the block it is attached to. Entries in
    settings are edited in the file that the finding names.

Limits
    A rule that did not run says nothing about its suppressions: where only some rules are selected, only theirs are
    reported as unused. An entry in settings is reported where all that it may be about is checked: the file or folder
    that its `path` names, or else the whole folder of the settings file. One that names a flow, without `*`, is also
    reported where that flow is checked.
"""

from collections.abc import Iterator

from flowlint.rule import Draft, Level, SuppressionProblem, at_suppression, short, suppression_rule

_ROOM = 60
"""How many characters of what was written are shown."""


@suppression_rule(level=Level.WARNING, pillar="operational-excellence", tags=("suppressions", "unused"), since="0.1.0")
def check(problem: SuppressionProblem) -> Iterator[Draft]:
    """Find suppressions that do not work, or are not needed any more."""
    suppression = problem.suppression
    note = f"“{short(suppression.text, _ROOM)}”"
    if not suppression.rules:
        yield at_suppression(suppression, f"{note} names no rule; write “flowlint: ignore RULE -- why”.")
    elif not suppression.reason:
        yield at_suppression(suppression, f"{note} gives no reason, so it does not work; add “ -- ” and why.")
    elif suppression.detached:
        yield at_suppression(suppression, f"{note} is attached to a block that is gone; attach it anew, or remove it.")
    else:
        for name, nearest in problem.unknown.items():
            meant = f"write “{nearest[0]}” if that is meant" if nearest else "`flowlint rules` lists them"
            message = f"The note names “{short(name, _ROOM)}”, which is no rule; {meant}."
            yield at_suppression(suppression, message, fingerprint_key=name)
        what = f"The entry of `suppress` for {short(suppression.text, _ROOM)}" if suppression.flow is None else note
        for name in problem.unused:
            message = f"{what} suppresses no finding of {name}; remove it."
            yield at_suppression(suppression, message, fingerprint_key=name)

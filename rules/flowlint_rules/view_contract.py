"""A block that shows a view and the view itself do not agree.

Looks at views that stand beside the flows: answers of `describe-view`, and resources AWS::Connect::View. Finds an
action of the view for which Show view has no branch, a branch for an action that the view does not have, input that
the view requires and does not get, and `$.Views.ViewResultData` read by a name that is in none of the views shown.

Why it matters
    When an agent clicks an action without a branch, the contact takes the No match branch or an error branch. A branch
    for an action that the view spells differently is never taken. Missing input leaves a gap in the page, or keeps it
    from being shown at all. A result that the view does not give reads as empty.

How to fix in the designer
    Open Show view, choose the view again, and give each of its actions a branch and each input a value; or open the
    view and write the name as the flow has it.

Limits
    Looks only at views among the files checked, not at those that AWS manages. A block that shows another version than
    the one in the file is passed over. A Show view without condition branches, or whose No match branch leads elsewhere
    than its error branches, is taken to handle every action. Results are checked only where all views that flows of the
    run show are known; any word in a view counts as a name that it may give. Names are compared, not the types of
    values. What a CloudFormation template leaves to the deployment is not known. Required input is known only from
    answers of `describe-view`, which alone hold the input schema.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/show-view-block.html
    https://docs.aws.amazon.com/connect/latest/adminguide/view-resources-custom-view.html
    https://docs.aws.amazon.com/connect/latest/APIReference/API_ViewContent.html
"""

from collections.abc import Iterator

from flowlint.analysis.blocks import BrokenView, broken_views
from flowlint.rule import Draft, Facts, Flow, Level, at_block, at_read, rule, short


@rule(level=Level.WARNING, pillar="reliability", tags=("deployment",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find names on which a view and the block that shows it do not agree."""
    for one in facts(broken_views):
        message, key = _message(one), f"{one.breach} {one.name}"
        if one.reference is None:
            yield at_block(one.block, message, one.at, fingerprint_key=key)
        else:
            yield at_read(one.block, one.reference, message, fingerprint_key=key)


def _message(one: BrokenView) -> str:
    label, name = one.block.label, f"“{short(one.name, 20)}”"
    view = f"the view “{short(one.view.name, 20)}”" if one.view and one.view.name else "the view"
    write = f"write “{short(one.right, 20)}”" if one.right else None
    match one.breach:
        case "branch-missing":
            return f"{label} has no branch {name}, which {view} has an action for; add it."
        case "branch-unknown":
            return f"{label} has a branch {name}, which is no action of {view}; {write or 'take it out'}."
        case "input-required":
            return f"{label} does not give {name}, which {view} requires; give it."
        case "result-unknown":
            return f"{label} reads the result {name}, which is in none of the views shown; {write or 'add it to one'}."

"""A block that shows a view and the view itself do not agree.

Looks at views that stand beside the flows: answers of `describe-view`, and resources AWS::Connect::View. Finds an
action of the view for which Show view has no branch, a branch for an action that the view does not have, input that
the view requires and does not get, and `$.Views.ViewResultData` under a name that stands in no view that is shown.

Why it matters
    An agent who clicks an action without a branch goes the way of No match or of an error. A branch for an action that
    is spelt otherwise in the view leads nobody anywhere. Input that is missing leaves a gap in the page, or the page is
    not shown at all. A result that the view does not give reads as empty.

How to fix in the designer
    Open Show view, choose the view again, and give each of its actions a branch and each input a value; or open the
    view and write the name as the flow has it.

Limits
    Only views among the files checked are looked at, and none of AWS. A block that shows another version than the file
    holds is passed over. A Show view without branches, or whose No match leads elsewhere than its errors, means
    all actions by that. Results are only looked at where all views are known that flows of the run show; what stands
    anywhere in a view counts as a name that it may give. Names are looked at and not the types of values. What a
    template of CloudFormation leaves open is not known; an input schema stands in answers alone.

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
            return f"{label} reads the result {name}, which stands in no view shown; {write or 'add it to one'}."

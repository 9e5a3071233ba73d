"""A text in SSML that cannot be spoken as it is written.

SSML is XML: a tag that is not closed, a bare “&”, or a tag outside “<speak>” makes all of it unreadable. So may a tag
that Polly, which speaks it, does not know.

Why it matters
    The block takes its Error branch, or goes on, and the customer hears nothing of the text: no question, no apology.
    Publishing the flow does not show it.

How to fix in the designer
    Open the block and correct the text at the place that is marked. Write “&amp;” for “&” and “&lt;” for “<”, close
    each tag, and let the text begin with “<speak>” and end with “</speak>”. To try it, paste it into the Polly console.

Limits
    A text without any tag is not looked at: it may do without “<speak>”. What a reference or a placeholder comes to is
    taken for words, and where one stands in a tag, or begins or ends the text, for what is missing there. Which tags
    the chosen voice can speak is not looked at. Connect says that it leaves out a tag that it does not know, Polly that
    such a tag is an error. A text that is interpreted as text (`Text` and not `SSML`) is left alone, whatever tags it
    has.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/supported-ssml-tags.html
    https://docs.aws.amazon.com/polly/latest/dg/supportedtags.html
    https://docs.aws.amazon.com/polly/latest/dg/escapees.html
"""

from collections.abc import Iterator

from flowlint.analysis.blocks import ssml_faults
from flowlint.rule import Draft, Facts, Flow, Level, at_block, rule

_WHAT = {
    "ampersand": "with a bare “&”; write “&amp;”",
    "less than": "with a “<” that begins no tag; write “&lt;”",
    "entity": "with “{tag}”, which XML does not know; write the character itself",
    "unclosed": "in which “{tag}” is never closed; add “</{name}>”",
    "crossed": "in which a tag is closed while “{tag}” inside it is open; add “</{name}>” before it",
    "never opened": "with “</{name}>”, which closes no tag; take it out, or add “{tag}”",
    "syntax": "that is not well-formed XML where it is marked; correct it there",
    "outside": "that is not all inside “<speak>”; put it between “<speak>” and “</speak>”",
    "unknown tag": "with “{tag}”, a tag that Polly does not know; take it out",
}
"""What is wrong and what heals it, by kind."""


@rule(level=Level.WARNING, pillar="reliability", tags=("prompts",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find texts in SSML that are not well-formed, not inside <speak>, or have tags that Polly does not know."""
    for fault in facts(ssml_faults):
        what = _WHAT[fault.kind].format(tag=fault.what, name=fault.what.strip("<>"))
        yield at_block(fault.block, f"{fault.block.label} has SSML {what}.", fault.at, span=fault.span)

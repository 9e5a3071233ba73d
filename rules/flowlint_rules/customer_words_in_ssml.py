"""SSML holds what the customer said or wrote to a bot.

A path leads from a bot to a block whose SSML has one of the bot's slots in it, or an attribute that was set from one,
and nothing on the path looks at the words.

Why it matters
    In SSML, `&` and `<` are markup. A customer who says “Marks & Spencer”, or writes `<break time="10s"/>` in a chat,
    changes what is spoken; mostly the text is not well-formed any more, nothing is spoken at all, and the contact
    leaves by the Error branch.

How to fix in the designer
    Speak the words with “Text” instead of “SSML”, where these characters mean nothing. Where tags are needed, let a
    Lambda function write the text and escape what the customer said, or say what a Check contact attributes block
    found, not the words themselves.

Limits
    Confidence is that a slot holds words: one of a closed list, or of numbers, is harmless, and the flow does not tell
    which it is. So this is a note. A value in `<say-as>` is taken for a number, a date or a code, unless it is an
    address. Digits that the customer typed cannot be markup and are not reported, nor is what a function, a module or a
    comparison looked at before, nor what another flow stored.

See also
    https://docs.aws.amazon.com/polly/latest/dg/escapees.html
    https://docs.aws.amazon.com/connect/latest/adminguide/supported-ssml-tags.html
    https://docs.aws.amazon.com/connect/latest/adminguide/connect-attrib-list.html
"""

from collections.abc import Iterator

from flowlint.analysis.privacy import words_in_ssml
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_read, rule


@rule(level=Level.NOTE, pillar="security", tags=("paths", "ssml"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find words of the customer in SSML."""
    for one in facts(words_in_ssml):
        yield at_read(
            one.block,
            one.reference,
            f"{one.block.label} puts words of the customer into SSML, "
            "where “&” and “<” are markup; speak them as text.",
            witness=Witness(one.path, {one.heard_by.id: "hears the words", one.block.id: "speaks them as markup"}),
        )

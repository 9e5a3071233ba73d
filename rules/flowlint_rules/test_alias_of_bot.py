"""A flow asks the test alias of a bot.

Each Lex V2 bot has an alias for tests, TestBotAlias, whose id is TSTALIASID.

Why it matters
    It runs the draft: what somebody saves in the bot is live at once, half done or not. And it takes only a few
    conversations at a time; the callers beyond them land in the Error branch.

How to fix in the designer
    Create a version of the bot and an alias that points to it, and choose this alias in “Get customer input”.

Limits
    An alias that an attribute names is not known. A flow for tests may well ask the test alias.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/create-bot-version.html
    https://docs.aws.amazon.com/lexv2/latest/dg/versions-aliases.html
"""

from collections.abc import Iterator

from flowlint.rule import Draft, Facts, Flow, Level, at_block, rule

_TEST_ALIAS = "/TSTALIASID"


@rule(level=Level.NOTE, pillar="reliability", tags=("bots",), since="0.1.0", pedantic=True)
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find blocks that ask the test alias of a Lex V2 bot."""
    for block in flow.of_type("ConnectParticipantWithLexBot"):
        bot = block.parameters.get("LexV2Bot")
        alias = bot.get("AliasArn") if isinstance(bot, dict) else None
        if isinstance(alias, str) and alias.endswith(_TEST_ALIAS):
            message = f"{block.label} asks the test alias of its bot; choose an alias of a version."
            yield at_block(block, message, ("Parameters", "LexV2Bot", "AliasArn"))

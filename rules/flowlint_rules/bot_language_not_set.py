"""A bot is asked in English although the voice speaks another language.

A path sets a voice that speaks no English and reaches a Lex V2 bot, and on it nothing sets the language of the contact.

Why it matters
    Connect asks the bot in en-US then. A bot that was built in the language of the voice has no such locale: the block
    takes its Error branch for every caller, or the bot does not understand a word.

How to fix in the designer
    In “Set voice”, tick “Set language attribute”. It sets the language of the voice for the bot, too.

Limits
    A bot may well be built in English and be asked with a foreign voice. Which languages a bot has is not in the flow.
    Nothing is reported after a flow module, which may set the language, and for voices that are not of Polly or that
    an attribute names.

See also
    https://docs.aws.amazon.com/connect/latest/adminguide/set-voice.html
    https://docs.aws.amazon.com/connect/latest/adminguide/get-customer-input.html
"""

from collections.abc import Iterator

from flowlint.analysis.progress import bots_without_language
from flowlint.rule import Draft, Facts, Flow, Level, Witness, at_block, rule


@rule(level=Level.NOTE, pillar="reliability", tags=("bots", "path"), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find Lex V2 bots that are asked with a foreign voice and no language set."""
    for bot, voice, path in facts(bots_without_language):
        name = voice.parameters["TextToSpeechVoice"]
        yield at_block(
            bot,
            f"{bot.label} asks its bot in English, while the voice is {name}; set the language in {voice.label}.",
            witness=Witness(path, {voice.id: f"sets the voice {name}, and no language", bot.id: "asks the bot"}),
        )

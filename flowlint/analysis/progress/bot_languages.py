"""Lex V2 bots that are asked in the default language, English, after a voice of another language was set.

See docs/semantics.md#bot-languages.
"""

from collections.abc import Iterable
from functools import partial
from operator import eq
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import MODULE_CALL, Facts, Path, ProjectFacts, happened
from flowlint.analysis.semantics import ConsistentSearch
from flowlint.model.flow import Block, Transition

_BOT = "ConnectParticipantWithLexBot"
_LEX_V2 = {"LexV2Bot": "present"}
_VOICE = "UpdateContactTextToSpeechVoice"
_LANGUAGE = "UpdateContactData"
_SETS_LANGUAGE = {"LanguageCode": "present"}


class BotLanguage(NamedTuple):
    """A block that asks a bot, the block that set the voice before it, and the shortest path over that to the bot."""

    bot: Block
    voice: Block
    path: Path


def bots_without_language(facts: Facts) -> tuple[BotLanguage, ...]:
    """Give the blocks that ask a Lex V2 bot with a foreign voice and no language set, in the order of the file.

    A module may set the language, and so may a flow before: where one hands over to this flow, nothing is given if any
    flow of the run sets a language.
    """
    flow, run = facts.flow, facts.project
    led_to = run.project.callers[flow] or run.project.hooks[flow]
    bots = [one for one in flow.by_id.values() if one.type == _BOT and language.holds(_LEX_V2, one.parameters)]
    if not bots or flow.entry is None or (led_to and run(_sets_language)):
        return ()

    def successors(edge: Transition, voice: str) -> Iterable[str]:
        block = flow.by_id[edge.source]
        if block.action is None or block.type == MODULE_CALL or _is_language(block):
            return ()
        if block.type != _VOICE:
            return (voice,)
        if language.foreign_language(block.parameters.get("TextToSpeechVoice")) is None:
            return ("",)  # whichever branch leaves it, since hardly ever does it fail
        return (block.id if happened(block, edge) else voice,)

    search = ConsistentSearch(facts, [(flow.entry.id, "")], successors)
    found = []
    for bot in bots:
        voice = next(filter(None, search.states(bot.id)), None)
        path = search.path(bot.id, partial(eq, voice)) if voice else None
        if voice is not None and path is not None:
            found.append(BotLanguage(bot, flow.by_id[voice], path))
    return tuple(found)


def _is_language(block: Block) -> bool:
    """Tell whether a block sets the language; it counts whichever branch leaves it, since hardly ever does it fail."""
    return block.type == _LANGUAGE and language.holds(_SETS_LANGUAGE, block.parameters)


def _sets_language(project: ProjectFacts) -> bool:
    return any(_is_language(block) for flow in project.project.flows for block in flow.blocks)

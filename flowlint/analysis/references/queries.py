"""Answers read under a name that nothing asked for: the queries of data tables are named in the blocks that ask them.

A module may read what its caller asked, and a flow what a module asked: of the first nothing is said, and of the second
only where a name of the flow itself is much like it.
"""

from collections.abc import Iterator

from flowlint import language
from flowlint.analysis.engine import MODULE_CALL, Facts
from flowlint.analysis.references.texts import texts_nearest_first
from flowlint.analysis.references.wrong_reference import WrongReference, once_per_cause
from flowlint.model.flow import Flow
from flowlint.model.references import is_filled_in
from flowlint.text.closest import closest_name
from flowlint.text.json_values import matching


def unknown_queries(facts: Facts) -> tuple[WrongReference, ...]:
    """Give the references to answers under a name that no block of the flow gives, each name once.

    `written` and `right` are the names alone.
    """
    return () if facts.flow.is_module else once_per_cause(_unknown(facts))


def _unknown(facts: Facts) -> Iterator[WrongReference]:
    calls_modules = any(facts.flow.of_type(MODULE_CALL))
    for named in language.named_answers():
        names = _names(facts.flow, named)
        if not names:
            continue
        depth = len(named.below)
        for block, at, _, references in facts(texts_nearest_first):
            for reference in references:
                if reference.parts[:depth] != named.below or len(reference.parts) <= depth + 1:
                    continue
                name = reference.parts[depth]
                right = closest_name(name, names)
                if name in names or is_filled_in(name) or (right is None and calls_modules):
                    continue
                yield WrongReference(block, at, reference.span, name, right, name)


def _names(flow: Flow, named: language.NamedAnswers) -> frozenset[str]:
    """Give the names that blocks of the flow give to what they ask; none where one is only known later."""
    names = set(named.always)
    blocks = list(flow.of_type(named.block_type))
    for block in blocks:
        given = [name for _, name in matching(block.parameters, named.named_by)]
        items = [item for _, item in matching(block.parameters, named.named_by[:-1])]
        if len(given) < len(items) or not all(isinstance(name, str) and not is_filled_in(name) for name in given):
            return frozenset()
        names.update(given)
    return frozenset(names) if blocks else frozenset()

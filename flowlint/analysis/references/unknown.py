"""Unknown attributes: references to what Amazon Connect does not have, and the real one that each was meant to be.

Most of the catalogue's roots hold keys that people choose, or parts that it may not list yet. Below those a name is
wrong only where a real one has the same letters: `$.Customer.firstname`. No root but those listed is expected.
"""

from collections.abc import Iterator

from flowlint import language
from flowlint.analysis.engine import Facts
from flowlint.analysis.references.attribute_tree import Parts, closest_attribute, first_wrong
from flowlint.analysis.references.texts import keys_set, texts_nearest_first
from flowlint.analysis.references.wrong_reference import WrongReference, once_per_cause
from flowlint.model.flow import Flow
from flowlint.model.references import Reference, write_reference


def unknown_attributes(facts: Facts) -> tuple[WrongReference, ...]:
    """Give the references to no attribute that there is, each wrong name once, at the block reached first."""
    return once_per_cause(_unknown(facts))


def _unknown(facts: Facts) -> Iterator[WrongReference]:
    """Give each; its cause is the wrong beginning that makes it one."""
    keys = facts(keys_set)
    for block, at, text, references in facts(texts_nearest_first):
        alone = len(references) == 1 and references[0].text == text.strip()
        for reference in references:
            wrong = first_wrong(reference.parts)
            if wrong is None:
                continue
            closest = closest_attribute(reference.parts)
            if closest is None and wrong.depth and not language.is_fully_listed(reference.namespace):
                continue
            name = ".".join(reference.parts)
            closest = next(((space, name) for space in sorted(keys) if name in keys[space]), closest)
            if _is_meant(facts.flow, reference, text, alone, wrong.depth, closest):
                right = write_reference(closest) if closest else None
                cause = write_reference(reference.parts[: wrong.depth + 1])
                yield WrongReference(block, at, reference.span, reference.text, right, cause)


def _is_meant(flow: Flow, reference: Reference, text: str, alone: bool, depth: int, closest: Parts | None) -> bool:
    """Tell whether a text surely holds this as a reference, and all of it.

    What only looks like one: "5 US$.Thanks"; a name that a template or a letter that is not ASCII goes on; and what
    an old export names without its root, which its translation has to guess.
    """
    if alone:
        return not flow.translated
    runs_on = bool(reference.tail) and depth == len(reference.parts) - 1
    start = reference.span[0]
    is_price = text[max(start - 1, 0) : start].isalnum() or (len(reference.parts) == 1 and closest is None)
    return not runs_on and not is_price

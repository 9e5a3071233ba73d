"""Prompts that may speak nothing, by taint analysis: they speak a value that may be missing, and nothing looked before.

A forward may-analysis of what was not looked at, with gen and kill sets for each block: what answers is a source, what
looks a sanitizer, and each prompt a sink.

Whoever compares any value of an answer has looked at it, and so has whoever compares the attribute that it was kept
in. A module may have looked as well. Where a prompt is the value and not a word besides, the function is there to write
it: only a value inside a sentence is one that leaves a hole.

See docs/semantics.md#empty-values.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import MODULE_CALL, Arrival, Facts, FactSearch, Path, graph, happened
from flowlint.analysis.semantics import (
    FaultyRead,
    Name,
    Read,
    Values,
    defined_by,
    looked_at,
    names_of,
    nearest_per_cause,
    path_to_last,
    reads_of,
    values_after,
    values_at_entry,
)
from flowlint.model.flow import Block, Transition
from flowlint.model.references import reference_spans
from flowlint.text.json_values import JsonPath

_TAG = re.compile(r"<[^<>]*>")
_SPOKEN = ("Messages", "SSML", "Text")
"""The parameters that hold what a block speaks or shows."""
_CAME = 1
"""The fact that a path came here, out of which answers come."""


class _Subject(NamedTuple):
    """An answer by its namespace, and the attribute that a value of it is kept in; None for the answer itself."""

    answer: str
    attribute: Name | None = None


def spoken_unseen(facts: Facts) -> tuple[FaultyRead, ...]:
    """Give the prompts that speak of an answer nothing looked at; the cause is the block that gave it."""
    return nearest_per_cause(_unseen(facts))


def _unseen(facts: Facts) -> Iterator[FaultyRead]:
    bits = facts(_bits)
    if facts.flow.entry is None or not bits:
        return
    paths = facts(_paths)
    for block_id, spoken in facts(_spoken).items():
        for subject, read in spoken.items():
            unseen = paths.first(block_id, bits[subject])
            if unseen is not None:
                path = unseen.path()
                yield FaultyRead(_answered_by(facts, path, subject), read, path)


def _answered_by(facts: Facts, path: Path, subject: _Subject) -> str:
    """Give the block on a path that gave an answer, or the value of one that the attribute was set to last."""
    if subject.attribute is not None:
        path = path_to_last(facts.flow, path, {one for one, kept in facts(_keeps).items() if subject in kept})
    answering = {one for one, answers in facts(_answered).items() if subject.answer in answers}
    return path_to_last(facts.flow, path, answering)[-1].source


def _paths(facts: Facts) -> FactSearch[Values]:
    """Search all paths of a flow for all that is spoken.

    The facts: a path came here, and for each subject one came on which nothing looked at it.

    An attribute set from an answer is unseen where the answer is.
    """
    flow, follow, gen_kills = facts.flow, facts(values_after), facts(_gen_kills)

    def transfer(edge: Transition, values: Values, unseen: int) -> tuple[Values, int] | None:
        after = follow(edge, values)
        if after is None:
            return None
        block = gen_kills[edge.source]
        unseen &= ~block.looked_at
        if not block.sets or not happened(flow.by_id[edge.source], edge):
            return after, unseen
        kept = sum(bit for bit, answer in block.kept if unseen & answer)
        answered = block.answered if unseen & _CAME else 0
        return after, (unseen & ~block.sets) | kept | answered

    return FactSearch(facts(graph), Arrival(flow.start or "", facts(values_at_entry), _CAME), transfer)


class _GenKill(NamedTuple):
    """The facts that a block kills and generates.

    It kills what it looks at. Where its work is done it also kills what it sets, and generates what it keeps and
    what it answers.
    """

    looked_at: int
    sets: int
    kept: tuple[tuple[int, int], ...]
    """The fact of an attribute that is kept from an answer, with that of the answer."""
    answered: int


def _bits(facts: Facts) -> Mapping[_Subject, int]:
    """Give the fact of each answer and attribute that is spoken, or that what is spoken was kept from."""
    spoken = {subject for subjects in facts(_spoken).values() for subject in subjects}
    subjects = sorted(spoken | {_Subject(subject.answer) for subject in spoken}, key=str)
    return {subject: _CAME << place for place, subject in enumerate(subjects, 1)}


def _gen_kills(facts: Facts) -> Mapping[str, _GenKill]:
    """Give what each block does, by block id."""
    bits, answered, keeps = facts(_bits), facts(_answered), facts(_keeps)
    of_answer: dict[str, int] = defaultdict(int)
    by_attribute: dict[Name, int] = defaultdict(int)
    answers_kept: dict[Name, set[str]] = defaultdict(set)
    for subject, bit in bits.items():
        of_answer[subject.answer] |= bit
        if subject.attribute is not None:
            by_attribute[subject.attribute] |= bit
    for subject in frozenset().union(*keeps.values()):
        if subject.attribute is not None:
            answers_kept[subject.attribute].add(subject.answer)
    found = {}
    for block in facts.flow.by_id.values():
        if block.type == MODULE_CALL:
            found[block.id] = _GenKill(looked_at=sum(bits.values()), sets=0, kept=(), answered=0)
            continue
        named = [known for one in looked_at(block) if (known := names_of(one))]
        seen = {_answer(namespace) for namespace, _ in named}.union(
            *(answers_kept[name] for _, names in named for name in names)
        )
        new = sum(bits.get(_Subject(answer), 0) for answer in answered[block.id])
        found[block.id] = _GenKill(
            looked_at=sum(of_answer[answer] for answer in seen),
            sets=new | sum(by_attribute[name] for name in defined_by(block) if name in by_attribute),
            kept=tuple((bits[one], bits[_Subject(one.answer)]) for one in keeps[block.id] if one in bits),
            answered=new,
        )
    return found


def _answered(facts: Facts) -> Mapping[str, frozenset[str]]:
    """Give the answers in which values may be missing that each block gives, by block id."""
    namespaces = {one.name: one for one in language.results() if one.may_be_empty}
    return {
        block.id: frozenset(_answer(namespaces[name]) for name, _ in defined_by(block) if name in namespaces)
        for block in facts.flow.by_id.values()
    }


def _keeps(facts: Facts) -> Mapping[str, frozenset[_Subject]]:
    """Give the attributes that each block sets from such an answer, with it, by block id."""
    found = {}
    for block in facts.flow.by_id.values():
        by_key: dict[str | int, list[Name]] = defaultdict(list)
        for name in defined_by(block):
            by_key[name[1]].append(name)
        found[block.id] = frozenset(
            _Subject(_answer(read.namespace), name)
            for read in reads_of(block)
            if read.namespace.may_be_empty
            for key in read.reference.at[2:]
            if key
            for name in by_key.get(key, ())
        )
    return found


def _spoken(facts: Facts) -> Mapping[str, Mapping[_Subject, Read]]:
    """Give what each block speaks of such answers, straight or out of an attribute, by block id."""
    kept = frozenset().union(*facts(_keeps).values())
    by_name: dict[Name | None, list[_Subject]] = defaultdict(list)
    for subject in sorted(kept, key=str):
        by_name[subject.attribute].append(subject)
    spoken: dict[str, dict[_Subject, Read]] = {block_id: {} for block_id in facts.flow.by_id}
    for block in facts.flow.by_id.values():
        sentences = _sentences(block) if block.has("heard") else ()
        for read in reads_of(block) if sentences else ():
            if read.reference.at in sentences:
                straight = read.namespace.may_be_empty
                subjects = [_Subject(_answer(read.namespace))] if straight else []
                for subject in (*subjects, *(one for name in read.names for one in by_name.get(name, ()))):
                    spoken[block.id].setdefault(subject, read)
    return spoken


def _sentences(block: Block) -> frozenset[JsonPath]:
    """Give where a block speaks words of its own around the values."""
    return frozenset(
        at
        for at, text in block.texts
        if at[1] in _SPOKEN and any(map(str.isalnum, _without_references(_TAG.sub("", text))))
    )


def _without_references(text: str) -> Iterator[str]:
    end = 0
    for start, stop in reference_spans(text):
        yield from text[end:start]
        end = stop
    yield from text[end:]


def _answer(namespace: language.Namespace) -> str:
    """Give one name for all namespaces of one answer: a Lambda function's may be read by two."""
    return next((one.name for one in language.results() if one.by == namespace.by), namespace.name)

"""Outcomes that one flow notes and another asks for: branches of comparisons that only those take who have one.

A forward may-analysis of each name that is asked for, through the modules that a flow calls: what the name may hold at
each block, and whether the outcome is there on the ways on which it holds that.

See docs/semantics.md#noted-outcomes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import or_
from typing import Any, Literal, NamedTuple

from flowlint.analysis.engine import (
    MODULE_CALL,
    MODULE_RETURN,
    Facts,
    ProjectFacts,
    called_module,
    graph,
    handovers,
    happened,
    results_along,
    returns_with,
    solve,
    summary,
)
from flowlint.analysis.engine import reachable_blocks as blocks_of
from flowlint.analysis.semantics.comparison import asks, compared
from flowlint.analysis.semantics.names import Name, defined_by, text_put
from flowlint.model.flow import Block, Transition
from flowlint.model.references import Reference, is_filled_in, reference_alone

_ATTRIBUTES = "Attributes"
_RESULT: Name = "Modules.Result", ""
_RESULT_DATA = "Modules.ResultData"

_Has = Literal["no", "maybe", "here", "elsewhere"]
"""Whether the outcome is there, by a block of this flow or of another; "maybe" where a module finds it on some ways."""

_IN_ORDER: tuple[_Has, ...] = ("no", "maybe", "here", "elsewhere")


_By = Literal["nobody", "anybody", "this flow", "another flow"]

_FURTHEST = 3
"""How many flows back a note is looked for."""


class _Held(NamedTuple):
    """What a name holds on some way to a block: a text, None for one that is not known, and who put it there.

    What nobody has set is mostly empty. What anybody may have set came with the contact.
    """

    text: str | None = None
    by: _By = "nobody"
    has: _Has = "no"

    @property
    def is_known(self) -> bool:
        """Tell whether the outcome is there for sure."""
        return self.has in ("here", "elsewhere")

    def found(self, has: _Has) -> "_Held":
        """Give what is held where the outcome is there at least like this."""
        return self._replace(has=max(self.has, has, key=_IN_ORDER.index))


_AllHeld = frozenset[_Held]

_UNSET: _AllHeld = frozenset({_Held()})

_Copied = Mapping[Name, Mapping[str, _AllHeld]]
"""What names hold that are copied to another, before each block."""


def asked_outcomes(has_outcome: Callable[[Block], bool]) -> Callable[[Facts], frozenset[Transition]]:
    """Make the analysis that gives the branches taken by those alone who have an outcome, as another flow has noted.

    `has_outcome` tells of which blocks. The other flow is a module which was called before, or one that hands over to
    this one or calls it; it notes the outcome by setting a contact attribute, or what the module gives back, to a text.
    The branches are those of comparisons, and those of calls of modules whose result is only known when the flow runs.
    """

    def is_within(facts: Facts) -> bool:
        modules = filter(None, (called_module(facts, block) for block in facts(blocks_of)))
        return any(map(has_outcome, facts(blocks_of))) or any(module(is_within) for module in modules)

    def noted(facts: Facts) -> _Noted:
        return _Noted(facts, has_outcome, is_within, noted)

    def asked(facts: Facts) -> frozenset[Transition]:
        return frozenset(facts(noted).asked())

    return asked


class _Noted:
    """What the names of a flow hold that an outcome may be noted in."""

    def __init__(
        self,
        facts: Facts,
        has_outcome: Callable[[Block], bool],
        is_within: Callable[[Facts], bool],
        noted: "Callable[[Facts], _Noted]",
    ) -> None:
        self._facts, self._has_outcome, self._is_within, self._noted = facts, has_outcome, is_within, noted
        self._ends: dict[Name, Mapping[str, _AllHeld]] = {}
        self._before: dict[Name, _AllHeld] = {}

    def asked(self) -> Iterator[Transition]:
        """Give the branches of this flow that only those take who have the outcome, as another flow has noted."""
        asking: dict[Name, list[Block]] = defaultdict(list)
        for block in self._facts(blocks_of):
            name = self._asked_by(block)
            if name is not None:
                asking[name].append(block)
        for name, blocks in asking.items():
            if not any(map(self._may_be_noted, (name, *self._sources(name)))):
                continue
            held_at = self._solve(name, self._handed_over, self._copied(name, self._handed_over))
            for branch in (branch for block in blocks for branch in block.live_branches if happened(block, branch)):
                block, held = self._facts.flow.by_id[branch.source], held_at[branch.source]
                if block.type == MODULE_CALL:
                    held = self._after_call(name, branch, held)
                if _only_with_outcome(block, branch, held):
                    yield branch

    def ends(self, name: Name) -> Mapping[str, _AllHeld]:
        """Give what a name holds where this flow returns, hands over or calls, by the id of the block.

        Known is what was set since the flow began.
        """
        if name not in self._ends:
            copied = self._copied(name, _unset)
            held_at = self._solve(name, _unset, copied)
            found = {block.id: held_at[block.id] for block, _ in self._facts(handovers)}
            for block in self._facts(blocks_of):
                if block.type == MODULE_RETURN:
                    held = held_at[block.id]
                    if name[0] != _ATTRIBUTES:  # what a module gave back ends with the flow that called it
                        held = frozenset(_Held(has=one.has) for one in held)
                    found[block.id] = self._set(name, block, held, copied)
            self._ends[name] = found
        return self._ends[name]

    def _asked_by(self, block: Block) -> Name | None:
        """Give what a block asks for: what it compares, or what a module says, where only a run can tell."""
        if block.type != MODULE_CALL:
            return _name_of(compared(block))
        module = called_module(self._facts, block)
        says = (
            [one.parameters.get("Result") for one in module(blocks_of) if one.type == MODULE_RETURN] if module else ()
        )
        return _RESULT if block.conditions and any(isinstance(one, str) and is_filled_in(one) for one in says) else None

    def _handed_over(self, name: Name) -> _AllHeld:
        """Give what a name may hold when a contact comes to this flow, as far as flows before note an outcome in it."""
        if name not in self._before:
            found = self._noted_before(name)
            is_noted = any(one.by != "nobody" and one.is_known for one in found)
            self._before[name] = frozenset(map(_to_next, found)) if is_noted else _UNSET
        return self._before[name]

    def _noted_before(self, name: Name) -> _AllHeld:
        """Give what a name holds where the nearest flows before that set it lead on, through others that do not."""
        project = self._facts.project
        if name not in project(_set_anywhere):
            return frozenset()
        found, seen, here = set[_Held](), {self._facts.flow}, [self._facts.flow]
        for _ in range(_FURTHEST):
            callers = [one for flow in here for one in project.project.callers[flow]]
            here = []
            for flow, by in callers:
                facts = project.of(flow)
                held = facts(self._noted).ends(name).get(by.id, _UNSET) if name in facts(_set_within) else _UNSET
                if held != _UNSET and any(one.by != "nobody" for one in held):
                    found |= held
                elif flow not in seen:
                    seen.add(flow)
                    here.append(flow)
        return frozenset(found)

    def _may_be_noted(self, name: Name) -> bool:
        """Tell whether another flow may have noted an outcome in a name: a module, or one before."""
        modules = filter(None, (called_module(self._facts, block) for block in self._facts(blocks_of)))
        return any(name in module(_set_within) for module in modules) or self._handed_over(name) != _UNSET

    def _solve(self, name: Name, at_entry: Callable[[Name], _AllHeld], copied: _Copied) -> Mapping[str, _AllHeld]:
        """Give what a name may hold before each block that is reached, by block id."""
        flow = self._facts.flow
        if flow.entry is None:
            return {}

        def transfer(edge: Transition, held: _AllHeld) -> _AllHeld:
            return self._after(name, edge, held, copied)

        return solve(self._facts(graph), flow.entry.id, at_entry(name), transfer, or_)

    def _copied(self, name: Name, at_entry: Callable[[Name], _AllHeld]) -> _Copied:
        """Give what the names hold that are copied to another one; of what these are copies is not known."""
        return {source: self._solve(source, at_entry, {}) for source in self._sources(name)}

    def _sources(self, name: Name) -> Iterable[Name]:
        """Give the names that blocks of this flow copy to another."""
        sources = (_source(_put(block, name)) for block in self._facts(blocks_of))
        return dict.fromkeys(one for one in sources if one is not None)

    def _after(self, name: Name, edge: Transition, held: _AllHeld, copied: _Copied) -> _AllHeld:
        block = self._facts.flow.by_id[edge.source]
        if not happened(block, edge):
            return held
        if block.type == MODULE_CALL:
            return self._after_call(name, edge, held)
        if _name_of(compared(block)) == name:
            return frozenset(one for one in held if one.by == "nobody" or _takes(block, edge, one) is not False)
        if self._has_outcome(block):
            return frozenset(one.found("here") for one in held)
        return self._set(name, block, held, copied)

    def _after_call(self, name: Name, edge: Transition, held: _AllHeld) -> _AllHeld:
        block = self._facts.flow.by_id[edge.source]
        module = called_module(self._facts, block)
        if module is None:
            return held
        at_ends, may_find_it = module(self._noted).ends(name), module(self._is_within)
        returns = returns_with(module, results_along(module, block, edge))
        ends = frozenset[_Held]().union(*(at_ends.get(one.id, ()) for one in returns))
        return frozenset(_returned(one, end, may_find_it) for one in held for end in ends) if ends else held

    def _set(self, name: Name, block: Block, held: _AllHeld, copied: _Copied) -> _AllHeld:
        """Give what a name may hold after a block that may set it."""
        value = _put(block, name)
        if value is _NOTHING:
            return held
        source = _source(value)
        if source is not None and source in copied:
            # What nobody has set in this flow may have been set before it began.
            return frozenset(
                _Held(None, "this flow", one.has) if one.by in ("nobody", "anybody") else one
                for one in copied[source][block.id]
            )
        text = value if isinstance(value, str) and not is_filled_in(value) else None
        # Where a module was called that finds it out on some ways, this flow may have asked since which it was.
        return frozenset(_Held(text, "this flow", "here" if one.has == "maybe" else one.has) for one in held)


def _to_next(held: _Held) -> _Held:
    """Give what a name holds in the flow that a contact comes to, from what it held in the one before."""
    by: _By = "anybody" if held.by == "nobody" else "another flow"
    return _Held(held.text, by, "elsewhere" if held.is_known else "no")


def _unset(name: Name) -> _AllHeld:
    return _UNSET


@summary
def _set_within(facts: Facts) -> frozenset[Name]:
    """Give the names that blocks of a flow may set, or those of a module that it calls."""
    modules = filter(None, (called_module(facts, block) for block in facts(blocks_of)))
    own = (_given(block) if block.type == MODULE_RETURN else defined_by(block) for block in facts(blocks_of))
    return frozenset[Name]().union(*own, *(module(_set_within) for module in modules))


def _set_anywhere(project: ProjectFacts) -> frozenset[Name]:
    """Give the names that blocks of any flow of the run may set."""
    return frozenset[Name]().union(*(project.of(flow)(_set_within) for flow in project.project.flows))


def _returned(before: _Held, end: _Held, may_find_it: bool) -> _Held:
    """Give what a name holds after a module, from what it held before and at the end of the module."""
    held = before if end.by == "nobody" else _Held(end.text, "another flow", before.has)
    return held.found("elsewhere" if end.is_known else "maybe" if may_find_it else "no")


def _only_with_outcome(block: Block, branch: Transition, held: _AllHeld) -> bool:
    """Tell whether what another flow noted takes a branch, and as far as is known only where the outcome is there."""
    found = {one for one in held if one.has == "elsewhere" and one.by in ("nobody", "another flow")}
    # What this flow has found out itself counts for what it sets itself, and says nothing of what another one noted.
    others = {one for one in held - found if one.by != "this flow" or not one.is_known}
    return (
        any(one.by == "another flow" for one in held)
        and any(_takes(block, branch, one) is not False for one in found)
        and not any(_takes(block, branch, one) for one in others)
    )


def _takes(block: Block, branch: Transition, held: _Held) -> bool | None:
    """Tell whether what is held takes a branch; None where that is not known."""
    if held.by == "anybody":
        return True
    if held.by == "nobody":
        return not asks(branch) if block.type != MODULE_CALL else None
    if held.text is None:
        return None
    branches = [branch] if branch.kind == "condition" else block.conditions
    wanted = [one.condition.wanted for one in branches]
    if any(one is not None and held.text in one for one in wanted):
        return branch.kind == "condition"
    if any(one is None or any(map(is_filled_in, one)) for one in wanted):
        return None
    return branch.kind != "condition"


_NOTHING = object()


def _put(block: Block, name: Name) -> Any:
    """Give what a block may put where a name is held: a text, None for what is not known, _NOTHING for nothing."""
    if block.type == MODULE_RETURN:
        return _given(block).get(name, _NOTHING)
    return text_put(block, name) if name in defined_by(block) else _NOTHING


def _given(returning: Block) -> Mapping[Name, Any]:
    """Give what a return of a module gives back."""
    result, data = returning.parameters.get("Result"), returning.parameters.get("ResultData")
    given = {(_RESULT_DATA, key): value for key, value in data.items()} if isinstance(data, dict) else {}
    return {**given, _RESULT: result} if result else given


def _source(value: Any) -> Name | None:
    """Give the name of which a value is a copy; None for any other value."""
    return _name_of(reference_alone(value)) if isinstance(value, str) else None


def _name_of(reference: Reference | None) -> Name | None:
    """Give what an outcome may be noted in that a reference names; None for anything else."""
    parts = reference.parts if reference is not None else ()
    if parts[:1] == (_ATTRIBUTES,) and len(parts) > 1:
        return _ATTRIBUTES, ".".join(parts[1:])
    if parts[:2] == ("Modules", "ResultData") and len(parts) > 2:
        return _RESULT_DATA, parts[2]
    return _RESULT if parts == ("Modules", "Result") else None

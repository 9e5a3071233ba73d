"""The bits of names: what reads ask for takes no room of its own, however many of them ask, and stays quick to find."""

import json

from flowlint.analysis.engine import ProjectFacts
from flowlint.analysis.semantics import ANY_ATTRIBUTE, Names, names_of_run
from flowlint.model.project import Project
from flowlint.reading import read_text
from kit.attribute_flows import flow, says, sets


def test_what_is_asked_for_is_made_once_and_found_without_a_look_at_all_its_bits() -> None:
    names = [("Attributes", f"k{number}") for number in range(1_000)]
    bits = Names(names)
    asked = {bits.any_of((name,)): name for name in names}
    assert list(asked.values()) == names
    assert all(next(one for one in asked if one == bits.any_of((name,))) is bits.any_of((name,)) for name in names[-9:])
    assert len({hash(one) for one in asked}) == len(names) and max(map(hash, asked)) < 2_000
    both = bits.any_of(tuple(names[:2]))
    assert both == bits.any_of((names[0],)) | bits.any_of((names[1],)) and both in {bits.any_of(tuple(names[:2]))}
    assert bits.any_of((("Attributes", "unknown"),)) is bits.any_of((ANY_ATTRIBUTE,))
    assert bits.known([ANY_ATTRIBUTE]) & both == both


def test_what_nothing_reads_takes_no_room() -> None:
    text = json.dumps(
        flow(sets("set", "read", "set too"), sets("set too", "unread", "say"), says("$.Attributes.read", "say"))
    )
    bits = ProjectFacts(Project(read_text("flow.json", text).flows))(names_of_run)
    assert bits.known([("Attributes", "unread")]) == 0
    assert bits.known([("Attributes", "read")]) == bits.any_of((("Attributes", "read"),))
    assert bits.any_of((("Attributes", "read"),)) != bits.any_of((ANY_ATTRIBUTE,))

"""What is known of faults that come and go one by one: one less is never new, and one more always is."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.report import Finding, Report
from flowlint.run import Overrides, check_text
from flowlint.suppression.baseline import FILE_NAME, Baseline, apply, checked_files, renew
from kit.attribute_flows import Document, answers, calls, flow, goes_on, module, says, sets
from kit.flows import block

KEYS = ("AKIA" + "Q7ZPL2MXN4RT6VWB", "AKIA" + "R5YQM3KWD7TZ2HXC")
Flows = dict[str, Document]


def checked(flows: Flows, *rules: str) -> Report:
    return check_text(json.dumps(answers(flows)), "flows.json", Overrides(select=rules, isolated=True))


def new_in(before: Report, after: Report) -> tuple[Finding, ...]:
    """Give what a baseline of one report does not know in another one."""
    rules = {rule.id for rule in before.rules}
    known = renew(Baseline(Path(FILE_NAME)), before.findings, checked_files(before), rules).baseline
    return apply(known, after.findings, checked_files(after), rules).kept


# Attributes that callers do not set

KEPT = ("tier", "name")


def step(number: int, does: str, following: str) -> Document:
    name, (verb, what) = f"step {number}", does.split()
    if verb == "set":
        return sets(name, what, following, following)
    return says(f"Hello $.Attributes.{what}." if verb == "read" else f"Hello {KEYS[int(what)]}.", name, following)


def leads(steps: Sequence[str], targets: Iterable[str]) -> Document:
    """Make a flow that does some steps in turn and then hands over to one of some flows, with nobody asked."""
    blocks, to = [], list(dict.fromkeys(targets))
    for number, does in enumerate(steps):
        blocks.append(step(number, does, f"step {number + 1}" if number + 1 < len(steps) else "split 0"))
    for number, target in enumerate(to):
        going = block(f"split {number}", "MessageParticipant", {"Text": "One moment."}, f"to {target}")
        going["Transitions"]["Errors"] = [{"NextAction": f"split {number + 1}", "ErrorType": "NoMatchingError"}]
        blocks += [going, goes_on(f"to {target}", target)]
    return flow(*blocks, says("Bye.", f"split {len(to)}"))


def steps(*does: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(does), max_size=3)


READS = [f"read {key}" for key in KEPT]
SECRETS = ["secret 0", "secret 1"]
CALLERS = st.tuples(steps(*(f"set {key}" for key in KEPT), *SECRETS), st.sets(st.sampled_from("MNFG"), max_size=3))
BETWEEN = st.tuples(steps(*READS, *SECRETS), st.sets(st.sampled_from("MNFG"), max_size=3))
RUNS = st.builds(
    lambda callers, between: {
        "S": leads([f"set {key}" for key in KEPT], "MNFG"),
        **{name: leads(does, sorted(to)) for name, (does, to) in zip("ABC", callers, strict=False)},
        **{name: leads(does, sorted(to)) for name, (does, to) in zip("MNFG", between, strict=True)},
    },
    st.lists(CALLERS, max_size=3),
    st.tuples(BETWEEN, BETWEEN, BETWEEN, BETWEEN),
)


def mended(flows: Flows, finding: Finding, place: int) -> Flows:
    """Give the flows with one of the blocks that a finding names made harmless: it says something and goes on."""
    places = [(finding.flow, finding.block), *((one.flow, one.block) for one in finding.related)]
    name, at_fault = places[place % len(places)]
    assert name is not None and at_fault is not None
    document = json.loads(json.dumps(flows[name]))
    for one in document["Actions"]:
        if one["Identifier"] == at_fault.id:
            following = one["Transitions"].get("NextAction", "end")
            one.update(block(at_fault.id, "MessageParticipant", {"Text": "Hello."}, following))
    return {**flows, name: document}


@pytest.mark.slow
@given(RUNS, st.integers(min_value=0), st.integers(min_value=0))
def test_what_is_mended_in_one_place_makes_nothing_new_elsewhere(run: Flows, which: int, place: int) -> None:
    rules = "attribute-read-before-set", "transfer-cycle", "secret-in-flow"
    before = checked(run, *rules)
    if before.findings:
        finding = before.findings[which % len(before.findings)]
        after = checked(mended(run, finding, place), *rules)
        assert new_in(before, after) == ()


SETS = flow(sets("set", "tier", "go"), goes_on("go", "F"))
LACKS = flow(says("Hello.", "hello", "go"), goes_on("go", "F"))
READER = flow(says("Hello $.Attributes.tier."))


def named_in(findings: Iterable[Finding]) -> list[tuple[str | None, set[str | None]]]:
    return [(one.flow, {related.flow for related in one.related}) for one in findings]


def test_a_further_caller_that_does_not_set_it_is_new_whatever_its_place_in_the_run() -> None:
    for name in ("A", "X"):
        before = checked({"S": SETS, "B": LACKS, "F": READER}, "attribute-read-before-set")
        after = checked({"S": SETS, "B": LACKS, name: LACKS, "F": READER}, "attribute-read-before-set")
        assert named_in(new_in(before, after)) == [("F", {"B", name})]
        assert new_in(after, before) == ()


def test_a_caller_behind_one_that_is_known_is_new() -> None:
    between = {"S": SETS, "M": flow(says("Hi.", "hi", "go"), goes_on("go", "F")), "F": READER}
    to_it = flow(goes_on("go", "M"))
    before = checked({**between, "B": to_it}, "attribute-read-before-set")
    after = checked({**between, "B": to_it, "C": to_it}, "attribute-read-before-set")
    assert named_in(new_in(before, after)) == [("F", {"B", "C", "M"})]
    assert new_in(after, before) == ()


def test_a_flow_that_no_caller_leads_to_any_more_is_known() -> None:
    flows = {"S": SETS, "M": flow(says("Hi.", "hi", "go"), goes_on("go", "F")), "F": READER}
    before = checked({**flows, "B": flow(goes_on("go", "M"))}, "attribute-read-before-set")
    after = checked(flows, "attribute-read-before-set")
    assert (named_in(after.findings), new_in(before, after)) == ([("F", {"M"})], ())


def test_a_reader_before_another_one_hides_nothing_of_it() -> None:
    reads = flow(says("Hello $.Attributes.tier.", "hello", "go"), goes_on("go", "F"))
    reads_not = flow(says("Hello.", "hello", "go"), goes_on("go", "F"))
    others = {"S": flow(sets("set", "tier", "go"), goes_on("go", "M")), "B": flow(goes_on("go", "M")), "F": READER}
    before, after = (checked({**others, "M": one}, "attribute-read-before-set") for one in (reads, reads_not))
    assert [one.flow for one in before.findings] == ["F", "M"]
    assert ([one.flow for one in after.findings], new_in(before, after)) == (["F"], ())


def test_what_nothing_reads_is_known_by_all_that_set_it() -> None:
    one = flow(sets("set", "colour", "end"))
    first, both, other, three = (
        checked(dict.fromkeys(names, one), "unread-attribute") for names in ("A", "AB", "B", "ABC")
    )
    assert [[at.flow for at in report.findings] for report in (first, both, other, three)] == [
        ["A"],
        ["A"],
        ["B"],
        ["A"],
    ]
    assert new_in(both, first) == new_in(both, other) == ()
    assert [len(new_in(first, both)), len(new_in(both, three))] == [1, 1]


# Rings, and modules in modules

NODES = "ABCDE"
LINKS = st.sets(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=9)
Links = set[tuple[str, str]]


def transfers(links: Links) -> Report:
    return checked({one: leads([], [to for by, to in sorted(links) if by == one]) for one in NODES}, "transfer-cycle")


def modules(links: Links, nodes: Iterable[str] = NODES) -> Report:
    """Give what is found in modules that call others in turn."""
    flows = {}
    for one in nodes:
        targets = [to for by, to in sorted(links) if by == one]
        names = [*(f"call {to}" for to in targets), "back"]
        made = [calls(here, after, to, after) for to, here, after in zip(targets, names, names[1:], strict=False)]
        flows[one] = module(says("Hello.", "hello", names[0]), *made)
    return checked(flows, "module-recursion")


def lies_in_a_ring(link: tuple[str, str], links: Links) -> bool:
    reached = {link[1]}
    for _ in NODES:
        reached |= {to for by, to in links if by in reached}
    return link[0] in reached


@pytest.mark.slow
@given(LINKS.filter(bool), st.data())
def test_a_link_less_makes_no_ring_new_and_one_more_does(links: Links, data: st.DataObject) -> None:
    link = data.draw(st.sampled_from(sorted(links)))
    for check in (transfers, modules):
        less, more = check(links - {link}), check(links)
        assert new_in(more, less) == ()
        assert bool(new_in(less, more)) is lies_in_a_ring(link, links)


DOWN = st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda one: one[0] < one[1]))
CHAIN = {(one, one + 1) for one in range(8)}


@pytest.mark.slow
@given(DOWN, st.data())
def test_a_call_less_makes_none_too_deep(links: Any, data: st.DataObject) -> None:
    by_name = {(str(one), str(other)) for one, other in CHAIN | links}
    link = data.draw(st.sampled_from(sorted(by_name)))
    less, more = (modules(those, "012345678") for those in (by_name - {link}, by_name))
    assert new_in(more, less) == ()


# Several in one block or flow


def test_of_several_copies_of_a_secret_each_is_known_by_itself() -> None:
    one, two, three = (checked({"F": leads(["secret 0"] * count, ["X"])}, "secret-in-flow") for count in (1, 2, 3))
    assert [len(report.findings) for report in (one, two, three)] == [1, 2, 3]
    assert new_in(three, two) == new_in(two, one) == ()
    assert [at.block and at.block.id for at in new_in(two, three)] == ["step 2"]


def test_a_branch_less_is_known_and_one_more_is_new() -> None:
    def menu(**errors: str) -> Report:
        parameters = {"Text": "Press 1.", "StoreInput": "False", "InputTimeLimitSeconds": "5"}
        asks = block("menu", "GetParticipantInput", parameters, None, {"1": "end"}, **errors)
        return checked({"F": flow(asks)}, "missing-error-branch")

    both, one = menu(NoMatchingError="end"), menu(NoMatchingError="end", NoMatchingCondition="end")
    assert [len(report.findings) for report in (both, one)] == [1, 1]
    assert (new_in(both, one), len(new_in(one, both))) == ((), 1)

"""Parts of answers that nothing asked for: what is known of an answer, and what makes it unknown."""

import json
from typing import Any

import pytest

from flowlint import check_text
from flowlint.run import Overrides
from kit.attribute_flows import answers, calls, flow, lambda_, says
from kit.flows import Json, block

ERRORS = dict.fromkeys(("MultipleFoundError", "NoneFoundError", "NoMatchingError"), "end")
TEXT = {"ResponseValidation": {"ResponseType": "STRING_MAP"}}


def profile(fields: Any, name: str = "find", then: str = "read") -> Json:
    return block(name, "GetCustomerProfile", {"ProfileResponseData": fields}, then, **ERRORS)


def table(*queries: Any, name: str = "look") -> Json:
    return block(name, "EvaluateDataTableValues", {"DataTableId": "t", "Queries": list(queries)}, "read", **ERRORS)


def query(name: str, *attributes: str) -> Json:
    return {"QueryName": name, "Attributes": list(attributes)}


def read(*flows: Json) -> list[str]:
    """What the flows read that was not asked for."""
    documents = answers({str(number): one for number, one in enumerate(flows)})
    report = check_text(json.dumps(documents), overrides=Overrides(select=("answer-not-asked-for",)))
    assert report.failures == ()
    return [one.message.partition("“$.")[2].partition("”")[0] for one in report.findings]


@pytest.mark.parametrize(
    ("fields", "text", "found"),
    [
        (["FirstName"], "$.Customer.LastName", ["Customer.LastName"]),
        (["FirstName"], "$.Customer.FirstName $.Customer.ProfileId $.Customer.ProfileARN", []),
        (["FirstName"], "$.Customer.Attributes.tier", []),
        (["$.Attributes.field"], "$.Customer.LastName", []),
        ([], "$.Customer.LastName", []),
        (None, "$.Customer.LastName", []),
        ([5], "$.Customer.LastName", []),
    ],
)
def test_the_fields_of_a_profile(fields: Any, text: str, found: list[str]) -> None:
    assert read(flow(profile(fields), says(text))) == found


def test_what_either_of_two_blocks_asks_for_counts() -> None:
    two = profile(["FirstName"], then="again"), profile(["LastName"], "again")
    assert read(flow(*two, says("$.Customer.FirstName $.Customer.LastName $.Customer.City"))) == ["Customer.City"]
    objects = block("load", "GetCustomerProfileObject", {}, "read", **ERRORS)
    assert read(flow(profile(["FirstName"], then="load"), objects, says("$.Customer.City"))) == []


@pytest.mark.parametrize(
    ("queries", "found"),
    [
        ([query("room", "floor")], ["DataTables.room.rate"]),
        ([query("room", "floor", "rate")], []),
        ([query("house", "floor")], []),
        ([{"QueryName": "room"}], []),
        ([query("room", "floor"), query("room", "rate")], []),
        ([5, "room", None], []),
    ],
)
def test_the_attributes_of_a_query(queries: list[Any], found: list[str]) -> None:
    assert read(flow(table(*queries), says("$.DataTables.room.rate"))) == found


def test_what_another_flow_of_the_run_asks_for_counts() -> None:
    reads = flow(profile(["FirstName"]), says("$.Customer.LastName"))
    assert read(reads) == ["Customer.LastName"]
    assert read(reads, flow(profile(["LastName"]), says("Hello."))) == []
    assert read(reads, flow(profile(None), says("Hello."))) == []
    looks = flow(table(query("room", "floor")), says("$.DataTables.room.rate"))
    assert read(looks, flow(table(query("room", "rate")), says("Hello."))) == []
    assert read(looks, flow(table(query("house", "rate")), says("Hello."))) == ["DataTables.room.rate"]


def test_values_within_values_need_an_answer_in_json() -> None:
    reads = says("$.External.address.city")
    flat, as_json = lambda_("ask", "read", **TEXT), lambda_("ask", "read", ResponseValidation={"ResponseType": "JSON"})
    assert read(flow(flat, reads)) == ["External.address.city"]
    assert read(flow(as_json, reads)) == []
    assert read(flow(lambda_("ask", "read"), reads)) == []
    assert read(flow(reads)) == []
    # Another flow may have left an answer in JSON, and a module may get one.
    assert read(flow(flat, reads), flow(as_json, says("Hello."))) == []
    assert read(flow(calls("call", "ask"), flat, reads)) == []


def test_text_may_go_on_after_a_reference() -> None:
    assert read(flow(lambda_("ask", "read", **TEXT), says("Hello $.External.name.Welcome"))) == []

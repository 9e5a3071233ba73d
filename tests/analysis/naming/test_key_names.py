"""Keys: which characters are out of place, and the nearest good name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlint.analysis.naming.key_names import safe_key, unsafe_characters


@pytest.mark.parametrize(
    ("key", "odd"),
    [
        ("customerName", ()),
        ("customer_name-2.a", ()),
        ("customer name", ("space",)),
        ("a  b#c#", ("space", "#")),
        ("größe", ("ö", "ß")),
        ("a\tb\nc", ("tab", "line break")),
        ("a\u00a0b\u200b", ("no-break space", "zero width space")),
        ("a\x07", ("character 7",)),
        ("x-amz-lex:barge-in-enabled:*:*", ()),
        ("aws:connect:instanceId", ()),
        ("${stage} queue", ()),
        ("{{ team name }}", ()),
        ("<<desk name>>", ()),
        ("%%shift name%%", ()),
        ("$.External.key", ()),
        ("$key", ("$",)),
        ("", ()),
    ],
)
def test_odd_characters(key: str, odd: tuple[str, ...]) -> None:
    assert unsafe_characters(key) == odd


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("customer name", "customerName"),
        ("Customer Name", "customerName"),
        ("Customer PhoneNumber", "customerPhoneNumber"),
        ("LCA Caller", "lcaCaller"),
        ("HTTPServer name", "httpServerName"),
        ("booking#", "booking"),
        ("Booking#", "Booking"),
        ("order_id / kind", "order_idKind"),
        (" - name - ", "name"),
        ("Straße und Größe", "strasseUndGrosse"),
        ("prénom", "prenom"),
        ("席", None),
        ("#!", None),
        ("", None),
    ],
)
def test_safe_key(key: str, name: str | None) -> None:
    assert safe_key(key) == name


@given(st.text())
def test_the_nearest_name_is_a_good_one(key: str) -> None:
    name = safe_key(key)
    assert name is None or re.fullmatch(r"[A-Za-z0-9_.-]+", name)

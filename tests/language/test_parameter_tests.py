"""Tests of parameters, as the data files write them."""

from typing import Any

import pytest

from flowlint import language


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ("", True),
        (" \n", True),
        ("<speak/>", True),
        ("<speak> <break time='1s'/> </speak>", True),
        (".", False),
        ("$.External.text", False),
        ("<speak>Hello.</speak>", False),
        ("<speak><sub alias='Hello'/></speak>", False),
        ("1 < 2", False),
        (None, False),
        (["Hello."], False),
    ],
)
def test_blank_is_a_text_in_which_nothing_is_said(text: Any, blank: bool) -> None:
    assert language.holds({"Text": "blank"}, {"Text": text}) is blank

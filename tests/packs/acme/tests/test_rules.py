"""Holds the pack to all that flowlint asks of its own rules."""

from pathlib import Path

import acme_rules
import pytest

from flowlint.testing import contract

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.mark.parametrize("clause", contract(acme_rules, FIXTURES), ids=str)
def test_contract(clause):
    clause()

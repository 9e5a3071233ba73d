"""No rule at all: what another module declares does not count."""

from crooked_rules.crashing import check  # noqa: F401

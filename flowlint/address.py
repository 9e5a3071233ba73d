"""Where the project has its home: the one place to set it, for reports that link there."""

HOME: str | None = None
"""The address of the repository, without a slash at its end; None as long as it has none."""


def rule_page(rule_id: str) -> str | None:
    """Give the address of a rule's page; None without a home, and for rules of other packs."""
    return f"{HOME}/blob/main/rules/docs/{rule_id}.md" if HOME and "/" not in rule_id else None

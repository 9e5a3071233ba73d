"""A rule's page as text: what `flowlint explain` prints and the page in rules/docs begins with."""

from flowlint.rule import Rule


def explanation(rule: Rule) -> str:
    """Give a rule's page as Markdown, from its docstring and what it declares."""
    facts = [rule.level.value, rule.pillar, *rule.tags, f"since {rule.since}"]
    if rule.pedantic:
        facts.insert(1, "pedantic: off unless asked for")
    parts = [f"# {rule.id}", rule.page.title, " · ".join(facts)]
    for heading, text in rule.page.sections.items():
        parts.append(text if heading == "What it finds" else f"## {heading}\n\n{text}")
    return "\n\n".join(parts) + "\n"

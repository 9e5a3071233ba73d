"""The date and the sources of the catalogue, which `flowlint --catalogue-date` prints."""

from flowlint import language

PROBE = "published probe: "
EXPORTS = "real exports: "


def is_page(source: str) -> bool:
    """Tell whether a source is a page to read."""
    return source.startswith("https://")


def catalogue_page() -> str:
    """Give the date of the catalogue and its sources: AWS's pages, what others tried and published, real flows."""
    groups = {
        "Pages of AWS": [one for one in language.sources() if is_page(one)],
        "Tries of others against the service, which they published": _after(PROBE),
        "Real flows that others published": _after(EXPORTS),
    }
    day = language.recorded()
    parts = [f"What flowlint knows of Amazon Connect is of {day.day} {day:%B %Y}."]
    for heading, found in groups.items():
        parts.append("\n".join([f"{heading} ({len(found)}):", *(f"  {one}" for one in found)]))
    return "\n\n".join(parts) + "\n"


def _after(start: str) -> list[str]:
    return [one.removeprefix(start) for one in language.sources() if one.startswith(start)]

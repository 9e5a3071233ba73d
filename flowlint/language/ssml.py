"""What Polly knows of SSML, the markup of texts that are spoken."""

from functools import cache

from flowlint.language.documents import fact


@cache
def ssml_tags() -> frozenset[str]:
    """Give the names of the tags that Polly knows."""
    return frozenset(fact("names", "ssml_tags")["of"])

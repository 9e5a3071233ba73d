"""The pages that `flowlint explain` prints, as Markdown.

One of a rule, from its module; one of a type of block, from the catalogue; and that of the catalogue itself.
"""

from flowlint.pages.block_page import block_page, block_types, like
from flowlint.pages.catalogue_page import catalogue_page
from flowlint.pages.rule_page import EXAMPLES, explanation, shipped_example, short_explanation

__all__ = [
    "EXAMPLES",
    "block_page",
    "block_types",
    "catalogue_page",
    "explanation",
    "like",
    "shipped_example",
    "short_explanation",
]

"""The pages that `flowlint explain` prints, as Markdown.

One of a rule, from its module, and one of a type of block, from the catalogue.
"""

from flowlint.pages.block_page import block_page, block_types, like
from flowlint.pages.rule_page import EXAMPLES, explanation, shipped_example

__all__ = ["EXAMPLES", "block_page", "block_types", "explanation", "like", "shipped_example"]

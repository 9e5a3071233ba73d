"""The text of a flow's file in one stable layout, for `flowlint fmt`: it says the same before and after."""

from flowlint.formatting.file import Formatted, format_file
from flowlint.formatting.layout import CannotFormat, formatted

__all__ = ["CannotFormat", "Formatted", "format_file", "formatted"]

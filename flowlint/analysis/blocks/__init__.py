"""What Connect refuses or no longer supports of one block: its type, its parameters, its texts.

The catalogue in `flowlint.language` says what is right.
"""

from flowlint.analysis.blocks.flow_types import misplaced_blocks
from flowlint.analysis.blocks.module_contract import BrokenContract, broken_contracts
from flowlint.analysis.blocks.module_settings import UndeclaredName, undeclared_names
from flowlint.analysis.blocks.parameters import ParameterFault, parameter_faults
from flowlint.analysis.blocks.retirements import retired_blocks
from flowlint.analysis.blocks.ssml import SsmlFault, is_marked_up, ssml_faults
from flowlint.analysis.blocks.text_length import long_texts
from flowlint.analysis.blocks.types import UnknownType, unknown_types
from flowlint.analysis.blocks.view_contract import BrokenView, broken_views

__all__ = [
    "BrokenContract",
    "BrokenView",
    "ParameterFault",
    "SsmlFault",
    "UndeclaredName",
    "UnknownType",
    "broken_contracts",
    "broken_views",
    "is_marked_up",
    "long_texts",
    "misplaced_blocks",
    "parameter_faults",
    "retired_blocks",
    "ssml_faults",
    "undeclared_names",
    "unknown_types",
]

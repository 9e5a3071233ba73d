"""How things are named: keys that not all of Connect takes, styles that are mixed, names of resources.

What a good name would be is proposed here too.
"""

from flowlint.analysis.naming.key_names import Key, keys, listed_characters, nearest_name, unsafe_characters
from flowlint.analysis.naming.naming_styles import STYLES, Mixed, mixed_styles
from flowlint.analysis.naming.resource import nearest_resource_name, resource_names, unsafe_in_resource

__all__ = [
    "STYLES",
    "Key",
    "Mixed",
    "keys",
    "listed_characters",
    "mixed_styles",
    "nearest_name",
    "nearest_resource_name",
    "resource_names",
    "unsafe_characters",
    "unsafe_in_resource",
]

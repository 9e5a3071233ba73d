"""How things are named: keys that not all of Connect takes, styles that are mixed, names of resources.

What a good name would be is proposed here too.
"""

from flowlint.analysis.naming.key_names import Key, listed_characters, unsafe_keys
from flowlint.analysis.naming.key_uses import KeyUse, key_uses
from flowlint.analysis.naming.mislabelled import Label, Mislabelled, mislabelled_resources
from flowlint.analysis.naming.naming_styles import STYLES, MixedStyles, mixed_styles
from flowlint.analysis.naming.resource_names import hours_names, resource_names_noted, unsafe_resource_names

__all__ = [
    "STYLES",
    "Key",
    "KeyUse",
    "Label",
    "Mislabelled",
    "MixedStyles",
    "hours_names",
    "key_uses",
    "listed_characters",
    "mislabelled_resources",
    "mixed_styles",
    "resource_names_noted",
    "unsafe_keys",
    "unsafe_resource_names",
]

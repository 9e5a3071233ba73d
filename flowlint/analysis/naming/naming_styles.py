"""How the attribute keys of a flow are written, camelCase or snake_case say, and which of them stand out."""

from typing import NamedTuple

from flowlint import language
from flowlint.analysis.engine import Facts, nearest_first
from flowlint.analysis.naming.key_names import Key, has_unsafe_character
from flowlint.model.references import named_keys

STYLES = ("camelCase", "snake_case", "kebab-case", "PascalCase")
"""The styles that keys may be written in."""
_ANY = frozenset(STYLES)
_LOWER_WORD = _ANY - {"PascalCase"}


class Group(NamedTuple):
    """Keys that fit one style, those of the nearest blocks first."""

    style: str
    keys: tuple[Key, ...]


class MixedStyles(NamedTuple):
    """A flow whose keys fit no single style: those of the style that most of them fit, and the others.

    `tied` is a group of other keys that is as large, None where `usual` is in the clear majority. `declared` says that
    settings ask for the usual style, however many keys have it.
    """

    usual: Group
    others: tuple[Key, ...]
    tied: Group | None = None
    declared: bool = False


def mixed_styles(facts: Facts) -> MixedStyles | None:
    """Give the styles that are mixed among the keys of attributes that a flow sets; None where one fits all.

    Keys that tell nothing of a style do not count: those that fit all or none, and those that nobody here named.
    """
    fitted: dict[Key, frozenset[str]] = {}
    for key in _attribute_keys(facts):
        styles = styles_of(key.name)
        if styles and styles != _ANY:
            fitted[key] = styles
    if (style := facts.declared.naming_style) is not None:
        fitting = Group(style, tuple(key for key, styles in fitted.items() if style in styles))
        others = tuple(key for key in fitted if key not in fitting.keys)
        return MixedStyles(fitting, others, declared=True) if others else None
    groups = [Group(style, tuple(key for key, styles in fitted.items() if style in styles)) for style in STYLES]
    largest = max(len(group.keys) for group in groups)
    if largest == len(fitted):
        return None
    usual, *more = [group for group in groups if len(group.keys) == largest]
    # Lower-case words alone fit three styles at once, which is one group and no tie.
    tied = next((group for group in more if group.keys != usual.keys), None)
    if tied is not None and any(all(len(fitted[key]) > 1 for key in group.keys) for group in (usual, tied)):
        return None  # as many words in small letters as PascalCase: too little to tell what the flow's style is
    return MixedStyles(usual, tuple(key for key, styles in fitted.items() if usual.style not in styles), tied)


def styles_of(name: str) -> frozenset[str]:
    """Give the styles that a key fits. `name` fits all that begin with a small letter, `DTMF` and `MAX_RETRIES` all.

    None for keys that mix styles in themselves, `IVR_menuChoice` say: often the first part names an owner. The parts of
    a key with dots must fit alike.
    """
    fits = _ANY
    for part in name.split("."):
        fits &= _styles_of_part(part.strip("_-").lstrip("0123456789"))
    return fits


def _styles_of_part(part: str) -> frozenset[str]:
    if part.upper() == part:
        return _ANY
    separators = {one for one in part if one in "_-"}
    if separators:
        style = "snake_case" if separators == {"_"} else "kebab-case"
        return frozenset({style}) if part.islower() and len(separators) == 1 else frozenset()
    if part.islower():
        return _LOWER_WORD
    return frozenset({"camelCase" if part[0].islower() else "PascalCase"})


def _attribute_keys(facts: Facts) -> tuple[Key, ...]:
    """Give the keys that people named of contact and flow attributes, each at the first block that sets it.

    Keys that are read and not set here do not count: another flow, or a program, named them.
    """
    setters = {producer.type for namespace in language.attributes() for producer in namespace.by}
    found: dict[str, Key] = {}
    for block in facts(nearest_first):
        for named in named_keys(block) if block.type in setters else ():
            found.setdefault(named.name, Key(named.name, block, named.at))
    return tuple(key for name, key in found.items() if _is_free(name))


def _is_free(name: str) -> bool:
    """Tell whether somebody here chose the key, and chose it well enough to have a style."""
    return not (has_unsafe_character(name) or language.is_aws_key(name) or language.is_known_key(name))

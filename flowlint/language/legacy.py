"""Block types of old console exports: where their parts go in the Flow language, as legacy_blocks.json has it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, NamedTuple

from flowlint.language.documents import document
from flowlint.language.parameter_tests import Test, holds


@dataclass(frozen=True, slots=True)
class LegacyParameter:
    """Where a parameter of an old console export goes; its fields are those of legacy_blocks.json.

    `words` has its keys in lower case.
    """

    to: tuple[str, ...]
    when: Test | None = None
    unless: Test | None = None
    words: Mapping[str, Any] = field(default_factory=dict)
    member: str = "value"
    namespace: str = "namespace"

    def counts(self, parameters: Mapping[str, Any]) -> bool:
        """Tell whether this line holds for a block with these parameters, by the export's names."""
        return (self.when is None or holds(self.when, parameters)) and (
            self.unless is None or not holds(self.unless, parameters)
        )


@dataclass(frozen=True, slots=True)
class LegacyBranch:
    """What a branch of an old console export is; `words` are the ErrorType, or operator and operand where given."""

    kind: Literal["next", "condition", "error"]
    words: tuple[str, ...] = ()
    running_total_from: int | None = None
    sets: Mapping[str, str] = field(default_factory=dict)


class LegacyBlock(NamedTuple):
    """A block type of old console exports; `action` and `errors` are None where the type is not known.

    `errors` are the error branches that the export can write. A parameter may go to several places, or to none.
    """

    action: str | None
    fixed: Mapping[str, Any]
    parameters: Mapping[str, tuple[LegacyParameter, ...]]
    branches: Mapping[str, LegacyBranch]
    errors: frozenset[str] | None


def legacy_block(block_type: Any, target: Any, flow_type: str | None) -> LegacyBlock:
    """Give what an old console export means by a block of this type and target in a flow of this type."""
    known = _legacy_blocks()
    for key in ((block_type, target, flow_type), (block_type, target, None), (block_type, None, None)):
        if all(isinstance(part, str | None) for part in key) and key in known:
            return known[key]
    return LegacyBlock(None, {}, {}, _legacy_branches(document("legacy_blocks")["branches"]["conditions"]), None)


@cache
def legacy_types() -> frozenset[str]:
    """Give the block types of old console exports, also those that are expected and were not seen yet."""
    data = document("legacy_blocks")
    return frozenset(entry["type"] for entry in data["blocks"]) | frozenset(data["not_seen"]["types"])


def legacy_operator(name: str) -> str:
    """Give the Flow language's operator for that of an old console export; one that is not known stays as it is."""
    operator: str = document("legacy_blocks")["operators"]["names"].get(name, name)
    return operator


def legacy_system_attribute(name: str) -> str | None:
    """Give the reference that an old console export means by an attribute of the system, None where there is none."""
    reference: str | None = document("legacy_blocks")["system_attributes"]["paths"].get(name, f"$.{name}")
    return reference


def legacy_namespace(name: str) -> str:
    """Give the Flow language's namespace for that of an old console export; one not known stays as it is."""
    namespace: str = document("legacy_blocks")["namespaces"]["roots"].get(name, name)
    return namespace


@cache
def _legacy_blocks() -> Mapping[tuple[str, str | None, str | None], LegacyBlock]:
    data = document("legacy_blocks")
    general = _legacy_branches(data["branches"]["conditions"])
    blocks: dict[tuple[str, str | None, str | None], LegacyBlock] = {}
    for entry in data["blocks"]:
        parameters = dict(entry.get("parameters", {}))
        for group in entry.get("groups", ()):
            parameters |= data["groups"][group]
        branches = _legacy_branches(entry["branches"])
        blocks[entry["type"], entry.get("target"), entry.get("flow_type")] = LegacyBlock(
            action=entry["action"],
            fixed=entry.get("fixed", {}),
            parameters={name: _legacy_parameters(lines) for name, lines in parameters.items()},
            branches={**general, **branches},
            errors=frozenset(branch.words[0] for branch in branches.values() if branch.kind == "error"),
        )
    return blocks


def _legacy_parameters(lines: Any) -> tuple[LegacyParameter, ...]:
    """Read what the data says of a parameter: one line, several, or null for none."""
    found = []
    for line in lines if isinstance(lines, list) else [lines] if lines else []:
        words = {word.lower(): other for word, other in line.get("words", {}).items()}
        found.append(LegacyParameter(**{**line, "to": tuple(line["to"].split(".")), "words": words}))
    return tuple(found)


def _legacy_branches(branches: Mapping[str, Any]) -> dict[str, LegacyBranch]:
    found: dict[str, LegacyBranch] = {}
    for condition, line in branches.items():
        more = dict(line) if isinstance(line, dict) else {"is": line}
        kind, *words = more.pop("is").split()
        found[condition] = LegacyBranch(kind, tuple(words), **more)
    return found

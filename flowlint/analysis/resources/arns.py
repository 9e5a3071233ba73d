"""The ARNs that a flow is written with, and those that are of another environment than the rest."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from flowlint.analysis.engine import Facts, nearest_first
from flowlint.model.flow import Block
from flowlint.model.references import is_filled_in
from flowlint.text.json_values import JsonPath

_ARN = re.compile(
    r"arn:aws[a-z-]*:(?P<service>[a-z0-9-]+):(?P<region>[^:\s]*):(?P<account>[^:\s]*):(?P<rest>[^\s\"',;<>]+)"
)
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
_ACCOUNT = re.compile(r"\d{12}")
_INSTANCE = re.compile(r"instance/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})")
_KIND = re.compile(r"instance/[^/]+/([a-z-]+)|(?<![a-z-])([a-z-]++)[:/]")

_OF_AWS = "aws"
"""What stands for the account where AWS itself has a resource, which is the same for everybody."""
_NEAR = frozenset({"connect", "lambda"})
"""Services that a flow uses in one Region: a function elsewhere answers late, and not at all when its Region fails."""


@dataclass(frozen=True, eq=False)
class Arn:
    """An ARN and where it is written: `at` is below the block, `span` in code points of the string there.

    `span` is None where the ARN is the whole string; `region`, `account` and `instance` are "" where they are missing,
    or not known before the flow runs.
    """

    text: str
    service: str
    region: str
    account: str
    block: Block
    at: JsonPath
    span: tuple[int, int] | None

    @cached_property
    def instance(self) -> str:
        """The id of the Connect instance that the resource belongs to."""
        found = _INSTANCE.search(self.text) if self.service == "connect" else None
        return found[1] if found else ""

    @property
    def kind(self) -> str:
        """What it names, in the words of the ARN: queue, contact flow, function."""
        found = _KIND.match(self.text.split(":", 5)[5])
        return (found[1] or found[2]).replace("-", " ") if found else self.service

    @property
    def is_fixed(self) -> bool:
        """Whether it is the same wherever the flow goes, though the resource is not."""
        written = self.text.split(":", 5)[4]
        return written == self.account != _OF_AWS and not is_filled_in(self.text)


class MixedEnvironments(NamedTuple):
    """ARNs that differ from the rest: each with its environment, in document order; `usual` is what the rest has.

    `aspect` is what differs: "Connect instance", "account" or "Region".
    """

    aspect: str
    usual: Arn
    usual_value: str
    others: tuple[tuple[Arn, str], ...]


def fixed_arns(facts: Facts) -> tuple[tuple[Arn, ...], ...]:
    """Give the ARNs that are the same wherever the flow goes, though their resources are not, in document order.

    Places of one ARN stand together; each has one at least.
    """
    by_text: dict[str, list[Arn]] = {}
    for arn in facts(_arns):
        if arn.is_fixed:
            by_text.setdefault(arn.text, []).append(arn)
    return tuple(map(tuple, by_text.values()))


def mixed_environments(facts: Facts) -> MixedEnvironments | None:
    """Give the ARNs of another instance, account or Region than the most; None where there are none.

    Accounts are compared within a service: a function of another account than the instance is shared on purpose. So
    are Regions, but for functions, which are expected where the instance is.
    """
    found = tuple(arn for arn in facts(_arns) if arn.account != _OF_AWS)
    instances = {"": [(arn, arn.instance) for arn in found]}
    accounts = {
        service: [(arn, arn.account) for arn in found if arn.service == service] for service in _services(found)
    }
    regions = {
        "" if service in _NEAR else service: [
            (arn, arn.region) for arn in found if arn.service == service or {arn.service, service} <= _NEAR
        ]
        for service in _services(found)
    }
    for aspect, groups in (("Connect instance", instances), ("account", accounts), ("Region", regions)):
        for group in groups.values():
            if (mixed := _minority(aspect, [(arn, value) for arn, value in group if value])) is not None:
                return mixed
    return None


def whole_arns(facts: Facts) -> tuple[Arn, ...]:
    """Give the ARNs that are the whole of a string in the parameters of a flow's blocks, in document order."""
    return tuple(arn for arn in facts(_arns) if arn.span is None and not is_filled_in(arn.text))


def _minority(aspect: str, group: list[tuple[Arn, str]]) -> MixedEnvironments | None:
    """Give those of a group that have not the value that most have; where two have as many, that of the instance."""
    count = Counter(value for _, value in group)
    if len(count) < 2:
        return None
    at_home = {value for arn, value in group if arn.service == "connect"}
    value = min(count, key=lambda one: (-count[one], one not in at_home, one))
    usual = next(arn for arn, one in group if one == value)
    return MixedEnvironments(aspect, usual, value, tuple((arn, one) for arn, one in group if one != value))


def _arns(facts: Facts) -> tuple[Arn, ...]:
    """Give the ARNs in the parameters of a flow's blocks, those of the block that is reached first at first."""
    return tuple(arn for block in facts(nearest_first) for arn in _in_block(block))


def _services(found: Iterable[Arn]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(arn.service for arn in found))


def _in_block(block: Block) -> Iterator[Arn]:
    for at, text in block.texts:
        for match in _ARN.finditer(text) if "arn:" in text else ():
            region, account = match["region"], match["account"]
            yield Arn(
                match.group(),
                match["service"],
                region if _REGION.fullmatch(region) else "",
                account if account == _OF_AWS or _ACCOUNT.fullmatch(account) else "",
                block,
                at,
                None if match.group() == text else match.span(),
            )

"""What blocks do to a contact, and what flow types, errors, channels and metrics stand for: a closed set of traits.

behaviour.json says what each trait means, what has it, and where that is known from.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, get_args

from flowlint.language.documents import fact
from flowlint.language.parameter_tests import Test, fits

BlockTrait = Literal[
    "answered_by_somebody",
    "asks",
    "bounds_a_retry",
    "called_by_campaign",
    "comes_with_queue",
    "customer_listens",
    "customer_waits_for",
    "failure_may_not_matter",
    "form_unknown",
    "heard",
    "joined_error_counts",
    "leaves_on_success",
    "may_announce",
    "may_come_back",
    "may_end_a_loop",
    "may_store_timeout",
    "mirrored_next",
    "never_on_hold",
    "nothing_follows",
    "own_placeholders",
    "records",
    "records_automated_part",
    "shares_of_contacts",
    "tests_its_value",
    "uses_current_queue",
    "waits",
    "worth_a_retry",
]
FlowTypeTrait = Literal["customer_elsewhere", "loops_on_purpose", "starts_with_queue"]
ErrorTrait = Literal["after_the_work", "no_answer"]
ChannelTrait = Literal["checked", "recorded", "unchecked"]
MetricTrait = Literal["staffing"]


def block_traits(block_type: str, parameters: Mapping[str, Any]) -> frozenset[BlockTrait]:
    """Give the traits that a block of this type with these parameters has."""
    return frozenset(trait for trait, entry in _tests(block_type).items() if fits(entry, parameters))


@cache
def block_types_with(trait: BlockTrait) -> frozenset[str]:
    """Give the block types of which some blocks have a trait, if not all."""
    return frozenset(fact("block_types", trait)["of"])


@cache
def _tests(block_type: str) -> Mapping[BlockTrait, Mapping[str, Test]]:
    """Give the traits that blocks of a type may have, each with what their parameters must be for it."""
    traits: tuple[BlockTrait, ...] = get_args(BlockTrait)
    of_traits = ((trait, fact("block_types", trait)["of"]) for trait in traits)
    return {trait: types[block_type] for trait, types in of_traits if block_type in types}


@cache
def flow_types_with(trait: FlowTypeTrait) -> frozenset[str]:
    """Give the flow types that have a trait."""
    return frozenset(fact("flow_types", trait)["of"])


@cache
def errors_with(trait: ErrorTrait) -> frozenset[str]:
    """Give the ErrorTypes that have a trait."""
    return frozenset(fact("errors", trait)["of"])


@cache
def channels_with(trait: ChannelTrait) -> frozenset[str]:
    """Give the channels that have a trait, as `$.Channel` says them."""
    return frozenset(fact("channels", trait)["of"])


@cache
def metrics_with(trait: MetricTrait) -> frozenset[str]:
    """Give the MetricTypes that have a trait."""
    return frozenset(fact("metrics", trait)["of"])


def is_ordinary(block_type: str, error: str) -> bool:
    """Tell whether an error is the ordinary way on of a block of this type that has no conditions."""
    return error in fact("branches", "ordinary_without_conditions")["of"].get(block_type, ())

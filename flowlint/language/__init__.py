"""What Amazon Connect says about its Flow language, as data with sources.

The catalogue of block types and attributes, what blocks do to a contact, limits, names, and old console exports: JSON
files that say where each fact is known from, and typed functions that read them.
"""

from flowlint.language.attributes import (
    KnownAttribute,
    Namespace,
    Producer,
    agent_metrics,
    attributes,
    is_aws_key,
    is_fully_listed,
    is_known_key,
    known_attributes,
    named_roots,
    results,
)
from flowlint.language.behaviour import (
    BlockTrait,
    ChannelTrait,
    ErrorTrait,
    FlowTypeTrait,
    MetricTrait,
    block_has,
    block_types_with,
    channels_with,
    errors_with,
    flow_types_with,
    is_ordinary,
    metrics_with,
)
from flowlint.language.catalogue import (
    Action,
    ConditionRules,
    ErrorBranch,
    actions,
    is_whole_reference,
    may_be_anything,
    may_stand_in_modules,
    operators,
    refused_names,
    wrong_names,
)
from flowlint.language.documents import (
    DocumentName,
    document,
)
from flowlint.language.flow_types import (
    agent_follows,
    flow_type,
    flow_type_by_blocks,
    flow_type_name,
    flow_types_of,
    flow_types_spoken_of,
)
from flowlint.language.legacy import (
    LegacyBlock,
    LegacyBranch,
    LegacyParameter,
    legacy_block,
    legacy_types,
)
from flowlint.language.limits import (
    BlockIdRules,
    Limits,
    block_ids,
    limits,
)
from flowlint.language.parameter_tests import (
    Test,
    holds,
)
from flowlint.language.parameters import (
    carried_over,
    compared_parameter,
    differs_in_copies,
    hands_out,
    program_parameter,
    set_before,
    spoken_parameters,
)
from flowlint.language.resources import (
    ResourceKind,
    is_aws_resource,
    resource_kinds,
    template_suffixes,
)
from flowlint.language.retirements import (
    Retirement,
    retired,
)
from flowlint.language.sensitive_words import (
    asks_for_secret,
)

__all__ = [
    "Action",
    "BlockIdRules",
    "BlockTrait",
    "ChannelTrait",
    "ConditionRules",
    "DocumentName",
    "ErrorBranch",
    "ErrorTrait",
    "FlowTypeTrait",
    "KnownAttribute",
    "LegacyBlock",
    "LegacyBranch",
    "LegacyParameter",
    "Limits",
    "MetricTrait",
    "Namespace",
    "Producer",
    "ResourceKind",
    "Retirement",
    "Test",
    "actions",
    "agent_follows",
    "agent_metrics",
    "asks_for_secret",
    "attributes",
    "block_has",
    "block_ids",
    "block_types_with",
    "carried_over",
    "channels_with",
    "compared_parameter",
    "differs_in_copies",
    "document",
    "errors_with",
    "flow_type",
    "flow_type_by_blocks",
    "flow_type_name",
    "flow_types_of",
    "flow_types_spoken_of",
    "flow_types_with",
    "hands_out",
    "holds",
    "is_aws_key",
    "is_aws_resource",
    "is_fully_listed",
    "is_known_key",
    "is_ordinary",
    "is_whole_reference",
    "known_attributes",
    "legacy_block",
    "legacy_types",
    "limits",
    "may_be_anything",
    "may_stand_in_modules",
    "metrics_with",
    "named_roots",
    "operators",
    "program_parameter",
    "refused_names",
    "resource_kinds",
    "results",
    "retired",
    "set_before",
    "spoken_parameters",
    "template_suffixes",
    "wrong_names",
]

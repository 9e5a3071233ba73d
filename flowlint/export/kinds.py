"""What an instance has, and which calls give it, in the words of the API."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class FlowKind:
    """Flows or flow modules: the calls that list, search and describe them, and where these answers hold what."""

    word: str
    holder: str
    """What holds one in an answer, and with an s several: `ContactFlow`."""
    summaries: str
    sha256: str

    @property
    def listing(self) -> str:
        """The call that lists them all."""
        return f"List{self.holder}s"

    @property
    def searching(self) -> str:
        """The call that also gives the checksum of each content."""
        return f"Search{self.holder}s"

    @property
    def describing(self) -> str:
        """The call that gives one with its content."""
        return f"Describe{self.holder}"

    @property
    def id_argument(self) -> str:
        """What this call takes the id under."""
        return f"{self.holder}Id"


FLOWS = FlowKind("flow", "ContactFlow", "ContactFlowSummaryList", "FlowContentSha256")
MODULES = FlowKind("module", "ContactFlowModule", "ContactFlowModulesSummaryList", "FlowModuleContentSha256")


@dataclass(frozen=True, slots=True)
class ResourceKind:
    """A kind of resource in the inventory: the call that lists it, and where its answer holds them.

    Each of them may stand in a holder of its own, as bots do.
    """

    operation: str
    key: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    holder: str = ""


RESOURCES: Mapping[str, ResourceKind] = {
    "Queues": ResourceKind("ListQueues", "QueueSummaryList", {"QueueTypes": ["STANDARD"]}),
    "HoursOfOperations": ResourceKind("ListHoursOfOperations", "HoursOfOperationSummaryList"),
    "Prompts": ResourceKind("ListPrompts", "PromptSummaryList"),
    "LambdaFunctions": ResourceKind("ListLambdaFunctions", "LambdaFunctions"),
    "LexV1Bots": ResourceKind("ListBots", "LexBots", {"LexVersion": "V1"}, "LexBot"),
    "LexV2Bots": ResourceKind("ListBots", "LexBots", {"LexVersion": "V2"}, "LexV2Bot"),
    "Views": ResourceKind("ListViews", "ViewsSummaryList"),
    "DataTables": ResourceKind("ListDataTables", "DataTableSummaryList"),
}
"""The kinds of resources by the key that an inventory has them under."""

"""What an instance of Connect has, as `flowlint export` took it down: the resources that its flows may name."""

from collections.abc import Mapping
from dataclasses import dataclass

FILE_NAME = "flowlint-inventory.json"
"""What the file of an inventory is called; it holds for the flows in its folder and below."""

FORMAT = 1
"""The version of the format."""


@dataclass(frozen=True, eq=False)
class Inventory:
    """The resources of one instance. What an export was not allowed to list is missing, and nothing is known of it."""

    path: str
    """The file, as reports show it."""
    arn: str
    """The ARN of the instance."""
    ids: Mapping[str, frozenset[str]]
    """The ids of resources by the word that their ARNs have for them: contact-flow, operating-hours."""
    functions: frozenset[str] | None
    """The ARNs of the Lambda functions that the instance may call, without version or alias."""
    bots: frozenset[str] | None
    """The ARNs of the aliases of bots that the instance may ask."""
    live: Mapping[str, str]
    """The names, by id, of the flows that contacts may come to: neither archived nor saved and never published."""

    @property
    def instance(self) -> str:
        """The id of the instance."""
        return self.arn.rpartition("/")[2]

    @property
    def region(self) -> str:
        """The Region of the instance."""
        return self.arn.split(":")[3]

    @property
    def account(self) -> str:
        """The account of the instance."""
        return self.arn.split(":")[4]

    def lacks(self, word: str, resource: str) -> bool:
        """Tell whether the instance certainly had no such resource; `word` is that of ARNs."""
        return word in self.ids and resource.lower() not in self.ids[word]

    def lacks_function(self, arn: str) -> bool:
        """Tell whether the instance was certainly not given a Lambda function, be it any version or alias of it."""
        return self.functions is not None and function(arn) not in self.functions

    def lacks_bot(self, arn: str) -> bool:
        """Tell whether the instance was certainly not given an alias of a bot."""
        return self.bots is not None and arn not in self.bots


def function(arn: str) -> str:
    """Give the ARN of a Lambda function without version or alias."""
    return ":".join(arn.split(":")[:7])

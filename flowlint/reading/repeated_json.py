"""JSON that repeats what other files hold."""

from collections.abc import Mapping
from typing import Any


def repeats(value: Any) -> str | None:
    """Say why a document is not read whose flows other files hold as people edit them; None for any other."""
    if not isinstance(value, Mapping):
        return None
    version = value.get("version")
    if "tree" in value and isinstance(version, str) and version.startswith("tree-"):
        return "it repeats what the templates of CDK hold"
    if "artifacts" in value and isinstance(value["artifacts"], Mapping):
        return "it repeats what the templates of CDK hold"
    if "terraform_version" in value and ("resources" in value or "planned_values" in value):
        return "it repeats what the files of Terraform hold"
    return None

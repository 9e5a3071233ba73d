"""docs/architecture.md lists the layers that import-linter holds the code to."""

import re
import tomllib

import pytest

from kit import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
LAYERS = {one["containers"][0]: one["layers"] for one in CONTRACTS if one["type"] == "layers"}


@pytest.mark.parametrize("package", LAYERS)
def test_the_layers_of_the_page_are_those_of_the_contract(package):
    block = PAGE.split(f"<!-- layers: {package} -->\n")[1].split("<!-- end -->")[0]
    rows = re.findall(r"^\| (\d+) \| \[(\w+)\]", block, re.MULTILINE)
    layers: dict[int, list[str]] = {}
    for number, room in rows:
        layers.setdefault(int(number), []).append(room)
    assert layers == {number: layer.split(" | ") for number, layer in enumerate(LAYERS[package], 1)}

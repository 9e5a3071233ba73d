"""Only the blocks that are wanted are parsed, and what they hold is what a parser of the whole file finds there."""

from typing import Any

import pytest

from flowlint.reading.hcl import Block, NotHcl, parse, parse_what_parses, raw
from flowlint.source import Source

_VARIABLE = 'variable "a" {\n  default = "x"\n}\n'
_OTHER = 'resource "other" "b" {\n  tags = { a = "}" }\n  lifecycle {\n    x = [1]\n  }\n}\n'

_LAYOUTS = {
    "as usual": f"# a file\n\n{_OTHER}{_VARIABLE}// the end\n",
    "with Windows' line ends": f"{_OTHER}{_VARIABLE}".replace("\n", "\r\n"),
    "in one line": 'output "b" {}\nvariable "a" { default = "x" }\n',
    "heredocs with braces": f'locals {{\n  x = <<EOF\n{{\n}}\n}}\n"\nEOF\n  y = <<-END\n}}\n  END\n}}\n{_VARIABLE}',
    "texts in texts": f'locals {{\n  x = "${{f("}}", "{{")}}"\n  y = "${{f("#")}}"\n}}\n{_VARIABLE}',
    "what looks like a comment": f'locals {{\n  x = "${{f("/*")}}"\n}}\n{_VARIABLE}locals {{\n  y = "*/"\n}}\n',
    "comments with braces": f"locals {{\n  x = 1 # }}\n  # {{\n  /*\n}}\n*/\n}}\n{_VARIABLE}",
    "without indentation": f"locals {{\nx = {{\ny = 1\n}}\nz = 2\n}}\n{_VARIABLE}",
    "indented as a whole": "\n".join(f"  {line}" for line in f"{_OTHER}{_VARIABLE}".split("\n")),
    "labels without quotes": f"resource other b {{\n}}\n{_VARIABLE}",
    "attributes beside blocks": f"x = 1\n{_VARIABLE}",
}


@pytest.mark.parametrize("layout", _LAYOUTS)
def test_what_is_wanted_is_found_in_any_layout(layout: str) -> None:
    source = Source("main.tf", _LAYOUTS[layout], None)
    whole = parse(source)
    for wanted in {block.type for block in whole.blocks}:
        found = parse(source, lambda block_type, _, wanted=wanted: block_type == wanted)  # type: ignore[misc]
        assert _plain(found, wanted) == _plain(whole, wanted)
    assert [_plain(block) for block in whole.blocks if block.type == "variable"] == [
        ("variable", ("a",), source.text.index("variable"), {"default": ('"x"', source.text.index('"x"'))}, [])
    ]


def test_a_block_that_is_not_wanted_need_not_parse() -> None:
    source = Source("main.tf", f"locals {{\n  x = \n}}\n{_VARIABLE}", None)
    found, problem = parse_what_parses(source, lambda block_type, _: block_type == "variable")
    assert ([block.labels for block in found.blocks], problem) == ([("a",)], None)
    with pytest.raises(NotHcl):
        parse(source, lambda block_type, _: block_type == "locals")


def test_blocks_that_parse_stand_where_they_are_written() -> None:
    source = Source("main.tf", f"locals {{\n  x = \n}}\n{_VARIABLE}", None)
    found, problem = parse_what_parses(source)
    assert problem is not None
    assert problem.line == 2
    assert [_plain(block)[2:4] for block in found.blocks] == [
        (source.text.index("variable"), {"default": ('"x"', source.text.index('"x"'))})
    ]


def _plain(block: Block, only: str | None = None) -> Any:
    attributes = {} if only else {name: (raw(one.tree), one.start) for name, one in block.attributes.items()}
    below = [_plain(one) for one in block.blocks if only in (None, one.type)]
    return block.type, block.labels, block.start, attributes, below

"""Docstrings, which people are shown: also where Python was asked to keep none, with -OO or PYTHONOPTIMIZE=2."""

import ast
import inspect
import sys
from collections.abc import Callable
from textwrap import dedent
from types import ModuleType
from typing import Any


def docstring(of: ModuleType | Callable[..., Any]) -> str:
    """Give the docstring of a module or a function without its indentation; "" where it has none."""
    text = of.__doc__
    if text is None and sys.flags.optimize > 1:
        tree = ast.parse(dedent(inspect.getsource(of)))
        node = tree if isinstance(of, ModuleType) else tree.body[0]
        assert isinstance(node, ast.Module | ast.FunctionDef)
        text = ast.get_docstring(node, clean=False)
    return inspect.cleandoc(text or "")

"""What the pages have in common: a template filled, with its own style and script and leave for no others."""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from flowlint import __version__
from flowlint.drawing import style
from flowlint.output.printable import printable


def filled(template: str, data: str, scripts: Sequence[str], **values: Any) -> str:
    """Give a template as a page that needs nothing else.

    `data` is JSON that may stand in HTML, and `scripts` are the files whose script reads it. All other `values` are
    text, but for what is marked as HTML.
    """
    script, css = _script(scripts), f"{_asset('page.css')}\n{style()}"
    environment = Environment(
        loader=PackageLoader("flowlint.html_report"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters["shown"] = printable
    return environment.get_template(template).render(
        data=Markup(data),
        script=Markup(script),
        style=Markup(css),
        policy=_policy(script, css),
        version=__version__,
        **values,
    )


@cache
def _script(names: Sequence[str]) -> str:
    """Give the page's only script, whose parts see each other's names, and nothing else does."""
    return '(() => {\n"use strict";\n' + "".join(map(_asset, names)) + "})();\n"


@cache
def _asset(name: str) -> str:
    return files("flowlint.html_report").joinpath("templates", name).read_text("utf-8")


def _policy(script: str, css: str) -> str:
    """Give the Content-Security-Policy: this script and this style run, nothing else does, and nothing is fetched."""
    allowed = f"script-src '{_digest(script)}'; style-src '{_digest(css)}'"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"

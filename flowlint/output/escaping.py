"""Text on a page of Markdown as it is: nothing in it is Markdown, HTML, or what GitHub and GitLab make of text."""

import re

from flowlint.output.printable import printable

ROOM = 65_536
"""How long a comment on GitHub may be, in characters. It is kept in bytes, of which there are never fewer."""
_TRIGGER = r"[@#$!%&~^:](?=\S)|[\[{](?=[+-])|(?<=www)\.|(?<=GH)-(?=\d)"
"""Where GitHub or GitLab would see a mention, a reference, a formula, an emoji, a change or an address in text."""
_MARKUP = r"[\\`*_\[\]<>&|]"
"""What may have a meaning for Markdown or HTML within a line."""
_ACTIVE = re.compile(f"(?P<trigger>{_TRIGGER})|{_MARKUP}", re.IGNORECASE)


def escaped(text: str) -> str:
    """Write text so that it stands on the page as it is, in a cell as well as within HTML.

    A character reference is never markup. What is looked for in the text of the finished page is not there to be
    found where its first character stands in an element of its own.
    """
    return _ACTIVE.sub(_reference, printable(text))


def _reference(match: re.Match[str]) -> str:
    reference = f"&#{ord(match.group())};"
    return f"<span>{reference}</span>" if match["trigger"] else reference

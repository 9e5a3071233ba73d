"""Reports made by hand for the tests of the output formats, and text that means harm."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TextIO

from hypothesis import strategies as st

from flowlint.report import (
    BlockName,
    Failure,
    FileSummary,
    Finding,
    FlowSummary,
    Level,
    Place,
    Related,
    Report,
    Show,
    Step,
    Suppressed,
)

WELCOME = BlockName("Welcome", "MessageParticipant", "Welcome", "Play prompt “Welcome”")
PIN = BlockName("0f5f2a4c-7a40-4a63-9d3e-0c1f7e6f2a11", "GetParticipantInput", "Ask PIN", "Store input “Ask PIN”")

HOSTILE = (
    "::error file=x::pwned",
    "  ::error::pwned",
    "##[error]pwned",
    "x ##[add-mask]e",
    "\n::stop-commands::never\n",
    "%0A::error::pwned",
    "%250A %0D %3A %2C",
    "a,line=9,title=x:y",
    "]]></failure><failure/><![CDATA[",
    "&lt;&amp;&#x41; &copy",
    "<script>alert(1)</script>",
    "<!-- --> </details></td></table> <img src=x onerror=y>",
    "a|b \\| c\\",
    "`code` ``` ` ```",
    "**bold** __bold__ *em* _em_ ~~gone~~ ~~~",
    "[link](https://example.com) ![image](x) [a]: b <https://example.com>",
    "see https://example.com/a?b=c, www.example.com, someone@example.com, mailto:a@b.c xmpp:a@b.c",
    "@octocat @org/team #123 org/repo#1 GH-12 gh-1 !7 %2 ~bug &3 $9",
    ":smile: :100: a:+1: $x^2$ $$y$$ $`z`$ {+ a +} [- b -]",
    "\x1b[31mred\x1b]8;;x\x07\x9b2J",
    "line one\nline two\r\nthree\u2028four\u2029five\x85six\x0bseven",
    "lone \ud800 and \udfff",
    "NUL \x00 and DEL \x7f and \ufffe\uffff",
    "\u202egnp.exe\u202c \u2066x\u2069",
    "# heading\n- list\n> quote\n\n    code",
    "| --- | --- |",
    '"quotes" \'and\' = ; "',
    " spaces around ",
    "",
)

ANY = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.text(st.sampled_from("\\`*_{}[]()<>#+-.!|~^&$@:;,%=/\"' \t\r\n\x00\x1b\x85\u2028\u202e\ud800\ufffea1wGH")),
    st.lists(st.sampled_from(HOSTILE), max_size=3).map("".join),
)
"""Any text at all: of any code points, of those that mean something somewhere, and of attacks one after the other."""


def text_of(write: Callable[[Report, TextIO], None], report: Report) -> str:
    stream = io.StringIO()
    write(report, stream)
    return stream.getvalue()


def finding(message: str = "Something is wrong; heal it.", **changes: Any) -> Finding:
    plain = Finding(
        rule="some-rule",
        level=Level.WARNING,
        message=message,
        path="flows/main.json",
        place=Place(7, 15, 7, 24),
        flow="Main",
        block=None,
        pointer="/Actions/1/Type",
        trail=(),
        fingerprint="0123456789abcdef",
    )
    return replace(plain, **changes)


def report_of(*findings: Finding, failures: tuple[Failure, ...] = (), **more: Any) -> Report:
    file = FileSummary("flows/main.json", "flow-language", (FlowSummary("Main", "CONTACT_FLOW", 12, ""),), None)
    return Report((file,), findings, failures, (), **more)


EMPTY = Report((), (), (), ())
CLEAN = report_of()


def hand_made() -> Report:
    """Make a report that has something of everything, with nothing odd in it but dashes and quotes."""
    exposed = finding(
        "Store input “Ask PIN” stores what the customer types while logging is on; turn it off before.",
        rule="logging-on-while-storing-input",
        level=Level.ERROR,
        place=Place(100, 10, 102, 4),
        block=PIN,
        trail=(
            Step(WELCOME, None, Place(12, 7, 12, 20), "turns logging on"),
            Step(PIN, "next", Place(100, 10, 102, 4), "stores what the customer types"),
        ),
        related=(Related("The same here.", "flows/two.json", Place(3, 4, 3, 9), "Whisper", WELCOME),),
        fingerprint="00000000000000aa",
    )
    once = finding(block=WELCOME)
    again = finding("It is wrong here as well; heal it, too.", block=WELCOME, place=Place(9, 15, 9, 24))
    two = finding(
        "100% of callers, and more, are lost: connect the branch.",
        rule="acme/lost-callers",
        path="flows/two.json",
        flow="After hours",
        level=Level.NOTE,
        place=Place(1, 8143, 1, 8144),
        fingerprint="00000000000000bb",
    )
    flows = FlowSummary("After hours", None, 3, ""), FlowSummary("Whisper", None, 1, "")
    files = (
        FileSummary("flows/clean.json", "flow-language", (FlowSummary("Clean", None, 2, ""),), None),
        FileSummary("flows/main.json", "flow-language", (FlowSummary("Main", "CONTACT_FLOW", 1200, ""),), None),
        FileSummary("flows/package.json", None, (), "not a flow"),
        FileSummary("flows/two.json", "api-response", flows, None),
    )
    failures = (
        Failure("", None, "the pack “ours” cannot be loaded"),
        Failure("flows/gone.json", None, "cannot be read: no such file or directory"),
        Failure("flows/main.json", "acme/crash", "the rule acme/crash crashed"),
    )
    held_back = (
        Suppressed(replace(once, fingerprint="00000000000000cc"), "settings", "the team agreed"),
        Suppressed(replace(exposed, fingerprint="00000000000000dd"), "flow", "no PIN, a menu choice"),
        Suppressed(two, "baseline", ""),
    )
    return Report(files, (once, again, exposed, two), failures, (), held_back)


def with_suppressed(report: Report) -> Report:
    """Show what was held back as well."""
    return replace(report, show=Show(suppressed=True))


def hostile(text: str) -> Report:
    """Make a report in which everything that was read from somewhere is this text."""
    block = BlockName(text, text, text, text)
    step = Step(block, f"condition Equals {text}", Place(1, 1, 1, 2), text)
    one = finding(
        text,
        rule=text,
        path=text,
        flow=text,
        block=block,
        trail=(step, step),
        related=(Related(text, text, Place(1, 1, 1, 2), text, block),),
    )
    flows = FlowSummary(text, text, 1, ""), FlowSummary("other", None, 1, "")
    return Report(
        (FileSummary(text, "flow-language", flows, None),),
        (one, replace(one, level=Level.ERROR, block=None, flow=None, trail=(), related=())),
        (Failure(text, text or None, text), Failure("", None, text)),
        (),
        (Suppressed(one, "flow", text),),
        show=Show(suppressed=True),
    )

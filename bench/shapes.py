"""Flows that are as hard as Connect takes them: 250 blocks or 1 MB of one kind of thing. A shape is a text for a size.

`python bench/shapes.py` prints for each what a whole check of it costs: seconds of the processor, and megabytes at the
peak, at an eighth, a quarter, a half and the whole of that size, and how the last doubling grew. It ends with 1 if one
is over what flowlint promises. Each check is a process of its own.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

MOST_SECONDS = 2.0
MOST_MEGABYTES = 300
STEPS = (8, 4, 2, 1)
_LETTERS = 1_000_000
_BLOCKS = 250

Json = dict[str, Any]
Shape = Callable[[int], str]
"""Gives a text; its argument is what the full size is divided by."""

_ARN = "arn:aws:lambda:eu-west-1:111122223333:function:"


def block(
    name: str,
    kind: str,
    parameters: Json,
    to: str | None = None,
    conditions: Iterable[tuple[str, str]] = (),
    errors: Iterable[tuple[str, str]] = (),
) -> Json:
    transitions: Json = {} if to is None else {"NextAction": to}
    transitions["Conditions"] = [
        {"NextAction": target, "Condition": {"Operator": "Equals", "Operands": [operand]}}
        for operand, target in conditions
    ]
    transitions["Errors"] = [{"NextAction": target, "ErrorType": error} for error, target in errors]
    return {"Identifier": name, "Type": kind, "Parameters": parameters, "Transitions": transitions}


def flow(*blocks: Json, notes: Iterable[Json] = ()) -> str:
    end = block("end", "DisconnectParticipant", {})
    return json.dumps(
        {
            "Version": "2019-10-30",
            "StartAction": blocks[0]["Identifier"],
            "Metadata": {"name": "shape", "Annotations": list(notes)},
            "Actions": [*blocks, end],
        }
    )


def says(text: str, name: str = "a", to: str = "end") -> Json:
    return block(name, "MessageParticipant", {"Text": text}, to, errors=[("NoMatchingError", to)])


def sets(attributes: Json, name: str = "a", to: str = "end") -> Json:
    parameters = {"Attributes": attributes, "TargetContact": "Current"}
    return block(name, "UpdateContactAttributes", parameters, to, errors=[("NoMatchingError", to)])


def text_of(piece: str) -> Shape:
    return lambda part: flow(says(piece * (_LETTERS // part // len(piece))))


def texts_of(piece: str, long: int = 2_000) -> Shape:
    """As many texts of a length as there is room for, in blocks of their own."""
    return lambda part: flow(
        *(says((piece * long)[: _LETTERS // _BLOCKS], str(one), str(one + 1)) for one in range(_BLOCKS // part)),
        says("bye", str(_BLOCKS // part)),
    )


def chain(of: Callable[[int, str, str], Json], most: int = _BLOCKS) -> Shape:
    def shape(part: int) -> str:
        count = most // part
        return flow(*(of(one, str(one), str(one + 1) if one + 1 < count else "end") for one in range(count)))

    return shape


def _lambdas(part: int) -> str:
    """Reads of answers of Lambda functions, a hundred of them, each of which replaces the one before."""
    count = _BLOCKS // part
    blocks = []
    for one in range(count - 1):
        to = str(one + 1)
        if one % 5 < 2:
            blocks.append(block(str(one), "InvokeLambdaFunction", {"LambdaFunctionARN": f"{_ARN}f{one}",
                          "InvocationTimeLimitSeconds": "3"}, to, errors=[("NoMatchingError", to)]))  # fmt: skip
        else:
            blocks.append(sets({f"k{key}": f"$.External.r{key}" for key in range(40)}, str(one), to))
    return flow(*blocks, says("bye", str(count - 1)))


def _all_to_all(part: int) -> str:
    """Menus, each of which leads to all others."""
    count = _BLOCKS // part
    return flow(*(
        block(str(one), "GetParticipantInput", {"Text": "x", "StoreInput": "False", "InputTimeLimitSeconds": "5"},
              None, [(str(to), str(to)) for to in range(min(count, 60))], [("NoMatchingError", str((one + 1) % count))])
        for one in range(count)
    ))  # fmt: skip


def _diamonds(part: int) -> str:
    """Comparisons in a row, each of which sets another attribute on one of its two ways."""
    blocks: list[Json] = []
    for one in range(_BLOCKS // part // 2):
        after = str(one + 1)
        blocks.append(block(str(one), "Compare", {"ComparisonValue": f"$.Attributes.a{one}"}, None,
                            [("x", f"{one} set")], [("NoMatchingCondition", after)]))  # fmt: skip
        blocks.append(sets({f"a{one}": f"$.External.b{one}"}, f"{one} set", after))
    return flow(
        *blocks, says(" ".join(f"$.Attributes.a{one}" for one in range(len(blocks) // 2)), str(len(blocks) // 2))
    )


def _errors(part: int) -> str:
    count = 10_000 // part
    return flow(block("a", "MessageParticipant", {"Text": "x"}, "end",
                      errors=[(f"Error{one}", "end") for one in range(count)]))  # fmt: skip


def _conditions(part: int) -> str:
    count = 8_000 // part
    return flow(block("a", "Compare", {"ComparisonValue": "$.Attributes.a"}, None,
                      [(f"v{one // 2}", "end") for one in range(count)], [("NoMatchingCondition", "end")]))  # fmt: skip


def _notes(line: str) -> Shape:
    def shape(part: int) -> str:
        count = _LETTERS // part // (len(line) + 2)
        return flow(
            *(block(str(one), "MessageParticipant", {"Text": "x"}, "gone") for one in range(_BLOCKS // part)),
            notes=[{"type": "default", "content": "\n".join([line] * count)}],
        )

    return shape


def _many_notes(part: int) -> str:
    return flow(
        *(block(str(one), "MessageParticipant", {"Text": "x"}, "gone") for one in range(_BLOCKS // part)),
        notes=[
            {"type": "default", "actionId": str(one % 300), "content": f"flowlint: ignore rule-{one} -- why"}
            for one in range(10_000 // part)
        ],
    )


def _faults_at_the_end(part: int) -> str:
    """A long way to many faults: a trail of hundreds of steps for each of thousands of findings."""
    count = _BLOCKS // part
    ways = [says("x", str(one), str(one + 1)) for one in range(count - 40)]
    reads = [
        sets({f"k{one}x{key}": f"$.Attributes.u{one}x{key}" for key in range(60)}, str(one), str(one + 1))
        for one in range(count - 40 if count > 40 else 0, count)
    ]
    sets_later = sets({f"u{one}x{key}": "v" for one in range(count) for key in range(60)}, str(count))
    return flow(*ways, *reads, sets_later)


def _deep(part: int) -> str:
    value: Any = "x"
    for _ in range(900 // part):
        value = {"a": value}
    return flow(block("a", "MessageParticipant", {"Text": "x", "Deep": value}, "end"))


SHAPES: dict[str, Shape] = {
    "one text of <": text_of("<"),
    "one text of {": text_of("{"),
    "one text of <<a": text_of("<<a"),
    "one text of ${a": text_of("${a"),
    "one text of %%": text_of("% %%a"),
    "one text of $.": text_of("$."),
    "one text of $.a": text_of("$.Attributes.a "),
    "one text of quotes in brackets": text_of("$.Attributes['a"),
    "one text of backticks": text_of("$.Attributes.`a"),
    "one text of .a": lambda part: flow(says("$.Attributes" + ".a" * (_LETTERS // part // 2))),
    "one text of [0]": lambda part: flow(says("$.Attributes" + "[0]" * (_LETTERS // part // 3))),
    "one text of ['a']": lambda part: flow(says("$.Attributes" + "['a']" * (_LETTERS // part // 5))),
    "one text of tags": text_of("<break/>"),
    "one text of eyJ": text_of("eyJ-"),
    "one text of keys and values": text_of("password=a1 "),
    "one text of secrets": text_of("password=Ab1cdefg "),
    "one text of URLs": text_of("https://a:b"),
    "one text of spaces": text_of(" "),
    "one text of line breaks": text_of("\n"),
    "one text of escapes": text_of("\u2028"),
    "one text of ARNs": text_of("arn:aws:lambda:eu-west-1:111122223333:function:a "),
    "texts of <": texts_of("<"),
    "texts of references": texts_of("$.Attributes.a$.External.b "),
    "answers replaced": _lambdas,
    "one block sets 2,000": lambda part: flow(
        sets({f"a{one}": f"$.Attributes.b{one}" for one in range(2_000 // part)}),
    ),
    "one block sets 15,000": lambda part: flow(
        sets({f"a{one}": f"$.Attributes.b{one}" for one in range(15_000 // part)}),
    ),
    "blocks set and read each other's": chain(
        lambda one, name, to: sets({f"a{one}x{key}": f"$.Attributes.a{one - 1}x{key}" for key in range(50)}, name, to)
    ),
    "all to all": _all_to_all,
    "diamonds": _diamonds,
    "error branches": _errors,
    "conditions": _conditions,
    "lines of suppressions": _notes("flowlint: ignore dangling-transition -- why"),
    "lines of bad suppressions": _notes("flowlint: ignore no-such-rule -- why"),
    "lines of nothing": _notes("flowlint:"),
    "many notes": _many_notes,
    "long ways to faults": _faults_at_the_end,
    "deep": _deep,
    "keys": lambda part: flow(sets({f"k {one}": "v" for one in range(30_000 // part)})),
    "odd parameters": lambda part: flow(
        block("a", "MessageParticipant", {"Text": "x", **{f"Odd{one}": "v" for one in range(30_000 // part)}}, "end")
    ),
    "dangling branches": chain(
        lambda one, name, to: block(
            name, "MessageParticipant", {"Text": "x"}, to, errors=[(f"E{error}", f"gone{error}") for error in range(60)]
        )
    ),
    "one id for all": chain(lambda one, name, to: says("x", "same", "same")),
    "copies": chain(lambda one, name, to: says("x " * 1_000, name, to)),
    "names of two styles": chain(
        lambda one, name, to: sets(
            {f"oneKey{one}x{key}": "v" if key % 2 else f"$.Attributes.one_key{one}x{key}" for key in range(40)},
            name,
            to,
        )
    ),
    "not JSON": lambda part: flow(says("x"))[:-1] + "\n" * (_LETTERS // part),
    "not JSON, quotes": lambda part: flow(says("x"))[:-1] + '"' * (_LETTERS // part),
    "not JSON, brackets": lambda part: flow(says("x"))[:-1] + "[" * (_LETTERS // part),
    "repeated keys": lambda part: flow(says("x"))[:-1] + ',"k":1' * (_LETTERS // part // 6) + "}",
    "in a string": lambda part: json.dumps({"ContactFlow": {"Content": _faults_at_the_end(part)}}),
}


def check(text: str) -> tuple[float, float, int, int]:
    """Check a text as the command does, with SARIF: seconds, megabytes, findings and bytes of SARIF."""
    import io

    from flowlint import packs
    from flowlint.output.writing import write
    from flowlint.run import Overrides, check_text

    choice = Overrides(select=tuple(rule.id for rule in packs.load().rules), isolated=True)
    before = time.process_time()
    report = check_text(text, "shape.json", choice, frames=True)
    stream = io.StringIO()
    write(report, "sarif", stream)
    taken = time.process_time() - before
    for failure in report.failures:
        print(failure, file=sys.stderr)
    return taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(report.findings), stream.tell()


def main(names: list[str]) -> int:
    if names[:1] == ["--one"]:
        print(json.dumps(check(SHAPES[names[1]](int(names[2])))))
        return 0
    over = 0
    print(
        f"{'shape':32} {'1/8':>7} {'1/4':>7} {'1/2':>7} {'1 s':>7} {'growth':>6} {'MB':>6} {'found':>6} {'SARIF MB':>8}"
    )
    for name in names or SHAPES:
        rows = []
        for part in STEPS:
            words = [sys.executable, __file__, "--one", name, str(part)]
            done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=600)
            if done.returncode:
                print(name, part, done.stderr[-500:])
                break
            if done.stderr:
                print(name, done.stderr[:300])
            rows.append(json.loads(done.stdout))
            if rows[-1][0] > 20:
                break
        if not rows:
            continue
        seconds = [row[0] for row in rows]
        growth = seconds[-1] / seconds[-2] if len(seconds) > 1 else 0
        _, megabytes, found, size = rows[-1]
        bad = seconds[-1] > MOST_SECONDS or megabytes > MOST_MEGABYTES
        over += bad
        cells = " ".join(f"{one:7.2f}" for one in seconds) + " " * 8 * (len(STEPS) - len(seconds))
        print(
            f"{name:32} {cells} {growth:6.1f} {megabytes:6.0f} {found:6} {size / 1e6:8.1f} {'OVER' if bad else ''}",
            flush=True,
        )
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

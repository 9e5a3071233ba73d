"""Long texts: what a pattern begins with, again and again."""

from collections.abc import Callable

from .building import LETTERS, Json, Shape, block, chain, flow, says, sets


def _one(piece: str, begin: str = "") -> Shape:
    return lambda size: flow(says(begin + piece * (size * LETTERS // len(piece))))


def _each(piece: str) -> Shape:
    """As many texts of a length as there is room for, in blocks of their own."""
    return chain(lambda one, name, to: says((piece * LETTERS)[:LETTERS], name, to))


def _broken(piece: str, begin: str = "") -> Shape:
    """A flow that does not end, and what follows."""
    return lambda size: flow(says("x"))[:-1] + begin + piece * (size * LETTERS // len(piece))


def _different_secrets(size: int) -> str:
    """Secrets within secrets, of which no two are alike."""
    return flow(says("".join(f"password=x{number:x}a" for number in range(size * LETTERS // 15))))


def _elsewhere(piece: str, holder: Callable[[str], Json]) -> Shape:
    """A text where none is played."""
    return lambda size: flow(holder(piece * (size * LETTERS // len(piece))))


def _unset(size: int) -> str:
    """References to attributes that nothing sets, of which no two are alike."""
    return flow(says("".join(f"$.Attributes.a{one} " for one in range(size * LETTERS // 19))))


def _ssml(one: int, name: str, to: str) -> Json:
    text = f"<speak>{'<b>' * 800}{'$.Attributes[' * 100}</speak>"
    return block(name, "MessageParticipant", {"SSML": text}, to, errors=[("NoMatchingError", to)])


SHAPES: dict[str, Shape] = {
    "one text of <": _one("<"),
    "one text of {": _one("{"),
    "one text of <<a": _one("<<a"),
    "one text of ${a": _one("${a"),
    "one text of %%": _one("% %%a"),
    "one text of {%": _one("{% if a %}"),
    "one text of %{": _one("%{"),
    "one text of $.": _one("$."),
    "one text of references": _one("$.Attributes.a "),
    "one text of unknown references": _one("$.A-"),
    "one text of quotes in brackets": _one("$.Attributes['a"),
    "one text of backticks": _one("$.Attributes.`a"),
    "one text of nested references": _one("$.Attributes[$.Attributes[", ""),
    "one text of .a": _one(".a", "$.Attributes"),
    "one text of [0]": _one("[0]", "$.Attributes"),
    "one text of ['a']": _one("['a']", "$.Attributes"),
    "one text of -": _one("-", "$.Attributes.a"),
    "one text of tags": _one("<break/>"),
    "one text of open tags": _one("<prosody rate='slow'>"),
    "one text of attributes": _one(" a='b'", "<break"),
    "one text of eyJ": _one("eyJ-"),
    "one text of keys and values": _one("password=a1 "),
    "one text of secrets": _one("password=Ab1cdefg "),
    "one text of values within values": _one("password="),
    "one text of secrets within secrets": _one("password=a1"),
    "one text of different secrets": _different_secrets,
    "one text of URLs": _one("https://a:b"),
    "one text of spaces": _one(" "),
    "one text of line breaks": _one("\n"),
    "one text of escapes": _one("\u2028"),
    "one text of wide letters": _one("\U0001f600"),
    "one text of ARNs": _one("arn:aws:lambda:eu-west-1:111122223333:function:a "),
    "one text of digits": _one("4111 1111 1111 1111 "),
    "one text of unset attributes": _unset,
    "one attribute of placeholders": _elsewhere("{{a}} ", lambda text: sets({"a": text})),
    "one event hook of ${a": _elsewhere(
        "${a", lambda text: block("a", "UpdateContactEventHooks", {"EventHooks": {"CustomerQueue": text}}, "end")
    ),
    "one tag of secrets": _elsewhere(
        "password=Ab1cdefg ", lambda text: block("a", "TagContact", {"Tags": {text[: len(text) // 2]: text}}, "end")
    ),
    "texts of <": _each("<"),
    "SSML of references": chain(_ssml),
    "texts of references": _each("$.Attributes.a$.External.b "),
    "texts of secrets": _each("password=Ab1cdefg "),
    "texts of ARNs": _each("arn:aws:lambda:eu-west-1:111122223333:function:a "),
    "types of 4,000 letters": chain(lambda one, name, to: block(name, f"{one}" + "T" * LETTERS, {}, to)),
    "not JSON": _broken("\n"),
    "not JSON, quotes": _broken('"'),
    "not JSON, brackets": _broken("["),
    "not JSON, beginnings": _broken('{"Version":"2019-10-30","StartAction":"a","Actions":['),
    "not JSON, flows": lambda size: ("x" + flow(says("x"))) * (size * LETTERS // 450),
    "not JSON, {{": _broken("{{ a "),
    "not JSON, {{{": _broken("{{"),
    "not JSON, {%": _broken("{%"),
    "not JSON, %{": _broken("%{"),
    "not JSON, <%": _broken("<%"),
    "not JSON, <%=": _broken("<%="),
    "not JSON, {#": _broken("{#"),
    "not JSON, ${": _broken("${"),
    "not JSON, <<": _broken("<<"),
    "not JSON, %%": _broken("%%"),
    "not JSON, a directive": _broken("{% if a %} "),
    "not JSON, a choice": _broken("{% if a %} {% else %} {% endif %} "),
    "not JSON, brackets after a placeholder": _broken("[", ',"a":{{b}},'),
    "not JSON, {% after a placeholder": _broken("{%", ',"a":{{b}},'),
    "not JSON, in a string": lambda size: flow(says("<%" * (size * LETTERS // 2)))[:-1],
    "repeated keys": lambda size: flow(says("x"))[:-1] + ',"k":1' * (size * LETTERS // 6) + "}",
}

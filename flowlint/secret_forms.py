"""How secrets look: keys and tokens by their form, passwords and the like by the name they stand under.

Only forms that nothing else has are known here. Measures of randomness were tried on public flows, and took each
identifier of a block and each ARN for a secret. Public keys and certificates are none.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import merge
from itertools import accumulate, islice
from operator import attrgetter
from typing import NamedTuple

from flowlint.model.references import is_filled_in

ACCESS_KEY = "an AWS access key"
SECRET_KEY = "an AWS secret access key"
_PASSWORD = "a password"
_TOKEN = "an API key or token"

_BEARER = "a bearer token"
_URL_PASSWORD = "a password in a URL"

_TOKEN_CHARACTERS = r"[A-Za-z0-9._~+/-]"
# No token begins within another, nor is looked for there: that would take time by the square of a text's length.
_BEFORE = r"(?<![A-Za-z0-9_-])"
# Each has one group, the secret itself. The first that fits at a place counts, so what holds others comes before them.
_FORMS: Mapping[str, str] = {
    "a private key": r"(-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\\[nr]|[\sA-Za-z0-9+/=:,-]){16,})",
    _BEARER: rf"\b[Bb]earer\s+((?=[^\s]*\d){_TOKEN_CHARACTERS}{{20,}}=*)",
    "a signed token (JWT)": rf"{_BEFORE}(eyJ[A-Za-z0-9_-]{{8,}}\.eyJ[A-Za-z0-9_-]{{8,}}\.[A-Za-z0-9_-]{{16,}})",
    # The key in a signed URL tells whose it is, and is of no use to anybody else.
    ACCESS_KEY: r"(?<![A-Za-z0-9/+_-])(?<!Credential=)((?:AKIA|ASIA)[A-Z2-7]{16})(?![A-Za-z0-9/+_-])",
    "a GitHub token": r"\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})",
    "a GitLab token": r"\b(glpat-[A-Za-z0-9_-]{20,})",
    "a Slack token": r"\b(xox[abeoprs]-[A-Za-z0-9-]{10,})",
    "a Slack webhook": r"(hooks\.slack\.com/services/T[A-Za-z0-9]+/B[A-Za-z0-9]+/[A-Za-z0-9]{16,})",
    "a Stripe key": r"\b([sr]k_live_[A-Za-z0-9]{16,})",
    "a Google API key": r"\b(AIza[A-Za-z0-9_-]{35})",
    "a SendGrid key": r"\b(SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})",
    "an Anthropic key": r"\b(sk-ant-[A-Za-z0-9_-]{20,})",
    "an OpenAI key": rf"{_BEFORE}(sk-[A-Za-z0-9_-]*T3BlbkFJ[A-Za-z0-9_-]{{8,}})",
    "an npm token": r"\b(npm_[A-Za-z0-9]{36})(?![A-Za-z0-9])",
    "a PyPI token": r"\b(pypi-AgE[A-Za-z0-9_-]{50,})",
    "a Hugging Face token": r"\b(hf_[A-Za-z0-9]{34,})",
    "a Shopify token": r"\b(shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32})",
    "a DigitalOcean token": r"\b(do[opr]_v1_[a-f0-9]{64})",
    "a Vault token": r"\b(hv[bs]\.[A-Za-z0-9_-]{24,})",
    "a Linear key": r"\b(lin_api_[A-Za-z0-9]{40})",
    "a Discord webhook": r"(discord(?:app)?\.com/api/webhooks/[0-9]+/[A-Za-z0-9_-]{60,})",
    "an Azure storage key": r"\bAccountKey=([A-Za-z0-9+/]{86}==)",
    "a basic authorization": r"uthorization[^A-Za-z0-9\n]{1,8}[Bb]asic\s+([A-Za-z0-9+/]{8,}={0,2})",
    "a Salesforce session": r"\b(00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{40,})",
    _URL_PASSWORD: r"://[^\s/:@\"']+:([^\s/:@\"'${}<>]{3,})@",
}
# Looked for first, since almost no text has any of them, and the patterns take a hundred times as long.
_MARKS: Mapping[str, tuple[str, ...]] = {
    "a private key": ("PRIVATE KEY",), _BEARER: ("earer",), "a signed token (JWT)": ("eyJ",),
    ACCESS_KEY: ("AKIA", "ASIA"), "a GitHub token": ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
    "a GitLab token": ("glpat-",), "a Slack token": ("xox",), "a Slack webhook": ("hooks.slack",),
    "a Stripe key": ("k_live_",), "a Google API key": ("AIza",), "a SendGrid key": ("SG.",),
    "an npm token": ("npm_",), "a PyPI token": ("pypi-",), "a Hugging Face token": ("hf_",),
    "a Shopify token": ("shpat_", "shpca_", "shppa_", "shpss_"),
    "a DigitalOcean token": ("doo_v1_", "dop_v1_", "dor_v1_"), "a Vault token": ("hvb.", "hvs."),
    "a Linear key": ("lin_api_",), "a Discord webhook": ("/api/webhooks/",), "an Azure storage key": ("AccountKey=",),
    "a basic authorization": ("asic ",),
    "an Anthropic key": ("sk-",), "an OpenAI key": ("sk-",), "a Salesforce session": ("00D",), _URL_PASSWORD: ("://",),
}  # fmt: skip
_ALL_MARKS = tuple(dict.fromkeys(mark for marks in _MARKS.values() for mark in marks))
_NAME_MARKS = ("pass", "pwd", "kennwort", "secret", "key", "token", "authorization")
_ANY_MARK = re.compile("|".join(map(re.escape, _ALL_MARKS)))
_ANY_NAME_MARK = re.compile("|".join(_NAME_MARKS))
# What is assigned is only looked ahead at, since it may be assigned itself: `url: ?token=...`. YAML may have a tag and
# an anchor before it.
_QUOTE = r"""(?:\\?["']|&quot;|&#34;)?"""
_ASSIGNED = (
    rf"""{_QUOTE}\s*[:=]\s*(?:[!&][\w!./:-]{{0,64}}+\s++){{0,2}}+{_QUOTE}(?=(?P<value>[^\s"'&,;<>\\}}]{{6,512}}))"""
)
_NAMED = re.compile(rf"(?<![A-Za-z0-9_.-])(?P<name>[A-Za-z][A-Za-z0-9_.-]{{2,63}}+){_ASSIGNED}")
# A name that is a value itself, beside its own: `{Name: DB_PASSWORD, Value: ...}`.
_PAIR = re.compile(
    r"""(?<![A-Za-z])(?:[A-Za-z]{0,20}(?:Name|Key)|name|key)\\?["']?\s*+[:=]\s*+\\?["']?"""
    r"""(?P<name>[A-Za-z][A-Za-z0-9_./-]{2,63}+)\\?["']?\s*+[,;]?\s*+\\?["']?"""
    rf"""(?:[A-Za-z]{{0,20}}Value|val(?:ue)?){_ASSIGNED}"""
)
# The default of what is declared shortly before: `variable "db_password" { default = ... }`.
_DEFAULT = re.compile(rf"(?<![A-Za-z])[Dd]efault{_ASSIGNED}")
_DECLARED_WITHIN = 300
# What is worked out, or stands in the line below: `db_password = sensitive("...")`, `password: >-`.
_WORKED_OUT = re.compile(r"""(?<![A-Za-z0-9_.-])(?P<name>[A-Za-z][A-Za-z0-9_.-]{2,63}+)["']?[ \t]*+[:=][ \t]*+""")
_PIECE = re.compile(
    r""""(?:[^"\\\n]|\\.){0,600}+"|(?P<opens>[(\[{])|(?P<closes>[)\]}])|(?P<ends>[\n,])|[^\n,"(\[{}\])]++|."""
)
_QUOTED = re.compile(r'"(?P<value>[^"\\\n]{6,512}+)"')
_BELOW = re.compile(
    r"(?:\"\\?|<<-?[\w.-]++|[>|][+-]?)?[ \t]*+(?:#[^\n]*+)?\r?\n\s*+(?:-[ \t]++)?+(?P<value>[^\s\"']{6,512}+)"
)
_WORKED_OUT_WITHIN, _PIECES_WITHIN = 600, 60
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{2,63}+")
# What is put in the place of a name: `replace(text, "{{password}}", "...")`.
_BESIDE = re.compile(
    r"""(?P<quote>["'])[^\w"'\n]{0,4}+(?P<name>[A-Za-z][A-Za-z0-9_.-]{2,63}+)[^\w"'\n]{0,4}+(?P=quote)\s*+,\s*+"""
    r"""(?P=quote)(?P<value>[^"'\s]{6,512}+)(?P=quote)"""
)
_MEMBER = re.compile(r'"(?P<name>[^"\\]{1,64}+)"\s*:\s*"(?P<value>(?:[^"\\]++|\\.)*+)"')

_NAMES: Mapping[str, tuple[str, ...]] = {
    _PASSWORD: ("password", "passwd", "pwd", "passphrase", "passwort", "kennwort"),
    SECRET_KEY: ("secretaccesskey", "secretkey", "awssecret"),
    _TOKEN: (
        "apikey", "apitoken", "accesstoken", "authtoken", "bearertoken", "refreshtoken", "sessiontoken", "secrettoken",
        "securitytoken", "clientsecret", "appsecret", "sharedsecret", "signingsecret", "webhooksecret",
        "subscriptionkey", "authorization", "secretaccesskey", "secretkey", "privatekey",
    ),
}  # fmt: skip
"""How the names end, in small letters and without marks, that a secret of each kind stands under."""
_ALL_NAMES = tuple(name for names in _NAMES.values() for name in names)
_ONE_OF_SEVERAL = re.compile("(?:s|[0-9]{1,4}|prod(?:uction)?|prd|dev|test|staging|stage|qa|uat|live|value){1,3}$")
_ABOUT_ONE = ("ask", "change", "forgot", "has", "invalid", "is", "need", "no", "reset", "unlock", "wrong")
_NO_LETTER = re.compile(r"[^a-z0-9]")
_SECRET_KEY_FORM = re.compile(r"(?=[^a-z]{0,39}[a-z])(?=[^A-Z]{0,39}[A-Z])(?=\D{0,39}\d)[A-Za-z0-9/+]{40}")
# Words and not a pattern: each value of a text may be within others, and is looked through again.
_TO_FILL_IN = ("your", "replace", "placeholder", "dummy", "insert", "redacted", "xxxx", "***", "<", ">")
_CHANGE_ME = re.compile("change.?me")
_DIGIT = re.compile("[0-9]")
_NO_SECRET = ("arn:", "http:", "https:")
_PIECES = re.compile(r"[-_.:/]")
HIDDEN = "•"


class Secret(NamedTuple):
    """A secret in a text: what it is ("a GitHub token"), and from where to where it stands, in code points."""

    kind: str
    span: tuple[int, int]


def secrets_in(text: str, name: str = "") -> Iterator[Secret]:
    """Give the secrets in a text, in order; `name` is what the text stands under, where it has a name.

    A text that is a secret for its name alone is one as a whole.
    """
    found = list(_with_form(text))
    if not found and (kind := _kind_under(name, text)):
        found = [Secret(kind, (0, len(text)))]
    if not _has_name(text):
        yield from found
        return
    yield from merge(found, _named(text, found), key=attrgetter("span"))


def _named(text: str, others: Sequence[Secret]) -> Iterator[Secret]:
    """Give the secrets in a text that stand under a name in it, in order, but those that overlap with others."""
    ends = [one.span[1] for one in others]
    for match in _NAMED.finditer(text):
        if names_secret(match["name"]) and (kind := _kind_under_telling(match["name"], match["value"])):
            start, end = match.span("value")
            after = bisect_right(ends, start)
            if after == len(ends) or end <= others[after].span[0]:
                yield Secret(kind, (start, end))


def may_hold_secret(text: str) -> bool:
    """Tell whether a text has a mark of a secret, whatever it stands under; almost none has."""
    return _ANY_MARK.search(text) is not None or _has_name(text)


def may_hold_secrets(texts: Sequence[str]) -> set[str]:
    """Give those of many texts for which `may_hold_secret` is true; they are looked through all at once."""
    folded = [text.casefold() for text in texts]
    return {texts[index] for index in (*_holding(texts, _ALL_MARKS), *_holding(folded, _NAME_MARKS))}


def _holding(texts: Sequence[str], marks: Iterable[str]) -> Iterator[int]:
    """Give the indices of the texts that hold some mark."""
    joined = "\0".join(texts)
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    for mark in marks:
        at = joined.find(mark)
        while at >= 0:
            index = bisect_right(starts, at)
            yield index - 1
            at = joined.find(mark, starts[index])


@lru_cache(maxsize=10_000)
def names_secret(name: str) -> bool:
    """Tell whether a secret may stand under a name."""
    return _of_what(name).endswith(_ALL_NAMES)


def secrets_and_members(text: str) -> Iterator[Secret]:
    """Give the secrets in a text, and where it holds data also those that are known by their key or name alone."""
    yield from secrets_in(text)
    if not _has_name(text):
        return
    for one in (*_MEMBER.finditer(text), *_PAIR.finditer(text), *_BESIDE.finditer(text)):
        if kind := _kind_under(one["name"], one["value"]):
            yield Secret(kind, one.span("value"))
    yield from _worked_out(text)
    for one in _DEFAULT.finditer(text):
        words = _WORD.findall(text, max(0, one.start() - _DECLARED_WITHIN), one.start())
        name = next(filter(names_secret, reversed(words)), "")
        if kind := _kind_under(name, one["value"]):
            yield Secret(kind, one.span("value"))


def _worked_out(text: str) -> Iterator[Secret]:
    """Give the secrets in what is assigned to a name and is not the secret alone."""
    for assigned in _WORKED_OUT.finditer(text):
        if not names_secret(assigned["name"]):
            continue
        begin, end = assigned.end(), assigned.end() + _WORKED_OUT_WITHIN
        below = _BELOW.match(text, begin, end)
        quoted = _QUOTED.finditer(text, begin, _end_of_expression(text, begin, end))
        for one in (*quoted, *([below] if below else ())):
            if kind := _kind_under(assigned["name"], one["value"]):
                yield Secret(kind, one.span("value"))


def _end_of_expression(text: str, begin: int, end: int) -> int:
    """Give where an expression ends: with its line, with the brackets around it, or `end` at the latest."""
    depth, at = 0, begin
    for piece in islice(_PIECE.finditer(text, begin, end), _PIECES_WITHIN):
        depth += (piece["opens"] is not None) - (piece["closes"] is not None)
        if depth < 0 or (piece["ends"] and depth == 0):
            break
        at = piece.end()
    return at


def masked(text: str) -> str:
    """Give a text, a line of JSON say, with a dot for each character of what looks like a secret."""
    if not may_hold_secret(text):
        return text
    return with_dots(text, (one.span for one in secrets_and_members(text)))


def masked_path(path: str) -> str:
    """Give the path of a file, or a JSON pointer, with a dot for each character of what looks like a secret."""
    return "/".join(map(masked, masked(path).split("/")))


def with_dots(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Give a text with a dot for each character in some spans, which may overlap."""
    shown: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if end > done:
            begin = max(start, done)
            shown += text[done:begin], HIDDEN * (end - begin)
            done = end
    return "".join((*shown, text[done:]))


def is_certain(secret: Secret) -> bool:
    """Tell whether a secret has a form that nothing else has; others may hold words."""
    return secret.kind in _FORMS and secret.kind not in (_BEARER, _URL_PASSWORD)


def _with_form(text: str) -> Iterator[Secret]:
    if _ANY_MARK.search(text):
        kinds = tuple(kind for kind in _FORMS if any(mark in text for mark in _MARKS[kind]))
        for match in _any_form(kinds).finditer(text):
            group = match.lastindex or 0
            yield Secret(kinds[group - 1], match.span(group))


@lru_cache(maxsize=1_000)
def _any_form(kinds: tuple[str, ...]) -> re.Pattern[str]:
    """Give what fits a secret of some kinds: to look for all of them takes ten times as long as for the usual one."""
    return re.compile("|".join(_FORMS[kind] for kind in kinds))


def _has_name(text: str) -> bool:
    """Tell whether a text may hold a name that a secret stands under."""
    return _ANY_NAME_MARK.search(text.casefold()) is not None


def _kind_under(name: str, value: str) -> str | None:
    """Tell what kind of secret a value is for the name it stands under; None where it seems to be none.

    What a template or the flow itself fills in is none, nor are words and names: `"password": "required"`.
    """
    return _kind_under_telling(name, value) if names_secret(name) else None


# Values may overlap, so that a long text that repeats itself has the same one as often as it has names.
@lru_cache(maxsize=100)
def _kind_under_telling(name: str, value: str) -> str | None:
    """Tell the same for a name that secrets stand under; whether there is a digit, which all have, is seen fastest."""
    if not _has_digit(value) or value.startswith(_NO_SECRET) or value.split() != [value] or _is_to_be_filled_in(value):
        return None
    end = _of_what(name)
    if end.endswith(_NAMES[_PASSWORD]):
        may_be = len(value) >= 6 and any(map(str.isalpha, value)) and not end.startswith(_ABOUT_ONE)
        return _PASSWORD if may_be else None
    if end.endswith(_NAMES[SECRET_KEY]) and _SECRET_KEY_FORM.fullmatch(value):
        return SECRET_KEY
    return _TOKEN if end.endswith(_NAMES[_TOKEN]) and _is_random(value) else None


def _is_to_be_filled_in(value: str) -> bool:
    folded = value.casefold()
    return any(map(folded.__contains__, _TO_FILL_IN)) or _CHANGE_ME.search(folded) is not None or is_filled_in(value)


def _has_digit(value: str) -> bool:
    return _DIGIT.search(value) is not None or (not value.isascii() and any(map(str.isdigit, value)))


def _bare(name: str) -> str:
    """Give a name in small letters and without marks."""
    return _NO_LETTER.sub("", name.casefold())


def _of_what(name: str) -> str:
    """Give a bare name without what tells one of several apart: `DB_PASSWORD_PROD_2`, `passwords`."""
    return _ONE_OF_SEVERAL.sub("", _bare(name))


def _is_random(value: str) -> bool:
    """Tell whether some piece of a value mixes letters and digits as names hardly do: `9f86d081`, and not `prod-2`."""
    return len(value) >= 16 and any(
        len(piece) >= 8 and sum(map(str.isdigit, piece)) >= 2 and sum(map(str.isalpha, piece)) >= 2
        for piece in _PIECES.split(value)
    )

"""A key, token or password stands in the flow in plain text.

Finds AWS access keys, private keys, bearer and signed tokens, tokens of well-known services, passwords in URLs, and
values that stand under a name such as `password`, `apiKey` or `clientSecret`. A secret that stands in several places is
reported at each, since it must be taken out of each. What is found is shown with dots in its place.

Why it matters
    Whoever may look at flows can read it: in the designer, in exports, in the repository they are kept in, and in the
    flow logs. A key that was copied so often cannot be taken back, only replaced.

How to fix in the designer
    Take the value out of the block and publish. Make the old key, token or password invalid where it was given out,
    since earlier versions of the flow keep it. Put the new one into AWS Secrets Manager, and let the Lambda function
    that needs it read it from there; the block passes the name of the secret at most.

Limits
    A password is known by its name only, and where it has both letters and digits; a token by its form, or by its name
    and a part that mixes letters and digits. Public keys and certificates are no secrets, nor is what a template or an
    attribute fills in.

    Only what blocks have for parameters is looked at. A secret that stands elsewhere, in the name of a block or in a
    value that a branch compares with, is not reported, but dots take its place in all that is shown.

See also
    https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html
"""

import hashlib
from collections.abc import Iterator

from flowlint.analysis.privacy import WrittenSecret, written_secrets
from flowlint.rule import Cause, Draft, Facts, Flow, JsonPath, Level, at_block, rule

_LONGEST_PLACE = 1_000
"""Of a place that takes more to write, below a key that is a whole text say, a digest counts."""


@rule(level=Level.ERROR, pillar="security", tags=("sensitive-data",), since="0.1.0")
def check(flow: Flow, facts: Facts) -> Iterator[Draft]:
    """Find secrets in parameters."""
    places: dict[tuple[str, JsonPath], str] = {}

    def known_by(one: WrittenSecret) -> str:
        """Say what a secret is known by, which must not show it: its kind and its place."""
        key = one.block.id, one.at
        if key not in places:
            places[key] = _place(*key)
        return f"{one.secret.kind}\n{places[key]}"

    for one in facts(written_secrets):
        block, kind = one.block, one.secret.kind
        yield at_block(
            block,
            f"{block.label} holds {kind}; replace it, and let a Lambda function read the new one from Secrets Manager.",
            one.at,
            span=one.secret.span,
            secret=True,
            fingerprint_key=known_by(one),
            once_per_flow=True,
            # The id of a key that is taken out is known from before.
            causes=tuple(Cause(known_by(part)) for part in (one, *one.ids)),
        )


def _place(block_id: str, at: JsonPath) -> str:
    place = f"{block_id} {tuple('*' if isinstance(part, int) else part for part in at)}"
    if len(place) > _LONGEST_PLACE:
        place = hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()
    return place

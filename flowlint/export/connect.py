"""One instance of Amazon Connect, asked through boto3: its calls, their pages, and in plain words what goes wrong."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flowlint import __version__

NO_PERMISSION = "AccessDeniedException"
NOT_FOUND = "ResourceNotFoundException"
NOT_PUBLISHED = "ContactFlowNotPublishedException"

ODD_ANSWER = "OddAnswer"
"""What stands in the place of a code where an answer is not what Connect gives."""
_INSTALL = "flowlint export needs boto3: pip install 'connect-flowlint[aws]'"
_INSTANCE_ARN = re.compile(r"arn:aws[\w-]*:connect:(?P<region>[\w-]+):\d{12}:instance/(?P<id>[\w-]+)")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DENIED = {NO_PERMISSION, "AccessDenied", "UnauthorizedOperation", "AuthorizationError"}
_BAD_CREDENTIALS = {
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
_MOST_ATTEMPTS = 10
"""How often a call is made that is throttled or gets no answer, each time after a longer wait."""
_CONNECT_SECONDS = 10


class CannotExport(Exception):
    """Why nothing can be asked of an instance at all: no credentials, no connection, no such instance."""


class CallFailed(Exception):
    """Why one call got no answer, while others may: `code` is the service's name for it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Connect:
    """An instance that can be asked. `arn` is its ARN."""

    def __init__(self, client: Any, arn: str) -> None:
        self._client = client
        self.arn = arn
        self.id = arn.rpartition("/")[2]

    def call(self, operation: str, key: str, **arguments: Any) -> dict[str, Any]:
        """Give the answer of one call, which has a key, without what the transport adds.

        Raises `CallFailed` and `CannotExport`.
        """
        with _explained(operation):
            answer: dict[str, Any] = _method(self._client, operation)(InstanceId=self.id, **arguments)
        answer.pop("ResponseMetadata", None)
        if not answer.get(key):
            raise CallFailed(ODD_ANSWER, f"{operation}: the answer has no {key}")
        return answer

    def pages(self, operation: str, key: str, **arguments: Any) -> Iterator[Any]:
        """Give what stands under a key of all pages of an answer. Raises `CallFailed` and `CannotExport`."""
        yield from _pages(self._client, operation, key, InstanceId=self.id, **arguments)

    def by_id(self, operation: str, key: str) -> dict[str, dict[str, Any]]:
        """Give by id what `pages` gives, each once: what moves to another page in the meantime is listed twice."""
        found = list(self.pages(operation, key))
        if not all(isinstance(one.get("Id"), str) for one in found):
            raise CallFailed(ODD_ANSWER, f"{operation}: the answer has something without an id")
        return {one["Id"]: one for one in found}


def connect(instance: str, profile: str | None, region: str | None) -> Connect:
    """Connect to the instance that has an alias, id or ARN.

    Raises `CannotExport` without boto3, credentials, a Region or such an instance, and `CallFailed` where it is not
    allowed to look it up.
    """
    try:
        import boto3
        from botocore.config import Config
    except ImportError:
        raise CannotExport(_INSTALL) from None
    arn = _INSTANCE_ARN.fullmatch(instance)
    config = Config(
        retries={"mode": "adaptive", "total_max_attempts": _MOST_ATTEMPTS},
        connect_timeout=_CONNECT_SECONDS,
        user_agent_extra=f"flowlint/{__version__}",
    )
    with _explained("the session"):
        session = boto3.Session(profile_name=profile, region_name=region or (arn["region"] if arn else None))
        client = session.client("connect", config=config)
    return Connect(client, instance if arn else _arn(client, instance))


def _arn(client: Any, instance: str) -> str:
    """Look up the ARN of an instance by its alias or id."""
    where = f"in {client.meta.region_name}; give --region, and --profile for another account"
    if _ID.fullmatch(instance):
        try:
            with _explained("DescribeInstance"):
                return str(client.describe_instance(InstanceId=instance)["Instance"]["Arn"])
        except CallFailed as problem:
            if problem.code != NOT_FOUND:
                raise
            raise CannotExport(f"there is no instance {instance} {where}") from None
    found = list(_pages(client, "ListInstances", "InstanceSummaryList"))
    for one in found:
        if str(one.get("InstanceAlias", "")).lower() == instance.lower():
            return str(one["Arn"])
    aliases = ", ".join(sorted(str(one.get("InstanceAlias") or one.get("Id")) for one in found)) or "none"
    raise CannotExport(f"there is no instance with the alias {instance} {where}; those that are there: {aliases}")


def _pages(client: Any, operation: str, key: str, **arguments: Any) -> Iterator[Any]:
    with _explained(operation):
        paginator = client.get_paginator(_snake(operation))
        for page in paginator.paginate(**arguments):
            yield from page.get(key, ())


def _method(client: Any, operation: str) -> Any:
    return getattr(client, _snake(operation))


def _snake(operation: str) -> str:
    from botocore import xform_name

    return str(xform_name(operation))


@contextmanager
def _explained(operation: str) -> Iterator[None]:
    """Turn what botocore raises into words. Never quotes a request, which is signed."""
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PaginationError
    from botocore.parsers import ResponseParserError

    try:
        yield
    except ClientError as problem:
        raise _refused(operation, problem.response.get("Error", {})) from None
    except NoCredentialsError:
        raise CannotExport("there are no AWS credentials; sign in, or name a profile with --profile") from None
    except PaginationError:
        raise CallFailed(ODD_ANSWER, f"{operation}: a page of the answer leads back to one before it") from None
    except BotoCoreError as problem:
        raise CannotExport(f"{operation}: {problem}") from None
    except (ResponseParserError, ValueError, LookupError, TypeError, AttributeError) as problem:
        # A proxy's page, an endpoint that is no address, JSON of another shape, at which botocore trips.
        raise CannotExport(f"{operation}: {problem}") from None


def _refused(operation: str, error: dict[str, Any]) -> CallFailed | CannotExport:
    code, message = str(error.get("Code", "")), str(error.get("Message", ""))
    if code in _BAD_CREDENTIALS:
        return CannotExport(f"the AWS credentials are not accepted: {code}: {message}; sign in again")
    if code in _DENIED:
        return CallFailed(NO_PERMISSION, f"the IAM action connect:{operation} is not allowed")
    return CallFailed(code, f"{operation}: {code}: {message}")

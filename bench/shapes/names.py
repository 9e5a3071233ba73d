"""Names of blocks and flows: long ones, and the same for all."""

from .building import LETTERS, Shape, block, chain, flow, says


def _long(one: int) -> str:
    return f"{one}" + "n" * (LETTERS // 4)


def _named(size: int, label: str) -> str:
    noted = {str(one): {"isFriendlyName": True, "parameters": {"QueueId": {"displayName": label}}}
             for one in range(size)}  # fmt: skip
    return flow(
        *(block(str(one), "UpdateContactTargetQueue", {"QueueId": f"q{one}"}, str(one + 1)) for one in range(size)),
        says("x", str(size)),
        ActionMetadata=noted,
    )


SHAPES: dict[str, Shape] = {
    "one id for all": chain(lambda one, name, to: says("x", "same", "same")),
    "copies": chain(lambda one, name, to: says("x " * 1_000, name, to)),
    "small copies": chain(lambda one, name, to: says("x", f"{one % 5} {one}", to)),
    "ids of a kilobyte": lambda size: flow(
        *(block(_long(one), "MessageParticipant", {"Text": "x"}, f"gone {_long(one)}", errors=[("E", _long(one + 1))])
          for one in range(size)),
        says("x", _long(size)),
    ),
    "a long name and many faults": lambda size: flow(
        *(says("x", str(one), str(one + 1)) for one in range(size)),
        *(block(f"odd {one}", "MessageParticipant", {"Text": "x"}, "gone") for one in range(size)),
        name="n" * (2_000 * size),
    ),
    "blocks of one name": lambda size: flow(
        *(says("x", str(one), str(one + 1)) for one in range(size)), says("x", str(size)),
        ActionMetadata={str(one): {"isFriendlyName": True, "name": "same"} for one in range(size)},
    ),
    "resources of one name": lambda size: _named(size, "Sales"),
    "resources of long names": lambda size: _named(size, "S" * 2_000),
    "metadata of no blocks": lambda size: flow(
        says("x"), ActionMetadata={f"gone {one}": {"position": {"x": one, "y": 1}} for one in range(80 * size)}
    ),
}  # fmt: skip

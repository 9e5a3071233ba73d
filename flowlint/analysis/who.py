"""Who a message is about, where several blocks do the same."""

from flowlint.model.flow import Block


def who(block: Block, more: int, does: str) -> str:
    """Say who does something: `Play prompt “Greet” reads`, `Play prompt “Greet” and 2 more blocks read`.

    `does` is the verb without its s; `more` counts the blocks besides the one that is named.
    """
    return f"{block.label} and {more} more block{'s' if more > 1 else ''} {does}" if more else f"{block.label} {does}s"

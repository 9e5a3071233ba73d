"""When documents are checked: soon after somebody stopped typing, one at a time, what is typed in before all others."""

import asyncio
from collections.abc import Awaitable, Callable

_AFTER_TYPING = 0.3
_AFTER_OTHERS = 1.0
"""How many seconds after a change a document is checked, and how many those that may see it from elsewhere."""


class Checker:
    """Calls `check` for each URI that was touched; what it raises is its own affair."""

    def __init__(self, check: Callable[[str], Awaitable[None]]) -> None:
        self._check = check
        self._due: dict[str, float] = {}
        self._touched = asyncio.Event()

    def touch(self, uri: str, *, at_once: bool = False) -> None:
        """Have a document checked when nothing has touched it for a moment."""
        self._set(uri, 0.0 if at_once else _AFTER_TYPING)

    def touch_beside(self, uri: str) -> None:
        """Have a document checked that may see another one, when nothing has changed that for a moment."""
        self._set(uri, _AFTER_OTHERS)

    def forget(self, uri: str) -> None:
        """Have a document checked no more."""
        self._due.pop(uri, None)

    async def run(self) -> None:
        """Check what is due, for ever."""
        loop = asyncio.get_running_loop()
        while True:
            self._touched.clear()
            uri = min(self._due, key=lambda one: self._due[one], default=None)
            wait = None if uri is None else self._due[uri] - loop.time()
            if uri is not None and wait is not None and wait <= 0:
                del self._due[uri]
                await self._check(uri)
                continue
            try:
                await asyncio.wait_for(self._touched.wait(), wait)
            except TimeoutError:
                continue

    def _set(self, uri: str, seconds: float) -> None:
        self._due[uri] = asyncio.get_running_loop().time() + seconds
        self._touched.set()

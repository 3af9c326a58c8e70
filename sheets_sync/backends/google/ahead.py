"""Reading ahead: the next few spreadsheets are on their way while one is being checked."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")


class Ahead(Generic[T]):
    """Fetches what is expected by several threads, never more than so many before they are taken."""

    def __init__(self, fetch: Callable[[str], T], threads: int) -> None:
        self._fetch, self._threads = fetch, threads
        self._expected: deque[str] = deque()
        self._coming: dict[str, Future[T]] = {}
        self._pool: ThreadPoolExecutor | None = None

    def expect(self, keys: Iterable[str]) -> None:
        """These will be taken, in this order."""
        self._expected.extend(dict.fromkeys(keys))
        self._fill()

    def take(self, key: str) -> T:
        """What was fetched, or is fetched now. Raises what fetching raised."""
        coming = self._coming.pop(key, None)
        if coming is None:
            return self._fetch(key)
        self._fill()
        return coming.result()

    def close(self) -> None:
        """What nobody took is not fetched any more."""
        self._expected.clear()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _fill(self) -> None:
        if self._pool is None and self._expected:
            self._pool = ThreadPoolExecutor(self._threads, "google")
        while self._pool is not None and self._expected and len(self._coming) < 3 * self._threads:
            key = self._expected.popleft()
            if key not in self._coming:
                self._coming[key] = self._pool.submit(self._fetch, key)

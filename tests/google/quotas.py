"""How many requests a minute Google takes, in windows of sixty seconds that roll."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.google.errors import ERROR_INFO, ApiError

if TYPE_CHECKING:
    from tests.google.clock import Clock

WINDOW = 60.0
CONSUMER = "424242424242"


@dataclass
class Quotas:
    """Counts requests, and refuses those above a limit where it is on."""

    clock: Clock
    on: bool = False
    per_user: int = 60
    per_project: int = 300
    drive: int = 12_000
    _taken: dict[tuple[str, ...], deque[float]] = field(default_factory=dict)

    def take(self, service: str, account: str, *, writes: bool) -> None:
        """Counts a request; raises ApiError where there is no room for it, and then does not count it."""
        if not self.on:
            return
        direction = "write" if writes else "read"
        buckets = {("drive", account): self.drive}
        if service == "sheets":
            buckets = {(direction, account): self.per_user, (direction,): self.per_project}
        for bucket, limit in buckets.items():
            if len(self._within(bucket)) >= limit:
                raise too_many(direction, per_user=len(bucket) > 1) if service == "sheets" else drive_too_many()
        for bucket in buckets:
            self._within(bucket).append(self.clock.now())

    def _within(self, bucket: tuple[str, ...]) -> deque[float]:
        """The times of the requests in the window that ends now."""
        times = self._taken.setdefault(bucket, deque())
        while times and times[0] <= self.clock.now() - WINDOW:
            times.popleft()
        return times


def too_many(direction: str = "write", *, per_user: bool = True) -> ApiError:
    """The 429 of Sheets."""
    kind = direction.capitalize()
    limit, name = f"{kind} requests per minute", f"{kind}RequestsPerMinute"
    if per_user:
        limit, name = f"{limit} per user", f"{name}PerUser"
    metadata = {
        "consumer": f"projects/{CONSUMER}",
        "quota_limit": f"{name}" if per_user else f"{name}PerProject",
        "quota_metric": f"sheets.googleapis.com/{direction}_requests",
        "service": "sheets.googleapis.com",
    }
    info = {"@type": ERROR_INFO, "reason": "RATE_LIMIT_EXCEEDED", "domain": "googleapis.com", "metadata": metadata}
    said = (
        f"Quota exceeded for quota metric '{kind} requests' and limit '{limit}' of service 'sheets.googleapis.com' "
        f"for consumer 'project_number:{CONSUMER}'."
    )
    return ApiError(429, said, "RESOURCE_EXHAUSTED", [info])


def drive_too_many() -> ApiError:
    """What Drive says instead."""
    said = "User Rate Limit Exceeded"
    return ApiError(403, said, "", reason="userRateLimitExceeded", domain="usageLimits")

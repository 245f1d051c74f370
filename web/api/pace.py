"""How fast one account may call: counted in this process alone, for it only keeps turns fair."""

from __future__ import annotations

import threading
from datetime import datetime

CALLS_A_MINUTE = 600
MINUTE = 60
MOST_ACCOUNTS = 10_000


class Pace:
    """Calls of each account in the current minute."""

    def __init__(self, most: int = CALLS_A_MINUTE) -> None:
        self.most = most
        self._minute = -1
        self._calls: dict[str, int] = {}
        self._lock = threading.Lock()

    def take(self, account_id: str, now: datetime) -> int:
        """Count a call; 0 when it is granted, else the seconds until the next minute."""
        seconds = int(now.timestamp())
        with self._lock:
            if seconds // MINUTE != self._minute or len(self._calls) > MOST_ACCOUNTS:
                self._minute, self._calls = seconds // MINUTE, {}
            calls = self._calls.get(account_id, 0) + 1
            self._calls[account_id] = calls
        return 0 if calls <= self.most else MINUTE - seconds % MINUTE

"""What every test may ask for by name."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings

from engine import database
from tests.browsers import browser, page, playwright
from tests.databases import (
    database_url,
    empty_postgres_url,
    postgres_server,
    postgres_template,
    postgres_url,
    sqlite_template,
    sqlite_url,
)
from workflows import accounts

__all__ = [
    "browser",
    "database_url",
    "empty_postgres_url",
    "page",
    "playwright",
    "postgres_server",
    "postgres_template",
    "postgres_url",
    "scale",
    "sqlite_template",
    "sqlite_url",
]

SCALE = int(os.environ.get("VINHDANH_SOAK", "1"))
"""How many times their floor the random and fault tests run (`make soak`)."""

DELIVERED_SYNCHRONOUS = database.SYNCHRONOUS
"""How the product itself writes SQLite files."""

# A run makes much that soon is garbage and keeps much that never is: looking through all of it at
# the usual pace takes an eighth of the time.
gc.set_threshold(50_000, 20, 100)

# Seconds are the business of `make bench`: a slow machine must not make a right program fail.
settings.register_profile(
    "vinhdanh",
    deadline=None,
    max_examples=100 * SCALE,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("vinhdanh")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long come first, so that at the end nobody waits for the last of them."""
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_hashed_fast() -> Iterator[None]:
    """Hashing is slow on purpose, which tests of everything else need not wait for."""
    with pytest.MonkeyPatch.context() as patch:
        fast = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(accounts, "_hasher", fast)
        yield


@pytest.fixture(scope="session", autouse=True)
def _files_are_written_without_waiting_for_the_disk() -> Iterator[None]:
    """No machine loses its power here; processes that are killed are their own, and wait."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "SYNCHRONOUS", "OFF")
        patch.setattr(os, "fsync", lambda _file: None)
        yield


@pytest.fixture(scope="session")
def scale() -> int:
    """Multiply the size of a random run by this."""
    return SCALE

"""Modules are loaded without looking for garbage among them; afterwards it is looked for."""

from __future__ import annotations

import gc

import pytest

from web.loading import loading


def test_what_was_loaded_is_not_looked_through_again() -> None:
    before = gc.get_freeze_count()

    try:
        with loading():
            looked = gc.isenabled()

        assert (looked, gc.isenabled()) == (False, True)
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()


def test_garbage_is_looked_for_also_after_a_module_that_cannot_be_loaded() -> None:
    try:
        with pytest.raises(ImportError), loading():
            raise ImportError

        assert gc.isenabled()
    finally:
        gc.unfreeze()

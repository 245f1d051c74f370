"""Every character that UTF-8 can write, for strategies."""

from __future__ import annotations

from hypothesis import strategies as st

# The same set by its codec is worked out character by character, in each process of a first run.
ENCODABLE = st.characters(exclude_categories=["Cs"])

"""What anybody finds without an account: the receipt's status, published lists, decisions."""

from __future__ import annotations

from web.pages.public import decisions, lists, look_up
from web.pages.public.frame import pages

__all__ = ["decisions", "lists", "look_up", "pages"]

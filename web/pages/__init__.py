"""The pages, one module a noun; each brings a blueprint `pages`."""

from __future__ import annotations

from flask import Blueprint

from web.pages import (
    attachments,
    demo,
    drafts,
    health,
    preferences,
    public,
    sign_in,
    tasks,
    worklist,
)

PAGES: tuple[Blueprint, ...] = (
    sign_in.pages,
    preferences.pages,
    worklist.pages,
    tasks.pages,
    drafts.pages,
    attachments.pages,
    demo.pages,
    health.pages,
    public.pages,
)

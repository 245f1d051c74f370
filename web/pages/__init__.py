"""The pages, one module a noun; each brings a blueprint `pages`."""

from __future__ import annotations

from flask import Blueprint

from web.pages import (
    attachments,
    calendar,
    council,
    demo,
    documents,
    dossiers,
    drafts,
    filing,
    health,
    incidents,
    journal,
    law,
    opinions,
    overdue,
    own_unit,
    password,
    people,
    preferences,
    procedures,
    public,
    sign_in,
    studio,
    tasks,
    worklist,
)

PAGES: tuple[Blueprint, ...] = (
    sign_in.pages,
    preferences.pages,
    password.pages,
    own_unit.pages,
    worklist.pages,
    tasks.pages,
    drafts.pages,
    attachments.pages,
    council.pages,
    dossiers.pages,
    documents.pages,
    filing.pages,
    opinions.pages,
    demo.pages,
    health.pages,
    public.pages,
    overdue.pages,
    procedures.pages,
    studio.pages,
    law.pages,
    calendar.pages,
    journal.pages,
    incidents.pages,
    people.pages,
)

"""One task."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("tasks", __name__)

"""Documents: of a dossier, their files, templates, registers, printers, and checking one."""

from __future__ import annotations

from web.pages.documents import checking, dossier, files, printers, registers, signing, templates
from web.pages.documents.frame import pages

__all__ = ["checking", "dossier", "files", "pages", "printers", "registers", "signing", "templates"]

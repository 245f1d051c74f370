"""Lists of nominations as Excel workbooks: the template, the import, the annotated copy."""

from workflows.workbooks.annotation import annotate
from workflows.workbooks.checking import (
    Imported,
    check,
    import_rows,
)
from workflows.workbooks.columns import Column, Gender, NomineeKind
from workflows.workbooks.nominations import NominationRow, WorkbookChoices
from workflows.workbooks.package import PackageLimits, WorkbookRefused
from workflows.workbooks.reading import WorkbookLimits, read
from workflows.workbooks.sheet import Remark, Sheet
from workflows.workbooks.template import template

__all__ = [
    "Column",
    "Gender",
    "Imported",
    "NominationRow",
    "NomineeKind",
    "PackageLimits",
    "Remark",
    "Sheet",
    "WorkbookChoices",
    "WorkbookLimits",
    "WorkbookRefused",
    "annotate",
    "check",
    "import_rows",
    "read",
    "template",
]

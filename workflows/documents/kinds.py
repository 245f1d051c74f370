"""The documents of an award procedure: what each is called, and which register numbers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from forms.definition import Caption

CHECK = "/kiem-tra/"
"""Path of the page on which anybody checks a document."""


class DocumentKind(StrEnum):
    """The papers that the office makes; drawings name them by these words (`vd:document`)."""

    DECISION = "decision"
    SUBMISSION = "submission"
    """Tờ trình: to the superior, or of the office to its chairman."""
    REPORT = "report"
    """Báo cáo tổng hợp thành tích."""
    MINUTES = "council_minutes"
    TALLY = "tally"
    """Biên bản kiểm phiếu."""
    CERTIFICATE = "certificate"
    RECEIPT = "receipt"
    SUPPLEMENT = "supplement_request"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    NOTICE = "published_list"
    PRESENTATION = "presentation"
    """Phiếu trình: what the chairman is asked to sign, and what has been done for it."""
    PAYMENTS = "payment_list"
    CORRECTION = "correction"
    """Công văn đính chính (R-DOC-05)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """How people call a kind of document, and what is special about it."""

    name: Caption
    symbol: str = ""
    """Name under which the law has its symbol; empty for papers without one of their own."""
    has_word_file: bool = True


DESCRIBED: Mapping[DocumentKind, Described] = {
    DocumentKind.PRESENTATION: Described(
        name=Caption(vi="Phiếu trình", en="Presentation to the signatory")
    ),
    DocumentKind.SUBMISSION: Described(
        name=Caption(vi="Tờ trình", en="Submission"), symbol="submission"
    ),
    DocumentKind.REPORT: Described(
        name=Caption(vi="Báo cáo tổng hợp thành tích", en="Report on achievements"),
        symbol="report",
    ),
    DocumentKind.NOTICE: Described(
        name=Caption(vi="Thông báo công khai danh sách", en="Notice of the published list")
    ),
    DocumentKind.MINUTES: Described(
        name=Caption(vi="Biên bản họp Hội đồng", en="Minutes of the council"), symbol="minutes"
    ),
    DocumentKind.TALLY: Described(
        name=Caption(vi="Biên bản kiểm phiếu", en="Record of the count"), symbol="minutes"
    ),
    DocumentKind.DECISION: Described(
        name=Caption(vi="Quyết định khen thưởng", en="Award decision"), symbol="decision"
    ),
    DocumentKind.CERTIFICATE: Described(
        name=Caption(vi="Giấy khen", en="Certificates of merit"), has_word_file=False
    ),
    DocumentKind.PAYMENTS: Described(
        name=Caption(vi="Bảng kê tiền thưởng", en="List of reward money")
    ),
    DocumentKind.RECEIPT: Described(
        name=Caption(vi="Giấy tiếp nhận hồ sơ và hẹn trả kết quả", en="Receipt and due date")
    ),
    DocumentKind.SUPPLEMENT: Described(
        name=Caption(vi="Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", en="Request for a supplement")
    ),
    DocumentKind.REFUSAL: Described(
        name=Caption(vi="Phiếu từ chối tiếp nhận, giải quyết hồ sơ", en="Refusal slip")
    ),
    DocumentKind.APOLOGY: Described(
        name=Caption(vi="Phiếu xin lỗi và hẹn lại ngày trả kết quả", en="Apology and new date")
    ),
    DocumentKind.CORRECTION: Described(
        name=Caption(vi="Công văn đính chính", en="Letter of correction"), symbol="letter"
    ),
}

SLIPS: Mapping[str, DocumentKind] = {
    "receipt": DocumentKind.RECEIPT,
    "supplement": DocumentKind.SUPPLEMENT,
    "refusal": DocumentKind.REFUSAL,
    "apology": DocumentKind.APOLOGY,
}
"""Kinds of slips to the documents that show them."""

WITHIN = frozenset(
    {
        *(DocumentKind.PRESENTATION, DocumentKind.MINUTES, DocumentKind.PAYMENTS),
        *(DocumentKind.NOTICE, DocumentKind.CERTIFICATE),
    }
)
"""Never given out under a number of their own: there is nothing about them for anybody to check."""

ISSUED = frozenset(DocumentKind) - WITHIN
"""Given out under a number: they bear the code by which anybody checks them."""

FOR_ASKING = tuple(
    kind for kind in DESCRIBED if kind not in {*SLIPS.values(), DocumentKind.CORRECTION}
)
"""Made when somebody wants them; slips and corrections are made when they are written."""

FOR_PROPOSERS = frozenset(
    {
        *(DocumentKind.RECEIPT, DocumentKind.SUPPLEMENT, DocumentKind.REFUSAL),
        *(DocumentKind.APOLOGY, DocumentKind.NOTICE, DocumentKind.CERTIFICATE),
    }
)
"""What the proposing unit may open too; drafts and votes are the office's own."""

_DECIDED = (DocumentKind.PRESENTATION, DocumentKind.DECISION)
_VOTED = (DocumentKind.MINUTES, DocumentKind.TALLY)
_ASKED = (DocumentKind.SUBMISSION, DocumentKind.REPORT)

OF_STEP: Mapping[str, tuple[DocumentKind, ...]] = {
    "decision": _DECIDED,
    "decision_simplified": _DECIDED,
    "decision_without_council": _DECIDED,
    "decision_revocation": _DECIDED,
    "council_minutes": _VOTED,
    "council_minutes_before_list": _VOTED,
    "submission": _ASKED,
    "submission_without_council": _ASKED,
    "issued_submission": (DocumentKind.SUBMISSION,),
    "issued_decision": (DocumentKind.DECISION, DocumentKind.CERTIFICATE, DocumentKind.PAYMENTS),
    "certificate": (DocumentKind.CERTIFICATE, DocumentKind.PAYMENTS),
    "published_list": (DocumentKind.NOTICE,),
    "receipt": (DocumentKind.RECEIPT,),
    "refusal": (DocumentKind.REFUSAL,),
    "supplement_request": (DocumentKind.SUPPLEMENT,),
}
"""What is at hand where a drawing says `vd:document`: the paper itself and what goes with it."""


ASKS_ANEW = frozenset({"submission", "submission_without_council"})
"""Papers of steps that come again with every round: each sending has a letter of its own."""


def papers_of_step(document: str) -> tuple[DocumentKind, ...]:
    """The papers of a step by what its drawing says; any other kind may be named by itself."""
    if document in OF_STEP:
        return OF_STEP[document]
    return tuple(kind for kind in DocumentKind if kind.value == document)


def name_of(kind: DocumentKind, language: str = "vi") -> str:
    return DESCRIBED[kind].name.in_language(language)

"""The catalogue of what drawings may name: roles with their titles, and the gates papers need."""

from __future__ import annotations

from collections.abc import Mapping

ROLES: Mapping[str, str] = {
    "nominator": "Đơn vị đề nghị",
    "intake_clerk": "Công chức tiếp nhận",
    "award_officer": "Công chức thi đua, khen thưởng",
    "head_of_office": "Phụ trách Văn phòng",
    "council_secretary": "Thư ký Hội đồng",
    "council_member": "Ủy viên Hội đồng",
    "council_chair": "Chủ tịch Hội đồng",
    "chairman": "Chủ tịch UBND",
    "vice_chairman": "Phó Chủ tịch UBND",
    "registry_clerk": "Văn thư",
    "manager": "Người theo dõi",
    "admin": "Quản trị",
}
"""Position keys and how people call them; lanes of the drawings bear these titles."""

REQUIRED_GATES: Mapping[str, frozenset[str]] = {
    "council_minutes": frozenset({"publication_complete", "opinions_answered", "council_quorum"}),
    "decision": frozenset(
        {"publication_complete", "ballot_complete", "lateness_explained", "signature_evidence"}
    ),
    "decision_simplified": frozenset({"lateness_explained", "signature_evidence"}),
    "decision_without_council": frozenset(
        {"publication_complete", "opinions_answered", "lateness_explained", "signature_evidence"}
    ),
    "decision_revocation": frozenset({"award_in_book", "lateness_explained", "signature_evidence"}),
    "council_minutes_before_list": frozenset({"council_quorum", "ballot_complete"}),
    "submission": frozenset({"publication_complete", "ballot_complete", "lateness_explained"}),
    "submission_without_council": frozenset(
        {"publication_complete", "opinions_answered", "lateness_explained"}
    ),
    "issued_decision": frozenset({"lateness_explained", "signature_evidence"}),
    "certificate": frozenset({"decision_published"}),
}
"""Papers a step may make, and the gates around which no way of the drawing may lead to them."""

GATE_OPENERS: Mapping[str, frozenset[str]] = {
    "decision_published": frozenset({"record_decision_publication"}),
}
"""Gates that stay shut until the system has recorded something, and by which services it does."""

DECISIONS = frozenset(
    {"decision", "decision_simplified", "decision_without_council", "decision_revocation"}
)
PAPERS: Mapping[str, frozenset[str]] = {
    "bien_ban_hop": frozenset({"council_minutes", "council_minutes_before_list"}),
    "ky_quyet_dinh": DECISIONS,
    "ky_to_trinh": frozenset({"submission", "submission_without_council"}),
    "phat_hanh": frozenset({"issued_decision"}),
}
"""Forms by which a paper of law is made: a step that does not name it would shed its gates."""

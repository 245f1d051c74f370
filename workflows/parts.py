"""Parts of a dossier (R-DOS-01): the papers that the law asks for, and the gate on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.errors import Bilingual
from engine.gates import Finding, Gate, GateContext, allow, not_yet, refuse
from engine.view import View
from forms.definition import Caption
from workflows.dossiers import Dossier, dossier_of
from workflows.editions import edition_of
from workflows.nominees import nominees_of
from workflows.submissions import words

LAW = "dossier.parts"
"""The key of the law that lists them; also how forms call the list."""

LIST = "nominee_list"
"""The part that is handed in as the workbook itself."""

RESULT, COMPLETE, TICKED = "intake_check", "complete", "papers"
"""Fields of the check: its result, and the papers that were found."""

PARTS: Mapping[str, Caption] = {
    "proposal": Caption(vi="Văn bản đề nghị", en="Letter of proposal"),
    "submission": Caption(vi="Tờ trình", en="Submission letter"),
    LIST: Caption(vi="Danh sách đề nghị", en="List of those proposed"),
    "achievement_report": Caption(vi="Báo cáo thành tích", en="Report of achievements"),
    "summary_report": Caption(vi="Báo cáo tóm tắt thành tích", en="Short report of achievements"),
    "minutes": Caption(vi="Biên bản xét khen thưởng", en="Minutes of the meeting that chose them"),
    "ballot_result": Caption(vi="Kết quả bỏ phiếu", en="Result of the ballot"),
    "initiative_proof": Caption(
        vi="Chứng nhận sáng kiến hoặc hoàn thành xuất sắc nhiệm vụ",
        en="Proof of the initiative or of excellent completion",
    ),
    "proofs": Caption(vi="Tài liệu chứng minh", en="Proofs"),
    "conclusion": Caption(vi="Kết luận bằng văn bản", en="Written conclusion"),
    "form_01": Caption(vi="Mẫu 01", en="Form 01"),
    "form_02": Caption(vi="Mẫu 02", en="Form 02"),
    "form_03": Caption(vi="Mẫu 03", en="Form 03"),
    "form_04": Caption(vi="Mẫu 04", en="Form 04"),
    "form_05": Caption(vi="Mẫu 05", en="Form 05"),
    "form_06": Caption(vi="Mẫu 06", en="Form 06"),
}
"""Every part that a law names, in words."""


def part_name(key: str, language: str = "vi") -> str:
    """The part in words; a key that is not known here stays as it is."""
    known = PARTS.get(key)
    return known.in_language(language) if known else key


def parts_of(view: View, dossier: Dossier) -> Sequence[str]:
    """The parts that the law of a dossier asks for, in its order; none where it is silent.

    What a superior has before it is of one procedure, whatever those below propose: there the law
    says by award what has to be in it.
    """
    edition = edition_of(view, dossier)
    asks_by_award = any(one.award for one in edition if one.key == LAW)
    rows = nominees_of(view, dossier.id) if asks_by_award else ()
    awards = sorted({row.award for row in rows}) or [""]
    said = [edition.get(LAW, award=award) for award in awards]
    parts = [part for one in said if one and isinstance(one.value, tuple) for part in one.value]
    return tuple(dict.fromkeys(str(part) for part in parts))


def missing_from(view: View, dossier: Dossier, ticked: Sequence[str]) -> Sequence[str]:
    """The parts that were not found when the dossier was checked."""
    return tuple(part for part in parts_of(view, dossier) if part not in ticked)


def papers_complete(context: GateContext) -> Finding:
    """Nothing is accepted of which a part is missing: that is what the supplement is for."""
    if context.submission.get(RESULT) != COMPLETE:
        return not_yet()
    dossier = dossier_of(context.view, context.instance.id)
    missing = missing_from(context.view, dossier, words(context.submission, TICKED))
    if missing:
        return refuse(
            "papers_missing",
            who="intake_clerk",
            papers=[Bilingual(part_name(part), part_name(part, "en")) for part in missing],
        )
    return allow()


PAPERS_COMPLETE = Gate(
    key="papers_complete",
    title="Every paper of the dossier is there",
    rule="R-DOS-01",
    law=LAW,
    predicate=papers_complete,
    reasons={
        "papers_missing": "Not ticked as received: %(papers)s. Ask for a supplement, or tick what "
        "is there.",
    },
)

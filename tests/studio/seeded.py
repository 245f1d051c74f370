"""Delivered drawings with one fault each, and sound ones that only look like faulty ones."""

from __future__ import annotations

from pathlib import Path

BPMN = Path(__file__).parents[2] / "bpmn"
QUICK, USUAL = "giay_khen_dot_xuat", "giay_khen_cong_trang"
INTAKE, NOTICE, COUNCIL = "tiep_nhan", "cong_khai", "hoi_dong"
PROPOSED = ' xsi:type="bpmn:tFormalExpression">= appraisal_result = "propose"'
ASKED = f"<bpmn:conditionExpression{PROPOSED}</bpmn:conditionExpression>"
DUE = '<bpmn:timeDate xsi:type="bpmn:tFormalExpression">deadline("step.appraise")</bpmn:timeDate>'
LEAVES_SIGNING = 'sourceRef="gate_appraisal" targetRef="sign"'

# file, what stands there, what is drawn instead, and every problem that is to be told:
# rule, element, field
FAULTS = [
    # Who does it.
    (QUICK, ' camunda:candidateGroups="award_officer"', "", "human-steps appraise_short role"),
    (
        QUICK,
        'candidateGroups="award_officer"',
        'candidateGroups="award_oficer"',
        "human-steps appraise_short role, lanes-agree appraise_short role",
    ),
    (
        USUAL,
        'candidateGroups="chairman,vice',
        'candidateGroups="chairmen,vice',
        "human-steps sign role, lanes-agree sign role",
    ),
    (
        INTAKE,
        'candidateGroups="intake_clerk"',
        'candidateGroups="boss"',
        "human-steps check role, lanes-agree check role",
    ),
    (
        NOTICE,
        'candidateGroups="award_officer"',
        'candidateGroups="nobody"',
        "human-steps publish_list role, lanes-agree publish_list role",
    ),
    # With which form.
    (QUICK, ' camunda:formKey="tham_dinh_dot_xuat"', "", "human-steps appraise_short form"),
    (
        QUICK,
        'formKey="tham_dinh_dot_xuat"',
        'formKey="tham_dinh_khac"',
        "human-steps appraise_short form",
    ),
    (NOTICE, ' camunda:formKey="ket_thuc_cong_khai"', "", "human-steps close_publication form"),
    # Until when.
    (QUICK, ' vd:deadline="step.appraise"', "", "human-steps appraise_short deadline"),
    (QUICK, 'vd:deadline="step.appraise"', 'vd:deadline="x"', "keys-known appraise_short deadline"),
    (QUICK, 'vd:deadline="step.sign"', 'vd:deadline="P12D"', "keys-known sign deadline"),
    (QUICK, ' vd:deadline="procedure.limit"', "", f"keys-known {QUICK} deadline"),
    (USUAL, 'vd:deadline="step.publish"', 'vd:deadline="y"', "keys-known publication deadline"),
    (USUAL, 'vd:deadline="step.appraise"', 'vd:deadline="400wd"', f"step-budgets {USUAL} deadline"),
    (NOTICE, 'vd:deadline="4wh"', 'vd:deadline="4 giờ"', "keys-known publish_list deadline"),
    (COUNCIL, 'vd:deadline="step.council"', 'vd:deadline="12"', "keys-known council deadline"),
    (INTAKE, ' vd:deadline="step.receive"', "", "human-steps check deadline"),
    # On which rule.
    (
        QUICK,
        ' vd:legalBasis="R-AUTH-01 R-DOC-04 R-DOC-06 R-TIME-08"',
        "",
        "legal-bases sign legalBasis",
    ),
    (
        QUICK,
        '"R-DOS-02 R-ELIG-11 ',
        '"R-DOS-99 R-ELIG-11 ',
        "legal-bases appraise_short legalBasis",
    ),
    # Behind which gate.
    (QUICK, "concluded criteria_met", "concluded criteria", "keys-known appraise_short gates"),
    (
        QUICK,
        '"lateness_explained signature_evidence"',
        '"lateness_explained"',
        "gates-on-every-way sign gates",
    ),
    (
        QUICK,
        ' vd:gate="lateness_explained signature_evidence"',
        "",
        "gates-on-every-way sign gates",
    ),
    (
        NOTICE,
        "complete opinions_answered",
        "complete opinions",
        "keys-known close_publication gates",
    ),
    (NOTICE, ' vd:gate="publication_complete"', "", "conditions-present publication_period gates"),
    (
        COUNCIL,
        ' vd:gate="publication_complete opinions_answered council_quorum ballot_complete"',
        "",
        "gates-on-every-way council gates",
    ),
    # Which paper it makes: without one it would shed its gates.
    (QUICK, ' vd:document="decision_simplified"', "", "gates-on-every-way sign document"),
    (COUNCIL, ' vd:document="council_minutes"', "", "gates-on-every-way council document"),
    (
        QUICK,
        '<bpmn:serviceTask id="close_dossier"',
        '<bpmn:serviceTask id="close_dossier" vd:gate="criteria_met"',
        "keys-known close_dossier gates",
    ),
    # Back to where, and by whom not.
    (QUICK, 'returnTo="appraise_short"', 'returnTo="nowhere"', "returns-possible sign returnTo"),
    (QUICK, 'returnTo="appraise_short"', 'returnTo="completed"', "returns-possible sign returnTo"),
    (USUAL, '"appraise council"', '"appraise counsel"', "returns-possible sign returnTo"),
    (
        NOTICE,
        'returnTo="publish_list"',
        'returnTo="x"',
        "returns-possible close_publication returnTo",
    ),
    (QUICK, 'fourEyes="appraise_short"', 'fourEyes="nobody"', "four-eyes-known sign fourEyes"),
    (QUICK, 'fourEyes="appraise_short"', 'fourEyes="sign"', "four-eyes-known sign fourEyes"),
    # Which part, topic and table.
    (QUICK, 'Element="phat_hanh"', 'Element="phat_hanh_moi"', "calls-known issuance calls"),
    (QUICK, ' calledElement="phat_hanh"', "", "calls-known issuance calls"),
    (QUICK, 'topic="refuse_dossier"', 'topic="refuse"', "work-named refuse_dossier topic"),
    (QUICK, ' camunda:topic="close_dossier"', "", "work-named close_dossier topic"),
    (USUAL, 'topic="remind_officer"', 'topic="remind"', "work-named remind_officer topic"),
    (
        QUICK,
        'decisionRef="tieu_chuan"',
        'decisionRef="khac"',
        "decisions-fit appraise_short decision",
    ),
    # What is asked.
    (
        QUICK,
        'result = "refuse"',
        "result = ",
        "expressions-understood Flow_gate_appraisal_refuse_dossier feel",
    ),
    (
        QUICK,
        '= appraisal_result = "refuse"',
        '= apraisal_result = "refuse"',
        "variables-known Flow_gate_appraisal_refuse_dossier condition",
    ),
    (QUICK, ASKED, "", "gateway-flows Flow_gate_appraisal_sign condition"),
    (
        QUICK,
        'deadline("step.appraise")',
        'deadline("z")',
        "expressions-understood appraisal_due feel",
    ),
    (QUICK, 'deadline("step.appraise")', "tomorrow", "variables-known appraisal_due condition"),
    (
        USUAL,
        'result = "propose"',
        'result == "propose"',
        "expressions-understood Flow_gate_appraisal_publication feel",
    ),
    (
        USUAL,
        '= appraisal_result = "propose"',
        '= law("x.y") = 1',
        "expressions-understood Flow_gate_appraisal_publication feel",
    ),
    (
        INTAKE,
        '= intake_check = "complete"',
        '= intake_chek = "complete"',
        "variables-known Flow_gate_check_accept_dossier condition",
    ),
    (
        INTAKE,
        '= intake_check = "complete"',
        "= dossier.nothing = 1",
        "variables-known Flow_gate_check_accept_dossier condition",
    ),
    (
        USUAL,
        DUE,
        DUE.replace("timeDate", "timeDuration").replace('deadline("step.appraise")', "P1X"),
        "timers-written appraisal_due timer",
    ),
    # What it is called.
    (QUICK, 'name="Thẩm định nhanh"', "", "names-given appraise_short name"),
    (QUICK, ' vd:nameEn="Quick appraisal"', "", "english-names appraise_short nameEn"),
    (QUICK, 'vd:stageEn="Signature" ', "", "english-names sign stageEn"),
    (
        QUICK,
        ' vd:taskTitleEn="Sign the decision – {unit} ({nominees|nominee|nominees})"',
        "",
        "english-names sign taskTitleEn",
    ),
    (USUAL, 'vd:nameEn="Ineligible"', "", "english-names refused nameEn"),
    (QUICK, 'name="Kết luận thẩm định?"', 'name=""', "gateway-questions gate_appraisal name"),
    (
        QUICK,
        'name="Kết luận thẩm định?"',
        'name="Kết luận"',
        "gateway-questions gate_appraisal name",
    ),
    (USUAL, 'name="Từ chối" ', "", "gateway-questions Flow_gate_appraisal_refuse_dossier name"),
    # How it hangs together.
    (
        QUICK,
        'isExecutable="true"',
        'isExecutable="false"',
        f"no-executable-process Definitions_{QUICK} executable",
    ),
    (QUICK, "vd:irreversible=", "vd:ireversible=", "unknown-attribute sign name"),
    (
        QUICK,
        'sourceRef="closing" targetRef="completed"',
        'sourceRef="closing" targetRef="gone"',
        "flow-reference Flow_closing_completed name",
    ),
    (
        QUICK,
        LEAVES_SIGNING,
        'sourceRef="gate_appraisal" targetRef="issuance"',
        "reachable sign name, reachable gate_signature name",
    ),
    (
        USUAL,
        'sourceRef="publication" targetRef="council"',
        'sourceRef="publication" targetRef="sign"',
        "reachable council name",
    ),
    (
        QUICK,
        'attachedToRef="appraise_short"',
        'attachedToRef="gate_appraisal"',
        "boundary-attached appraisal_due interrupting",
    ),
]
WARNINGS = ("english-names", "gateway-questions", "unknown-attribute")
ERRORS = [row for row in FAULTS if not row[3].startswith(WARNINGS)]
PARTS = (INTAKE, NOTICE, COUNCIL)

# What only looks like a fault: other words, stricter or shorter, guarded elsewhere, foreign.
SOUND = [
    (QUICK, 'name="Thẩm định nhanh"', 'name="Thẩm định trong ngày"'),
    (QUICK, 'vd:deadline="step.appraise"', 'vd:deadline="4wh"'),
    (QUICK, 'vd:deadline="step.sign"', 'vd:deadline="1wd"'),
    (QUICK, 'vd:returnTo="appraise_short" ', ""),
    (QUICK, 'vd:fourEyes="appraise_short" ', ""),
    (QUICK, 'vd:irreversible="true" ', ""),
    (QUICK, ' camunda:decisionRef="tieu_chuan"', ""),
    (QUICK, '"lateness_explained signature', '"criteria_met lateness_explained signature'),
    (QUICK, 'appraisal_result = "propose"', 'appraisal_result in ("propose")'),
    (
        QUICK,
        'appraisal_result = "refuse"',
        'appraisal_result = "refuse" and dossier.nominees &gt; 0',
    ),
    (QUICK, "<bpmn:documentation>Xem", "<bpmn:documentation>Hãy xem"),
    (
        QUICK,
        '<bpmn:endEvent id="reminded" name="Đã nhắc"',
        '<bpmn:endEvent id="reminded" name="Nhắc"',
    ),
    (USUAL, "publication_complete ballot_complete ", "ballot_complete "),
    (USUAL, "publication_complete ballot_complete ", "publication_complete "),
    (USUAL, 'vd:fourEyes="appraise"', 'vd:fourEyes="council"'),
    (USUAL, 'vd:returnTo="appraise council"', 'vd:returnTo="appraise"'),
    (USUAL, 'cancelActivity="false"', ""),
    (NOTICE, 'vd:deadline="4wh"', 'vd:deadline="2wh"'),
    (COUNCIL, 'vd:legalBasis="R-COUN-02 R-COUN-05 R-DOC-07"', 'vd:legalBasis="R-COUN-02"'),
    (INTAKE, 'intake_check = "refuse"', 'intake_check in ("refuse")'),
]


def drawn(file: str, old: str, new: str) -> str:
    """The drawing with one place changed."""
    text = (BPMN / f"{file}.bpmn").read_text()
    assert old in text, (file, old)
    return text.replace(old, new, 1)


def beside_its_caller(file: str, text: str) -> dict[str, bytes]:
    """The files of a deployment: a part is judged together with a procedure that calls it."""
    files = {f"{file}.bpmn": text.encode()}
    caller = {f"{USUAL}.bpmn": (BPMN / f"{USUAL}.bpmn").read_bytes()} if file in PARTS else {}
    return caller | files

"""States in words for people outside the office; English, the catalogue has the Vietnamese."""

from __future__ import annotations

from engine.deadlines import ClockState
from workflows.dossiers import DossierState
from workflows.opinions import OpinionState

STATUS_SENTENCES = {
    DossierState.FILED: "The dossier has been handed in and is being checked",
    DossierState.PROCESSING: "The dossier is being processed",
    DossierState.SUPPLEMENT: "The dossier waits for papers from the proposing unit",
    DossierState.DECIDED: "The decision has been issued",
    DossierState.FINISHED: "The dossier is finished",
    DossierState.REFUSED: "The dossier was refused",
    DossierState.CLOSED: "The dossier was closed because papers did not arrive in time",
    DossierState.RETURNED: "The dossier was sent back to the office that submitted it",
    DossierState.CANCELLED: "The dossier was ended before its end",
}

NEXT_SENTENCES = {
    DossierState.FILED: "The due date is fixed when the dossier has been found complete.",
    DossierState.PROCESSING: "You need not do anything. Questions: the intake desk, office hours.",
    DossierState.SUPPLEMENT: "The clock stands still until the complete papers arrive.",
    DossierState.DECIDED: "Publication and hand-over of the result follow.",
}

ONCE_PUBLIC = "The decision is public; hand-over of the result follows."
"""What follows for a dossier whose decision can be read here already."""

CLOCK_WORDS = {
    ClockState.ON_TRACK: "In time",
    ClockState.DUE_SOON: "Due soon",
    ClockState.OVERDUE: "Overdue",
    ClockState.PAUSED: "Paused",
    ClockState.PROVISIONAL: "Provisional",
}

RESULT_WORDS = {"early": "Done early", "on_time": "Done in time", "overdue": "Done late"}

CAUSE_WORDS = {
    "own": "at the office",
    "applicant": "at the proposing unit",
    "superior": "at the superior body",
    "council": "at the council",
}

OPINION_SENTENCES = {
    OpinionState.RECEIVED: "Received; the office has not looked at it yet.",
    OpinionState.ADMITTED: "Admitted; it will be answered before the council meets.",
    OpinionState.REJECTED: "Not admitted, for the reason below.",
    OpinionState.ANSWERED: "Answered.",
    OpinionState.PETITION: "Sent after the period; it is handled as a petition.",
}

"""Acts and outcomes of the journal in words; English, the catalogue has the Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping

ACTS: Mapping[str, str] = {
    "council.attendance": "Note attendance",
    "council.cancel": "Cancel a council session",
    "council.close": "Close a council session",
    "council.decide": "Record what the council decided",
    "council.choose": "Choose among equal votes",
    "council.correct_written_vote": "Correct a written vote",
    "council.invite": "Name the guests of a session",
    "council.open": "Open a council session",
    "council.plan": "Plan a council session",
    "council.proxy": "Note a mandate to vote",
    "council.vote": "Cast a ballot",
    "council.vote_again": "Call a second ballot",
    "council.written_vote": "Enter a written vote",
    "decision.register": "Number a decision",
    "decision.sign": "Sign a decision",
    "certificate.enter": "Enter a certificate",
    "certificate.revoke": "Take a certificate out of use",
    "delegation.end": "End a delegation",
    "delegation.enter": "Enter a delegation",
    "signature.mode": "Change how the office signs",
    "document.bring": "Bring back an edited document",
    "document.correct": "Correct a document",
    "document.issue": "Number a document",
    "document.made": "Files of a document made",
    "document.open": "Open a document",
    "document.prepare": "Make a document of a dossier",
    "document.printer": "Set up a printer",
    "document.template": "Change a template",
    "register.cancel": "Cancel a number",
    "dossier.archive": "Archive a dossier",
    "dossier.explain_lateness": "Explain a delay",
    "decision.make": "Decide by a table",
    "dossier.file": "File a dossier",
    "dossier.remind": "Remind",
    "incident.close": "Close a dossier that stands still",
    "incident.correct": "Put a fact of a dossier right",
    "incident.open": "Incident",
    "incident.overtaken": "An incident was overtaken by events",
    "incident.resolve": "Settle an incident otherwise",
    "incident.restore": "Restore a stored state",
    "incident.retry": "Try again what failed",
    "instance.begin": "Begin by an event",
    "instance.cancel": "Cancel a dossier",
    "migration.begin": "Move running dossiers to another version",
    "migration.move": "Move a dossier to another version",
    "migration.move_back": "Put a dossier back on its version",
    "migration.undo": "Take a move to another version back",
    "message.deliver": "Receive a message",
    "message.send": "Send a message",
    "nominee.hold": "Hold a nominee back",
    "nominee.release": "Let a nominee go on",
    "notice.send": "Send a notice",
    "opinion.answer": "Answer an opinion",
    "opinion.moderate": "Moderate an opinion",
    "opinion.send": "Send an opinion",
    "procedure.approve": "Approve a changed procedure",
    "procedure.deploy": "Publish a procedure",
    "procedure.discard": "Give up a draft of a procedure",
    "procedure.edit": "Take a draft of a procedure further",
    "procedure.grant": "Let somebody edit a procedure",
    "procedure.publish": "Publish an approved procedure",
    "procedure.return": "Send a draft of a procedure back",
    "procedure.review": "Review a draft of a procedure",
    "procedure.revoke": "Take back the right to edit a procedure",
    "procedure.scenario_drop": "Drop a scenario",
    "procedure.scenario_keep": "Keep a scenario",
    "procedure.submit": "Hand a changed procedure in",
    "procedure.withdraw": "Take back a procedure handed in",
    "publication.close": "Close a publication",
    "publication.open": "Put up a publication",
    "task.assign": "Hand a step over",
    "task.claim": "Claim a step",
    "task.complete": "Complete a step",
    "task.release": "Give a step back",
    "task.return": "Send a dossier back",
    "wait.wake": "A time has come",
}

ROOMS: Mapping[str, str] = {
    "task": "Steps",
    "dossier": "Dossiers",
    "nominee": "Nominees",
    "publication": "Publications",
    "opinion": "Opinions",
    "council": "Council",
    "decision": "Decisions",
    "procedure": "Procedures",
    "notice": "Notices",
    "instance": "Cancelled dossiers",
    "migration": "Moves to another version",
    "incident": "Incidents",
    "message": "Messages between processes",
    "wait": "Times and jobs",
}
"""How actions begin, and what they are about."""

ACTORS: Mapping[str, str] = {
    "system": "The system",
    "operator": "The operator",
    "citizen": "A citizen",
}

FAULTS: Mapping[str, str] = {
    "gap": "a row is missing or was put in",
    "link": "the row does not follow the one before it",
    "content": "a field of the row was changed",
    "head": "rows at the end are missing, or the head was changed",
}
"""What the verification of the chain finds."""

INCIDENTS: Mapping[str, str] = {
    "unreadable_state": "The stored state is damaged",
    "runaway": "The case went past a limit of the engine",
    "wait_failed": "A job or timer failed three times",
    "mail_failed": "A letter could not be sent",
    "message_undelivered": "A message reached nobody",
}

ENDINGS: Mapping[str, str] = {
    "retried": "tried again",
    "resolved": "settled otherwise",
    "restored": "restored from the copy",
    "closed": "dossier closed",
    "overtaken": "overtaken by events",
}
"""How incidents end."""

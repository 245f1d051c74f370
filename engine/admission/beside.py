"""What of BPMN 2.0 is no step, no event and no gateway: what becomes of it, name by name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of an element that moves no token."""

    READ = "read"
    """It says something about an element that runs, and is followed."""
    SHOWN = "shown"
    """It stays in the file and in the picture, and means nothing to a running case."""
    UNREAD = "not read"
    """Elsewhere it would do something; here it does nothing, and a warning tells that."""
    REFUSED = "refused"
    """A file with it is not taken."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Elements that are treated alike."""

    names: tuple[str, ...]
    what: str
    fate: Fate
    note: str
    """For the documents."""
    instead: str
    """What to use, where it is not read."""


def _beside(names: str, what: str, fate: Fate, note: str = "", instead: str = "") -> Beside:
    return Beside(tuple(names.split()), what, fate, note, instead)


BESIDE: tuple[Beside, ...] = (
    _beside("definitions process", "Definitions, process", Fate.READ,
        "Every process that is not marked `isExecutable=\"false\"`."),
    _beside("sequenceFlow", "Sequence flow", Fate.READ, "With its condition in FEEL."),
    _beside("incoming outgoing", "Lists of flows", Fate.SHOWN,
        "The flows' own ends say what is connected; these lists may lag behind."),
    _beside("laneSet lane", "Lanes", Fate.READ,
        "In a procedure a human step stands in the lane of the role that does it."),
    _beside("message signal error escalation", "Message, signal, error, escalation", Fate.READ,
        "Senders and receivers find one another by the name, or by the code."),
    _beside("multiInstanceLoopCharacteristics standardLoopCharacteristics completionCondition",
        "Loop characteristics", Fate.READ, "See the table of constructs."),
    _beside("expression formalExpression", "Expression", Fate.READ, "Read as FEEL."),
    _beside("documentation", "Documentation", Fate.SHOWN, "Words for those who draw."),
    _beside("collaboration participant", "Pool", Fate.READ,
        "Names the process; a pool without a process is a picture."),
    _beside("messageFlow messageFlowAssociation participantMultiplicity participantAssociation",
        "Message flow", Fate.SHOWN, "Messages are sent and received by their names."),
    _beside("textAnnotation association group category categoryValue artifact",
        "Annotation, association, group", Fate.SHOWN, "Words about the picture."),
    _beside("dataObject dataObjectReference dataStore dataStoreReference dataState",
        "Data object, data store", Fate.SHOWN,
        "What a case knows are form fields, facts and results of decisions."),
    _beside("itemDefinition import extension extensionDefinition extensionAttributeDefinition "
        "relationship", "Types, imports, declared extensions", Fate.SHOWN,
        "What a process calls is sent along with it."),
    _beside("extensionElements", "Extensions", Fate.READ,
        "Those of `camunda:` that are named below and those of `vd:`; of others a warning tells."),
    _beside("resourceRole performer humanPerformer potentialOwner resourceParameterBinding "
        "resourceAssignmentExpression", "Who does a step, as a resource role", Fate.UNREAD,
        instead="Name a role in `camunda:candidateGroups`."),
    _beside("ioSpecification inputOutputSpecification dataInput dataOutput inputSet outputSet "
        "itemAwareElement", "Inputs and outputs of the standard", Fate.UNREAD,
        instead="Say it with a form or with `camunda:in`."),
    _beside("dataInputAssociation dataOutputAssociation dataAssociation assignment",
        "Data associations", Fate.UNREAD, instead="Say it with a form or a decision."),
    _beside("property", "Properties", Fate.UNREAD,
        instead="A variable is set by a form or a decision."),
    _beside("correlationSubscription correlationPropertyBinding correlationProperty "
        "correlationKey correlationPropertyRetrievalExpression", "Correlation of the standard",
        Fate.UNREAD, instead="Give the event `vd:correlationKey`."),
    _beside("auditing monitoring", "Auditing, monitoring", Fate.UNREAD,
        instead="The journal notes every step by itself."),
    _beside("rendering", "Rendering", Fate.UNREAD, instead="Choose a form under “Form”."),
    _beside("ioBinding inputOutputBinding supports supportedInterfaceRef interface operation "
        "endPoint resource resourceParameter partnerEntity partnerRole "
        "complexBehaviorDefinition", "Interfaces, services, resources, partners", Fate.UNREAD,
        instead="A step done by the system names its `camunda:topic`."),
    _beside("globalTask globalManualTask globalUserTask globalScriptTask globalBusinessRuleTask",
        "Global task", Fate.UNREAD, instead="Draw a process and call that."),
    _beside("script", "Script", Fate.REFUSED, "It stands in script tasks, which are never run."),
    _beside("choreography globalChoreographyTask conversation globalConversation "
        "conversationLink conversationAssociation", "Choreography, conversation", Fate.UNREAD,
        instead="Only processes run."),
)  # fmt: skip
"""Together with the tables of flow nodes and events, every element that BPMN 2.0 has."""

UNREAD = {name: kind for kind in BESIDE if kind.fate is Fate.UNREAD for name in kind.names}

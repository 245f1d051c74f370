"""Forms: what people type, from form-js definitions to validated values."""

from forms.beginning import Filled, fill_remaining, prefilled, said_before, take_back
from forms.catalogue import FormCatalogue
from forms.definition import FieldKind, FormDefinition, FormField
from forms.reading import InvalidForm, check, load
from forms.rendering import view
from forms.requests import from_request
from forms.validation import answers_of, validate
from forms.validator import DefinitionValidator
from forms.views import FieldView, FormView

__all__ = [
    "DefinitionValidator",
    "FieldKind",
    "FieldView",
    "Filled",
    "FormCatalogue",
    "FormDefinition",
    "FormField",
    "FormView",
    "InvalidForm",
    "answers_of",
    "check",
    "fill_remaining",
    "from_request",
    "load",
    "prefilled",
    "said_before",
    "take_back",
    "validate",
    "view",
]

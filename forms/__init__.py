"""Forms: what people type, from form-js definitions to validated values."""

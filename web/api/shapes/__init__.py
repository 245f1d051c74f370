"""What operations ask for and answer, noun by noun: read strictly, and told in OpenAPI."""

"""The operations, noun by noun."""

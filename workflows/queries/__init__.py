"""What pages ask: one module a noun, each function takes a view and returns frozen records."""

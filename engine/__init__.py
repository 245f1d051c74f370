"""The process engine: admits models, runs them, keeps their clocks, gates and journal."""

"""The dated demo: a believable township whose dossiers were made by running the engine.

All people in it are invented.
"""

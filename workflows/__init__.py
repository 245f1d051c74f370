"""The office's business on the engine: dossiers, nominees, council, publications, law."""

"""What the office puts on paper: from the dossier's rows to files that anybody can check."""

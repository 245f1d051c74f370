"""The parts of the parser: names, brackets, constructs, types, and the cells of decision tables."""

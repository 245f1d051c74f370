"""The parts of the compiler: names and paths, operators, constructs, loops, calls."""

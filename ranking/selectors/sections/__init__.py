"""The parts of a report: one file per part, each a function of the answers."""

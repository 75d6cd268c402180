"""Everything that has a process id."""

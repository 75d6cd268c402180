"""How the sample calls are made: plays, voices, telephone lines, drop folders."""

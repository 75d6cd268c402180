"""Calls that the rules were not written with, measured from sound to silence. See README.md."""

"""What strangers' words could do to detection: run by `python -m tests.fuzz`."""

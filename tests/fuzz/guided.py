"""One target under atheris (libFuzzer), in a process of its own: it never comes back.

atheris is no dependency: it is found where it is installed, and `python -m tests.fuzz`
does without it where it is not.
"""

from __future__ import annotations

import sys
from importlib import import_module


def main(arguments: list[str]) -> None:
    """`arguments`: the target's name, then libFuzzer's own options and corpus folders."""
    atheris = import_module("atheris")
    with atheris.instrument_imports(include=["pipeline"]):
        from tests.fuzz.targets import TARGETS
    name, *options = arguments
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])

"""One line an event, on standard error: names, numbers and ids; never what was said."""

from __future__ import annotations

import logging
import os
import sys
import traceback

from pipeline.errors import HushtapeError

FORMAT = "%(asctime)s %(levelname)-7s %(name)s %(message)s"


def to_stderr() -> None:
    """Send this process's log to standard error; libraries only when they warn.

    $HUSHTAPE_LOG sets the level: DEBUG, INFO (the default), WARNING or ERROR.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(FORMAT, datefmt="%Y-%m-%dT%H:%M:%S%z"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("hushtape").setLevel(os.environ.get("HUSHTAPE_LOG", "INFO"))


def log(name: str) -> logging.Logger:
    return logging.getLogger(f"hushtape.{name}")


def told(trouble: BaseException) -> str:
    """One of our errors with its hint; of any other exception, only where it came from."""
    if isinstance(trouble, HushtapeError):
        return f"{type(trouble).__name__}: {trouble} {trouble.hint}".rstrip()
    return where(trouble)


def where(trouble: BaseException) -> str:
    """The kind of an unforeseen exception and the line it came from.

    Not its message: a library's message may quote what it was given.
    """
    frames = traceback.extract_tb(trouble.__traceback__)
    last = frames[-1] if frames else None
    place = f" at {last.filename.rpartition('/')[2]}:{last.lineno}" if last else ""
    return f"{type(trouble).__name__}{place}"

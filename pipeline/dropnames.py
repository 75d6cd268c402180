"""What the names in a drop folder mean: recordings, sidecars, markers, work in progress."""

from __future__ import annotations

from collections.abc import Sequence

SIDECARS = (".json", ".csv", ".xml")
"""Endings of files that tell of a recording instead of being one."""
MARKER = ".done"
TEMPORARY = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~")
"""Endings of names that a copying program will change when it is done."""


def is_temporary(name: str) -> bool:
    """Whether a file of this name is somebody's work in progress, or not for us."""
    return name.startswith((".", "~")) or name.lower().endswith(TEMPORARY)


def is_beside(name: str) -> bool:
    """Whether a file of this name belongs to a recording instead of being one."""
    return name.lower().endswith((*SIDECARS, MARKER))


def lists_of_calls(templates: Sequence[str]) -> frozenset[str]:
    """Those sidecar templates that name one file for many recordings."""
    return frozenset(template for template in templates if "{" not in template)


def marker_names(name: str) -> tuple[str, ...]:
    """The markers that may say that a recording of this name is complete."""
    return f"{name}{MARKER}", f"{stem(name)}{MARKER}"


def sidecar_names(templates: Sequence[str], name: str, pair: str | None) -> tuple[str, ...]:
    """The sidecars a recording may have, the likeliest first; `pair`: its path without its leg."""
    parts = {"name": name, "stem": stem(name)}
    if pair is not None:
        parts["pair"] = stem(pair.rpartition("/")[2])
    return tuple(
        _filled(template, parts)
        for template in templates
        if "{pair}" not in template or pair is not None
    )


def stem(name: str) -> str:
    """A name without its ending."""
    return name.rpartition(".")[0] or name


def _filled(template: str, parts: dict[str, str]) -> str:
    # str.format would read the braces that occur in the names of files.
    head, _, rest = template.partition("{")
    inner, _, tail = rest.partition("}")
    return f"{head}{parts[inner]}{tail}" if rest else head

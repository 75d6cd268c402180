"""Debian's Chromium, which Playwright drives. `python -m tests.servers.chromium --install`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",
)
"""It runs as root, without a screen, and asks nobody on the network for anything."""


def where() -> str | None:
    return shutil.which("chromium")


def install() -> None:
    """Raises SystemExit where that takes root and this is not."""
    if where():
        return
    if os.geteuid() != 0:
        raise SystemExit("Chromium is missing; as root: apt-get install chromium")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=quiet)
    packages = ["chromium", "fonts-dejavu-core"]
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.run(command, check=True, env=quiet, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    if "--install" not in sys.argv:
        raise SystemExit(__doc__)
    install()

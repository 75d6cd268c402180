"""A PostgreSQL server on this machine's loopback, in a temporary folder, for tests alone.

`python -m tests.servers.postgres --install` fetches Debian's package (as root); without
--install it runs a server until it is interrupted. PostgreSQL refuses to run as root: then it
runs as `nobody`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import pause
from tempfile import TemporaryDirectory

PACKAGES = ("postgresql",)
_PATIENCE_SECONDS = "60"


def programs() -> Path | None:
    """The folder of the newest server that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    here = shutil.which("initdb")
    return Path(here).resolve().parent if here else None


def installed() -> bool:
    return programs() is not None


def install() -> None:
    """Debian's package; no cluster is made and no service is started."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    Path("/etc/postgresql-common").mkdir(exist_ok=True)
    Path("/etc/postgresql-common/createcluster.conf").write_text("create_main_cluster = false\n")
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
        subprocess.run(["apt-get", "--quiet=2", *arguments], check=True, env=quiet)


@contextmanager
def server(folder: Path | None = None, **settings: str) -> Iterator[str]:
    """The address of a server's empty database; nothing is left of it afterwards.

    With `folder` it is there that it lies, and stays: with the data of the last time.
    """
    with TemporaryDirectory(prefix="postgres-") as name:
        home = folder or Path(name)
        home.mkdir(parents=True, exist_ok=True)
        _give(home)
        data, port = home / "data", _free_port()
        if not data.exists():
            _run("initdb", "-D", data, "-U", "hushtape", "--auth=trust", "-E", "UTF8", "--locale=C")
        given = {"listen_addresses": "127.0.0.1", "port": str(port), **settings}
        given["unix_socket_directories"] = str(home)
        options = " ".join(f"-c {name}={value}" for name, value in given.items())
        log = home / "log"
        _run("pg_ctl", "start", "-D", data, "-w", "-t", _PATIENCE_SECONDS, "-l", log, "-o", options)
        try:
            yield f"postgresql://hushtape@127.0.0.1:{port}/postgres"
        finally:
            _run("pg_ctl", "stop", "-D", data, "-m", "fast", "-w")


def new_database(address: str, name: str, *, template: str = "template1") -> str:
    """A database on that server, empty or as `template` is: its address.

    Nobody may be connected to the template.
    """
    import psycopg

    server = address.rsplit("/", 1)[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return f"{server}/{name}"


def _user() -> str | None:
    """Whom it runs as; None as whom we run."""
    return "nobody" if os.geteuid() == 0 else None


def _give(folder: Path) -> None:
    if user := _user():
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        folder.chmod(0o700)


def _run(program: str, *arguments: object) -> None:
    where = programs()
    if where is None:
        raise RuntimeError(
            "PostgreSQL is not installed: python -m tests.servers.postgres --install"
        )
    command = [str(where / program), *map(str, arguments)]
    # A file rather than a pipe: the server keeps open what pg_ctl hands it.
    done = subprocess.run(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=_user(),
        cwd="/",
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
    )
    if done.returncode:
        raise RuntimeError(f"{program} failed with {done.returncode}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    if "--install" in sys.argv:
        install()
    else:
        with server() as address:
            print(f"database = {address!r}", flush=True)
            pause()

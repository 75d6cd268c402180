"""Ceph's object gateway on this machine's loopback: one monitor, one disk in memory, one user.

The fair stand-in for a production S3: it checks signatures, keeps versions and really
executes what moto only stores. Needs Debian's ceph-mon, ceph-osd and radosgw; `python -m
tests.servers.radosgw --install` fetches them (as root), and without --install it runs a
gateway until it is interrupted.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from signal import pause
from tempfile import TemporaryDirectory
from urllib.error import HTTPError, URLError
from urllib.request import urlopen
from uuid import uuid4

PACKAGES = ("ceph-mon", "ceph-osd", "radosgw")
PROGRAMS = ("ceph-mon", "ceph-osd", "radosgw", "monmaptool", "ceph", "radosgw-admin")
_PATIENCE_SECONDS = 120.0

_CONF = """
[global]
fsid = {fsid}
mon host = [v2:127.0.0.1:{mon_port}]
auth cluster required = none
auth service required = none
auth client required = none
mon data = {folder}/mon
mon allow pool size one = true
mon max pg per osd = 1000
osd data = {folder}/osd
osd objectstore = memstore
memstore device bytes = 1G
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pg autoscale mode = off
public network = 127.0.0.0/8
cluster network = 127.0.0.0/8
run dir = {folder}
pid file = {folder}/$name.pid
admin socket = {folder}/$name.asok
log file = {folder}/$name.log

[client.rgw]
# The gateway's own default, "secure", needs the authentication that is switched off above.
ms mon client mode = crc
rgw frontends = beast endpoint=127.0.0.1:{port}
rgw enable apis = s3
rgw thread pool size = 16
"""


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where it listens, and its only user."""

    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)


def installed() -> bool:
    return all(shutil.which(program) for program in PROGRAMS)


def install() -> None:
    """Debian's packages; the services that come with them are not started."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
        subprocess.run(["apt-get", "--quiet=2", *arguments], check=True, env=quiet)


@contextmanager
def gateway() -> Iterator[Gateway]:
    """A gateway of its own, in memory; nothing is left of it afterwards."""
    with TemporaryDirectory(prefix="radosgw-") as name, ExitStack() as running:
        folder, port = Path(name), _free_port()
        conf = folder / "ceph.conf"
        conf.write_text(_CONF.format(fsid=uuid4(), folder=folder, mon_port=_free_port(), port=port))
        running.enter_context(_monitor(conf))
        running.enter_context(_disk(conf))
        made = Gateway(f"http://127.0.0.1:{port}", token_hex(10), token_hex(20))
        _run(
            conf,
            *("radosgw-admin", "user", "create", "--uid=hushtape", "--display-name=hushtape"),
            *(f"--access-key={made.access_key}", f"--secret-key={made.secret_key}"),
        )
        running.enter_context(_daemon(conf, "radosgw", "-n", "client.rgw"))
        _wait_for(made.endpoint)
        yield made


@contextmanager
def _monitor(conf: Path) -> Iterator[None]:
    text = conf.read_text()
    fsid = text.split("fsid = ")[1].split()[0]
    address = text.split("mon host = ")[1].split()[0]
    monmap = str(conf.with_name("monmap"))
    _run(conf, "monmaptool", "--create", "--fsid", fsid, "--addv", "a", address, monmap)
    _run(conf, "ceph-mon", "--mkfs", "-i", "a", "--monmap", monmap)
    with _daemon(conf, "ceph-mon", "-i", "a"):
        yield


@contextmanager
def _disk(conf: Path) -> Iterator[None]:
    conf.with_name("osd").mkdir()
    uuid = str(uuid4())
    _run(conf, "ceph", "osd", "new", uuid)
    _run(conf, "ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", uuid)
    with _daemon(conf, "ceph-osd", "-i", "0"):
        yield


@contextmanager
def _daemon(conf: Path, program: str, *arguments: str) -> Iterator[None]:
    with (
        conf.with_name(f"{program}.out").open("wb") as out,
        subprocess.Popen(
            [program, "-c", str(conf), "-f", *arguments], stdout=out, stderr=out
        ) as process,
    ):
        try:
            yield
        finally:
            # Its state is in memory and nobody needs it: no reason to wait for an orderly end.
            process.kill()


def _run(conf: Path, program: str, *arguments: str) -> None:
    command = [program, "-c", str(conf), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE_SECONDS)
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stderr[-2000:]}")


def _wait_for(endpoint: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            with urlopen(endpoint, timeout=5):  # noqa: S310  our own address
                return
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the gateway did not answer within {_PATIENCE_SECONDS:.0f} seconds")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    if "--install" in sys.argv:
        install()
    else:
        with gateway() as running:
            print(f"export AWS_ACCESS_KEY_ID={running.access_key}")
            print(f"export AWS_SECRET_ACCESS_KEY={running.secret_key}")
            print(f"# endpoint = {running.endpoint!r}", flush=True)
            pause()

"""Who else on the machine may read what we write."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.adapters.catalogue import connect
from workers.commands.listen import for_me_only


def others_may(path: Path) -> int:
    return path.stat().st_mode & 0o077


def test_the_catalogue_is_for_its_owner_only_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        connect(tmp_path / "catalogue.db")
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("UPDATE catalogue_note SET act = act")
        assert [p.name for p in tmp_path.glob("catalogue.db*") if others_may(p)] == []
        connection.close()
    finally:
        os.umask(before)


def test_what_is_listened_to_is_for_the_listener_only(tmp_path: Path) -> None:
    there, new = tmp_path / "there.flac", tmp_path / "new.flac"
    there.write_bytes(b"x")
    there.chmod(0o644)
    for out in (there, new):
        with open(out, "wb", opener=for_me_only) as sink:
            sink.write(b"what may be heard")
        assert others_may(out) == 0
    with open("/dev/null", "wb", opener=for_me_only) as nowhere:
        nowhere.write(b"x")
    assert Path("/dev/null").stat().st_mode & 0o666 == 0o666

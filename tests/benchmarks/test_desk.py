"""The desk's bench fills a catalogue as it is now, and asks for pages that are there."""

from __future__ import annotations

from pathlib import Path

from django.test import Client

from benchmarks.desk import pages
from benchmarks.desk.data import make, site_in


def test_every_page_of_the_bench_is_answered_over_calls_it_made(tmp_path: Path) -> None:
    site = site_in(tmp_path)
    make(site, 400)
    taken = list(pages.measured(site, 1))
    assert {one.who for one in taken} == set(pages.PEOPLE)
    asked = {one.what for one in taken}
    assert {name for name, _ in (*pages.lists(), *pages.searches())} < asked
    lena = pages.signed_in("lena", pages.PEOPLE["lena"], Client)
    shown = lena.get("/calls/").content.decode()
    assert shown.count("<tr>") > 40

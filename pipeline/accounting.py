"""From the catalogue's notes to the ledger's entries: each act once, in order."""

from __future__ import annotations

from pipeline.ports import Keeping


def enter_notes(keeping: Keeping) -> int:
    """Enter every act that is done and not yet in the ledger; how many there were.

    Killed between the ledger and the catalogue, the next call finds the note
    again, and the ledger the entry it made of it.
    """
    notes = keeping.catalogue.notes()
    for note in notes:
        keeping.ledger.record(note.act, note.about, note.details, once=f"note:{note.id}")
        keeping.catalogue.noted(note)
    return len(notes)

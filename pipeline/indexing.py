"""Having kept transcripts found that are not yet: after an upgrade, or with another key."""

from __future__ import annotations

import json

from pipeline.errors import KeyGone, NoSuch
from pipeline.ports import Keeping
from pipeline.searching import words_of


def index_what_is_missing(keeping: Keeping) -> int:
    """Index every verified transcript that is in no index; how many it was.

    May be repeated, and cut short.
    """
    done = 0
    for transcript in keeping.catalogue.unindexed():
        try:
            with keeping.vault.open(transcript) as stream:
                words = json.load(stream)["words"]
            keeping.catalogue.index(transcript, words_of(word["text"] for word in words))
        except (KeyGone, NoSuch):
            continue  # destroyed meanwhile
        done += 1
    return done

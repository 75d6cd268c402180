"""config/purposes.toml, retention.toml and masking.toml into one Policy that holds together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from pipeline.model import CARD_DATA, Profile, ProfileName, PurposeName, Rule
from pipeline.periods import after, format_period
from pipeline.policy import Policy
from pipeline.purposes import Cue, Purpose, hearing_order
from pipeline.schedule import COMMENTS, SCORES, DetailRule, Schedule, Window
from pipeline.settings.explaining import TomlFile
from pipeline.settings.policy_files import (
    CueTable,
    MaskingFile,
    PurposesFile,
    PurposeTable,
    RetentionFile,
    RuleTable,
)

Hears = Mapping[PurposeName, tuple[ProfileName, ...]]

_SOME_DAY = datetime(2001, 1, 1, tzinfo=UTC)
"""To compare periods by the dates they lead to."""


def load_policy(config: Path) -> Policy:
    """The policy in the folder `config`. Raises BadConfig: the file, the line, what to write."""
    purposes_toml, retention_toml, masking_toml = files = [
        TomlFile.read(config / f"{name}.toml") for name in ("purposes", "retention", "masking")
    ]
    masking = masking_toml.parse(MaskingFile)
    profiles = _profiles(masking, masking_toml)
    purposes = _purposes(purposes_toml.parse(PurposesFile), profiles, purposes_toml)
    _check_closed(purposes, profiles, purposes_toml, masking_toml)
    schedule = _schedule(retention_toml.parse(RetentionFile), purposes, profiles, retention_toml)
    return Policy(
        purposes=purposes,
        schedule=schedule,
        profiles=profiles,
        margin_ms=masking.margin_ms,
        collar_ms=masking.collar_ms,
        cover=masking.cover.cover,
        form=masking.format,
        verify=masking.verify,
        unheard_share=masking.unheard_share,
        release_basic=masking.release_basic,
        fingerprint=_fingerprint(files),
    )


def _fingerprint(files: Iterable[TomlFile]) -> str:
    """Of the names and texts, so that it is the same wherever the folder lies."""
    digest = sha256()
    for file in files:
        digest.update(f"{file.path.name}\0{file.text}\0".encode())
    return digest.hexdigest()


# --- masking.toml ---------------------------------------------------------------------


def _profiles(masking: MaskingFile, file: TomlFile) -> tuple[Profile, ...]:
    _check_unique([table.name for table in masking.profile], "profile", file)
    return tuple(
        Profile(ProfileName(table.name), table.masks - CARD_DATA, table.min_score)
        for table in masking.profile
    )


# --- purposes.toml --------------------------------------------------------------------


def _purposes(
    tables: PurposesFile, profiles: Sequence[Profile], file: TomlFile
) -> tuple[Purpose, ...]:
    _check_unique([table.name for table in tables.purpose], "purpose", file)
    known = [profile.name for profile in profiles]
    for i, table in enumerate(tables.purpose):
        if table.hears not in known:
            what = f"there is no profile {table.hears} in masking.toml. Write {_either(known)}."
            raise file.wrong(("purpose", i, "hears"), what)
        _check_cues(table, i, file)
    return tuple(map(_purpose, tables.purpose))


def _check_cues(table: PurposeTable, i: int, file: TomlFile) -> None:
    counts = Counter(cue.name for cue in table.cue)
    for k, cue in enumerate(table.cue):
        place = ("purpose", i, "cue", k)
        if counts[cue.name] > 1:
            raise file.wrong((*place, "name"), f"there are two cues {cue.name}. Rename one.")
        if not (cue.details or cue.phrases or cue.findings):
            raise file.wrong(place, "asks for nothing. Add phrases, findings, queue or the like.")
        if cue.party and not cue.phrases:
            raise file.wrong((*place, "party"), "says who must speak, without phrases to say.")
    reach = sum(cue.weight for cue in table.cue if cue.weight > 0)
    if table.cue and not table.always and reach < table.threshold:
        what = f"its cues weigh {reach:g} together, so it would never be tagged. Lower it."
        raise file.wrong(("purpose", i, "threshold"), what)


def _check_closed(
    purposes: Sequence[Purpose],
    profiles: Sequence[Profile],
    purposes_toml: TomlFile,
    masking_toml: TomlFile,
) -> None:
    """A closed purpose stands alone, has every call, and leaves nothing for others to hear."""
    for i, purpose in enumerate(purposes):
        if purpose.closed and len(purposes) > 1:
            what = f"{purpose.name} excludes every other purpose. Remove them, or this line."
            raise purposes_toml.wrong(("purpose", i, "closed"), what)
        if purpose.closed and not purpose.always:
            what = "a closed purpose has every call. Add: always = true"
            raise purposes_toml.wrong(("purpose", i, "closed"), what)
        for k, profile in enumerate(profiles):
            if purpose.closed and profile.name != purpose.hears:
                what = f"{purpose.name} is closed and does not hear it. Remove the profile."
                raise masking_toml.wrong(("profile", k, "name"), what)


def _purpose(table: PurposeTable) -> Purpose:
    return Purpose(
        name=PurposeName(table.name),
        title=table.title or table.name.replace("_", " ").capitalize(),
        hears=ProfileName(table.hears),
        readers=frozenset(table.readers),
        cues=tuple(map(_cue, table.cue)),
        threshold=table.threshold,
        always=table.always,
        closed=table.closed,
        asks_reason=table.reason,
    )


def _cue(table: CueTable) -> Cue:
    return Cue(
        name=table.name,
        weight=table.weight,
        details=table.details,
        phrases=table.phrases,
        party=table.party,
        findings=table.findings,
    )


# --- retention.toml -------------------------------------------------------------------


def _schedule(
    tables: RetentionFile,
    purposes: Sequence[Purpose],
    profiles: Sequence[Profile],
    file: TomlFile,
) -> Schedule:
    hears = {purpose.name: hearing_order(purpose, profiles) for purpose in purposes}
    rules = tuple(_rule(table, i, hears, file) for i, table in enumerate(tables.rule))
    _check_every_purpose_ends(rules, hears, file)
    return Schedule(
        rules=rules,
        hears=hears,
        original_limit=tables.original_limit,
        undated_latest=tables.undated_latest,
        details=tuple(
            DetailRule(frozenset(table.fields), table.keep, table.counts_from, table.mandate)
            for table in tables.detail
        ),
        scores=tables.scores.window if tables.scores else SCORES,
        comments=_comments(tables, file),
    )


def _comments(tables: RetentionFile, file: TomlFile) -> Window:
    """Comments are kept no longer than the scores they stand beside."""
    scores = tables.scores.window if tables.scores else SCORES
    if tables.comments is None:
        return min(COMMENTS, scores, key=_ends)
    if _ends(tables.comments.window) > _ends(scores):
        what = f"comments go with their score, after {format_period(scores.keep)}. Lower it."
        raise file.wrong(("comments", "keep"), what)
    return tables.comments.window


def _ends(window: Window) -> datetime:
    return after(_SOME_DAY, window.keep)


def _rule(table: RuleTable, i: int, hears: Hears, file: TomlFile) -> Rule:
    purpose = PurposeName(table.purpose)
    if purpose not in hears:
        what = f"there is no purpose {purpose} in purposes.toml. Write {_either(hears)}."
        raise file.wrong(("rule", i, "purpose"), what)
    profile = ProfileName(table.profile) if table.profile else hears[purpose][0]
    if profile not in hears[purpose]:
        what = f"{purpose} never hears {profile}. Write {_either(hears[purpose])}."
        raise file.wrong(("rule", i, "profile"), what)
    if table.at_least and after(_SOME_DAY, table.at_least) > after(_SOME_DAY, table.keep):
        what = f"the minimum is longer than keep, {format_period(table.keep)}. Raise keep."
        raise file.wrong(("rule", i, "at_least"), what)
    return Rule(
        purpose=purpose,
        profile=profile,
        keep=table.keep,
        counts_from=table.counts_from,
        then=table.then,
        mandate=table.mandate,
        at_least=table.at_least,
        approval=table.approval,
    )


def _check_every_purpose_ends(rules: Sequence[Rule], hears: Hears, file: TomlFile) -> None:
    counts = Counter((rule.purpose, rule.profile) for rule in rules)
    for i, rule in enumerate(rules):
        if counts[rule.purpose, rule.profile] > 1:
            what = f"two rules for {rule.purpose} on {rule.profile} renditions. Remove one."
            raise file.wrong(("rule", i), what)
    for purpose, (own, *_) in hears.items():
        if (purpose, own) not in counts:
            what = f"no [[rule]] says how long {purpose} keeps {own} renditions. Add one."
            raise file.wrong((), what)


def _check_unique(names: Sequence[str], table: str, file: TomlFile) -> None:
    for i, name in enumerate(names):
        if name in names[:i]:
            raise file.wrong((table, i, "name"), f"there are two of the name {name}. Rename one.")


def _either(names: Iterable[str]) -> str:
    return " or ".join(names)

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.errors import BadConfig, Exit
from pipeline.model import CARD_DATA, CountsFrom, Cover, Entity, Fate, Form, Period, Tag
from pipeline.purposes import Purpose
from pipeline.settings.policy import load_policy
from tests.lives import CONFIG

SHIPPED = [CONFIG, CONFIG / "examples" / "training-only", CONFIG / "examples" / "sales-fact-fraud"]

PURPOSES = """\
[[purpose]]
name    = "training"
hears   = "quality"
readers = "team"
always  = true

[[purpose]]
name    = "sales"
hears   = "evidence"
readers = ["sales", "compliance"]
threshold = 1.5

  [[purpose.cue]]
  name    = "ordered"
  party   = "agent"
  phrases = ["your order is confirmed"]

  [[purpose.cue]]
  name     = "paid"
  findings = ["PAN"]
"""
RETENTION = """\
original_limit = "72 hours"
undated_latest = "30 days"

[[rule]]
purpose = "training"
keep    = "6 months"
from    = "call_ended"
then    = "anonymise"
mandate = "notice"

[[rule]]
purpose  = "sales"
profile  = "evidence"
keep     = "P6Y"
at_least = "5 years"
from     = "contract_ended"
mandate  = "Limitation Act 1980 s.5"

[[detail]]
fields  = ["ani"]
keep    = "90 days"
from    = "contract_ended"
mandate = "notice"
"""
MASKING = """\
margin_ms     = 250
collar_ms     = 400
verify        = "full"
unheard_share = 0.25
release_basic = false

[cover]
style = "noise"

[[profile]]
name  = "quality"
masks = ["card_data", "personal_data"]

[[profile]]
name  = "evidence"
masks = ["card_data", "PASSWORD"]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    for name, text in (("purposes", PURPOSES), ("retention", RETENTION), ("masking", MASKING)):
        (tmp_path / f"{name}.toml").write_text(text)
    return tmp_path


def trouble(config: Path, file: str, old: str, new: str) -> str:
    """What is said when `old` is replaced by `new` in `file`."""
    path = config / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(BadConfig) as raised:
        load_policy(config)
    return str(raised.value).removeprefix(f"{config}/")


def test_the_files_become_one_policy(config: Path) -> None:
    policy = load_policy(config)
    training, sales = policy.purposes
    assert (training.always, training.readers, training.cues) == (True, frozenset({"team"}), ())
    assert (sales.threshold, sales.hears, len(sales.cues)) == (1.5, "evidence", 2)
    assert policy.margin_ms == 250
    assert policy.cover == replace(Cover(), style="noise")
    assert policy.verify == "full"
    assert policy.schedule.original_limit == timedelta(hours=72)
    assert policy.schedule.undated_latest == Period(days=30)


@pytest.mark.parametrize("form", Form)
def test_audio_is_kept_as_the_file_says_or_as_flac(config: Path, form: Form) -> None:
    assert load_policy(config).form is Form.FLAC
    path = config / "masking.toml"
    path.write_text(f'format = "{form}"\n{path.read_text()}')
    assert load_policy(config).form is form


def test_scores_and_comments_have_windows_of_their_own(config: Path) -> None:
    path = config / "retention.toml"
    assert load_policy(config).schedule.scores.keep == Period(months=24)
    said = '\n[scores]\nkeep = "6 months"\nmandate = "notice"\n'
    path.write_text(path.read_text() + said)
    schedule = load_policy(config).schedule
    assert (schedule.scores.keep, schedule.comments.keep) == (Period(months=6), Period(months=6))


def test_comments_are_not_kept_longer_than_their_scores(config: Path) -> None:
    path = config / "retention.toml"
    said = '\n[comments]\nkeep = "1 year"\nmandate = "notice"\n'
    path.write_text(path.read_text() + said)
    assert load_policy(config).schedule.comments.keep == Period(years=1)
    told = trouble(config, "retention.toml", '"1 year"', '"3 years"')
    assert "comments go with their score" in told


def test_a_rule_is_about_what_its_purpose_hears_unless_it_says_otherwise(config: Path) -> None:
    training, sales = load_policy(config).schedule.rules
    assert (training.profile, training.then) == ("quality", Fate.ANONYMISE)
    assert (sales.profile, sales.keep, sales.at_least) == (
        "evidence",
        Period(years=6),
        Period(years=5),
    )
    assert (sales.counts_from, sales.then) == (CountsFrom.CONTRACT_ENDED, Fate.DESTROY)


def test_groups_of_entities_are_spelt_out(config: Path) -> None:
    quality, evidence = load_policy(config).profiles
    assert quality.entities == frozenset(Entity) - CARD_DATA
    assert evidence.entities == {Entity.PASSWORD}


def test_counts_from_is_another_way_to_write_from(config: Path) -> None:
    path = config / "retention.toml"
    path.write_text(path.read_text().replace("from ", "counts_from "))
    assert load_policy(config).schedule.rules[0].counts_from is CountsFrom.CALL_ENDED


def test_a_purpose_may_hear_a_stricter_profile_instead_of_its_own(config: Path) -> None:
    assert load_policy(config).schedule.hears == {
        "training": ("quality",),
        "sales": ("evidence", "quality"),
    }


def test_the_profiles_to_be_made_are_those_that_tagged_purposes_hear(config: Path) -> None:
    policy = load_policy(config)
    quality, evidence = policy.profiles
    training, sales = (Tag(purpose.name, ()) for purpose in policy.purposes)
    assert policy.profiles_heard_by([sales, training]) == (quality, evidence)
    assert policy.profiles_heard_by([sales]) == (evidence,)
    assert policy.profiles_heard_by([]) == ()


def test_the_fingerprint_is_that_of_the_text_wherever_it_lies(config: Path, tmp_path: Path) -> None:
    before = load_policy(config).fingerprint
    elsewhere = shutil.copytree(config, tmp_path / "elsewhere")
    assert load_policy(elsewhere).fingerprint == before
    (elsewhere / "retention.toml").write_text(RETENTION + "# one remark more\n")
    assert load_policy(elsewhere).fingerprint != before


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        pytest.param(
            "retention.toml", '"6 months"', '"six months"',
            "retention.toml, line 6, [[rule]] 1, keep: 'six months' is not a period. "
            'Write it like "6 years", "18 months", "90 days" or "P6Y".',
            id="no period",
        ),
        pytest.param(
            "retention.toml", '"P6Y"', "-1",
            "retention.toml, line 14, [[rule]] 2, keep: a period is a text. "
            'Write it like "6 years", "18 months", "90 days" or "P6Y".',
            id="a number for a period",
        ),
        pytest.param(
            "retention.toml", '"72 hours"', '"3 weeks"',
            "retention.toml, line 1, original_limit: '3 weeks' is not a limit. "
            'Write it like "72 hours" or "3 days".',
            id="no limit",
        ),
        pytest.param(
            "retention.toml", 'mandate = "notice"\n\n[[rule]]', "\n[[rule]]",
            "retention.toml, line 4, [[rule]] 1, mandate: is missing.",
            id="no mandate",
        ),
        pytest.param(
            "retention.toml", '"Limitation Act 1980 s.5"', '" "',
            "retention.toml, line 17, [[rule]] 2, mandate: name the law, notice or decision "
            "that this rests on.",
            id="a mandate of nothing",
        ),
        pytest.param(
            "retention.toml", "then    =", "than    =",
            "retention.toml, line 8, [[rule]] 1, than: there is no such setting. "
            "Did you mean then?",
            id="a misspelt setting",
        ),
        pytest.param(
            "retention.toml", '"anonymise"', '"forget"',
            "retention.toml, line 8, [[rule]] 1, then: should be 'destroy' or 'anonymise'.",
            id="an unknown fate",
        ),
        pytest.param(
            "retention.toml", 'purpose = "training"', 'purpose = "trainings"',
            "retention.toml, line 5, [[rule]] 1, purpose: there is no purpose trainings in "
            "purposes.toml. Write training or sales.",
            id="a rule for no purpose",
        ),
        pytest.param(
            "retention.toml", 'purpose = "training"', 'purpose = "training"\nprofile = "evidence"',
            "retention.toml, line 6, [[rule]] 1, profile: training never hears evidence. "
            "Write quality.",
            id="a rule that never applies",
        ),
        pytest.param(
            "retention.toml", '"5 years"', '"7 years"',
            "retention.toml, line 15, [[rule]] 2, at_least: the minimum is longer than keep, "
            "6 years. Raise keep.",
            id="a minimum above the maximum",
        ),
        pytest.param(
            "retention.toml", '"training"\n', '"sales"\n',
            "retention.toml, line 4, [[rule]] 1: two rules for sales on evidence renditions. "
            "Remove one.",
            id="two rules for one thing",
        ),
        pytest.param(
            "retention.toml", '["ani"]', '["call_id"]',
            "retention.toml, line 20, [[detail]] 1, fields 1: should be 'ani', 'dnis', 'queue', "
            "'agent', 'campaign' or 'disposition_code'.",
            id="a detail that is needed",
        ),
        pytest.param(
            "purposes.toml", '"evidence"', '"all"',
            "purposes.toml, line 9, [[purpose]] 2, hears: there is no profile all in "
            "masking.toml. Write quality or evidence.",
            id="no such profile",
        ),
        pytest.param(
            "purposes.toml", 'name    = "sales"', 'name    = "Sales Record"',
            "purposes.toml, line 8, [[purpose]] 2, name: a name is made of small letters, "
            "digits and _; the first is a letter.",
            id="a name that is none",
        ),
        pytest.param(
            "purposes.toml", 'name    = "sales"', 'name    = "training"',
            "purposes.toml, line 8, [[purpose]] 2, name: there are two of the name training. "
            "Rename one.",
            id="one name twice",
        ),
        pytest.param(
            "purposes.toml", '["PAN"]', '["CARD"]',
            "purposes.toml, line 20, [[purpose]] 2, [[purpose.cue]] 2, findings: 'CARD' is "
            "nothing that can be masked. Write some of: card_data, personal_data, PAN,",
            id="an unknown entity",
        ),
        pytest.param(
            "purposes.toml", 'findings = ["PAN"]', "",
            "purposes.toml, line 18, [[purpose]] 2, [[purpose.cue]] 2: asks for nothing. "
            "Add phrases, findings, queue or the like.",
            id="a cue without a sign",
        ),
        pytest.param(
            "purposes.toml", '["your order is confirmed"]', '["..."]',
            "purposes.toml, line 16, [[purpose]] 2, [[purpose.cue]] 1, phrases 1: "
            "a phrase needs a word that can be heard.",
            id="a phrase of nothing",
        ),
        pytest.param(
            "purposes.toml", "threshold = 1.5", "threshold = 5",
            "purposes.toml, line 11, [[purpose]] 2, threshold: its cues weigh 2 together, "
            "so it would never be tagged. Lower it.",
            id="a threshold out of reach",
        ),
        pytest.param(
            "purposes.toml", 'name     = "paid"', 'name     = "ordered"',
            "purposes.toml, line 14, [[purpose]] 2, [[purpose.cue]] 1, name: there are two cues "
            "ordered. Rename one.",
            id="two cues of one name",
        ),
        pytest.param(
            "purposes.toml", "always  = true", "always  = true\nclosed  = true",
            "purposes.toml, line 6, [[purpose]] 1, closed: training excludes every other "
            "purpose. Remove them, or this line.",
            id="closed but not alone",
        ),
        pytest.param(
            "masking.toml", '"noise"', '"beep"',
            "masking.toml, line 8, [cover], style: should be 'tone', 'silence' or 'noise'.",
            id="an unknown cover",
        ),
        pytest.param(
            "masking.toml", "margin_ms", 'format = "mp3"\nmargin_ms',
            "masking.toml, line 1, format: should be 'flac', 'wav' or 'opus'.",
            id="a form we do not write",
        ),
        pytest.param(
            "masking.toml", 'name  = "quality"', 'name  = "sealed"',
            "masking.toml, line 11, [[profile]] 1, name: sealed is the profile of originals. "
            "Choose another name.",
            id="the originals' profile",
        ),
        pytest.param(
            "masking.toml", "margin_ms     = 250", "margin_ms     = 2.5",
            "masking.toml, line 1, margin_ms: should be a valid integer, got a number with a "
            "fractional part.",
            id="half a millisecond",
        ),
        pytest.param(
            "masking.toml", '"full"', "full",
            "masking.toml: not TOML: Invalid value (at line 3, column 17)",
            id="no TOML",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_by_file_line_and_field_with_what_to_write(
    config: Path, file: str, old: str, new: str, said: str
) -> None:
    assert trouble(config, file, old, new).startswith(said)


def test_a_purpose_without_a_rule_is_a_mistake(config: Path) -> None:
    start = RETENTION.index("[[rule]]\npurpose  =")
    end = RETENTION.index("[[detail]]")
    said = trouble(config, "retention.toml", RETENTION[start:end], "")
    assert said == (
        "retention.toml: no [[rule]] says how long sales keeps evidence renditions. Add one."
    )


def test_all_mistakes_are_told_at_once(config: Path) -> None:
    path = config / "retention.toml"
    path.write_text(path.read_text().replace('"6 months"', '"long"').replace('"P6Y"', '"longer"'))
    with pytest.raises(BadConfig) as raised:
        load_policy(config)
    assert len(str(raised.value).splitlines()) == 2
    assert raised.value.exit is Exit.CONFIG


def test_a_missing_file_says_how_to_get_one(config: Path) -> None:
    (config / "retention.toml").unlink()
    with pytest.raises(BadConfig, match=r"retention\.toml does not exist") as raised:
        load_policy(config)
    assert "hushtape init" in raised.value.hint


# --- the policies we ship -------------------------------------------------------------


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_every_policy_we_ship_can_be_loaded(folder: Path) -> None:
    policy = load_policy(folder)
    assert all(rule.mandate for rule in policy.schedule.rules)
    assert not policy.release_basic
    assert all(purpose.readers and purpose.title for purpose in policy.purposes)


def a_closed(folder: Path) -> Purpose:
    (purpose,) = load_policy(folder).purposes
    return purpose


def test_the_training_only_policy_is_closed_and_makes_no_evidence() -> None:
    folder = CONFIG / "examples" / "training-only"
    assert a_closed(folder).closed
    assert [profile.name for profile in load_policy(folder).profiles] == ["quality"]


def test_a_closed_policy_cannot_have_a_profile_for_somebody_else(tmp_path: Path) -> None:
    folder = shutil.copytree(CONFIG / "examples" / "training-only", tmp_path / "config")
    path = folder / "masking.toml"
    path.write_text(path.read_text() + '\n[[profile]]\nname = "evidence"\nmasks = ["card_data"]\n')
    with pytest.raises(BadConfig, match="training_quality is closed and does not hear it"):
        load_policy(folder)


def test_a_closed_purpose_has_every_call(tmp_path: Path) -> None:
    folder = shutil.copytree(CONFIG / "examples" / "training-only", tmp_path / "config")
    path = folder / "purposes.toml"
    path.write_text(path.read_text().replace("always  = true\n", ""))
    with pytest.raises(BadConfig, match=r"a closed purpose has every call\. Add: always = true"):
        load_policy(folder)

"""Who may see what of a score, and what a page shows of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from pipeline.accounting import enter_notes
from pipeline.adapters.catalogue.listed import Listed
from pipeline.cards import CardDetector
from pipeline.errors import NoSuch, NotPlayable, Refused
from pipeline.model import RecordingId, State
from pipeline.scorecards import SEEN_BY_AGENT, Card, Comment, fit_comment
from pipeline.scoring import (
    WHOLE,
    Missing,
    Question,
    QuestionScore,
    Scored,
    SectionScore,
    asked,
    missing,
    score,
)
from review import access
from review.configuration import the_site
from review.models import Account, Opening
from review.rights import Person, Role, roles_of

WHO_SCORES = frozenset({Role.REVIEWER, Role.LEAD})
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{1,2}(?:\.\d{1,3})?)")


def call_to_score(person: Person, recording: str) -> Listed:
    """A call that this person may score: one they may hear now. Raises NoSuch, NotPlayable."""
    call = access.call_for(person, recording)
    if call.state is not State.RELEASED or not access.purposes_open(person, call):
        raise NotPlayable(f"{call.id} cannot be scored: you may not hear it now")
    return call


def own_draft(person: Person, card: str) -> Card:
    """A draft of this person, on a call they may still hear. Raises NoSuch, NotPlayable."""
    found = the_site().scores.card(card)
    if found.by != person.name or found.recording is None:
        raise NoSuch("there is no such score")
    call_to_score(person, found.recording)
    return found


def card_for(person: Person, card: str) -> Card:
    """A card that this person may read. Raises NoSuch.

    Who scored reads their own; leads read what was submitted, of a calibration only once
    they may know what the others answered.
    """
    scores = the_site().scores
    found = scores.card(card)
    own = found.by == person.name and bool(person.roles & WHO_SCORES)
    if own:
        return found
    if found.is_draft or Role.LEAD not in person.roles:
        raise NoSuch("there is no such score")
    if found.calibration and not scores.calibration(found.calibration).shows_to(person.name):
        raise NoSuch("there is no such score")
    return found


def comments_for(person: Person, card: Card) -> Sequence[Comment]:
    """The comments, which may quote: only for whom the call is, while it may be heard."""
    if card.recording is None or not may_hear(person, card.recording):
        return ()
    return the_site().scores.comments(card.id)


def may_hear(person: Person, recording: RecordingId) -> bool:
    try:
        call_to_score(person, recording)
    except (NoSuch, NotPlayable):
        return False
    return True


def agent_name(account: Any) -> str:
    """By which name the calls know this account's person."""
    return str(account.agent or account.username)


def card_of_agent(request: HttpRequest, card: str) -> Card:
    """A card that was released to the agent who asks. Raises NoSuch."""
    found = the_site().scores.card(card)
    mine = found.agent == agent_name(request.user)
    if not mine or found.status not in SEEN_BY_AGENT or found.released is None:
        raise NoSuch("there is no such score")
    return found


def comments_of_agent(card: Card) -> Sequence[Comment]:
    """None while nobody may have anything of the call."""
    if card.recording is None or the_site().catalogue.restriction(card.recording):
        return ()
    return the_site().scores.comments(card.id)


def fit(text: str) -> str:
    """A comment that may be kept. Raises Refused."""
    return fit_comment(text, CardDetector())


def fit_required(text: str) -> str:
    if not text.strip():
        raise Refused("a comment is required", hint="Say in a few words why.")
    return fit(text)


def place_in_call(text: str) -> int | None:
    """ "1:23.4" or "83.4" in milliseconds; None for nothing. Raises Refused."""
    text = text.strip()
    if not text:
        return None
    match = _CLOCK.fullmatch(text)
    if match:
        hours, minutes, seconds = match.groups()
        return round((int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)
    if re.fullmatch(r"\d{1,6}(?:\.\d{1,3})?", text):
        return round(float(text) * 1000)
    raise Refused("a place in the call is written like 1:23", hint="Or leave it empty.")


def act_noted() -> None:
    """What was just done stands in the ledger."""
    enter_notes(the_site().keeping)


def people_who_score() -> list[str]:
    """The names of those with a role that scores, in order."""
    site = the_site()
    found = []
    for account in Account.objects.filter(is_active=True).prefetch_related("groups"):
        groups = frozenset(group.name for group in account.groups.all())
        if roles_of(groups, site.settings.desk.roles, site.policy) & WHO_SCORES:
            found.append(account.username)
    return sorted(found)


# --- what a page shows ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A question of a card, with its answer, worth and comments."""

    question: Question
    score: QuestionScore
    answer: str
    label: str
    comment: str
    """What is in its comment field."""
    comments: tuple[Comment, ...]
    asked: bool
    lacks: str
    """"answer", "comment" or nothing."""
    depends: str
    """For a question that is not always asked: on which, and which answers."""
    asked_on: str

    @property
    def points(self) -> str:
        """What it earned of its weight: "3.75"."""
        return f"{self.question.weight * (self.score.earned or 0) / WHOLE:.2f}".rstrip("0").rstrip(
            "."
        )


@dataclass(frozen=True, slots=True)
class Part:
    score: SectionScore
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A card as its page shows it."""

    card: Card
    scored: Scored
    parts: tuple[Part, ...]
    general: tuple[Comment, ...]
    """Comments on the call, not on a question."""
    missing: tuple[Missing, ...]
    seek: str
    """The address to which `#t=83.4` is added; empty beside the player."""

    @property
    def fatal(self) -> tuple[str, ...]:
        """The questions that failed the card, as they are asked."""
        texts = {q.key: q.text for q in self.card.form.form.questions}
        return tuple(texts[key] for key in self.scored.failed_by)


def sheet_of(card: Card, comments: Sequence[Comment], *, seek: str = "") -> Sheet:
    form = card.form.form
    scored = score(form, card.answers)
    review = [c for c in comments if c.part == "review"]
    commented = {c.question for c in review if c.question}
    lacks = {m.question: str(m.lack) for m in missing(form, card.answers, commented)}
    applies = asked(form, card.answers)
    texts = {q.key: q for q in form.questions}
    parts = tuple(
        Part(
            part,
            tuple(
                _line(question, worth, card.answers, review, applies, lacks, texts)
                for question, worth in zip(section.questions, part.questions, strict=True)
            ),
        )
        for section, part in zip(form.sections, scored.sections, strict=True)
    )
    general = tuple(c for c in review if not c.question)
    return Sheet(card, scored, parts, general, tuple(missing(form, card.answers, commented)), seek)


def _line(
    question: Question,
    worth: QuestionScore,
    answers: Mapping[str, str],
    comments: Sequence[Comment],
    applies: frozenset[str],
    lacks: Mapping[str, str],
    questions: Mapping[str, Question],
) -> Line:
    own = tuple(c for c in comments if c.question == question.key)
    option = question.option(worth.answer)
    condition = question.asked_if
    depends = asked_on = ""
    if condition:
        other = questions[condition.question]
        labels = [o.label for o in other.options if o.value in condition.answers]
        depends = f"{other.text} {' / '.join(labels)}"
        asked_on = "|".join(sorted(condition.answers))
    return Line(
        question=question,
        score=worth,
        answer=answers.get(question.key, ""),
        label=option.label if option else "",
        comment=next((c.text for c in own if c.at is None), ""),
        comments=own,
        asked=question.key in applies,
        lacks=lacks.get(question.key, ""),
        depends=depends,
        asked_on=asked_on,
    )


def seek_from(person: Person, card: Card, now: datetime) -> str:
    """Where a time in the call leads: into the player if it stands open, else to its card."""
    if card.recording is None:
        return ""
    opening = (
        Opening.objects.filter(
            account_id=person.account, recording=card.recording, opened__gt=now - access.OPEN_FOR
        )
        .order_by("-opened")
        .first()
    )
    if opening:
        return reverse("player", args=[opening.id])
    return reverse("call", args=[card.recording])

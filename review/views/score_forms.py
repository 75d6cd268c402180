"""Building forms: a page that is posted to itself until it is kept; works without a script."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pipeline.errors import NoSuch, Refused
from pipeline.scoring import AnswerType, Weight
from pipeline.settings.scorecards import examples, table_of
from review.configuration import the_site
from review.rights import Role, person_of
from review.scoring import act_noted

_EMPTY: dict[str, Any] = {"text": "", "weight": 10, "type": "yes_no", "fails": "ordinary"}
_LINE = re.compile(r"(.*?)\s*=\s*(\d{1,4})\s*")


def forms(request: HttpRequest) -> HttpResponseBase:
    """All forms; leads make new ones, also from the examples."""
    scores = the_site().scores
    if request.method == "POST":
        return _act(request)
    kept = scores.forms(every=True)
    names = {version.form.name for version in kept}
    return render(
        request,
        "review/scores/forms.html",
        {
            "forms": kept,
            "examples": [table for table in examples() if table.name not in names],
        },
    )


def _act(request: HttpRequest) -> HttpResponseBase:
    scores, by = the_site().scores, person_of(request).name
    if Role.LEAD not in person_of(request).roles:
        raise Refused(_("leads keep the forms"))
    name = request.POST.get("name", "")
    match request.POST.get("do"):
        case "take":
            table = next((table for table in examples() if table.name == name), None)
            if table is None:
                raise NoSuch(_("there is no such example"))
            scores.keep_form(table, new=True, by=by)
            messages.success(request, _("The form is ready: change it as you need it."))
        case "retire" | "open" as what:
            scores.set_form_open(name, what == "open", by=by)
        case _:
            raise Refused(_("nothing was asked for"))
    act_noted()
    return redirect("score_forms")


def form(request: HttpRequest, form: str) -> HttpResponse:
    """A form as reviewers get it, with its versions."""
    versions = the_site().scores.versions(form)
    wanted = request.GET.get("version", "")
    shown = next((v for v in versions if str(v.version) == wanted), versions[0])
    return render(
        request,
        "review/scores/form.html",
        {"versions": versions, "shown": shown, "form": shown.form},
    )


def build(request: HttpRequest, form: str = "") -> HttpResponseBase:
    """Change a form, or (without a name) make one."""
    scores = the_site().scores
    if request.method != "POST":
        tables = deepcopy(dict(scores.definition(form))) if form else _new()
        return _page(request, form, tables)
    tables = tables_of(request.POST)
    tables["name"] = form or _slug(tables["title"], ())
    do = request.POST.get("do", "keep")
    if do != "keep":
        return _page(request, form, arranged(tables, do))
    try:
        kept = scores.keep_form(table_of(_clean(tables)), new=not form, by=person_of(request).name)
    except Refused as trouble:
        return _page(request, form, tables, f"{trouble} {trouble.hint}")
    act_noted()
    said = _("Kept as version %(version)d. Scores keep the version they were made with.")
    messages.success(request, said % {"version": kept.version})
    return redirect("score_form", kept.form.name)


def _new() -> dict[str, Any]:
    return {"title": "", "section": [{"title": "", "question": [dict(_EMPTY)]}]}


def _page(
    request: HttpRequest, form: str, tables: Mapping[str, Any], trouble: str = ""
) -> HttpResponse:
    before: list[dict[str, Any]] = []
    sections = []
    for i, section in enumerate(tables["section"]):
        questions = []
        for k, question in enumerate(section["question"]):
            questions.append({**_shown(question), "at": f"{i}-{k}", "before": list(before)})
            if question.get("key"):
                before.append(question)
        sections.append({"at": str(i), "title": section["title"], "questions": questions})
    told = {
        "name": form,
        "tables": tables,
        "sections": sections,
        "trouble": trouble,
        "types": [
            (AnswerType.YES_NO, _("Yes or no")),
            (AnswerType.SCALE, _("Scale")),
            (AnswerType.CHOICE, _("Choice with points")),
        ],
        "weights": [
            (Weight.ORDINARY, _("loses its own points")),
            (Weight.CRITICAL, _("critical: fails its section")),
            (Weight.FATAL, _("fatal: fails the whole card")),
        ],
    }
    return render(request, "review/scores/build.html", told)


def _shown(question: Mapping[str, Any]) -> dict[str, Any]:
    """A question's table as its fields have it."""
    comment = question.get("comment", "never")
    condition = question.get("asked_if") or {}
    return {
        **question,
        "choices": "\n".join(f"{c['label']} = {c['points']}" for c in question.get("choice", ())),
        "comment": comment if isinstance(comment, str) else "on",
        "comment_on": "" if isinstance(comment, str) else ", ".join(comment),
        "hangs_on": condition.get("question", ""),
        "hangs_answers": ", ".join(condition.get("answers", ())),
        "lowest": question.get("lowest", 1),
        "highest": question.get("highest", 5),
    }


# --- from the page's fields to tables -----------------------------------------------------


def tables_of(fields: QueryDict) -> dict[str, Any]:
    """The form that stands on the page, whatever its mistakes."""
    taken: list[str] = []
    sections = []
    for i in range(21):
        if f"s{i}-title" not in fields:
            break
        questions = []
        for k in range(61):
            if f"q{i}-{k}-text" not in fields:
                break
            question = _question(fields, f"q{i}-{k}-", taken)
            taken.append(question["key"])
            questions.append(question)
        sections.append({"title": fields.get(f"s{i}-title", "").strip(), "question": questions})
    tables: dict[str, Any] = {"title": fields.get("title", "").strip(), "section": sections}
    mark = fields.get("pass_mark", "").strip()
    if mark:
        tables["pass_mark"] = int(mark) if mark.isdecimal() and len(mark) < 5 else mark
    return tables


def _question(fields: QueryDict, at: str, taken: Sequence[str]) -> dict[str, Any]:
    def said(name: str, otherwise: str = "") -> str:
        return fields.get(at + name, otherwise).strip()

    kind = said("type", "yes_no")
    question: dict[str, Any] = {
        "key": said("key") or _slug(said("text"), taken),
        "text": said("text"),
        "help": said("help"),
        "type": kind,
        "weight": _number(said("weight", "1")),
        "fails": said("fails", "ordinary"),
        "not_applicable": at + "na" in fields,
        "comment": said("comment", "never"),
    }
    if question["comment"] == "on":
        question["comment"] = _parts(said("comment_on"), kind)
    if kind == "yes_no":
        question["earns"] = said("earns", "yes")
    if kind == "scale":
        question["lowest"] = _number(said("lowest", "1"))
        question["highest"] = _number(said("highest", "5"))
    if kind == "choice":
        lines = filter(None, map(str.strip, said("choices").splitlines()))
        question["choice"] = [_choice(line) for line in lines]
    if said("hangs_on"):
        answers = _parts(said("hangs_answers"), "")
        question["asked_if"] = {"question": said("hangs_on"), "answers": answers}
    return question


def _choice(line: str) -> dict[str, Any]:
    match = _LINE.fullmatch(line)
    return {"label": match[1], "points": int(match[2])} if match else {"label": line, "points": 0}


def _parts(text: str, kind: str) -> list[str]:
    """Answers as they are kept: of yes and no, in small letters."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return [p.lower() if p.lower() in {"yes", "no", "na"} else p for p in parts]


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() and len(text) < 6 else text


def _slug(text: str, taken: Sequence[str]) -> str:
    words = re.findall(r"[a-z0-9]+", text.lower())
    slug = "_".join(words)[:32].strip("_")
    slug = slug if slug[:1].isalpha() else f"q_{slug}".strip("_")
    number, found = 2, slug
    while found in taken:
        found, number = f"{slug}_{number}", number + 1
    return found


def _clean(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Without what its kind of question does not have."""
    return {**tables, "section": [s for s in tables["section"] if s["title"] or s["question"]]}


# --- arranging ------------------------------------------------------------------------------


def arranged(tables: dict[str, Any], do: str) -> dict[str, Any]:
    """The form after "add_section", "add 0", "up 0-1", "down 0-1", "remove 0-1" or "drop 0"."""
    what, _space, at = do.partition(" ")
    place = [int(part) for part in at.split("-") if part.isdecimal() and len(part) < 3]
    sections = tables["section"]
    if what == "add_section":
        sections.append({"title": "", "question": [dict(_EMPTY)]})
    if not place or place[0] >= len(sections):
        return tables
    questions = sections[place[0]]["question"]
    if what == "add":
        questions.append(dict(_EMPTY))
    elif what == "drop" and len(sections) > 1:
        del sections[place[0]]
    elif len(place) == 2 and place[1] < len(questions):
        _move(questions, place[1], what)
    return tables


def _move(questions: list[Any], k: int, what: str) -> None:
    if what == "remove":
        del questions[k]
    elif what == "up" and k > 0:
        questions[k - 1], questions[k] = questions[k], questions[k - 1]
    elif what == "down" and k + 1 < len(questions):
        questions[k + 1], questions[k] = questions[k], questions[k + 1]

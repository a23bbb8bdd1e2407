"""A long form."""

from __future__ import annotations

from typing import Any

from jsonschemabench.data.corpus.shapes import Shape, choice, integer, number, record, text
from jsonschemabench.data.corpus.words import DATE, UUID


def questionnaire_shape() -> Shape:
    """A long form: what is asked depends on what was answered before."""
    subjects = [
        "smoking",
        "alcohol",
        "sleep",
        "exercise",
        "diet",
        "medicine",
        "allergies",
        "pain",
        "vision",
        "hearing",
        "travel",
        "work",
        "stress",
        "mobility",
        "memory",
    ]
    answers: dict[str, Shape] = {"patient": UUID, "on": DATE}
    rules: list[dict[str, Any]] = []
    detail = {
        "since": DATE,
        "often": choice("daily", "weekly", "rarely"),
        "amount": number(2.5, 0, minimum=0, maximum=100),
        "severity": integer(3, 1, minimum=1, maximum=10),
    }
    optional: dict[str, Shape] = {}
    for at, subject in enumerate(subjects):
        answers[subject] = choice("yes", "no", "unsure")
        names = [f"{subject}_{name}" for name in list(detail)[at % 3 : at % 3 + 2]]
        optional |= {name: detail[name.removeprefix(f"{subject}_")] for name in names}
        asked = {"required": names}
        unasked = {"not": {"anyOf": [{"required": [name]} for name in names]}}
        rules.append({"if": {"properties": {subject: {"const": "yes"}}}, "then": asked, "else": unasked})
        optional[f"{subject}_note"] = text(
            "since the accident", "", maxLength=200, description=f"Anything else about {subject}"
        )
    healthy = {"patient": UUID.good[0], "on": "2024-05-01", **dict.fromkeys(subjects, "no")}
    smoker = {
        **healthy,
        "smoking": "yes",
        "smoking_since": "1999-01-01",
        "smoking_often": "daily",
        "smoking_note": "stopped once",
    }
    return record(answers, optional, allOf=rules).but(
        good=[
            healthy,
            smoker,
            {**healthy, "sleep": "unsure", "sleep_note": ""},
            {**healthy, "alcohol": "yes", "alcohol_often": "rarely", "alcohol_amount": 1.5},
        ],
        bad=[
            {**healthy, "smoking": "yes"},
            {**healthy, "smoking_since": "1999-01-01"},
            {**smoker, "smoking_often": "hourly"},
            {**healthy, "work": "maybe"},
            {name: value for name, value in healthy.items() if name != "memory"},
        ],
    )

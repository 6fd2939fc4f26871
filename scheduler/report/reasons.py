"""The reasons in ``report.html``: one line of JSON an appointment, read by the page when it is asked for.

A day of a thousand appointments and a hundred technicians has a hundred thousand refusals whose sentences differ in
two names. Sentences are therefore kept once, with placeholders for the technician and the appointment.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from scheduler.explanation import Assigned, Refusal, Slot, Unscheduled
from scheduler.formats.visible import visible_data
from scheduler.report.model import PlanReport

#: Codes that are no characters, so that no text holds them.
TECHNICIAN, APPOINTMENT = "\ufdd0", "\ufdd1"


class Sentences:
    """Sentences numbered in the order in which they are first met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, sentence: str, technician: str, appointment: str) -> int:
        """The number of a sentence with its two names left out."""
        if TECHNICIAN not in sentence and APPOINTMENT not in sentence:
            sentence = sentence.replace(appointment, APPOINTMENT).replace(technician, TECHNICIAN)
        return self._numbers.setdefault(sentence, len(self._numbers))

    def all(self) -> list[str]:
        """Every sentence at its number."""
        return list(self._numbers)


def reason_lines(report: PlanReport) -> str:
    """The first line holds all sentences, the line after that is for the first appointment of the problem, and so on;
    ``null`` where nothing was explained."""
    sentences = Sentences()
    technicians = {technician.id: index for index, technician in enumerate(report.problem.technicians)}
    found: dict[str, dict[str, Any]] = {
        reason.appointment: _assigned(reason, technicians, sentences) for reason in report.explanation.assigned
    }
    for reason in report.explanation.unscheduled:
        found[reason.appointment] = _unscheduled(reason, technicians, sentences)
    lines = [_json(found.get(item.id)) for item in report.problem.appointments]
    return "\n".join([_json(sentences.all()), *lines])


def _json(value: Any) -> str:
    return json.dumps(visible_data(value), ensure_ascii=True, separators=(",", ":"), sort_keys=True)


def _assigned(reason: Assigned, technicians: Mapping[str, int], sentences: Sentences) -> dict[str, Any]:
    return {
        "sentence": reason.sentence,
        "minutes": _minutes(reason.minutes),
        "alternatives": [
            [technicians[slot.technician], round(sum(slot.minutes.values()), 1), slot.start, _minutes(slot.minutes)]
            for slot in sorted(reason.alternatives, key=_cheapest_first)
            if slot.technician in technicians
        ],
        "refusals": _refusals(reason.refusals, technicians, sentences, reason.appointment),
    }


def _cheapest_first(slot: Slot) -> tuple[tuple[int, ...], float, str]:
    return slot.rank, sum(slot.minutes.values()), slot.technician


def _unscheduled(reason: Unscheduled, technicians: Mapping[str, int], sentences: Sentences) -> dict[str, Any]:
    relaxation = reason.relaxation
    return {
        "sentence": reason.sentence,
        "verdict": reason.verdict,
        "codes": list(reason.codes),
        "funnel": [[step.rule, step.code, step.remaining] for step in reason.funnel_told],
        "blockers": list(reason.blockers),
        "advice": reason.advice,
        "relaxation": None
        if relaxation is None
        else {
            "sentence": relaxation.sentence,
            "technician": relaxation.technician,
            "start": relaxation.start,
            "minutes": round(relaxation.minutes, 1),
        },
        "refusals": _refusals(reason.refusals, technicians, sentences, reason.appointment),
    }


def _minutes(minutes: Mapping[str, float]) -> dict[str, float]:
    return {term: round(value, 1) for term, value in minutes.items() if value}


def _refusals(
    refusals: Iterable[Refusal], technicians: Mapping[str, int], sentences: Sentences, appointment: str
) -> list[list[Any]]:
    return [
        [technicians[item.technician], list(item.codes), sentences.number(item.sentence, item.technician, appointment)]
        for item in refusals
        if item.technician in technicians
    ]

"""``roundsman check`` and ``roundsman explain``: what is wrong with a plan, and why it is as it is."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from scheduler import objective
from scheduler.check import added
from scheduler.check import check as judge
from scheduler.cli.stored import AsJson, Directory, Stored, known_appointment, open_plan
from scheduler.cli.terminal import VIOLATED, minutes_text, output, print_json, table
from scheduler.explain import explain as reasons
from scheduler.explanation import Assigned, Refusal, Slot, Unscheduled
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route


def check(plan: Directory = Path(), as_json: AsJson = False) -> None:
    """Judge a plan: list every constraint that it breaks."""
    stored = open_plan(plan, as_json=as_json)
    found = judge(stored.problem, stored.policy, stored.plan)
    new, misstated = added(found), _misstated(stored)
    if as_json:
        violations = [asdict(violation) for violation in found]
        print_json({"allowed": not new, "violations": violations, "misstated_terms": misstated})
    else:
        for violation in found:
            mark = "inherited" if violation.inherited else "violated"
            output.print(f"{mark} {violation.code}: {violation.sentence}", soft_wrap=True, markup=False)
        visits = sum(len(route.visits) for route in stored.plan.routes)
        output.print(f"{visits} visits in {len(stored.plan.routes)} routes; {len(new)} constraints broken")
        for term, (stated, true) in misstated.items():
            output.print(f"note: plan.json states {term} {stated}, by the plan it is {true}", soft_wrap=True)
    if new:
        raise typer.Exit(VIOLATED)


def _misstated(stored: Stored) -> dict[str, tuple[int, int]]:
    """The terms of which the file states another value than the plan in it has: a plan changed by hand."""
    if not stored.document.terms:
        return {}
    plan = Plan(tuple(route for route in stored.plan.routes if _known(stored.problem, route)))
    true = objective.terms(stored.problem, stored.policy, plan)
    stated = stored.document.terms
    return {term: (stated.get(term, 0), value) for term, value in true.items() if stated.get(term, 0) != value}


def _known(problem: ProblemData, route: Route) -> bool:
    """Whether duty, appointments and depots of a route are in the problem, so that its terms can be told."""
    known = {("visit", name) for name in problem.appointment} | {("depot", depot.id) for depot in problem.depots}
    stops = {(stop.kind, stop.id) for stop in route.stops}
    return (route.technician, route.shift) in problem.duty and stops <= known


def explain(
    appointment: Annotated[str, typer.Argument(help="The appointment to explain.")],
    plan: Directory = Path(),
    as_json: AsJson = False,
) -> None:
    """Say why an appointment is where it is, or why it is nowhere."""
    stored = open_plan(plan, as_json=as_json)
    name = known_appointment(stored, appointment, as_json=as_json)
    explanation = reasons(stored.problem, stored.policy, stored.plan, name)
    found: list[Assigned | Unscheduled] = [*explanation.assigned, *explanation.unscheduled]
    reason = found[0]
    if as_json:
        print_json(asdict(reason))
    elif isinstance(reason, Assigned):
        _print_assigned(stored.problem, reason)
    else:
        _print_unscheduled(reason)


def _print_assigned(problem: ProblemData, reason: Assigned) -> None:
    output.print(f"[bold]{escape(reason.appointment)}[/]: {escape(reason.sentence)}", soft_wrap=True)
    output.print(f"It pays, in weighted minutes: {minutes_text(reason.minutes)}", soft_wrap=True)
    print_slots(problem, reason.alternatives, "What everybody else would cost, with everything else fixed")
    print_refusals(reason.refusals)


def _print_unscheduled(reason: Unscheduled) -> None:
    verdict = f"{reason.verdict.replace('_', ' ')} ({', '.join(reason.codes)})"
    output.print(f"[bold]{escape(reason.appointment)}[/]: {verdict}", soft_wrap=True)
    output.print(reason.sentence, soft_wrap=True, markup=False)
    rows = [[step.rule, str(step.remaining), str(len(step.lost))] for step in reason.funnel_told]
    table(["after", "technicians left", "fell out"], rows, "Funnel")
    print_refusals(reason.refusals)
    if reason.way_out:
        output.print(f"[bold]Way out:[/] {escape(reason.way_out)}", soft_wrap=True)


def print_slots(problem: ProblemData, slots: tuple[Slot, ...], title: str) -> None:
    """A table of slots with their prices."""
    clock = problem.horizon
    rows = [
        [
            str(rank),
            slot.technician,
            f"{clock.instant(slot.start):%a %d %b}",
            clock.clock(slot.start),
            f"{clock.clock(slot.earliest)} to {clock.clock(slot.latest)}",
            f"{sum(slot.minutes.values()):+.1f}",
            minutes_text(slot.minutes),
        ]
        for rank, slot in enumerate(slots, 1)
    ]
    if rows:
        table(["", "technician", "day", "start", "may start", "minutes", "of which"], rows, title)


def print_refusals(refusals: tuple[Refusal, ...], most: int = 12) -> None:
    """Why the others are out, those with the fewest reasons first."""
    ordered = sorted(refusals, key=lambda refusal: (len(refusal.codes), refusal.technician))
    rows = [[refusal.technician, ", ".join(refusal.codes), refusal.sentence] for refusal in ordered[:most]]
    if rows:
        table(["technician", "reasons", ""], rows, "Who may not or cannot")
    if len(ordered) > most:
        output.print(f"... and {len(ordered) - most} more; --json has them all")

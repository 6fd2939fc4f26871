"""The door out: a plan becomes records, as far as nothing has changed since it was read from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.check import added, check
from scheduler.explanation import Explanation, Unscheduled
from scheduler.formats.documents import PlanDocument, from_json
from scheduler.problem import ProblemData
from scheduler.solution import Plan
from service.clocks import follow
from service.context import Context
from service.effects.rulings import rule_on
from service.errors import Problem
from service.fieldwork.models import ServiceAppointment
from service.fieldwork.policy import WorkStatus
from service.planning import runs
from service.planning.changes import Change, Place, apply, locked, place_of
from service.planning.models import RUN, PlanningRun, Publication, PublishedChange, RunStatus
from service.planning.reading import in_parts, visit_columns
from service.planning.scope import is_fact, number_of, visit_name
from service.planning.snapshot import Basis, VisitVersions, visit_versions
from service.planning.staleness import Duty, Links, rest
from service.planning.vocabulary import UNSCHEDULED
from service.timeline.operations import record
from service.workforce.workdays import hold

follow.enter()


@dataclass(frozen=True)
class Made:
    """A run's plan, with what it was made from and why it is so."""

    problem: ProblemData
    document: PlanDocument
    basis: Basis
    explanation: Explanation


def made_by(ctx: Context, run: PlanningRun) -> Made:
    """Return what a run has made; 409 while it is not there."""
    texts = runs.documents(ctx, run, "problem.json", "plan.json", "basis.json", "explanation.json")
    return Made(
        from_json(texts[0], ProblemData),
        from_json(texts[1], PlanDocument),
        Basis.from_json(texts[2]),
        from_json(texts[3], Explanation),
    )


def publish(ctx: Context, run: PlanningRun) -> Publication:
    """Let a run's plan be what is done, all of it or nothing but what has changed since.

    Days of technicians that changed since the snapshot, with those of their crews and of what comes before and after,
    stay as they are and are listed. What remains is judged again. Each visit that moves is told the run, terms and
    reasons; of those without a place the rules say what becomes of them.
    """
    published = RunStatus(RUN.after(run.status, "publish"))
    made = made_by(ctx, run)
    visits = locked(ctx, made.basis.visits)
    out, lost = outdated(ctx, made, visits)
    routes = rest(made.document.plan, out)
    _judge(made, Plan(routes))
    changes = list(_changes(made, Plan(routes), out, lost, visits))
    publication = Publication(
        run_id=run.id,
        at=ctx.now,
        by=ctx.actor.name,
        left_out=[{"technician": duty[0], "shift": duty[1], "reason": reason} for duty, reason in sorted(out.items())],
    )
    ctx.session.add(publication)
    record(ctx, publication, "published", plan_run=run.number, run=run.number)
    apply(ctx, changes, plan_run=run.number)
    ctx.session.add_all(
        PublishedChange(
            publication_id=publication.id,
            appointment_id=each.visit.id,
            before=each.before and each.before.told(),
            after=each.after and each.after.told(),
        )
        for each in changes
    )
    _tell_unscheduled(ctx, run, made, visits, lost)
    runs.supersede(ctx, run)
    run.status, run.published_at = published, ctx.now
    record(ctx, run, "published", changes=len(changes), left_out=len(out))
    return publication


def outdated(
    ctx: Context, made: Made, visits: Mapping[int, ServiceAppointment]
) -> tuple[dict[Duty, str], dict[str, str]]:
    """Return the duties that are to stay as they are, and the visits that are others by now, each with the reason."""
    links = Links.of(made.problem, made.document.plan)
    lost = _changed_visits(ctx, made, visits)
    pairs = {duty: set(links.pairs(duty)) for duty in links.visits}
    now = hold(ctx.session, {pair for each in pairs.values() for pair in each})
    changed = {
        duty: "it has changed since"
        for duty, each in pairs.items()
        if any(now.get(pair, 0) != made.basis.days.get(pair, 0) for pair in each)
    }
    return links.spread(changed, lost), lost


def _changed_visits(ctx: Context, made: Made, visits: Mapping[int, ServiceAppointment]) -> dict[str, str]:
    current: dict[int, VisitVersions] = {}
    for some in in_parts(made.basis.visits):
        rows = ctx.session.execute(visit_columns().where(ServiceAppointment.id.in_(some)))
        current |= {row.id: visit_versions(row) for row in rows}
    lost = {
        visit_name(number): f"{visit_name(number)} has changed since"
        for number, seen in made.basis.visits.items()
        if current.get(number) != seen
    }
    for _, stop in made.document.plan.each_visit():
        if not is_fact(stop.id) and (order := visits[number_of(stop.id)].work_order).status == WorkStatus.ACTIVE:
            instant = made.problem.horizon.instant
            if order.window is not None and not order.window.holds(instant(stop.start), instant(stop.end)):
                lost[stop.id] = f"{stop.id} would be outside the SLA window of {order.number}, which is active"
    return lost


def _judge(made: Made, plan: Plan) -> None:
    found = added(check(made.problem, made.document.policy, plan))
    if found:
        sentences = [each.sentence for each in found]
        raise Problem(409, "plan_refused", " ".join(sentences[:3]), rule="judge", violations=sentences)


def _changes(
    made: Made, plan: Plan, out: Mapping[Duty, str], lost: Mapping[str, str], visits: Mapping[int, ServiceAppointment]
) -> Iterable[Change]:
    """Yield what is to be another way than it is, of visits none of whose days stays as it is."""
    links, placed = Links.of(made.problem, made.document.plan), plan.visits
    reasons = {each.appointment: each for each in made.explanation.assigned}
    instant = made.problem.horizon.instant
    for item in made.problem.appointments:
        if is_fact(item.id) or item.id in lost or any(duty in out for duty in links.duties.get(item.id, ())):
            continue
        visit, stops, after = visits[number_of(item.id)], placed.get(item.id, ()), None
        if stops:
            crew = tuple(sorted(number_of(route.technician) for route, _ in stops))
            after = Place(instant(stops[0][1].start), instant(stops[0][1].end), crew)
        before = place_of(visit)
        if before != after:
            why = reasons.get(item.id)
            facts = {} if why is None else {"terms": dict(why.minutes), "sentence": why.sentence}
            yield Change(visit, before, after, facts)


def _tell_unscheduled(
    ctx: Context,
    run: PlanningRun,
    made: Made,
    visits: Mapping[int, ServiceAppointment],
    lost: Mapping[str, str],
) -> None:
    for each in made.explanation.unscheduled:
        if is_fact(each.appointment) or each.appointment in lost:
            continue
        visit = visits[number_of(each.appointment)]
        facts: dict[str, Any] = {"verdict": each.verdict, "codes": list(each.codes), "relaxation": each.way_out}
        case_id = visit.work_order.case_id
        record(ctx, visit, "left_unscheduled", case_id=case_id, reason=each.sentence, plan_run=run.number, **facts)
        _rule(ctx, visit, each)


def _rule(ctx: Context, visit: ServiceAppointment, why: Unscheduled) -> None:
    given = {"visit.verdict": why.verdict, "visit.codes": list(why.codes)}
    rule_on(ctx, visit.work_order, UNSCHEDULED, about="unscheduled_visit", given=given)

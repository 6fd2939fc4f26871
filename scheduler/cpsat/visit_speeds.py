"""Travel by the time of day in the model over visits: how far one has driven by each moment, as piecewise linear.

A leg of ``n`` ticks at normal speed is ``1000 n`` thousandths of a tick's way. What is covered between leaving a point
and arriving at the next, less what would be during time off on the way, is exactly that, the last tick rounded up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import IntVar, LinearExpr

from scheduler.cpsat.visit_variables import DEPOT, Arc, DutyVariables, VisitModel, total
from scheduler.speeds import Speeds
from scheduler.travel import NORMAL_SPEED


@dataclass(frozen=True)
class _Off:
    """Time off on a duty: when it begins, how long it is, and how much driving it replaces."""

    begin: LinearExpr
    length: int
    replaces: LinearExpr
    index: int


@dataclass
class _Drive:
    """One duty's driving."""

    model: cp_model.CpModel
    duty: DutyVariables
    speeds: Speeds
    offs: list[_Off] = field(default_factory=list)

    def covered(self, tick: LinearExpr, low: int, high: int) -> IntVar:
        """How far one has driven by a tick between two bounds."""
        result = self.model.new_int_var(self.speeds.covered(low), self.speeds.covered(high), "covered")
        changes = [change for change in self.speeds.starts if low < change <= high]
        pieces = []
        for first, after in zip([low, *changes], [*changes, high + 1], strict=True):
            piece = self.model.new_bool_var("piece")
            pieces.append(piece)
            speed = self.speeds.covered(first + 1) - self.speeds.covered(first)
            self.model.add(tick >= first).only_enforce_if(piece)
            self.model.add(tick < after).only_enforce_if(piece)
            self.model.add(result == self.speeds.covered(first) + speed * (tick - first)).only_enforce_if(piece)
        self.model.add_exactly_one(pieces)
        return result


def drive(visits: VisitModel, duty: DutyVariables, speeds: Speeds) -> None:
    """State when each point of a duty is reached, and how long the way to it takes, which ``duty.driving`` keeps."""
    one = _Drive(visits.model, duty, speeds)
    first, last = duty.shift.start, duty.shift.end
    for index, item in enumerate(duty.breaks):
        low, high = int(item.start.domain.min()), int(item.start.domain.max())
        length = item.rule.duration
        replaces = one.covered(item.start + length, low + length, high + length) - one.covered(item.start, low, high)
        one.offs.append(_Off(item.start, length, replaces, index))
    for index, away in enumerate(duty.absences, start=len(duty.breaks)):
        gone = away.interval
        replaced = speeds.covered(gone.end) - speeds.covered(gone.start)
        start = LinearExpr.constant(gone.start)
        one.offs.append(_Off(start, gone.end - gone.start, LinearExpr.constant(replaced), index))
    ready: dict[int, tuple[LinearExpr, IntVar]] = {DEPOT: (duty.departure, one.covered(duty.departure, first, last))}
    for name in duty.domains:
        end = visits.start[name] + duty.length[name]
        domain = visits.start[name].domain
        low, high = int(domain.min()) + duty.shortest(name), int(domain.max()) + duty.longest(name)
        ready[name] = (end, one.covered(end, low, high))
    heads: dict[int, list[Arc]] = {}
    for arc in duty.arcs:
        heads.setdefault(arc[1], []).append(arc)
    for name, arcs in heads.items():
        _reach(one, name, arcs, ready, duty.arrival if name == DEPOT else visits.start[name])


def _reach(
    one: _Drive, name: int, arcs: Iterable[Arc], ready: dict[int, tuple[LinearExpr, IntVar]], then: IntVar
) -> None:
    """The arrival at one point, from whichever point is before it."""
    model, duty = one.model, one.duty
    first, last = duty.shift.start, duty.shift.end
    arrive = model.new_int_var(first, last, "arrive")
    upto, short = one.covered(arrive, first, last), one.covered(arrive - 1, first - 1, last - 1)
    driving = duty.driving[name] = model.new_int_var(0, last - first, "driving")
    resting, replaced = [], []
    reached = [duty.arcs[arc] for arc in arcs]
    before = {off.index: model.new_bool_var("rests on the way") for off in one.offs}
    for off in one.offs:
        lost = model.new_int_var(0, one.speeds.covered(last) - one.speeds.covered(first), "lost")
        model.add(lost == off.replaces).only_enforce_if(before[off.index])
        model.add(lost == 0).only_enforce_if(~before[off.index])
        model.add(off.begin < arrive).only_enforce_if(before[off.index])
        replaced.append(lost)
        resting.append(before[off.index] * off.length)
    for arc in arcs:
        chosen, (left, far) = duty.arcs[arc], ready[arc[0]]
        way = duty.ticks[arc] * NORMAL_SPEED
        model.add(arrive <= then).only_enforce_if(chosen)
        model.add(upto >= far + way + total(replaced)).only_enforce_if(chosen)
        if way:
            model.add(short < far + way + total(replaced)).only_enforce_if(chosen)
        else:
            model.add(arrive == left).only_enforce_if(chosen)
        model.add(driving == arrive - left - total(resting)).only_enforce_if(chosen)
        for off, here in zip(one.offs, duty.time_off, strict=True):
            within: LinearExpr = here.within(*arc)
            model.add(before[off.index] * off.length <= within).only_enforce_if(chosen)
            late = model.new_bool_var("rests at the door")
            model.add(off.begin >= arrive).only_enforce_if(late)
            model.add(within <= off.length * (before[off.index] + late)).only_enforce_if(chosen)
    for off in one.offs:
        model.add(total(reached) >= before[off.index])
    model.add(driving <= (last - first) * total(reached))

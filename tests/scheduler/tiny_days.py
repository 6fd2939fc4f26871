"""Random days small enough to try everything: a dozen ticks, three appointments, two duties, every feature."""

from __future__ import annotations

from hypothesis import strategies as st

from scheduler.entities import (
    Appointment,
    Break,
    Interval,
    Pin,
    PublishedVisit,
    Quantity,
    Shift,
    Skill,
    Technician,
    Window,
)
from scheduler.policy import TERMS, Policy
from scheduler.problem import ProblemData
from tests.scheduler import build

HORIZON = 10
PLACES = 3


def _maybe(values: st.SearchStrategy[int]) -> st.SearchStrategy[int | None]:
    return st.none() | values


ticks = st.integers(0, HORIZON)


@st.composite
def windows(draw: st.DrawFn) -> tuple[Window, ...]:
    """None, one or two windows."""
    pairs = draw(st.lists(st.tuples(ticks, st.integers(2, 6)), max_size=2))
    return tuple(Window(start, start + length) for start, length in pairs)


@st.composite
def tiny_appointments(draw: st.DrawFn, index: int) -> Appointment:
    """Some work of up to three ticks."""
    return Appointment(
        f"a{index}",
        draw(st.integers(0, 3)),
        draw(st.integers(0, PLACES - 1)),
        windows=draw(windows()),
        earliest_start=draw(_maybe(ticks)),
        due=draw(_maybe(ticks)),
        priority=draw(st.integers(1, 2)),
        parts=draw(st.just(()) | st.just((Quantity("valve"),))),
        preferred_technicians=draw(st.just(()) | st.just(("t1",))),
        load=draw(st.integers(0, 2)),
        pin=draw(st.sampled_from((None, None, None, Pin("t0"), Pin(start=4)))),
        waivers=draw(st.sampled_from(((), (), (), ("window", "sla"), ("parts",), ("capacity",), ("limits",)))),
    )


@st.composite
def tiny_shifts(draw: st.DrawFn, index: int, start: int, end: int) -> Shift:
    """A shift with a limit or a break, sometimes."""
    early = draw(st.integers(start, end))
    rest = Break(early, early + draw(st.integers(0, 3)), draw(st.integers(1, 2)))
    return Shift(
        f"s{index}",
        start,
        end,
        soft_end=draw(_maybe(ticks)),
        breaks=draw(st.just(()) | st.just((rest,))),
        max_visits=draw(_maybe(st.integers(1, 2))),
        max_travel=draw(_maybe(st.integers(3, 8))),
        max_duration=draw(_maybe(st.integers(5, 10))),
        end_location=draw(_maybe(st.integers(0, PLACES - 1))),
    )


@st.composite
def tiny_technicians(draw: st.DrawFn, index: int, shifts: tuple[Shift, ...]) -> Technician:
    """Someone with a skill to spare, a small van or an absence, sometimes."""
    away = draw(st.lists(st.tuples(ticks, st.integers(0, 3)), max_size=2))
    return Technician(
        f"t{index}",
        draw(st.integers(0, PLACES - 1)),
        shifts,
        skills=draw(st.just(()) | st.just((Skill("gas", 2),))),
        stock=draw(st.just(()) | st.just((Quantity("valve"),))),
        absences=tuple(Interval(start, start + length) for start, length in away),
        efficiency=draw(st.sampled_from((1000, 1500, 500))),
        cost_per_hour=draw(st.integers(0, 2)),
        cost_per_shift=draw(st.integers(0, 1)),
        capacity=draw(_maybe(st.integers(1, 4))),
    )


@st.composite
def tiny_days(draw: st.DrawFn) -> ProblemData:
    """Two duties, of two technicians or of one on two days, and up to three appointments; any travel matrix."""
    count = draw(st.integers(0, 3))
    duties = draw(st.sampled_from(("two technicians", "two days")))
    if duties == "two technicians":
        technicians = [draw(tiny_technicians(i, (draw(tiny_shifts(i, 0, HORIZON)),))) for i in range(2)]
    else:
        half = HORIZON // 2 + 1
        two = (draw(tiny_shifts(0, 0, half)), draw(tiny_shifts(1, half, HORIZON + 2)))
        technicians = [draw(tiny_technicians(0, two))]
    legs = {(i, j): draw(st.integers(0, 4)) for i in range(PLACES) for j in range(PLACES) if i != j}
    names = draw(st.lists(st.integers(0, count - 1), unique=True, max_size=2)) if count else []
    published = [PublishedVisit(f"a{name}", draw(st.sampled_from(("t0", "t1"))), draw(ticks)) for name in names]
    appointments = [draw(tiny_appointments(index)) for index in range(count)]
    return build.problem(
        appointments,
        technicians,
        legs,
        travel=build.matrix_travel(legs, count=4),
        published=tuple(published),
    )


@st.composite
def tiny_policies(draw: st.DrawFn) -> Policy:
    """Any weights, in one to three levels."""
    others = [name for name in TERMS if name != "unserved"]
    chosen = draw(st.lists(st.sampled_from(others), unique=True, min_size=1, max_size=4))
    weights = [(name, draw(st.sampled_from((1, 100, 700)))) for name in chosen]
    cut = draw(st.integers(0, len(weights)))
    levels = [level for level in (tuple(weights[:cut]), tuple(weights[cut:])) if level]
    late = draw(st.sampled_from(("forbid", "penalise")))
    load = draw(st.sampled_from(("minutes", "turns")))
    unserved = draw(st.sampled_from((((1, 20),), ((1, 100), (2, 40)))))
    common = {"late": late, "load": load, "unserved": unserved, "slack_minutes": draw(st.integers(0, 6))}
    if draw(st.booleans()):
        return Policy("strict", ((("unserved", 100),), *levels), **common)
    first = (("unserved", 100), *levels[0])
    return Policy("weighted", (first, *levels[1:]), strict=False, **common)

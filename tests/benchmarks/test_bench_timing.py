"""The benchmarks' own timing against every departure, one after the other."""

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.instance import Instance, horizon, of_term, ordered
from benchmarks.readers import euclid
from benchmarks.timing import timed
from scheduler.check import check
from scheduler.entities import Appointment, Location, Shift, Technician, Window
from scheduler.problem import ProblemData

END = 120
POLICY = ordered("working_time", "working_time")
visit = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 60), st.integers(0, 40), st.integers(0, 12))


def instance_of(visits, early=False) -> Instance:
    problem = ProblemData(
        horizon=horizon(END, 1),
        locations=tuple(Location(str(index)) for index in range(len(visits) + 1)),
        travel=euclid.nearest([(0.0, 0.0), *((float(x), float(y)) for x, y, *_ in visits)], 1),
        appointments=tuple(
            Appointment(str(index), service, location=index, windows=(Window(opens, opens + width),))
            for index, (_, _, opens, width, service) in enumerate(visits, start=1)
        ),
        technicians=(Technician("one", home=0, shifts=(Shift("day", 0, END),)),),
    )
    return Instance("ring", problem, POLICY, (of_term("working time", "working_time"),), "", early=early)


def durations(problem: ProblemData) -> list[int]:
    """The duration of the route for every departure from which it keeps its windows and the shift."""
    found = []
    for departure in range(END):
        now, place, kept = departure, 0, True
        for item in problem.appointments:
            now = max(now + problem.legs.ticks(place, item.location), item.windows[0].earliest)
            kept, place = kept and now <= item.windows[0].latest, item.location
            now += item.duration
        now += problem.legs.ticks(place, 0)
        if kept and now <= END:
            found.append(now - departure)
    return found


@given(st.lists(visit, min_size=1, max_size=5))
def test_no_departure_gives_a_shorter_route(visits):
    instance = instance_of(visits)
    plan = timed(instance, [(0, range(len(visits)))])
    possible = durations(instance.problem)
    allowed = check(instance.problem, POLICY, plan) == ()
    assert allowed == bool(possible)
    if possible:
        assert plan.routes[0].arrival - plan.routes[0].departure == min(possible)


@given(st.lists(visit, min_size=1, max_size=5))
def test_earliest_starts_where_they_are_wanted(visits):
    early = timed(instance_of(visits, early=True), [(0, range(len(visits)))])
    late = timed(instance_of(visits), [(0, range(len(visits)))])
    assert all(one.start <= two.start for one, two in zip(early.routes[0].stops, late.routes[0].stops, strict=True))
    assert early.routes[0].departure <= late.routes[0].departure
    assert early.routes[0].arrival == late.routes[0].arrival

"""Days of some twenty visits made around a plan with crews, follow-ups and groups: all of it can be served."""

from __future__ import annotations

import random as randomness
from random import Random

from scheduler.entities import Appointment, Predecessor, Quantity, Skill, SkillRequirement, Technician
from scheduler.problem import ProblemData
from scheduler.solution import Plan, Route, Stop
from tests.scheduler.build import locations, matrix_travel, problem, shift, technician

PLACES = 10


def served_day(seed: int, people: int = 4, jobs: int = 14) -> tuple[ProblemData, Plan]:
    """A day and a plan that serves all of it: windows and due times are those with which the plan is right."""
    random = randomness.Random(seed)
    legs = {(i, j): random.randint(5, 25) for i in range(PLACES) for j in range(i)}
    travel = matrix_travel(legs, count=PLACES)
    workers = [_worker(random, index) for index in range(people)]
    day = problem([], workers, travel=travel, locations=locations(PLACES))
    tours = [_Tour(day, worker) for worker in workers]
    items: list[Appointment] = []
    for number in range(jobs):
        item = _job(random, f"a{number}", items, tours)
        items += [] if item is None else [item]
    routes = tuple(tour.route() for tour in tours if tour.stops)
    return day.replace(appointments=tuple(items)), Plan(routes)


def _worker(random: Random, index: int) -> Technician:
    pace = random.choice((1000, 1000, 1250, 800))
    skills, tools = (Skill(f"s{index % 2}", 2),), (f"tool{index % 3}",)
    stock = (Quantity("valve", 3),)
    end = random.choice((900, 960))
    return technician(
        f"t{index}", shift(480, end), home=index, skills=skills, tools=tools, efficiency=pace, stock=stock
    )


class _Tour:
    """One technician's day while it is being filled from the front."""

    def __init__(self, day: ProblemData, worker: Technician) -> None:
        self.day, self.worker, self.here, self.ready = day, worker, worker.home, 480
        self.stops: list[Stop] = []

    def arrival(self, place: int) -> int:
        return self.ready + self.day.legs.ticks(self.here, place)

    def fits(self, place: int, end: int) -> bool:
        return end + self.day.legs.ticks(place, self.worker.home) <= self.worker.shifts[0].end

    def go(self, name: str, place: int, start: int, end: int) -> None:
        self.stops.append(Stop(name, self.arrival(place), start, end))
        self.here, self.ready = place, end

    def route(self) -> Route:
        back = self.ready + self.day.legs.ticks(self.here, self.worker.home)
        return Route(self.worker.id, "day", 480, back, tuple(self.stops))


def _job(random: Random, name: str, items: list[Appointment], tours: list[_Tour]) -> Appointment | None:
    """An appointment put at the end of one or two tours, ``None`` if there is no room left."""
    crew = random.choice((1, 1, 1, 2))
    duration, place = random.choice((20, 30, 45)), random.randrange(PLACES)
    who = sorted(random.sample(tours, crew), key=lambda tour: tour.worker.id)
    before = random.choice(items) if items and random.random() < 0.25 else None
    ends = [stop.end for tour in tours for stop in tour.stops if before is not None and stop.id == before.id]
    delay = random.choice((0, 15)) if ends else 0
    start = max([*(tour.arrival(place) for tour in who), *(end + delay for end in ends)])
    end = start + max(tour.worker.service(duration) for tour in who)
    if not all(tour.fits(place, end) for tour in who):
        return None
    for tour in who:
        tour.go(name, place, start, end)
    one = who[0].worker
    return Appointment(
        name,
        duration,
        place,
        due=end + random.choice((0, 30, 120)) if random.random() < 0.6 else None,
        priority=random.randint(1, 3),
        skills=(SkillRequirement(one.skills[0].name, 2),) if random.random() < 0.5 else (),
        tools=one.tools if random.random() < 0.3 else (),
        crew_size=crew,
        predecessors=(Predecessor(before.id, delay),) if before is not None and ends else (),
    )

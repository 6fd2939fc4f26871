"""Technician routing and scheduling: the text of Pillac, Gueret and Medaglia (2013).

Technicians have homes, skills, tools and parts; a technician may go once to the main depot, after which all tools and
parts are on board. Distance is Euclidean, speed is 1, nothing is rounded; the objective is the total working time.

A tick is 1/10,000 of a unit of time. Legs are rounded up to a tick, so that a plan that keeps the windows here keeps
them unrounded as well, and a plan of 125 legs is overstated by 0.0125 units of time at the very most.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from benchmarks.instance import Instance, InstanceError, best_known, digest_of, horizon, of_term, ordered
from benchmarks.readers import euclid
from scheduler.entities import (
    Appointment,
    Depot,
    Location,
    Quantity,
    Shift,
    Skill,
    SkillRequirement,
    Technician,
    Window,
)
from scheduler.problem import ProblemData

SCALE = 10_000
POLICY = ordered("working_time", "working_time")
LIST = re.compile(r"\[([\d,\s]*)\]")


class Node(NamedTuple):
    """A line of the file."""

    id: str
    x: float
    y: float
    opens: int
    closes: int
    service: int
    skills: tuple[str, ...]
    tools: tuple[str, ...]
    parts: tuple[Quantity, ...]


def read(path: Path) -> Instance:
    """The instance in a file; raises :class:`InstanceError`."""
    data = path.read_bytes()
    crew, nodes = _parse(data.decode("utf-8-sig"), path.name)
    depot, technicians, requests = nodes[0], nodes[1 : crew + 1], nodes[crew + 1 :]
    problem = ProblemData(
        horizon=horizon(max(node.closes for node in nodes), SCALE),
        locations=tuple(Location(node.id) for node in nodes),
        travel=euclid.upward([(node.x, node.y) for node in nodes], SCALE),
        appointments=tuple(_appointment(index, node) for index, node in enumerate(requests, start=crew + 1)),
        technicians=tuple(_technician(index, node) for index, node in enumerate(technicians, start=1)),
        depots=(Depot(depot.id, location=0, windows=(Window(depot.opens, depot.closes),), service=depot.service),),
        name=path.stem,
    )
    return Instance(
        name=path.stem,
        problem=problem,
        policy=POLICY,
        measures=(of_term("working time", "working_time", SCALE),),
        hash=digest_of([data]),
        unit=SCALE,
        best_known=best_known(path),
        term="working_time",
        divisor=SCALE,
    )


def _technician(index: int, node: Node) -> Technician:
    return Technician(
        node.id,
        home=index,
        shifts=(Shift("day", node.opens, node.closes),),
        skills=tuple(Skill(name=skill) for skill in node.skills),
        tools=node.tools,
        stock=node.parts,
    )


def _appointment(index: int, node: Node) -> Appointment:
    return Appointment(
        node.id,
        duration=node.service,
        location=index,
        windows=(Window(node.opens, node.closes),),
        skills=tuple(map(SkillRequirement, node.skills)),
        tools=node.tools,
        parts=node.parts,
    )


def _parse(text: str, name: str) -> tuple[int, list[Node]]:
    lines = text.splitlines()
    nodes = [_node(line) for line in lines if len(LIST.findall(line)) == 3]
    counts = next((after.split() for line, after in pairwise(lines) if "CREW COUNT" in line), [])
    if not counts or len(nodes) <= int(counts[0]) + 1:
        raise InstanceError(f"{name}: no line under CREW COUNT, or too few lines with skills, tools and parts")
    return int(counts[0]), nodes


def _node(line: str) -> Node:
    skills, tools, parts = (tuple(text.replace(",", " ").split()) for text in LIST.findall(line))
    number, x, y, *times = line.partition("[")[0].split()
    opens, closes, service = (round(float(time) * SCALE) for time in times)
    quantities = tuple(Quantity(str(part), int(count)) for part, count in enumerate(parts) if int(count))
    return Node(number, float(x), float(y), opens, closes, service, skills, tools, quantities)

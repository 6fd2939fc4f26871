"""The readers against facts worked out by hand, and against what is published of the instances."""

import math
from pathlib import Path

import pytest

from benchmarks import field_day, scale
from benchmarks.instance import Case, InstanceError
from benchmarks.readers import field, problem_json, solomon, trsp, vrplib
from benchmarks.readers.field import Tables
from benchmarks.timing import timed
from scheduler.check import check
from scheduler.entities import Quantity, Window
from scheduler.formats.documents import digest, write_problem
from scheduler.solution import Plan

SITE_DEPENDENT = """NAME: small
TYPE: SDVRPTW
EDGE_WEIGHT_TYPE: EUC_2D
DIMENSION: 4
VEHICLES: 2
VEHICLES_MAX_DURATION: 7.5
NODE_COORD_SECTION
1\t0\t0
2\t1\t1
3\t0.5\t0
4\t3\t4
DEMAND_SECTION
1\t0
2\t7
3\t8
4\t9
SERVICE_TIME_SECTION
1\t0
2\t2
3\t3
4\t4
TIME_WINDOW_SECTION
1\t0\t100
2\t10\t20
3\t0\t100
4\t0\t100
CAPACITY_SECTION
1\t15
2\t20
VEHICLES_ALLOWED_CLIENTS_SECTION
1\t2\t3
2\t3\t4
EOF
"""

TECHNICIANS = """small.3_2-2-2-3

INFO
CREW COUNT  SKILLS  TOOLS   SPARE PARTS
2      2       2       3

DEPOT TECHNICIANS AND REQUESTS
ID   X     Y     TWS    TWE    Serv   SKILLS   TOOLS    SPARE PARTS
0    0     0     0      100    0      [] \t[] \t[]
1    3     4     0      100    0      [0,1] \t[1] \t[2,0,5]
2    1     1     0      100    0      [1] \t[] \t[0,0,0]
3    0     1     10     20     5      [0] \t[1] \t[0,0,4]
4    1     1     0      90     5      [1] \t[] \t[0,0,0]
5    0     0     0      90     5      [1] \t[0] \t[1,0,0]
"""

TABLES = Tables(
    "Task ID,Required Skill ID,Latitude,Longitude,Earliest Start Time,Latest Start Time,Duration (Min.)\n"
    "1001,601,51.0,34.0,8:00,16:05,45\n1002,602,51.0,34.0,480,665,40\n",
    "Resource ID,Latitude,Longitude,Efficiency\n1,50.0,34.0,0.9\n2,51.0,34.0,1.21\n",
    "Resource ID,Skill ID\n1,601\n1,602\n2,601\n",
)

#: The optimal routes of Solomon's C101, as known since the nineties.
C101 = """5 3 7 8 10 11 9 6 4 2 1 75; 13 17 18 19 15 16 14 12; 20 24 25 27 29 30 28 26 23 22 21;
32 33 31 35 37 38 39 36 34; 43 42 41 40 44 46 45 48 51 50 52 49 47; 57 55 54 53 56 58 60 59;
67 65 63 62 74 72 61 64 68 66 69; 81 78 76 71 70 73 77 79 80; 90 87 86 83 82 84 85 88 89 91;
98 96 95 94 92 93 97 100 99"""


def test_solomon_truncates_to_a_tenth(toy):
    assert [toy.problem.legs.ticks(0, index) for index in range(4)] == [0, 50, 14, 100]
    assert toy.problem.legs.metres(1, 2) == math.floor(math.hypot(2, 3) * 10)
    first = toy.problem.appointment["2"]
    assert (first.windows, first.duration, first.load) == ((Window(200, 300),), 100, 6)
    assert [technician.capacity for technician in toy.problem.technicians] == [10, 10]
    assert (toy.best_known, toy.unit) == (20.0, 10)


def test_solomon_distance_of_a_plan_by_hand(toy):
    plan = timed(toy, [(0, [0, 2]), (1, [1])])
    assert check(toy.problem, toy.policy, plan) == ()
    assert toy.worth(toy.policy, plan) == ((50 + 50 + 100 + 14 + 14) / 10,)
    assert toy.gap(25.0) == pytest.approx(25.0)


def test_value_while_searching_is_the_measure(toy):
    from scheduler import objective

    plan = timed(toy, [(0, [0, 2]), (1, [1])])
    levels = objective.value(toy.problem, toy.policy, objective.terms(toy.problem, toy.policy, plan))
    assert toy.watched(levels) == pytest.approx(22.8)
    partly = objective.terms(toy.problem, toy.policy, timed(toy, [(0, [0])]))
    assert toy.watched(objective.value(toy.problem, toy.policy, partly)) is None


@pytest.mark.parametrize("text", ["", "toy\n1 2\n", "1 2\n0 0 0 0 0 9 0\n1 1 1 1 0 9\n"])
def test_what_is_no_instance_is_refused(tmp_path, text):
    path = tmp_path / "bad.txt"
    path.write_text(text)
    with pytest.raises(InstanceError, match=r"bad\.txt"):
        solomon.read(path)
    with pytest.raises(InstanceError, match=r"bad\.txt"):
        trsp.read(path)
    with pytest.raises(InstanceError, match=r"bad\.txt"):
        vrplib.read(path)


def test_site_dependent_instance(tmp_path):
    path = tmp_path / "small.vrp"
    path.write_text(SITE_DEPENDENT)
    instance = vrplib.read(path)
    problem = instance.problem
    assert [problem.legs.ticks(0, index) for index in range(4)] == [0, 1414, 500, 5000]
    assert [item.required_technicians for item in problem.appointments] == [("1",), (), ("2",)]
    assert problem.appointment["2"].windows == (Window(10_000, 20_000),)
    assert [technician.capacity for technician in problem.technicians] == [15, 20]
    (shift,) = problem.technicians[0].shifts
    assert (shift.start, shift.end, shift.max_duration) == (0, 100_000, 7_500)
    codes = {violation.code for violation in check(problem, instance.policy, timed(instance, [(0, [2]), (1, [1])]))}
    assert codes == {"EXCLUDED", "LIMIT"}


def test_technicians_instance(tmp_path):
    path = tmp_path / "small.txt"
    path.write_text(TECHNICIANS)
    instance = trsp.read(path)
    problem = instance.problem
    one, two = problem.technicians
    assert (one.home, [skill.name for skill in one.skills], one.tools) == (1, ["0", "1"], ("1",))
    assert one.stock == (Quantity("0", 2), Quantity("2", 5))
    assert (two.stock, two.tools) == ((), ())
    assert problem.appointment["3"].parts == (Quantity("2", 4),)
    assert problem.appointment["3"].windows == (Window(100_000, 200_000),)
    assert [depot.location for depot in problem.depots] == [0]
    assert problem.legs.ticks(0, 1) == 50_000
    assert problem.legs.ticks(0, 2) == math.ceil(math.sqrt(2) * 10_000)


def test_working_time_is_the_shortest_of_the_sequence(tmp_path):
    path = tmp_path / "small.txt"
    path.write_text(TECHNICIANS)
    instance = trsp.read(path)
    without = instance.problem.replace(depots=())
    plan = timed(instance, [(0, [0]), (1, [1])])
    assert check(without, instance.policy, plan) == ()
    legs = 2 * math.ceil(math.hypot(3, 3) * 10_000)
    assert instance.worth(instance.policy, plan) == ((legs + 100_000) / 10_000,)


def test_field_day_rounds_half_up():
    instance = field.instance("small", TABLES)
    problem = instance.problem
    assert problem.legs.ticks(0, 1) == 133
    assert (problem.legs.ticks(1, 2), problem.legs.ticks(2, 2)) == (1, 0)
    one, two = problem.technicians
    assert (one.service(45), two.service(40), two.service(45)) == (50, 33, 37)
    assert problem.appointment["1001"].windows == (Window(480, 965),)
    assert problem.appointment["1002"].windows == (Window(480, 665),)
    assert [(shift.start, shift.end) for shift in one.shifts] == [(480, 1020)]


def test_field_day_measures_in_order():
    instance = field.instance("small", TABLES)
    plan = timed(instance, [(0, [0, 1])])
    assert [stop.start for stop in plan.routes[0].stops] == [613, 664]
    assert instance.worth(instance.policy, plan) == (0, 133 + 1 + 133, 1, 664 + 44 + 133 - 480)
    assert instance.worth(instance.policy, Plan()) == (2, 0, 0, 0)
    assert field.plan_csv(Case(instance.problem, plan, {})) == (
        "Resource_ID,Task_ID,Start_time\n1,1001,613\n1,1002,664\n"
    )


@pytest.mark.parametrize(
    ("table", "old", "new", "words"),
    [
        (0, "45", "long", "duration 'long' is not a number"),
        (0, "16:05", "noon", "latest 'noon' is no time of day"),
        (0, "Required Skill ID", "Colour", "no skill"),
        (1, "0.9", "", "no efficiency"),
        (2, "1,601\n1,602\n2,601\n", "", "no rows"),
    ],
)
def test_field_day_errors_name_file_and_column(table, old, new, words):
    texts = list(TABLES)
    texts[table] = texts[table].replace(old, new, 1)
    with pytest.raises(InstanceError, match=f"{field.FILES[table]}: {words}"):
        field.instance("bad", Tables(*texts))


def test_field_day_folder_without_a_file(tmp_path):
    with pytest.raises(InstanceError, match=r"without Tasks\.csv, Resources\.csv, Resources_Skills\.csv"):
        field.read(tmp_path)


def test_generated_instances_are_frozen():
    day = field.instance("day", field_day.generate(40, 8, 1))
    assert day.hash == "c4209c383942eabe82e6394e7207fe1ae9457d891a173fe2bd797b80d82ec1c3"
    assert digest(scale.generate(scale.Size(30, 6, 2))) == (
        "465a177aff02ed1e0b078e34cd27855554b4f5b2d5ad007473e9f2ad5ac94aad"
    )


def test_generated_field_day_reads_back_as_files(tmp_path):
    tables = field_day.generate(40, 8, 1)
    for name, text in zip(field.FILES, tables, strict=True):
        (tmp_path / name).write_text(text)
    assert field.read(tmp_path).hash == field.instance("day", tables).hash
    assert field.read(tmp_path).problem == field.instance(tmp_path.name, tables).problem


def test_problem_json(tmp_path):
    problem = scale.generate(scale.Size(5, 2, 1))
    write_problem(problem, tmp_path / "small.json")
    instance = problem_json.read(tmp_path / "small.json")
    assert instance.problem == problem
    assert instance.worth(instance.policy, Plan())[1] >= 0
    (tmp_path / "bad.json").write_text("{}")
    with pytest.raises(InstanceError, match=r"bad\.json"):
        problem_json.read(tmp_path / "bad.json")


@pytest.mark.parametrize(
    ("reader", "file", "customers", "fleet", "best"),
    [
        (solomon, "vrptw/solomon/R101.txt", 100, 25, 1637.7),
        (solomon, "vrptw/gehring_homberger_1000/R2_10_3.txt", 1000, 250, 24399.0),
        (vrplib, "sdvrptw/PR01.vrp", 48, 8, 1655420.0),
        (trsp, "trsp/R101.txt", 100, 25, 3134.8626),
    ],
)
def test_published_instances(published, reader, file, customers, fleet, best):
    instance = reader.read(published(file))
    assert len(instance.problem.appointments) == customers
    assert len(instance.problem.technicians) == fleet
    assert instance.best_known == best


def test_every_published_file_is_read(published):
    for reader, folder, pattern in ((solomon, "vrptw", "*.txt"), (vrplib, "sdvrptw", "*.vrp"), (trsp, "trsp", "*.txt")):
        paths: list[Path] = sorted(published(folder).rglob(pattern))
        assert len(paths) >= 12
        assert all(reader.read(path).best_known for path in paths)


def test_published_optimum_is_recomputed(published):
    instance = solomon.read(published("vrptw/solomon/C101.txt"))
    routes = [[int(number) - 1 for number in route.split()] for route in C101.split(";")]
    plan = timed(instance, list(enumerate(routes)))
    assert check(instance.problem, instance.policy, plan) == ()
    assert instance.worth(instance.policy, plan) == (instance.best_known,)

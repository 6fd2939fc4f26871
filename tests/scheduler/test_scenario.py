"""Each change does what its name says and nothing else; unknown names are refused with the nearest known one."""

import pickle
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from math import hypot
from multiprocessing import get_context

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.entities import (
    Certificate,
    LedgerEntry,
    Location,
    Membership,
    Pin,
    Predecessor,
    ProblemError,
    Skill,
    SkillRequirement,
    Window,
)
from scheduler.policy import POLICIES
from scheduler.problem import ProblemData
from scheduler.scenario import (
    BorderMoved,
    DemandScaled,
    DueShifted,
    PolicyChanged,
    Scenario,
    TechnicianAway,
    TechnicianCertified,
    TechnicianHired,
    TechnicianMoved,
    TechnicianReassigned,
    TechnicianTrained,
    TerritoriesMerged,
    TerritoryHandedOver,
    WeightsChanged,
    WindowsWidened,
    run_scenarios,
)
from scheduler.solve import Settings
from scheduler.travel import GreatCircleTravel
from tests.scheduler.build import EAST, NORTH, WEST, appointment, day, policy, problem, shift, technician

POLICY = POLICIES["customer_first"]
SETTINGS = Settings(workers=1)


def two_territories() -> ProblemData:
    """Ann serves north and bob south; each territory has an appointment, the northern one needs a skill."""
    return problem(
        [
            appointment("a1", location=NORTH, territory="north", skills=(SkillRequirement("gas"),)),
            appointment("a2", location=WEST, territory="south", due=700, priority=1),
        ],
        [
            technician("ann", memberships=(Membership("north"),), skills=(Skill("gas"),)),
            technician("bob", memberships=(Membership("south"),)),
        ],
        territories=("north", "south"),
    )


def on_a_map(count: int = 6) -> ProblemData:
    """Appointments in a row of places with coordinates."""
    places = tuple(Location(f"p{index}", 39.0 + 0.01 * index, -76.6) for index in range(count + 1))
    items = [appointment(f"a{index}", location=index) for index in range(1, count + 1)]
    return problem(items, [technician(home=0)], locations=places, travel=GreatCircleTravel())


def changed(change, data: ProblemData) -> ProblemData:
    return Scenario("it", (change,)).apply(data, POLICY)[0]


def test_away_for_the_whole_horizon_leaves_no_rostered_time() -> None:
    data = changed(TechnicianAway("ann"), two_territories())
    [absence] = data.technician["ann"].absences
    assert absence.start <= 480
    assert absence.end >= 960
    assert data.technician["bob"].absences == ()


def test_away_on_dates_covers_those_days_alone() -> None:
    data = problem([], [technician("ann", shift(), shift(1920, 2400, "second"))], horizon=day(days=2))
    [absence] = changed(TechnicianAway("ann", date(2026, 3, 3), date(2026, 3, 3)), data).technician["ann"].absences
    assert (absence.start, absence.end) == (1440, 2880)


def test_away_across_the_change_of_clocks_is_counted_in_elapsed_time() -> None:
    data = problem([], horizon=day(days=60, timezone="Europe/Berlin"))
    [absence] = changed(TechnicianAway("ann", date(2026, 3, 29), date(2026, 3, 29)), data).technician["ann"].absences
    assert absence.end - absence.start == 23 * 60


def test_away_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ProblemError, match="away until 2026-03-01, before 2026-03-02"):
        changed(TechnicianAway("ann", date(2026, 3, 2), date(2026, 3, 1)), two_territories())


def test_a_hired_technician_is_like_the_other_one_without_absences() -> None:
    data = changed(TechnicianAway("ann"), two_territories())
    cy = changed(TechnicianHired("cy", "ann"), data).technician["cy"]
    assert cy == two_territories().technician["ann"].replace(id="cy")


def test_a_hired_technician_may_live_elsewhere() -> None:
    data = changed(TechnicianHired("cy", "ann", (39.5, -76.0)), on_a_map())
    home = data.locations[data.technician["cy"].home]
    assert (home.latitude, home.longitude) == (39.5, -76.0)
    assert data.technician["ann"].home == 0


def test_nobody_is_hired_twice() -> None:
    with pytest.raises(ProblemError, match="'ann' is already there"):
        changed(TechnicianHired("ann", "bob"), two_territories())


def test_moving_twice_gives_two_homes() -> None:
    data = changed(TechnicianMoved("ann", (39.2, -76.2)), changed(TechnicianMoved("ann", (39.1, -76.1)), on_a_map()))
    assert data.locations[data.technician["ann"].home].latitude == 39.2


def test_a_matrix_has_no_way_to_a_new_home() -> None:
    with pytest.raises(ProblemError, match="matrix"):
        changed(TechnicianMoved("ann", (39.0, -76.0)), two_territories())


def test_training_adds_a_skill_that_somebody_has_or_something_needs() -> None:
    data = changed(TechnicianTrained("bob", "gas", 2), two_territories())
    assert data.technician["bob"].skills == (Skill("gas", 2),)


def test_certifying_adds_a_certificate() -> None:
    data = problem([appointment(certificates=("asbestos",))], [technician("ann")])
    assert changed(TechnicianCertified("ann", "asbestos"), data).technician["ann"].certificates == (
        Certificate("asbestos"),
    )


def test_reassigning_replaces_memberships() -> None:
    data = changed(TechnicianReassigned("ann", ("south",), ("north",)), two_territories())
    assert data.technician["ann"].memberships == (Membership("south"), Membership("north", "secondary"))


@pytest.mark.parametrize("into", ["all", "north"])
def test_merging_relabels_appointments_members_and_ledger(into: str) -> None:
    ledger = (LedgerEntry("ann", "north", 60, 1000, 480, -60), LedgerEntry("ann", "south", 30, 500, 240, -30))
    data = changed(TerritoriesMerged(("north", "south"), into), two_territories().replace(ledger=ledger))
    assert [territory.id for territory in data.territories] == [into]
    assert {item.territory for item in data.appointments} == {into}
    assert data.technician["bob"].memberships == (Membership(into),)
    assert data.ledger == (LedgerEntry("ann", into, 90, 1500, 720, -30),)


def test_merging_into_an_existing_territory_keeps_what_was_there() -> None:
    data = changed(TerritoriesMerged(("north",), "south"), two_territories())
    assert [territory.id for territory in data.territories] == ["south"]


def test_moving_a_border_relabels_the_named_appointments() -> None:
    data = changed(BorderMoved(("a1",), "south"), two_territories())
    assert [item.territory for item in data.appointments] == ["south", "south"]


def test_handing_a_territory_over_leaves_other_memberships() -> None:
    data = changed(TerritoryHandedOver("north", ("bob",)), two_territories())
    assert data.technician["ann"].memberships == ()
    assert data.technician["bob"].memberships == (Membership("south"), Membership("north"))


def test_due_times_shift_for_the_named_priorities() -> None:
    assert changed(DueShifted(30), two_territories()).appointment["a2"].due == 730
    assert changed(DueShifted(30, (3,)), two_territories()).appointment["a2"].due == 700
    assert changed(DueShifted(30), two_territories()).appointment["a1"].due is None


def test_windows_that_meet_when_widened_become_one() -> None:
    data = problem([appointment("a1", windows=[(500, 520), (540, 560), (700, 710)])])
    assert changed(WindowsWidened(15), data).appointment["a1"].windows == (Window(485, 575), Window(685, 725))


def test_windows_do_not_widen_by_less_than_nothing() -> None:
    with pytest.raises(ProblemError, match="negative"):
        changed(WindowsWidened(-1), two_territories())


def test_policy_and_weights_change_the_policy_alone() -> None:
    data, other = Scenario("it", (PolicyChanged("round_robin"), WeightsChanged({"travel_time": 3}))).apply(
        two_territories(), POLICY
    )
    assert data == two_territories()
    assert other.name == "round_robin"
    assert other.weight("travel_time") == 300
    assert other.weight("fairness") == POLICIES["round_robin"].weight("fairness")


def test_a_policy_value_is_taken_as_it_is() -> None:
    mine = policy()
    assert Scenario("it", (PolicyChanged(mine),)).apply(two_territories(), POLICY)[1] is mine


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (TechnicianAway("anne"), "unknown technician 'anne'; the nearest known is 'ann'"),
        (TechnicianTrained("bob", "gass"), "unknown skill 'gass'; the nearest known is 'gas'"),
        (TechnicianCertified("bob", "x"), "unknown certificate 'x'; there is none"),
        (TerritoriesMerged(("nort", "south"), "all"), "unknown territory 'nort'; the nearest known is 'north'"),
        (BorderMoved(("a7",), "north"), "unknown appointment 'a7'"),
        (PolicyChanged("round robin"), "unknown policy 'round robin'; the nearest known is 'round_robin'"),
        (WeightsChanged({"travel": 1}), "unknown term 'travel'; the nearest known is 'travel_"),
        (DemandScaled(-0.1), "factor is negative"),
        (DemandScaled(2, territory="nowhere"), "'nowhere'"),
    ],
)
def test_what_cannot_be_is_named(change, message: str) -> None:
    with pytest.raises(ProblemError, match=message) as refused:
        Scenario("mine", (change,)).apply(two_territories(), POLICY)
    assert "scenario 'mine'" in str(refused.value)


@given(factor=st.floats(0, 3), seed=st.integers(0, 5))
def test_scaled_demand_has_the_size_asked_for_and_stays_near(factor: float, seed: int) -> None:
    data = on_a_map()
    scaled = changed(DemandScaled(factor, seed, jitter_metres=300), data)
    assert len(scaled.appointments) == 6 + round((factor - 1) * 6)
    assert scaled == changed(DemandScaled(factor, seed, jitter_metres=300), data)
    for item in scaled.appointments:
        here = scaled.locations[item.location or 0]
        there = data.locations[data.appointment[item.id.split("~")[0]].location or 0]
        metres = hypot((here.latitude - there.latitude) * 111_195, (here.longitude - there.longitude) * 111_195 * 0.777)
        assert metres <= 301


def test_thinned_demand_keeps_pinned_appointments() -> None:
    data = problem([appointment(f"a{index}") for index in range(5)] + [appointment("p", pin=Pin("ann"))])
    assert [item.id for item in changed(DemandScaled(0), data).appointments] == ["p"]


def test_copies_leave_relations_behind_and_get_free_names() -> None:
    data = problem([appointment("a"), appointment("a~1", predecessors=(Predecessor("a"),), work_order="w")])
    copies = changed(DemandScaled(2), data).appointments[2:]
    assert {item.id for item in copies} == {"a~2", "a~1~1"}
    assert all(item.predecessors == () and item.work_order is None for item in copies)
    assert all(item.location == EAST for item in copies)


def test_scenarios_are_solved_side_by_side_with_the_base_first() -> None:
    scenarios = [Scenario("away", (TechnicianAway("ann"),)), Scenario("trained", (TechnicianTrained("bob", "gas"),))]
    solved = run_scenarios(two_territories(), POLICY, scenarios, SETTINGS, seeds=(1, 2))
    assert [one.scenario.name for one in solved] == ["base", "away", "trained"]
    assert [[len(result.plan.visits) for result in one.results] for one in solved] == [[2, 2], [1, 1], [2, 2]]
    assert [result.settings.seed for result in solved[1].results] == [1, 2]


def test_processes_give_the_same_plans() -> None:
    scenarios = [Scenario("away", (TechnicianAway("ann"),))]
    here = run_scenarios(two_territories(), POLICY, scenarios, SETTINGS, seeds=(1,))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        there = run_scenarios(two_territories(), POLICY, scenarios, SETTINGS, seeds=(1,), executor=executor)
    assert [one.results for one in here] == [one.results for one in there]


def test_a_problem_is_sent_without_what_is_derived_from_it() -> None:
    data = two_territories()
    assert data.legs.ticks(0, 1) == pickle.loads(pickle.dumps(data)).legs.ticks(0, 1)


def test_every_bad_scenario_is_reported_before_anything_is_solved() -> None:
    bad = [Scenario("one", (TechnicianAway("x"),)), Scenario("two", (TechnicianAway("y"),)), Scenario("one")]
    with pytest.raises(ProblemError) as refused:
        run_scenarios(two_territories(), POLICY, bad, SETTINGS)
    assert len(refused.value.findings) == 3
    assert "scenario 'one' is there twice" in refused.value.findings


def test_scenarios_need_a_seed() -> None:
    with pytest.raises(ValueError, match="seed"):
        run_scenarios(two_territories(), POLICY, [], SETTINGS, seeds=())

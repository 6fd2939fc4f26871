"""One assignment: candidates, offers, holds, bookings; rotation; and what happens where nobody can come."""

import pytest

from tests.service.planning.conftest import DAY, tomorrow

WEEK = ("2026-03-03", "2026-03-04", "2026-03-05")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_candidates_are_ranked_and_refusals_say_why(town):
    kim, lee = town.technician("Kim Berg"), town.technician("Lee Horn")
    far = town.technician("Max Far", "N2")
    visit = town.visit(skills={"pumps": 2})
    town.chain.operations.post("/technician-skills", {"technician_id": kim, "skill": "pumps", "level": 2})
    town.chain.operations.post("/technician-skills", {"technician_id": lee, "skill": "pumps", "level": 1})
    found = town.dispatcher.post(f"/appointments/{visit['id']}/candidates", {})
    assert [slot["technician_ids"] for slot in found["slots"]] == [[kim]]
    assert found["slots"][0]["start"] >= f"{DAY}T07:00"
    refused = {each["technician_id"]: each["codes"] for each in found["refusals"]}
    assert refused == {lee: ["SKILL_LEVEL"]}
    assert far not in refused
    assert town.read(visit)["status"] == "none"


def test_best_slot_is_assigned_and_turns_go_round(town):
    crew = [town.technician(f"Technician {number}") for number in range(3)]
    taken = []
    for _ in range(7):
        visit = town.visit()
        done = town.dispatcher.post(f"/appointments/{visit['id']}/assignment", {})
        assert done["visit"]["status"] == "scheduled"
        assert done["visit"]["technicians"] == done["slot"]["technician_ids"]
        taken += done["visit"]["technicians"]
    counts = [taken.count(each) for each in crew]
    assert max(counts) - min(counts) == 1
    order = town.chain.desk.get(f"/work-orders/{visit['work_order_id']}")
    assert town.chain.desk.post(f"/work-orders/{order['id']}/activate")["status"] == "active"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_cancelled_visit_gives_its_turn_back(town):
    kim, _ = town.technician("Kim Berg"), town.technician("Lee Horn")
    visits = [town.visit() for _ in range(3)]
    for visit in visits[:2]:
        town.dispatcher.post(f"/appointments/{visit['id']}/assignment", {})
    mine = next(visit for visit in visits[:2] if town.read(visit)["technicians"] == [kim])
    town.dispatcher.post(f"/appointments/{mine['id']}/cancel", {"reason": "called off"})
    assert town.dispatcher.post(f"/appointments/{visits[2]['id']}/assignment", {})["visit"]["technicians"] == [kim]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_turns_of_batches_count_for_single_requests(town):
    crew = [town.technician(name) for name in ("Kim Berg", "Lee Horn")]
    first = town.visit()
    town.publish(town.solve(policy="round_robin"))
    (busy,) = town.read(first)["technicians"]
    second = town.visit()
    done = town.dispatcher.post(f"/appointments/{second['id']}/assignment", {})
    assert done["visit"]["technicians"] == [each for each in crew if each != busy]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_chosen_slot_that_is_gone_is_refused_with_fresh_ones(town):
    kim = town.technician()
    first, second = town.visit(), town.visit()
    chosen = {"technician_id": kim, "start": f"{DAY}T10:00:00Z"}
    town.dispatcher.post(f"/appointments/{first['id']}/assignment", chosen)
    assert town.read(first)["sched_start"] == f"{DAY}T10:00:00Z"
    refused = town.dispatcher.post(f"/appointments/{second['id']}/assignment", chosen, 409)
    assert refused["code"] == "slot_gone"
    assert refused["candidates"]
    assert town.read(second)["status"] == "none"


def asked(found) -> set[int]:
    """Return everybody who has a slot."""
    return {number for slot in found["slots"] for number in slot["technician_ids"]}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_changed_day_is_seen_at_once(town):
    kim, lee = town.technician("Kim Berg"), town.technician("Lee Horn")
    visit = town.visit()
    ask = f"/appointments/{visit['id']}/candidates"
    assert asked(town.dispatcher.post(ask, {})) == {kim, lee}
    away = {"starts_at": f"{DAY}T00:00:00Z", "ends_at": f"{DAY}T23:00:00Z"}
    town.dispatcher.post("/absences", {"technician_id": kim, **away})
    found = town.dispatcher.post(ask, {})
    assert asked(found) == {lee}
    assert [each["codes"] for each in found["refusals"]] == [["ABSENCE"]]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_offers_are_diverse_and_holds_take_time_until_they_expire(town):
    kim = town.technician(days=WEEK)
    order = town.order()
    asset = order["lines"][0]["asset_id"]
    job = {"work_type_id": order["work_type_id"], "asset_id": asset}
    offers = town.dispatcher.post("/slots", {**job, "most": 4})["offers"]
    assert {each["window_start"][:10] for each in offers} == {*WEEK}
    assert all(each["window_start"] <= each["start"] < each["window_end"] for each in offers)
    window = [offers[0]["window_start"], offers[0]["window_end"]]
    held = town.dispatcher.post("/holds", {**job, "arrival_window": window, "minutes": 5})
    assert held["technician_id"] == kim
    visit = town.visit()
    chosen = {"technician_id": kim, "start": f"{held['starts_at'][:13]}:30:00Z"}
    assert town.dispatcher.post(f"/appointments/{visit['id']}/assignment", chosen, 409)["code"] == "slot_gone"
    run = town.solve(first_day=held["starts_at"][:10])
    held_item = town.dispatcher.get(f"/planning-runs/{run['id']}/files/problem.json")["appointments"][-1]
    assert held_item["id"] == "hold-1"
    town.house.watch.forward(minutes=6)
    assert town.dispatcher.post(f"/appointments/{visit['id']}/assignment", chosen)["visit"]["technicians"] == [kim]
    late = {"hold": held["token"]}
    other = town.visit()
    assert town.dispatcher.post(f"/appointments/{other['id']}/assignment", late, 409)["code"] == "hold_over"


def test_a_held_slot_is_booked_in_one_call(town):
    town.technician(days=WEEK)
    order = town.order()
    job = {"work_type_id": order["work_type_id"], "asset_id": order["lines"][0]["asset_id"]}
    offer = town.dispatcher.post("/slots", {**job, "most": 1})["offers"][0]
    window = [offer["window_start"], offer["window_end"]]
    held = town.dispatcher.post("/holds", {**job, "arrival_window": window})
    told = {"subject": "Pump leaks", "description": "Water.", "hold": held["token"]}
    booker = town.house.person("manager")
    booked = booker.post("/bookings", {**job, **told}, 201)
    visit = booked["visit"]
    assert visit["sched_start"] == held["starts_at"]
    assert [visit["arrival_window_start"], visit["arrival_window_end"]] == window
    assert booked["work_order"]["status"] == "scheduled"
    assert booker.post("/bookings", {**job, **told}, 409)["code"] == "hold_over"
    assert town.house.rows("SELECT count(*) FROM service_case") == [(2,)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_job_that_nobody_can_do_leaves_nothing(town):
    town.technician()
    order = town.order(skills={"gas": 1})
    job = {"work_type_id": order["work_type_id"], "asset_id": order["lines"][0]["asset_id"]}
    told = {"subject": "Gas", "description": "Smells."}
    refused = town.house.person("manager").post("/bookings", {**job, **told}, 409)
    assert refused["code"] == "no_slot"
    assert [each["codes"] for each in refused["refusals"]] == [["SKILL"]]
    assert town.house.rows("SELECT count(*) FROM service_case") == [(1,)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nowhere_is_said(town):
    town.technician()
    account = town.chain.desk.post("/accounts", {"name": "Lost & Found"})
    product = town.chain.product("P-0")
    asset = {"product_id": product["id"], "account_id": account["id"], "serial_number": "1"}
    case = town.chain.case(town.chain.desk.post("/assets", asset))
    visit = town.chain.visit(town.chain.work_order(case))
    refused = town.dispatcher.post(f"/appointments/{visit['id']}/candidates", {}, 409)
    assert (refused["code"], refused["rule"]) == ("no_location", "NO_LOCATION")
    town.chain.desk.patch(f"/accounts/{account['id']}", {"latitude": 10.0, "longitude": 10.0})
    refused = town.dispatcher.post(f"/appointments/{visit['id']}/candidates", {}, 409)
    assert (refused["code"], refused["rule"]) == ("no_territory", "NO_TERRITORY")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_visit_that_stands_is_moved(town):
    town.technician(days=WEEK)
    visit = town.visit(due="2026-03-05T15:00:00Z")
    first = town.dispatcher.post(f"/appointments/{visit['id']}/assignment", {})
    window = ["2026-03-05T09:00:00Z", "2026-03-05T11:00:00Z"]
    moved = town.dispatcher.post(f"/appointments/{visit['id']}/assignment", {"arrival_window": window})
    assert first["visit"]["sched_start"] < window[0] <= moved["visit"]["sched_start"] < window[1]
    assert moved["visit"]["arrival_window_end"] == window[1]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_crew_is_assigned_together(town):
    crew = [town.technician("Kim Berg"), town.technician("Lee Horn")]
    visit = town.visit(crew_size=2)
    done = town.dispatcher.post(f"/appointments/{visit['id']}/assignment", {})
    assert done["visit"]["technicians"] == crew


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_follow_up_waits_for_what_comes_before(town):
    town.technician()
    first = town.visit()
    order = {"id": first["work_order_id"]}
    second = town.chain.visit(order, minimum_delay_minutes=60)
    ended = town.dispatcher.post(f"/appointments/{first['id']}/assignment", {})["visit"]["sched_end"]
    tomorrow(town.house, -1)
    started = town.dispatcher.post(f"/appointments/{second['id']}/assignment", {})["visit"]["sched_start"]
    assert started >= ended[:11] + f"{int(ended[11:13]) + 1:02}" + ended[13:]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_somebody_does_off_duty_keeps_nobody_from_working_and_is_a_turn(town):
    kim, lee = town.technician("Kim Berg"), town.technician("Lee Horn")
    late, visit = town.visit(due=f"{DAY}T22:00:00Z"), town.visit()
    town.dispatcher.post(f"/appointments/{late['id']}/schedule", {"start": f"{DAY}T20:00:00Z", "technician_ids": [kim]})
    found = town.dispatcher.post(f"/appointments/{visit['id']}/candidates", {})
    assert asked(found) == {kim, lee}
    assert found["slots"][0]["technician_ids"] == [lee]

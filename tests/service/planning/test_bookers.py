"""Many people book at once: nobody is booked twice, no request is lost, and turns go round exactly."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

from tests.conftest import MANY
from tests.service.conftest import Person

BOOKERS = 8 if MANY == 1 else 50
CREW = 3
WEEK = tuple(f"2026-03-{day:02}" for day in (3, 4, 5, 6, 9, 10, 11, 12, 13))


def test_bookers_at_once_are_served_one_after_the_other(town):
    crew = [town.technician(f"Technician {number}", days=WEEK) for number in range(CREW)]
    visits = [town.visit(due="2026-03-13T15:00:00Z") for _ in range(BOOKERS)]
    bookers = [Person(town.house.client, town.dispatcher.headers) for _ in visits]

    def book(booker: Person, visit) -> int:
        while True:
            path = f"/api/v1/appointments/{visit['id']}/assignment"
            answer = booker.client.post(path, json={}, headers=booker.headers)
            if answer.status_code == 200:
                return answer.json()["visit"]["technicians"][0]
            assert answer.json()["code"] == "busy", answer.text

    with ThreadPoolExecutor(BOOKERS) as pool:
        chosen = Counter(pool.map(book, bookers, visits))
    counts = [chosen[each] for each in crew]
    assert sum(counts) == BOOKERS
    assert max(counts) - min(counts) <= 1
    bookings = town.house.rows("SELECT technician_id, starts_at, ends_at FROM booking")
    assert len(bookings) == BOOKERS
    for one, other in combinations(bookings, 2):
        assert one[0] != other[0] or one[1] >= other[2] or other[1] >= one[2]

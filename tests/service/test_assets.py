"""From an order to assets with warranties, and from a clue to whom it means."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from service.assets.identification import email_address, phone_number, serial_key
from service.assets.policy import add_months, cover_ends
from service.errors import Problem


def test_confirmed_transport_bears_an_asset_for_every_unit(chain):
    account, product = chain.account(), chain.product()
    assets = chain.delivered(account, product, "PX-1", "PX-2")
    assert [asset["serial_number"] for asset in assets] == ["PX-1", "PX-2"]
    for asset in assets:
        assert asset["account_id"] == asset["first_account_id"] == account["id"]
        assert (asset["purchase_date"], asset["delivery_date"]) == ("2026-01-12", "2026-02-20")
        assert (asset["status"], asset["install_date"]) == ("delivered", None)
        assert (asset["latitude"], asset["city"]) == (53.08, "Bremen")
        (warranty,) = asset["warranties"]
        assert (warranty["parts_percent"], warranty["labor_percent"], warranty["starts_on"]) == ("100", "50", None)


def test_confirming_again_makes_nothing_and_says_so(chain):
    transport = chain.transport(chain.account(), chain.product(), "PX-1", "PX-2")
    path = f"/transports/{transport['id']}/confirm"
    first = chain.desk.post(path, {"delivered_on": "2026-02-20"})
    again = chain.desk.post(path, {"delivered_on": "2026-02-21"})
    assert (first["created"], again["created"]) == (2, 0)
    assert again["assets"] == first["assets"]
    assert again["transport"]["delivered_on"] == "2026-02-20"
    assert chain.house.rows("SELECT count(*) FROM asset") == [(2,)]


def test_database_bears_one_asset_a_unit(chain):
    chain.delivered(chain.account(), chain.product(), "PX-1")
    with pytest.raises(IntegrityError, match="transport_unit_id"):
        chain.house.run(
            "INSERT INTO asset (version, product_id, account_id, first_account_id, serial_number, serial_key, status,"
            " transport_unit_id) SELECT 1, product_id, account_id, account_id, 'x', 'x', 'delivered',"
            " transport_unit_id FROM asset"
        )


@pytest.mark.parametrize("event", ["ship", "cancel"])
def test_confirmed_transport_moves_no_more(chain, event):
    transport = chain.transport(chain.account(), chain.product(), "PX-1")
    chain.desk.post(f"/transports/{transport['id']}/ship")
    chain.desk.post(f"/transports/{transport['id']}/confirm", {"delivered_on": "2026-02-20"})
    refusal = chain.desk.post(f"/transports/{transport['id']}/{event}", None, 409)
    assert (refusal["code"], refusal["allowed"], refusal["rule"]) == ("transition_refused", [], "transport_transitions")


def test_cancelled_transport_bears_nothing(chain):
    transport = chain.transport(chain.account(), chain.product(), "PX-1")
    chain.desk.post(f"/transports/{transport['id']}/cancel")
    path = f"/transports/{transport['id']}/confirm"
    assert chain.desk.post(path, {"delivered_on": "2026-02-20"}, 409)["code"] == "transition_refused"
    assert chain.house.rows("SELECT count(*) FROM asset") == [(0,)]


def test_known_serial_number_stops_the_whole_delivery(chain):
    account, product = chain.account(), chain.product()
    known = {"product_id": product["id"], "account_id": account["id"], "serial_number": "px 2"}
    chain.desk.post("/assets", known)
    transport = chain.transport(account, product, "PX-1", "PX-2")
    refusal = chain.desk.post(f"/transports/{transport['id']}/confirm", {"delivered_on": "2026-02-20"}, 409)
    assert (refusal["code"], refusal["field"]) == ("serial_number_known", "serial_number")
    assert chain.house.rows("SELECT count(*) FROM asset") == [(1,)]
    assert chain.desk.get(f"/transports/{transport['id']}")["status"] == "planned"


def test_same_serial_number_of_another_product_is_another_asset(chain):
    account = chain.account()
    for code in ("P-1", "P-2"):
        product = chain.product(code)
        chain.desk.post("/assets", {"product_id": product["id"], "account_id": account["id"], "serial_number": "PX-1"})
    assert len(chain.desk.get("/assets?serial_number=px1")["items"]) == 2


def test_no_more_units_than_ordered(chain):
    account, product = chain.account(), chain.product()
    first = chain.transport(account, product, "PX-1", "PX-2")
    order = {"order_id": first["order_id"], "units": [{"line": 1, "serial_number": "PX-3"}]}
    assert chain.desk.post("/transports", order, 422)["rule"] == "quantity"
    chain.desk.post(f"/transports/{first['id']}/cancel")
    chain.desk.post("/transports", order, 201)


@pytest.mark.parametrize(
    ("units", "field"),
    [
        ([{"line": 2, "serial_number": "PX-1"}], "units.0.line"),
        ([{"line": 1, "serial_number": "PX-1"}, {"line": 1, "serial_number": "px 1"}], "units"),
        ([{"line": 1, "serial_number": " - "}], "serial_number"),
        ([], "units"),
    ],
)
def test_bad_units_are_refused(chain, units, field):
    first = chain.transport(chain.account(), chain.product(), "PX-8", "PX-9")
    chain.desk.post(f"/transports/{first['id']}/cancel")
    refusal = chain.desk.post("/transports", {"order_id": first["order_id"], "units": units}, 422)
    assert refusal["field"] == field


def test_warranty_is_the_terms_of_the_day_of_birth(chain):
    account, product = chain.account(), chain.product()
    (asset,) = chain.delivered(account, product, "PX-1")
    (term,) = chain.operations.get(f"/warranty-terms?product_id={product['id']}")["items"]
    chain.operations.patch(f"/warranty-terms/{term['id']}", {"labor_percent": "100"})
    assert chain.desk.get(f"/assets/{asset['id']}")["warranties"][0]["labor_percent"] == "50"
    (later,) = chain.delivered(account, product, "PX-2", number="SO-2")
    assert later["warranties"][0]["labor_percent"] == "100"


def test_warranty_counts_from_its_basis(chain):
    bases = ("purchase", "manufacture", "delivery", "install")
    terms = [{"name": basis, "start_basis": basis, "duration_months": 12} for basis in bases]
    product, account = chain.product("P-1", *terms), chain.account()
    dates = {f"{basis}_date": f"2024-0{month}-29" for month, basis in enumerate(bases, 1) if basis != "manufacture"}
    asset = chain.desk.post(
        "/assets", {"product_id": product["id"], "account_id": account["id"], "serial_number": "x", **dates}
    )
    spans = {each["name"]: (each["starts_on"], each["last_day"]) for each in asset["warranties"]}
    assert spans == {
        "purchase": ("2024-01-29", "2025-01-28"),
        "manufacture": (None, None),
        "delivery": ("2024-03-29", "2025-03-28"),
        "install": ("2024-04-29", "2025-04-28"),
    }


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 3, 2), 12, date(2027, 3, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 27)),
        (date(2025, 12, 1), 1, date(2025, 12, 31)),
    ],
)
def test_cover_ends_the_day_before(first, months, last):
    assert cover_ends(first, months) == last


def test_months_keep_the_day_where_there_is_one():
    assert add_months(date(2026, 1, 31), 2) == date(2026, 3, 31)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)


def test_transfer_keeps_whose_it_was_first(chain):
    asset, other = chain.asset(), chain.account("Other")
    moved = chain.desk.post(f"/assets/{asset['id']}/transfer", {"account_id": other["id"]})
    assert (moved["account_id"], moved["first_account_id"]) == (other["id"], asset["account_id"])
    assert chain.desk.post(f"/assets/{asset['id']}/transfer", {"account_id": 99}, 422)["field"] == "account_id"


def test_amending_needs_the_version_one_has_seen(chain):
    account = chain.account()
    path = f"/accounts/{account['id']}"
    assert chain.desk.patch(path, {"tier": "premium"}, 428, headers={})["allowed"] == ['"1"']
    assert chain.desk.patch(path, {"tier": "premium"}, headers={"If-Match": '"1"'})["version"] == 2
    refusal = chain.desk.patch(path, {"tier": "basic"}, 412, headers={"If-Match": '"1"'})
    assert refusal["current_version"] == 2
    assert chain.desk.get(path)["tier"] == "premium"


def test_amending_to_what_is_tells_nothing(chain):
    account = chain.account()
    assert chain.desk.patch(f"/accounts/{account['id']}", {"name": "Hansa Mills"})["version"] == 1
    assert len(chain.desk.get(f"/events?record_type=account&record_id={account['id']}")["items"]) == 1


def test_what_must_be_cannot_be_taken_away(chain):
    account = chain.account()
    assert chain.desk.patch(f"/accounts/{account['id']}", {"name": None}, 422)["field"] == "name"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/accounts", {"name": "x", "latitude": 53.0}, ""),
        ("/accounts", {"name": "x", "latitude": 91, "longitude": 0}, "latitude"),
        ("/accounts", {"name": "x", "currency": "euro"}, "currency"),
        ("/accounts", {"name": "x", "phone": "call me"}, "phone"),
        ("/accounts", {"name": "x", "email": "x at y"}, "email"),
        ("/accounts", {"name": " "}, "name"),
        ("/contacts", {"account_id": 99, "name": "x"}, "account_id"),
        ("/assets", {"product_id": 99, "account_id": 1, "serial_number": "x"}, "product_id"),
        ("/orders", {"number": "1", "account_id": 1, "ordered_on": "2026-01-01", "lines": []}, "lines"),
    ],
)
def test_bad_records_are_refused_with_the_field(chain, path, body, field):
    refusal = chain.desk.post(path, body, 422)
    assert refusal.get("field", "") == field


def test_doubled_number_is_refused(chain):
    chain.transport(chain.account(), chain.product(), "x")
    order = {"number": "SO-1", "account_id": 1, "ordered_on": "2026-01-01", "lines": [{"product_id": 1, "quantity": 1}]}
    assert chain.desk.post("/orders", order, 409)["code"] == "duplicate"


@pytest.mark.parametrize("written", ["+49 421 555010", "0421 / 555010", "(0421) 555-010", "0049421555010"])
def test_phone_is_read_as_people_write_it(written):
    assert phone_number(written, country="DE") == "+49421555010"


@pytest.mark.parametrize("written", ["", "12", "call", "0421 555010"])
def test_phone_without_country_or_sense_is_refused(written):
    with pytest.raises(Problem) as refusal:
        phone_number(written)
    assert refusal.value.code == "phone_malformed"


@pytest.mark.parametrize(
    "written", ["PX-100 7", "px1007", " Px\u2013100.7 ", "\uff30\uff38\uff11\uff10\uff10\uff17", "PX_100/7"]
)
def test_serial_number_is_compared_without_case_blanks_and_dashes(written):
    assert serial_key(written) == "px1007"


def test_email_is_compared_without_case():
    assert email_address(" Jo.Roe@Hansa-Mills.COM ") == "jo.roe@hansa-mills.com"
    with pytest.raises(Problem, match="no email address"):
        email_address("jo.roe@")


@pytest.fixture
def known(chain):
    """Two accounts, one with three assets and a contact, one with one asset and a phone."""
    product = chain.product()
    mills, works = chain.account(), chain.account("Works", phone="0421 555010")
    contact = {"account_id": mills["id"], "name": "Jo", "email": "jo@hansa-mills.com", "phone": "+49 421 555010"}
    chain.desk.post("/contacts", contact)
    chain.delivered(mills, product, "A-1", "A-2", "A-3")
    chain.delivered(works, product, "B-1", number="SO-2")
    return mills, works


@pytest.mark.parametrize(
    ("clues", "match", "serials"),
    [
        ({"email": "JO@hansa-mills.com"}, "several", ["A-1", "A-2", "A-3"]),
        ({"email": "JO@hansa-mills.com", "serial_number": "a2"}, "one", ["A-2"]),
        ({"phone": "+49 421 55 50 10"}, "several", ["A-1", "A-2", "A-3", "B-1"]),
        ({"phone": "+49421555010", "email": "jo@hansa-mills.com"}, "several", ["A-1", "A-2", "A-3"]),
        ({"serial_number": "b 1"}, "one", ["B-1"]),
        ({"serial_number": "b 1", "email": "jo@hansa-mills.com"}, "none", []),
        ({"email": "eve@hansa-mills.com"}, "none", []),
        ({"serial_number": "C-1"}, "none", []),
    ],
)
def test_clues_are_identified(chain, known, clues, match, serials):
    found = chain.desk.get("/identification", params=clues)
    assert found["match"] == match
    assert [asset["serial_number"] for asset in found["assets"]] == serials


def test_no_clue_identifies_nobody(chain):
    assert chain.desk.get("/identification", 422)["code"] == "no_clue"

"""The timeline: only ever added to, no change without it, and every tampering found."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.access.models import MachineKey, User
from service.context import SYSTEM, Context
from service.db import Database
from service.installation import checkpoint
from service.timeline.chain import canonical, digest
from service.timeline.models import Event
from service.timeline.operations import UnrecordedChangeError, record
from service.timeline.verify import signing_key
from service.timeline.verify import verify as findings


def make_key(house, name: str, *, changes: int = 3) -> int:
    """Make a record with a timeline of a few events; return its number."""
    with house.database.transaction() as session:
        ctx = Context(session, SYSTEM, house.watch())
        key = MachineKey(name=name, secret_hash=name, created_at=house.watch())
        session.add(key)
        record(ctx, key, "created")
        for number in range(changes):
            key.name = f"{name} {number}"
            record(ctx, key, "renamed", reason="a test")
        return key.id


def found(house) -> list[str]:
    key = signing_key(house.settings.signing_key)
    with house.database.transaction(write=False) as session:
        return [str(each) for each in findings(session, key=key, witness=house.settings.witness)]


def tamper(house, *statements: str) -> None:
    """Change the database as somebody can who owns it: without its triggers."""
    house.settings.folder.mkdir(exist_ok=True)
    with house.database.transaction() as session:
        if house.database.engine.dialect.name == "postgresql":
            session.execute(text("SET session_replication_role = replica"))
        else:
            for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                session.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            session.execute(text(statement))
        if house.database.engine.dialect.name == "postgresql":
            session.execute(text("SET session_replication_role = DEFAULT"))


def test_event_says_what_changed_and_by_whom(house):
    number = make_key(house, "shop", changes=1)
    events = house.person("support").get(f"/events?record_type=machine_key&record_id={number}")["items"]
    assert [event["kind"] for event in events] == ["created", "renamed"]
    assert events[1]["data"] == {"before": {"name": "shop"}, "after": {"name": "shop 0"}}
    assert (events[1]["actor_kind"], events[1]["actor_name"], events[1]["reason"]) == ("system", "roundsman", "a test")
    assert events[1]["previous_hash"] == events[0]["hash"]


def test_secrets_are_not_told(house):
    make_key(house, "a-secret-hash")
    with house.database.transaction(write=False) as session:
        assert all("secret_hash" not in event.data for event in session.query(Event))
    house.person("admin").post("/users", {"login": "bob", "name": "Bob", "roles": ["support"]})
    assert not house.rows("SELECT 1 FROM event WHERE data LIKE '%argon2%'")


def test_change_without_event_is_not_kept(house):
    number = make_key(house, "shop")
    with (
        pytest.raises(UnrecordedChangeError, match=f"MachineKey {number}"),
        house.database.transaction() as session,
    ):
        session.get_one(MachineKey, number).name = "other"
    assert house.rows("SELECT name FROM machine_key") == [("shop 2",)]


def test_change_flushed_before_its_event_is_told_whole(house):
    number = make_key(house, "shop")
    with house.database.transaction() as session:
        key = session.get_one(MachineKey, number)
        key.name = "one"
        session.flush()
        key.name = "two"
        event = record(Context(session, SYSTEM, house.watch()), key, "renamed")
        assert event.data == canonical({"before": {"name": "shop 2"}, "after": {"name": "two"}})


def test_records_are_never_removed(house):
    number = make_key(house, "shop")
    with pytest.raises(UnrecordedChangeError, match="never removed"), house.database.transaction() as session:
        session.delete(session.get_one(MachineKey, number))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET reason = 'another'",
        "DELETE FROM event",
        "DELETE FROM checkpoint",
        "UPDATE signed_head SET sequence = 1",
    ],
)
def test_database_refuses_to_change_the_timeline(house, statement: str):
    make_key(house, "shop")
    checkpoint(house.settings, house.database, now=house.watch())
    with pytest.raises(DBAPIError, match="rule_append_only"):
        house.run(statement)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_refuses_to_empty_the_timeline(house):
    with pytest.raises(DBAPIError, match="rule_append_only"):
        house.run("TRUNCATE event CASCADE")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_refuses_to_replace_an_event(house):
    make_key(house, "shop")
    with pytest.raises(DBAPIError, match="uq_event"):
        house.run("INSERT OR REPLACE INTO event SELECT * FROM event WHERE sequence = 1")


def test_session_cannot_change_an_event(house):
    make_key(house, "shop")
    with pytest.raises(DBAPIError, match="rule_append_only"), house.database.transaction() as session:
        session.query(Event).first().reason = "another"


def test_untouched_timeline_is_clean(house):
    make_key(house, "shop")
    assert found(house) == []
    checkpoint(house.settings, house.database, now=house.watch())
    make_key(house, "warehouse")
    checkpoint(house.settings, house.database, now=house.watch.forward(minutes=5))
    checkpoint(house.settings, house.database, now=house.watch.forward(minutes=5))
    assert house.rows("SELECT count(*) FROM checkpoint") == [(2,)]
    assert found(house) == []


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE event SET reason = 'another' WHERE sequence = 2", "event 2: was altered"),
        ("UPDATE event SET actor_name = 'eve' WHERE sequence = 4", "event 4: was altered"),
        ("DELETE FROM event WHERE sequence = 2", "event 2: is missing"),
        ("DELETE FROM event WHERE sequence = 1", "event 1: is missing"),
        ("DELETE FROM event WHERE sequence = 4", "event 4: was cut off"),
        ("DELETE FROM event", "event 4: was cut off"),
        ("DELETE FROM signed_head", "has not the signature of its heads"),
        ("DELETE FROM signed_head; DELETE FROM checkpoint", "checkpoint 1, event 1: was cut off"),
        ("UPDATE checkpoint SET signature = previous_signature", "has not the signature"),
    ],
)
def test_tampering_is_found(house, statement: str, fault: str):
    make_key(house, "shop")
    checkpoint(house.settings, house.database, now=house.watch())
    tamper(house, *statement.split(";"))
    assert any(fault in each for each in found(house)), found(house)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE machine_key SET name = 'another'", "event 4: is not the last change of its record: name"),
        (
            "UPDATE machine_key SET created_at = '2020-01-01 00:00:00'",
            "is not the last change of its record: created_at",
        ),
        ("DELETE FROM event WHERE sequence = 4", "event 3: is not the last change of its record: name"),
        ("DELETE FROM event", "event 1: is missing: its record has no timeline"),
        ("DELETE FROM machine_key", "event 4: its record is gone"),
        (
            "INSERT INTO machine_key (version, name, secret_hash, created_at)"
            " SELECT 1, 'eve', 'eve', created_at FROM machine_key",
            "event 1: is missing: its record has no timeline",
        ),
    ],
)
def test_record_that_is_not_as_its_timeline_tells_is_found_before_any_signature(house, statement, fault):
    """The newest event cut off after the last signed head is one of them."""
    make_key(house, "shop")
    tamper(house, statement)
    assert any(fault in each for each in found(house)), found(house)


def test_record_removed_with_its_timeline_is_found_by_the_signature(house):
    make_key(house, "shop")
    make_key(house, "warehouse")
    checkpoint(house.settings, house.database, now=house.watch())
    tamper(house, "DELETE FROM event WHERE record_id = 1", "DELETE FROM machine_key WHERE id = 1")
    assert any("machine_key 1, event 4: was cut off" in each for each in found(house))


def test_replaced_head_and_signature_are_found(house):
    """Whoever removes an event, and moves the signed head and the checkpoint back, has not the key."""
    make_key(house, "shop")
    checkpoint(house.settings, house.database, now=house.watch())
    tamper(
        house,
        "UPDATE signed_head SET sequence = 3, hash = (SELECT hash FROM event WHERE record_type = 'machine_key'"
        " AND sequence = 3) WHERE record_type = 'machine_key'",
        "DELETE FROM event WHERE record_type = 'machine_key' AND sequence = 4",
        "UPDATE machine_key SET name = 'shop 1'",
    )
    assert found(house) == ["checkpoint 1, event 1: has not the signature of its heads"]


def test_reordering_is_found(house):
    make_key(house, "shop")
    tamper(
        house,
        "UPDATE event SET sequence = 99 WHERE sequence = 2",
        "UPDATE event SET sequence = 2 WHERE sequence = 3",
        "UPDATE event SET sequence = 3 WHERE sequence = 99",
    )
    assert any("does not follow" in each for each in found(house))


def test_rewritten_chain_is_found_by_the_signature(house):
    """Whoever alters an event and computes every hash after it anew has not the key."""
    make_key(house, "shop")
    checkpoint(house.settings, house.database, now=house.watch())
    with house.database.transaction(write=False) as session:
        events = session.query(Event).order_by(Event.sequence).all()
    statements = []
    for event in events[1:]:
        event.reason = "another"
        event.previous_hash = events[event.sequence - 2].hash
        event.hash = event.computed_hash()
        statements.append(
            f"UPDATE event SET reason = 'another', previous_hash = '{event.previous_hash}',"
            f" hash = '{event.hash}' WHERE id = {event.id}"
        )
    tamper(house, *statements)
    assert [each for each in found(house) if "is not the one that was signed" in each]
    assert not [each for each in found(house) if "altered" in each]


def test_two_at_once_cannot_both_append(database: Database, house):
    """Two units of work that read the same head: the second to be kept is refused, on whatever way it came."""
    number = make_key(house, "shop", changes=0)
    with house.database.transaction() as session:
        event = session.query(Event).filter_by(record_id=number, record_type="machine_key").one()
        copy = {column.key: getattr(event, column.key) for column in Event.__table__.columns if column.key != "id"}
    with pytest.raises(DBAPIError, match="uq_event"), house.database.transaction() as session:
        session.execute(Event.__table__.insert().values(**copy))


def test_key_is_made_once_and_for_the_owner_alone(tmp_path: Path):
    path = tmp_path / "keys" / "signing.key"
    assert signing_key(path) == signing_key(path)
    assert path.stat().st_mode & 0o077 == 0
    assert len(signing_key(path)) == 32


def test_digest_tells_parts_apart():
    assert digest("ab", "c") != digest("a", "bc")
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


def test_user_timeline_is_not_for_installers_and_customers(house):
    make_key(house, "shop")
    assert house.person("customer", account_id=1).get("/events", 403)["code"] == "forbidden"
    assert house.person("installer", technician_id=1).get("/events", 403)["rule"] == "records.read"


def test_user_row_is_recorded(house):
    house.person("support")
    with house.database.transaction(write=False) as session:
        user = session.query(User).one()
        assert session.query(Event).filter_by(record_type="user_account", record_id=user.id).count() == 1


def test_all_that_is_read_is_of_one_moment(house):
    """So a service at work is verified without false findings."""
    number = make_key(house, "shop")
    with house.database.transaction(write=False) as session:
        before = session.query(Event).count()
        with house.database.transaction() as other:
            key = other.get_one(MachineKey, number)
            key.name = "changed meanwhile"
            record(Context(other, SYSTEM, house.watch()), key, "renamed")
        assert session.query(Event).count() == before
        assert session.get_one(MachineKey, number).name == "shop 2"

"""What tests of messages share: a mailbox that hands mail in, and somebody who does the duties."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import pytest

from service.clocks.sweep import sweep
from service.duties import Duties
from tests.service.conftest import Chain


def letter(text: str = "The pump leaks at the seal.", **headers: str) -> EmailMessage:
    """Return a mail of a person; headers by name, with an underscore for a dash."""
    mail = EmailMessage()
    said = {"From": "Jo Roe <jo@hansa.example>", "To": "service@maker.example", "Subject": "Pump leaks"}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in {**said, "Message-ID": "<1@hansa.example>", **given}.items():
        if value:
            mail[name] = value
    mail.set_content(text)
    return mail


@dataclass
class Desk:
    """The intake of a small manufacturer: one customer with one pump, whose contact is Jo."""

    chain: Chain
    account: dict[str, Any]
    asset: dict[str, Any]

    def mail(self, mail: EmailMessage | bytes | None = None, **headers: str) -> dict[str, Any]:
        """Hand a mail in, as a gateway does; return the message."""
        raw = mail if isinstance(mail, bytes) else (mail or letter(**headers)).as_bytes()
        sent = {"content": raw, "headers": {"Content-Type": "message/rfc822"}}
        return self.chain.desk.post("/intake-messages/email", **sent)

    def case(self, message: Any) -> dict[str, Any]:
        """Return the case of a message."""
        return self.chain.desk.get(f"/cases/{message['case_id']}")

    def told(self, case: Any) -> list[tuple[str, str]]:
        """Return kind of record and of event of a case's journey."""
        events = self.chain.desk.get(f"/cases/{case['id']}/journey")["events"]
        return [(each["record_type"], each["kind"]) for each in events]

    def duties(self) -> dict[str, int]:
        """Do the duties that are due."""
        house = self.chain.house
        return Duties(house.settings, house.database, house.watch).sweep()

    def sweep(self) -> None:
        """See to the clocks."""
        assert sweep(self.chain.house.database, self.chain.house.watch).failed == []


@pytest.fixture
def intake(chain: Chain) -> Desk:
    """The intake of a small manufacturer."""
    account = chain.account(email="office@hansa.example", phone="+49421123456")
    chain.desk.post("/contacts", {"account_id": account["id"], "name": "Jo Roe", "email": "jo@hansa.example"})
    product = chain.product()
    said = {"product_id": product["id"], "account_id": account["id"], "serial_number": "PX-1188"}
    return Desk(chain, account, chain.desk.post("/assets", said))


@pytest.fixture
def browser(intake):
    """A browser that follows no link by itself, and what is in it."""
    client = intake.chain.house.client
    client.cookies.clear()

    def visit(path: str, fields=None, files=None, headers=None):
        if fields is None:
            return client.get(path, headers=headers, follow_redirects=False)
        return client.post(path, data=fields, files=files or {}, headers=headers, follow_redirects=False)

    return visit


def hidden(answer, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]+)"', answer.text)[1]


@pytest.fixture
def customer(intake):
    """A customer of the account, logged in; the header that shows it."""
    person = intake.chain.house.person("customer", name="jo@hansa.example", account_id=intake.account["id"])
    return {"Cookie": person.headers["Cookie"]}

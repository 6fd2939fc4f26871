"""Senders: letters by SMTP, and messages to machines over HTTP, signed after the Standard Webhooks convention."""

import base64
import hashlib
import hmac
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import httpx2

from service.notify.models import Medium

SECONDS = 10.0
"""How long a server has to answer."""


class DeliveryError(Exception):
    """A message could not be handed over; another time it may."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One attempt to deliver one message."""

    key: str
    address: str
    subject: str
    body: str
    created_at: datetime
    at: datetime
    """When the attempt is made."""
    secret: bytes = b""
    """What a message to a machine is signed with."""
    link: str = ""
    """A path of the service that a letter ends with, as an address."""


Sender = Callable[[Letter], None]
Senders = dict[Medium, Sender]


def endpoint_secret(key: bytes, endpoint_id: int, rotation: int) -> bytes:
    """Return what the messages to an endpoint are signed with: derived from the installation's key, never kept."""
    return hmac.new(key, f"webhook:{endpoint_id}:{rotation}".encode(), hashlib.sha256).digest()


def shown_secret(secret: bytes) -> str:
    """Return a secret as a receiver is told it."""
    return "whsec_" + base64.b64encode(secret).decode()


def signature(secret: bytes, key: str, at: datetime, body: str) -> str:
    """Return the signature over id, time and body."""
    signed = f"{key}.{int(at.timestamp())}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def post(letter: Letter) -> None:
    """Send a message to a machine. It must answer with 2xx within ten seconds; a redirection is not followed."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "roundsman",
        "webhook-id": letter.key,
        "webhook-timestamp": str(int(letter.at.timestamp())),
        "webhook-signature": signature(letter.secret, letter.key, letter.at, letter.body),
    }
    try:
        answer = httpx2.post(
            letter.address, content=letter.body.encode(), headers=headers, timeout=SECONDS, follow_redirects=False
        )
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise DeliveryError(f"{type(error).__name__}: {error}"[:500]) from None
    if not answer.is_success:
        raise DeliveryError(f"the endpoint answered {answer.status_code}")


def no_mail(letter: Letter) -> None:
    """Stand in for a mail server where none is set."""
    raise DeliveryError("no mail server is set; set ROUNDSMAN_SMTP")


def letter_text(letter: Letter, sender: str, service_url: str = "") -> EmailMessage:
    """Return a letter as a mail; its Message-ID is the same at each attempt. Links lead to `service_url`."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, letter.address
    mail["Subject"] = " ".join(letter.subject.split())
    mail["Date"] = format_datetime(letter.created_at)
    mail["Message-ID"] = f"<{letter.key}@{sender.rpartition('@')[2].rstrip('>') or 'roundsman'}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{letter.body}\n\n{service_url}{letter.link}" if letter.link else letter.body)
    return mail


def smtp(url: str, sender: str, service_url: str = "") -> Sender:
    """Return a sender over a mail server: `smtp://` (with STARTTLS where it is offered) or `smtps://`, user included.

    Raises `ValueError` for another address.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("ROUNDSMAN_SMTP is like smtp://user:password@mail.example.com:587")
    host, port = parts.hostname, parts.port or (465 if parts.scheme == "smtps" else 587)
    secure = ssl.create_default_context()

    def open_server() -> smtplib.SMTP:
        if parts.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=secure)
        server = smtplib.SMTP(host, port, timeout=SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=secure)
        return server

    def send(letter: Letter) -> None:
        try:
            with open_server() as server:
                if parts.username:
                    server.login(unquote(parts.username), unquote(parts.password or ""))
                server.send_message(letter_text(letter, sender, service_url))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise DeliveryError(f"{type(error).__name__}: {error}"[:500]) from None

    return send


def make_senders(smtp_url: str | None, mail_from: str, service_url: str = "") -> Senders:
    """Return the senders of an installation; links in its letters lead to `service_url`."""
    return {Medium.WEBHOOK: post, Medium.EMAIL: smtp(smtp_url, mail_from, service_url) if smtp_url else no_mail}

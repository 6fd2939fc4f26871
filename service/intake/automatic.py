"""Telling what machines wrote from what people did (RFC 3834, and what mail programs do beside it). Pure."""

from email.message import Message
from email.utils import parseaddr

from service.intake.incoming import address

MACHINES = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce", "bounces")
"""What addresses of machines begin with."""
TELLING = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoreply-From",
    "X-Auto-Reply",
    "X-Failed-Recipients",
    "List-Id",
    "X-Loop",
)
"""Headers that no mail of a person to us carries."""
PRECEDENCE = ("bulk", "junk", "list", "auto_reply")


def written_by_machine(mail: Message, sender: str | None, own: str) -> str | None:
    """Return by what a mail shows that a machine wrote it; None if a person seems to have.

    Such mail is never answered and opens nothing, so that two machines do not keep each other busy. `own` is the
    address that our letters come from: what comes from it came around in a circle.
    """
    submitted = _word(mail, "Auto-Submitted")
    if submitted not in ("", "no"):
        return f"Auto-Submitted: {submitted}"
    if (precedence := _word(mail, "Precedence")) in PRECEDENCE:
        return f"Precedence: {precedence}"
    if said := next((name for name in TELLING if name in mail), None):
        return said
    if mail.get_content_type() == "multipart/report":
        return "multipart/report"
    if str(mail.get("Return-Path", "")).strip() == "<>":
        return "Return-Path: <>"
    return _by_address(sender, own)


def _word(mail: Message, name: str) -> str:
    words = str(mail.get(name, ""))[:200].replace(";", " ").split()
    return words[0].casefold() if words else ""


def _by_address(sender: str | None, own: str) -> str | None:
    if sender is None:
        return None
    if sender == address(parseaddr(own)[1]):
        return "our own address"
    local = sender.partition("@")[0]
    return next(
        (f"from {each}" for each in MACHINES if local == each or local.startswith((f"{each}+", f"{each}-"))), None
    )

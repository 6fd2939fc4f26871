"""What people call themselves and their machines by, in the one form in which it is compared. Pure."""

import re
import unicodedata

import email_validator
import phonenumbers

from service.errors import invalid


def phone_number(value: str, *, country: str | None = None, field: str = "phone") -> str:
    """Return a telephone number in E.164. Without a leading plus it is one of `country` (ISO 3166, two letters).

    Raises a 422 if it is no number that could exist.
    """
    try:
        parsed = phonenumbers.parse(value, country)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        hint = "with the country's code, as in +49 30 901820" if country is None else f"of {country}, or with a plus"
        raise invalid(field, f"{value!r} is no telephone number; write it {hint}", code="phone_malformed")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def email_address(value: str, *, field: str = "email") -> str:
    """Return an address in the form in which addresses are compared: normalised, in lower case.

    Raises a 422 if it is no address. Nothing is asked of the network.
    """
    try:
        checked = email_validator.validate_email(value.strip(), check_deliverability=False)
    except email_validator.EmailNotValidError as fault:
        raise invalid(field, f"{value!r} is no email address: {fault}", code="email_malformed") from None
    return checked.normalized.casefold()


def serial_key(value: str, *, field: str = "serial_number") -> str:
    """Return what a serial number is compared by: its letters and digits, without case, blanks and dashes.

    Raises a 422 if nothing is left.
    """
    key = re.sub(r"[\s\-\u2010-\u2015_./]", "", unicodedata.normalize("NFKC", value)).casefold()
    if not key:
        raise invalid(field, f"{value!r} is no serial number", code="serial_malformed")
    return key

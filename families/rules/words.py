"""Names, phone numbers and postcodes as people give them, in the one form we keep."""

import re
import unicodedata

import phonenumbers
from django.utils.translation import gettext as _

from groupsite.kit.errors import Refused

LONGEST_NAME = 200
OUTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
SECOND_HALF = re.compile(r"[0-9][A-Z]{2}$")
PART_OF_SECOND_HALF = re.compile(r"\s[0-9][A-Z]?$")
COULD_BE_AN_ADDRESS = re.compile(r"[/:@\\]|\w\.\w")
HOUSE = "GB"
OUR_COUNTRY, OUR_LENGTH = 44, 10
OUR_MOBILES = re.compile(r"7[1-9]")
MOBILES = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}


def tidy(text: str, *, longest: int, field: str | None = None) -> str:
    """One line as it was typed: composed letters (NFC), single spaces, nothing a page cannot show."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        raise Refused(
            _("There is a sign in this that we can’t read. Please type it again."), code="unreadable", field=field
        )
    if len(text) > longest:
        raise Refused(
            _("This is %(count)d letters long. We can keep up to %(longest)d.")
            % {"count": len(text), "longest": longest},
            code="too_long",
            field=field,
        )
    return text


def tidy_lines(text: str, *, longest: int, field: str | None = None) -> str:
    """Several lines, each put in order; empty ones go."""
    lines = (tidy(line, longest=longest, field=field) for line in text.splitlines())
    kept = "\n".join(line for line in lines if line)
    tidy(kept.replace("\n", " "), longest=longest, field=field)
    return kept


def tidy_name(text: str, *, field: str | None = "name") -> str:
    """A name is whatever somebody says it is: one letter, O’Brien, Null, any script."""
    name = tidy(text, longest=LONGEST_NAME, field=field)
    if not any(unicodedata.category(sign)[0] in "LNPS" for sign in name):
        raise Refused(_("Please tell us a name."), code="no_name", field=field)
    return name


def first_name(name: str) -> str:
    """The part of a name we call across the room."""
    return name.split(maxsplit=1)[0] if name else ""


def fit_for_a_letter(name: str) -> str:
    """A first name, unless it could pass for an address: our letters carry nobody's links (TRUST T26)."""
    called = first_name(name)
    return "" if COULD_BE_AN_ADDRESS.search(called) else called


def tidy_phone(text: str) -> str:
    """The number with its country, such as +447700900123; nothing for nothing."""
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, HOUSE)
    except phonenumbers.NumberParseException:
        raise _not_a_number() from None
    if number.extension or not _could_ring(number):
        raise _not_a_number()
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _could_ring(number: phonenumbers.PhoneNumber) -> bool:
    """New ranges open sooner than lists of them: in our own country the right length is enough."""
    if not phonenumbers.is_possible_number(number):
        return False
    digits = phonenumbers.national_significant_number(number)
    return number.country_code != OUR_COUNTRY or len(digits) == OUR_LENGTH or phonenumbers.is_valid_number(number)


def can_text(number: str) -> bool:
    """Is it a mobile? Ours begin with 7, but for 70, which are numbers that follow a person; new ranges count too."""
    if not number:
        return False
    parsed = phonenumbers.parse(number, HOUSE)
    if parsed.country_code == OUR_COUNTRY:
        return bool(OUR_MOBILES.match(phonenumbers.national_significant_number(parsed)))
    return phonenumbers.number_type(parsed) in MOBILES


def _not_a_number() -> Refused:
    return Refused(
        _("We can’t ring this number. Check the digits, like 07700 900123. Start with + if it’s from abroad."),
        code="phone",
        field="phone",
    )


def spoken_phone(number: str) -> str:
    """The number as people here read it out; one from abroad keeps its country."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number, HOUSE)
    ours = parsed.country_code == OUR_COUNTRY
    style = phonenumbers.PhoneNumberFormat.NATIONAL if ours else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def tidy_outcode(text: str) -> str:
    """The first half of a postcode; a whole one is cut, since the half is all we need."""
    written = PART_OF_SECOND_HALF.sub("", unicodedata.normalize("NFKC", text).strip().upper())
    written = re.sub(r"[\s.-]", "", written)
    if not written:
        return ""
    for candidate in (written, SECOND_HALF.sub("", written)):
        if OUTCODE.fullmatch(candidate):
            return candidate
    raise Refused(
        _("We can’t find this postcode. Write just the first half, like BS5, or leave the box empty."),
        code="outcode",
        field="outcode",
    )

"""The skills record: plain words, signed so that nobody has to ask us whether they are true."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groupsite.kit.pdf import whole
from groupsite.kit.templatetags.kit import full_date

SEAL = "Signature:"
MILESTONES = (1, 10, 50)
PUT_RIGHT_WITHIN = timedelta(days=14)
"""How long a leader may still change what they have noted."""


@dataclass(frozen=True)
class Done:
    """One job or one skill: how often, and how long in all."""

    name: str
    times: int
    spent: timedelta


@dataclass(frozen=True)
class Record:
    """What one person has done here, from confirmed shifts only."""

    name: str
    first: date | None
    last: date | None
    jobs: list[Done]
    skills: list[Done]
    trainings: list[tuple[str, date | None]]

    @property
    def shifts(self) -> int:
        """How many shifts in all."""
        return sum(job.times for job in self.jobs)

    @property
    def hours(self) -> str:
        """How many hours in all, in halves."""
        return hours(sum((job.spent for job in self.jobs), timedelta()))


def hours(spent: timedelta) -> str:
    """Rounded to half an hour, as people say it: 7.5."""
    halves = round(spent / timedelta(minutes=30))
    return f"{halves / 2:g}"


def words(record: Record, today: date) -> str:
    """The record for a CV, line by line, spelt as a PDF spells it: what is copied out of one is what was signed."""
    lines = [
        _("Skills record of %(name)s") % {"name": record.name},
        _("Volunteer at %(group)s, %(first)s to %(last)s")
        % {"group": settings.GROUP_NAME, "first": full_date(record.first), "last": full_date(record.last)},
        _("%(shifts)s shifts, %(hours)s hours. A leader has confirmed each of them.")
        % {"shifts": record.shifts, "hours": record.hours},
        "",
        _("What they did"),
        *[f"- {job.name}: {_times(job.times)}, {hours(job.spent)} h" for job in record.jobs],
    ]
    if record.skills:
        lines += ["", _("Skills they practised"), *[f"- {it.name}: {_times(it.times)}" for it in record.skills]]
    if record.trainings:
        lines += ["", _("Training"), *[_training(name, until) for name, until in record.trainings]]
    lines += ["", _("Made on %(day)s") % {"day": full_date(today)}]
    lines.append(_("Is it true? Check it at %(address)s") % {"address": _where_to_check()})
    return whole("\n".join(lines))


def _where_to_check() -> str:
    return f"{settings.SITE_URL}{reverse('volunteers:check_record')}"


def _training(name: str, until: date | None) -> str:
    return _("- %(name)s, until %(day)s") % {"name": name, "day": full_date(until)} if until else f"- {name}"


def _times(count: int) -> str:
    return ngettext("once", "%(count)s times", count) % {"count": count}


# -- Signing -----------------------------------------------------------------------------------------
def _key() -> Ed25519PrivateKey:
    """From RECORD_KEY; without one it is made from SECRET_KEY, and ends when that one is changed."""
    secret = settings.RECORD_KEY or settings.SECRET_KEY
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"skills record:" + secret.encode()).digest())


def public_key() -> str:
    """The published half, as PEM: it checks records and makes none."""
    return _key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def canonical(text: str) -> bytes:
    """What is signed: the words with one space between them, since copying out of a PDF breaks lines elsewhere."""
    return " ".join(text.split()).encode()


def sealed(text: str) -> str:
    """The words with their signature below."""
    return f"{text}\n\n{SEAL} {_signature(text)}"


def _signature(text: str) -> str:
    return base64.b64encode(_key().sign(canonical(text))).decode()


def opened(said: str) -> str | None:
    """The words, if every letter of them and of the signature is ours; None otherwise."""
    text, found, signature = said.rpartition(SEAL)
    try:
        given = base64.b64decode("".join(signature.split()), validate=True)
        _key().public_key().verify(given, canonical(text))
    except (InvalidSignature, ValueError):
        return None
    spelt_so = base64.b64encode(given).decode() == "".join(signature.split())  # the last letter has bits to spare
    return text.strip() if found and spelt_so else None

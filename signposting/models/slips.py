"""A few entries picked for one family, with a word why; and what came of each."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import Term
from groupsite.kit.sealed import SealedText
from signposting.models.desk import Pair
from signposting.models.directory import Service


class SlipQuerySet(models.QuerySet["Slip"]):
    """Questions about slips."""

    def for_user(self, user: models.Model) -> Self:
        """Those given to the households in which this person is a carer."""
        return self.filter(family__carers__user=user)

    def with_entries(self) -> Self:
        """With what a page shows of them, and how many were picked: some may have left the directory since."""
        entries = models.Prefetch("entries", SlipEntry.objects.shown().select_related("service"))
        own = ~Q(entries__in=SlipEntry.objects.twice())
        rows = self.annotate(picked=models.Count("entries", filter=own))
        return rows.select_related("made_by").prefetch_related(entries, "entries__answers")


class Slip(Coded):
    """One to five entries for one family. Whoever holds its address may read it: a slip can be passed on or printed."""

    class Way(models.TextChoices):
        EMAIL = "email", _("By e-mail")
        TEXT = "text", _("As a text message")
        PRINT = "print", _("On paper")

    family = models.ForeignKey("families.Family", null=True, on_delete=models.SET_NULL, related_name="slips")
    word = SealedText(help_text="Why these.")
    way = models.CharField(max_length=10, choices=Way)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    quiet_at = models.DateTimeField(null=True, help_text="Since when the family wants no questions about slips.")

    objects = SlipQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["made_at"], name="slips_by_day")]

    class Personal:
        basis = "legitimate interests: pointing families to help"
        kept = "12 months, then without the family"
        whose = {"families.family": ("family",)}
        terms = [Term(since=("made_at",), months=12)]
        erase = {"family": None, "word": ""}
        keep = {"id", "code", "way", "made_by", "made_at", "quiet_at"}

    def __str__(self) -> str:
        return f"Slip {self.pk}"


class SlipEntryQuerySet(models.QuerySet["SlipEntry"]):
    """Questions about what is on slips."""

    def shown(self) -> Self:
        """Without what has left the directory since it was given."""
        return self.filter(service__in=Service.objects.listed())

    def twice(self) -> Self:
        """What was put aside as a double of another entry of the same slip: it is not gone, it stands there once."""
        alike = Exists(_other_half("first", "second")) | Exists(_other_half("second", "first"))
        return self.filter(alike, service__state=Service.State.DECLINED)

    def nameable(self) -> Self:
        """Whose name a family may still read: not what is ours alone, nor words whose licence was withdrawn."""
        return self.exclude(service__state=Service.State.INTERNAL).exclude(service__origin__licence="")


def _other_half(mine: str, others: str) -> models.QuerySet[Pair]:
    """That the same service is on the slip by another entry: one that is still there, or that was picked before."""
    other = f"{others}__service"
    on_it = Q(**{f"{mine}__service": OuterRef("service"), f"{other}__on_slips__slip": OuterRef("slip")})
    gone, before = (
        Q(**{f"{other}__state": Service.State.DECLINED}),
        {f"{other}__on_slips__place__lt": OuterRef("place")},
    )
    return Pair.objects.doubles().filter(on_it & (~gone | Q(**before)))


class SlipEntry(Coded):
    """One service on a slip."""

    slip = models.ForeignKey(Slip, on_delete=models.CASCADE, related_name="entries")
    service = models.ForeignKey("signposting.Service", on_delete=models.CASCADE, related_name="on_slips")
    place = models.PositiveSmallIntegerField()
    closed_told_at = models.DateTimeField(null=True, help_text="When the family was told that it has closed.")

    objects = SlipEntryQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(name="a_service_is_on_a_slip_once", fields=["slip", "service"]),
            models.CheckConstraint(name="a_slip_has_five_places", condition=Q(place__gte=1, place__lte=5)),
        ]

    class Personal:
        basis = "legitimate interests: pointing families to help"
        kept = "as the slip"
        whose = {"families.family": ("slip__family",)}
        erase: dict[str, object] = {}
        keep = {"id", "code", "slip", "service", "place", "closed_told_at"}

    def __str__(self) -> str:
        return f"{self.service}"


class SlipAnswer(models.Model):
    """How it went, after two weeks and after eight: a ladder from “not yet” to “we go regularly”."""

    class Round(models.IntegerChoices):
        TWO_WEEKS = 2, _("After two weeks")
        EIGHT_WEEKS = 8, _("After eight weeks")

    class How(models.TextChoices):
        NOT_YET = "not_yet", _("Not yet")
        WENT = "went", _("We have been")
        REGULAR = "regular", _("We go regularly")
        COULD_NOT = "could_not", _("It did not work out")

    class Helped(models.TextChoices):
        YES = "yes", _("Yes, it helped")
        SOME = "some", _("A little")
        NO = "no", _("Not really")

    class Barrier(models.TextChoices):
        CLOSED = "closed", _("It has closed")
        FULL = "full", _("It was full")
        TIMES = "times", _("The times do not suit us")
        FAR = "far", _("Too far, or hard to get to")
        COST = "cost", _("Too dear")
        ACCESS = "access", _("Getting in or around was hard")
        LANGUAGE = "language", _("Nobody spoke our language")
        UNWELCOME = "unwelcome", _("We did not feel welcome")
        REFUSED = "refused", _("They said it is not for us")
        OTHER = "other", _("Something else")

    entry = models.ForeignKey(SlipEntry, on_delete=models.CASCADE, related_name="answers")
    round = models.PositiveSmallIntegerField(choices=Round)
    how = models.CharField(max_length=10, choices=How)
    helped = models.CharField(max_length=10, choices=Helped, blank=True)
    barrier = models.CharField(max_length=10, choices=Barrier, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_answer_a_round", fields=["entry", "round"]),
            models.CheckConstraint(
                name="only_who_went_says_whether_it_helped", condition=Q(helped="") | Q(how__in=["went", "regular"])
            ),
            models.CheckConstraint(name="only_who_could_not_says_why", condition=Q(barrier="") | Q(how="could_not")),
        ]

    class Personal:
        basis = "legitimate interests: pointing families to help"
        kept = "as the slip"
        whose = {"families.family": ("entry__slip__family",)}
        erase: dict[str, object] = {}
        keep = {"id", "entry", "round", "how", "helped", "barrier", "at"}

    def __str__(self) -> str:
        return f"{self.entry}: {self.how}"

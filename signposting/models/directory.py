"""What parents see: one entry of the directory, in words and figures that a search can use."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from signposting.facets import facets_of
from signposting.familyhub import schedules
from signposting.familyhub.normalise import FIELDS, Facts, first_place
from signposting.familyhub.text import bare

DEFUNCT = "defunct"
CLOSED = ("inactive", DEFUNCT, "temporarily closed")


def empty_list() -> list[Any]:
    """A fresh list for a row that has none."""
    return []


class Flag(models.TextChoices):
    """How overdue an entry's next check is."""

    NONE = "", _("Checked lately")
    DUE = "due", _("Due for a check")
    STALE = "stale", _("Not checked for half a year")
    VERY_STALE = "very_stale", _("Not checked for a year")


class Step(models.TextChoices):
    """How far an entry has stepped back for want of checking."""

    SHOWN = "shown", _("Shown")
    WARNED = "warned", _("Shown with a warning")
    HIDDEN = "hidden", _("Found by its exact name only")


USUAL = ~Q(step=Step.HIDDEN) & ~Q(status__in=CLOSED)
"""What searching finds by any word."""


class Use(models.TextChoices):
    """What we use an entry for that is for the running of the group and not for families."""

    NONE = "", _("For families")
    VENUE = "venue", _("Halls and rooms")
    SAFEGUARDING = "safeguarding", _("Safeguarding")
    REPAIRS = "repairs", _("Repairs and cleaning")
    SUPPLIES = "supplies", _("Toys, food and supplies")
    TEAM = "team", _("Training and money")
    OTHER = "other", _("Something else")


class ServiceQuerySet(models.QuerySet["Service"]):
    """Questions about the directory. Parents' pages start from `listed`."""

    def listed(self) -> Self:
        """What parents may see: a person agreed to it, and we may show the words of where it came from."""
        return self.filter(Q(origin=None) | ~Q(origin__licence=""), state=Service.State.LISTED)

    def in_default_search(self) -> Self:
        """Left out are closed ones and those too long unchecked; their exact names still find them."""
        return self.filter(USUAL)

    def internal(self) -> Self:
        """For the running of the group: nobody but staff sees it."""
        return self.filter(state=Service.State.INTERNAL)

    def shareable(self) -> Self:
        """All but those for the running of the group, and those put aside that were."""
        return self.exclude(state=Service.State.INTERNAL).filter(use=Use.NONE)

    def looked_after_by(self, user: Any) -> Self:
        """The entries somebody has taken on."""
        return self.filter(owner=user, state=Service.State.LISTED)

    def waiting(self) -> Self:
        """New services that nobody has decided on."""
        return self.filter(state=Service.State.WAITING)


class Service(Coded):
    """A thing a family can use, as we tell it to parents."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a reviewer")
        LISTED = "listed", _("In the directory")
        DECLINED = "declined", _("Not for our families")
        INTERNAL = "internal", _("For us only")

    origin = models.ForeignKey("signposting.Source", null=True, on_delete=models.SET_NULL, related_name="services")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    use = models.CharField(max_length=20, choices=Use, default=Use.NONE, blank=True)
    listed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    flag = models.CharField(max_length=10, choices=Flag, default=Flag.NONE, blank=True)
    step = models.CharField(max_length=10, choices=Step, default=Step.SHOWN)
    warned_at = models.DateTimeField(null=True, help_text="Since when parents read a warning.")
    noticed_at = models.DateTimeField(null=True, help_text="When a person of ours was told of the warning.")
    due_on = models.DateField(null=True, help_text="When the first of its facts is to be checked again.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="looks_after"
    )
    harm = models.FloatField(
        default=0, help_text="How many people its most doubtful fact may mislead: the desk's order."
    )
    readers = models.PositiveIntegerField(default=1, help_text="How many look at it in eight weeks.")
    put_off_until = models.DateField(null=True, help_text="Nobody answered; the desk asks again on this day.")
    do_not_contact_at = models.DateTimeField(null=True, help_text="Since when they want no letters from us.")
    said_closed_at = models.DateTimeField(null=True, help_text="Since when two people say that it has closed.")
    rating = models.FloatField(default=0.5, help_text="How often families said that it helped: 0 to 1.")
    verified_at = models.DateTimeField(null=True, help_text="When every key field had been checked by one of us.")
    hub_assured_date = models.DateField(null=True)
    hub_last_modified = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=clock.now, help_text="When a fact last changed, by whoever.")
    times_end = models.DateField(null=True, help_text="When the last timetable runs out, if every one of them does.")
    ended_at = models.DateTimeField(
        null=True, help_text="Since when it is over, or out of the directory: our feed says so."
    )

    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    organisation = models.CharField(max_length=300, null=True)
    url = models.URLField(max_length=2000, null=True)
    email = models.EmailField(null=True)
    phones = models.JSONField(default=empty_list)
    status = models.CharField(max_length=300, null=True)
    alert = models.TextField(null=True)
    minimum_age = models.FloatField(null=True)
    maximum_age = models.FloatField(null=True)
    eligibility = models.TextField(null=True)
    costs = models.JSONField(default=empty_list)
    free = models.BooleanField(null=True)
    schedules = models.JSONField(default=empty_list)
    closures = models.JSONField(default=empty_list)
    locations = models.JSONField(default=empty_list)
    accessibility = models.JSONField(default=empty_list)
    languages = models.JSONField(default=empty_list)
    categories = models.JSONField(default=empty_list)
    service_areas = models.JSONField(default=empty_list)

    # Worked out from the facts above, for searching only.
    facets = ArrayField(models.TextField(), default=list, help_text="Days, prices, access: see facets.py.")
    latitude = models.FloatField(null=True, help_text="Of the first of its places that has a position.")
    longitude = models.FloatField(null=True)
    kinds = models.TextField(blank=True, help_text="Categories: words found after names.")
    keywords = models.TextField(blank=True, help_text="Who runs it, where and for whom: words found after categories.")
    bare_name = models.CharField(max_length=300, help_text="Lower case, without accents.")
    letters = models.TextField(blank=True, help_text="What typing mistakes are compared with.")
    search = models.GeneratedField(
        expression=SearchVector("name", weight="A", config="directory")
        + SearchVector("kinds", weight="B", config="directory")
        + SearchVector("keywords", weight="C", config="directory")
        + SearchVector("description", weight="D", config="directory"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["bare_name", "pk"]
        indexes = [
            GinIndex(fields=["search"], name="service_search"),
            GinIndex(fields=["facets"], name="service_facets"),
            models.Index(fields=["latitude", "longitude"], name="service_position"),
            models.Index(fields=["state", "bare_name"], name="service_by_name"),
            models.Index(fields=["state", "due_on"], name="service_by_due_day"),
            models.Index("state", F("harm").desc(), name="service_by_harm"),
            models.Index("state", F("rating").desc(), "bare_name", "id", name="service_by_rating"),
        ]
        constraints = [
            models.CheckConstraint(name="a_service_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="a_listed_service_says_since_when",
                condition=Q(state="listed", listed_at__isnull=False) | ~Q(state="listed"),
            ),
            models.CheckConstraint(
                name="nothing_is_hidden_without_a_warning_and_a_notice",
                condition=~Q(step=Step.HIDDEN) | Q(warned_at__isnull=False, noticed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ages_start_before_they_end",
                condition=Q(minimum_age=None) | Q(maximum_age=None) | Q(minimum_age__lte=F("maximum_age")),
            ),
            models.CheckConstraint(
                name="ages_are_not_negative",
                condition=(Q(minimum_age=None) | Q(minimum_age__gte=0)) & (Q(maximum_age=None) | Q(maximum_age__gte=0)),
            ),
        ]

    class Personal:
        basis = "legitimate interests: a directory of public services"
        kept = "while the service runs"
        erase: dict[str, object] = {}
        keep = {
            "id", "code", "origin", "state", "listed_at", "decided_by", "flag", "step", "warned_at", "noticed_at",
            "use", "due_on", "owner", "harm", "readers", "put_off_until", "rating", "do_not_contact_at",
            "said_closed_at", "verified_at", "hub_assured_date", "hub_last_modified", "changed_at", "times_end",
            "ended_at", "facets", "latitude", "longitude", "kinds", "keywords", "bare_name", "letters", "search",
            "closures", *FIELDS,
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def facts(self) -> Facts:
        """Everything staff decide on, in canonical form."""
        return {field: getattr(self, field) for field in FIELDS}

    def tell(self, facts: Facts) -> None:
        """Take over these facts, and work out anew what searching needs. The caller saves."""
        for field, value in facts.items():
            setattr(self, field, value)
        self.changed_at = clock.now()
        self.ended_at = (self.ended_at or clock.now()) if self.status == DEFUNCT else None
        self.times_end = schedules.end(self.schedules)
        self.facets = facets_of(self.facts())
        self.latitude, self.longitude = self.place["latitude"], self.place["longitude"]
        places = [word for place in self.locations for word in (place["name"], *place["address"]) if word]
        self.kinds = " ".join(self.categories)
        self.keywords = " ".join(filter(None, [self.organisation, self.eligibility, *places]))
        self.bare_name = bare(self.name)[:300]
        self.letters = bare(" ".join([self.name, *self.categories, *places]))

    @property
    def is_public(self) -> bool:
        """Decided on by a person. Whether its source may be shown is asked of the queryset."""
        return self.state == self.State.LISTED

    def has_run_out(self, day: date) -> bool:
        """Its times held until an earlier day, and nobody has made sure since that they go on."""
        return self.times_end is not None and self.times_end < day

    @property
    def stops(self) -> bool:
        """On the day its times run out the last session has been; otherwise we only do not know further."""
        return schedules.stops(self.schedules)

    @property
    def is_closed(self) -> bool:
        """The service has ended, or has stopped for now."""
        return self.status in CLOSED

    @property
    def place(self) -> Facts:
        """Postcode and position of the first place that has them."""
        return first_place(self.facts())

"""Which place or champion a family's first booking came from. A number and a week; no family stands beside it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE
from volunteers.models.outreach import OutreachPlace


class Leaflet(Coded):
    """What hangs at a place or is handed over by a champion: its word leads to us."""

    word = models.CharField(max_length=8, unique=True, help_text="Of the card’s address, short enough to type.")
    place = models.ForeignKey(OutreachPlace, null=True, blank=True, on_delete=models.CASCADE, related_name="cards")
    champion = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="cards"
    )
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_card_is_of_a_place_or_a_champion",
                condition=Q(place__isnull=False, champion=None) | Q(place=None, champion__isnull=False),
            ),
            models.UniqueConstraint(name="one_card_a_place", fields=["place"]),
            models.UniqueConstraint(name="one_card_a_champion", fields=["champion"]),
        ]

    class Personal:
        basis = "legitimate interests: reaching families where they are"
        kept = "as the account"
        whose = {"accounts.user": ("champion",)}
        erase = {"champion": DELETE}
        keep = {"id", "code", "word", "place", "made_at"}

    def __str__(self) -> str:
        return f"Leaflet {self.word}"


class Arrival(models.Model):
    """A first booking that came from somewhere. Its code is worked out from the booking, so that it counts once."""

    class Via(models.TextChoices):
        """How we know."""

        CARD = "card", _("By a card or poster")
        SAID = "said", _("They said so when they joined")

    code = models.UUIDField(unique=True)
    week = models.DateField(help_text="The Monday; no day and no hour.")
    via = models.CharField(max_length=4, choices=Via.choices)
    place = models.ForeignKey(OutreachPlace, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    champion = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [models.Index(name="arrivals_by_week", fields=["week"])]

    class Personal:
        basis = "legitimate interests: reaching families where they are"
        kept = "as the account; whose booking it was is not kept"
        whose = {"accounts.user": ("champion",)}
        erase = {"champion": None}
        keep = {"id", "code", "week", "via", "place"}

    def __str__(self) -> str:
        return f"Arrival {self.pk} ({self.via})"

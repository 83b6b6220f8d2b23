"""What helps to find: words that mean the same, which staff edit on a page, and every word and box there is."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from groupsite.kit import clock
from groupsite.kit.codes import Coded


class Synonym(Coded):
    """Words for one thing; whoever looks for one of them finds all of them."""

    terms = ArrayField(models.CharField(max_length=60), help_text="Two or more words or short phrases.")
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["terms", "pk"]
        constraints = [
            models.CheckConstraint(name="a_synonym_is_of_two_or_more", condition=Q(terms__len__gte=2)),
        ]

    class Personal:
        basis = "legitimate interests: a directory of public services"
        kept = "while the service runs"
        erase: dict[str, object] = {}
        keep = {"id", "code", "terms", "changed_at", "changed_by"}

    def __str__(self) -> str:
        return ", ".join(self.terms)


class IndexTerm(models.Model):
    """A word that a listed entry is found by, or a box it answers: of thousands of entries a search asks these few.

    The database writes them as entries change, so that no way of writing one forgets to; the night takes out what no
    entry has any more. Two who write at once may leave one twice, which is cheaper than making one wait.
    """

    class Kind(models.TextChoices):
        WORD = "word"
        FACET = "facet"

    kind = models.CharField(max_length=5, choices=Kind)
    term = models.CharField(max_length=200)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "term"], name="index_terms_by_kind"),
            GinIndex(fields=["term"], opclasses=["gin_trgm_ops"], name="index_terms_by_letters"),
        ]

    class Personal:
        basis = "legitimate interests: a directory of public services"
        kept = "while the service runs"
        erase: dict[str, object] = {}
        keep = {"id", "kind", "term"}

    def __str__(self) -> str:
        return self.term

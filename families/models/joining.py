"""What is on its way to becoming a family: answers half given, a spreadsheet half read."""

from django.conf import settings
from django.db import models

from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term
from groupsite.kit.sealed import SealedJSON


class Registration(models.Model):
    """Answers of somebody who is half-way through joining; gone once they have joined, or after 30 days."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="registration")
    answers = SealedJSON(bound_to="user_id")
    started_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now, db_index=True)

    class Personal:
        basis = "legitimate interests: finishing what was started"
        kept = "30 days after the last answer"
        whose = {"accounts.user": ("user",)}
        terms = [Term(since=("changed_at",), days=30)]
        erase = {"user": DELETE, "answers": dict}
        keep = {"id", "started_at", "changed_at"}

    def __str__(self) -> str:
        return f"Registration {self.pk}"


class Import(Coded):
    """A spreadsheet of families as it was read, waiting for a leader to look at each row's fate and say yes."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    filename = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    rows = SealedJSON(default=list)
    done_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, help_text="How many rows met which fate.")

    class Personal:
        basis = "legitimate interests: bringing an existing list over"
        kept = "7 days; it is about many families and goes before anybody could ask for it"
        whose: dict[str, tuple[str, ...]] = {}
        terms = [Term(since=("made_at",), days=7)]
        erase = {"by": None, "filename": "", "rows": list}
        keep = {"id", "code", "made_at", "done_at", "counts"}

    def __str__(self) -> str:
        return f"Import {self.pk}"

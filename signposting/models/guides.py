"""Short guides in our own words beside facts that are dated elsewhere, such as how to register a birth (S3-24)."""

from django.db import models

from groupsite.kit.codes import Coded

from .reviewed import REVIEWED, Reviewed


class Guide(Coded, Reviewed):
    """What we add to the facts: where it is done here, and how to book."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    words = models.TextField(blank=True, help_text="What families should know about doing it here.")

    class Meta:
        ordering = ["title"]

    class Personal:
        basis = "legitimate interests: telling families how things are done"
        kept = "while we show it"
        erase: dict[str, object] = {}
        keep = {"id", "code", "slug", "title", "words", *REVIEWED}

    def __str__(self) -> str:
        return self.title

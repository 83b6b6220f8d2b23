"""What turned out to be one service: the entry that is kept, and those that were put aside for it."""

from django.db.models import Q, QuerySet

from signposting.models import Pair, Service


def put_aside_for(service: Service) -> QuerySet[Service]:
    """The doubles of an entry. What parents say of them they say of it."""
    pairs = Pair.objects.doubles()
    ours = Q(pk__in=pairs.filter(first__service=service).values("second__service"))
    ours |= Q(pk__in=pairs.filter(second__service=service).values("first__service"))
    return Service.objects.filter(ours, state=Service.State.DECLINED).exclude(pk=service.pk)


def kept_instead() -> dict[int, Service]:
    """The entry that families see, by the number of each double that was put aside for it."""
    pairs = list(Pair.objects.doubles().order_by("pk").values_list("first__service", "second__service"))
    both = {pk for pair in pairs for pk in pair}
    kept = Service.objects.listed().in_bulk(both)
    gone = set(Service.objects.filter(pk__in=both, state=Service.State.DECLINED).values_list("pk", flat=True))
    ways = [*pairs, *((two, one) for one, two in pairs)]
    return {mine: kept[other] for mine, other in ways if mine in gone and other in kept}

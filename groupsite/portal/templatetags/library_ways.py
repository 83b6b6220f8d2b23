"""What a register offers of the library: nothing that this place does not have."""

from django import template

from signposting.queries.loans import to_give

register = template.Library()


@register.simple_tag
def there_is_to_give() -> set[str]:
    """“leaflet” when the library has something to hand out, “loan” when there is something to lend."""
    return to_give()

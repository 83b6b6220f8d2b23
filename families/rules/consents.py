"""What a family may agree to, in exact words. Nothing is lost by saying no, and a no is as short as a yes (TRUST §4.4).

Photos are asked for each child, not once for the family: a picture shows one child, and siblings may differ.
Saying hello is each adult's own: nobody gives away another's name.

Change the words and raise the version: every yes to the old words then stands for no until it is given again.
"""

from typing import Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Purpose(NamedTuple):
    """One thing to agree to."""

    title: str | Promise
    words: str | Promise
    version: int
    why: str | Promise
    icon: str
    of_child: bool


PURPOSES: dict[str, Purpose] = {
    "photo_wall": Purpose(
        title=_("Photos on our wall"),
        words=_("You may take photos of my child at the group and hang them up in the hall."),
        version=1,
        why=_("Children love to find themselves on the wall."),
        icon="heart",
        of_child=True,
    ),
    "photo_web": Purpose(
        title=_("Photos on our web pages"),
        words=_("You may show photos of my child, without a name, on the group’s web pages and in its newsletter."),
        version=1,
        why=_("Other parents see what a morning here is like. Anybody in the world can see and copy them."),
        icon="eye",
        of_child=True,
    ),
    "photo_press": Purpose(
        title=_("Photos in the press"),
        words=_("You may give photos of my child, without a name, to newspapers and to those who fund us."),
        version=1,
        why=_("It helps us to be found and paid for. We cannot take back what has been printed."),
        icon="news",
        of_child=True,
    ),
    "say_hello": Purpose(
        title=_("Say hello"),
        words=_("Other adults who said yes too may see my first name at the sessions we are both booked for."),
        version=1,
        why=_("So you know whom you may meet. Nobody sees your last name or your children’s names."),
        icon="buddies",
        of_child=False,
    ),
}
PHOTOS = tuple(key for key, purpose in PURPOSES.items() if purpose.of_child)
SAY_HELLO = "say_hello"

State = Literal["yes", "no", "ask", "again"]


def state_of(purpose: str, newest: tuple[bool, int] | None) -> State:
    """Where a choice stands after its newest answer (yes or no, to which version): an old yes is asked for again."""
    if newest is None:
        return "ask"
    given, version = newest
    if not given:
        return "no"
    return "yes" if version == PURPOSES[purpose].version else "again"

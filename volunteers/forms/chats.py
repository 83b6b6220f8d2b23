"""Twenty seconds with a thumb: what kind of chat, where, what about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from families.forms.fields import Several
from groupsite.accounts.models import User
from groupsite.kit import phones
from groupsite.kit.errors import Refused, tell
from groupsite.kit.forms import DateBoxes, PageForm
from volunteers.models import Chat, OutreachPlace
from volunteers.queries import chats as queries
from volunteers.rules.chats import BARRIERS, TOPICS
from volunteers.services import chats, places

ELSEWHERE = _("Somewhere else")


class ChatForm(PageForm):
    """One chat. Nothing but its kind has to be filled in, and that is ticked already."""

    all_optional = True
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label=_("What was it?"), choices=Chat.Kind.choices, initial=Chat.Kind.BRIEF, widget=forms.RadioSelect
    )
    topics = Several(TOPICS.items(), label=_("What about?"))
    barriers = Several(BARRIERS.items(), label=_("What stands in their way?"))
    place = forms.ModelChoiceField(queries.open_places(), label=_("Where?"), required=False, empty_label=ELSEWHERE)
    services = forms.ModelMultipleChoiceField(
        queries.to_name(),
        label=_("What did you tell them about?"),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    follow_up_on = DateBoxes(
        label=_("When do you see them again?"), help_text=_("A visit needs a day. We remind you."), required=False
    )
    name = forms.CharField(
        label=_("A first name"),
        help_text=_("Only if you see them again and they said yes. We need no names."),
        max_length=60,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    note = forms.CharField(
        label=_("A note for yourself"),
        help_text=_("Nothing about health, money or children’s names. You and coordinators can read it."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())

    def offer(self, services: list[Any]) -> "ChatForm":
        """Only these are there to tick; any other that is listed counts all the same."""
        field: Any = self.fields["services"]
        field.choices = [(str(service.code), service.name) for service in services]
        return self

    @classmethod
    def of(cls, chat: Chat, data: Any = None) -> "ChatForm":
        """One that is there already, to be said anew."""
        first = {name: getattr(chat, name) for name in ("kind", "topics", "barriers", "follow_up_on", "name", "note")}
        ticked = list(chat.services.all())
        form = cls(data, initial={"place": chat.place_id, "services": [it.code for it in ticked]} | first)
        return form.offer([*ticked, *(it for it in queries.often_named() if it not in ticked)])

    @property
    def _told(self) -> chats.Told:
        return chats.Told(**{name: self.cleaned_data[name] for name in self.fields if name != "key"})

    def log(self, *, by: User, at: datetime | None = None) -> Chat | None:
        """Write it down, or say why not."""
        try:
            return chats.log(self.cleaned_data["key"] or uuid4(), self._told, by=by, at=at)
        except Refused as refusal:
            tell(self, refusal)
            return None

    def correct(self, chat: Chat, *, by: User) -> Chat | None:
        """Say it anew, or say why not."""
        try:
            return chats.correct(chat, self._told, by=by)
        except Refused as refusal:
            tell(self, refusal)
            return None


@dataclass(frozen=True)
class Queued:
    """One chat out of a phone's queue: the form as it was filled in, and when."""

    key: UUID
    form: ChatForm
    at: datetime


class ChatsForm(phones.QueueForm):
    """The queue of a champion's phone."""

    def told(self) -> list[Queued]:
        """The chats among it."""
        return list(phones.read(self.cleaned_data["queue"], _chat))


def _chat(thing: Any) -> Queued:
    key, at = UUID(thing["key"]), phones.moment(thing["at"])
    if not isinstance(thing["form"], str):
        raise ValueError(thing)
    filled = QueryDict(thing["form"], mutable=True)
    filled["key"] = str(key)
    return Queued(key, ChatForm(filled), at)


class PlaceForm(PageForm):
    """One more place where families are anyway."""

    name = forms.CharField(label=_("Name of the place"), max_length=100)
    kind = forms.ChoiceField(label=_("What is it?"), choices=OutreachPlace.Kind.choices)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    contact = forms.CharField(label=_("Whom to ask for there"), max_length=200, required=False)

    def open(self, *, by: User) -> bool:
        """Add it; False, and a word on the form, when there is one of that name."""
        try:
            places.open_place(**self.cleaned_data, by=by)
        except Refused as refusal:
            tell(self, refusal)
            return False
        return True

"""One question a page. Each says why we ask and who sees the answer."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.fields import RuleField, Several, YesOrNo, attrs, other_box
from families.rules.languages import NAMES
from families.rules.words import spoken_phone, tidy_name, tidy_outcode, tidy_phone
from groupsite.kit.forms import PageForm


class Question(PageForm):
    """A page with one question; its answer is plain JSON under the question's own name."""

    slug: ClassVar[str]
    step: ClassVar[int] = 1
    why: Any = ""
    who: Any = ""

    @classmethod
    def filled(cls, answer: Any) -> dict[str, Any]:
        """The boxes of an answer given before."""
        return {cls.slug: answer}

    def answer(self) -> Any:
        """What was told, ready to keep."""
        return self.cleaned_data[self.slug]


class NameQuestion(Question):
    """Names are whatever people say they are."""

    slug = "name"
    title = _("What should we call you?")
    why = _("So we can say hello.")
    who = _("The people who run your group.")
    name = RuleField(
        tidy_name,
        label=_("Your name"),
        error_messages={"required": _("Tell us what to call you.")},
        widget=forms.TextInput(attrs("name", spellcheck="false")),
    )


class PhoneQuestion(Question):
    """A second way to reach somebody, if they like."""

    slug = "phone"
    title = _("Can we ring you too?")
    why = _("In case a session is called off late, or we need you quickly.")
    who = _("The people who run your group. Nobody else.")
    phone = RuleField(
        tidy_phone,
        label=_("Phone number"),
        required=False,
        widget=forms.TextInput(attrs("tel", type="tel", inputmode="tel", **{"class": "short-box"})),
    )

    @classmethod
    def filled(cls, answer: Any) -> dict[str, Any]:
        """As people read it out."""
        return {"phone": spoken_phone(answer or "")}


class AreaQuestion(Question):
    """Half a postcode says enough."""

    slug = "area"
    title = _("Where do you live?")
    why = _("To see which parts of town we reach, and who lives near you.")
    who = _("The people who run your group. We never keep your address.")
    area = RuleField(
        tidy_outcode,
        label=_("First half of your postcode"),
        help_text=_("For example BS5"),
        required=False,
        widget=forms.TextInput(attrs("postal-code", spellcheck="false", **{"class": "short-box"})),
    )


class FriendQuestion(Question):
    """Walking in alone is the hardest part."""

    slug = "friend"
    step = 3
    title = _("Would you like a friendly face on your first visit?")
    why = _("Walking in is easier together. A parent who knows the group meets you at the door.")
    who = _("The group leader. You and the other parent both say yes before either sees a name.")
    friend = YesOrNo(
        _("Yes, please"),
        _("No, thank you"),
        label=_("A friendly face"),
        error_messages={"required": _("Choose yes or no. You can change it later.")},
    )


class ListQuestion(Question):
    """Tick what is true, add what is missing."""

    step = 3
    CHOICES: ClassVar[dict[str, Any]]
    other = other_box()

    @classmethod
    def filled(cls, answer: Any) -> dict[str, Any]:
        """Ticks for what is on the list, the rest in words."""
        answer = answer or []
        return {
            cls.slug: [one for one in answer if one in cls.CHOICES],
            "other": ", ".join(one for one in answer if one not in cls.CHOICES),
        }

    def answer(self) -> list[str]:
        """The ticks, then the words."""
        other = self.cleaned_data["other"]
        return [*self.cleaned_data[self.slug], *([other] if other else [])]


class LanguagesQuestion(ListQuestion):
    """Everything spoken at home."""

    slug = "languages"
    title = _("Which languages do you speak at home?")
    why = _("So we can find you a friendly face who speaks your language.")
    who = _("The people who run your group.")
    CHOICES = NAMES
    languages = Several(NAMES.items(), label=_("Languages"))

    field_order = ["languages", "other"]


class HeardQuestion(ListQuestion):
    """How word gets round."""

    slug = "heard"
    title = _("How did you hear about us?")
    why = _("So more families can find us.")
    who = _("The people who run your group.")
    CHOICES = {
        "friend": _("A friend or family"),
        "health_visitor": _("A health visitor or midwife"),
        "doctor": _("A doctor’s surgery"),
        "nursery": _("A nursery or school"),
        "library": _("A library"),
        "faith": _("A church, mosque or other faith group"),
        "poster": _("A poster or leaflet"),
        "social_media": _("Facebook or other social media"),
        "web": _("Looking on the web"),
        "walked_past": _("I walked past"),
    }
    heard = Several(CHOICES.items(), label=_("How you heard"))

    field_order = ["heard", "other"]


QUESTIONS: dict[str, type[Question]] = {
    form.slug: form
    for form in (NameQuestion, PhoneQuestion, AreaQuestion, FriendQuestion, LanguagesQuestion, HeardQuestion)
}

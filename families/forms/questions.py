"""One question a page. Each says why we ask and who sees the answer."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.fields import RuleField, Several, Suggested, YesOrNo, attrs, line, other_box
from families.rules.languages import NAMES, SPOKEN
from families.rules.needs import FORMATS
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

    @classmethod
    def kept(cls, answers: Mapping[str, Any]) -> dict[str, Any] | None:
        """The boxes as they were told; none before they were."""
        return cls.filled(answers[cls.slug]) if cls.slug in answers else None

    def answer(self) -> Any:
        """What was told, ready to keep."""
        return self.cleaned_data[self.slug]

    def answers(self) -> dict[str, Any]:
        """The same under the names it is kept by."""
        return {self.slug: self.answer()}


RELATIONSHIPS = (_("Mum"), _("Dad"), _("Gran"), _("Grandad"), _("Auntie"), _("Foster carer"), _("Guardian"), _("Nanny"))
"""Only offered while somebody types: a relationship is whatever the family calls it (S2-25)."""

WHO_YOU_ARE = _("Who you are to the children")


def relationship_box(label: Any = WHO_YOU_ARE) -> Suggested:
    """Who somebody is to the children, in their own words."""
    return Suggested(
        line(60),
        RELATIONSHIPS,
        label=label,
        required=False,
        help_text=_("In your own words. For example: mum, dad, gran, foster carer."),
        widget=forms.TextInput(attrs("off")),
    )


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
    relationship = relationship_box()

    @classmethod
    def kept(cls, answers: Mapping[str, Any]) -> dict[str, Any] | None:
        """Both boxes."""
        return {key: answers.get(key, "") for key in ("name", "relationship")}

    def answers(self) -> dict[str, Any]:
        """Both boxes."""
        return {key: self.cleaned_data[key] for key in ("name", "relationship")}


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


class NeedsQuestion(Question):
    """Asked once, and not of every family anew by every page."""

    slug = "needs"
    step = 3
    title = _("What makes it easier for you?")
    why = _("So we can write, speak and make room in the way that suits you. Leave it empty if nothing applies.")
    who = _("The people who run your group.")
    reads_in = Suggested(
        line(40),
        SPOKEN,
        label=_("The language you read best"),
        required=False,
        help_text=_("And the script, if it has two. For example: Punjabi in Shahmukhi."),
        widget=forms.TextInput(attrs("off")),
    )
    formats = Several(FORMATS.items(), label=_("We can give you letters and papers like this"))
    interpreter = Suggested(
        line(40),
        SPOKEN,
        label=_("If you would like an interpreter: for which language?"),
        required=False,
        help_text=_("British Sign Language counts too. It is free."),
        widget=forms.TextInput(attrs("off")),
    )
    access = RuleField(
        line(500),
        label=_("Anything else that helps you take part?"),
        required=False,
        help_text=_("For example: no steps, a chair with arms, a quiet corner, a private place to feed."),
        widget=forms.Textarea({"rows": "2", **attrs("off")}),
    )

    @classmethod
    def filled(cls, answer: Any) -> dict[str, Any]:
        """Each box has its own answer."""
        return dict(answer)

    def answer(self) -> dict[str, Any]:
        """All boxes."""
        return {key: self.cleaned_data[key] for key in ("reads_in", "formats", "interpreter", "access")}


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
        "champion": _("A parent champion"),
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
    for form in (
        *(NameQuestion, PhoneQuestion, AreaQuestion),
        *(FriendQuestion, LanguagesQuestion, NeedsQuestion, HeardQuestion),
    )
}

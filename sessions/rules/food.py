"""Does the snack suit those who come? Pure words against words: it warns, and never says that something is safe.

The fourteen allergens are those of the Food Information Regulations 2014 (Food Standards Agency); beside each stand
everyday foods that usually have it. What families do not eat for belief or by choice is beside theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from families.rules.names import fold

PORK = "pork ham bacon sausage sausages gammon lard gelatine gelatin marshmallow marshmallows jelly haribo"
MEAT = f"meat beef chicken turkey lamb mince burger burgers nuggets {PORK}"
FISH = "fish tuna salmon cod haddock anchovy fishfinger fishfingers"
SHELLFISH = "prawn prawns shrimp crab lobster crayfish"
MILK = "milk cheese butter yoghurt yogurt cream custard fromage chocolate"
EGG = "egg eggs omelette mayonnaise mayo cake cakes pancake pancakes muffin muffins quiche meringue"
WHEAT = "bread toast wheat flour pasta pitta crackers cracker biscuit biscuits cake cakes wrap wraps breadsticks cereal"
NUTS = "nut nuts almond almonds hazelnut hazelnuts walnut walnuts cashew cashews pistachio pecan nutella marzipan"
CONTAINS: dict[str, str] = {
    "milk": MILK,
    "dairy": MILK,
    "lactose": MILK,
    "egg": EGG,
    "eggs": EGG,
    "gluten": f"{WHEAT} barley rye oats couscous",
    "wheat": WHEAT,
    "coeliac": f"{WHEAT} barley rye oats couscous",
    "nut": f"{NUTS} peanut peanuts",
    "nuts": f"{NUTS} peanut peanuts",
    "peanut": "peanut peanuts",
    "peanuts": "peanut peanuts",
    "soya": "soya soy tofu edamame",
    "soy": "soya soy tofu edamame",
    "sesame": "sesame hummus houmous tahini halva",
    "fish": FISH,
    "shellfish": SHELLFISH,
    "crustaceans": SHELLFISH,
    "molluscs": "mussels squid oyster oysters",
    "celery": "celery soup stock",
    "mustard": "mustard",
    "lupin": "lupin",
    "sulphites": "raisins sultanas apricots",
    "halal": f"{PORK} sausage sausages wine beef chicken lamb",
    "kosher": f"{PORK} {SHELLFISH} beef chicken lamb",
    "hindu": "beef burger burgers gelatine jelly",
    "beef": "beef burger burgers mince",
    "pork": PORK,
    "vegetarian": f"{MEAT} {FISH} {SHELLFISH}",
    "veggie": f"{MEAT} {FISH} {SHELLFISH}",
    "vegan": f"{MEAT} {FISH} {SHELLFISH} {MILK} {EGG} honey",
}


@dataclass(frozen=True)
class Clash:
    """Something of the snack that somebody may not have: which words, and what was told of it."""

    words: str
    told: str


def clashes(snack: str, told: Iterable[str]) -> list[Clash]:
    """Each thing told that the snack may go against, with the words that say so, in the order told."""
    there = _words(snack)
    found = ((text, sorted(there & _avoided(text))) for text in dict.fromkeys(told))
    return [Clash(", ".join(words), text) for text, words in found if words]


def _avoided(text: str) -> set[str]:
    """The foods a need or an allergy is about: those it names, and those that usually have it in them."""
    named = _words(text)
    return named | {food for word in named for food in CONTAINS.get(word, "").split()}


def _words(text: str) -> set[str]:
    """Its words, one and many alike, without those that name no food."""
    words = {word for word in fold(text).split() if len(word) > 2} - EMPTY
    return words | {word.removesuffix("s") for word in words if len(word) > 3}


COMMON = "and the with without for not any all some free please only from have has can cannot food"
EMPTY = frozenset(fold(COMMON).split())

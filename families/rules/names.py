"""One person's name is written in many ways: with accents or without, short or long, in any order.

`fold` makes one plain form out of what was typed; `spellings` knows the other forms a first name goes by. Both only
ever help to find or to ask "is this the same family?"; what a family typed is what we show.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from itertools import permutations
from typing import NamedTuple

APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼʻ`´ʹ′.\u0640"))
"""Left out without a gap, so that O’Brien is obrien; the last is the stretched line of Arabic script."""
LATIN = {
    "ø": "o",
    "ł": "l",
    "æ": "ae",
    "œ": "oe",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    "ħ": "h",
    "ŋ": "ng",
    "ə": "e",
}
ARABIC = {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه"}
PLAIN = str.maketrans(LATIN | ARABIC)
"""Letters that no accent separates from the one people type instead."""

NICKNAMES: tuple[str, ...] = (
    "abdul abdel abd",
    "abigail abby abbie abi gail",
    "adam adem",
    "agnieszka aga",
    "ahmed ahmad achmed ahmet",
    "aisha ayesha aysha aicha aiesha",
    "alan allan allen al",
    "aleksandra alexandra alex ola sandra lexi lexie",
    "alexander alex alec alexandr aleksander aleksandr alasdair alistair xander sasha sandy",
    "ali aly",
    "alice ali alys",
    "alison allison ali",
    "amelia amy millie amelie emilia",
    "amina aminah aamina amena",
    "andrew andy drew andrzej andrei andriy andre",
    "anna ann anne annie ana ania",
    "anthony antony tony anton antonio ant",
    "barbara barb babs basia",
    "benjamin ben benny benji",
    "caitlin kaitlyn kate katelyn caitlyn",
    "caroline carol carrie carolyn karolina",
    "catherine katherine kathryn catharine cath cathy kathy kate katie kat katy katya kasia katarzyna kateryna catrin",
    "charles charlie chas chuck karl carl",
    "charlotte charlie lottie lotte char",
    "christine christina chris tina chrissie kristina krystyna",
    "christopher chris kit topher krzysztof",
    "claire clare clara",
    "daniel dan danny danyal daniil",
    "david dave davy davey dafydd dai dawid",
    "deborah debra deb debbie",
    "dorothy dot dottie dolly",
    "edward ed eddie ted teddy ned",
    "eleanor ellie nell nellie elinor eleanora nora lena helena",
    "elizabeth elisabeth liz lizzie lizzy beth betty bet eliza elsie libby lisbeth elspeth bess ela elzbieta",
    "emily em emmy millie emilia emilie",
    "emma em emmy",
    "fatima fatimah fatma fatemeh fathima",
    "florence flo florrie flossie",
    "francesca fran frankie chessie",
    "francis frank frankie",
    "frances fran frankie fanny",
    "frederick fred freddie freddy rick frederic",
    "gabriel gabe",
    "gabrielle gabby gabriella gabriela",
    "geoffrey jeffrey geoff jeff jeffery",
    "george georgie jorge jerzy heorhiy",
    "georgina georgia georgie gina",
    "gillian jill gill jillian",
    "grace gracie",
    "gregory greg grzegorz",
    "hassan hasan",
    "henry harry hal hank henri henryk",
    "hussain hussein husain hossein",
    "ibrahim ebrahim abraham abe ibraheem",
    "isaac ishaq isaak zac zak",
    "isabel isabella isabelle isobel bella izzy izzie belle izabela",
    "jacob jake yakub yaqub jakub kuba jacub yacoub",
    "jacqueline jackie jacqui jaqueline",
    "james jim jimmy jamie jem",
    "hannah hanna hania",
    "jane janey janie jayne",
    "janet jan",
    "jennifer jen jenny jenni jenna",
    "jessica jess jessie",
    "joanna jo joanne joan johanna jojo asia",
    "john jon johnny jack jonny ian sean shaun shawn juan jan ivan giovanni johann",
    "jonathan jon jonny jonathon nathan",
    "joseph joe joey jo yusuf yousef youssef yusef jozef jose",
    "josephine jo josie",
    "joshua josh",
    "judith judy jude",
    "juliet julia julie jules yulia julieta",
    "kenneth ken kenny",
    "kevin kev",
    "khadija khadijah kadija khadeeja",
    "kimberley kimberly kim",
    "laura lora laurie",
    "lawrence laurence larry laurie",
    "leonard leo len lenny",
    "louis lewis lou luis ludwik",
    "louise lou luisa",
    "lucy lucie lucia",
    "luke lucas lukas luca lukasz",
    "madeleine maddie maddy madeline madelaine",
    "magdalena magda",
    "malgorzata gosia margaret",
    "margaret maggie meg peggy marge margie madge greta rita mags maisie",
    "maria mary marie mariya marya maryam mariam miriam molly mair masha",
    "mark marc marcus marek marco",
    "martin marty",
    "matilda tilly tillie tilda mattie",
    "matthew matt mat matty mathew mateusz",
    "megan meg meghan",
    "michael mike mick mikey mickey michal mykhailo mikhail mickael",
    "michelle shell shelly",
    "mohammed mohamed muhammad mohammad mohamad muhammed muhamed mohamud mahomed mo moh md",
    "mustafa mustapha moustafa",
    "natalie nat nathalie natalia nataliya natasha",
    "nathaniel nathan nate nat",
    "nicholas nick nicky nicolas nik mikolaj mykola nikolai",
    "nicola nicky nic nicole niki",
    "oleksandr sasha alexander aleksandr alex",
    "oleksandra sasha alexandra alex lesya",
    "oliver olly ollie",
    "olivia liv livvy olive",
    "omar umar omer",
    "oscar oskar",
    "pamela pam",
    "patricia pat patsy tricia trish",
    "patrick pat paddy padraig rick",
    "paul pawel pavel pavlo paulo",
    "penelope penny",
    "peter pete piotr piotrek petro pyotr pedro",
    "philip phil phillip pip",
    "rachel rach rachael rae",
    "rebecca becky becca bec rebekah beca",
    "richard rick rich richie dick ricky ryszard",
    "robert rob bob bobby robbie bert roberto",
    "ronald ron ronnie",
    "rosemary rose rosie",
    "rose rosie rosa",
    "samantha sam sammy sammi",
    "samuel sam sammy",
    "sarah sara sally sal",
    "siobhan shivaun chevonne shevaun shiobhan",
    "sophia sofia sophie soph sofie zofia zosia sofiya",
    "stephen steven steve stefan stevie szczepan",
    "stephanie steph stefanie",
    "susan sue susie suzanne suzie susannah zuzanna",
    "sylvia silvia sylwia",
    "tatiana tanya tetiana tatyana tania",
    "teresa theresa terry tess tessa",
    "theodore theo ted teddy",
    "thomas tom tommy tomasz tomos",
    "timothy tim timmy",
    "valerie val",
    "victoria vicky vicki tori vic wiktoria viktoria viktoriya",
    "vincent vince vinny",
    "vladimir volodymyr vlad vova",
    "william will bill billy willy wills liam gwilym wilhelm",
    "yevhen eugene gene yevgeny evgeny",
    "yusuf yousuf youssef yousef yusef yousif joseph",
    "zachary zac zach zack zak zachariah zakariya zakaria",
    "zaynab zainab zeinab zaineb zeynep",
)
"""First names and the forms they go by here, already folded. A short form may belong to several."""


def fold(name: str) -> str:
    """Letters and digits in one plain form, words apart by one space; every script stays itself."""
    bare = name.translate(APOSTROPHES)
    for _ in range(2):  # casefold and decomposition each make work for the other
        bare = unicodedata.normalize("NFKD", bare).casefold().translate(PLAIN)
    kept = (_kept(sign) for sign in bare.translate(APOSTROPHES))
    return " ".join("".join(kept).split())


def _kept(sign: str) -> str:
    """A letter, a digit or a vowel sign stays, an accent goes, anything else parts two words."""
    if unicodedata.combining(sign):
        return ""
    category = unicodedata.category(sign)
    return "" if category == "Cf" else sign if category[0] in "LNM" else " "


def words_of(name: str) -> frozenset[str]:
    """The words of a name, in no order."""
    return frozenset(fold(name).split())


def _forms() -> dict[str, frozenset[str]]:
    forms: dict[str, set[str]] = defaultdict(set)
    for group in NICKNAMES:
        for one, other in permutations(group.split(), 2):
            forms[one].add(other)
    return {name: frozenset(others) for name, others in forms.items()}


_OTHERS = _forms()


def spellings(name: str) -> frozenset[str]:
    """Each word of a name with every other form it goes by: Bill is also billy, will, william and liam."""
    words = words_of(name)
    return words.union(*(_OTHERS.get(word, ()) for word in words))


def alike(one: str, other: str) -> bool:
    """Could two first names be one person’s? Bill and William; Bill Robert and Billy; never Bill and nothing."""
    return not spellings(one).isdisjoint(words_of(other)) or not spellings(other).isdisjoint(words_of(one))


class Asked(NamedTuple):
    """One word of what a leader looks for: where it has to stand, and the other forms it goes by."""

    word: str
    before: str = " "
    forms: frozenset[str] = frozenset()
    is_name: bool = True


MOST_WORDS, LONGEST_WORD, SHORTEST_NUMBER = 8, 40, 4


def found_by(names: Iterable[str], reached: Iterable[str]) -> str:
    """Everything a household is found by, as one text: each word, number and address between spaces."""
    words = [word for name in names for word in fold(name).split()]
    ways = [way.lstrip("+").casefold() for way in reached if way]
    return f" {' '.join(dict.fromkeys(words + ways))} " if words or ways else ""


def asked(text: str) -> list[Asked]:
    """What was typed, word by word. A number alone is a phone number however it is spaced; `@` makes an address."""
    if not any(sign.isalpha() for sign in text):
        text = "".join(sign for sign in text if sign.isdigit())
    words = [one for token in text.split() for one in _asked(token)]
    return [one for one in words if one.word][:MOST_WORDS]


def _asked(token: str) -> list[Asked]:
    if "@" in token:
        return [Asked(token.casefold()[:LONGEST_WORD], is_name=False)]
    digits = fold(token).replace(" ", "")
    if digits.isdecimal() and len(digits) >= SHORTEST_NUMBER:
        return [Asked(_without_country(digits)[:LONGEST_WORD], before="", is_name=False)]
    return [Asked(word[:LONGEST_WORD], forms=spellings(word) - {word}) for word in fold(token).split()]


def _without_country(digits: str) -> str:
    """07700, 447700, 00447700 and 4407700 are one number here."""
    for start in ("00440", "0044", "440", "44", "0"):
        if digits.startswith(start):
            return digits.removeprefix(start)
    return digits


def slips_of(word: str) -> list[str]:
    """The word with one letter wrong, missing, too many or swapped; `_` stands for any letter. Four letters or more."""
    if len(word) < SHORTEST_NUMBER:
        return []
    cuts = [(word[:place], word[place:]) for place in range(1, len(word) + 1)]
    wrong = [f"{head}_{tail[1:]}" for head, tail in cuts if tail]
    missing = [f"{head}_{tail}" for head, tail in cuts]
    many = [head + tail[1:] for head, tail in cuts if tail]
    swapped = [head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1]
    first = [f"_{word[1:]}", f"_{word}", word[1:], word[1] + word[0] + word[2:]]
    return list(dict.fromkeys([*wrong, *missing, *many, *swapped, *first]))

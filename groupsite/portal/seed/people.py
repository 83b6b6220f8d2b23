"""Who lives in the demo: nine people with a sign-in, and families of every shape around them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.roles import Role


@dataclass(frozen=True)
class Person:
    """Somebody you can be in the demo."""

    email: str
    name: str
    roles: tuple[Role, ...]
    story: str | Promise


AMINA = Person(
    "amina@demo.example",
    "Amina Hassan",
    (Role.PARENT,),
    _("New here, with Zain and baby Noor. Booked for her first visit, and asked for a friendly face."),
)
GRACE = Person(
    "grace@demo.example",
    "Grace Okafor",
    (Role.PARENT, Role.CHAMPION),
    _("Has come every week with Ada. Happy to walk in with somebody new."),
)
TOM = Person(
    "tom@demo.example",
    "Tom Ellis",
    (Role.PARENT,),
    _("Waited with the twins for a full Tuesday. A place has just come free: will he take it?"),
)
DEV = Person(
    "dev@demo.example", "Dev Patel", (Role.VOLUNTEER,), _("Gives an hour when he can. Looks for a shift that fits.")
)
CAROL = Person(
    "carol@demo.example",
    "Carol Whitaker",
    (Role.LEADER, Role.COORDINATOR),
    _("Runs the groups: the register, the newcomers, the gaps on the rota."),
)
SAM = Person(
    "sam@demo.example", "Sam Osei", (Role.LEADER,), _("Leads one group and opens the door with a phone in his hand.")
)
RITA = Person(
    "rita@demo.example",
    "Rita Morgan",
    (Role.REVIEWER,),
    _("Has twenty minutes a week to keep the services directory true."),
)
ADA = Person("ada@demo.example", "Ada Lindqvist", (Role.ADMINISTRATOR,), _("Looks after the portal itself."))
PRITI = Person(
    "priti@demo.example",
    "Priti Anand",
    (Role.SAFEGUARDING,),
    _("The safeguarding lead: sees protected addresses, and each look is written down."),
)

PEOPLE = (AMINA, GRACE, TOM, DEV, CAROL, SAM, RITA, PRITI, ADA)
SPARE_HELPERS = ("Joan Fletcher", "Yusuf Demir", "Marta Kowalska", "Ruth Adeyemi")

# Adults, their children as (name, months old), languages, outcode, an allergy as (child, what, what to do).
FAMILIES: tuple[tuple[str, str, str, str], ...] = (
    ("Sofia Rossi", "Luca:14", "Italian,English", "BS5"),
    ("Chidi & Ngozi Eze", "Kelechi:26,Adaeze:5", "Igbo,English", "BS5"),
    ("Megan Price", "Rhys:19", "Welsh,English", "BS7"),
    ("Aleksandra Nowak", "Zofia:33,Jan:9", "Polish,English", "BS3"),
    ("Priya Raman", "Arjun:22", "Tamil,English", "BS6"),
    ("Fatima al-Sayed", "Yusra:11", "Arabic", "BS5"),
    ("Kirsty & Jo Maclean", "Isla:28", "English", "BS3"),
    ("Ling Chen", "Wei:16,Mei:40", "Mandarin,English", "BS8"),
    ("Roberta da Silva", "Beatriz:7", "Portuguese", "BS2"),
    ("Siobhán O'Brien", "Fionn:30", "English,Irish", "BS7"),
    ("Hodan Warsame", "Ayaan:24,Sagal:3", "Somali,English", "BS5"),
    ("Ben Carter", "Poppy:13", "English", "BS3"),
    ("Nasreen Begum", "Imran:35,Aisha:18", "Bengali,English", "BS5"),
    ("Olena Shevchenko", "Danylo:21", "Ukrainian", "BS4"),
    ("Daniel & Marcus Webb", "Theo:9", "English", "BS6"),
    ("Ioana Popescu", "Andrei:27", "Romanian,English", "BS2"),
    ("Gill Thornton (gran)", "Alfie:38", "English", "BS4"),
    ("Huda Osman", "Leen:6", "Arabic,English", "BS5"),
    ("Charlotte Hughes", "Freddie:20,Rose:20", "English", "BS9"),
    ("Tariq Mahmood", "Zara:31", "Urdu,English", "BS5"),
    ("Eilidh Fraser", "Callum:4", "English,Gaelic", "BS7"),
    ("Marisol Vega", "Mateo:17", "Spanish,English", "BS3"),
    ("Anh Nguyen", "Minh:25", "Vietnamese,English", "BS2"),
    ("Becky Stone", "Tyler:29,Skye:8", "English", "BS4"),
    ("Samira Haidari", "Elyas:15", "Dari", "BS5"),
    ("Rachel Cohen", "Noah:23", "English,Hebrew", "BS6"),
    ("Jamal Wright", "Nia:12", "English", "BS2"),
    ("Katarzyna Zielińska", "Maja:36", "Polish,English", "BS3"),
    ("Emma-Jayne Bright", "Harley:10", "English", "BS4"),
    ("Abebe & Liya Tadesse", "Selam:32", "Amharic,English", "BS5"),
    ("Lucy Pemberton", "Otis:6", "English", "BS8"),
    ("Farida Yusufi", "Mina:28,Omid:14", "Farsi,English", "BS5"),
    ("Gwen Davies", "Ifan:18", "Welsh,English", "BS7"),
    ("Paulo Mendes", "Inês:34", "Portuguese,English", "BS2"),
    ("Zoë Clarke", "Robin:11", "English,British Sign Language", "BS6"),
    ("Amara Diallo", "Issa:20", "French,English", "BS5"),
    ("Heather Long", "Evie:26", "English", "BS9"),
    ("Mohammed Rahman", "Safiya:8,Bilal:30", "Bengali,English", "BS5"),
    ("Stacey King", "Kayden:37", "English", "BS4"),
    ("Ingrid Larsen", "Nils:22", "Norwegian,English", "BS8"),
    ("Blessing Adeyemi", "David:5", "Yoruba,English", "BS2"),
    ("Hannah Fox", "Wilf:16", "English", "BS3"),
    ("Deepa Nair", "Anika:27", "Malayalam,English", "BS6"),
    ("Craig Murray", "Finlay:33", "English", "BS7"),
    ("Ewa Wiśniewska", "Oskar:13", "Polish", "BS3"),
    ("Leila Karimi", "Dara:24", "Farsi", "BS5"),
    ("Sue Bennett (childminder)", "Archie:29,Mabel:21", "English", "BS9"),
    ("Tendai Moyo", "Rudo:9", "Shona,English", "BS2"),
    ("Jess Rowe", "Ottilie:3", "English", "BS3"),
    ("Mandeep & Simran Gill", "Jovan:35", "Punjabi,English", "BS7"),
    ("Claire Dubois", "Éloïse:19", "French,English", "BS8"),
    ("Kofi Mensah", "Ama:30", "Twi,English", "BS5"),
    ("Natasha Brown", "Riley:23", "English", "BS4"),
    ("Yuki Tanaka", "Hana:12", "Japanese,English", "BS6"),
    ("Laura Whitfield", "Ted:41", "English", "BS9"),
    ("Ayşe Yılmaz", "Deniz:17", "Turkish,English", "BS2"),
    ("Maryam Siddiqui", "Hamza:25,Inaya:4", "Urdu,English", "BS5"),
)
ALLERGIES = {
    "Zain": ("Nuts", "EpiPen in his bag. Then ring 999, and me."),
    "Kelechi": ("Peanuts", "Give the EpiPen in the red bag, then ring 999."),
    "Zofia": ("Cow's milk", "A rash round the mouth: wash it off and call me."),
    "Freddie": ("Egg", "Antihistamine is in the change bag."),
    "Imran": ("Sesame", "Keep apart from hummus and tahini; call me if he swells."),
    "Isla": ("Bee stings", "EpiPen in the blue pouch on the buggy, then 999."),
    "Safiya": ("Cow's milk", "Only her own bottle, please."),
}

"""A person who can sign in. What the group knows of a family lives in `families`."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from groupsite.accounts.roles import STAFF, Role
from groupsite.kit import clock
from groupsite.kit.codes import Coded
from groupsite.kit.personal import DELETE, Term

HELPING = [Role.VOLUNTEER, Role.CHAMPION]


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail, whatever the case it is typed in."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new person; without a password they sign in with an e-mailed code or a passkey."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The first administrator of an installation."""
        return self.create_user(email, password, is_superuser=True, is_staff=True, roles=[Role.ADMINISTRATOR], **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """For Django's own sign-in parts."""
        return self.get(email__iexact=username)


class User(Coded, AbstractBaseUser, PermissionsMixin):
    """Somebody with a sign-in. Roles are read with the row, so a page asks for them once."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True, help_text=_("What you like to be called."))
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), default=list, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en-gb")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text=_("May open the rescue admin."))
    date_joined = models.DateTimeField(default=clock.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.CheckConstraint(name="emails_are_kept_in_lower_case", condition=Q(email=Lower("email")))]
        indexes = [
            GinIndex(fields=["roles"], name="people_by_role"),
            models.Index(fields=["-is_staff", "name", "id"], name="people_staff_first"),
        ]

    class Personal:
        basis = "legitimate interests: running bookings"
        kept = "as the family, 12 months after last helping; 7 days unproved, 30 days unfinished"
        whose = {"accounts.user": ("pk",)}
        terms = [
            Term(since=("date_joined",), days=7, only=Q(roles=[], last_login=None)),
            Term(since=("last_login",), days=30, only=Q(roles=[])),
            Term(since=("date_joined", "last_login"), months=12, only=Q(roles__contained_by=HELPING)),
        ]
        erase = {"email": DELETE, "name": "", "password": "", "last_login": None, "language": "en-gb"}
        keep = {"id", "code", "roles", "is_active", "is_staff", "is_superuser", "date_joined"}

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """What the person likes to be called."""
        return self.name

    def has_role(self, *roles: str) -> bool:
        """Does this person wear one of these hats?"""
        return not set(roles).isdisjoint(self.roles)

    @property
    def is_staff_member(self) -> bool:
        """Does any of this person's roles open other people's data?"""
        return not STAFF.isdisjoint(self.roles)

    @property
    def roles_said(self) -> str:
        """The roles in words."""
        return ", ".join(str(Role(role).label) for role in self.roles)


class NamingQuerySet(models.QuerySet["Naming"]):
    """Questions about namings."""

    def open(self) -> Self:
        """Asked, and nobody has agreed or taken it back."""
        return self.filter(agreed_at=None, ended_at=None).select_related("user", "asked_by").order_by("asked_at", "pk")


class Naming(Coded):
    """Two people together name the safeguarding lead, or end it; neither is the person named (TRUST §3)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="namings")
    take_away = models.BooleanField(default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Taken back.")

    objects = NamingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_naming_a_person", fields=["user"], condition=Q(agreed_at=None, ended_at=None)
            ),
            models.CheckConstraint(name="it_takes_two", condition=~Q(asked_by=F("agreed_by"))),
        ]

    class Personal:
        basis = "legitimate interests: accountability"
        kept = "as the account"
        whose = {"accounts.user": ("user",)}
        erase = {"user": DELETE, "asked_by": None, "agreed_by": None}
        keep = {"id", "code", "take_away", "asked_at", "agreed_at", "ended_at"}

    def __str__(self) -> str:
        return f"Naming {self.pk}"

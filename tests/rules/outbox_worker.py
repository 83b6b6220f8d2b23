"""A worker in a process of its own, for the tests that kill it. Arguments: the test database, the gateway, a provider.

With the address of a text provider the drill letters go there.
"""

import sys

import django
from django.conf import settings


def work(database, gateway, provider=""):
    settings.DATABASES["default"]["NAME"] = database
    settings.OUTBOX_GATEWAYS["email"] = gateway
    settings.OUTBOX_LEASE_SECONDS = 1
    settings.TEXT_URL, settings.TEXT_TOKEN, settings.TEXT_SENDER = provider, "drill", "Acorns"
    django.setup()
    from groupsite.outbox import delivery
    from groupsite.outbox.letters import Message, letter

    letter("drill")(lambda row: Message(to="+447700900123", subject="drill", text="drill"))
    delivery.BATCH = 20
    delivery.sweep()


if __name__ == "__main__":
    work(*sys.argv[1:])

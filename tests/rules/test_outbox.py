"""Letters: posted with the change, decided late, sent once."""

import email
import os
import random
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from kombu.exceptions import OperationalError

from groupsite.kit import clock
from groupsite.outbox import delivery
from groupsite.outbox.gateways import TryLater
from groupsite.outbox.letters import KINDS, Attachment, Drop, Later, Message
from groupsite.outbox.models import Letter, State
from groupsite.outbox.services import post, post_ready, take_back


@pytest.fixture
def decide(monkeypatch):
    """Register how a drill letter is decided, for this test."""

    def _decide(decision):
        monkeypatch.setitem(KINDS, "drill", decision if callable(decision) else lambda row: decision)

    _decide(lambda row: Message(to="amina@example.org", subject="Tuesday", text="Come along"))
    return _decide


def post_drill(user, **options):
    post("drill", to=user, about=user, **options)
    return Letter.objects.latest("pk")


def test_posting_the_same_letter_twice_is_one_letter(amina):
    due = clock.now() + timedelta(hours=1)
    post_drill(amina, due=due)
    post_drill(amina, due=due)
    assert Letter.objects.count() == 1


def test_a_letter_goes_back_with_the_change_it_tells_of(amina):
    with pytest.raises(RuntimeError), transaction.atomic():
        post_drill(amina)
        raise RuntimeError
    assert not Letter.objects.exists()


def test_a_letter_is_sent_once_and_says_when(amina, decide):
    row = post_drill(amina)
    delivery.sweep()
    delivery.sweep()
    row.refresh_from_db()
    assert [m.subject for m in mail.outbox] == ["Tuesday"]
    assert (row.state, row.address, row.text) == (State.SENT, "amina@example.org", "Come along")
    assert row.ended_at is not None


def test_a_letter_waits_for_its_time(amina, decide):
    post_drill(amina, due=clock.now() + timedelta(minutes=5))
    assert delivery.sweep() == 0
    assert mail.outbox == []


def test_what_is_no_longer_true_is_not_sent(amina, decide):
    decide(Drop("given up"))
    row = post_drill(amina)
    delivery.sweep()
    row.refresh_from_db()
    assert (row.state, row.reason, mail.outbox) == (State.DROPPED, "given up", [])


def test_a_letter_about_something_that_moved_waits_for_the_new_time(amina, decide):
    later = clock.now() + timedelta(days=1)
    decide(Later(later))
    row = post_drill(amina)
    delivery.sweep()
    row.refresh_from_db()
    assert (row.state, row.due_at) == (State.READY, later)


def test_a_letter_taken_back_is_not_sent(amina, decide):
    post_drill(amina)
    assert take_back("drill", about=amina) == 1
    delivery.sweep()
    assert mail.outbox == []


def test_a_fault_in_one_letter_does_not_hold_up_the_next(amina, bea, decide):
    def broken_for_amina(row):
        if row.to.endswith(f":{amina.pk}"):
            raise ZeroDivisionError
        return Message(to="bea@example.org", subject="Tuesday", text="Come along")

    decide(broken_for_amina)
    first = post_drill(amina)
    post_drill(bea)
    delivery.sweep()
    first.refresh_from_db()
    assert [m.to for m in mail.outbox] == [["bea@example.org"]]
    assert (first.state, first.reason) == (State.READY, "ZeroDivisionError")
    assert first.not_before > clock.now()


def test_a_silent_gateway_is_tried_again_later_and_ends_as_a_dead_letter(amina, decide, monkeypatch, time_machine):
    def silent(*args, **kwargs):
        raise TryLater("silent")

    monkeypatch.setattr("groupsite.outbox.gateways.EmailGateway.send", silent)
    row = post_drill(amina)
    tries = 0
    while row.state == State.READY:
        tries += 1
        delivery.sweep()
        row.refresh_from_db()
        time_machine.move_to(max(clock.now(), row.not_before) + timedelta(seconds=1))
    assert (row.state, tries, row.reason) == (State.DEAD, delivery.MOST_ATTEMPTS, "silent, 12 tries")


def test_a_sign_in_code_is_blanked_once_sent(db):
    row = post_ready("sign_in", address="new@example.org", subject="Your code", text="ABC123")
    delivery.sweep()
    row.refresh_from_db()
    assert mail.outbox[0].body == "ABC123"
    assert (row.state, row.address, row.subject, row.text) == (State.SENT, "", "", "")


def test_a_stale_sign_in_code_is_not_sent(db, time_machine):
    row = post_ready("sign_in", address="new@example.org", subject="Your code", text="ABC123")
    time_machine.move_to(clock.now() + timedelta(minutes=16))
    delivery.sweep()
    row.refresh_from_db()
    assert (row.state, mail.outbox) == (State.DROPPED, [])


def test_one_more_letter_is_one_more_query(amina, decide):
    """Deciding this letter asks nothing, so a real one has room for a query of its own within two."""

    def cost(letters):
        for n in range(letters):
            post("drill", to=amina, about=amina, due=clock.now() - timedelta(hours=letters, seconds=n))
        with CaptureQueriesContext(connection) as queries:
            assert delivery.sweep() == letters
        return len(queries)

    assert cost(11) - cost(1) == 10


@pytest.mark.django_db(transaction=True)
def test_what_one_worker_is_claiming_no_other_waits_for_or_takes(decide, amina):
    """The first has chosen its letters and not committed yet, which is the moment that doubles are made of."""
    for n in range(40):
        post("drill", to=amina, about=amina, due=clock.now() - timedelta(seconds=n))

    def claimed_elsewhere():
        try:
            return delivery.claim(50)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            assert len(delivery.claim(30)) == 30
            second = other.submit(claimed_elsewhere).result(timeout=5)
        assert len(second) == 10


# -- A real SMTP conversation ----------------------------------------------------------------------


class Postbox:
    """Takes mail as a mail server does, or refuses it as told."""

    def __init__(self):
        self.envelopes = []
        self.answer = "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.envelopes.append(envelope)
        return self.answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 No such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def letters(self):
        return [email.message_from_bytes(e.content, policy=email.policy.default) for e in self.envelopes]


@pytest.fixture
def postbox(settings):
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    server.stop()


def test_each_letter_has_one_recipient_and_a_lasting_message_id(amina, bea, decide, postbox):
    decide(lambda row: Message(to=f"{row.pk}@example.org", subject="Tuesday", text="Come along"))
    rows = [post_drill(amina), post_drill(bea)]
    delivery.sweep()
    assert [e.rcpt_tos for e in postbox.envelopes] == [[f"{row.pk}@example.org"] for row in rows]
    assert [m["Message-ID"] for m in postbox.letters()] == [f"<{row.code}@littleacorns.example>" for row in rows]


def test_a_calendar_file_arrives_whole(amina, decide, postbox):
    file = Attachment("session.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar")
    decide(Message(to="amina@example.org", subject="Tuesday", text="Come along", attachments=(file,)))
    post_drill(amina)
    delivery.sweep()
    attached = next(postbox.letters()[0].iter_attachments())
    assert (attached.get_filename(), attached.get_content_type()) == ("session.ics", "text/calendar")


def test_a_line_break_in_a_subject_adds_no_recipient(amina, decide, postbox):
    decide(Message(to="amina@example.org", subject="Hi\r\nBcc: all@example.org", text="Come along"))
    row = post_drill(amina)
    delivery.sweep()
    row.refresh_from_db()
    assert postbox.envelopes == []
    assert row.reason == "BadHeaderError"


def test_an_address_that_does_not_exist_is_a_dead_letter(amina, decide, postbox):
    decide(Message(to="nobody@example.org", subject="Tuesday", text="Come along"))
    row = post_drill(amina)
    delivery.sweep()
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.DEAD, "address refused")


def test_a_busy_mail_server_gets_the_same_letter_again(amina, decide, postbox, time_machine):
    row = post_drill(amina)
    postbox.answer = "451 Later, please"
    delivery.sweep()
    postbox.answer = "250 OK"
    time_machine.move_to(clock.now() + timedelta(hours=1))
    delivery.sweep()
    assert [m["Message-ID"] for m in postbox.letters()] == [f"<{row.code}@littleacorns.example>"]


# -- A broker that does not answer -------------------------------------------------------------------

SILENT = """
import time, django
django.setup()
from groupsite.outbox.doorbell import ring
start = time.perf_counter()
print(ring(), time.perf_counter() - start < 2)
"""


@pytest.mark.parametrize("url", ["redis+socket:///nowhere/valkey.sock?virtual_host=0", "redis://127.0.0.1:1/0"])
def test_a_silent_broker_holds_nobody_up(url):
    """In a process of its own, since Celery keeps the connection it has."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "groupsite.settings_test", "REDIS_URL": url}
    said = subprocess.run([sys.executable, "-c", SILENT], env=env, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "True"]


def test_with_the_broker_silent_a_booking_letter_waits_and_a_sign_in_code_does_not(
    amina, decide, monkeypatch, django_capture_on_commit_callbacks
):
    def silent(*args, **kwargs):
        raise OperationalError("Connection refused")

    monkeypatch.setattr("groupsite.outbox.tasks.deliver.apply_async", silent)
    with django_capture_on_commit_callbacks(execute=True):
        post("drill", to=amina, about=amina)
        post_ready("sign_in", address="amina@example.org", subject="Your code", text="ABC123")
    assert [message.subject for message in mail.outbox] == ["Your code"]
    delivery.sweep()
    assert [message.subject for message in mail.outbox] == ["Your code", "Tuesday"]


# -- Workers that die ------------------------------------------------------------------------------

KILLS, LETTERS = 10, 500


def drill(tmp_path, monkeypatch, gateway, user, letters=LETTERS):
    """Post the letters, kill the worker ten times in the middle, then let one finish. What went out, in order."""
    book = tmp_path / "book"
    book.touch()
    monkeypatch.setenv("FILE_GATEWAY", str(book))
    for n in range(letters):
        post("drill", to=user, about=user, due=clock.now() - timedelta(seconds=n))
    database = connection.settings_dict["NAME"]
    command = [sys.executable, "-m", "tests.rules.outbox_worker", database, f"tests.gateways.{gateway}"]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "groupsite.settings_test"}
    for _ in range(KILLS):
        sent = len(book.read_text().split())
        worker = subprocess.Popen(command, env=env)
        while worker.poll() is None and len(book.read_text().split()) <= sent + 8:
            time.sleep(0.02)
        time.sleep(random.uniform(0, 0.05))
        worker.kill()
        worker.wait()
    while Letter.objects.exclude(state=State.SENT).exists():
        time.sleep(1.1)  # the dead workers' leases
        subprocess.run(command, env=env, check=True)
    return book.read_text().split()


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_ten_times_loses_and_doubles_nothing(tmp_path, monkeypatch, amina):
    references = drill(tmp_path, monkeypatch, "FileGateway", amina)
    assert len(references) == LETTERS
    assert set(references) == {str(code) for code in Letter.objects.values_list("code", flat=True)}


@pytest.mark.django_db(transaction=True)
def test_without_asking_the_gateway_a_kill_doubles(tmp_path, monkeypatch, amina):
    """The negative control. Each kill can double one letter at the most, and ten kills double some."""
    references = drill(tmp_path, monkeypatch, "DeafGateway", amina, letters=250)
    doubled = len(references) - len(set(references))
    assert set(references) == {str(code) for code in Letter.objects.values_list("code", flat=True)}
    assert 0 < doubled <= KILLS

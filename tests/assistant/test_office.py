"""The office: people and their identities, keys, what is kept and for how long, and its commands."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy import select, update

from assistant.access import ADMINISTRATOR, MACHINE, Access, Caller
from assistant.answer import Answer, Wording
from assistant.conversations import Conversations, Turn
from assistant.office import tables
from assistant.office.office import Keeping, Office
from assistant.office.people import Identity, UnknownPerson
from assistant.question import Question, UnknownConversation
from assistant.settings import Settings
from ingest.catalogue import open_catalogue, writing

ANSWER = Answer("not_found", "Nothing.", (), (), None, (), (), "c_1", "a_1", 1.0)
ENTRA = Identity("entra", "tenant", "o-1")


@pytest.fixture
def engine(tmp_path):
    engine = open_catalogue(tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture
def office(engine):
    keeping = Keeping(audit_days=10, conversation_days=5)
    conversations = Conversations(engine)
    return Office.over(engine, access=Access(), conversations=conversations, keeping=keeping)


def asked(office, owner="local"):
    question = Question("what is due?", channel="web")
    office.conversations.add("c_1", Turn("what is due?", "", None, None, ANSWER), owner=owner)
    office.audit.add(question, ANSWER, owner=owner)


def test_an_identity_is_the_same_person_at_every_arrival(office):
    first = office.people.arrived(ENTRA, name="Jo", email="jo@oak.example", proven=True)
    again = office.people.arrived(ENTRA, name="Jo Ashby", email="ja@oak.example", proven=True)
    assert (first.id, again.name, again.email) == (again.id, "Jo Ashby", "ja@oak.example")
    other = office.people.arrived(
        Identity("entra", "another tenant", "o-1"), name="Jo", email="", proven=False
    )
    assert other.id != first.id


@pytest.mark.parametrize(("proven", "roles"), [(True, {"leaders"}), (False, {"public"})])
def test_somebody_who_was_added_is_known_by_an_address_only_if_it_is_proven(office, proven, roles):
    office.people.add(name="Jo", email="Jo@oak.example", roles=["leaders"])
    arrived = office.people.arrived(ENTRA, name="Jo", email="jo@oak.example", proven=proven)
    assert arrived.roles == roles


def test_an_address_is_never_taken_over_from_who_has_signed_in(office):
    first = office.people.arrived(ENTRA, name="Jo", email="jo@oak.example", proven=True)
    office.people.give(first, ["leaders"])
    other = Identity("entra", "tenant", "o-2")
    assert office.people.arrived(other, name="X", email="jo@oak.example", proven=True).roles == {
        "public"
    }


@pytest.mark.parametrize("wild", ["%", "_o@oak.example", "", "%@oak.example"])
def test_an_address_stands_for_itself_alone(office, wild):
    office.people.add(name="Jo", email="jo@oak.example", roles=["leaders"])
    assert office.people.arrived(ENTRA, name="X", email=wild, proven=True).roles == {"public"}


def test_a_session_ends_with_its_person_and_carries_their_roles_of_now(office):
    person = office.people.arrived(ENTRA, name="Jo", email="", proven=False)
    session = office.sessions.begin(person)
    office.people.give(person, ["staff"])
    assert office.sessions.person(session).roles == {"staff"}
    assert office.sessions.person("another") is None
    office.people.remove(person)
    assert office.sessions.person(session) is None


def test_what_is_too_old_is_forgotten(office, engine):
    asked(office)
    with writing(engine).begin() as connection:
        long_ago = tables.now() - timedelta(days=11)
        connection.execute(update(tables.questions).values(at=long_ago))
    assert office.audit.count() == 1
    office.conversations.forget_before(tables.now() - timedelta(days=5))
    assert office.audit.forget_old() == 1
    assert office.audit.count() == 0
    assert len(office.conversations.turns("c_1")) == 1
    office.conversations.forget_before(tables.now() + timedelta(seconds=1))
    with pytest.raises(UnknownConversation):
        office.conversations.turns("c_1")


def worded(office, owner, *, used, tokens):
    wording = Wording("m", "wording/2", used, 0, "", tokens, 10, 0.25)
    answer = replace(ANSWER, answer=f"a_{owner}_{tokens}", wording=wording)
    office.audit.add(Question("what is due?"), answer, owner=owner)


def test_what_a_model_was_used_for_is_summed_by_month_and_outlives_whose_it_was(office, engine):
    asked(office)
    worded(office, "person:1", used=1, tokens=100)
    worded(office, "person:2", used=0, tokens=200)
    (month,) = office.model_use.months()
    sums = (month.answers, month.worded, month.tokens_in, month.tokens_out, month.cost)
    assert sums == (2, 1, 300, 20, 0.5)
    assert month.month == f"{tables.now():%Y-%m}"
    (own,) = office.audit.export("person:1")["language_model"]
    assert own["tokens_in"] == 100
    office.audit.erase("person:1")
    assert office.model_use.months() == (month,)
    with engine.connect() as connection:
        kept = connection.execute(select(tables.model_uses.c.answer)).scalars().all()
    assert kept == ["", "a_person:2_200"]
    with writing(engine).begin() as connection:
        long_ago = tables.now() - timedelta(days=11)
        connection.execute(update(tables.model_uses).values(at=long_ago))
    office.audit.forget_old()
    assert office.model_use.months() == ()


def test_one_persons_records_are_erased_and_nobody_elses(office):
    asked(office, "person:1")
    asked(office, "person:10")
    assert office.audit.erase("person:1") == 1
    assert not any(office.audit.export("person:1").values())
    assert all(office.audit.export("person:10")[k] for k in ("questions", "conversations"))


def test_only_administrators_and_this_machine_manage():
    access = Access()
    assert access.may_manage(MACHINE)
    assert access.may_manage(Caller("person:1", "Jo", frozenset({ADMINISTRATOR})))
    assert not access.may_manage(Caller("person:1", "Jo", frozenset({"leaders", "trustees"})))


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"signin": "entra"}, "PLANS_SIGNIN_TENANT"),
        ({"signin": "google", "signin_tenant": "oak.example"}, "PLANS_SIGNIN_CLIENT"),
        ({"signin": "oidc", "signin_tenant": "t"}, "PLANS_SIGNIN_ISSUER"),
        ({"signin": "entra", "signin_tenant": "t", "signin_client": "c"}, "PLANS_SIGNIN_SECRET"),
    ],
)
def test_signing_in_is_configured_whole_or_not_at_all(given, missing):
    with pytest.raises(ValidationError, match=missing):
        Settings(**given)


def test_a_secret_is_not_shown_with_the_settings():
    assert "hush" not in repr(Settings(signin_secret="hush"))


def test_roles_keys_and_records_from_the_command_line(oak, tmp_path):
    data = tmp_path / "index"
    shutil.copytree(oak.data, data)
    plans = type(oak)(data)
    assert plans("people", "add", "jo@oak.example", "staff", "governors").returncode == 0
    assert "jo@oak.example" in plans("people", "list").stdout
    assert "Superb" in plans("people", "roles", "jo@oak.example", "Superb").stderr
    assert "leaders" in plans("people", "roles", "1", "leaders").stdout
    made = plans("keys", "create", "report", "--role", "staff", "--scope", "read").stdout
    secret = made.splitlines()[0]
    assert secret.startswith("plans_")
    listed = plans("keys", "list").stdout
    assert secret not in listed
    assert "in use" in listed
    assert plans("keys", "revoke", "1").returncode == 0
    assert "no key 1" in plans("keys", "revoke", "1").stderr
    kept = json.loads(plans("privacy", "export", "jo@oak.example").stdout)
    assert kept["person"]["roles"] == ["leaders"]
    assert plans("privacy", "erase", "jo@oak.example", "--yes").returncode == 0
    assert "no 'jo@oak.example'" in plans("privacy", "export", "jo@oak.example").stderr


def test_other_machines_are_served_only_where_people_sign_in(oak):
    refused = oak("serve", "--host", "0.0.0.0", "--port", "0")
    assert refused.returncode == 1
    assert "signing in is not configured" in refused.stderr


def test_nobody_of_that_name_is_said_to_be_nobody(office):
    with pytest.raises(UnknownPerson, match="no 'Jo'"):
        office.people.person("Jo")


def test_how_far_somebody_has_come_is_kept_until_they_are_erased(office):
    beginnings = office.beginnings
    beginnings.visit("person:1", "oak", "trustee")
    beginnings.mark("person:1", "oak", "aims", read=True)
    assert beginnings.visit("person:1", "oak", "trustee").read == {"aims"}
    assert beginnings.of("person:2", "oak").read == frozenset()
    kept = office.audit.export("person:1")["beginnings"]
    assert {row["part"] for row in kept} == {"aims", "visited"}
    office.audit.erase("person:1")
    assert beginnings.of("person:1", "oak").role == ""

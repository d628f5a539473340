"""Which documents somebody brings, against lists written here and against the sections they come from."""

import datetime as dt
import re
from functools import cache

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.settings import ROOT
from knowledge_base.calculators.applicant import Applicant, Issued, Papers, Parents, Purpose, Reason
from knowledge_base.calculators.checklist import documents, is_adult
from knowledge_base.calculators.checklist_item import Need
from knowledge_base.calculators.checklist_text import checklist
from knowledge_base.calculators.computation import UnknownValueError
from knowledge_base.calculators.fees import ImpossibleError
from knowledge_base.files import load_content
from tests.knowledge_base.test_fee_calculator import registry, without

DAY = dt.date(2026, 11, 25)
CONTENT = ROOT / "knowledge_base" / "content"
ADULT = {"id_card", "family_card", "support"}
CHILD = {"birth_certificate", "family_card", "parents_marriage", "parent_id_card", "statement", "parent_passport"}
DIVORCED = CHILD | {"divorce_certificate"}
LISTS: list[tuple[Applicant, set[str]]] = [
    (Applicant(age=30), ADULT),
    (Applicant(), ADULT),
    (Applicant(age=17, reason=Reason.FIRST), ADULT),
    (Applicant(age=16, married=True), ADULT),
    (Applicant(age=30, reason=Reason.EXPIRED, issued=Issued.SINCE), ADULT | {"old_passport"}),
    (Applicant(age=30, reason=Reason.FULL, issued=Issued.BEFORE), ADULT | {"old_passport"}),
    (Applicant(age=30, reason=Reason.LOST), ADULT | {"police_letter", "passport_copy"}),
    (Applicant(age=30, reason=Reason.DAMAGED), ADULT | {"damaged_passport"}),
    (
        Applicant(age=30, reason=Reason.LOST, disaster=True, purpose=Purpose.UMRAH),
        ADULT | {"police_letter", "passport_copy", "event_letter", "travel_letter"},
    ),
    (
        Applicant(age=30, reason=Reason.EXPIRED, papers=Papers.DIFFER),
        ADULT | {"old_passport", "proof"},
    ),
    (Applicant(age=30, papers=Papers.RENAMED, naturalised=True), ADULT | {"name_ruling", "citizenship_letter"}),
    (Applicant(age=25, purpose=Purpose.WORK), ADULT | {"job_proof", "labour_letter", "work_contract"}),
    (Applicant(age=60, purpose=Purpose.HAJJ), ADULT | {"hajj_letter"}),
    (Applicant(age=3), CHILD),
    (Applicant(child=True), CHILD),
    (Applicant(age=16, reason=Reason.EXPIRED), CHILD | {"old_passport"}),
    (Applicant(age=3, reason=Reason.LOST), CHILD | {"police_letter", "passport_copy"}),
    (Applicant(age=3, parents=Parents.DIVORCED), DIVORCED | {"custody_ruling"}),
    (Applicant(age=3, parents=Parents.CUSTODY), DIVORCED | {"custody_ruling"}),
    (Applicant(age=3, parents=Parents.OTHER_CUSTODY), DIVORCED | {"custody_ruling"}),
    (Applicant(age=3, parents=Parents.NO_RULING), DIVORCED),
    (Applicant(age=3, parents=Parents.MISSING), DIVORCED),
    (Applicant(age=3, parents=Parents.ONE_DEAD), CHILD | {"death_certificate"}),
    (
        Applicant(age=3, parents=Parents.BOTH_DEAD),
        CHILD - {"parent_id_card", "parent_passport"} | {"death_certificate", "guardian_ruling", "grandparent_id_card"},
    ),
    (
        Applicant(age=3, parents=Parents.GUARDIAN),
        CHILD - {"parent_id_card", "parent_passport"} | {"guardian_ruling", "guardian_id_card"},
    ),
    (Applicant(age=3, parents=Parents.ADOPTED), CHILD | {"adoption_letter"}),
    (Applicant(age=3, parents=Parents.FOREIGN), CHILD | {"stay_permit", "dual_registration"}),
    (Applicant(age=18, parents=Parents.FOREIGN), CHILD | {"stay_permit", "dual_registration"}),
    (Applicant(age=21, parents=Parents.FOREIGN), ADULT),
    (Applicant(age=40, parents=Parents.DIVORCED), ADULT),
]
# A word of each document that its section must contain.
WORDS = {
    "id_card": "e-KTP", "family_card": "KK|Kartu Keluarga", "support": "akta (lahir|kelahiran)", "proof": "akta lahir",
    "old_passport": "paspor lama", "damaged_passport": "paspor.* rusak", "passport_copy": "fotokopi paspor",
    "police_letter": "polisi", "event_letter": "surat keterangan kejadian", "birth_certificate": "akta lahir",
    "parents_marriage": "buku nikah", "parent_id_card": "e-KTP", "parent_passport": "paspor",
    "statement": "surat pernyataan", "divorce_certificate": "akta cerai", "custody_ruling": "hak asuh",
    "death_certificate": "kematian", "guardian_ruling": "perwalian", "grandparent_id_card": "e-KTP kakek/nenek",
    "guardian_id_card": "e-KTP wali", "adoption_letter": "lewat pengadilan", "stay_permit": "izin tinggal",
    "dual_registration": "affidavit", "name_ruling": "ganti nama", "citizenship_letter": "pewarganegaraan",
    "job_proof": "bukti kerja", "labour_letter": "rekomendasi dinas tenaga kerja", "work_contract": "perjanjian kerja",
    "travel_letter": "travel umrah", "hajj_letter": "BPIH",
}  # fmt: skip
applicants = st.builds(
    Applicant,
    age=st.none() | st.integers(0, 110),
    child=st.none() | st.booleans(),
    reason=st.none() | st.sampled_from(Reason),
    issued=st.none() | st.sampled_from(Issued),
    purpose=st.none() | st.sampled_from(Purpose),
    papers=st.none() | st.sampled_from(Papers),
    parents=st.none() | st.sampled_from(Parents),
    naturalised=st.booleans(),
    one_name=st.booleans(),
    disaster=st.booleans(),
    several=st.booleans(),
)


@cache
def bodies() -> dict[str, str]:
    """The text of every section as it is published, by document#section."""
    found = load_content(CONTENT).documents
    return {f"{document.id}#{section.id}": section.body for document in found for section in document.sections}


@cache
def catalogue(language: str) -> dict[str, str]:
    text = (CONTENT / "messages" / f"{language}.yml").read_text("utf-8")
    return {key: value for key, value in yaml.safe_load(text).items() if isinstance(value, str)}


@pytest.mark.parametrize(("applicant", "expected"), LISTS)
def test_the_list_of_somebody(applicant: Applicant, expected: set[str]) -> None:
    assert {item.document for item in documents(applicant, registry(), DAY)} == expected


@given(applicants)
def test_every_document_stands_in_the_section_it_names(applicant: Applicant) -> None:
    for item in documents(applicant, registry(), DAY):
        body = re.sub(r"[*]+", "", bodies()[item.section])
        assert re.search(WORDS[item.document], body, re.IGNORECASE | re.DOTALL), item


@given(applicants)
def test_rules_that_hold_for_everybody(applicant: Applicant) -> None:
    items = documents(applicant, registry(), DAY)
    names = [item.document for item in items]
    adult = applicant.age >= 17 if applicant.age is not None else not applicant.child
    assert len(names) == len(set(names)) and is_adult(applicant, registry(), DAY) == adult
    dual = applicant.parents is Parents.FOREIGN and applicant.age is not None and applicant.age < 21
    assert ("statement" in names) == (not adult or dual) and ("id_card" in names) == (adult and not dual)
    assert ("police_letter" in names) == (applicant.reason is Reason.LOST)
    assert ("damaged_passport" in names) == (applicant.reason is Reason.DAMAGED)
    assert ("old_passport" in names) == (applicant.reason in (Reason.EXPIRED, Reason.FULL))
    assert ("name_ruling" in names) == (applicant.papers is Papers.RENAMED)
    replaced = applicant.reason in (Reason.LOST, Reason.DAMAGED)
    assert ("event_letter" in names) == (applicant.disaster and replaced)
    assert "family_card" in names
    if applicant.parents in (Parents.BOTH_DEAD, Parents.GUARDIAN) and not adult:
        assert not {"parent_id_card", "parent_passport"} & set(names)


@given(applicants)
def test_what_is_told_has_sections_and_words_in_both_languages(applicant: Applicant) -> None:
    told = checklist(applicant, registry(), DAY)
    assert told.total == len(told.lines) and set(told.sections) <= bodies().keys()
    for line in told.all_lines():
        for key in line.message_keys():
            assert key in catalogue("id") and key in catalogue("en"), key
    keys = [line.key for line in told.notes]
    in_person = applicant.reason in (Reason.LOST, Reason.DAMAGED)
    changed = applicant.papers in (Papers.DIFFER, Papers.RENAMED) and applicant.reason in (Reason.EXPIRED, Reason.FULL)
    assert ("checklist.note.in_person" in keys) == (in_person or changed)
    assert ("checklist.note.child_comes" in keys) == (not is_adult(applicant, registry(), DAY))


def test_both_languages_fill_the_same_places_of_every_message() -> None:
    own = {key for key in catalogue("id") if key.startswith(("checklist.", "timing."))}
    assert own == {key for key in catalogue("en") if key.startswith(("checklist.", "timing."))}
    for key in own:
        places = [sorted(set(re.findall(r"\{\w+\}", catalogue(language)[key]))) for language in ("id", "en")]
        assert places[0] == places[1], key


def needs(applicant: Applicant) -> dict[str, tuple[Need, bool]]:
    return {item.document: (item.need, item.certain) for item in documents(applicant, registry(), DAY)}


def test_after_2009_the_family_card_is_only_advised() -> None:
    since = needs(Applicant(age=30, reason=Reason.EXPIRED, issued=Issued.SINCE))
    unknown = needs(Applicant(age=30, reason=Reason.EXPIRED))
    before = needs(Applicant(age=30, reason=Reason.EXPIRED, issued=Issued.BEFORE))
    assert [found["family_card"][0] for found in (since, unknown, before)] == [Need.ADVISED, Need.ADVISED, Need.MUST]
    assert since["id_card"] == since["old_passport"] == (Need.MUST, True)


def test_what_the_office_must_decide_is_marked() -> None:
    assert needs(Applicant(age=3, parents=Parents.ADOPTED))["adoption_letter"] == (Need.ASK, False)
    assert needs(Applicant(age=3, parents=Parents.UNREGISTERED))["parents_marriage"] == (Need.ASK, False)
    notes = checklist(Applicant(age=3, parents=Parents.UNREGISTERED), registry(), DAY).notes
    assert "checklist.note.ask_case" in [line.key for line in notes]


@pytest.mark.parametrize(
    ("age", "section"), [(5, "paspor-anak#without-mpaspor"), (60, "layanan-prioritas#who"), (6, None), (59, None)]
)
def test_the_young_and_the_old_may_come_without_the_app(age: int, section: str | None) -> None:
    told = checklist(Applicant(age=age, reason=Reason.FIRST), registry(), DAY)
    keys = [line.key for line in told.notes]
    assert ("checklist.note.priority" in keys) == (section is not None)
    assert section is None or section in told.sections


@pytest.mark.parametrize(
    ("applicant", "key"),
    [
        (Applicant(age=200), "checklist.wrong.age"),
        (Applicant(age=-1), "checklist.wrong.age"),
        (Applicant(age=5, married=True), "checklist.wrong.married"),
        (Applicant(age=30, never=True, reason=Reason.LOST), "checklist.wrong.never_lost"),
        (Applicant(age=30, never=True, reason=Reason.EXPIRED), "checklist.wrong.never_expired"),
        (Applicant(age=30, never=True, reason=Reason.FULL), "checklist.wrong.never_full"),
        (Applicant(age=30, never=True, reason=Reason.DAMAGED), "checklist.wrong.never_damaged"),
    ],
)
def test_what_cannot_be_is_explained(applicant: Applicant, key: str) -> None:
    with pytest.raises(ImpossibleError) as caught:
        checklist(applicant, registry(), DAY)
    assert caught.value.line.key == key and set(caught.value.sections) <= bodies().keys()
    assert key in catalogue("id") and key in catalogue("en")


def test_without_the_age_of_adults_there_is_no_list() -> None:
    with pytest.raises(UnknownValueError):
        checklist(Applicant(age=20), without("age.adult"), DAY)

"""Which words are an emergency, confinement and trafficking in any language here, and what only sounds like it."""

import json
from time import perf_counter

import pytest

from benchmarks.fit_danger import examples
from channels.gateway.guard import MAX_CHARACTERS, is_emergency
from core.settings import ROOT
from core.text.danger import danger
from core.text.normalise import normalise

EMERGENCIES = """
paspor adik saya diambil majikan di malaysia ga boleh pulang
tolong kakak saya di sekap di kamboja sama bosnya
saya dikurung di mess gak dikasih keluar
istri saya disiksa majikannya di arab
saya dianiaya majikan tiap malam
majikan sering mukul saya, saya takut
paspor ku d tahan bos, aku nggak bs pulang ke lampung
sy dipaksa kerja jadi scammer di kamboja tlg min
mbak saya dijebak agen jadi psk di malaysia
anak saya dijual ke sindikat di myanmar
adek saya kena tppo tolong dibantu
saya bukan budak, saya korban tppo
saudara saya korban perdagangan orang
bapak saya diancam dibunuh kalau kabur
agen nahan paspor saya sama temen2, kami ga boleh keluar mess
saya mau kabur dari majikan tapi paspor saya dia pegang
paspor saya diambil bos, saya mau urus pulang gimana
paspor diambil majikan untuk jaminan
paspor ditahan agen, saya gabisa pulang dari saudi
kami dikunci di ruko, disuruh nunggu berangkat
keluarga dimintai tebusan supaya adik dilepas
adikku ora oleh metu karo majikane, paspore dijupuk
bojoku disekap juragane nang malaysia
aku digebugi majikan nang luar negeri
mau lapor tppo
help, my boss took my passport and I cannot leave
my employer is holding my passport
they are forcing me to work and won't let me leave
my sister is locked up in a house in Malaysia
they are holding us in a compound
I am held against my will by a company
my wife was kidnapped
keponakan saya dibawa agen ke kamboja terus ditahan disana disuruh bayar
anakku dipaksa dadi operator judi online neng kamboja
adik sy dikunci di rumah sama majikan di jeddah gmn nolongnya
paspore dijupuk juragan, ora iso mulih
my cousin was sold to a scam company in Cambodia
they took our passports and we are not allowed to leave the compound
"""
NEAR_MISSES = """
paspor saya ditahan pt karena utang
ditolak karena dikira mau kerja ilegal
ditolak karena dicurigai korban tppo, bisa banding?
dikira calon korban tppo waktu wawancara
bagaimana cara mencegah tppo
apa itu perdagangan orang
paspor saya ditahan imigrasi sampai kapan
paspor ditahan polisi jadi barang bukti
paspor ditahan agen travel karena umrah belum lunas
paspor saya diambil bos buat urus visa, sekarang mau ganti gimana
paspor saya disimpan di rumah majikan, kapan bisa diganti
paspor saya hilang di malaysia tidak bisa pulang
paspor saya mati jadi tidak bisa pulang ke indonesia
majikan hilang paspornya, tidak bisa keluar dari bandara
bos saya tidak bisa datang wawancara, boleh diwakilkan?
bos saya wna mau bikin kitas
anak tidak boleh keluar negeri tanpa surat orang tua?
apakah majikan boleh menahan paspor saya
saya pernah kabur dari majikan, apa masih bisa buat paspor
pakai agen tapi paspor saya tidak bisa keluar
gak bisa keluar dari aplikasi m-paspor, akun bos saya
akun saya dikunci di m-paspor
slot antrean dijual ke orang lain
hasil kopi saya dijual ke luar negeri, perlu paspor?
mobil saya mau dijual buat biaya umrah
nama di kurung siku pada paspor
dipaksa bayar calo di parkiran
penipuan sekapur sirih
my account is locked in m-paspor
the app won't let me go to the payment page
my passport was held by immigration at the airport
my boss needs to extend his KITAS
I was not allowed to leave Indonesia because of overstay
what is human trafficking
paspor saya dibawa agen lalu ditahan imigrasi
can my employer keep my passport?
wna overstay ditahan di rudenim
paspor anak ditahan mantan suami
saya terkurung hujan jadi telat wawancara
our house was sold to pay for the trip
"""


@pytest.mark.parametrize("text", EMERGENCIES.strip().splitlines())
def test_confinement_and_trafficking_are_an_emergency(text: str) -> None:
    assert is_emergency(text)
    assert is_emergency(f"Assalamualaikum min. {text.upper()}!!!")


@pytest.mark.parametrize("text", NEAR_MISSES.strip().splitlines())
def test_what_only_sounds_like_it_is_left_to_the_assistant(text: str) -> None:
    assert not is_emergency(text)


@pytest.mark.parametrize("words", ["mess ", "agen tidak ", "dipaksa ", "di jual ", "paspor di tahan ", "korban "])
def test_a_long_message_is_judged_within_a_blink(words: str) -> None:
    started = perf_counter()
    is_emergency(words * (MAX_CHARACTERS // len(words)))
    assert perf_counter() - started < 1


def test_most_held_out_emergencies_are_caught_without_the_assistant() -> None:
    lines = (ROOT / "benchmarks" / "questions" / "emergencies.jsonl").read_text("utf-8").splitlines()
    missed = [text for text in (json.loads(line)["text"] for line in lines) if not is_emergency(text)]
    assert len(missed) <= 0.15 * len(lines), missed


def test_hardly_any_sample_question_is_taken_for_an_emergency() -> None:
    texts = [text for text, dangerous in examples() if not dangerous]
    alarms = [text for text in texts if is_emergency(text)]
    assert len(texts) > 5000
    assert len(alarms) <= 0.002 * len(texts), alarms


def test_a_word_or_two_never_raise_an_alarm_by_their_weights() -> None:
    for text in ("majikan saudi", "hp saya 081234567890", "nomor saya 0812-3456-7890 ya"):
        assert not is_emergency(text)
    assert danger().score(normalise("anak saya dikurung majikan di luar negeri dan dipukuli")) > 0
    assert danger().score(normalise("syarat paspor anak apa saja")) < 0

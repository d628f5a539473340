"""Wishes about one's own data are told from questions that only sound like them."""

import pytest

from channels.gateway.wishes import wish_in

DELETE = """
Tolong hapus data saya dong
hapus dataku
apus data gw
hps data sy
HAPUS DATA SAYA!!
hapus data
hapus semua chat ini ya min
Hapus percakapan ini
hapus riwayat percakapan
saya ingin menghapus data pribadi saya
hapus data saya yang ada di sini
hapus data saya di chat ini
saya mau data saya dihapus
tlg hapusin data gue
busak dataku
hayang ngahapus data abdi
saya nak padam data saya
mbusak data ku
pupus data abdi
padamkan data saya
delete my data pls
Please erase all of my personal data.
I want you to delete my data
can you delete my data
delete this conversation
please forget me
"""
EXPORT = """
unduh data saya
download data aku
donlot data sy
minta salinan data saya
mau lihat data saya yang disimpan di sini
data saya apa aja yg disimpan?
gimana cara unduh data saya
ekspor riwayat chat
unduh percakapan ini
undhuh dataku
unduh data abdi
muat turun data saya
download my data
export my data please
I want a copy of my data
can i get a copy of my data
what data do you have about me?
"""
QUESTIONS = """
data saya dihapus di ktp
data saya dihapus
data saya hilang
hapus data di m-paspor
hapus data saya di dukcapil
hapus data saya di paspor lama
hapus data anak saya di kk
hapus data paspor lama saya
hapus akun m-paspor saya
hapus nama saya dari antrean
bagaimana cara hapus data
gmn cara hapus data saya?
kumaha cara ngahapus data abdi
macam mana nak padam data saya
how do I delete my data?
cara hapus data di aplikasi
kalau data saya dihapus gimana
apakah data saya aman
data saya beda di ktp dan kk
tolong perbaiki data saya
hapus data saya terus biaya paspor berapa
unduh data saya di m-paspor
lihat data saya di m-paspor
kirim data saya ke mana
download formulir
download aplikasi m-paspor
salinan paspor
lihat status
pesan saya tidak dibalas
kirim pesan
get my passport
my data is wrong in the passport
delete my appointment
"""


def lines(text: str) -> list[str]:
    return text.strip().split("\n")


@pytest.mark.parametrize("text", lines(DELETE))
def test_a_wish_to_delete_is_heard(text: str) -> None:
    assert wish_in(text) == "delete"


@pytest.mark.parametrize("text", lines(EXPORT))
def test_a_wish_for_a_copy_is_heard(text: str) -> None:
    assert wish_in(text) == "export"


@pytest.mark.parametrize("text", [*lines(QUESTIONS), "", "?", "hapus data saya " * 20])
def test_a_question_about_data_elsewhere_stays_a_question(text: str) -> None:
    assert wish_in(text) is None


@pytest.mark.parametrize("text", ["ya", "Iya.", "Y", "iyo", "nggih", "muhun", "yes", "oke", "Ya, hapus", "Yes, delete"])
def test_a_yes_is_heard(text: str) -> None:
    assert wish_in(text) == "yes"


@pytest.mark.parametrize("text", ["batal", "gak jadi", "tidak", "no", "cancel", "ora sido", "mboten", "jangan dulu"])
def test_a_no_is_heard(text: str) -> None:
    assert wish_in(text) == "no"

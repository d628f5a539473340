# Web chat, full page and plain page. Simple messages only: they travel as ready strings.
# %date% and %seconds% are filled in by the browser.

## The chat

widget-title = Tanya Imigrasi
widget-open = Buka Tanya Imigrasi
widget-close = Tutup percakapan
widget-log = Percakapan
widget-input = Tulis pertanyaan
widget-placeholder = Tulis pertanyaan di sini
widget-send = Kirim
widget-menu = Menu topik
widget-topics = Pilih topik, atau tulis sendiri pertanyaannya
widget-language = Bahasa
widget-you = Anda
widget-typing = Sedang mencari jawaban…
widget-new-reply = Ada balasan baru
widget-choices = Pilihan jawaban

## State of a message and of the connection

widget-sending = Mengirim…
widget-queued = Menunggu sambungan
widget-waiting = Pesan terlalu cepat. Dikirim lagi dalam %seconds% detik
widget-failed = Belum terkirim
widget-too-long = Pesannya terlalu panjang. Coba dipendekkan.
widget-rejected = Pesan ini tidak bisa dibaca. Coba tulis dengan kata lain.
widget-retry = Kirim lagi
widget-edit = Ubah
widget-offline = Sambungan terputus. Silakan tetap menulis, pesannya disimpan dan dikirim begitu tersambung.
widget-online = Sudah tersambung lagi

## Under an answer

widget-sources = Sumber jawaban
widget-verified = Diperiksa %date%
widget-overdue = Keterangan ini sudah waktunya diperiksa ulang. Pastikan dulu ke kantor sebelum berangkat.
widget-helpful = Jawabannya membantu?
widget-thumb-up = Ya, membantu
widget-thumb-down = Tidak membantu
widget-feedback-good = Apa yang paling membantu? (boleh dikosongkan)
widget-feedback-bad = Apa yang kurang atau keliru? (boleh dikosongkan)
widget-feedback-send = Kirim masukan
widget-feedback-thanks = Terima kasih, masukannya sudah dicatat.

## Kinds of replies

widget-kind-clarify = Maksudnya yang mana?
widget-kind-form = Perlu satu keterangan
widget-kind-queue = Antrean
widget-kind-status = Status
widget-kind-handoff = Diteruskan ke petugas
widget-kind-emergency = Darurat
widget-kind-out-of-scope = Bukan urusan kantor imigrasi
widget-kind-fallback = Belum ada jawaban pasti
widget-kind-notice = Pemberitahuan

## History on the device

widget-clear = Hapus riwayat di perangkat ini
widget-clear-ask = Semua percakapan di perangkat ini akan dihapus. Lanjutkan?
widget-clear-yes = Ya, hapus
widget-clear-no = Batal
widget-cleared = Riwayat di perangkat ini sudah dihapus

## Full page

widget-page-skip = Langsung ke percakapan
widget-page-heading = Tanya dulu, baru berangkat
widget-page-lead = Paspor, izin tinggal, biaya, syarat: tanyakan dengan bahasa sehari-hari. Jawabannya langsung, gratis, kapan saja.
widget-page-point-official = Jawaban dari dokumen kantor, lengkap dengan sumber dan tanggal diperiksa
widget-page-point-honest = Kalau belum tahu, kami bilang belum tahu dan hubungkan ke petugas
widget-page-point-private = Jangan kirim NIK, nomor paspor, atau foto dokumen kalau tidak diminta
widget-page-plain-link = Internet lambat? Pakai halaman sederhana

## Plain page without JavaScript

widget-plain-heading = Tanya Imigrasi, halaman sederhana
widget-plain-lead = Halaman ini ringan dan jalan di semua HP. Tulis pertanyaan, lalu tekan Kirim.
widget-plain-label = Pertanyaan
widget-plain-example = Contoh: syarat bikin paspor baru apa saja
widget-plain-topics = Sering ditanyakan
widget-plain-history = Percakapan
widget-plain-full-link = Buka halaman lengkap

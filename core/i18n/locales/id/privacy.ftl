# What a resident is told about their own data.

privacy-notice = Percakapan ini disimpan paling lama { $days } hari sejak pesan terakhir, untuk menjawab dan memperbaiki layanan (UU 27/2022 tentang Pelindungan Data Pribadi). Jangan kirim NIK, nomor paspor, atau foto dokumen. Tulis “hapus data saya” untuk menghapus, “unduh data saya” untuk meminta salinan.

privacy-hidden = Demi keamanan, { $what } di pesan tadi kami samarkan di riwayat percakapan. Nomor seperti itu tidak perlu dikirim di sini.
privacy-hidden-nik = angka yang tampak seperti NIK
privacy-hidden-passport = nomor paspor
privacy-hidden-card = nomor kartu

privacy-ask =
    Yakin **semua data percakapan ini dihapus**? Yang dihapus: pesan, jawaban, masukan, dan ingatan asisten. Setelah dihapus tidak bisa dikembalikan.

    Laporan yang sudah diteruskan ke petugas tidak ikut dihapus.
privacy-yes = Ya, hapus
privacy-no = Batal
privacy-kept = Baik, tidak ada yang dihapus.
privacy-gone = Pesan ini sudah ikut dihapus bersama data percakapan yang diminta dihapus.

privacy-receipt =
    Data percakapan ini **sudah dihapus**.

    - Nomor bukti: **{ $number }**
    - Waktu: { DATETIME($at, dateStyle: "long", timeStyle: "short") }
    - Dihapus: { $messages } pesan, { $replies } jawaban, { $feedback } masukan
    - Ingatan asisten: { $memory ->
        [forgotten] dihapus
       *[queued] belum bisa dihapus sekarang, dicoba terus sampai berhasil
    }
    - Tetap disimpan: bukti ini{ $kept ->
        [0] .
       *[other] {" "}dan laporan untuk petugas ({ $cases }), karena masih perlu ditangani.
    }

    Riwayat di HP atau perangkat sendiri tidak ikut terhapus; hapus lewat aplikasinya.

privacy-export =
    Salinan data percakapan ini bisa **diunduh di web**: { $address }

    Isinya { $messages } pesan, { $replies } jawaban, dan { $cases } laporan untuk petugas sejak { DATETIME($since, dateStyle: "long") }. Nomor identitas tetap disamarkan.

    Siapa pun yang memegang alamat itu bisa membacanya, jadi jangan disebar. Untuk menghapus, tulis “hapus data saya”.

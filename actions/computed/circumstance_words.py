"""How residents tell the circumstances that decide which documents they bring; for text that is normalised."""

import re

from knowledge_base.calculators.applicant import Papers, Parents, Purpose, Reason

_CHILD = (
    r"(?:anak\w*|bayi\w*|balita|bocah\w*|bocil|cucu\w*|keponakan\w*|ponakan\w*|kids?|child|children|baby|son|daughter)"
)
WHO_LEFT = r"(?:suami|istri|mantan|bapak\w*|ayah\w*|ibu\w*|papa\w*|mama\w*|bini|dia|orang)"
_DEAD = r"(?:meninggal\w*|wafat|almarhum\w*|tiada|mati|seda|died|dead|passed away)"
_PARENT = r"(?:suami|istri|ayah\w*|bapak\w*|ibu\w*|papa\w*|mama\w*|bini|husband|wife|father|mother)"
_NAME = r"(?:nama\w*|data\w*|tanggal lahir\w*|tempat lahir\w*|ejaan\w*|names?|birth date|date of birth)"
_FOREIGN = r"(?:wna|bule|warga (?:negara )?asing|orang asing|foreigner|foreign)"
CHILD_WORD = re.compile(rf"\b{_CHILD}\b(?! buah)")
AGE = re.compile(
    r"\b(?:umur\w*|usia\w*|berumur|berusia|aged?) (?:baru |sudah |masih )"
    rf"?(-?\d{{1,3}})(?: (tahun|bulan|hari|minggu))?\b"
    rf"|\b{_CHILD}(?: (?:saya|kami|kita|my|laki-laki|perempuan))? "
    rf"(?:baru |masih |sudah )?(\d{{1,3}}) (tahun|bulan|hari|minggu)\b(?! lagi)"
    r"|\b(\d{1,3}) (tahun|bulan) old\b|^(?:kalau |yang |umurnya )?(\d{1,3})(?: (tahun|bulan))?$"
)
ONE_MORE_AGE = re.compile(r" (?:dan|sama|,|&|and) (?:umur )?(\d{1,3}) (tahun|bulan|minggu|hari)\b")
PARENTS: tuple[tuple[Parents, str], ...] = (
    (
        Parents.UNREGISTERED,
        r"\b(?:nikah|kawin|menikah) siri\b|\btidak (?:ada|punya) buku nikah\b|\bdi luar nikah\b|\bunregistered\b",
    ),
    (Parents.ADOPTED, r"\banak\w* angkat\b|\b(?:di)?adopsi\b|\badopted\b|\badoption\b"),
    (Parents.GUARDIAN, r"\bpanti(?: asuhan)?\b|\bperwalian\b|\banak\w* asuh\b|\b(?:orphanage|guardian(?:ship)?)\b"),
    (
        Parents.BOTH_DEAD,
        rf"\byatim piatu\b|\borang tua\w*(?: \w+){{0,3}} {_DEAD}\b"
        rf"|\b(?:ayah|bapak)\w* (?:dan|sama|dengan) ibu\w*(?: \w+){{0,3}} {_DEAD}\b"
        rf"|\bboth parents(?: \w+){{0,2}} {_DEAD}\b",
    ),
    (
        Parents.ONE_DEAD,
        r"\b(?:yatim|piatu)\b"
        rf"|\b{_PARENT}(?: (?:saya|kandung|anak|nya|sudah|telah|lama|has|is)){{0,3}} {_DEAD}\b|\bcerai mati\b"
        r"|\b(?:janda|duda)(?: di)? ?tinggal mati\b|\balmarhum(?:ah)?\b|\bwidow(?:er)?\b",
    ),
    (
        Parents.SEPARATED,
        r"\bpisah (?:ranjang|rumah)\b|\b(?:belum (?:resmi )?|proses |sedang )(?:ber)?cerai\b|\bseparated\b",
    ),
    (
        Parents.MISSING,
        rf"\b(?:ber)?cerai\b.*\b{WHO_LEFT}(?: \w+){{0,2}} "
        r"(?:kabur|minggat|hilang|tidak tahu|tidak diketahui|entah|pergi)\b"
        r"|\bmantan\w*(?: \w+){0,3} (?:kabur|minggat|hilang|tidak tahu di mana|tidak diketahui|entah)\b",
    ),
    (
        Parents.NO_RULING,
        r"\b(?:tidak|belum|tanpa) (?:ada |punya |pegang )?(?:penetapan |putusan |surat )*(?:hak )?asuh\b"
        r"|\bno custody\b",
    ),
    (
        Parents.OTHER_CUSTODY,
        r"\bhak asuh\w*(?: \w+){0,3} (?:mantan|bapak\w*|ayah\w*|dia|ex)\b"
        r"|\bbukan (?:saya )?(?:yang )?(?:pegang|pemegang) hak asuh\b",
    ),
    (
        Parents.CUSTODY,
        r"\bhak asuh\w*(?: \w+){0,3} (?:saya|kami|ibunya|me)\b"
        r"|\b(?:saya|pegang|punya|dapat|pemegang|memegang)(?: \w+){0,2} hak asuh\b"
        r"|\bi have (?:full )?custody\b",
    ),
    (
        Parents.DIVORCED,
        r"\b(?:ber)?cerai\w*\b|\bpegat\w*\b|\bjanda\b|\bduda\b|\bmantan (?:suami|istri)\b"
        r"|\bsingle (?:parent|mom|dad|mother)\b"
        r"|\bdivorced?\b|\bhak asuh\b|\bcustody\b",
    ),
    (
        Parents.FOREIGN,
        rf"\b{_PARENT}(?: \w+)? {_FOREIGN}\b|\bkewarganegaraan ganda\b|\bkawin campur\b"
        rf"|\bnikah (?:sama|dengan) {_FOREIGN}\b"
        r"|\bdual citizen\w*\b",
    ),
)
LOST = (
    r"\b(?:hilang|kehilangan|kecopetan|dicopet|dicuri|kecurian|kemalingan|dijambret|hanyut|lenyap|raib|tercecer|lost|stolen)"
    r"\b(?! (?:kontak|kabar))"
)
REASONS: tuple[tuple[Reason, str], ...] = (
    (Reason.DAMAGED, r"\b(?:rusak|sobek|robek|kebasahan|basah|kecuci|tercuci|jamuran|dimakan rayap|damaged|torn)\b"),
    (Reason.FULL, r"\b(?:halaman\w*|buku\w*|paspor\w*) (?:sudah )?penuh\b|^(?:sudah )?penuh$|\bfull\b"),
    (
        Reason.EXPIRED,
        r"\b(?:habis|mati|kedaluwarsa|kadaluarsa|kadaluwarsa|kedaluarsa|expired?)\b(?! (?:menikah|cerai))"
        r"|\bperpanjang\w*\b"
        r"|\b(?:ganti|penggantian|pergantian) paspor\b|\breplace\w*\b",
    ),
    (
        Reason.FIRST,
        r"\b(?:baru )?pertama(?: kali)?\b|\bbelum pernah\b|\bpaspor baru\b|\bfirst\b|\bnever had\b"
        r"|\bbelum punya paspor\b",
    ),
)
NEVER = re.compile(
    r"\b(?:belum|tidak) pernah (?:sama sekali )?(?:punya|pegang|buat|ada|memiliki)(?: \w+)? paspor\b"
    r"|\bbelum punya paspor\b|\bnever had\b"
)
ABROAD = re.compile(
    r"\b(?:terbit\w*|dibuat|buat|keluaran|buatan|issued) (?:di |dari |by )?(?:kbri|kjri|luar negeri|abroad)\b"
    r"|^(?:di )?luar negeri$|^abroad$"
)
ISSUED_IN = re.compile(r"\b(?:terbit\w*|dibuat|keluaran|buatan|issued)(?: in| tahun)* ((?:19|20)\d\d)\b")
ISSUED_BEFORE = re.compile(r"\b(?:sebelum|before) (?:tahun )?((?:19|20)\d\d)\b")
ISSUED_SINCE = re.compile(
    r"\b((?:19|20)\d\d) (?:atau sesudah\w*|ke atas|or later)\b"
    r"|\b(?:sesudah|setelah|since|after) (?:tahun )?((?:19|20)\d\d)\b"
)
PURPOSES: tuple[tuple[Purpose, str], ...] = (
    (
        Purpose.WORK,
        r"\b(?:mau|ingin|akan|hendak|untuk|calon|rencana|disuruh|diajak|kepengen|pengin|berangkat|to be a)"
        r"(?: \w+){0,2} "
        r"(?:tki|tkw|pmi|pekerja migran|(?:be)?kerja|migrant worker)\b|\bcpmi\b|^(?:be)?kerja$"
        r"|\b(?:to|will|want to|going to) work (?:abroad|in|overseas)\b|^work$",
    ),
    (Purpose.HAJJ, r"\bhaji\b|\bhajj\b"),
    (Purpose.UMRAH, r"(?<!bekas )(?<!dulu )(?<!pernah )(?<!pulang )(?<!waktu )\bumrah\b"),
    (Purpose.OTHER, r"\b(?:wisata|liburan|jalan-jalan|kuliah|sekolah|berobat|lainnya|holiday|tourism|study|other)\b"),
)
PAPERS: tuple[tuple[Papers, str], ...] = (
    (
        Papers.RENAMED,
        r"\b(?:ganti|ubah|berubah|pergantian) nama\b(?! (?:calo|travel))"
        r"|\bnama\w* (?:sudah |pernah )?(?:di)?ganti\b|\bname (?:was )?changed\b|\bchanged (?:my )?name\b",
    ),
    (
        Papers.DIFFER,
        rf"\b{_NAME}(?: (?:di|in|antara) [\w-]+(?: (?:sama|dan|dengan|and) [\w-]+)*| lahir)"
        r"?(?: (?:saya|anak|are|is|ada|yang))* "
        rf"(?:beda|berbeda|selisih|salah|tidak sama|different|differ\w*)\b|\b(?:beda|berbeda|salah) {_NAME}\b"
        r"|\bada yang beda\b|\bsomething differs\b",
    ),
    (Papers.SAME, r"\bsama semua\b|\b(?:nama|data)\w* sama\b|^sama$|^(?:ya|iya|yes)(?: sama)?$|\ball the same\b"),
)
MARRIED = re.compile(
    r"\b(?<!mantan )(?:sudah|already) (?:menikah|nikah|kawin|married)\b(?! siri| lagi)"
    r"|\b(?:is|am|but|and|,) married\b|^married$"
)
UNMARRIED = re.compile(r"\b(?:belum|tidak|bukan|not|durung|masih|still|unmarried) ?(?:menikah|nikah|kawin|married)?\b")
FLAGS = {
    "disaster": r"\b(?:(?:ke)?banjir\w*|kebakaran|terbakar|gempa|tsunami|longsor|bencana|kahar)\b"
    r"|\b(?:floods?|earthquake|disaster)\b",
    "naturalised": r"\b(?:bekas|mantan|dulu\w*) wna\b|\bnaturalisasi\b|\bformer foreigner\b",
    "one_name": r"\bnama\w*(?: \w+){0,2} (?:cuma |hanya )?1 (?:kata|suku)\b|\bone-word name\b",
    "several": r"\bkembar\w*\b|\btwins?\b|\b[2-9] anak\b|\banak (?:saya )?[2-9]\b(?! (?:tahun|bulan))",
}

/* Texts of the interface. They come from the message catalogue (GET /api/v1/widget);
 * the few here keep the chat usable when that call fails. */

const EMERGENCY_TEXTS = {
  id: {
    'widget-title': 'Tanya Imigrasi',
    'widget-open': 'Buka Tanya Imigrasi',
    'widget-close': 'Tutup',
    'widget-log': 'Percakapan',
    'widget-input': 'Tulis pertanyaan',
    'widget-placeholder': 'Tulis pertanyaan…',
    'widget-send': 'Kirim',
    'widget-menu': 'Menu',
    'widget-language': 'Bahasa',
    'widget-you': 'Anda',
    'widget-typing': 'Sedang mencari jawaban…',
    'widget-sending': 'Mengirim…',
    'widget-queued': 'Menunggu sambungan',
    'widget-failed': 'Belum terkirim',
    'widget-retry': 'Kirim lagi',
    'widget-edit': 'Ubah',
    'widget-offline': 'Sambungan terputus. Pesan disimpan dan dikirim begitu tersambung.',
    'widget-verified': 'Diperiksa %date%',
    'widget-helpful': 'Membantu?',
    'widget-thumb-up': 'Ya, membantu',
    'widget-thumb-down': 'Tidak membantu',
    'widget-feedback-send': 'Kirim masukan',
    'widget-clear': 'Hapus riwayat di perangkat ini',
    'widget-clear-yes': 'Ya, hapus',
    'widget-clear-no': 'Batal',
  },
  en: {
    'widget-open': 'Open Tanya Imigrasi',
    'widget-close': 'Close',
    'widget-log': 'Conversation',
    'widget-input': 'Write your question',
    'widget-placeholder': 'Write your question…',
    'widget-send': 'Send',
    'widget-language': 'Language',
    'widget-you': 'You',
    'widget-typing': 'Looking for the answer…',
    'widget-sending': 'Sending…',
    'widget-queued': 'Waiting for a connection',
    'widget-failed': 'Not sent yet',
    'widget-retry': 'Send again',
    'widget-edit': 'Change',
    'widget-offline': 'No connection. Your message is kept and sent once you are back online.',
    'widget-verified': 'Checked %date%',
    'widget-helpful': 'Helpful?',
    'widget-thumb-up': 'Yes, helpful',
    'widget-thumb-down': 'Not helpful',
    'widget-feedback-send': 'Send feedback',
    'widget-clear': 'Delete the history on this device',
    'widget-clear-yes': 'Yes, delete',
    'widget-clear-no': 'Cancel',
  },
};

/** A lookup `t(key, values)`: catalogue text, else the emergency text, else ''. */
export function translator(language, catalogue) {
  const emergency = { ...EMERGENCY_TEXTS.id, ...EMERGENCY_TEXTS[language] };
  return (key, values = {}) => {
    const text = catalogue[key] ?? emergency[key] ?? '';
    return text.replace(/%(\w+)%/g, (whole, name) => values[name] ?? whole);
  };
}

/** '2026-11-25' as '25 Nov 2026' in the reader's language. */
export function shortDate(isoDate, language) {
  const options = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' };
  const date = new Date(`${isoDate}T00:00:00Z`);
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'id-ID', options).format(date);
}

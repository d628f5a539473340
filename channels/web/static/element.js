/* <tanya-imigrasi>: joins frame, history, outbox and event stream. */
import { Api } from './api.js';
import { Bubbles } from './bubble.js';
import { h } from './dom.js';
import { History, store, visit } from './history.js';
import { Outbox } from './outbox.js';
import { Stream } from './stream.js';
import { translator } from './strings.js';
import { View } from './view.js';

const BASE = new URL('../', import.meta.url);
const KEYS = {
  history: `tanya-imigrasi:history:${BASE.href}`,
  language: `tanya-imigrasi:language:${BASE.href}`,
  texts: `tanya-imigrasi:texts:${BASE.href}`,
  open: `tanya-imigrasi:open:${BASE.href}`,
};
const NO_TEXTS = { office: '', greeting: '', privacy: '', chips: [], languages: [], strings: {} };

class TanyaImigrasi extends HTMLElement {
  #offline = !navigator.onLine;
  #unread = 0;
  #textsWanted = true;

  connectedCallback() {
    if (this.shadowRoot) {
      this.stream?.start();
      return;
    }
    this.page = this.dataset.mode === 'page';
    const root = this.attachShadow({ mode: 'open' });
    const style = h('link', { rel: 'stylesheet', href: new URL('tanya.css', import.meta.url).href });
    root.append(style);
    const begin = () => this.#begin(root);
    style.addEventListener('load', begin, { once: true });
    style.addEventListener('error', begin, { once: true });
  }

  disconnectedCallback() {
    this.stream?.stop();
  }

  #begin(root) {
    this.#chooseLanguage();
    this.#makeParts(root);
    this.history.load();
    this.#applyTexts(store.read(KEYS.texts)?.[this.language] ?? NO_TEXTS);
    this.#listen();
    if (!this.page && (this.hasAttribute('data-open') || visit.read(KEYS.open))) this.open({ focus: false });
    this.#fetchTexts();
    this.#reconnect();
  }

  /** A language chosen by the resident sticks; until then the site's wish, and questions are detected. */
  #chooseLanguage() {
    this.chosen = store.read(KEYS.language);
    this.language = this.chosen ?? this.dataset.language ?? (document.documentElement.lang || 'id').slice(0, 2);
  }

  #makeParts(root) {
    const api = new Api(BASE);
    this.api = api;
    this.history = new History(KEYS.history, {
      added: (item, before) => this.#added(item, before),
      changed: (item) => this.#changed(item),
      replaced: () => this.#showAll(),
    });
    this.outbox = new Outbox(api, this.history, () => this.chosen ?? 'auto', {
      sending: (sending) => this.view.setTyping(sending),
      reached: (reached) => this.#setOffline(!reached),
      accepted: () => this.stream.start(),
    });
    this.stream = new Stream(api, this.history, {
      reached: (reached) => this.#setOffline(!reached),
      reply: (reply) => this.history.addReply(reply, this.outbox.current),
      gone: () => this.#forgetConversation(),
    });
    this.view = new View(root, { page: this.page }, {
      open: () => this.open(),
      close: () => this.close(),
      ask: (text) => this.outbox.ask(text),
      clear: () => this.#clear(),
      language: (language) => this.#setLanguage(language),
    });
  }

  #listen() {
    addEventListener('online', () => this.#reconnect());
    addEventListener('offline', () => this.#setOffline(true));
    addEventListener('storage', (event) => event.key === KEYS.history && this.history.merge());
    document.addEventListener('visibilitychange', () => (document.hidden ? this.stream.stop() : this.stream.start()));
    this.#followKeyboard();
  }

  #reconnect() {
    this.#setOffline(false);
    this.stream.stop();
    this.stream.start();
    this.outbox.flush();
    if (this.#textsWanted) this.#fetchTexts();
  }

  /** An answer that was still on its way does not mean that a device without a network is back. */
  #setOffline(unreached) {
    const offline = unreached || !navigator.onLine;
    const back = this.#offline && !offline;
    this.#offline = offline;
    this.view.setOffline(offline);
    if (!back) return;
    this.view.announce(this.view.t('widget-online'));
    this.outbox.flush();
  }

  /** The server forgot this conversation; what was said stays readable, the next question begins anew. */
  #forgetConversation() {
    this.history.conversation = null;
    this.history.lastEvent = null;
    this.history.save();
  }

  /* ---- texts ---- */

  async #fetchTexts() {
    const { language } = this;
    this.#textsWanted = false;
    const { status, data } = await this.api.widget(language);
    if (language !== this.language) return;
    this.#textsWanted = status !== 200;
    const known = store.read(KEYS.texts)?.[language];
    if (status !== 200 || JSON.stringify(known) === JSON.stringify(data)) return;
    store.write(KEYS.texts, { [language]: data });
    this.#applyTexts(data);
  }

  #applyTexts(texts) {
    const known = { ...NO_TEXTS, ...texts };
    const { view } = this;
    this.t = translator(this.language, known.strings);
    this.bubbles = new Bubbles(this.t, this.language, {
      choose: (title, payload) => this.outbox.ask(title, payload),
      retry: (item) => this.outbox.retry(item),
      edit: (item) => this.#edit(item),
      rate: (item, useful, text) => this.#rate(item, useful, text),
    });
    view.setTexts(this.t, known.office, this.language);
    view.setLanguages(known.languages, known.language ?? this.language);
    view.setTopics(known);
    view.setOffline(this.#offline);
    this.#showAll();
  }

  #setLanguage(language) {
    this.chosen = language;
    this.language = language;
    store.write(KEYS.language, language);
    this.#applyTexts(store.read(KEYS.texts)?.[language] ?? NO_TEXTS);
    this.#fetchTexts();
  }

  /* ---- messages ---- */

  #showAll() {
    this.view.showAll(this.history.items, (item) => this.bubbles.make(item));
  }

  #added(item, before) {
    this.view.add(item, this.bubbles.make(item), before);
    if (item.type === 'own' || !this.view.panel.hidden) return;
    this.#unread += 1;
    this.view.setUnread(this.#unread);
    this.view.announce(this.t('widget-new-reply'));
  }

  #changed(item) {
    const element = this.view.rows.get(item);
    if (element) this.bubbles.update(element, item);
  }

  #edit(item) {
    this.history.remove(item);
    this.view.fill(item.text);
    this.view.input.focus();
  }

  #rate(item, useful, text) {
    this.outbox.rate(item, useful, text);
    this.view.revealEnd(this.view.rows.get(item));
    if (text) this.view.announce(this.t('widget-feedback-thanks'));
  }

  #clear() {
    this.stream.stop();
    this.history.clear();
    this.view.announce(this.t('widget-cleared'));
    this.view.input.focus();
  }

  /* ---- opening ---- */

  open({ focus = true } = {}) {
    if (this.page) return;
    this.#unread = 0;
    this.view.setOpen(true);
    this.view.toEnd();
    visit.write(KEYS.open, true);
    if (focus) this.view.focusInput();
  }

  close() {
    if (this.page) return;
    this.view.setOpen(false);
    visit.remove(KEYS.open);
    this.view.launcher.focus();
  }

  /** Keep the composer above an on-screen keyboard. A constructed sheet needs no inline style. */
  #followKeyboard() {
    const screen = window.visualViewport;
    if (!screen || !('adoptedStyleSheets' in Document.prototype)) return;
    const sheet = new CSSStyleSheet();
    this.shadowRoot.adoptedStyleSheets = [sheet];
    const fit = () => {
      const covered = window.innerHeight - screen.height > 100 && screen.scale === 1;
      const top = this.page ? Math.max(0, this.getBoundingClientRect().top - screen.offsetTop) : 0;
      const rule = `:host { --tanya-height: ${screen.height - top}px; --tanya-top: ${screen.offsetTop}px; }`;
      sheet.replaceSync(covered ? rule : '');
    };
    screen.addEventListener('resize', fit);
    screen.addEventListener('scroll', fit);
    fit();
  }
}

if (!customElements.get('tanya-imigrasi')) customElements.define('tanya-imigrasi', TanyaImigrasi);

/* The frame of the chat: launcher, panel, log, tray and composer. It knows no network. */
import { h, icon } from './dom.js';

const NEAR_END_PX = 120;
const MOST_ROWS = 6;
const SILENCE_MS = 300;

function button(name, label, onclick) {
  return h('button', { type: 'button', class: name, onclick }, label);
}

export class View {
  /** @param {ShadowRoot} root @param {{page: boolean}} options
   * @param {{open, close, ask, clear, language}} actions what the controls do */
  constructor(root, options, actions) {
    Object.assign(this, { root, page: options.page, actions });
    this.rows = new Map();
    this.#build();
    root.append(this.launcher ?? '', this.panel, this.announcer);
  }

  #build() {
    this.announcer = h('p', { class: 'unseen', role: 'status' });
    this.launcher = this.page ? null : this.#makeLauncher();
    this.log = h('div', { class: 'log', role: 'log', 'aria-live': 'off', tabindex: '0' });
    this.intro = h('div', { class: 'intro' });
    this.typing = h('div', { class: 'typing', 'aria-hidden': 'true', hidden: true }, h('i'), h('i'), h('i'));
    this.log.append(this.intro, this.typing);
    this.banner = h('p', { class: 'banner', role: 'status' });
    this.tray = h('div', { class: 'tray', id: 'tray', hidden: true });
    const role = this.page ? 'region' : 'dialog';
    const parts = [this.#header(), this.banner, this.log, this.tray, this.#composer()];
    const attributes = { class: 'panel', id: 'panel', role, 'aria-labelledby': 'title', hidden: !this.page };
    this.panel = h('section', attributes, parts);
    this.panel.addEventListener('keydown', (event) => this.#escape(event));
  }

  #makeLauncher() {
    this.badge = h('span', { class: 'badge', 'aria-hidden': 'true', hidden: true });
    this.launcherText = h('span', { class: 'launcher-text' });
    return h('button', {
      type: 'button',
      class: 'launcher',
      'aria-controls': 'panel',
      'aria-expanded': 'false',
      onclick: this.actions.open,
    }, icon('chat'), this.launcherText, this.badge);
  }

  #header() {
    this.title = h('h2', { id: 'title', tabindex: '-1' });
    this.office = h('p', { class: 'office' });
    this.languages = h('select', { onchange: () => this.actions.language(this.languages.value) });
    this.languageCode = h('span', { 'aria-hidden': 'true' });
    this.languageBox = h('div', { class: 'languages' }, icon('globe'), this.languageCode, this.languages);
    const close = { type: 'button', class: 'plain', onclick: this.actions.close };
    this.closer = this.page ? null : h('button', close, icon('close'));
    const names = h('div', { class: 'names' }, this.title, this.office);
    return h('header', {}, h('span', { class: 'mark' }, icon('chat')), names, this.languageBox, this.closer);
  }

  #composer() {
    this.menu = h('button', {
      type: 'button',
      class: 'plain',
      'aria-expanded': 'false',
      'aria-controls': 'tray',
      onclick: () => this.showTray(this.tray.hidden),
    }, icon('menu'));
    this.input = h('textarea', {
      rows: '1',
      dir: 'auto',
      enterkeyhint: 'send',
      autocomplete: 'off',
      oninput: () => this.#fitInput(),
      onkeydown: (event) => this.#enter(event),
    });
    this.sender = h('button', { type: 'submit', class: 'send' }, icon('send'));
    const submit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    return h('form', { class: 'composer', onsubmit: submit }, this.menu, this.input, this.sender);
  }

  /** Put all texts in a language; `office` is the name under the title. */
  setTexts(t, office, language) {
    this.t = t;
    this.panel.lang = language;
    const labels = [
      [this.log, 'widget-log'], [this.languages, 'widget-language'], [this.closer, 'widget-close'],
      [this.menu, 'widget-menu'], [this.input, 'widget-input'], [this.sender, 'widget-send'],
    ];
    for (const [element, key] of labels) element?.setAttribute('aria-label', t(key));
    for (const control of [this.menu, this.sender, this.closer]) {
      if (control) control.title = control.getAttribute('aria-label');
    }
    this.title.textContent = t('widget-title');
    this.office.textContent = office;
    this.input.placeholder = t('widget-placeholder');
    this.setUnread(0);
  }

  setLanguages(languages, current) {
    this.languageBox.hidden = languages.length < 2;
    this.languageCode.textContent = current;
    const options = languages.map(({ code, name }) => h('option', { value: code, lang: code }, name));
    this.languages.replaceChildren(...options);
    this.languages.value = current;
  }

  /** Greeting, topics and the privacy word at the top; topics and clearing in the tray. */
  setTopics({ greeting, privacy, chips }) {
    this.intro.replaceChildren(
      greeting ? h('div', { class: 'card greeting', dir: 'auto' }, h('p', {}, greeting)) : '',
      this.#chips(chips),
      privacy ? h('p', { class: 'privacy' }, privacy) : '',
    );
    this.tray.replaceChildren(this.#chips(chips), this.#clearer());
  }

  #chips(chips) {
    if (!chips.length) return '';
    const label = this.t('widget-topics');
    const press = (chip) => {
      this.showTray(false);
      this.actions.ask(chip.text);
    };
    const buttons = chips.map((chip) => button('chip', chip.title, () => press(chip)));
    return h(
      'div',
      { class: 'topics', role: 'group', 'aria-label': label },
      h('p', { 'aria-hidden': 'true' }, label),
      h('div', { class: 'chips' }, buttons),
    );
  }

  /** Deleting asks once more, in place. */
  #clearer() {
    const { t } = this;
    const box = h('div', { class: 'clear' });
    const start = button('quiet', t('widget-clear'), () => {
      box.replaceChildren(h('p', {}, t('widget-clear-ask')), yes, cancel);
      cancel.focus();
    });
    const cancel = button(null, t('widget-clear-no'), () => {
      box.replaceChildren(start);
      start.focus();
    });
    const yes = button('danger', t('widget-clear-yes'), () => {
      box.replaceChildren(start);
      this.showTray(false);
      this.actions.clear();
    });
    box.append(start);
    return box;
  }

  showTray(open) {
    this.tray.hidden = !open;
    this.menu.setAttribute('aria-expanded', String(open));
    if (open) this.tray.querySelector('button')?.focus();
  }

  #escape(event) {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    if (!this.tray.hidden) {
      this.showTray(false);
      this.menu.focus();
    } else if (!this.page) this.actions.close();
  }

  #enter(event) {
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || composing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const text = this.input.value.trim();
    if (!text) return this.input.focus();
    this.fill('');
    this.showTray(false);
    return this.actions.ask(text);
  }

  /** Put a text into the input. */
  fill(text) {
    this.input.value = text;
    this.#fitInput();
  }

  /** Grow with what is written, by rows: no inline style is allowed here. */
  #fitInput() {
    this.input.rows = 1;
    const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(this.input);
    const height = this.input.scrollHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
    this.input.rows = Math.min(MOST_ROWS, Math.max(1, Math.round(height / parseFloat(lineHeight))));
  }

  setOpen(open) {
    this.panel.hidden = !open;
    this.launcher.hidden = open;
    this.launcher.setAttribute('aria-expanded', String(open));
    if (open) this.setUnread(0);
  }

  /** A touch screen keeps its keyboard down until the resident asks for it. */
  focusInput() {
    (matchMedia('(pointer: coarse)').matches ? this.title : this.input).focus({ preventScroll: true });
  }

  setUnread(count) {
    if (!this.launcher) return;
    this.badge.hidden = count === 0;
    this.badge.textContent = count || '';
    this.launcherText.textContent = this.t('widget-title');
    const label = this.t('widget-open') + (count ? `. ${this.t('widget-new-reply')}` : '');
    this.launcher.setAttribute('aria-label', label);
  }

  setOffline(offline) {
    const text = offline ? this.t('widget-offline') : '';
    if (this.banner.textContent !== text) this.banner.textContent = text;
  }

  setTyping(typing) {
    if (this.typing.hidden !== typing) return;
    const following = this.#isNearEnd();
    this.typing.hidden = !typing;
    const word = this.t('widget-typing');
    if (typing) this.announce(word);
    else if (this.announcer.textContent === word) this.announce('');
    if (following && typing) this.toEnd();
  }

  announce(text) {
    this.announcer.textContent = text;
  }

  /** Show a history silently: a screen reader must not read it all again. */
  showAll(items, make) {
    this.log.setAttribute('aria-live', 'off');
    for (const row of this.rows.values()) row.remove();
    this.rows = new Map(items.map((item) => [item, make(item)]));
    this.typing.before(...this.rows.values());
    this.toEnd();
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.log.setAttribute('aria-live', 'polite'), SILENCE_MS);
  }

  /** Show a new message, the only thing that is announced. */
  add(item, element, before) {
    const following = item.type === 'own' || this.#isNearEnd();
    this.rows.set(item, element);
    (this.rows.get(before) ?? this.typing).before(element);
    if (following) this.#bringIntoView(element);
  }

  #isNearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  }

  /** Scroll the log only, never the page around; a long answer is shown from its beginning. */
  #bringIntoView(element) {
    const tall = element.offsetHeight > this.log.clientHeight - 24;
    if (tall) this.log.scrollTop = element.offsetTop - 12;
    else this.toEnd();
  }

  /** Scroll down as far as it takes to see the end of a message that has grown. */
  revealEnd(element) {
    const end = element.offsetTop + element.offsetHeight + 12 - this.log.clientHeight;
    if (end > this.log.scrollTop) this.log.scrollTop = end;
  }

  toEnd() {
    this.log.scrollTop = this.rows.size ? this.log.scrollHeight : 0;
  }
}

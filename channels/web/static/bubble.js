/* Message bubbles: what the resident wrote and what came back. */
import { h, icon } from './dom.js';
import { link, render } from './markdown.js';
import { shortDate } from './strings.js';

const KIND_ICONS = {
  clarify: 'question',
  form: 'person',
  queue: 'ticket',
  status: 'clock',
  handoff: 'person',
  emergency: 'warning',
  out_of_scope: 'info',
  fallback: 'info',
  notice: 'info',
};
const STATES = { queued: 'widget-queued', sending: 'widget-sending', failed: 'widget-failed' };
const RATED_KINDS = ['answer', 'queue', 'status', 'handoff', 'out_of_scope', 'fallback'];

export class Bubbles {
  /** @param {Function} t text lookup @param {string} language of dates
   * @param {{choose, retry, edit, rate}} actions what the buttons do */
  constructor(t, language, actions) {
    Object.assign(this, { t, language, actions });
  }

  make(item) {
    return item.type === 'own' ? this.#own(item) : this.#reply(item);
  }

  /** Bring a bubble up to date in place, so that focus and reading position stay. */
  update(element, item) {
    if (item.type === 'own') element.querySelector('.state').replaceWith(this.#state(item));
    else this.#showVerdict(element.querySelector('.feedback'), item);
  }

  #own(item) {
    const body = h('div', { class: 'body', dir: 'auto' }, h('p', {}, item.text));
    return h('article', { class: 'message own' }, this.#speaker('widget-you'), body, this.#state(item));
  }

  #speaker(key) {
    return h('span', { class: 'unseen' }, `${this.t(key)}: `);
  }

  #state(item) {
    const { t, actions } = this;
    const key = item.note ?? STATES[item.state];
    const box = h('p', { class: `state ${item.state}`, 'aria-live': 'off' });
    if (!key) return box;
    box.append(icon(item.state === 'failed' ? 'warning' : 'clock'), t(key, { seconds: item.wait }));
    if (item.state !== 'failed') return box;
    const button = item.note
      ? h('button', { type: 'button', onclick: () => actions.edit(item) }, t('widget-edit'))
      : h('button', { type: 'button', onclick: () => actions.retry(item) }, t('widget-retry'));
    box.append(button);
    return box;
  }

  #reply(item) {
    const { reply } = item;
    const language = /^[a-z]{2,3}(-\w+)*$/i.test(reply.language) ? reply.language : null;
    const body = h('div', { class: 'body', dir: 'auto', lang: language }, render(reply.text));
    return h(
      'article',
      { class: `message reply kind-${/^\w+$/.test(reply.kind) ? reply.kind : 'answer'}` },
      this.#speaker('widget-title'),
      h('div', { class: 'card' }, this.#kind(reply.kind), body, this.#sources(reply.sources ?? [])),
      this.#choices(reply.quick_replies ?? []),
      RATED_KINDS.includes(reply.kind) ? this.#feedback(item) : null,
    );
  }

  #kind(kind) {
    const label = KIND_ICONS[kind] && this.t(`widget-kind-${kind.replaceAll('_', '-')}`);
    return label ? h('p', { class: 'kind' }, icon(KIND_ICONS[kind]), label) : null;
  }

  #sources(sources) {
    if (!sources.length) return null;
    const items = sources.map((source) => h('li', {}, this.#source(source)));
    const overdue = sources.some((source) => source.overdue);
    return h(
      'div',
      { class: 'sources' },
      h('p', { class: 'sources-title' }, icon('check'), this.t('widget-sources')),
      h('ul', {}, items),
      overdue ? h('p', { class: 'caution' }, icon('warning'), this.t('widget-overdue')) : null,
    );
  }

  #source({ title, url, verified_on: verified }) {
    const date = verified ? this.t('widget-verified', { date: shortDate(verified, this.language) }) : '';
    return [link(url, title), date ? h('span', { class: 'verified' }, date) : null];
  }

  #choices(choices) {
    if (!choices.length) return null;
    const buttons = choices.map(({ title, payload }) =>
      h('button', { type: 'button', dir: 'auto', onclick: () => this.actions.choose(title, payload) }, title));
    return h('div', { class: 'choices', role: 'group', 'aria-label': this.t('widget-choices') }, buttons);
  }

  #feedback(item) {
    const label = this.t('widget-helpful');
    const thumbs = h(
      'div',
      { class: 'thumbs' },
      h('span', {}, label),
      this.#thumb(item, true, 'up', 'widget-thumb-up'),
      this.#thumb(item, false, 'down', 'widget-thumb-down'),
    );
    const box = h('div', { class: 'feedback', role: 'group', 'aria-label': label, 'aria-live': 'off' }, thumbs);
    this.#showVerdict(box, item);
    return box;
  }

  #thumb(item, useful, name, key) {
    const label = this.t(key);
    return h('button', {
      type: 'button',
      class: `thumb ${name}`,
      title: label,
      'aria-label': label,
      'aria-pressed': 'false',
      onclick: () => this.actions.rate(item, useful, item.feedback?.text ?? null),
    }, icon(name));
  }

  #showVerdict(box, item) {
    const { feedback } = item;
    if (!box || !feedback) return;
    box.querySelector('.up').setAttribute('aria-pressed', feedback.useful);
    box.querySelector('.down').setAttribute('aria-pressed', !feedback.useful);
    const question = this.t(feedback.useful ? 'widget-feedback-good' : 'widget-feedback-bad');
    const field = box.querySelector('label span');
    if (feedback.text !== null) this.#thank(box);
    else if (field) field.textContent = question;
    else box.append(this.#wordForm(item, question));
  }

  #wordForm(item, question) {
    const input = h('input', { type: 'text', maxlength: 500, autocomplete: 'off', dir: 'auto' });
    const send = (event) => {
      event.preventDefault();
      const text = input.value.trim();
      if (text) this.actions.rate(item, item.feedback.useful, text);
    };
    return h(
      'form',
      { class: 'word', onsubmit: send },
      h('label', {}, h('span', {}, question), input),
      h('button', { type: 'submit' }, this.t('widget-feedback-send')),
    );
  }

  #thank(box) {
    const form = box.querySelector('form');
    if (form?.contains(box.getRootNode().activeElement)) box.querySelector('[aria-pressed="true"]').focus();
    form?.remove();
    if (!box.querySelector('.thanks')) box.append(h('p', { class: 'thanks' }, this.t('widget-feedback-thanks')));
  }
}

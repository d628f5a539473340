/* Sends own messages one after the other, keeps what cannot be sent, never sends one thing as two. */
import { newId } from './history.js';

const BUSY_STATUS = [0, 429, 502, 503, 504];
const LONGEST_WAIT_S = 60;
const MOST_RESTARTS = 2;
const REFUSALS = { 413: 'widget-too-long', 422: 'widget-rejected' };

export class Outbox {
  #timer = null;
  #tries = 0;
  #running = false;
  #rating = false;
  #notBefore = 0;

  /** @param {{sending, reached, accepted}} events: `sending(bool)`, `reached(bool)` = was the server reached */
  constructor(api, history, language, events) {
    this.api = api;
    this.history = history;
    this.language = language;
    this.events = events;
    this.current = null;
  }

  ask(text, payload = null) {
    this.history.addOwn(text, payload);
    this.flush();
  }

  retry(item) {
    this.history.change(item, { state: 'queued', note: null });
    this.flush();
  }

  /** Send everything unsent in order; stops at the first message that has to wait. */
  async flush() {
    if (this.#running || !navigator.onLine || Date.now() < this.#notBefore) return;
    clearTimeout(this.#timer);
    this.#running = true;
    let goOn = true;
    while (goOn) {
      this.current = this.history.nextUnsent() ?? null;
      this.events.sending(this.current !== null);
      goOn = this.current !== null && (await this.#deliver(this.current));
    }
    this.current = null;
    this.#running = false;
    this.events.sending(false);
    await this.#sendFeedback();
  }

  /** One attempt; true when the next message may go. */
  async #deliver(item) {
    const { epoch } = this.history;
    this.history.change(item, { state: 'sending', note: null, sentWith: item.sentWith ?? this.#context() });
    const { id, text, payload, sentWith } = item;
    const answer = await this.api.send({ ...sentWith, client_message_id: id, text, payload });
    if (epoch !== this.history.epoch) return true;
    this.events.reached(answer.status !== 0);
    if (Array.isArray(answer.data?.messages)) return this.#accept(item, answer.data);
    if (BUSY_STATUS.includes(answer.status)) return this.#postpone(item, answer);
    if ([404, 409].includes(answer.status)) return this.#restart(item, answer.status);
    return this.#refuse(item, answer.status);
  }

  /** Frozen at the first attempt: a retry must be the same body or the server answers 409. */
  #context() {
    return { conversation_id: this.history.conversation, language: this.language() };
  }

  #accept(item, data) {
    this.#tries = 0;
    this.history.conversation = data.conversation_id;
    this.history.change(item, { state: 'sent' });
    for (const reply of data.messages) this.history.addReply(reply, item);
    this.events.accepted();
    return true;
  }

  #postpone(item, { status, retryAfter }) {
    this.#tries += 1;
    const seconds = Math.ceil(retryAfter ?? Math.min(LONGEST_WAIT_S, 2 ** this.#tries));
    const refused = status === 429;
    if (refused) this.#notBefore = Date.now() + seconds * 1000;
    this.history.change(item, { state: 'queued', note: refused ? 'widget-waiting' : null, wait: seconds });
    this.#timer = setTimeout(() => this.flush(), seconds * 1000);
    return false;
  }

  /** The server does not know this conversation (any more): begin a new one with the same question. */
  #restart(item, status) {
    const restarts = (item.restarts ?? 0) + 1;
    if (restarts > MOST_RESTARTS) return this.#refuse(item, status);
    this.history.conversation = null;
    this.history.lastEvent = null;
    item.sentWith = null;
    item.restarts = restarts;
    if (status === 409) item.id = newId();
    return true;
  }

  #refuse(item, status) {
    this.history.change(item, { state: 'failed', note: REFUSALS[status] ?? null });
    return true;
  }

  /** Note a verdict on a reply; it is sent now, or after the next flush. */
  rate(item, useful, text) {
    this.history.change(item, { feedback: { useful, text, sent: false } });
    if (navigator.onLine && !this.#running) this.#sendFeedback();
  }

  async #sendFeedback() {
    if (this.#rating) return;
    this.#rating = true;
    const isUnsent = ({ feedback }) => feedback && !feedback.sent;
    let goOn = true;
    for (let item; goOn && (item = this.history.items.find(isUnsent)); ) goOn = await this.#deliverVerdict(item);
    this.#rating = false;
  }

  /** One attempt; false when the server is not to be had. A verdict it refuses is not offered again. */
  async #deliverVerdict(item) {
    const { feedback, conversation } = item;
    const { useful, text } = feedback;
    const answer = await this.api.feedback(conversation, { reply_id: item.id, useful, text });
    if (BUSY_STATUS.includes(answer.status)) return false;
    const changedMeanwhile = item.feedback !== feedback;
    if (!changedMeanwhile) this.history.change(item, { feedback: { ...feedback, sent: true } });
    return true;
  }
}

/* Keeps the event stream open while the page is looked at; what was missed is replayed. */

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

export class Stream {
  #abort = null;
  #followed = null;

  /** @param {{reached, reply, gone}} events: `reply(reply)`, `reached(bool)`, `gone()` = no such conversation */
  constructor(api, history, events) {
    this.api = api;
    this.history = history;
    this.events = events;
  }

  /** Follow the conversation of the history, unless done already; a hidden page keeps no line busy. */
  start() {
    const { conversation } = this.history;
    if (this.#abort && this.#followed === conversation) return;
    this.stop();
    if (!conversation || document.hidden) return;
    this.#abort = new AbortController();
    this.#followed = conversation;
    this.#run(conversation, this.#abort.signal);
  }

  stop() {
    this.#abort?.abort();
    this.#abort = null;
  }

  async #run(conversation, signal) {
    let wait = FIRST_WAIT_MS;
    const onOpen = () => {
      wait = FIRST_WAIT_MS;
      this.events.reached(true);
    };
    const onEvent = (event) => signal.aborted || this.#receive(event);
    while (!signal.aborted) {
      const status = await this.api
        .events(conversation, this.history.lastEvent, signal, { onOpen, onEvent })
        .catch(() => 0);
      if (signal.aborted) return;
      if (status === 404) return this.#lose();
      if (status === 0 && wait > FIRST_WAIT_MS) this.events.reached(false);
      await pause(wait * (0.8 + 0.4 * Math.random()), signal);
      wait = Math.min(LONGEST_WAIT_MS, wait * 2);
    }
  }

  #lose() {
    this.stop();
    this.events.gone();
  }

  #receive({ id, event, data }) {
    const reply = event === 'reply' ? parseJson(data) : null;
    if (reply) this.events.reply(reply);
    if (id) this.history.lastEvent = id;
    this.history.save();
  }
}

/** Null for a damaged event: it is passed over, or the replay would stumble over it for ever. */
function parseJson(data) {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); });
  });
}

/* The web contract (/api/v1) as calls that never throw for an answer of the server. */

const SEND_TIMEOUT_MS = 30_000;
const SILENCE_TIMEOUT_MS = 60_000;

/** Seconds of a Retry-After header (delta or date), or null. */
function retryAfter(response) {
  const value = response.headers.get('Retry-After');
  if (!value) return null;
  const seconds = Number(value);
  return Number.isFinite(seconds) ? seconds : Math.max(0, (Date.parse(value) - Date.now()) / 1000) || null;
}

/** One event of a stream block as {id, event, data}, or null for a comment. */
function parseEvent(block) {
  const event = { id: null, event: 'message', data: [] };
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const value = line.slice(colon + 1).replace(/^ /, '');
    const field = line.slice(0, colon);
    if (field === 'data') event.data.push(value);
    else if (field in event) event[field] = value;
  }
  return event.data.length ? { ...event, data: event.data.join('\n') } : null;
}

export class Api {
  /** @param {URL} base address of the gateway, ending in '/' */
  constructor(base) {
    this.root = new URL('api/v1/', base);
  }

  #url(path) {
    return new URL(path, this.root);
  }

  /** {status, data, retryAfter}; status 0 when the server could not be reached. */
  async #call(path, options = {}) {
    try {
      const signal = AbortSignal.timeout?.(SEND_TIMEOUT_MS);
      const response = await fetch(this.#url(path), { signal, ...options });
      const data = await response.json().catch(() => null);
      const status = response.ok && data === null && response.status !== 204 ? 502 : response.status;
      return { status, data, retryAfter: retryAfter(response) };
    } catch {
      return { status: 0, data: null, retryAfter: null };
    }
  }

  #post(path, body) {
    const headers = { 'Content-Type': 'application/json' };
    return this.#call(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  widget(language) {
    return this.#call(`widget?language=${encodeURIComponent(language)}`);
  }

  send(body) {
    return this.#post('chat/messages', body);
  }

  feedback(conversation, body) {
    return this.#post(`chat/${encodeURIComponent(conversation)}/feedback`, body);
  }

  /** Read the event stream until it ends; resolves to the HTTP status, rejects when cut off.
   * EventSource cannot tell 404 from a lost line nor send a first Last-Event-ID, fetch can do both. */
  async events(conversation, lastEvent, signal, { onOpen, onEvent }) {
    const url = this.#url(`chat/${encodeURIComponent(conversation)}/events`);
    if (lastEvent) url.searchParams.set('last_event_id', lastEvent);
    const headers = { Accept: 'text/event-stream' };
    const response = await fetch(url, { signal, headers, cache: 'no-store' });
    if (!response.ok) return response.status;
    onOpen();
    await this.#readEvents(response.body.getReader(), onEvent);
    return response.status;
  }

  async #readEvents(reader, onEvent) {
    const decoder = new TextDecoder();
    let buffer = '';
    for (;;) {
      const { done, value } = await readOrGiveUp(reader);
      if (done) return;
      buffer = (buffer + decoder.decode(value, { stream: true })).replace(/\r\n?/g, '\n');
      const blocks = buffer.split('\n\n');
      buffer = blocks.pop();
      blocks.map(parseEvent).filter(Boolean).forEach(onEvent);
    }
  }
}

/** A mobile line can die without a word: no byte (not even a ping) for a minute counts as cut off. */
async function readOrGiveUp(reader) {
  let timer;
  const silence = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('silent stream')), SILENCE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

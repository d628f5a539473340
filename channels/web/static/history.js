/* What this device remembers of the conversation: the capability, the last event and the messages.
 * Own messages live only here (the server keeps masked copies); replies can be replayed. */

const KEPT_ITEMS = 120;
const KEPT_DAYS = 30;
const UNSENT = ['queued', 'sending'];

/** A Web Storage area that may be absent, full or forbidden; what fails lasts as long as the page. */
function storage(area) {
  const attempt = (action) => {
    try {
      return action(window[area]);
    } catch {
      return null;
    }
  };
  return {
    read: (key) => attempt((kept) => JSON.parse(kept.getItem(key))),
    write: (key, value) => attempt((kept) => kept.setItem(key, JSON.stringify(value))),
    remove: (key) => attempt((kept) => kept.removeItem(key)),
  };
}

/** What stays on the device. */
export const store = storage('localStorage');

/** What lasts for this visit in this tab. */
export const visit = storage('sessionStorage');

/** A random UUID; crypto.randomUUID exists on secure pages only, an office intranet may be plain http. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function isItem(item) {
  return item?.type === 'own' ? typeof item.text === 'string' : typeof item?.reply?.text === 'string';
}

function isUnsent(item) {
  return item.type === 'own' && UNSENT.includes(item.state);
}

/** The later of two states of one own message or reply, seen by two tabs. */
function newer(mine, theirs) {
  if (mine.type === 'own') return theirs.state === 'sent' ? theirs : mine;
  return theirs.feedback && !mine.feedback ? theirs : mine;
}

export class History {
  /** @param {string} key of localStorage @param {{added, changed, replaced}} view is told of changes */
  constructor(key, view) {
    this.key = key;
    this.view = view;
    this.reset();
  }

  /** Forget everything; `epoch` tells answers still under way that they came too late. */
  reset() {
    this.epoch = (this.epoch ?? 0) + 1;
    this.conversation = null;
    this.lastEvent = null;
    this.items = [];
  }

  load() {
    const kept = store.read(this.key);
    const oldest = Date.now() - KEPT_DAYS * 86_400_000;
    if (!kept || !(kept.savedAt > oldest) || !Array.isArray(kept.items)) return;
    this.conversation = kept.conversation ?? null;
    this.lastEvent = kept.lastEvent ?? null;
    this.items = kept.items.filter(isItem);
  }

  save() {
    const { conversation, lastEvent } = this;
    const items = this.items.slice(-KEPT_ITEMS);
    store.write(this.key, { savedAt: Date.now(), conversation, lastEvent, items });
  }

  clear() {
    this.reset();
    store.remove(this.key);
    this.view.replaced();
  }

  /** Take over what another tab of this site saved. */
  merge() {
    if (!store.read(this.key)) {
      this.reset();
    } else {
      const mine = new Map(this.items.map((item) => [item.id, item]));
      this.load();
      this.items = this.items.map((item) => newer(mine.get(item.id) ?? item, item));
      this.items.push(...[...mine.values()].filter((item) => isUnsent(item) && !this.find(item.id)));
    }
    this.view.replaced();
  }

  find(id) {
    return this.items.find((item) => item.id === id);
  }

  /** The oldest own message that still has to be sent. */
  nextUnsent() {
    return this.items.find(isUnsent);
  }

  addOwn(text, payload) {
    const item = { type: 'own', id: newId(), text, payload, state: 'queued' };
    this.#insert(item, this.items.length);
    return item;
  }

  /** Add a reply once, right behind the question it answers when that is known. */
  addReply(reply, question) {
    if (this.find(reply.id) || !isItem({ reply })) return;
    const item = { type: 'reply', id: reply.id, reply, conversation: this.conversation };
    this.#insert(item, this.#placeBehind(question));
  }

  #placeBehind(question) {
    const index = this.items.indexOf(question);
    if (index < 0) return this.items.length;
    const next = this.items.findIndex((item, at) => at > index && item.type === 'own');
    return next < 0 ? this.items.length : next;
  }

  #insert(item, index) {
    const before = this.items[index];
    this.items.splice(index, 0, item);
    this.save();
    this.view.added(item, before);
  }

  change(item, values) {
    Object.assign(item, values);
    this.save();
    this.view.changed(item);
  }

  remove(item) {
    this.items = this.items.filter((other) => other !== item);
    this.save();
    this.view.replaced();
  }
}

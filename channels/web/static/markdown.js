/* The safe Markdown subset of replies as DOM nodes: paragraphs, **bold**, lists and links. */
import { h } from './dom.js';

const SAFE_PROTOCOLS = ['https:', 'tel:', 'mailto:'];
const INLINE = /\*\*(.+?)\*\*|\[([^\]]+)\]\(([^)\s]+)\)/;
const LIST_ITEM = /^\s*(?:[-*]|(\d{1,3})[.)])\s+(.*)$/;

/** The address when it may be followed from a reply, else null. */
export function safeAddress(address) {
  try {
    return SAFE_PROTOCOLS.includes(new URL(address).protocol) ? address : null;
  } catch {
    return null;
  }
}

/** A link that gives the other side neither our window nor our address; plain text when unsafe. */
export function link(address, label) {
  const href = safeAddress(address ?? '');
  if (!href) return document.createTextNode(label);
  const isPage = href.startsWith('https:');
  return h('a', { href, rel: 'noopener noreferrer', target: isPage ? '_blank' : null }, label);
}

function inline(text) {
  const nodes = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    const [whole, bold, label, address] = match;
    if (match.index) nodes.push(rest.slice(0, match.index));
    nodes.push(bold ? h('strong', {}, inline(bold)) : link(address, label));
    rest = rest.slice(match.index + whole.length);
  }
  if (rest) nodes.push(rest);
  return nodes;
}

function paragraph(lines) {
  const nodes = lines.flatMap((line, index) => (index ? [h('br'), ...inline(line)] : inline(line)));
  return h('p', {}, nodes);
}

function list(items) {
  const first = items[0].number;
  const start = first && first !== '1' ? first : null;
  const entries = items.map((item) => h('li', {}, inline(item.text)));
  return h(first ? 'ol' : 'ul', { start }, entries);
}

/** Nodes for a reply text. */
export function render(text) {
  const blocks = [];
  let lines = [];
  let items = [];
  const close = () => {
    if (lines.length) blocks.push(paragraph(lines));
    if (items.length) blocks.push(list(items));
    lines = [];
    items = [];
  };
  for (const line of text.split(/\r?\n/)) {
    const item = LIST_ITEM.exec(line);
    if (!line.trim()) close();
    else if (item) {
      if (lines.length || (items.length && Boolean(items[0].number) !== Boolean(item[1]))) close();
      items.push({ number: item[1], text: item[2] });
    } else if (items.length && /^\s/.test(line)) items[items.length - 1].text += ` ${line.trim()}`;
    else {
      if (items.length) close();
      lines.push(line);
    }
  }
  close();
  return blocks;
}

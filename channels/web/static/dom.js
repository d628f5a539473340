/* Small helpers that build DOM nodes; text always becomes a text node, never markup. */

/** An element with attributes, listeners (`onclick: fn`) and children (nodes, strings, null). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else element.setAttribute(name, value === true ? '' : value);
}

const ICONS = {
  chat: 'M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-4.6 4a.5.5 0 0 1-.9-.4V16A2.5 2.5 0 0 1 4 13.5zM8 8.2h8M8 11.2h5',
  globe: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM4 12h16M12 4c4.6 4.8 4.6 11.2 0 16M12 4c-4.6 4.8-4.6 11.2 0 16',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M4 12h14M12.5 6l6 6-6 6',
  menu: 'M5 7h14M5 12h14M5 17h9',
  check: 'M12 3l7 3v5.5c0 4.3-2.9 7.7-7 9.5-4.1-1.8-7-5.2-7-9.5V6zM9 12l2.2 2.2L15.3 10',
  warning: 'M12 4l9 16H3zM12 10v4.5M12 17.2v.1',
  up: 'M8 11l3.5-7a2 2 0 0 1 2 2v4h5a1.5 1.5 0 0 1 1.5 1.8l-1.2 6A1.8 1.8 0 0 1 17 19.3H8zM8 11H4.5v8.3H8z',
  down: 'M16 13l-3.5 7a2 2 0 0 1-2-2v-4h-5A1.5 1.5 0 0 1 4 12.2l1.2-6A1.8 1.8 0 0 1 7 4.7h9zM16 13h3.5V4.7H16z',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.3l2.8 1.7',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20c.8-3.8 3.8-5.5 7.5-5.5s6.7 1.7 7.5 5.5',
  ticket: 'M4 7h16v3.5a1.5 1.5 0 0 0 0 3V17H4v-3.5a1.5 1.5 0 0 0 0-3zM14 7.5v9',
  info: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 11v5M12 8v.1',
  question: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM9.7 9.8a2.3 2.3 0 1 1 3.4 2c-.8.5-1.1.9-1.1 1.7M12 16.2v.1',
};

/** A decorative line icon. */
export function icon(name) {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  const path = document.createElementNS(namespace, 'path');
  const attributes = { viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false', class: 'icon' };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

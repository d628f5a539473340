/* One script tag puts the chat on any page:
 *   <script src="https://HOST/widget/tanya.js" defer></script>
 * A site with a Content-Security-Policy allows https://HOST in script-src, style-src and connect-src;
 * the gateway allows the site in ALLOWED_ORIGINS.
 * Attributes, on this tag or on <tanya-imigrasi>: data-language="id", data-open, data-mode="page".
 * An element already on the page is used as it is; otherwise a floating one is added. */
(() => {
  const script = document.currentScript;
  const moduleUrl = (name) => new URL(name, script.src).href;

  // Asking for all parts at once saves a round trip per level of imports on a slow line.
  const modules = ['element', 'view', 'bubble', 'dom', 'markdown', 'strings', 'api', 'history', 'outbox', 'stream'];
  for (const name of modules) {
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = moduleUrl(`${name}.js`);
    document.head.append(link);
  }

  function place() {
    if (document.querySelector('tanya-imigrasi')) return;
    const element = document.createElement('tanya-imigrasi');
    Object.assign(element.dataset, script.dataset);
    document.body.append(element);
  }

  import(moduleUrl('element.js')).then(() => {
    if (document.body) place();
    else document.addEventListener('DOMContentLoaded', place, { once: true });
  });
})();

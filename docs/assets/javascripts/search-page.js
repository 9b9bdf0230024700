/* In the page: shows what the worker understood, fills in the snippets when they come, and keeps the focus in the list. */
"use strict";

(() => {
  const worker = Worker.guide;
  const box = document.querySelector("[data-md-component=search-result]");
  const meta = box.firstElementChild;
  let note = "";
  let focused = null; // the result that has the focus

  addEventListener("focusin", ({ target }) => (focused = box.contains(target) ? target : null));
  // Results of the last key may come when the reader is already in the list, whose entries are then made anew.
  new MutationObserver(() => {
    const first = focused && !focused.isConnected && box.querySelector(".md-search-result__link");
    if (first) first.focus();
  }).observe(box, { childList: true, subtree: true });

  worker.addEventListener("message", ({ data }) => {
    if (data.type === 3) note = "";
    if (data.type !== 9) return;
    note = data.note;
    if (meta.textContent !== note) meta.textContent = note;
    for (const [at, html] of data.snippets) {
      for (const place of box.querySelectorAll(`[data-at="${at}"]`)) place.innerHTML = html; // escaped by the worker
    }
  });
  worker.postMessage({ type: 7 });
})();

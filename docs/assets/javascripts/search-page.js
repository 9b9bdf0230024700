/* In the page: shows what the worker understood, and fills in the snippets when they come. */
"use strict";

(() => {
  const worker = Worker.guide;
  const box = document.querySelector("[data-md-component=search-result]");
  const meta = box.firstElementChild;
  let note = "";

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

/* In the page: shows what the worker understood, fills in the snippets when they come, and keeps the focus in the list. */
"use strict";

(() => {
  const worker = Worker.guide;
  const box = document.querySelector("[data-md-component=search-result]");
  const meta = box.firstElementChild;
  const links = () => [...box.querySelectorAll(".md-search-result__link")];
  let note = "";
  let focused = null, place = 0; // what has the focus in the list, and the number of its result
  let lost = false, moving = false; // its entry was made anew; the focus is moved by us

  addEventListener("focusin", ({ target }) => {
    focused = box.contains(target) ? target : null;
    if (moving) return;
    lost = false;
    if (focused) place = Math.max(0, links().indexOf(focused));
  });
  // Results of the last key may come when the reader is already in the list, whose entries are then made anew one by one.
  new MutationObserver(() => {
    lost = lost || Boolean(focused && !focused.isConnected);
    const all = lost ? links() : [];
    if (!all.length) return;
    moving = true;
    all[Math.min(place, all.length - 1)].focus();
    if (!box.contains(document.activeElement)) all[0].focus(); // it lies in what is folded
    moving = false;
    lost = all.length <= place;
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

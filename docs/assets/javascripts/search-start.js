// Wakes the search when the reader reaches for it. Its own name may carry a hash.
{
  const { src } = document.currentScript, Plain = Worker;
  Worker = class extends Plain { constructor(url) { Worker.guide = super(url); } };
  const wake = ({ target }) => {
    if (!Worker.guide || Worker.awake || !target.closest(".md-search, [data-guide=search]")) return;
    Worker.awake = true;
    Worker.guide.postMessage({ type: 8 });
    document.head.append(Object.assign(document.createElement("script"), { src: src.replace(/start.*/, "page.js") }));
  };
  addEventListener("focusin", wake);
  addEventListener("pointerover", wake);
}

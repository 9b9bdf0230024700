/* Menu, color theme, search button, scrolling boxes: what Material leaves to the mouse. Works without Material's script. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("guide-js");
  var find = function (selector) { return document.querySelector(selector); };
  var part = function (name) { return find('[data-guide="' + name + '"]'); };

  /* The menu on narrow screens: a drawer that takes the focus, holds it, and gives it back. */
  var drawer = find("#__drawer");
  var menu = part("menu");
  var behind = [".md-header", ".md-content", ".md-sidebar--secondary", ".md-footer", ".md-top", "[data-md-component=skip]"];
  function showMenu() {
    var open = drawer.checked && getComputedStyle(menu).display !== "none";
    menu.setAttribute("aria-expanded", String(open));
    behind.map(find).forEach(function (element) { if (element) element.inert = open; });
    if (open) {
      (find("#guide-nav [aria-current]") || part("menu-close")).focus();
    } else if (document.activeElement === document.body || find("#guide-nav").contains(document.activeElement)) {
      menu.focus();
    }
  }
  function setMenu(open) {
    if (drawer.checked === open) return;
    drawer.checked = open;
    drawer.dispatchEvent(new Event("change", { bubbles: true }));
  }
  if (drawer && menu && find("#guide-nav")) {
    drawer.addEventListener("change", showMenu);
    menu.addEventListener("click", function () { setMenu(!drawer.checked); });
    part("menu-close").addEventListener("click", function () { setMenu(false); });
    matchMedia("(min-width: 76.25em)").addEventListener("change", function () { setMenu(false); });
  }

  /* The search: Material shows it while its checkbox is checked. The field can take the focus only when it is shown. */
  var search = find("#__search");
  var button = part("search");
  var field = find(".md-search__input");
  function setSearch(open) {
    if (search.checked !== open) search.click();
    if (open) field.focus();
    else if (getComputedStyle(button).display !== "none") button.focus();
  }
  if (search && button && field) {
    button.addEventListener("click", function () { setSearch(true); });
    part("search-close").addEventListener("click", function () { setSearch(false); });
    search.addEventListener("change", function () { button.setAttribute("aria-expanded", String(search.checked)); });
    /* On the page for wrong addresses: the words of the address are the first query. */
    var finder = part("find");
    if (finder) {
      finder.hidden = false;
      finder.addEventListener("click", function () {
        setSearch(true);
        field.value = decodeURIComponent(location.pathname).replace(/\.\w+$/, "").split(/[^\w]+/).slice(-5).join(" ").trim();
        field.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
      });
    }
  }

  window.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      if (drawer && drawer.checked) setMenu(false);
      else if (search && search.checked) setTimeout(setSearch, 0, false);
      return;
    }
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && field) {
      event.preventDefault();
      setSearch(true);
      return;
    }
    /* Material answers to single letters, which trips up those who dictate. */
    var typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
    var plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!typing && plain && event.key.length === 1 && event.key !== " ") event.stopImmediatePropagation();
  }, true);

  /* Automatic, light, dark. */
  var themes = { auto: "automatic", light: "light", dark: "dark" };
  var toggle = part("theme");
  function nameTheme() {
    var name = "Color theme: " + themes[root.dataset.theme];
    toggle.setAttribute("aria-label", name);
    toggle.title = name;
  }
  if (toggle) {
    toggle.addEventListener("click", function () {
      var order = Object.keys(themes);
      var next = order[(order.indexOf(root.dataset.theme) + 1) % order.length];
      guideTheme(next);
      __md_set("__theme", next);
      nameTheme();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () { guideTheme(root.dataset.theme); });
    nameTheme();
  }

  /* A box that scrolls sideways is a stop for the keyboard, and one that does not is none. */
  var boxes = document.querySelectorAll(".guide-scroll, .diagram-scroll, .formula-block");
  var counted = 0;
  function mark(box, wide) {
    var put = function (name, value) {
      if (!value) box.removeAttribute(name);
      else if (box.getAttribute(name) !== value) box.setAttribute(name, value);
    };
    put("tabindex", wide && "0");
    put("role", wide ? "region" : box.dataset.role);
    put("aria-label", wide || box.dataset.role ? box.dataset.name : "");
  }
  /* All are measured before one is changed: a change makes the next measurement lay out the page again. */
  function fit(list) {
    var wide = list.map(function (box) { return box.scrollWidth > box.clientWidth; });
    list.forEach(function (box, at) { mark(box, wide[at]); });
  }
  var watch = new ResizeObserver(function (entries) {
    fit(entries.map(function (entry) { return entry.target; }));
  });
  /* The font of formulas makes them wider without making their boxes so. */
  if (document.fonts) document.fonts.addEventListener("loadingdone", function () { fit(Array.from(boxes)); });
  boxes.forEach(function (box) {
    box.dataset.name = box.getAttribute("aria-label") || "Formula " + (++counted);
    box.dataset.role = box.matches(".diagram-scroll") ? "group" : "";
    watch.observe(box);
  });
  /* Code blocks: Material adds a row of buttons to each, all by the same name. */
  new MutationObserver(function (changes) {
    if (changes.length) document.querySelectorAll(".md-code__nav:not([aria-label])").forEach(function (row, index) {
      row.setAttribute("aria-label", "Code " + (index + 1));
    });
  }).observe(document.body, { childList: true, subtree: true });
})();

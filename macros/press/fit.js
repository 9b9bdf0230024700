/* Makes the parts of a document fill their pages. A picture is never cut, so one that is taller than what is left of a
   page leaves that rest empty: it is then made a little smaller, or moves behind or ahead of the text around it. Pages are
   seen as columns here, since the browser breaks both by the same rules and columns can be measured. */
({ width, height }) => {
  const GAP = 40; // px between columns
  const ENOUGH = 0.13; // share of a page that may stay empty before a picture
  const TOO_MUCH = 0.25; // share for which a picture may stand after the heading that follows it
  const TALLEST = 0.58; // share of a page that a picture takes, unless its words would be too small
  const WORTH = 0.05; // share of a page that a change must win
  const NEARER = 0.03; // share of a page for which a picture goes one piece of text farther
  const AHEAD = 0.4; // share of a page that a picture may go ahead of
  const SHEET = ".one-page, .after-page";
  const SMALLEST = 0.54; // of a picture's size on screens; its words then have 6 pt
  const SPACE = 24; // px around a picture
  const LEAST = 0.2; // share of a page that its last lines must fill
  const TIGHTEST = 3; // classes tight-1 and so on
  const FLOWS = /^(P|UL|OL|DL|DIV|PRE|BLOCKQUOTE|DETAILS)$/;

  const style = document.createElement("style");
  style.textContent = `.press main { width: ${width}px; }
    .press .press-part:not(.fitting) { display: none; } /* so that only one is laid out */
    .fitting { column-fill: auto; column-gap: ${GAP}px; column-width: ${width}px; height: ${height}px; width: ${width}px; }
    .fitting :not(svg, svg *) { overflow: visible !important; } /* on paper nothing scrolls, so anything may be parted */
    .fitting :is(${SHEET}) { break-before: column !important; }`;
  document.head.append(style);

  /** Where a part's element begins and ends: columns, and heights within them. */
  function place(part, element) {
    const left = part.getBoundingClientRect().left, top = part.getBoundingClientRect().top;
    const rects = [...element.getClientRects()].filter((rect) => rect.height > 0);
    if (!rects.length) return null;
    const column = (rect) => Math.floor((rect.left - left + 1) / (width + GAP));
    const first = rects[0], last = rects[rects.length - 1];
    return { from: column(first), top: first.top - top, to: column(last), bottom: last.bottom - top, height: last.bottom - first.top };
  }

  const heading = (element) => /^H[1-6]$/.test(element.tagName);

  /** The share of a page that stays empty before a picture with its headings; 0 when it does not begin a page. */
  function empty(part, figure) {
    let first = figure;
    while (first.previousElementSibling && heading(first.previousElementSibling)) first = first.previousElementSibling;
    const before = first.previousElementSibling;
    const here = place(part, first), there = before && place(part, before);
    if (!here || !there || here.from <= there.to) return 0;
    return Math.max(0, 1 - there.bottom / height);
  }

  /**
   * Where a picture could stand so that text fills the empty rest of the page: behind what follows it up to the next
   * heading, or up to the one after that, no more than fits and one piece; or ahead of some lines before it.
   * Returns what would follow the picture there, nearest places first.
   */
  function places(figure, room, past) {
    const text = (other) => FLOWS.test(other.tagName) && tallness(other);
    const found = [];
    let free = room * height, headings = past ? 1 : 0;
    for (let other = figure.nextElementSibling; other && free > 0 && !other.matches(SHEET); other = other.nextElementSibling) {
      const title = heading(other), tall = title ? headings-- > 0 && tallness(other) : text(other);
      if (!tall) break;
      if (!title) found.push(other.nextSibling);
      free -= tall;
    }
    let ahead = AHEAD * height;
    for (let other = figure.previousElementSibling; other && text(other); other = other.previousElementSibling) {
      if (other.matches(SHEET)) break;
      ahead -= tallness(other);
      if (ahead < 0) break;
      found.push(other);
    }
    return found;
  }

  /** Moves a picture to the place that leaves least empty, the nearest of those alike. */
  function move(part, figure, room, past) {
    const parent = figure.parentNode;
    let best = figure.nextSibling, least = room - WORTH;
    for (const next of places(figure, room, past)) {
      parent.insertBefore(figure, next);
      const left = empty(part, figure);
      if (left >= least) continue;
      best = next;
      least = left - NEARER;
    }
    parent.insertBefore(figure, best);
  }

  /** How tall an element is, over all pages that it stands on, with the space below it. */
  function tallness(element) {
    const sum = [...element.getClientRects()].reduce((all, rect) => all + rect.height, 0);
    return sum && sum + parseFloat(getComputedStyle(element).marginBottom);
  }

  /** A picture's size: what it is drawn at, of what it is on screens. */
  function sized(svg) {
    const { width: wide, height: tall } = svg.viewBox.baseVal, drawn = svg.getBoundingClientRect();
    return { wide, tall, size: Math.min(drawn.width / wide, drawn.height / tall) };
  }

  /** Draws a picture at another size. Returns how to undo it. */
  function resize(svg, size) {
    const had = svg.style.cssText;
    svg.style.cssText = `${had}; max-height: none; width: ${(size * svg.viewBox.baseVal.width).toFixed(1)}px; zoom: 1`;
    return () => (svg.style.cssText = had);
  }

  /** Makes a picture as small as the empty rest of the page. Returns how to undo it, or null when it would be too small. */
  function smaller(figure, room) {
    const svg = figure.querySelector("svg");
    const { tall, size } = sized(svg);
    const around = figure.getBoundingClientRect().height - size * tall + SPACE;
    const fitting = (room * height - around) / tall;
    return fitting < SMALLEST || fitting >= size ? null : resize(svg, fitting);
  }

  /** Lets a picture, or the text around it, take the rest of a page. */
  function settle(part, figure) {
    const shrink = (room) => {
      const undo = smaller(figure, room);
      if (undo && empty(part, figure) > ENOUGH) undo();
    };
    const ways = [
      shrink,
      (room) => move(part, figure, room, false),
      (room) => room > TOO_MUCH && move(part, figure, room, true),
      shrink,
    ];
    for (const way of ways) {
      const room = empty(part, figure);
      if (room <= ENOUGH) return;
      way(room);
    }
  }

  /** A box that is kept whole may go over the page where that would leave too much empty. */
  function loosen(part, box) {
    if (empty(part, box) > ENOUGH) box.classList.remove("short");
  }

  /** Brings the tallest pictures to a size at which the words stay readable, then settles all pieces in their order. */
  function arrange(part) {
    for (const figure of part.querySelectorAll("figure.diagram")) {
      const svg = figure.querySelector("svg"), { tall, size } = sized(svg);
      const page = (height - (figure.getBoundingClientRect().height - size * tall) - SPACE) / tall;
      const wanted = Math.min(page, Math.max(SMALLEST, Math.min(size, (TALLEST * height) / tall)));
      if (wanted !== size) resize(svg, wanted);
    }
    for (const piece of part.querySelectorAll("figure.diagram, .short")) {
      if (piece.matches("figure")) settle(part, piece);
      else loosen(part, piece);
    }
  }

  /** Columns of a part, and how much of the last one is filled. */
  function end(part) {
    let last = { to: 0, bottom: 0 };
    for (const element of part.children) {
      const at = place(part, element);
      if (at && (at.to > last.to || (at.to === last.to && at.bottom > last.bottom))) last = at;
    }
    return { columns: last.to + 1, filled: last.bottom / height };
  }

  /** Arranges a part; one whose last lines would have a page to themselves is set closer, as little as helps. */
  function finish(part) {
    part.classList.add("fitting");
    const untouched = part.cloneNode(true);
    arrange(part);
    const loose = part, first = end(part);
    const lonely = ({ columns, filled }) => columns > 1 && filled < LEAST;
    for (let tight = 1; tight <= TIGHTEST && lonely(end(part)); tight++) {
      const closer = untouched.cloneNode(true);
      closer.classList.add(`tight-${tight}`);
      part.replaceWith(closer);
      part = closer;
      arrange(part);
    }
    if (part !== loose && (lonely(end(part)) || end(part).columns > first.columns)) {
      part.replaceWith(loose);
      part = loose;
    }
    part.classList.remove("fitting");
  }

  document.querySelectorAll(".press-part").forEach(finish);
  style.remove();
}

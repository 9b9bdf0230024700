/* What Material's search box shows. It sends {type: 2, data: query} and takes {type: 3, data: {items}}: a list of pages,
   each a list of documents, first the page, then its sections; title and text are HTML. Of our own are
     {type: 8} from the page: the reader reaches for search, load the index;
     {type: 7} from the page: tell once more what was told last;
     {type: 9} to the page: what was understood, and snippets, which come when the pages' texts have been loaded. */
"use strict";

self.answer = (() => {
  const PAGES = 10; // Material shows the rest only when the reader scrolls
  const SECTIONS = 3; // shown at once
  const MORE = 3; // shown on demand
  const PAUSE = 60; // milliseconds after the last key until texts are fetched
  const WINDOW = 170; // characters of a snippet
  const SHOWN = /[\p{L}\p{N}]{1,2}(?:[/&-][\p{L}\p{N}]{1,2})+(?![\p{L}\p{N}])|[\p{L}\p{N}]+(?:\.[0-9]+)*/gu; // words as written
  const base = new URL("../../search/", self.location.href);
  let opening, latest = 0, told;

  async function get(path, fresh) {
    const response = await fetch(new URL(path, base), fresh ? { cache: "no-cache" } : {});
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.text();
  }

  /** The index; after a failure the next query tries again. */
  function open() {
    if (!opening) {
      opening = Index.open(get).then(Rank.prepare); // while the reader has not typed yet
      opening.catch(() => (opening = undefined));
    }
    return opening;
  }

  const escape = (text) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

  /** Text as HTML with the words that matched marked. */
  function mark(text, matched) {
    let out = "", from = 0;
    for (const { index, 0: word } of Words.each(SHOWN, text)) {
      if (!hits(word, matched)) continue;
      out += `${escape(text.slice(from, index))}<mark>${escape(word)}</mark>`;
      from = index + word.length;
    }
    return out + escape(text.slice(from));
  }

  const plain = (word) => Words.fold(word).replace(/[/&-]/g, "");
  const hits = (word, matched) => matched.get(plain(word)) || 0;

  /** The part of a text with the most of what matched, as HTML. */
  function snippet(text, matched) {
    const found = [];
    for (const { index, 0: word } of Words.each(SHOWN, text)) {
      const weight = hits(word, matched);
      if (weight) found.push({ index, end: index + word.length, weight, key: Words.stem(plain(word)) });
    }
    let best = 0, from = 0;
    found.forEach((first, at) => {
      const seen = new Set();
      let sum = 0;
      for (let i = at; i < found.length && found[i].end - first.index <= WINDOW; i++) {
        sum += seen.has(found[i].key) ? found[i].weight / 10 : found[i].weight;
        seen.add(found[i].key);
      }
      if (sum > best + 1e-9) [best, from] = [sum, first.index];
    });
    // Start where the text does, or where a sentence does, if that is near; else at a word.
    let start = from < WINDOW - 40 ? 0 : from - 60;
    const before = text.slice(start, from);
    const sentence = Math.max(before.lastIndexOf(". "), before.lastIndexOf("? "));
    if (start > 0) start += sentence >= 0 ? sentence + 2 : before.indexOf(" ") + 1;
    let end = Math.min(text.length, start + WINDOW);
    if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), start + 1);
    const cut = text.slice(start, end).trim();
    return (start > 0 && sentence < 0 ? "… " : "") + mark(cut, matched) + (end < text.length ? " …" : "");
  }

  /** What matched anywhere, by word, with its weight. */
  function matches(index, query) {
    const matched = new Map();
    for (const node of query.nodes) {
      for (const form of node.forms) {
        for (const part of form.parts) {
          for (const [word, weight] of part.variants) {
            if (weight >= 0.3) matched.set(word, Math.max(matched.get(word) || 0, part.idf * weight * form.weight));
          }
        }
      }
    }
    return matched;
  }

  /** The words of the query that a page has, for highlighting it, and those that it lacks. */
  function terms(query, page, matched) {
    const out = {};
    for (const word of matched.keys()) if (word.length > 2 && Object.keys(out).length < 12) out[word] = true;
    for (const word of query.unknown) out[word] = false;
    for (const { forms, means } of query.nodes) {
      if (forms.every((form) => form.parts.every((part) => !part.pages.has(page.at)))) out[means] = false;
    }
    return out;
  }

  const label = (page) => `${page.number} ${page.title}`.trim();
  const hold = (at) => `<p class="search-snippet" data-at="${at}"></p>`;

  /** A page and its sections as Material takes them. */
  function item(query, result, place, matched) {
    const { page } = result;
    const words = terms(query, page, matched);
    const least = result.sections.length ? result.sections[0].score * 0.3 : 0;
    const shown = result.sections
      .filter(({ section, score }) => section.anchor && score >= least)
      .slice(0, SECTIONS + MORE);
    const chapter = page.chapter ? `<small class="search-chapter">${escape(page.chapter)}</small> ` : "";
    const score = 1000 - 10 * place; // Enter opens what has the highest
    const toSection = shown.length > 0 && !result.named;
    const list = [
      {
        location: page.path,
        title: chapter + mark(label(page), matched),
        text: hold(result.sections.length ? result.sections[0].section.at : page.first),
        terms: words,
        score,
      },
    ];
    shown.forEach(({ section }, at) => {
      list.push({
        location: `${page.path}#${section.anchor}`,
        title: (section.anchor.startsWith("q-") ? `<small class="search-kind">Question</small> ` : "") + mark(section.heading, matched),
        text: hold(section.at),
        terms: words,
        score: at >= SECTIONS ? score - 1 : score + (toSection && at === 0 ? 1 : 0),
      });
    });
    return list;
  }

  /** What was understood of the query, in a sentence for the reader; "" when it was taken as it stands. */
  function understood(index, query) {
    const notes = [];
    if (query.corrected.length) {
      const words = query.words.map((word) => (query.corrected.find(([was]) => was === word) || [0, word])[1]);
      notes.push(`Showing results for “${words.join(" ")}”.`);
    }
    if (index.partial) notes.push("A part of the search could not be loaded.");
    if (query.expanded.length) notes.push(`Also for “${query.expanded.slice(0, 3).join("”, “")}”.`);
    return notes.join(" ");
  }

  const counted = (count) => (count === 1 ? "1 page." : `${count} pages.`);

  function tell(message) {
    told = { type: 9, ...message };
    postMessage(told);
  }

  /** Sections in which each phrase stands word for word: in their text, their names or their page's names. */
  async function withPhrases(index, query) {
    const rare = Rank.rank(index, query).filter(({ sections }) => sections.length).slice(0, 40);
    await Promise.all(rare.map(({ page }) => index.text(page)));
    const keep = new Set(), names = new Map();
    for (const { section, name } of index.named.values()) names.set(section, [...(names.get(section) || []), name]);
    for (const { page } of rare.filter(({ page }) => page.texts)) {
      for (let at = page.first; at < page.end; at++) {
        const section = index.sections[at];
        const own = [page.title, section.heading, page.texts[at - page.first], ...page.aliases, ...(names.get(at) || [])];
        const text = own.map((t) => ` ${Words.words(t).join(" ")} `);
        if (query.phrases.every((phrase) => text.some((t) => t.includes(` ${phrase.join(" ")} `)))) keep.add(at);
      }
    }
    return keep;
  }

  async function search(text) {
    const mine = ++latest;
    const index = await open();
    const query = await Query.understand(index, text);
    let note = understood(index, query);
    let keep = null;
    if (query.phrases.length) {
      keep = await withPhrases(index, query);
      if (!keep.size) {
        keep = null;
        note = "Nothing holds these words as they stand; showing pages with some of them.";
      }
    }
    if (mine !== latest) return; // the reader types on
    let results = Rank.rank(index, query, keep);
    const all = results.length;
    if (!all) {
      results = Near.pages(index, text);
      note = "Nothing found. These topics come nearest:";
    }
    results = results.slice(0, PAGES);
    const matched = all ? matches(index, query) : new Map();
    postMessage({ type: 3, data: { items: results.map((result, place) => item(query, result, place, matched)) } });
    tell({ note: all ? `${counted(all)} ${note}`.trim() : note, snippets: [] });

    // Texts are for readers, and readers pause: nothing is fetched between two quick keys.
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (mine !== latest) return;
    await Promise.all(results.map(({ page }) => index.text(page)));
    if (mine !== latest) return;
    const snippets = [];
    for (const { page, sections } of results) {
      if (!page.texts) continue;
      const places = sections.slice(0, 1 + SECTIONS + MORE).map(({ section }) => section.at);
      for (const at of places.length ? places : [page.first]) {
        snippets.push([at, snippet(page.texts[at - page.first], matched)]);
      }
    }
    tell({ note: told.note, snippets });
  }

  /** A plain message in the place of results. */
  function sorry() {
    const title = "Search could not be loaded";
    const text = "<p>Here is the list of all topics, terms and cases, A to Z.</p>";
    postMessage({ type: 3, data: { items: [[{ location: "reference/a-z/", title, text, terms: {}, score: 1 }]] } });
    tell({ note: `${title}.`, snippets: [] });
  }

  /** Takes a message of the page. */
  return async ({ type, data }) => {
    if (type === 7 && told) postMessage(told);
    if (type === 8) open().catch(() => 0); // the first query will say that it failed
    if (type !== 2) return;
    try {
      if (data.trim()) await search(data);
      else postMessage({ type: 3, data: { items: [] } });
    } catch (problem) {
      sorry();
    }
  };
})();

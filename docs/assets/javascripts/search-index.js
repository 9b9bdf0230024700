/* The index in memory: what macros/search/index.py wrote, loaded piece by piece.
   The head holds pages, headings and terms; shards hold words with the sections they stand in and the names of sections
   that hold them; texts are for snippets. */
"use strict";

const Index = (() => {
  const DIGITS = (() => {
    let all = "";
    for (let code = 35; code < 127; code++) if (code !== 92) all += String.fromCharCode(code);
    return all;
  })();
  const HALF = DIGITS.length >> 1;

  /** Opens an index; get(path, fresh) must return a promise of a file's text. */
  /** Other words for the same: those of a group for each other, sayings from left to right. */
  function others(head) {
    const stop = new Set(head.stop.split(" ")), found = new Map();
    const add = (said, rest) => {
      const words = Words.words(said), telling = words.filter((word) => !stop.has(word));
      if (!telling.length) return;
      const stem = Words.stem(telling[0]);
      if (!found.has(stem)) found.set(stem, []);
      const ways = rest.map((text) => Words.words(text).filter((word) => !stop.has(word)));
      found.get(stem).push({ words, telling, ways: ways.filter((way) => way.length) });
    };
    for (const group of head.synonyms) for (const said of group) add(said, group.filter((other) => other !== said));
    for (const [said, ...rest] of head.sayings) add(said, rest);
    return found;
  }

  async function open(get) {
    const head = JSON.parse(await get("guide.json", true));
    const index = {
      stop: new Set(head.stop.split(" ")),
      weak: new Set(head.weak.split(" ")),
      glossary: head.glossary,
      pages: [],
      sections: [],
      terms: head.terms.map(([term, expansion, aliases, owner, key]) => ({ term, expansion, aliases, owner, key })),
      others: others(head), // stem -> what is said with a word of this stem first, and what else says it
      named: new Map(), // number of a section and a name, once each
      known: [], // texts whose place is known: page, section if it is one, number of telling words; first what readers ask
      vocabulary: new Map(), // word -> what stands below
      stems: new Map(), // stem -> words
      average: 1,
    };
    for (const [path, number, title, chapter, weight, aliases, sections] of head.pages) {
      const page = { at: index.pages.length, path, number, title, chapter, weight, aliases, first: 0, end: 0, known: 0 };
      // The section that a deep dive is part of: the last one with a number before it in its chapter.
      const section = index.pages.findLast((other) => other.number.includes(".") && other.chapter === chapter);
      page.partOf = number ? undefined : section;
      index.pages.push(page);
      page.first = index.sections.length;
      for (const [anchor, heading, length] of sections) {
        index.sections.push({ at: index.sections.length, page, anchor, heading, length });
      }
      page.end = index.sections.length;
    }
    numbers(head.asked).forEach((count, section) => {
      const page = index.sections[section].page.at;
      for (; count > 0; count--) index.known.push({ page, section, size: DIGITS.indexOf(head.sizes[index.known.length]) });
    });
    const lengths = index.sections.reduce((sum, section) => sum + section.length, 0);
    index.average = lengths / Math.max(1, index.sections.length);
    for (const page of index.pages) {
      note(index, `${page.number} ${page.title}`, (entry) => entry.title.add(page.at));
      know(index, Words.words(page.title), page.at);
      for (const alias of page.aliases) know(index, note(index, alias, (entry) => entry.alias.add(page.at)), page.at);
    }
    for (const section of index.sections) {
      const words = note(index, section.heading, (entry) => entry.heading.add(section.at));
      if (words.length) know(index, words, section.page.at, section.at);
    }
    for (const { term, expansion, aliases, owner } of index.terms) {
      for (const name of [term, expansion, ...aliases]) if (name) know(index, note(index, name, () => 0), owner);
    }
    index.counted = index.known.length; // names of sections come with the shards and are not counted: nothing shifts then
    for (const { page } of index.known) index.pages[page].known += 1;

    const loading = new Map();
    const version = `?v=${head.version}`;
    const once = (path, then) => {
      if (!loading.has(path)) {
        const promise = get(path + version).then(then);
        promise.catch(() => loading.delete(path)); // so that the next query tries again
        loading.set(path, promise);
      }
      return loading.get(path);
    };
    // A part that cannot be had leaves the rest: titles, headings and names still answer.
    const missing = () => (index.partial = true);
    const shard = (at) => once(`words/${at}.txt`, (text) => unpack(index, text)).catch(missing);

    /** Loads the shards that hold words beginning like these. */
    index.load = (starts) => {
      const wanted = new Set();
      for (const start of starts) {
        head.shards.forEach((from, at) => {
          const next = head.shards[at + 1];
          if ((next === undefined || start < next) && from <= start + "\uffff") wanted.add(at);
        });
      }
      return Promise.all([...wanted].map(shard));
    };
    /** Loads all shards. */
    index.loadAll = () => Promise.all(head.shards.map((_, at) => shard(at)));
    /** Loads the texts of a page's sections. */
    index.text = (page) => once(`text/${page.at}.json`, (text) => (page.texts = JSON.parse(text))).catch(missing);
    return index;
  }

  /**
   * The entry of a word: places in bodies (section -> count), headings and names of sections (sections), titles and
   * other names of pages (pages), questions.
   */
  function entry(index, word) {
    let found = index.vocabulary.get(word);
    if (!found) {
      found = { body: new Map(), heading: new Set(), named: new Set(), title: new Set(), alias: new Set(), known: new Set() };
      index.vocabulary.set(word, found);
      const stem = Words.stem(word);
      if (!index.stems.has(stem)) index.stems.set(stem, []);
      index.stems.get(stem).push(word);
    }
    return found;
  }

  /** Puts a text's words into the vocabulary; returns them. */
  function note(index, text, put) {
    const words = Words.words(text);
    for (const word of words) put(entry(index, word));
    return words;
  }

  /** Adds a text whose place is known, by its words. */
  function know(index, words, page, section) {
    const telling = new Set(words.filter((word) => !index.stop.has(word)));
    for (const word of telling) entry(index, word).known.add(index.known.length);
    index.known.push({ page, section, size: telling.size });
  }

  /** The numbers that digits stand for: one up to half of the base ends a number, the bigger ones come before it. */
  function numbers(text) {
    const found = [];
    let value = 0;
    for (const char of text) {
      const digit = DIGITS.indexOf(char);
      if (digit >= HALF) {
        value = value * (DIGITS.length - HALF) + digit - HALF;
        continue;
      }
      found.push(value * HALF + digit);
      value = 0;
    }
    return found;
  }

  /**
   * Reads a shard: lines of a word and its places, each a distance times 3 plus a class of how often; then, after tabs,
   * names that hold the word, each with the number of its section, and after "!" the distances of questions.
   */
  function unpack(index, text) {
    for (const whole of text.split("\n")) {
      const [line, ...names] = whole.split("\t");
      const space = line.indexOf(" ");
      const { body, named, known } = entry(index, line.slice(0, space));
      for (const text of names) {
        if (text[0] === "!") {
          let at = -1;
          for (const gap of numbers(text.slice(1))) known.add((at += gap + 1));
          continue;
        }
        const section = parseInt(text, 10);
        named.add(section);
        if (index.named.has(text)) continue;
        const name = text.slice(text.indexOf(" ") + 1);
        index.named.set(text, { section, name });
        know(index, Words.words(name), index.sections[section].page.at, section);
      }
      let place = -1;
      for (const value of numbers(line.slice(space + 1))) {
        place += 1 + Math.floor(value / 3);
        body.set(place, (body.get(place) || 0) + [1, 2.5, 5][value % 3]);
      }
    }
  }

  return { open };
})();

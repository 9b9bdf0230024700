/* Votes: every text whose place is known (what readers ask, titles, headings, other names, terms) votes for its place, the
   more the more it is like the query. Many texts a little like it outvote one that shares a word by chance. */
"use strict";

const Votes = (() => {
  const P = {
    word: 45, // what a word of a text counts on average: the square of how telling it is
    sharp: 2, // how much more a text like the query counts than one that is half like it
    many: 0.5, // how far a page with many texts is held back
    clear: 2, // how much more a page with many votes counts than one with half of them
  };

  /** How telling a word is that stands in so many of all texts. */
  const telling = (index, met) => 1 + Math.log((1 + index.counted) / (1 + met));

  /** The texts that hold a part of the query, each with how surely, and what the part is worth. */
  function meet(index, part, keeps) {
    const met = new Map(), surest = Math.max(...part.variants.values());
    for (const [word, weight] of part.variants) {
      const sure = weight === surest ? 1 : weight;
      for (const at of index.vocabulary.get(word).known) met.set(at, Math.max(sure, met.get(at) || 0));
    }
    return { met, worth: keeps(part.word) * Math.pow(telling(index, met.size), 2) };
  }

  /** What a form of a node has in common with each text: text -> its share of the form. */
  function common(parts) {
    const found = new Map();
    const mass = parts.reduce((sum, { worth }) => sum + worth, 0);
    for (const { met, worth } of parts) {
      for (const [at, sure] of met) found.set(at, (found.get(at) || 0) + (worth * sure) / mass);
    }
    return found;
  }

  /** How much each text is like the query: the cosine of their words, at most 1. */
  function likes(index, query, keeps) {
    const both = new Map();
    let mass = 0;
    for (const node of query.nodes) {
      const best = new Map();
      let own = 0;
      node.forms.forEach((form, at) => {
        const parts = form.parts.map((part) => meet(index, part, keeps));
        const worth = parts.reduce((sum, part) => sum + part.worth, 0);
        if (!at) own = worth;
        // Another way to say it counts no more than what it stands for, and little when it is met in part.
        const most = form.weight * (at ? Math.min(worth, own * (form.covers || 1)) : worth);
        for (const [text, share] of common(parts)) {
          const got = most * (at ? share * share : share);
          if (got > (best.get(text) || 0)) best.set(text, got);
        }
      });
      mass += own;
      for (const [text, got] of best) both.set(text, (both.get(text) || 0) + got);
    }
    for (const [text, got] of both) both.set(text, Math.min(1, got / Math.sqrt(mass * P.word * index.known[text].size)));
    return both;
  }

  /**
   * Counts the votes. keeps(word) is how much of its weight a word keeps.
   * Returns {pages, sections}: a page's share of all votes, how much a section's best text is like the query.
   */
  function count(index, query, keeps) {
    const pages = new Map(), sections = new Map();
    for (const [text, like] of likes(index, query, keeps)) {
      const { page, section } = index.known[text];
      pages.set(page, (pages.get(page) || 0) + Math.pow(like, P.sharp));
      if (section !== undefined && like > (sections.get(section) || 0)) sections.set(section, like);
    }
    let all = 0;
    for (const [page, votes] of pages) {
      const counted = Math.pow(votes / Math.pow(index.pages[page].known || 1, P.many), P.clear);
      pages.set(page, counted);
      all += counted;
    }
    for (const [page, counted] of pages) pages.set(page, counted / (all || 1));
    return { pages, sections };
  }

  return { count, P };
})();

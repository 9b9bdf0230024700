/* When nothing matches: the topics whose names look most like what was typed. */
"use strict";

const Near = (() => {
  /** The pairs of neighboring letters of a text. */
  function pairs(text) {
    const found = new Set();
    for (const word of Words.words(text)) {
      for (let at = 0; at + 1 < word.length; at++) found.add(word.slice(at, at + 2));
    }
    return found;
  }

  /** The share of pairs that two texts have in common. */
  function likeness(one, other) {
    let both = 0;
    for (const pair of one) if (other.has(pair)) both += 1;
    return both ? (2 * both) / (one.size + other.size) : 0;
  }

  /** Up to five pages in the form of ranked results; the chapters when no name is like the text. */
  function pages(index, text) {
    const asked = pairs(text.slice(0, 100));
    const scored = index.pages.map((page) => {
      const terms = index.terms.filter((term) => term.owner === page.at).map((term) => `${term.term} ${term.expansion}`);
      const like = Math.max(...[page.title, ...page.aliases, ...terms].map((name) => likeness(asked, pairs(name))));
      return { page, score: like, sections: [], named: true };
    });
    const near = scored.filter(({ score }) => score > 0.3).sort((a, b) => b.score - a.score || a.page.at - b.page.at);
    return near.length ? near.slice(0, 5) : scored.filter(({ page }) => /^\d+$/.test(page.number));
  }

  return { pages };
})();

/* What readers ask: questions whose answer is known, in words that the guide does not use itself. A query is held
   against all of them; those that are most like it say which pages answer it. */
"use strict";

const Asked = (() => {
  const P = {
    rest: 0.6, // how much what a question says beyond the query takes from its likeness
    sharp: 3, more: 0.5, most: 5, // how much nearer questions count than others; shares of a page's next ones, and how many
    least: 0.15, // likeness below which a question says nothing
  };

  /** What a form of a node has in common with each question: question -> its share of the form. */
  function common(parts) {
    const found = new Map();
    const mass = parts.reduce((sum, { worth }) => sum + worth, 0);
    for (const { met, worth } of parts) {
      for (const [at, weight] of met) found.set(at, (found.get(at) || 0) + (worth * weight) / mass);
    }
    return found;
  }

  /**
   * How much the questions of each page and section are like a query.
   * share(index, stem) is how much of its weight a word keeps. Returns {pages, sections}: number -> likeness.
   */
  function likeness(index, query, share) {
    const telling = (met) => Math.log(1 + index.questions.length / (1 + met));
    const likes = new Map();
    let mass = 0;
    for (const node of query.nodes) {
      const best = new Map();
      let own = 0;
      node.forms.forEach((form, at) => {
        const parts = form.parts.map((part) => {
          const met = new Map(), surest = Math.max(...part.variants.values());
          for (const [word, weight] of part.variants) {
            const sure = weight === surest ? 1 : weight;
            for (const question of index.vocabulary.get(word).asked) met.set(question, Math.max(sure, met.get(question) || 0));
          }
          return { met, worth: telling(met.size) * share(index, Words.stem(part.word)) };
        });
        const worth = parts.reduce((sum, part) => sum + part.worth, 0);
        if (!at) own = worth;
        // Another way to say it counts no more than what it stands for, and little when it is met in part.
        const most = at ? form.weight * Math.min(worth, own * (form.covers || 1)) : form.weight * worth;
        for (const [question, part] of common(parts)) {
          const got = most * (at ? part * part : part);
          if (got > (best.get(question) || 0)) best.set(question, got);
        }
      });
      mass += own;
      for (const [question, got] of best) likes.set(question, (likes.get(question) || 0) + got);
    }
    const pages = new Map(), sections = new Map();
    for (const [at, both] of likes) {
      const { section, says } = index.questions[at];
      const like = Math.min(1, both / (mass + P.rest * Math.max(0, says - both)));
      if (like < P.least) continue;
      const page = index.sections[section].page.at;
      if (!pages.has(page)) pages.set(page, []);
      pages.get(page).push(like);
      if (like > (sections.get(section) || 0)) sections.set(section, like);
    }
    for (const [page, all] of pages) {
      all.sort((a, b) => b - a);
      pages.set(page, all.slice(0, P.most).reduce((sum, like, at) => sum + Math.pow(P.more, at) * Math.pow(like, P.sharp), 0));
    }
    return { pages, sections };
  }

  return { likeness, P };
})();

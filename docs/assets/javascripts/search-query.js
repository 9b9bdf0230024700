/* A query as the search understands it: words, phrases, spellings that were meant, other names of the same thing.

   A query becomes nodes. A node is one thing to look for and has forms, each a weight and parts; a part is a word with
   the variants (inflections, completions, corrections) under which the index knows it. */
"use strict";

const Query = (() => {
  const LONGEST = 300; // characters of a query that are read
  const MOST = 24; // words of a query that are looked for
  const WEIGHT = { inflected: 0.9, completed: 0.7, completedBeside: 0.15, one: 0.8, two: 0.6, alternative: 0.75, initials: 0.9, guess: 0.6, synonym: 0.65, saying: 0.95, joined: 0.9, parted: 0.8 };
  const NAMED = 0.5; // how far a slip is that makes a name with the word beside it: see spelled()
  const SCARCE = 3; // a half of a word run together stands in more places than these: no "graph ics"
  const PREFIXES = ["re", "pre", "post", "non", "un", "multi", "cross", "sub", "over", "under", "hyper", "micro", "auto", "anti", "co"];

  /** Cuts a query: its words with whether each is typed to the end, and its phrases in quotes. */
  function read(text, stop) {
    const clean = text.slice(0, LONGEST).replace(/[\u0000-\u001f\u007f]/g, " ").replace(/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"');
    const phrases = [];
    clean.replace(/"([^"]+)"/g, (_, inner) => phrases.push(Words.words(inner)));
    const all = Words.words(clean).slice(0, MOST);
    const chains = Words.chains(clean);
    const telling = all.filter((word) => !stop.has(word));
    const open = /[\p{L}\p{N}]$/u.test(clean);
    const last = (Words.fold(clean).match(Words.WORD) || []).pop();
    return {
      words: [...new Set(telling.length ? telling : all)],
      chains,
      raw: all,
      common: telling.length === 0,
      last: open ? last : "",
      phrases: phrases.filter((phrase) => phrase.length),
    };
  }

  /** Finds the variants of a word: Map of words of the index -> weight. */
  function variants(index, word, typing, exact) {
    const found = new Map();
    if (index.vocabulary.has(word)) found.set(word, 1);
    if (exact) return found;
    for (const other of index.stems.get(Words.stem(word)) || []) {
      if (!found.has(other)) found.set(other, WEIGHT.inflected);
    }
    if (typing && word.length === 1 && !found.size) {
      for (const [other, entry] of index.vocabulary) {
        // The first key: only what titles begin with, which is there without loading more.
        if (other[0] === word && entry.title.size) found.set(other, WEIGHT.completed);
      }
    } else if (typing) {
      const weight = found.size ? WEIGHT.completedBeside : WEIGHT.completed;
      const least = found.size ? 3 : 1; // "ab" is a word: do not complete it to "about"
      if (word.length >= least) {
        for (const other of index.vocabulary.keys()) {
          if (!found.has(other) && other.startsWith(word)) {
            found.set(other, weight * (0.6 + (0.4 * word.length) / other.length));
          }
        }
      }
    }
    return found;
  }

  /** Finds what a word that the index does not know may have meant: a slip of the keys, or two words run together. */
  function corrections(index, word, typing, beside) {
    const slip = spelled(index, word, typing, beside);
    if (slip && slip.far <= 1) return slip;
    return parted(index, word) || slip || abbreviated(index, word);
  }

  /** Two words run together: "datadrift". Of several ways to part them, the one whose rarer half is most common. */
  function parted(index, word) {
    let best = null, most = 0;
    for (let cut = 2; cut <= word.length - 2; cut++) {
      const halves = [word.slice(0, cut), word.slice(cut)];
      if (!halves.every((half) => index.vocabulary.has(half) && (half.length > 2 || /^(ab|ml|kv|ai|io|qa)$/.test(half)))) continue;
      const known = Math.min(...halves.map((half) => spread(index.vocabulary.get(half))));
      if (known > Math.max(most, SCARCE)) [best, most] = [halves, known];
    }
    return best && { words: best, parts: best.map((half) => ({ word: half, variants: variants(index, half, false) })) };
  }

  /** In how many places a word stands; names and headings count more. */
  const spread = (entry) => entry.body.size + 3 * (entry.heading.size + entry.named.size + entry.title.size + entry.alias.size);

  /** Two words cut short and run together: "recsys". */
  function abbreviated(index, word) {
    for (let cut = 3; cut <= word.length - 3; cut++) {
      const halves = [word.slice(0, cut), word.slice(cut)];
      const parts = halves.map((half) => ({ word: half, variants: variants(index, half, true) }));
      if (parts.every((part) => part.variants.size)) return { words: halves, parts };
    }
    return null;
  }

  /** Whether two words stand together in a heading, a title or another name. */
  function together(index, word, other) {
    const one = index.vocabulary.get(word), two = index.vocabulary.get(other);
    const meet = (a, b) => [...a].some((place) => b.has(place));
    const sections = (entry) => new Set([...entry.heading, ...entry.named]);
    const pages = (entry) => new Set([...entry.title, ...entry.alias]);
    return meet(sections(one), sections(two)) || meet(pages(one), pages(two));
  }

  /** Words that are spelled nearly like this one; those that make a name with a word beside it are nearer. */
  function spelled(index, word, typing, beside) {
    const most = word.length < 4 ? 0 : Words.allowed(typing ? word.length + 1 : word.length);
    const single = word.length > 4 ? word.replace(/s$/, "") : word;
    let best = most + 1, near = [];
    for (const [other, entry] of most ? index.vocabulary : []) {
      if (other.length < 3 || /[0-9]/.test(other)) continue;
      let far = Math.min(Words.distance(word, other, most, false), Words.distance(single, other, most, false));
      if (far > most) {
        if (!typing || far <= most) continue;
        far = Words.distance(word, other, most, true);
        if (far > most) continue;
        far += 0.5;
      }
      if (other[0] !== word[0]) far += 0.4; // people get the first letter right
      if (far < best + 0.8 && beside.some((known) => together(index, other, known))) far = Math.max(0.4, far - 0.5);
      if (far < best - 0.3) near = near.filter(([, was]) => was <= far + 0.3);
      best = Math.min(best, far);
      if (far <= best + 0.3) near.push([other, far, spread(entry)]);
    }
    if (!near.length) return null;
    near.sort((a, b) => a[1] - b[1] || b[2] - a[2] || (a[0] < b[0] ? -1 : 1));
    const found = new Map();
    const stem = Words.stem(near[0][0]);
    for (const [other, far] of near.slice(0, 4)) {
      const weight = far < 1.5 ? WEIGHT.one : WEIGHT.two;
      for (const same of index.stems.get(Words.stem(other)) || []) {
        if (!found.has(same)) found.set(same, Words.stem(other) === stem ? weight : weight * 0.5);
      }
    }
    return { words: [near[0][0]], parts: [{ word: near[0][0], variants: found }], sure: near[0][1] < 1.5 ? 1 : WEIGHT.guess, far: near[0][1], near: near.slice(0, 4).map(([other]) => other) };
  }

  /** What stands beside a word: words that the index knows, and what the others, slips themselves, may mean. */
  function neighbors(index, words, corrected, word) {
    const meant = new Map(corrected);
    const others = words.filter((other) => other !== word);
    return others.flatMap((other) => {
      if (index.vocabulary.has(other)) return [other];
      if (meant.has(other)) return meant.get(other).split(" ");
      const slip = spelled(index, other, false, []);
      return slip ? slip.near : [];
    });
  }

  /**
   * A word known only by its stem may be a slip: "partion" has the stem of "part" and means "partition". What is
   * spelled more like it than its inflections comes first.
   */
  function doubt(index, word, found) {
    const most = Words.allowed(word.length);
    const known = Math.min(most + 1, ...Array.from(found.keys(), (other) => Words.distance(word, other, most, false)));
    const slips = [];
    for (const other of index.vocabulary.keys()) {
      if (other[0] !== word[0] || found.has(other)) continue;
      const far = Words.distance(word, other, most, false);
      if (far <= most && far < known) slips.push([other, far]);
    }
    if (!slips.length) return;
    const best = Math.min(...slips.map(([, far]) => far));
    for (const other of found.keys()) found.set(other, WEIGHT.inflected / 3);
    for (const [other, far] of slips) if (far <= best + 0.3) found.set(other, 1);
  }

  /** The forms of a term as lists of words. */
  function forms(term) {
    if (!term.forms) {
      const names = [term.term, term.expansion, ...term.aliases].filter(Boolean);
      term.forms = names.map((name) => Words.words(name).filter((word, at, all) => all.indexOf(word) === at));
    }
    return term.forms;
  }

  /** Acronyms that nobody wrote down: the first letters of a name, with and without its common words -> names. */
  function initials(index) {
    if (index.initials) return index.initials;
    index.initials = new Map();
    const note = (name) => {
      const all = Words.words(name), telling = all.filter((word) => !index.stop.has(word));
      for (const letters of new Set([all, telling].map((list) => list.map((word) => word[0]).join("")))) {
        if (letters.length < 2 || letters.length > 6 || telling.length < 2) continue;
        if (!index.initials.has(letters)) index.initials.set(letters, []);
        const known = index.initials.get(letters);
        if (!known.some((other) => other.join(" ") === telling.join(" "))) known.push(telling);
      }
    };
    for (const page of index.pages) page.aliases.forEach(note);
    for (const term of index.terms) [term.term, term.expansion, ...term.aliases].forEach((name) => name && note(name));
    return index.initials;
  }

  /** What a word that the index lacks is short for, or what the guide says for it: lists of parts that it knows. */
  async function named(index, word, begun) {
    const said = (index.others.get(Words.stem(word)) || []).filter(({ words }) => words.length === 1 && words[0] === word);
    const names = said.map(({ ways }) => ways).flat();
    if (!begun) names.push(...(initials(index).get(word) || [])); // letters that begin a word are seldom initials
    await index.load(names.flat().map((part) => part.slice(0, 3)));
    const made = names.map((name) => name.map((part) => ({ word: part, variants: variants(index, part, false) })));
    return made.filter((parts) => parts.every((part) => part.variants.size));
  }

  /** Whether two words differ at most in number. A name of one word is no verb: "cards" is not "carding". */
  const plural = (one, other) => one === other || one === `${other}s` || other === `${one}s`;

  /** Where a list of words stands within another in this order, compared by stems; -1 if nowhere. */
  function within(part, whole) {
    const stems = part.map(Words.stem), all = whole.map(Words.stem);
    for (let at = 0; at + stems.length <= all.length; at++) {
      if (stems.every((stem, i) => stem === all[at + i])) return at;
    }
    return -1;
  }

  /**
   * Turns a query into nodes; loads the shards that it needs.
   * Returns {words, nodes, phrases, corrected, expanded, unknown}.
   */
  async function understand(index, text) {
    const query = read(text, index.stop);
    const exact = new Set([].concat(...query.phrases));
    const typing = (word) => word === query.last && !exact.has(word);
    await index.load(query.words.map((word) => (word.length > 1 ? word.slice(0, 3) : `${word} `)));
    for (const chain of query.chains) {
      // Of M/M/1 only mm1 is looked for; of L5/L6 the parts, since nobody writes them together.
      const joined = chain.join("");
      const needless = index.vocabulary.has(joined) ? chain : [joined];
      if (query.words.some((word) => !needless.includes(word))) query.words = query.words.filter((word) => !needless.includes(word));
    }

    const corrected = [], unknown = [], expanded = [], nodes = [];
    const add = (means, part, sure = 1) => {
      part.weak = index.weak.has(means) && !query.common;
      nodes.push({ means, forms: [{ weight: sure, parts: [part] }] });
    };
    for (const word of query.words) {
      const found = variants(index, word, typing(word), exact.has(word));
      const made = exact.has(word) || index.vocabulary.has(word) ? [] : await named(index, word, found.size > 0);
      if (made.length) {
        const begun = found.size ? [{ weight: WEIGHT.initials, parts: [{ word, variants: found, open: true }] }] : [];
        nodes.push({ means: word, forms: [...made.map((parts) => ({ weight: WEIGHT.initials, parts })), ...begun] });
        expanded.push(...made.map((parts) => parts.map((part) => part.word).join(" ")));
        continue;
      }
      if (found.size) {
        add(word, { word, variants: found, open: typing(word) });
        if (word.length > 5 && ![...found.keys()].some((other) => other.startsWith(word))) {
          await index.loadAll(); // a slip may begin otherwise
          doubt(index, word, found);
        }
        continue;
      }
      if (exact.has(word) || query.common || (typing(word) && word.length < 3)) {
        unknown.push(word);
        continue;
      }
      const short = variants(index, word, word.length > 2);
      await index.loadAll();
      const beside = neighbors(index, query.words, corrected, word);
      // "prep", "eval": a word cut short, unless a slip of it makes a name with a word beside it: "cold strat".
      const slip = short.size ? spelled(index, word, typing(word), beside) : null;
      if (short.size && !(slip && slip.far < NAMED)) {
        add(word, { word, variants: short });
        continue;
      }
      const meant = short.size ? slip : corrections(index, word, typing(word), beside);
      if (!meant) {
        unknown.push(word);
        continue;
      }
      corrected.push([word, meant.words.join(" ")]);
      for (const part of meant.parts) add(part.word, part, meant.sure);
    }

    // Another name of the same thing: the acronym for the words, the words for the acronym.
    const spoken = nodes.map((node) => node.means);
    for (const term of index.terms) {
      for (const form of forms(term)) {
        const at = form.length > 1 ? within(form, spoken) : spoken.findIndex((word) => plural(word, form[0]));
        if (at < 0) continue;
        const others = forms(term).filter((other) => other !== form && within(other, form) < 0 && within(form, other) < 0);
        await index.load([].concat(...others).map((word) => word.slice(0, 3)));
        for (const other of others) {
          const telling = other.filter((word) => !index.stop.has(word));
          const more = telling.map((word) => ({ word, variants: variants(index, word, false) }));
          if (!more.length || more.some((part) => !part.variants.size)) continue;
          nodes[at].forms.push({ weight: WEIGHT.alternative, parts: more, covers: form.length });
          expanded.push(other.join(" "));
        }
        break;
      }
    }
    await respell(index, spoken, nodes);
    await reword(index, query, spoken, nodes);
    return { ...query, spoken, nodes, corrected, expanded, unknown };
  }

  /** Adds to each node the spelling in one word or in two: "over fitting", "reranking". */
  async function respell(index, spoken, nodes) {
    for (let at = 0; at + 1 < spoken.length; at++) {
      const joined = spoken[at] + spoken[at + 1];
      const found = index.vocabulary.has(joined) ? variants(index, joined, false) : new Map();
      if (found.size) nodes[at].forms.push({ weight: WEIGHT.joined, parts: [{ word: joined, variants: found }], covers: 2 });
    }
    for (const [at, word] of spoken.entries()) {
      const prefix = PREFIXES.find((start) => word.startsWith(start) && word.length > start.length + 3);
      if (!prefix) continue;
      const rest = word.slice(prefix.length);
      await index.load([rest.slice(0, 3)]);
      if (!index.vocabulary.has(prefix) || !index.vocabulary.has(rest)) continue;
      const parts = [prefix, rest].map((part) => ({ word: part, variants: variants(index, part, false) }));
      nodes[at].forms.push({ weight: WEIGHT.parted, parts });
    }
  }

  /** Adds other words that mean the same; of "how long" the node is that of "long". */
  async function reword(index, query, spoken, nodes) {
    for (const stem of new Set(spoken.map(Words.stem))) {
      for (const { words, telling, ways } of index.others.get(stem) || []) {
        const met = telling.length === words.length || within(words, query.raw) >= 0;
        const at = met ? within(telling, spoken) : -1;
        if (at < 0) continue;
        await index.load(ways.flat().map((word) => word.slice(0, 3)));
        for (const way of ways) {
          const parts = way.map((word) => ({ word, variants: variants(index, word, false) }));
          if (parts.some((part) => !part.variants.size)) continue;
          for (const part of parts) part.weak = index.weak.has(part.word);
          nodes[at].forms.push({ weight: telling.length > 1 ? WEIGHT.saying : WEIGHT.synonym, parts, covers: telling.length });
        }
      }
    }
  }

  return { read, understand, forms, within };
})();

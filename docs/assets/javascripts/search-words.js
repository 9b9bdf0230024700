/* Words: how a text is cut into them, what their stems are, how far apart two spellings lie.
   fold() and words() do what macros/search/words.py does; tests/search/words.yml holds both to it. */
"use strict";

const Words = (() => {
  const CHAIN = /(?:^|[^\p{L}\p{N}])([\p{L}\p{N}]{1,2}(?:[/&-][\p{L}\p{N}]{1,2})+)(?![\p{L}\p{N}])/gu;
  const WORD = /[0-9]+(?:\.[0-9]+)+|[\p{L}\p{N}]+/gu;

  /** Lower case, without accents, typographic variants and possessives. */
  function fold(text) {
    return text
      .normalize("NFKD")
      .replace(/\p{Mn}/gu, "")
      .toLowerCase()
      .replace(/[\u2018\u2019\u02bc\u00b4`]/g, "'")
      .replace(/([\p{L}\p{N}])'s(?![\p{L}\p{N}_])/gu, "$1")
      .replace(/'/g, "");
  }

  /** All matches of a pattern with the flag g. */
  function each(pattern, text) {
    const found = [];
    let match;
    pattern.lastIndex = 0;
    while ((match = pattern.exec(text))) found.push(match);
    return found;
  }

  /** The words of a text in order, then joined chains: "A/B" gives a, b and ab. */
  function words(text) {
    const folded = fold(text);
    const found = folded.match(WORD) || [];
    for (const chain of each(CHAIN, folded)) found.push(chain[1].replace(/[/&-]/g, ""));
    return found;
  }

  /** The parts of each chain such as A/B. */
  function chains(text) {
    return each(CHAIN, fold(text)).map((chain) => chain[1].split(/[/&-]/));
  }

  /* Endings, longest first, and how many letters must stay before them. */
  const ENDINGS = [
    ["mentation", 4], ["ization", 4], ["ational", 4], ["ability", 3], ["ibility", 3], ["izing", 4], ["ation", 4], ["ating", 4],
    ["ator", 4], ["ated", 4], ["ized", 4], ["izer", 4], ["able", 3], ["ible", 4], ["ness", 4], ["ment", 4],
    ["ize", 4], ["ate", 4], ["ing", 3], ["ion", 4], ["ive", 4], ["ity", 4], ["ed", 3], ["er", 3], ["al", 4],
    ["ly", 4], ["e", 3], ["y", 5],
  ];

  /* Forms that no ending explains. */
  const FORMS = new Map(Object.entries({
    chose: "choose", chosen: "choose", built: "build", ran: "run", kept: "keep", sent: "send", lost: "lose", grew: "grow",
    grown: "grow", fell: "fall", fallen: "fall", taught: "teach", learnt: "learn", broke: "break", broken: "break",
    wrote: "write", written: "write", knew: "know", known: "know", forgot: "forget", forgotten: "forget", drew: "draw",
    drawn: "draw", indices: "index", indexes: "index", matrices: "matrix", vertices: "vertex", criteria: "criterion",
    hypotheses: "hypothesis", analyses: "analysis", biases: "bias", lenses: "lens", losses: "loss", centre: "center",
    centres: "center", catalogue: "catalog", catalogues: "catalog", judgement: "judgment", judgements: "judgment",
    practise: "practice", practised: "practice", practising: "practice", licence: "license", programme: "program",
    analyse: "analyze", analysed: "analyze", analysing: "analyze", defence: "defense", offence: "offense", grey: "gray",
    ageing: "aging", artefact: "artifact", artefacts: "artifact", maths: "math", children: "child", men: "man",
    women: "woman", embed: "embedding", embeds: "embedding", biased: "bias", debiased: "debias", debiasing: "debias",
    went: "go", gone: "go", shown: "show", seen: "see", saw: "see", held: "hold", led: "lead", met: "meet",
    paid: "pay", said: "say", told: "tell", found: "find", left: "leave", spent: "spend", split: "split", fed: "feed",
  }));

  /** A stem that inflections and spellings of a word share. It is only compared with other stems, never shown. */
  function stem(given) {
    const word = FORMS.get(given) || given;
    if (word.length < 4 || /[^a-z]/.test(word)) return word;
    let rest = word
      .replace(/isation/, "ization").replace(/ys(e|ed|es|ing)$/, "yz$1") // British spellings
      .replace(/([a-z]{2}(?:[lrntdgx]|[^o]m|[td]om|th|ph|ub))is(e|ed|es|ing|er|ers)$/, "$1iz$2") // but not "precise"
      .replace(/([a-z]{2,})our(s|al|ed|ing|ite|ites|able|hood|hoods)?$/, "$1or$2")
      .replace(/([aeiouy][a-z]*[^aeiou][aeiou])ll(ed|ing|er|ers)$/, "$1l$2"); // but not "rolling"
    if (/ies$/.test(rest) && rest.length > 4) rest = rest.slice(0, -3) + "y";
    else if (/(x|ch|sh|ss|zz)es$/.test(rest)) rest = rest.slice(0, -2);
    else if (/[^su]s$/.test(rest) && !/is$/.test(rest)) rest = rest.slice(0, -1);
    for (const [ending, least] of ENDINGS) {
      if (rest.length - ending.length < least || !rest.endsWith(ending) || rest.endsWith("eed")) continue; // "speed"
      rest = rest.slice(0, -ending.length);
      if (/^(ing|ed|er)$/.test(ending)) rest = rest.replace(/([bdgmnprt])\1$/, "$1");
      break;
    }
    return rest;
  }

  /** How many typing mistakes a word of this length may hold. */
  function allowed(length) {
    return length < 4 ? 0 : length < 7 ? 1 : 2;
  }

  const KEYS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
  const NEAR = new Set();
  KEYS.forEach((row, r) => {
    [...row].forEach((key, at) => {
      for (const other of [row[at + 1], (KEYS[r + 1] || "")[at], (KEYS[r + 1] || "")[at - 1]]) {
        if (other) NEAR.add(key + other).add(other + key);
      }
    });
  });
  const VOWEL = /[aeiouy]/;
  const ALIKE = new Set(["cs", "sc", "ck", "kc", "sz", "zs", "fv", "vf", "ck", "kq", "qk", "ij", "ji"]);

  /** What it costs to take one letter for another: less for a neighbor on the keyboard, a vowel, a letter of one sound. */
  function slip(one, other) {
    if (one === other) return 0;
    return NEAR.has(one + other) || ALIKE.has(one + other) || (VOWEL.test(one) && VOWEL.test(other)) ? 0.8 : 1;
  }

  /**
   * How far two spellings are apart: letters inserted, left out, replaced or swapped with their neighbor, where
   * likely slips count less than one, a letter doubled or not doubled half; most + 1 if it is more than most. With
   * asPrefix, between the first word and the nearest start of the second.
   */
  function distance(one, other, most, asPrefix) {
    if (!asPrefix && Math.abs(one.length - other.length) > 2 * most) return most + 1;
    const width = asPrefix ? Math.min(other.length, one.length + 2 * most) : other.length;
    const gap = (text, at) => (at > 0 && text[at] === text[at - 1] ? 0.6 : 1);
    let before = [], last = [0];
    for (let j = 1; j <= width; j++) last.push(last[j - 1] + gap(other, j - 1));
    for (let i = 1; i <= one.length; i++) {
      const row = [last[0] + gap(one, i - 1)];
      let least = row[0];
      for (let j = 1; j <= width; j++) {
        let cost = Math.min(
          last[j] + gap(one, i - 1),
          row[j - 1] + gap(other, j - 1),
          last[j - 1] + slip(one[i - 1], other[j - 1]),
        );
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
          cost = Math.min(cost, before[j - 2] + 0.8);
        }
        row.push(cost);
        if (cost < least) least = cost;
      }
      if (least > most) return most + 1;
      before = last;
      last = row;
    }
    return Math.min(asPrefix ? Math.min(...last) : last[width], most + 1);
  }

  return { fold, words, chains, each, stem, allowed, distance, WORD };
})();

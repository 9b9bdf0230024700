/* Ranking: which pages answer a query, in which order, and which of their sections are shown.

   A page's score is made of its words in titles, other names, headings and text (BM25 with weighted fields), of its best
   section, of how much of the query they cover, and of a bonus when the query is the name of something it owns. */
"use strict";

const Rank = (() => {
  const P = {
    title: 6, alias: 4, heading: 4, question: 5, named: 4, // what a hit counts against one in the text
    k: 1, b: 0.2, pageK: 4, // how soon more hits stop counting, and how much long sections are held back
    page: 2, section: 1, more: 0.08, // shares of the page, of its best section and of the next two
    cover: 0.45, // how sharply missing words cost
    weak: 0.1, subject: 0.4, // what a word that says little counts
    term: 2.7, termAlias: 2.65, // bonuses for owning a term: more than all others can reach
    headed: 0.7, section_: 1.4, // for a section's heading, its other names
    name: 2, pageAlias: 1.5, entry: 0.55, // for a page's title, its other names, an entry of the glossary
    contained: 0.3, // more likeness when the name holds the whole query
    names: 2000, other: 4, readings: 10, called: 1, sharp: 2.5, union: 0.6, unionSharp: 3, unionSection: 0.7, // of names: about how many there are, what an unasked word weighs
    vote: 2, unsure: 2, sure: 0.5, // for a page with all votes; how much more where no bonus reaches this
    least: 0.02, // share of votes below which a page is left out
    voteSection: 0.5, answer: 2, // for sections with a text like the query: those that hold its words, all
    dive: 0.6, owns: 1.8, // how near a deep dive must come to its section; from which bonus on the section owns the name
    doubt: 1.1, open: 0.85, // how far a completion or a second guess counts for a name
  };

  /** How telling something is that stands in so many of all sections. */
  const idf = (all, some) => Math.log(1 + (all - some + 0.5) / (some + 0.5));

  /** Adds up where a part stands: sections and pages with weighted counts, and how telling it is. */
  function places(index, part) {
    if (part.sections) return part;
    const sections = new Map(), pages = new Map();
    const add = (map, at, count) => map.set(at, (map.get(at) || 0) + count);
    for (const [word, weight] of part.variants) {
      const entry = index.vocabulary.get(word);
      for (const [at, count] of entry.body) {
        add(sections, at, count * weight);
        add(pages, index.sections[at].page.at, count * weight);
      }
      for (const at of entry.heading) {
        const boost = index.sections[at].anchor.startsWith("q-") ? P.question : P.heading;
        add(sections, at, boost * weight);
        add(pages, index.sections[at].page.at, boost * weight);
      }
      for (const at of entry.named) {
        add(sections, at, P.named * weight);
        add(pages, index.sections[at].page.at, P.named * weight);
      }
      for (const at of entry.title) add(pages, at, P.title * weight);
      for (const at of entry.alias) add(pages, at, P.alias * weight);
    }
    part.sections = sections;
    part.pages = pages;
    part.idf = idf(index.sections.length, Math.min(sections.size || pages.size, index.sections.length));
    if (part.weak) part.idf *= P.weak;
    return part;
  }

  /** The best form of each node in one place; returns the score and the share of the query that it covers. */
  function score(nodes, value) {
    let sum = 0, mass = 0, covered = 0;
    const hits = new Array(nodes.length).fill(0);
    nodes.forEach((node, at) => {
      for (const form of node.forms) {
        let got = 0, met = 0;
        for (const part of form.parts) {
          const v = value(part);
          if (v > 0) met += 1;
          got += part.idf * v;
        }
        got *= form.weight * Math.pow(met / form.parts.length, 2);
        // A form may stand for several nodes: it is shared among them.
        const span = form.covers || 1;
        for (let i = at; i < Math.min(at + span, nodes.length); i++) hits[i] = Math.max(hits[i], got / span);
      }
    });
    nodes.forEach((node, at) => {
      const weight = Math.max(...node.forms.map((form) => form.parts[0].idf));
      mass += weight;
      sum += hits[at];
      if (hits[at] > 0) covered += weight * Math.min(1, 0.4 + hits[at] / (weight || 1));
    });
    return { sum, cover: mass ? covered / mass : 0 };
  }

  /** Names and who owns them: [words, page, section's anchor, bonus]; names come with the shards that hold them. */
  function names(index) {
    const push = (text, page, bonus, section) => {
      const telling = Words.words(text).filter((word) => !index.stop.has(word));
      const stems = [...new Set(telling.map(Words.stem))];
      if (!stems.length) return;
      index.names.push({ stems, page, bonus, section });
      for (const stem of stems) index.often.set(stem, (index.often.get(stem) || 0) + 1);
    };
    if (!index.names) {
      index.names = [];
      index.often = new Map();
      index.taken = 0;
      index.dull = new Set([...index.weak].map(Words.stem));
      const subject = Words.words(index.pages[0].title); // what all pages are about, and its acronyms
      const initials = subject.map((word) => word[0]).join("");
      const short = subject.map((_, at) => initials.slice(0, at + 1)).slice(1);
      index.subject = new Set([...subject, ...short].map(Words.stem));
      for (const page of index.pages) {
        push(page.title, page.at, P.name);
        push(page.path.split("/").slice(-2).join(" "), page.at, P.name); // its address is a short title
        if (page.number) push(page.number, page.at, P.name);
        for (const alias of page.aliases) push(alias, page.at, P.pageAlias);
      }
      for (const { at, page, anchor, heading } of index.sections) {
        if (anchor && !anchor.startsWith("q-") && page.at !== index.glossary) push(heading.split(":")[0], page.at, P.headed, at);
      }
      for (const term of index.terms) {
        for (const name of [term.term, term.expansion].filter(Boolean)) push(name, term.owner, P.term);
        for (const name of term.aliases) push(name, term.owner, P.termAlias);
        if (index.glossary < 0) continue;
        for (const name of [term.term, term.expansion, ...term.aliases].filter(Boolean)) {
          push(name, index.glossary, P.entry);
        }
      }
    }
    let count = 0;
    for (const { section, name } of index.named.values()) {
      if (++count > index.taken) push(name, index.sections[section].page.at, P.section_, section);
    }
    index.taken = count;
    return index.names;
  }

  /** How much of its weight a stem keeps: words of questions and of the guide's own subject say little. */
  const share = (index, stem) => (index.dull.has(stem) ? P.weak : index.subject.has(stem) ? P.subject : 1);

  /** How telling a stem is in names. Of a stem of the query all names are there; of others that is not known. */
  const rare = (index, stem) => Math.log(1 + P.names / (1 + (index.often.get(stem) || 0)));

  /** The query as sets of stems with weights: as it stands, then with other names of the same thing in its place. */
  function readings(index, query) {
    const read = (parts, factor) => {
      const asked = new Map(); // stem -> which part of the query means it, how surely, and what that is worth
      let mass = 0;
      parts.forEach((part, at) => {
        const stem = Words.stem(part.word);
        const known = !part.open || index.vocabulary.has(part.word);
        const worth = (known ? rare(index, stem) : P.other) * share(index, stem);
        const best = Math.max(...part.variants.values());
        for (const [word, weight] of part.variants) {
          const meant = weight === best ? 1 : Math.min(1, P.doubt * (part.open ? Math.max(weight, P.open) : weight));
          const other = Words.stem(word);
          if (meant > (asked.has(other) ? asked.get(other).meant : 0)) asked.set(other, { at, meant, worth });
        }
        mass += worth;
      });
      return { asked, mass, factor };
    };
    const first = query.nodes.map(({ forms }) => forms[0].parts);
    const all = [read(first.flat(), 1)];
    query.nodes.forEach(({ forms }, at) => {
      for (const form of forms.slice(1)) {
        const others = first.filter((_, i) => i < at || i >= at + (form.covers || 1));
        if (all.length < P.readings) all.push(read([...others.flat(), ...form.parts], form.weight));
      }
    });
    return all;
  }

  /** The bonus of each page, by how nearly the query is the name of something that it owns, and of each section. */
  function bonuses(index, query) {
    const list = names(index);
    const found = new Map(), sections = new Map();
    const raise = (map, at, value) => value > (map.get(at) || 0) && map.set(at, value);
    for (const { asked, mass, factor } of readings(index, query)) {
      const unions = new Map(); // what all names of one place hold together
      for (const { stems, page, bonus, section } of list) {
        let both = 0, own = 0, held;
        for (const stem of stems) {
          const hit = asked.get(stem);
          if (!hit) {
            own += P.other * share(index, stem);
            continue;
          }
          const got = hit.worth * hit.meant;
          held = held || new Map(); // each part of the query counts once
          own += held.has(hit.at) ? P.other : hit.worth;
          both += Math.max(0, got - (held.get(hit.at) || 0));
          raise(held, hit.at, got);
          const place = section === undefined ? -1 - page : section;
          if (!unions.has(place)) unions.set(place, new Map());
          raise(unions.get(place), hit.at, got);
        }
        if (!both) continue;
        const part = Math.min(1, both / Math.max(mass, 1e-9)); // how much of the query the name holds
        let like = Math.min(1, both / Math.max(mass, own, mass + own - both, 1e-9));
        if (part > 0.95) like += (1 - like) * P.contained;
        like *= factor;
        if (like <= 0.25) continue;
        raise(found, page, bonus * Math.pow(like, P.sharp));
        if (section !== undefined) raise(sections, section, like);
      }
      for (const [place, held] of unions) {
        if (held.size < 2) continue;
        let both = 0;
        for (const worth of held.values()) both += worth;
        const like = Math.min(1, both / Math.max(mass, 1e-9)) * factor;
        raise(found, place < 0 ? -1 - place : index.sections[place].page.at, P.union * Math.pow(like, P.unionSharp));
        if (place >= 0) raise(sections, place, like * P.unionSection);
      }
    }
    return { found, sections };
  }

  /** Ranks pages. Returns [{page, score, sections: [{section, score}]}], best first, ties in reading order. */
  function rank(index, query, keep) {
    const nodes = query.nodes;
    for (const node of nodes) for (const form of node.forms) form.parts.forEach((part) => places(index, part));
    const candidates = new Set();
    for (const node of nodes) {
      for (const form of node.forms) for (const part of form.parts) for (const at of part.pages.keys()) candidates.add(at);
    }
    const { found: bonus, sections: called } = bonuses(index, query);
    const votes = Votes.count(index, query, (word) => (index.subject.has(Words.stem(word)) ? P.subject : 1));
    for (const [at, share] of votes.pages) if (share > P.least) candidates.add(at);
    const results = [];
    for (const at of candidates) {
      const page = index.pages[at];
      const whole = score(nodes, (part) => {
        const count = part.pages.get(at) || 0;
        return count / (count + P.pageK);
      });
      const sections = [];
      for (let s = page.first; s < page.end; s++) {
        if (keep && !keep.has(s)) continue;
        const section = index.sections[s];
        const norm = P.k * (1 - P.b + (P.b * section.length) / index.average);
        const got = score(nodes, (part) => {
          const count = part.sections.get(s) || 0;
          return count / (count + norm);
        });
        const like = called.get(s) || 0, near = votes.sections.get(s) || 0;
        if (got.sum > 0 || near > 0) {
          const more = 1 + P.called * like * like + P.voteSection * near * near;
          sections.push({ section, score: got.sum * Math.pow(got.cover, P.cover) * more + P.answer * near * near });
        }
      }
      if (keep && !sections.length) continue;
      sections.sort((a, b) => b.score - a.score || a.section.at - b.section.at);
      const best = sections.slice(0, 3).reduce((sum, one, i) => sum + one.score * (i ? P.more : 1), 0);
      const raw = page.weight * (P.page * whole.sum * Math.pow(whole.cover, P.cover) + P.section * best);
      results.push({ page, raw, sections });
    }
    const top = Math.max(0, ...results.map((result) => result.raw));
    // Where hardly a name is near, the words that match are often met by chance: votes then count more.
    const near = Math.min(1, Math.max(0, ...bonus.values()) / P.sure);
    const vote = P.vote * (1 + P.unsure * (1 - near));
    for (const result of results) {
      const at = result.page.at;
      result.score = result.raw + top * ((bonus.get(at) || 0) + vote * (votes.pages.get(at) || 0));
    }
    return diveFirst(results.sort((a, b) => b.score - a.score || a.page.at - b.page.at), bonus);
  }

  /** A deep dive that answers nearly as well as the section it is part of says more, unless the section owns the name. */
  function diveFirst(results, bonus) {
    const [top] = results;
    if (!top || (bonus.get(top.page.at) || 0) >= P.owns) return results;
    const dive = results.find(({ page }) => page.partOf === top.page);
    if (!dive || dive.score < P.dive * top.score) return results;
    return [dive, ...results.filter((result) => result !== dive)];
  }

  /** Lists the names that are there from the start, so that the first query need not; returns the index. */
  function prepare(index) {
    names(index);
    return index;
  }

  return { rank, prepare, P };
})();

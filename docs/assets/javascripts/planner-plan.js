/* The arithmetic of the study planner: which page and which case on which day. It does what macros/plans.py does, whose
   plans stand on the page as tables; a test compares the two. Minutes and lists come from the form's data. */
(() => {
  "use strict";

  const floor = Math.floor;

  /* All pages: those named first in their order, the rest as given, each after the pages it needs. */
  const order = (pages, first) => {
    const needs = new Map(pages.map((page) => [page.id, page.needs]));
    const done = new Set();
    const take = (id) => {
      if (done.has(id) || !needs.has(id)) return;
      needs.get(id).forEach(take);
      done.add(id);
    };
    [...first, ...needs.keys()].forEach(take);
    return [...done];
  };

  /* Minutes of each day with work, by day counted from 0: a day of rest in a full week, light at the end. */
  const capacities = (data, days, week) => {
    const { rules, kinds } = data;
    const found = new Map();
    for (let start = 0; start < days; start += 7) {
      const length = Math.min(7, days - start);
      const budget = floor((week * length) / 7);
      if (budget < rules.least) continue;
      const count = Math.max(1, Math.min(length === 7 ? 6 : length, floor(budget / rules.session)));
      for (let index = 0; index < count; index += 1) {
        found.set(start + floor(((2 * index + 1) * length) / (2 * count)), floor(budget / count));
      }
    }
    const light = kinds.recall.minutes + kinds.close.minutes;
    if (found.has(days - 1)) found.set(days - 1, Math.min(found.get(days - 1), light));
    return found;
  };

  /* What may begin, go on or be returned to on one day; changes the state, returns the day's work. */
  const workOf = (data, state, { day, days, minutes, ahead, week, gaps, later }) => {
    const { rules, kinds } = data;
    const work = [];
    let rest = minutes;
    const add = (kind, about, spent, goesOn = false, since = -1) => {
      work.push({ kind, about, minutes: spent, goesOn, since });
      rest -= spent;
    };
    /* Adds what fits of an item; says whether it is finished. */
    const piece = (kind, item) => {
      let spent = Math.min(rest, item.left);
      if (item.left - spent > 0 && item.left - spent < rules.piece) spent = item.left - rules.piece;
      if (spent < Math.min(rules.piece, item.left)) return false;
      add(kind, item.id, spent, item.begun);
      item.left -= spent;
      item.begun = true;
      return item.left === 0;
    };
    const closing = days > 2 && day === days - 2;
    const mock = state.attempts > 0 && days >= 4 && state.nextMock <= day && day < days - 2;
    const tight = mock && !state.compare && rest < rules.session + kinds.recall.minutes;
    if (later && rest >= 2 * kinds.recall.minutes && !tight) add("recall", "", kinds.recall.minutes);
    if (day === days - 1) {
      if (rest >= rules.piece) add("close", "", Math.min(rest, kinds.close.minutes));
      return work;
    }
    if (state.compare && piece("compare", state.compare)) state.compare = null;
    if (mock && rest >= rules.session) {
      add("mock", "", Math.min(kinds.mock.minutes, rest));
      state.nextMock = day + Math.max(7, Math.ceil(2520 / week));
    }
    for (const item of state.due.filter((each) => each.day <= day)) {
      if (rest < kinds.return.minutes) break;
      add("return", item.id, kinds.return.minutes, false, item.since);
      state.due.splice(state.due.indexOf(item), 1);
    }
    const block = floor(day / 7);
    while (rest >= rules.piece && !closing) {
      const prompts = !state.cases.length && (state.prompts.get(block) ?? 0) < rules.prompts;
      const begun = !state.pages.some((page) => data.start.includes(page.id));
      const turn = state.attempted <= state.read + rules.lean || !state.pages.length;
      const fits = rest >= rules.whole || (rest >= kinds.attempt.minutes && rest + ahead >= rules.whole + 30);
      if (!state.compare && (state.cases.length || prompts) && begun && turn && fits) {
        const id = state.cases.length ? state.cases.shift() : data.prompt.id;
        if (id === data.prompt.id) state.prompts.set(block, (state.prompts.get(block) ?? 0) + 1);
        add("attempt", id, kinds.attempt.minutes);
        state.attempts += 1;
        state.attempted += rules.whole;
        state.compare = { id, left: kinds.compare.minutes, begun: false };
        for (const gap of gaps) {
          if (day + gap <= days - 2) state.due.push({ day: day + gap, id, since: day });
        }
        if (piece("compare", state.compare)) state.compare = null;
        continue;
      }
      if (!state.pages.length) break;
      const before = rest;
      if (piece("read", state.pages[0])) state.pages.shift();
      if (rest === before) break;
      state.read += before - rest;
    }
    return work;
  };

  /* Days with work and what found no room, for a number of days before the interview and minutes a week. */
  const plan = (data, days, week, role, weak) => {
    const focus = [
      ...data.weak.filter((spot) => weak.includes(spot.id)).flatMap((spot) => spot.first),
      ...(data.roles.find((each) => each.id === role)?.first ?? []),
    ];
    const minutes = new Map(data.pages.map((page) => [page.id, page.minutes]));
    const fit = (one) => one.uses.filter((id) => focus.includes(id)).length;
    const state = {
      pages: order(data.pages, [...data.start, ...focus, ...data.core])
        .map((id) => ({ id, left: minutes.get(id), begun: false })),
      cases: [...data.cases].sort((one, other) => fit(other) - fit(one)).map((each) => each.id),
      due: [], compare: null, read: 0, attempted: 0, attempts: 0, prompts: new Map(), nextMock: Math.min(4, floor(days / 3)),
    };
    const gaps = data.rules.gaps.find(([most]) => days <= most)[1];
    const room = capacities(data, days, week);
    const found = [];
    for (const [day, given] of room) {
      let ahead = 0;
      for (const [other, later] of room) if (other > day && other <= days - 2) ahead += later;
      const works = workOf(data, state, { day, days, minutes: given, ahead, week, gaps, later: found.length > 0 });
      if (works.length) found.push({ day, works });
    }
    return { days: found, left: [...state.pages.map((page) => page.id), ...state.cases] };
  };

  /* Dates: days are counted in UTC, so that no change of the clocks adds or takes one. */

  const DAY = 86400000;
  const WRITTEN = /^(\d{4})-(\d{2})-(\d{2})$/;
  /* The number of a day since 1970, or NaN for what is no date. */
  const parse = (text) => {
    const parts = WRITTEN.exec(text);
    if (!parts) return NaN;
    const [year, month, day] = parts.slice(1).map(Number);
    const date = new Date(Date.UTC(year, month - 1, day));
    const same = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
    return same ? date.getTime() / DAY : NaN;
  };
  const iso = (number) => new Date(number * DAY).toISOString().slice(0, 10);
  const words = (number, year) => new Intl.DateTimeFormat("en-US", {
    weekday: "short", day: "numeric", month: "short", timeZone: "UTC", ...(year ? { year: "numeric" } : {}),
  }).format(new Date(number * DAY));

  /* What the fields say, as numbers, or every reason why no plan can be made, each with the field it is about. */
  const read = (fields, today, least) => {
    const interview = parse(fields.interview);
    const start = fields.start === "" ? today : parse(fields.start);
    const hours = /^\d{1,3}(?:\.\d+)?$/.test(fields.hours.trim()) ? Number(fields.hours) : NaN;
    const errors = [];
    if (Number.isNaN(interview)) errors.push(["interview", "Date of the interview: give a date such as " + iso(today + 28)]);
    else if (interview < today) errors.push(["interview", "The date of the interview is past"]);
    else if (interview === today) errors.push(["interview", "The interview is today: no day is left to plan"]);
    else if (interview > today + 366) errors.push(["interview", "The interview is more than a year away: plan the last year"]);
    if (Number.isNaN(start)) errors.push(["start", "First day of work: give a date such as " + iso(today)]);
    else if (interview > today && start >= interview) {
      errors.push(["start", "The first day of work must come before the interview"]);
    } else if (interview <= today + 366 && interview - start > 366) errors.push(["start", "The first day of work is more than a year before the interview"]);
    if (Number.isNaN(hours)) errors.push(["hours", "Hours a week: write a number such as 8 or 7.5"]);
    else if (hours < 1 || hours > 60) errors.push(["hours", "Hours a week must be between 1 and 60"]);
    const days = interview - start;
    const week = Math.round(hours * 60);
    if (!errors.length && floor((week * Math.min(days, 7)) / 7) < least) {
      errors.push(["hours", "That leaves less than " + least + " minutes in all: read the one-page sheets and rest"]);
    }
    return errors.length ? { errors } : { interview, start, days, week };
  };

  globalThis.guidePlans = { capacities, iso, order, parse, plan, read, words };
})();

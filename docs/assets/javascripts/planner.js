/* The study planner's form: reads the fields, shows the plan, keeps it in the address, prints it, saves it for calendars.
   Nothing leaves the browser and nothing is stored. The plan itself is made by planner-plan.js. */
(() => {
  "use strict";

  const { iso, plan, read, words } = globalThis.guidePlans;
  const form = document.querySelector("form.planner");
  if (!form) return;
  const data = JSON.parse(form.dataset.plan);
  const known = new Map([...data.pages, ...data.cases, data.prompt].map((each) => [each.id, each]));
  const field = (name) => form.querySelector(`#planner-${name}`);
  const status = form.querySelector(".planner-status");
  const room = form.querySelector(".planner-plan");
  const now = new Date();
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / 86400000;
  let made = null;

  const element = (name, options, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(options)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };

  const values = () => ({
    interview: field("interview").value,
    start: field("start").value,
    hours: field("hours").value,
    role: field("role").value,
    weak: [...form.querySelectorAll('input[name="weak"]:checked')].map((box) => box.value),
  });

  /* A line of work in words, and the same with a link. */
  const parts = (work) => {
    const page = known.get(work.about);
    const prompt = page && work.about === data.prompt.id && work.kind !== "read";
    const before = data.kinds[work.kind].label + (page ? (prompt ? " a prompt from " : " ") : "");
    const since = work.since >= 0 ? `, first tried on ${words(made.start + work.since)}` : "";
    return { before, page, after: `${since} (${work.goesOn ? "goes on, " : ""}${work.minutes} min)` };
  };
  const text = (work) => {
    const { before, page, after } = parts(work);
    return before + (page ? page.label : "") + after;
  };
  const line = (work) => {
    const { before, page, after } = parts(work);
    return element("li", {}, before, page ? element("a", { href: page.url }, page.label) : "", after);
  };
  const outputs = (works) => [...new Set(works.map((work) => data.kinds[work.kind].output))];
  const minutes = (works) => works.reduce((sum, work) => sum + work.minutes, 0);
  const counted = (count, one, many) => `${count} ${count === 1 ? one : many}`;

  const table = (week, days) => {
    const from = made.start + 7 * week;
    const to = Math.min(from + 6, made.interview - 1);
    const total = days.reduce((sum, each) => sum + minutes(each.works), 0);
    const head = ["Date", "Work", "Minutes", "At the end of the day you have"];
    const rows = days.map(({ day, works }) => element("tr", {},
      element("th", { scope: "row" }, words(made.start + day)),
      element("td", {}, element("ul", {}, ...works.map(line))),
      element("td", {}, String(minutes(works))),
      element("td", {}, outputs(works).join("; "))));
    return element("table", {},
      element("caption", {}, `Week ${week + 1}: ${words(from, true)} to ${words(to, true)}, ${total} min`),
      element("thead", {}, element("tr", {}, ...head.map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", {}, ...rows));
  };

  const show = () => {
    const { days, left } = made.plan;
    const weeks = [...new Set(days.map(({ day }) => Math.floor(day / 7)))];
    const parts = [
      element("p", { class: "planner-title" }, `Interview on ${words(made.interview, true)}`),
      ...weeks.map((week) => {
        const box = element("div", { class: "planner-scroll", tabindex: "0", role: "region", "aria-label": `Week ${week + 1}` });
        box.append(table(week, days.filter(({ day }) => Math.floor(day / 7) === week)));
        return box;
      }),
    ];
    if (left.length) {
      const links = left.map((id) => element("li", {}, element("a", { href: known.get(id).url }, known.get(id).label)));
      parts.push(element("p", {}, "No room in these hours, best first:"), element("ul", { class: "planner-left" }, ...links));
    }
    room.replaceChildren(...parts);
    const works = days.flatMap((each) => each.works);
    const of = (kind) => works.filter((work) => work.kind === kind).length;
    const pages = data.pages.filter((page) => !left.includes(page.id)).length;
    status.className = "planner-status";
    status.textContent = `Plan made: ${counted(days.length, "day", "days")} of work, ${
      Math.round(minutes(works) / 6) / 10} h, ${counted(pages, "page", "pages")} finished, ${
      counted(of("attempt"), "first attempt", "first attempts")}, ${counted(of("return"), "return", "returns")}, ${
      counted(of("mock"), "mock", "mocks")}.`;
  };

  const refuse = (errors) => {
    made = null;
    room.replaceChildren();
    status.className = "planner-status planner-error";
    status.textContent = `${errors.map(([, message]) => message).join(". ")}.`;
  };

  const address = () => {
    const here = new URL(location.href);
    const { weak, ...rest } = values();
    here.search = new URLSearchParams({ ...rest, weak: weak.join(".") });
    here.hash = form.id;
    return here.href;
  };

  const make = () => {
    const given = values();
    if (!given.start) field("start").value = given.start = iso(today);
    const found = read(given, today, data.rules.least);
    for (const name of ["interview", "start", "hours"]) {
      const wrong = found.errors?.some(([about]) => about === name);
      if (wrong) field(name).setAttribute("aria-invalid", "true");
      else field(name).removeAttribute("aria-invalid");
    }
    form.classList.toggle("planner-made", !found.errors);
    if (found.errors) {
      refuse(found.errors);
      field(found.errors[0][0]).focus();
      return;
    }
    made = { ...found, plan: plan(data, found.days, found.week, given.role, given.weak) };
    show();
    const link = form.querySelector(".planner-link");
    link.href = address();
    try {
      history.replaceState(history.state, "", link.href);
    } catch {
      /* A page opened as a file may not change its address. */
    }
  };

  const file = () => {
    const entries = made.plan.days.map(({ day, works }) => {
      const page = works.map((work) => known.get(work.about)).find(Boolean);
      return {
        date: iso(made.start + day),
        end: iso(made.start + day + 1),
        summary: `ML design, ${minutes(works)} min`,
        description: [...works.map(text), `At the end: ${outputs(works).join("; ")}`].join("\n"),
        url: page ? new URL(page.url, location.href).href : "",
      };
    });
    entries.push({
      date: iso(made.interview), end: iso(made.interview + 1), summary: "ML system design interview",
      description: "Nothing new today.", url: "",
    });
    return globalThis.guideCalendar.calendar(entries, new Date());
  };
  const save = () => {
    const url = URL.createObjectURL(new Blob([file()], { type: "text/calendar" }));
    element("a", { href: url, download: "study-plan.ics" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  };
  const print = () => {
    const root = document.documentElement;
    root.classList.add("planner-printing");
    addEventListener("afterprint", () => root.classList.remove("planner-printing"), { once: true });
    globalThis.print();
  };

  const start = () => {
    const button = (name, action) => {
      const made = element("button", { type: action ? "button" : "submit" }, name);
      if (action) made.addEventListener("click", action);
      return made;
    };
    form.querySelector(".planner-off").remove();
    const fields = form.querySelector(".planner-fields");
    fields.append(element("p", { class: "planner-actions" }, button("Make the plan")));
    fields.disabled = false;
    status.after(element("p", { class: "planner-actions planner-after" }, button("Print the plan", print),
      button("Save for a calendar (.ics)", save), element("a", { class: "planner-link", href: "" }, "Link to this plan")));
    field("interview").min = iso(today + 1);
    field("start").value = iso(today);
    form.noValidate = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      make();
    });
    const shared = new URLSearchParams(location.search);
    if (!shared.has("interview")) return;
    for (const name of ["interview", "start", "hours"]) field(name).value = shared.get(name) ?? field(name).value;
    if (data.roles.some((each) => each.id === shared.get("role"))) field("role").value = shared.get("role");
    const weak = (shared.get("weak") ?? "").split(".");
    for (const box of form.querySelectorAll('input[name="weak"]')) box.checked = weak.includes(box.value);
    make();
  };

  start();
  globalThis.guidePlanner = { data, file, today };
})();

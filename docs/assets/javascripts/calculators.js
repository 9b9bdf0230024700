/* The calculators of the estimation page. Each form carries its steps as trees, made from the same source as the
   printed example; this script reads the fields, runs the trees and writes numbers as the guide writes them. */
(() => {
  "use strict";

  /* Numbers as text: the rule of macros/estimates/formatting.py for rounded results. */

  const ladder = (names) => names.split(" ").map((name, i) => [1000 ** i, 1000 ** i, name]);
  const LADDERS = {
    bytes: ladder("bytes kB MB GB TB PB EB ZB"),
    "FLOP/s": ladder("FLOP/s kFLOP/s MFLOP/s GFLOP/s TFLOP/s PFLOP/s EFLOP/s"),
    s: [[1e-9, 1e-9, "ns"], [1e-6, 1e-6, "µs"], [1e-3, 1e-3, "ms"], [1, 1, "s"], [120, 60, "min"],
      [7200, 3600, "h"], [172800, 86400, "days"]],
    days: [[1 / 86400, 1 / 86400, "s"], [1 / 720, 1 / 1440, "min"], [1 / 12, 1 / 24, "h"], [1, 1, "days"]],
  };
  const COUNTED = ["replicas", "devices", "users per arm"];
  const WORDS = [[1e12, " trillion"], [1e9, " billion"], [1e6, " million"]];

  /* n significant digits, ties to even as in Python; toExponential would round them up. */
  const rounded = (value, n) => {
    const exact = value.toExponential(100);
    const [mantissa, exponent] = exact.split("e");
    const figures = mantissa.replace(".", "");
    const tie = /^50*$/.test(figures.slice(n)) && Number(figures[n - 1]) % 2 === 0;
    if (!tie) return Number(value.toExponential(n - 1));
    return Number(`${figures[0]}.${figures.slice(1, n)}e${exponent}`);
  };
  const digits = (value) => rounded(value, 12).toExponential().split("e")[0].replace(".", "").length;
  const short = (value) => rounded(value, 3);

  const plain = (value) => {
    const [mantissa, power] = rounded(value, 12).toExponential().split("e");
    const figures = mantissa.replace(".", "");
    const point = Number(power) + 1;
    const whole = point > 0 ? figures.slice(0, point).padEnd(point, "0") : "0";
    const rest = point > 0 ? figures.slice(point) : "0".repeat(-point) + figures;
    return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (/[1-9]/.test(rest) ? `.${rest}` : "");
  };
  const power = (value) => {
    const [mantissa, exponent] = rounded(value, 12).toExponential().split("e");
    const raised = [...String(Number(exponent))].map((c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]).join("");
    return (mantissa === "1" ? "" : `${mantissa} × `) + `10${raised}`;
  };
  /* A rounded number without unit, and whether it is the bare 1 after which a unit is singular. */
  const number = (value) => {
    if (value >= 1e15 || (value > 0 && value < 1e-4)) return [power(value), false];
    if (digits(value) <= 4 || value >= 1e9) {
      const word = WORDS.find(([size]) => value >= size);
      if (word) return [plain(value / word[0]) + word[1], false];
    }
    return [plain(value), plain(value) === "1"];
  };
  const singular = (unit) => {
    const plural = /^( ?(?:[A-Za-z]+ )*[A-Za-z]+[A-RT-Za-rt-z])s(?=$|\/| per )/.exec(unit);
    return plural ? plural[1] + unit.slice(plural[0].length) : unit;
  };
  const percent = (value) => {
    if (value > 0.99 && value < 1) {
      const rest = 1 - value;
      return rest < 1e-10 ? "nearly 100%" : `${plain(100 - rounded(100 * rest, 2))}%`;
    }
    return value > 0 && value < 1e-6 ? power(short(value)) : `${plain(short(value * 100))}%`;
  };
  const climb = (value, steps, per) => {
    const reached = steps.filter(([size, step]) => short(value / step) * step >= size * (1 - 1e-12));
    const [, step, name] = reached.at(-1) ?? steps.find((each) => value || each[1] === 1);
    const [text, one] = number(short(value / step));
    return `${text} ${one ? singular(name) : name}${per}`;
  };
  const show = (value, unit) => {
    if (unit === "fraction") return percent(value);
    const head = unit in LADDERS ? unit : unit.split(/\/| per /, 1)[0];
    if (head in LADDERS) return climb(value, LADDERS[head], unit.slice(head.length));
    const whole = COUNTED.includes(unit) && Number.isInteger(value);
    const [text, one] = number(whole ? rounded(value, 12) : short(value));
    return unit ? `${text} ${one ? singular(unit) : unit}` : text;
  };

  /* Steps. */

  const poly = (factors, x) => factors.reduce((sum, factor) => sum * x + factor);
  /* The quantile of the standard normal distribution: algorithm AS241 (Wichura, 1988), as Python has it. */
  const quantile = (p) => {
    const q = p - 0.5;
    if (Math.abs(q) <= 0.425) {
      const r = 0.180625 - q * q;
      return poly([2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
        13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608], r) * q
        / poly([5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
          5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1], r);
    }
    const r = Math.sqrt(-Math.log(q <= 0 ? p : 1 - p));
    const x = r <= 5
      ? poly([7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
        3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734], r - 1.6)
        / poly([1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
          0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1], r - 1.6)
      : poly([2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
        0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699,
        6.6579046435011037772], r - 5)
        / poly([2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
          7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1], r - 5);
    return q < 0 ? -x : x;
  };
  const OPERATIONS = {
    "+": (a, b) => a + b,
    "-": (a, b) => a - b,
    "*": (a, b) => a * b,
    "/": (a, b) => a / b,
    "^": (a, b) => a ** b,
    up: (x) => Math.max(1, Math.ceil(Math.min(x - 1e-9, x * (1 - 1e-12)))),
    quantile,
  };
  const run = (tree, values) => {
    if (Array.isArray(tree)) return OPERATIONS[tree[0]](...tree.slice(1).map((each) => run(each, values)));
    return typeof tree === "string" ? values[tree] : tree;
  };

  /* Fields. */

  const RANGES = {
    "above 0": (x) => x > 0,
    "at least 0": (x) => x >= 0,
    "at least 1": (x) => x >= 1,
    "between 0 and 1": (x) => x >= 0 && x <= 1,
    "above 0 and at most 1": (x) => x > 0 && x <= 1,
    "above 0 and below 1": (x) => x > 0 && x < 1,
  };
  const WRITTEN = /^([+-]?(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d*)?(?:e[+-]?\d+)?)(%?)$/i;
  const read = (input) => {
    const label = input.labels[0].textContent;
    const written = WRITTEN.exec(input.value.replaceAll("\u2212", "-").replace(/\s/g, ""));
    const share = written !== null && written[2] === "%";
    const value = written === null || !/\d/.test(written[1].split(/e/i)[0]) ? NaN
      : Number(written[1].replaceAll(",", "")) / (share ? 100 : 1);
    if (Number.isNaN(value) || (share && !("percent" in input.dataset))) {
      const sample = "percent" in input.dataset ? "0.05 or 5%" : "1500, 1,500 or 1.5e3";
      return { error: `${label}: write a number such as ${sample}` };
    }
    const { range } = input.dataset;
    const whole = "whole" in input.dataset;
    if (!Number.isFinite(value) || !RANGES[range](value) || (whole && !Number.isInteger(value))) {
      return { error: `${label} must be ${whole ? "a whole number " : ""}${range}` };
    }
    return { value };
  };
  /* Values by name in; the steps with values and texts out, or what is wrong in one sentence. */
  const compute = (form, given) => {
    const values = { ...given };
    for (const [rule, message] of JSON.parse(form.dataset.rules)) {
      if (!(run(rule, values) > 0)) return { error: message };
    }
    const steps = [];
    for (const [name, label, tree, unit] of JSON.parse(form.dataset.steps)) {
      values[name] = run(tree, values);
      if (!Number.isFinite(values[name])) return { error: "A number is too large or too small to compute with" };
      steps.push({ label, value: values[name], text: show(values[name], unit) });
    }
    return { steps };
  };

  const element = (name, text, ...children) => {
    const made = document.createElement(name);
    made.append(text, ...children);
    return made;
  };
  const fields = (form) => [...form.querySelectorAll("input")];
  const update = (form) => {
    const values = {};
    const errors = [];
    for (const input of fields(form)) {
      const { value, error } = read(input);
      values[input.name] = value;
      if (error) errors.push(error);
      input.toggleAttribute("aria-invalid", false);
      if (error) input.setAttribute("aria-invalid", "true");
    }
    const { steps, error } = errors.length ? { error: errors.join(". ") } : compute(form, values);
    const result = form.querySelector(".calculator-result");
    if (error) {
      const message = element("p", `${error}.`);
      message.className = "calculator-error";
      result.replaceChildren(message);
      return;
    }
    const items = steps.map((step) => element("li", `${step.label}: `, element("b", step.text)));
    const final = element("p", `${form.dataset.result}: `, element("b", steps.at(-1).text));
    final.className = "calculator-final";
    result.replaceChildren(element("ol", "", ...items), final);
  };

  const address = (form) => {
    const here = new URL(location.href);
    here.search = new URLSearchParams([["calculator", form.dataset.calculator],
      ...fields(form).map((input) => [input.name, input.value])]);
    here.hash = form.id;
    return here.href;
  };
  const remember = (form) => {
    form.querySelector(".calculator-link").href = address(form);
    try {
      history.replaceState(history.state, "", address(form));
    } catch {
      /* A page opened as a file may not change its address. */
    }
  };
  const start = (form) => {
    const link = element("a", "Link to this calculation");
    link.className = "calculator-link";
    link.href = address(form);
    const reset = element("button", "Back to the example");
    reset.type = "reset";
    form.append(element("p", "", link, " ", reset));
    form.lastChild.className = "calculator-actions";
    for (const input of fields(form)) input.readOnly = false;
    form.addEventListener("input", () => { update(form); remember(form); });
    form.addEventListener("reset", () => setTimeout(() => { update(form); remember(form); }));
    form.addEventListener("submit", (event) => event.preventDefault());
    const shared = new URLSearchParams(location.search);
    if (shared.get("calculator") !== form.dataset.calculator) return;
    for (const input of fields(form)) input.value = shared.get(input.name) ?? input.value;
    update(form);
    link.href = address(form);
  };

  const forms = [...document.querySelectorAll("form.calculator")];
  forms.forEach(start);
  globalThis.guideCalculators = { compute, show, rounded };
})();

/* A plan as a calendar file (RFC 5545): one entry a day, for the whole day, so that it blocks no hour. */
(() => {
  "use strict";

  const escaped = (text) => text.replace(/\\/g, "\\\\").replace(/;/g, "\\;").replace(/,/g, "\\,").replace(/\r?\n/g, "\\n");
  /* No line is longer than 75 bytes; a longer one goes on after a line break and a space, never inside a character. */
  const folded = (line) => {
    const lines = [""];
    let bytes = 0;
    for (const character of line) {
      const size = new TextEncoder().encode(character).length;
      if (bytes + size > 74) {
        lines.push("");
        bytes = 0;
      }
      lines[lines.length - 1] += character;
      bytes += size;
    }
    return lines.join("\r\n ");
  };
  const compact = (date) => date.replaceAll("-", "");
  const stamp = (moment) => moment.toISOString().replace(/[-:]/g, "").replace(/\.\d+/, "");

  /* Takes entries { date, end, summary, description, url }, dates as 2026-12-24, and the moment of writing. */
  const calendar = (entries, moment) => {
    const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ML System Design Guide//Study planner//EN", "CALSCALE:GREGORIAN"];
    entries.forEach((entry, index) => {
      lines.push(
        "BEGIN:VEVENT",
        `UID:${compact(entry.date)}-${index}-study-plan@ml-system-design-guide`,
        `DTSTAMP:${stamp(moment)}`,
        `DTSTART;VALUE=DATE:${compact(entry.date)}`,
        `DTEND;VALUE=DATE:${compact(entry.end)}`,
        `SUMMARY:${escaped(entry.summary)}`,
        `DESCRIPTION:${escaped(entry.description)}`,
        ...(entry.url ? [`URL:${entry.url}`] : []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
      );
    });
    return [...lines, "END:VCALENDAR"].map(folded).join("\r\n") + "\r\n";
  };

  globalThis.guideCalendar = { calendar, folded };
})();

// When each step of a proposal is due, backwards from a meeting.

// The meetings before and after a day; the rhythm starts anew at each on record.
function around(recorded, every, day) {
  const start = recorded.findLast((iso) => iso <= day);
  const before = later(start, Math.floor(between(start, day) / every) * every);
  const meeting = { day: before, on_record: before === start };
  if (before === day) return [meeting, meeting];
  const next = later(before, every);
  const following = recorded.find((iso) => iso > day && iso <= next);
  return [meeting, { day: following ?? next, on_record: Boolean(following) }];
}

function events(data, { stage, meeting, deck_due, decision, about, order, steps, ahead }) {
  const due = steps.filter(({ day }) => day === deck_due).map(({ text }) => text);
  const vote = filled(data.sentences.vote, { who: decision });
  return [
    { id: "deck", day: deck_due, text: [order, ...due].join(" ") },
    { id: "present", day: meeting.day, text: `${vote} ${about}` }, ...ahead,
  ].map(({ id, day, text }) => ({
    uid: filled(data.sentences.uid, { id, stage, day: meeting.day }), day,
    summary: filled(data.sentences.events[id],
      { day: dayInWords(meeting.day), stage: capital(stage) }), text,
  }));
}

// As --json.
export function answers(data, { present_on = "", stage = "", on }) {
  choice(stage, data.stages, "is not a stage that a project can ask for",
    `Choose the stage: ${data.stages.map(capital).join(", ")}.`);
  const today = checkedDay(on);
  const say = (name, words) => filled(data.sentences[name], words);
  const words = { on: dayInWords(on) };
  if (today < data.first) {
    throw new Refused(say("known_from", { first: dayInWords(data.first), day: words.on }));
  }
  const soon = ["", "soon"].includes(present_on);
  if (!soon) {
    const wish = checkedDay(present_on, "present_on");
    const last = monthsAfter(today, 12 * data.years_ahead);
    words.day = dayInWords(wish);
    if (wish < today) throw new Refused(say("past", words), "present_on");
    if (wish > last) throw new Refused(say("too_far", { ...words, last: dayInWords(last) }), "present_on");
  }
  const period = data.periods.findLast(({ from }) => from <= today);
  const known = data.recorded.filter((day) => day <= today);
  const every = 7 * period.cadence;
  const first = (day) => around(known, every, day)[1];
  const inTime = first(later(today, period.deck_days));
  const [before, after] = soon ? [inTime, inTime] : around(known, every, present_on);
  const own = period.stages[stage];
  const base = { stage, on: today, wish: soon ? "soon" : present_on, decision: own.decision,
    sources: own.sources, undefined: data.sentences.undefined, following: null };
  if (before.day !== after.day) {
    return { ...base, verdict: "no meeting", meeting: null, nearest: [before, after], about: "", order: "",
      deck_due: null, days_left: null, steps: [], waits: [], checklists: [], ahead: [], events: [],
      headline: say("no_meeting",
        { ...words, before: dayInWords(before.day), after: dayInWords(after.day) }) };
  }
  const deck = later(before.day, -period.deck_days);
  const left = between(today, deck);
  Object.assign(words, { meeting: dayInWords(before.day), deck: dayInWords(deck) });
  const gaps = known.slice(1).map((day, n) => between(known[n], day));
  const rest = { ...base, meeting: before, nearest: [], deck_due: deck, days_left: left,
    verdict: left < 0 ? "late" : "in time", following: left < 0 ? inTime : null,
    headline: left < 0 ? say("late", { ...words, next: dayInWords(inTime.day) })
      : `${say("present", words)} ${left
        ? say("in_time", { days: counted(data, left, "days") }) : data.sentences.due_today}`,
    about: before.on_record ? data.sentences.on_record : say("by_rhythm", {
      every: period.every, rule: data.rule, last: dayInWords(known.at(-1)), gaps: gaps.length,
      fitting: gaps.filter((gap) => gap % every === 0).length }),
    order: filled(period.order, words),
    steps: own.steps.map((step) =>
      ({ ...step, day: { deck, present: before.day }[step.day] ?? null })),
    waits: data.waits, checklists: period.checklists,
    ahead: own.ahead.map(({ months, ...step }) => {
      const day = monthsAfter(before.day, months);
      return { ...step, day: step.id === "review" ? first(day).day : day };
    }),
  };
  return { ...rest, events: events(data, rest) };
}

// A calendar file (RFC 5545).
export function calendar(data, { events: entries, on }) {
  const plainDay = (day) => day.replaceAll("-", "");
  const safe = (text) => text.replace(/[\\;,]/g, "\\$&");
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", `PRODID:${data.product}`,
    ...entries.flatMap(({ uid, day, summary, text }) => ["BEGIN:VEVENT",
      `SUMMARY:${safe(summary)}`, `DTSTART;VALUE=DATE:${plainDay(day)}`,
      `DTEND;VALUE=DATE:${plainDay(later(day, 1))}`, `DTSTAMP:${plainDay(on)}T000000Z`,
      `UID:${uid}`, `DESCRIPTION:${safe(text)}`, "TRANSP:TRANSPARENT", "END:VEVENT"]),
    "END:VCALENDAR"];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

// No line is longer than 75 bytes: it goes on in the next, after a space.
function folded(line) {
  let [made, bytes] = ["", 0];
  for (const sign of line) {
    const size = new TextEncoder().encode(sign).length;
    if (bytes + size > 74) [made, bytes] = [`${made}\r\n `, 0];
    made += sign;
    bytes += size;
  }
  return made;
}

const when = ({ day, basis }) => (day ? `${dayInWords(day)}, ${basis}` : capital(basis));
const link = (plan, { day }) => el("a", { class: "tool-choice", href:
  `?${new URLSearchParams({ stage: plan.stage, present_on: day })}` }, dayInWords(day));

function render(data, ask, output, detail) {
  const plan = answers(data, ask);
  output.replaceChildren(el("strong", {}, plan.headline));
  const choices = plan.nearest.length ? plan.nearest : [plan.following].filter(Boolean);
  if (choices.length) output.append(el("p", {}, "Plan for: ", choices.map((meeting) => link(plan, meeting))));
  if (!plan.meeting) return detail.replaceChildren();
  const about = `Asked on ${dayInWords(plan.on)}. ${data.sentences.no_promise}`;
  printHead("plan", `Presenting for ${capital(plan.stage)}`, plan.on,
    rulesOf(data.periods, plan.on), data.sentences.no_promise);
  const days = (n) => counted(data, n, "days");
  const vote = filled(data.sentences.vote, { who: plan.decision });
  const tasks = ({ tasks: all }) => all.map(({ text, who }) => (who ? `${text} (${who})` : text));
  const ahead = plan.ahead.map(({ day, text }) => `${dayInWords(day)}: ${text}`);
  const sources = plan.sources.map(({ rule, title, where }) => `${rule}: ${title}, “${where}”`);
  const steps = plan.steps.map((step) => `${step.text} Who: ${step.who}. When: ${when(step)}.`);
  const end = [...ahead, "", ...sources, "", about, location.href];
  const text = () => [plan.headline, plan.about, vote, plan.order, "",
    ...steps.map((step, n) => `${n + 1}. ${step}`), "", ...end].join("\n");
  const markdown = () => [`## Presenting to the council for ${capital(plan.stage)}`, "",
    md(plan.headline), "", md(plan.about), "", md(vote), "", md(plan.order), "", ...steps.map((s) => `- [ ] ${md(s)}`),
    ...plan.checklists.flatMap((sheet) =>
      ["", `### ${md(sheet.title)}`, "", ...tasks(sheet).map((task) => `- [ ] ${md(task)}`)]), "",
    ...end.slice(0, -1).map((line) => (line ? `- ${md(line)}` : "")), `<${location.href}>`].join("\n");
  const take = takeAway(text, markdown);
  take.prepend(el("a", { download: `lf-ai-data-${plan.stage}-${plan.meeting.day}.ics`,
    href: `data:text/calendar;charset=utf-8,${encodeURIComponent(calendar(data, plan))}` },
  "Into your calendar"));
  return detail.replaceChildren(
    el("p", { class: "tool-origin" }, plan.about), el("p", {}, vote), take, el("p", {}, plan.order),
    table("The steps, backwards from the meeting", ["What", "When", "Who", "What comes out"],
      plan.steps.map((step) => [step.text, when(step), step.who, step.outcome])),
    table("After the vote, how long it took",
      ["From … to …", "Projects", "Half of them within", "Quickest and slowest"],
      plan.waits.map((wait) => [wait.title, String(wait.projects), days(wait.median_days),
        `${wait.low_days} to ${days(wait.high_days)}`])),
    el("p", {}, plan.undefined), heading("Once it is hosted"), list(ahead),
    el("details", {}, el("summary", {}, "The staff's checklists, before the vote and after it"),
      plan.checklists.flatMap((sheet) => [heading(`${sheet.title} (${sheet.rule})`), list(tasks(sheet))])),
    el("details", {}, el("summary", {}, "Sources"), list(sources)));
}

start("plan", render);

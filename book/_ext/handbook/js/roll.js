// Who came to which meeting: from a table, or from minutes with check boxes (attendance.py); and what
// that makes of a seat (season.py). A script of its own beside the tool's, which calls readRoll and
// standing; what is wrong is thrown as {faults}.
{
const quote = (text) => `“${text.length > 40 ? `${text.slice(0, 37)}…` : text}”`;

const FORMULA = /^[=+@]/;
const tidy = (text) => text.normalize("NFC").replace(/[\p{C}\p{Z}]+/gu, " ").trim();
const BOX = /^\s*[-*+]\s+\[([ xX])\]\s+(.*)$/;
const HEADING = /^(?:\s{0,3}#{1,6}\s+(.*)|\s*\*\*(.*)\*\*:?\s*)$/;
const ROLL = /attend|present|roll[ -]?call|quorum|participants/i;

function cells(line, sign) {
  const parts = [];
  for (let rest = line; ;) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*/.exec(rest);
    const after = quoted && rest.slice(quoted[0].length);
    if (quoted && ["", sign].includes(after.slice(0, 1))) {
      parts.push(quoted[1].replaceAll('""', '"'));
      rest = after;
    } else {
      parts.push(rest.split(sign, 1)[0]);
      rest = rest.slice(parts.at(-1).length);
    }
    if (!rest) return parts.map(tidy);
    rest = rest.slice(1);
  }
}

function refuse(faults) {
  if (faults.length) throw Object.assign(new Error(faults[0]), { faults });
}

function tooMuch(data, seats, meetings) {
  const most = data.most;
  if (seats <= most.seats && meetings <= most.meetings) return;
  refuse([`That is more than a council's: at most ${most.seats} seats and ${most.meetings} meetings.`]);
}

function readTable(data, lines) {
  const rows = lines.map((line, n) => [n + 1, line]).filter(([, line]) => line.trim());
  if (!rows.length) refuse(["Paste a table or minutes."]);
  const sign = ["\t", ";", ","].find((candidate) => rows[0][1].includes(candidate)) ?? ",";
  const head = cells(rows[0][1], sign);
  const turned = head.slice(1).some((cell) => cell && dayWithin(cell) === cell);
  const size = [head.length - 1, rows.length - 1];
  if (Math.min(...size) < 1) refuse(["This is not a table of meetings and seats. Write lines such as “meeting,Baidu,ONNX” and “2024-01-11,x,-”."]);
  tooMuch(data, ...(turned ? size.reverse() : size));
  const faults = [];
  const firsts = [];
  let [grid, capital] = [[], false];
  for (const [n, line] of rows.slice(1)) {
    const [first, ...rest] = cells(line, sign);
    if (rest.length !== head.length - 1) {
      faults.push(`Line ${n} has ${rest.length + 1} cells, where the first has ${head.length}.`);
      continue;
    }
    firsts.push([n, first]);
    capital ||= rest.includes(data.capital.mark);
    grid.push(rest.map((cell, at) => data.written[cell.toLowerCase()] ?? (faults.push(
      `Line ${n}, column ${head[at + 1]}: ${FORMULA.test(cell) ? "a formula; write its result:" : `${quote(cell)} is not a mark; write`} ${data.accepted}.`), ".")));
  }
  const heads = head.slice(1).map((cell) => [rows[0][0], cell]);
  if (turned) grid = heads.map((_, at) => grid.map((row) => row[at]));
  const names = named(turned ? firsts : heads, faults);
  const days = (turned ? heads : firsts).map(([n, cell]) => dayOf(cell, `Line ${n}`, faults));
  if (new Set(names).size < names.length) faults.push("A seat is there twice.");
  refuse(faults);
  return days.map((day, n) => ({ day, names, capital,
    marks: new Map(names.map((name, at) => [name, grid[n][at]]).filter(([, mark]) => mark !== ".")) }));
}

const named = (pairs, faults) => pairs.map(([n, cell]) => {
  if (!cell) faults.push(`Line ${n}: a seat has no name.`);
  if (FORMULA.test(cell)) faults.push(`Line ${n}: ${quote(cell)} is a formula; write the name of a seat.`);
  return cell;
});

function dayOf(cell, where, faults) {
  const day = calendarDay(cell);
  if (!day) faults.push(`${where}: ${quote(cell)} is not a day; write it as 2024-01-11 or 11 Jan 2024.`);
  return day;
}

function readMinutes(lines, file) {
  const inName = dayWithin(file);
  const heads = lines.map((line) => HEADING.exec(line)).map((match) => match && (match[1] ?? match[2]));
  const hasRoll = heads.some((words) => words !== null && ROLL.test(words));
  const [faults, meetings] = [[], []];
  let [day, inRoll, marks] = [inName, !hasRoll, new Map()];
  const end = () => {
    if (!marks.size) return;
    if (!day) faults.push("The minutes have no day: put it into a heading, such as # 2024-01-11.");
    meetings.push({ day: day && dayOf(day, file || "Minutes", faults), marks, names: [...marks.keys()] });
    marks = new Map();
  };
  lines.forEach((line, n) => {
    const box = BOX.exec(line);
    if (heads[n] !== null) {
      const dated = dayWithin(heads[n]);
      if (!inName && dated) {
        end();
        day = dated;
      }
      inRoll = !hasRoll || ROLL.test(heads[n]);
    } else if (inRoll && box) {
      const whole = tidy(box[2].replace(/\[([^[\]]*)\]\([^()]*\)/g, "$1").replace(/[~*]/g, ""));
      const name = whole.replace(/\((?:an? )?alternate\b[^()]*\)$/i, "").trimEnd();
      if (marks.has(name)) faults.push(`Line ${n + 1}: ${quote(name)} is there twice.`);
      named([[n + 1, name]], faults);
      marks.set(name, box[1] === " " ? "-" : name === whole ? "x" : "a");
    }
  });
  end();
  refuse(faults);
  return meetings;
}

// One record of all the texts, each with the name of its file.
globalThis.readRoll = (data, texts) => {
  const meetings = texts.flatMap(([file, text]) => {
    if (text.length > data.most.signs) refuse(["That is too long for a season of a council."]);
    const nul = text.indexOf("\0");
    if (nul >= 0) refuse([`Line ${text.slice(0, nul).split("\n").length}: there is a NUL character in it, so it is not text.`]);
    const lines = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
    return lines.some((line) => BOX.test(line)) ? readMinutes(lines, file) : readTable(data, lines);
  });
  const seats = [...new Set(meetings.flatMap(({ names }) => names))];
  const held = meetings.filter(({ marks }) => [...marks.values()].some((mark) => mark !== "-"))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
  if (!held.length) refuse(["No meeting with anybody present is in it."]);
  tooMuch(data, seats.length, held.length);
  const twice = held.find(({ day }, n) => day === held[n + 1]?.day);
  if (twice) refuse([`The meeting of ${twice.day} is there twice; keep one.`]);
  const notes = meetings.some(({ capital }) => capital) ? [data.capital.note] : [];
  return { seats: seats.filter((seat) => meetings.some(({ marks }) => marks.has(seat))), held, notes };
};

const came = (mark, ways) => mark === "x" || (mark === "a" && ways.alternate === "present");

// Those of the absences up to a day that are within the time over which they count.
function counting(missed, day, { window }) {
  if (window === "all") return missed;
  const year = Number(day.slice(0, 4));
  const from = window === "year" ? day.slice(0, 4) : `${String(year - 1).padStart(4, "0")}${day.slice(4)}~`;
  return missed.filter((absence) => (window === "year" ? absence.startsWith(from) : absence > from));
}

// One seat under one reading: v votes, a stays away, s has lost its vote, . no seat then.
globalThis.standing = (marks, days, ways, { absences, back }) => {
  let [missed, row, lost, states] = [[], 0, false, ""];
  marks.forEach((mark, n) => {
    if (mark === ".") {
      [missed, row, lost] = [[], 0, false];
      states += ".";
      return;
    }
    const here = came(mark, ways);
    row = here ? row + 1 : 0;
    if (lost) {
      const returns = row >= back;
      states += returns && ways["second-meeting"] === "at" ? "v" : "s";
      if (returns) [lost, missed] = [false, []];
    } else if (here) {
      states += "v";
      if (ways["in-a-row"] === "in-a-row") missed = [];
    } else {
      states += "a";
      missed = [...missed, days[n]];
      const against = counting(missed, days[n], ways);
      lost = against.length >= absences;
      if (lost) missed = against;
      row = 0;
    }
  });
  const next = days.at(-1);
  const returns = lost && row + 1 >= back;
  const would_lose = !lost && counting([...missed, next], next, ways).length >= absences;
  return {
    states, may_vote: !lost || (returns && ways["second-meeting"] === "at"), would_regain: returns, would_lose,
    absences: lost ? missed : counting(missed, next, ways),
    if_present: returns ? "regains" : lost ? "without" : "keeps",
    if_absent: would_lose ? "loses" : lost ? "without" : "keeps",
  };
};

// Files become the table that they say, so that the address can keep it.
document.getElementById("files")?.addEventListener("change", async ({ target: { files } }) => {
  const area = document.getElementById("table");
  const data = JSON.parse(document.getElementById("attendance-data").textContent);
  const most = 4 * data.most.signs;
  let meant = [];
  try {
    const texts = await Promise.all([...files].map(async (file) => [file.name, await textOf(file, most)]));
    // Of several minutes, one without check boxes is left out, such as an index.
    meant = texts.filter(([, text]) => texts.length === 1 || /\[[ xX]\]/.test(text));
    const { seats, held } = readRoll(data, meant);
    const cell = (text) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const rows = held.map(({ day, marks }) => [day, ...seats.map((seat) => marks.get(seat) ?? ".")]);
    area.value = [["meeting", ...seats.map(cell)], ...rows].map((row) => row.join(",")).join("\n");
  } catch (error) {
    if (!error.faults) throw error;
    // Said where every other fault is. One that can be read at all is read again by the tool.
    if (!meant.length) {
      const answer = document.getElementById("attendance-answer");
      answer.replaceChildren(...error.faults);
      answer.classList.add("refused");
      return;
    }
    area.value = meant.map(([, text]) => text.slice(0, data.most.signs)).join("\n");
  }
  area.dispatchEvent(new Event("input", { bubbles: true }));
});
}

// One row of the timeline: shift, absence, windows and due times behind; travel, waiting, breaks and visits before.

const BAR_TOP = 9;
const BAR_HEIGHT = 18;
const BAR_MIDDLE = BAR_TOP + BAR_HEIGHT / 2;
const LANES = [31, 34, 37];

function ganttRow(technician, position, scale) {
  const person = plan.technicians[technician];
  const routes = routesOf(technician, state.day);
  const drawing = svg("svg", { width: scale.width, height: GANTT_ROW, "aria-hidden": "true" });
  drawing.append(...shiftMarks(person, scale), ...routes.flatMap((route) => routeMarks(route, scale)));
  const row = el("div", { class: emphasised() === technician ? "gantt-row main" : "gantt-row" }, nameCell(technician, routes), drawing);
  row.style.top = `${position * GANTT_ROW}px`;
  return row;
}

function nameCell(technician, routes) {
  const person = plan.technicians[technician];
  const visits = routes.reduce((sum, route) => sum + route.stops.length, 0);
  const duty = person.shifts.some(([day]) => day === state.day);
  const note = !duty ? "not on duty" : `${visits} visit${visits === 1 ? "" : "s"}`;
  const colour = routeColour(technician);
  const swatch = colour ? el("i", { class: "swatch" }) : null;
  if (swatch) swatch.style.background = colour;
  return el("div", { class: "gantt-name", "data-technician": technician, title: technicianLabel(person) },
    el("b", {}, swatch, person.name || person.id), el("small", {}, person.name ? `${person.id}, ${note}` : note));
}

const block = (kind, scale, start, end, top, height, extra = {}) => svg("rect", { class: kind, x: scale.x(start), y: top,
  width: Math.max(0, scale.x(end) - scale.x(start)), height, ...extra });

function shiftMarks(person, scale) {
  const marks = [];
  for (const [day, start, end, softEnd] of person.shifts) {
    if (day !== state.day) continue;
    const regular = softEnd === null ? end : Math.min(end, Math.max(start, softEnd));
    marks.push(block("shift", scale, start, regular, 0, GANTT_ROW));
    if (regular < end) marks.push(block("beyond", scale, regular, end, 0, GANTT_ROW));
  }
  const hour = 60 * plan.ticksPerMinute;
  for (let tick = scale.first; tick < scale.last; tick += hour) {
    marks.push(svg("line", { class: "hour", x1: scale.x(tick), x2: scale.x(tick), y1: 0, y2: GANTT_ROW }));
  }
  for (const [start, end] of person.absences) {
    const [from, to] = [Math.max(start, scale.first), Math.min(end, scale.last)];
    if (from < to) marks.push(block("absence", scale, from, to, 0, GANTT_ROW, {}));
  }
  return marks;
}

function routeMarks(route, scale) {
  const [below, above] = [[], []];
  let ready = route.departure;
  const depots = [...route.depots];
  const toDepots = (until) => {
    while (depots.length && depots[0][4] <= until) {
      const [name, , arrive, start, end, goods, travel] = depots.shift();
      below.push(...driveMarks(route, scale, ready, arrive, travel));
      if (start > arrive) below.push(waitMark(scale, arrive, start));
      const mark = block("depot", scale, start, Math.max(end, start + plan.ticksPerMinute), BAR_MIDDLE - 7, 14);
      mark.append(svg("title", {}, `${clock(start)} depot ${name}: ${goods}`));
      above.push(mark);
      ready = end;
    }
  };
  route.stops.forEach(([index, arrive, start, end, travel], order) => {
    toDepots(arrive);
    below.push(...driveMarks(route, scale, ready, arrive, travel));
    if (start > arrive) below.push(waitMark(scale, arrive, start));
    above.push(...promiseMarks(plan.appointments[index], index, order, scale), visitMark(index, start, end, scale));
    ready = end;
  });
  toDepots(Infinity);
  below.push(...driveMarks(route, scale, ready, route.arrival, route.back[0]));
  const breaks = route.breaks.map(([start, end]) => block("rest", scale, start, end, BAR_MIDDLE - 5, 10));
  const late = route.softEnd !== null && route.arrival > route.softEnd;
  const over = late ? [block("overtime", scale, Math.max(route.softEnd, route.departure), route.arrival, GANTT_ROW - 4, 4)] : [];
  return [...below, ...breaks, ...above, ...over];
}

/** The drive at the end of a gap, and what is left of the gap before it. */
function driveMarks(route, scale, ready, arrive, travel) {
  const off = route.breaks.reduce((sum, [start, end]) => (start >= ready && end <= arrive ? sum + end - start : sum), 0);
  const from = Math.max(ready, arrive - travel - off);
  const marks = [block("drive", scale, from, arrive, BAR_MIDDLE - 2, 4)];
  return from > ready ? [waitMark(scale, ready, from), ...marks] : marks;
}

const waitMark = (scale, start, end) => svg("line", { class: "wait", x1: scale.x(start), x2: scale.x(end), y1: BAR_MIDDLE, y2: BAR_MIDDLE });

function promiseMarks(appointment, index, order, scale) {
  const marks = [];
  const lane = LANES[order % LANES.length];
  const chosen = isSelected("appointment", index) ? " chosen" : "";
  for (const [earliest, latest] of appointment.windows || []) {
    const [from, to] = [Math.max(earliest, scale.first), Math.min(latest, scale.last)];
    if (from <= to) marks.push(block(`window${chosen}`, scale, from, Math.max(to, from + 1), lane - 1, chosen ? 3 : 2));
  }
  if (appointment.due !== undefined && appointment.due >= scale.first && appointment.due <= scale.last) {
    const x = Math.max(4, Math.min(scale.width - 4, scale.x(appointment.due)));
    if (chosen) marks.push(svg("line", { class: "until", x1: scale.x(plan.appointments[index].visit.end), x2: x, y1: 4.5, y2: 4.5 }));
    marks.push(svg("path", { class: `due${isTight(appointment) ? " tight" : ""}${chosen}`, d: `M${x - 4} 1h8l-4 7z` }));
  }
  return marks;
}

function visitMark(index, start, end, scale) {
  const { id, priority } = plan.appointments[index];
  const width = Math.max(3, scale.x(end) - scale.x(start) - 1);
  const classes = ["visit", priorityClass(priority)];
  if (!visible().set.has(index)) classes.push("faded");
  if (isSelected("appointment", index)) classes.push("chosen");
  const mark = svg("g", { class: classes.join(" "), "data-appointment": index },
    svg("title", {}, `${id}, ${clock(start)} to ${clock(end)}, priority ${priority}`),
    svg("rect", { x: scale.x(start), y: BAR_TOP, width, height: BAR_HEIGHT, rx: 3 }));
  if (id.length * 7.4 + 8 < width) mark.append(svg("text", { x: scale.x(start) + 4, y: BAR_TOP + 13 }, id));
  return mark;
}

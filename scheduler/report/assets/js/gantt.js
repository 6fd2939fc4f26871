// The timeline: a row a technician, only the rows in sight are in the document.

const GANTT_ROW = 42;
const NAME_WIDTH = 148;
const AXIS_HEIGHT = 26;

class Timeline {
  constructor() {
    this.scroller = byId("gantt");
    this.axis = el("div", { class: "axis" });
    this.body = el("div", { class: "gantt-rows" });
    this.scroller.append(patterns(), this.axis, this.body);
    this.stretch = 1;
    this.draw = everyFrame(() => this.paint());
    this.scroller.addEventListener("scroll", this.draw);
    this.scroller.addEventListener("click", (event) => this.click(event));
    this.scroller.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(this.draw).observe(this.scroller);
    byId("time-in").addEventListener("click", () => this.zoom(1.5));
    byId("time-out").addEventListener("click", () => this.zoom(1 / 1.5));
  }

  zoom(factor) {
    this.stretch = Math.max(1, Math.min(12, this.stretch * factor));
    this.draw();
  }

  /** First and last tick of the day shown, on whole hours around every shift and route of it. */
  range() {
    const shifts = plan.technicians.flatMap((technician) => technician.shifts.filter(([day]) => day === state.day));
    const routes = plan.routes.filter((route) => route.day === state.day);
    const hour = 60 * plan.ticksPerMinute;
    let [first, last] = [Infinity, -Infinity];
    for (const [, start, end] of shifts) [first, last] = [Math.min(first, start), Math.max(last, end)];
    for (const route of routes) [first, last] = [Math.min(first, route.departure), Math.max(last, route.arrival)];
    if (first === Infinity) [first, last] = [8 * hour, 17 * hour];
    return [Math.floor(first / hour) * hour, Math.ceil(last / hour) * hour];
  }

  paint() {
    const { clientWidth, clientHeight, scrollTop } = this.scroller;
    if (!clientWidth) return;
    const [first, last] = this.range();
    const width = Math.max(200, (clientWidth - NAME_WIDTH) * this.stretch);
    const scale = { first, last, width, x: (tick) => ((tick - first) * width) / (last - first) };
    const { technicians } = visible();
    this.body.style.height = `${Math.max(1, technicians.length) * GANTT_ROW}px`;
    this.body.style.width = `${NAME_WIDTH + width}px`;
    this.paintAxis(scale);
    const from = Math.max(0, Math.floor((scrollTop - AXIS_HEIGHT) / GANTT_ROW) - 2);
    const to = Math.min(technicians.length, Math.ceil((scrollTop + clientHeight) / GANTT_ROW) + 2);
    const rows = [];
    for (let position = from; position < to; position += 1) rows.push(ganttRow(technicians[position], position, scale));
    if (!technicians.length) rows.push(el("p", { class: "nothing" }, "No technician has a visit that fits the filters."));
    this.body.replaceChildren(...rows);
  }

  paintAxis(scale) {
    const hour = 60 * plan.ticksPerMinute;
    const step = hour * ([1, 2, 3, 4, 6, 12, 24].find((hours) => (scale.width * hours * hour) / (scale.last - scale.first) >= 44) || 24);
    const marks = svg("svg", { width: scale.width, height: AXIS_HEIGHT, "aria-hidden": "true" });
    for (let tick = scale.first; tick < scale.last; tick += step) {
      const x = scale.x(tick);
      marks.append(svg("line", { x1: x, x2: x, y1: 18, y2: AXIS_HEIGHT }), svg("text", { x: x + 3, y: 17 }, clock(tick)));
    }
    this.axis.style.width = `${NAME_WIDTH + scale.width}px`;
    this.axis.replaceChildren(el("div", { class: "corner" }, dayLabel(state.day)), marks);
  }

  click(event) {
    const visit = event.target.closest("[data-appointment]");
    const name = event.target.closest("[data-technician]");
    if (visit) selectAppointment(Number(visit.dataset.appointment));
    else if (name) selectTechnician(Number(name.dataset.technician));
  }

  key(event) {
    const { technicians } = visible();
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const along = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if ((!across && !along) || !technicians.length) return;
    event.preventDefault();
    const current = technicians.indexOf(emphasised());
    if (along || current < 0) {
      const next = Math.max(0, Math.min(technicians.length - 1, current < 0 ? 0 : current + along));
      selectTechnician(technicians[next]);
      this.reveal(technicians[next]);
    } else this.stepTo(technicians[current], across);
  }

  stepTo(technician, step) {
    const stops = routesOf(technician, state.day).flatMap((route) => route.stops.map(([index]) => index));
    if (!stops.length) return;
    const at = state.selected.kind === "appointment" ? stops.indexOf(state.selected.index) : step > 0 ? -1 : stops.length;
    selectAppointment(stops[Math.max(0, Math.min(stops.length - 1, at + step))]);
  }

  /** Scrolls a technician's row into view. */
  reveal(technician) {
    const position = visible().technicians.indexOf(technician);
    if (position < 0) return;
    const top = position * GANTT_ROW;
    const room = this.scroller.clientHeight - AXIS_HEIGHT - GANTT_ROW;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (top > this.scroller.scrollTop + room) this.scroller.scrollTop = top - room;
  }
}

function patterns() {
  const stripes = (id, colour) => svg("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("line", { x1: 0, y1: 0, x2: 0, y2: 6, stroke: colour, "stroke-width": 3 }));
  return svg("svg", { class: "patterns", width: 0, height: 0, "aria-hidden": "true" },
    svg("defs", {}, stripes("late", "#f2cf8f"), stripes("away", "#c3ccd4"), stripes("rest", "#9fb0be")));
}

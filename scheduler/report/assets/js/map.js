// The map: where it looks, what is under the pointer, and how it is moved. It has no tiles and asks nobody for any.

const REACH = 10;

class PlanMap {
  constructor() {
    this.canvas = byId("map");
    this.tip = byId("map-tip");
    this.context = this.canvas.getContext("2d");
    this.centre = [0, 0];
    this.scale = 1;
    this.hover = null;
    this.draw = everyFrame(() => this.paint());
    this.flatten();
    new ResizeObserver(() => this.resize()).observe(this.canvas.parentElement);
    this.listen();
  }

  /** Degrees become plane units: a degree of latitude is one, a degree of longitude is as long as it is in the middle. */
  flatten() {
    const [, south, , north] = bounds(landmarks());
    this.narrow = Math.max(0.01, Math.cos((((south + north) / 2) * Math.PI) / 180));
  }

  plane([longitude, latitude]) {
    return [longitude * this.narrow, -latitude];
  }

  /** Where a position is on the canvas, in CSS pixels. */
  screen(position) {
    const [x, y] = this.plane(position);
    return [(x - this.centre[0]) * this.scale + this.width / 2, (y - this.centre[1]) * this.scale + this.height / 2];
  }

  resize() {
    const { clientWidth, clientHeight } = this.canvas.parentElement;
    if (!clientWidth || !clientHeight) return;
    const first = !this.width;
    this.width = clientWidth;
    this.height = clientHeight;
    const density = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(clientWidth * density);
    this.canvas.height = Math.round(clientHeight * density);
    this.context.setTransform(density, 0, 0, density, 0, 0);
    if (first || !this.touched) this.fit();
    else this.draw();
  }

  /** Shows all of what the filters leave. */
  fit() {
    if (!this.width) return;
    const [left, bottom, right, top] = bounds(focus());
    const [west, north] = this.plane([left, top]);
    const [east, south] = this.plane([right, bottom]);
    this.centre = [(west + east) / 2, (north + south) / 2];
    const across = this.width / Math.max(east - west, 4e-3);
    const along = this.height / Math.max(south - north, 4e-3);
    this.scale = Math.min(across, along) * 0.92;
    this.touched = false;
    this.draw();
  }

  zoom(factor, x = this.width / 2, y = this.height / 2) {
    const next = Math.max(1, Math.min(4e6, this.scale * factor));
    const [dx, dy] = [x - this.width / 2, y - this.height / 2];
    this.centre = [this.centre[0] + dx / this.scale - dx / next, this.centre[1] + dy / this.scale - dy / next];
    this.scale = next;
    this.touched = true;
    this.draw();
  }

  pan(dx, dy) {
    this.centre = [this.centre[0] - dx / this.scale, this.centre[1] - dy / this.scale];
    this.touched = true;
    this.draw();
  }

  /** Brings a position into view if it is out of sight. */
  reveal(position) {
    if (!position || !this.width) return;
    const [x, y] = this.screen(position);
    if (x < 20 || y < 20 || x > this.width - 20 || y > this.height - 20) {
      this.centre = this.plane(position);
      this.touched = true;
    }
    this.draw();
  }

  /** The appointment or home nearest to a point of the canvas, `null` if none is near. */
  under(x, y) {
    let best = null;
    let nearest = REACH;
    const offer = (kind, index, position) => {
      if (!position) return;
      const [px, py] = this.screen(position);
      const distance = Math.hypot(px - x, py - y) + (kind === "technician" ? 1 : 0);
      if (distance < nearest) [best, nearest] = [{ kind, index }, distance];
    };
    const { appointments, technicians } = visible();
    for (const index of appointments) if (onDay(plan.appointments[index])) offer("appointment", index, plan.appointments[index].at);
    for (const index of technicians) offer("technician", index, plan.technicians[index].home);
    return best;
  }

  listen() {
    const { canvas } = this;
    let from = null;
    canvas.addEventListener("pointerdown", (event) => {
      from = { x: event.offsetX, y: event.offsetY, moved: false };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!from) return this.point(event.offsetX, event.offsetY);
      const [dx, dy] = [event.offsetX - from.x, event.offsetY - from.y];
      if (!from.moved && Math.hypot(dx, dy) < 4) return undefined;
      from = { x: event.offsetX, y: event.offsetY, moved: true };
      return this.pan(dx, dy);
    });
    canvas.addEventListener("pointerup", (event) => {
      if (from && !from.moved) this.choose(this.under(event.offsetX, event.offsetY));
      from = null;
    });
    canvas.addEventListener("pointerleave", () => this.point(-99, -99));
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => this.key(event));
    byId("zoom-in").addEventListener("click", () => this.zoom(1.5));
    byId("zoom-out").addEventListener("click", () => this.zoom(1 / 1.5));
    byId("zoom-fit").addEventListener("click", () => this.fit());
  }

  key(event) {
    const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    if (moves[event.key]) this.pan(...moves[event.key]);
    else if (event.key === "+" || event.key === "=") this.zoom(1.5);
    else if (event.key === "-") this.zoom(1 / 1.5);
    else if (event.key === "0") this.fit();
    else return;
    event.preventDefault();
  }

  choose(target) {
    if (!target) change({ selected: null });
    else if (target.kind === "appointment") selectAppointment(target.index);
    else selectTechnician(target.index);
  }

  point(x, y) {
    const target = x < 0 ? null : this.under(x, y);
    this.canvas.classList.toggle("pointing", target !== null);
    this.tip.hidden = target === null;
    if (target) {
      this.tip.replaceChildren(...tipLines(target).map((line) => el("div", {}, line)));
      this.tip.style.left = `${Math.min(x + 14, this.width - 210)}px`;
      this.tip.style.top = `${y > this.height - 90 ? y - 80 : y + 14}px`;
    }
  }

  paint() {
    if (this.width) paintMap(this);
  }
}

/** Positions that the first view must hold; a single misplaced appointment without a visit does not shrink the rest. */
function landmarks() {
  const outline = plan.territories.flatMap((territory) => territory.rings.flat());
  const homes = plan.technicians.map((technician) => technician.home);
  const visited = plan.appointments.flatMap((appointment) => (appointment.visit ? [appointment.at] : []));
  const known = [...outline, ...homes, ...visited].filter(Boolean);
  return known.length ? known : plan.appointments.map((appointment) => appointment.at).filter(Boolean);
}

/** What a filter by territory or technician is about, else everything. */
function focus() {
  const territory = plan.territories.find((item) => item.id === state.territory);
  const found = territory ? territory.rings.flat() : [];
  if (state.technician) {
    const index = technicianIndex.get(state.technician);
    found.push(plan.technicians[index].home, ...routesOf(index, state.day).flatMap(linePositions));
  }
  const known = found.filter(Boolean);
  return known.length ? known : landmarks();
}

function bounds(positions) {
  const box = [180, 90, -180, -90];
  for (const [x, y] of positions) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return positions.length ? box : [-1, -1, 1, 1];
}

function tipLines({ kind, index }) {
  if (kind === "technician") {
    const technician = plan.technicians[index];
    const visits = routesOf(index, state.day).reduce((sum, route) => sum + route.stops.length, 0);
    return [technicianLabel(technician), `Home, ${visits} visits this day`];
  }
  const { id, priority, details, visit } = plan.appointments[index];
  const lines = [`${id}, priority ${priority}`];
  if (details && details.customer) lines.push(details.customer);
  if (!visit) return [...lines, "Not scheduled"];
  return [...lines, `${when(visit.start, state.day)} with ${technicianLabel(plan.technicians[visit.route.technician])}`];
}

// What the map shows, from the ground up: territories, routes, homes, appointments, what has no visit, the selection.

// Distinct for the colour-blind (after Paul Tol's "muted" and "bright" schemes); used only when routes are few.
const ROUTE_COLOURS = ["#332288", "#117733", "#882255", "#0077bb", "#8a7a00", "#aa4499", "#2f8f83", "#b8485c"];
const PRIORITY_COLOURS = { 1: "#b3400e", 2: "#e8a317", 3: "#3a78b5", 4: "#8795a3" };
const PRIORITY_INK = { 1: "#fff", 2: "#17212b", 3: "#fff", 4: "#17212b" };
const INK = "#17212b";

const priorityColour = (priority) => PRIORITY_COLOURS[Math.min(priority, 4)];

/** The colour of a technician's route, `null` when there are too many to tell apart. */
function routeColour(technician) {
  const { technicians } = visible();
  if (technicians.length > ROUTE_COLOURS.length) return null;
  return ROUTE_COLOURS[technicians.indexOf(technician) % ROUTE_COLOURS.length];
}

function paintMap(map) {
  const { context } = map;
  context.clearRect(0, 0, map.width, map.height);
  const shownRoutes = plan.routes.filter((route) => route.day === state.day && visible().technicianSet.has(route.technician));
  const main = visible().technicianSet.has(emphasised()) ? emphasised() : null;
  paintTerritories(map);
  for (const route of shownRoutes) if (route.technician !== main) paintRoute(map, route, main !== null);
  paintHomes(map);
  paintDepots(map, shownRoutes);
  paintAppointments(map, main);
  for (const route of shownRoutes) if (route.technician === main) paintMainRoute(map, route);
  paintSelection(map);
}

function trace(map, positions) {
  map.context.beginPath();
  positions.forEach((position, order) => {
    const [x, y] = map.screen(position);
    if (order === 0) map.context.moveTo(x, y);
    else map.context.lineTo(x, y);
  });
}

function paintTerritories(map) {
  const { context } = map;
  for (const [index, territory] of plan.territories.entries()) {
    const chosen = state.territory === territory.id;
    context.fillStyle = chosen ? "#d7e6f2" : index % 2 ? "#eef2f5" : "#f4f6f8";
    context.strokeStyle = chosen ? "#1f5f8b" : "#b4c0ca";
    context.lineWidth = chosen ? 2 : 1;
    for (const ring of territory.rings) {
      trace(map, ring);
      context.fill("evenodd");
      context.stroke();
    }
  }
  context.font = "600 11px system-ui, sans-serif";
  context.textAlign = "left";
  context.textBaseline = "top";
  context.fillStyle = "#6b7986";
  const taken = [];
  for (const territory of plan.territories) paintTerritoryName(map, territory, taken);
}

/** A territory's name in the corner of what is in sight of it, if there is room that no other name has taken. */
function paintTerritoryName(map, territory, taken) {
  if (!territory.rings.length) return;
  const [west, south, east, north] = bounds(territory.rings[0]);
  const [left, top] = map.screen([west, north]).map((edge) => Math.max(edge, 0));
  const [right, bottom] = map.screen([east, south]);
  const room = Math.min(right, map.width) - left - 12;
  const name = territory.name || territory.id;
  const label = [name, territory.id].find((text) => map.context.measureText(text).width < room);
  if (!label || Math.min(bottom, map.height) - top < 20) return;
  const end = left + map.context.measureText(label).width + 8;
  if (taken.some((other) => Math.abs(other.top - top) < 14 && left < other.end && other.left < end)) return;
  taken.push({ left, end, top });
  map.context.fillText(label, left + 6, top + 5);
}

function linePositions(route) {
  const visits = route.stops.map(([index, , start]) => [start, plan.appointments[index].at]);
  const depots = route.depots.map(([, at, , start]) => [start, at]);
  const stops = [...depots, ...visits].sort((one, two) => one[0] - two[0]).map(([, at]) => at);
  return [route.from, ...stops, route.to].filter(Boolean);
}

function paintRoute(map, route, faded) {
  const { context } = map;
  const own = routeColour(route.technician);
  trace(map, linePositions(route));
  context.lineJoin = "round";
  context.lineWidth = own ? 2 : 1.2;
  context.globalAlpha = faded ? 0.22 : own ? 0.75 : 0.4;
  context.strokeStyle = own || "#4d6377";
  context.stroke();
  context.globalAlpha = 1;
}

function paintMainRoute(map, route) {
  const { context } = map;
  trace(map, linePositions(route));
  context.lineJoin = "round";
  context.lineWidth = 6;
  context.strokeStyle = "#fff";
  context.stroke();
  context.lineWidth = 3;
  context.strokeStyle = routeColour(route.technician) || "#1f5f8b";
  context.stroke();
  if (route.from) paintHome(map, route.from, true, routeColour(route.technician));
  route.stops.forEach(([index], order) => paintNumber(map, plan.appointments[index], order + 1));
}

function paintNumber(map, appointment, number) {
  if (!appointment.at) return;
  const { context } = map;
  const [x, y] = map.screen(appointment.at);
  disc(context, x, y, 9, priorityColour(appointment.priority), "#fff", 2);
  context.fillStyle = PRIORITY_INK[Math.min(appointment.priority, 4)];
  context.font = "700 11px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(String(number), x, y + 0.5);
}

function disc(context, x, y, radius, fill, stroke, width) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = width;
  context.strokeStyle = stroke;
  context.stroke();
}

function paintDepots(map, routes) {
  const { context } = map;
  context.fillStyle = "#fff";
  context.strokeStyle = "#1b2733";
  context.lineWidth = 1.5;
  for (const route of routes) for (const [, at] of route.depots) {
    const [x, y] = map.screen(at);
    context.fillRect(x - 4.5, y - 4.5, 9, 9);
    context.strokeRect(x - 4.5, y - 4.5, 9, 9);
  }
}

function paintHomes(map) {
  for (const index of visible().technicians) {
    const { home } = plan.technicians[index];
    if (home) paintHome(map, home, false, routeColour(index));
  }
}

function paintHome(map, position, large, colour) {
  const { context } = map;
  const [x, y] = map.screen(position);
  const size = large ? 8 : 5.5;
  context.beginPath();
  context.moveTo(x - size, y - size * 0.1);
  context.lineTo(x, y - size * 1.1);
  context.lineTo(x + size, y - size * 0.1);
  context.lineTo(x + size * 0.7, y - size * 0.1);
  context.lineTo(x + size * 0.7, y + size * 0.8);
  context.lineTo(x - size * 0.7, y + size * 0.8);
  context.lineTo(x - size * 0.7, y - size * 0.1);
  context.closePath();
  context.fillStyle = colour || "#3c4a57";
  context.fill();
  context.lineWidth = 1.2;
  context.strokeStyle = "#fff";
  context.stroke();
}

function paintAppointments(map, main) {
  const { context } = map;
  const { appointments } = visible();
  const radius = appointments.length > 300 ? 3.6 : 5.5;
  const open = [];
  for (const index of appointments) {
    const appointment = plan.appointments[index];
    if (!appointment.at || !onDay(appointment)) continue;
    if (!appointment.visit) {
      open.push(appointment);
      continue;
    }
    const [x, y] = map.screen(appointment.at);
    context.globalAlpha = main === null || appointment.visit.route.technician === main ? 1 : 0.45;
    disc(context, x, y, radius, priorityColour(appointment.priority), "#fff", 1);
  }
  context.globalAlpha = 1;
  for (const appointment of open) paintOpen(map, appointment, radius + 1.5);
}

/** An appointment without a visit: a white diamond with a cross, so that shape and not colour alone tells it. */
function paintOpen(map, appointment, size) {
  const { context } = map;
  const [x, y] = map.screen(appointment.at);
  context.beginPath();
  context.moveTo(x, y - size);
  context.lineTo(x + size, y);
  context.lineTo(x, y + size);
  context.lineTo(x - size, y);
  context.closePath();
  context.fillStyle = "#fff";
  context.fill();
  context.lineWidth = size > 6 ? 2 : 1.3;
  context.strokeStyle = INK;
  context.stroke();
  const arm = size * 0.3;
  context.beginPath();
  context.moveTo(x - arm, y - arm);
  context.lineTo(x + arm, y + arm);
  context.moveTo(x + arm, y - arm);
  context.lineTo(x - arm, y + arm);
  context.strokeStyle = "#b3261e";
  context.stroke();
}

function paintSelection(map) {
  if (!state.selected || state.selected.kind !== "appointment") return;
  const { at } = plan.appointments[state.selected.index];
  if (!at) return;
  const [x, y] = map.screen(at);
  map.context.beginPath();
  map.context.arc(x, y, 14, 0, 2 * Math.PI);
  map.context.lineWidth = 3;
  map.context.strokeStyle = INK;
  map.context.stroke();
}

// The panel beside the plan: what to look at, or everything about one appointment or technician.

const SHOWN_ALTERNATIVES = 8;

function drawDetails() {
  const host = byId("details");
  const { selected } = state;
  const content = selected === null ? overview() : selected.kind === "appointment" ? appointmentDetails(selected.index) : technicianDetails(selected.index);
  host.replaceChildren(...content.flat().filter(Boolean));
  host.scrollTop = 0;
}

const heading = (text) => el("h3", {}, text);
const close = () => el("button", { type: "button", class: "close", "aria-label": "Close details", onclick: () => change({ selected: null }) }, "\u00d7");

function facts(pairs) {
  const rows = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return el("dl", { class: "facts" }, ...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

function technicianLink(index, text) {
  return el("button", { type: "button", class: "link", onclick: () => selectTechnician(index) }, text || technicianLabel(plan.technicians[index]));
}

function appointmentLink(index) {
  return el("button", { type: "button", class: "link", onclick: () => selectAppointment(index) }, plan.appointments[index].id);
}

const appointmentLinkById = (id) => (appointmentIndex.has(id) ? appointmentLink(appointmentIndex.get(id)) : id);

function overview() {
  const items = plan.summary.attention.map((item) => el("li", {},
    el("button", { type: "button", onclick: () => lookAt(item) }, item.sentence)));
  const nothing = el("p", { class: "soft" }, "Nothing stands out in this plan.");
  return [
    el("h2", {}, "Look at these first"),
    items.length ? el("ol", { class: "attention", id: "attention" }, ...items) : nothing,
    el("p", { class: "soft" }, "Select an appointment on the map, in the timeline or in a table to see why it is where it is."),
  ];
}

/** Shows what an item of attention is about, and only that. */
function lookAt(item) {
  const only = { label: words(item.kind), appointments: new Set(item.appointments), technicians: new Set(item.technicians) };
  for (const name of item.technicians) {
    for (const route of plan.routes.filter((one) => one.technician === technicianIndex.get(name))) {
      for (const [index] of route.stops) only.appointments.add(plan.appointments[index].id);
    }
  }
  const open = item.appointments.length > 0 && item.appointments.every((id) => !plan.appointments[appointmentIndex.get(id)].visit);
  clearFilters();
  change({ only, view: open ? "unscheduled" : "schedule" });
  if (item.appointments.length) selectAppointment(appointmentIndex.get(item.appointments[0]));
  else if (item.technicians.length) selectTechnicianOnDay(technicianIndex.get(item.technicians[0]), item.kind === "overtime");
}

/** Selects a technician on the first day with a route, or with overtime if that is what it is about. */
function selectTechnicianOnDay(index, overtime) {
  const route = plan.routes.find((one) => one.technician === index && (!overtime || one.figures[4] > 0));
  if (route) change({ day: route.day });
  selectTechnician(index);
}

function appointmentDetails(index) {
  const appointment = plan.appointments[index];
  const { visit, details = {} } = appointment;
  const reasons = reasonsOf(index);
  const status = visit ? el("span", { class: "badge done" }, "Scheduled") : el("span", { class: "badge open" }, "Not scheduled");
  return [
    close(),
    el("h2", { id: "details-title" }, appointment.id),
    el("p", { class: "badges" }, priorityBadge(appointment.priority), status, isTight(appointment) ? el("span", { class: "badge tight" }, "Tight SLA") : null),
    details.customer ? el("p", { class: "lead" }, details.customer) : null,
    visit ? assignedReasons(index, reasons) : unscheduledReasons(index, reasons),
    heading("The appointment"),
    appointmentFacts(appointment),
  ];
}

function appointmentFacts(appointment) {
  const { visit, details = {} } = appointment;
  const day = visit ? visit.route.day : state.day;
  const windows = (appointment.windows || []).map(([earliest, latest]) => `${when(earliest, day)} to ${when(latest, day)}`);
  return facts([
    ["May start", windows.join(", ")],
    ["Not before", appointment.earliest === undefined ? "" : when(appointment.earliest, day)],
    ["Due", appointment.due === undefined ? "" : when(appointment.due, day)],
    ["Duration", spokenTicks(appointment.duration)],
    ["Territory", territoryName.get(appointment.territory) || appointment.territory || "none"],
    ["Needs", (appointment.needs || []).join(", ")],
    ["Contact", details.contact],
    ["Phone", details.phone],
    ["Access", details.access_notes],
    ["Work order", appointment.workOrder],
  ]);
}

function assignedReasons(index, reasons) {
  const appointment = plan.appointments[index];
  const { visit } = appointment;
  const spare = appointment.spare === null ? "" : appointment.spare < 0 ? `${spokenTicks(-appointment.spare)} late` : `${spokenTicks(appointment.spare)} to spare`;
  return [
    facts([
      ["Technician", technicianLink(visit.route.technician)],
      ["Visit", `${clock(visit.start)} to ${clock(visit.end)}${plan.days.length > 1 ? `, ${dayLabel(visit.route.day)}` : ""}`],
      ["Arrives", `${clock(visit.arrive)} after ${spokenTicks(visit.travel)}, ${(visit.metres / 1000).toFixed(1)} km`],
      ["Until due", spare],
    ]),
    heading("Why here"),
    ...(reasons ? whyHere(index, reasons) : [el("p", { class: "soft" }, "No reasons were written for this appointment.")]),
  ];
}

function whyHere(index, reasons) {
  return [
    el("p", { id: "reason" }, reasons.sentence),
    ...paid(reasons.minutes),
    heading(`Others who may do it (${reasons.alternatives.length})`),
    alternatives(reasons.alternatives),
    ...refusals(index, reasons.refusals),
  ];
}

/** The terms an appointment pays, as bars over the largest. */
function paid(minutes) {
  const terms = Object.entries(minutes).sort(([, one], [, two]) => two - one);
  if (!terms.length) return [];
  const most = Math.max(...terms.map(([, value]) => Math.abs(value)), 1);
  return [el("table", { class: "terms", id: "terms" }, el("caption", {}, "What it costs, in weighted minutes"),
    ...terms.map(([term, value]) => el("tr", {}, el("th", { scope: "row" }, words(term)),
      el("td", { class: "track" }, bar(value < 0 ? "gain" : "cost", Math.abs(value) / most)), el("td", { class: "number" }, value.toFixed(1)))))];
}

function alternatives(list) {
  if (!list.length) return el("p", { class: "soft", id: "alternatives" }, "Nobody else has room for it as the plan stands.");
  const row = ([technician, price, start, minutes]) => el("tr", { title: Object.entries(minutes).map(([term, value]) => `${words(term)} ${value}`).join(", ") },
    el("td", {}, technicianLink(technician)), el("td", { class: "time" }, when(start, state.day)),
    el("td", { class: "number" }, `${price < 0 ? "\u2212" : "+"}${Math.abs(price).toFixed(1)}`));
  const head = el("tr", {}, el("th", {}, "Technician"), el("th", {}, "From"), el("th", { class: "number" }, "Price, min"));
  const table = (rows) => el("table", { class: "others" }, head.cloneNode(true), ...rows.map(row));
  const rest = list.slice(SHOWN_ALTERNATIVES);
  return el("div", { id: "alternatives" }, table(list.slice(0, SHOWN_ALTERNATIVES)),
    rest.length ? el("details", {}, el("summary", {}, `${rest.length} more`), table(rest)) : null);
}

/** Who is out, by what puts them out; the sentences are made when a group is opened. */
function refusals(index, list) {
  if (!list.length) return [];
  const groups = new Map();
  for (const refusal of list) {
    const codes = refusal[1].join(", ");
    groups.set(codes, [...(groups.get(codes) || []), refusal]);
  }
  const sorted = [...groups].sort(([, one], [, two]) => one.length - two.length);
  return [heading(`Who is out (${list.length})`), el("div", { id: "refusals" }, ...sorted.map(([codes, members]) => refusalGroup(index, codes, members)))];
}

function refusalGroup(index, codes, members) {
  const list = el("ul", {});
  const fill = () => {
    if (list.childElementCount) return;
    list.append(...members.map(([technician, , sentence]) => refusalLine(technician, sentenceOf(sentence, plan.technicians[technician], plan.appointments[index]))));
  };
  return el("details", { ontoggle: fill }, el("summary", {}, el("code", {}, codes), ` ${members.length}`), list);
}

/** A refusal that begins with the technician's id begins with the link, so that nobody is named twice. */
function refusalLine(technician, sentence) {
  const { id } = plan.technicians[technician];
  const rest = sentence.startsWith(`${id} `) ? sentence.slice(id.length) : ` ${sentence}`;
  return el("li", {}, technicianLink(technician, id), rest);
}

function unscheduledReasons(index, reasons) {
  if (!reasons) return [el("p", { class: "soft" }, "No reasons were written for this appointment.")];
  const { relaxation } = reasons;
  return [
    heading("Why it has no visit"),
    el("p", {}, el("span", { class: `badge verdict ${reasons.verdict}`, id: "verdict" }, VERDICTS[reasons.verdict]), " ",
      ...reasons.codes.map((code) => el("code", {}, code))),
    el("p", { id: "reason" }, reasons.sentence),
    reasons.blockers.length ? el("p", {}, "Its places are held by ", ...reasons.blockers.flatMap((id, at) => (at ? [", ", appointmentLinkById(id)] : [appointmentLinkById(id)])), ".") : null,
    relaxation ? el("div", { class: "relaxation", id: "relaxation" }, el("b", {}, "What would place it"), el("p", {}, relaxation.sentence),
      el("small", {}, `${relaxation.technician}, ${dayOf(relaxation.start)} ${clock(relaxation.start)}, at ${relaxation.minutes.toFixed(1)} weighted minutes`)) : null,
    relaxation || !reasons.advice ? null : el("div", { class: "relaxation", id: "advice" }, el("b", {}, "What would place it"), el("p", {}, reasons.advice)),
    heading("How many technicians are left"),
    funnel(reasons.funnel),
    ...refusals(index, reasons.refusals),
  ];
}

function funnel(steps) {
  const most = Math.max(...steps.map(([, , remaining]) => remaining), 1);
  return el("table", { class: "terms funnel", id: "funnel" }, ...steps.map(([rule, code, remaining]) => el("tr", { title: code },
    el("th", { scope: "row" }, words(rule)), el("td", { class: "track" }, bar("left", remaining / most)), el("td", { class: "number" }, String(remaining)))));
}

function technicianDetails(index) {
  const technician = plan.technicians[index];
  const routes = routesOf(index, state.day);
  const [carried, added, capacity] = plan.rotation[index];
  const shifts = technician.shifts.filter(([day]) => day === state.day);
  const total = (at) => routes.reduce((sum, route) => sum + route.figures[at], 0);
  return [
    close(),
    el("h2", { id: "details-title" }, technician.name || technician.id),
    el("p", { class: "soft" }, `${technician.id}, ${dayLabel(state.day)}`),
    facts([
      ["Shift", shifts.map(shiftText).join(", ") || "not on duty"],
      ["Territories", technician.territories.map(([id, kind]) => (territoryName.get(id) || id) + (kind === "primary" ? "" : ` (${kind})`)).join(", ")],
      ["Skills", technician.skills.join(", ")],
      ["Service", routes.length ? spokenTicks(total(2)) : ""],
      ["Driving", routes.length ? `${spokenTicks(total(0))}, ${Math.round(total(1) / 1000)} km` : ""],
      ["Waiting", total(3) ? spokenTicks(total(3)) : ""],
      ["Overtime", total(4) ? spokenTicks(total(4)) : ""],
      ["Rotation", `${percent(carried / capacity)} before, ${percent((carried + added) / capacity)} after`],
    ]),
    heading("Route"),
    ...(routes.length ? routes.map(routeList) : [el("p", { class: "soft" }, "No visits this day.")]),
  ];
}

const shiftText = ([, start, end, softEnd]) => `${clock(start)} to ${clock(end)}${softEnd === null ? "" : `, overtime from ${clock(softEnd)}`}`;

function routeList(route) {
  const depots = route.depots.map(([name, , , start, end, goods]) => [start, el("li", {},
    el("span", { class: "time" }, `${clock(start)} to ${clock(end)}`), ` Depot ${name} `, el("span", { class: "soft" }, goods))]);
  const visits = route.stops.map(([index, , start, end]) => [start, el("li", {}, el("span", { class: "time" }, `${clock(start)} to ${clock(end)}`), " ",
    appointmentLink(index), " ", el("span", { class: "soft" }, (plan.appointments[index].details || {}).customer || ""))]);
  const stops = [...depots, ...visits].sort((one, two) => one[0] - two[0]).map(([, line]) => line);
  return el("div", {}, el("p", { class: "soft" }, `Leaves ${clock(route.departure)}, back ${clock(route.arrival)}`), el("ol", { class: "stops" }, ...stops));
}

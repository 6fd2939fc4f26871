// Puts the page together: head, filters, views; every change of the state is drawn here.

const VIEWS = ["schedule", "appointments", "unscheduled", "rotation", "figures"];
const map = new PlanMap();
const timeline = new Timeline();

const appointmentColumns = [
  { title: "Appointment", width: "minmax(96px, 1fr)", cell: (row) => plan.appointments[row].id, sort: (row) => plan.appointments[row].id },
  { title: "Prio", width: "52px", cell: (row) => priorityBadge(plan.appointments[row].priority), sort: (row) => plan.appointments[row].priority },
  { title: "Customer", width: "minmax(110px, 1.6fr)", cell: (row) => (plan.appointments[row].details || {}).customer || "", sort: (row) => (plan.appointments[row].details || {}).customer || null },
  { title: "Territory", width: "minmax(80px, 1fr)", cell: (row) => territoryName.get(plan.appointments[row].territory) || plan.appointments[row].territory || "none", sort: (row) => plan.appointments[row].territory || null },
  { title: "Technician", width: "minmax(120px, 1.4fr)", cell: technicianCell, sort: (row) => technicianCell(row) || null },
  { title: "Start", width: "64px", cell: (row) => visitText(row, ({ start }) => clock(start)), sort: (row) => visitText(row, ({ start }) => start) || null },
  { title: "End", width: "60px", cell: (row) => visitText(row, ({ end }) => clock(end)), sort: (row) => visitText(row, ({ end }) => end) || null },
  { title: "Until due", width: "92px", cell: spareCell, sort: (row) => plan.appointments[row].spare },
];
const unscheduledColumns = [
  { title: "Appointment", width: "minmax(96px, .8fr)", cell: (row) => plan.appointments[row].id, sort: (row) => plan.appointments[row].id },
  { title: "Prio", width: "52px", cell: (row) => priorityBadge(plan.appointments[row].priority), sort: (row) => plan.appointments[row].priority },
  { title: "Verdict", width: "104px", cell: verdictCell, sort: (row) => (reasonsOf(row) || {}).verdict || null },
  { title: "Codes", width: "minmax(110px, .9fr)", cell: (row) => ((reasonsOf(row) || {}).codes || []).join(", "), sort: (row) => ((reasonsOf(row) || {}).codes || []).join() },
  { title: "Why", width: "minmax(160px, 2.2fr)", cell: (row) => (reasonsOf(row) || {}).sentence || "" },
  { title: "What would place it", width: "minmax(140px, 1.8fr)", cell: (row) => ((reasonsOf(row) || {}).relaxation || {}).sentence || "" },
];

function technicianCell(row) {
  const { visit } = plan.appointments[row];
  return visit ? technicianLabel(plan.technicians[visit.route.technician]) : "";
}

function visitText(row, text) {
  const { visit } = plan.appointments[row];
  return visit ? text(visit) : "";
}

function spareCell(row) {
  const appointment = plan.appointments[row];
  if (appointment.spare === null) return "";
  const text = appointment.spare < 0 ? `${spokenTicks(-appointment.spare)} late` : spokenTicks(appointment.spare);
  return isTight(appointment) ? el("span", { class: "warn" }, `\u25bc ${text}`) : text;
}

function verdictCell(row) {
  const reasons = reasonsOf(row);
  return reasons ? el("span", { class: `badge verdict ${reasons.verdict}` }, VERDICTS[reasons.verdict]) : "";
}

const chosenAppointment = (row) => isSelected("appointment", row);
const appointmentTable = new RowTable(byId("view-appointments"), "Appointments", appointmentColumns,
  { choose: selectAppointment, chosen: chosenAppointment, empty: "No appointment fits the filters." });
const unscheduledTable = new RowTable(byId("view-unscheduled"), "Appointments without a visit", unscheduledColumns,
  { choose: selectAppointment, chosen: chosenAppointment, empty: "No appointment without a visit fits the filters." });
const rotation = rotationTable(byId("view-rotation"));

function options(select, first, values) {
  select.replaceChildren(el("option", { value: "" }, first), ...values.map(([value, text]) => el("option", { value }, text)));
}

function setUpHead() {
  const { summary } = plan;
  byId("title").textContent = plan.name || "Plan";
  const days = plan.days.length > 1 ? `${plan.days.length} days` : dayLabel(0);
  byId("subtitle").textContent = `${days} \u00b7 ${words(summary.policy.name)}`;
  byId("subtitle").title = byId("subtitle").textContent;
  if (plan.days.length > 1) {
    const select = el("select", { id: "day", "aria-label": "Day", onchange: (event) => change({ day: Number(event.target.value) }) },
      ...plan.days.map((_, index) => el("option", { value: index }, dayLabel(index))));
    const step = (by) => () => change({ day: Math.max(0, Math.min(plan.days.length - 1, state.day + by)) });
    byId("days").append(el("button", { type: "button", "aria-label": "Day before", onclick: step(-1) }, "\u2039"), select,
      el("button", { type: "button", "aria-label": "Day after", onclick: step(1) }, "\u203a"));
  }
  drawTiles();
}

function setUpFilters() {
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  options(byId("technician"), "All technicians", plan.technicians.map((item) => [item.id, technicianLabel(item)]));
  options(byId("territory"), "All territories", plan.territories.map((item) => [item.id, item.name || item.id]));
  byId("search").addEventListener("input", (event) => change({ text: event.target.value.trim().toLowerCase() }));
  for (const name of ["technician", "territory", "status"]) {
    byId(name).addEventListener("change", (event) => change({ [name]: event.target.value }));
  }
  for (const priority of [...new Set(plan.appointments.map((item) => item.priority))].sort((one, two) => one - two)) {
    byId("priorities").append(el("button", { type: "button", class: `chip ${priorityClass(priority)}`, "data-priority": priority,
      "aria-pressed": "false", title: `Priority ${priority}`, onclick: () => togglePriority(priority) }, `P${priority}`));
  }
  byId("clear").addEventListener("click", clearFilters);
  byId("only").addEventListener("click", () => change({ only: null }));
}

function togglePriority(priority) {
  const priorities = new Set(state.priorities);
  if (!priorities.delete(priority)) priorities.add(priority);
  change({ priorities });
}

function setUpViews() {
  for (const tab of document.querySelectorAll("[data-view]")) tab.addEventListener("click", () => change({ view: tab.dataset.view }));
  for (const button of document.querySelectorAll("[data-layout]")) button.addEventListener("click", () => change({ layout: button.dataset.layout }));
  document.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !event.target.dataset.view) return;
    const next = VIEWS[(VIEWS.indexOf(state.view) + step + VIEWS.length) % VIEWS.length];
    change({ view: next });
    byId(`tab-${next}`).focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.selected) change({ selected: null });
  });
  drawLegends();
  drawFigures();
}

function drawLegends() {
  const dot = (priority) => el("span", {}, el("i", { class: `key dot ${priorityClass(priority)}` }), `P${priority}${priority === 4 ? "+" : ""}`);
  const key = (kind, text) => el("span", {}, el("i", { class: `key ${kind}` }), text);
  const depots = plan.routes.some((route) => route.depots.length) ? ["depot"] : [];
  byId("map-legend").append(dot(1), dot(2), dot(3), dot(4), key("open", "not scheduled"), key("home", "home"), ...depots.map((name) => key("store", name)));
  byId("gantt-legend").append(key("drive", "travel"), key("wait", "waiting"), key("rest", "break"), key("window", "may start"),
    key("due", "due"), key("over", "overtime"), key("away", "absent"), ...depots.map((name) => key("store", name)));
}

function drawFilters() {
  const values = { search: state.text, technician: state.technician, territory: state.territory, status: state.status };
  for (const [id, value] of Object.entries(values)) {
    const field = byId(id);
    if (field !== document.activeElement) field.value = value;
    field.classList.toggle("active", value !== "");
  }
  for (const chip of byId("priorities").children) chip.setAttribute("aria-pressed", String(state.priorities.has(Number(chip.dataset.priority))));
  byId("only").hidden = state.only === null;
  byId("only").textContent = state.only ? `Only: ${state.only.label} \u00d7` : "";
  byId("count").textContent = `${visible().appointments.length} of ${plan.appointments.length} appointments`;
  if (byId("day")) byId("day").value = String(state.day);
}

function drawView() {
  for (const name of VIEWS) {
    byId(`view-${name}`).hidden = name !== state.view;
    const tab = byId(`tab-${name}`);
    tab.setAttribute("aria-selected", String(name === state.view));
    tab.tabIndex = name === state.view ? 0 : -1;
  }
  document.querySelector(".layouts").hidden = state.view !== "schedule";
  byId("view-schedule").className = `view schedule ${state.layout}`;
  for (const button of document.querySelectorAll("[data-layout]")) button.setAttribute("aria-pressed", String(button.dataset.layout === state.layout));
}

function drawTables() {
  const { appointments, technicians } = visible();
  const open = appointments.filter((index) => !plan.appointments[index].visit);
  byId("tab-unscheduled").textContent = `Not scheduled (${open.length})`;
  if (state.view === "appointments") appointmentTable.show(appointments);
  if (state.view === "unscheduled") unscheduledTable.show(open);
  if (state.view === "rotation") rotation.show(technicians);
}

function drawAll(patch) {
  drawFilters();
  drawView();
  drawTables();
  if (["territory", "technician"].some((name) => name in patch)) map.fit();
  map.draw();
  timeline.draw();
  if ("selected" in patch || "day" in patch) {
    drawDetails();
    const main = emphasised();
    if (main !== null) timeline.reveal(main);
    if (state.selected && state.selected.kind === "appointment") map.reveal(plan.appointments[state.selected.index].at);
  }
}

setUpHead();
setUpFilters();
setUpViews();
watch(drawAll);
change({ selected: null });

// For people at the browser's console and for tests: where an appointment is on the map.
window.roundsman = { plan, mapPoint: (id) => map.screen(plan.appointments[appointmentIndex.get(id)].at) };

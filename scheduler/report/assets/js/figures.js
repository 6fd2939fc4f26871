// Key figures, the terms of the objective, rotation before and after.

const percent = (share) => `${(share * 100).toFixed(1)} %`;
const orDash = (value, text) => (value === null || value === undefined ? "\u2013" : text(value));

const overtimeTechnicians = () => new Set(plan.routes.filter((route) => route.figures[4] > 0).map((route) => route.technician)).size;

function drawTiles() {
  const { kpis } = plan.summary;
  const all = kpis.totalAssignedVisits + kpis.totalUnassignedVisits;
  const tiles = [
    ["Scheduled", `${kpis.totalAssignedVisits} of ${all}`, kpis.totalUnassignedVisits ? `${kpis.totalUnassignedVisits} not scheduled` : "all"],
    ["SLA kept", orDash(kpis.percentageVisitsInSla, (value) => `${value} %`), `${kpis.absoluteVisitsInSla} of ${kpis.visitsWithSla}`],
    ["Technicians", `${kpis.totalActivatedVehicles} of ${kpis.totalRosteredVehicles}`, "in use"],
    ["Utilisation", orDash(kpis.utilisationPercentage, (value) => `${value} %`), "of time on duty"],
    ["Driving", spoken(isoMinutes(kpis.totalTravelTime)), `${Math.round(kpis.totalTravelDistanceMeters / 1000)} km`],
    ["Overtime", spoken(isoMinutes(kpis.totalOvertime)), `${overtimeTechnicians()} technician${overtimeTechnicians() === 1 ? "" : "s"}`],
    ["Fairness", `${kpis.fairness.after.percentage} %`, `before ${kpis.fairness.before.percentage} %`],
  ];
  byId("tiles").replaceChildren(...tiles.map(([name, value, note]) => el("div", { class: "tile" }, el("dt", {}, name), el("dd", {}, value), el("dd", { class: "note" }, note))));
}

function rotationTable(host) {
  const most = Math.max(0.01, ...plan.rotation.map(([carried, added, capacity]) => (carried + added) / capacity));
  const before = ([carried, , capacity]) => carried / capacity;
  const after = ([carried, added, capacity]) => (carried + added) / capacity;
  const bars = (row) => el("span", { class: "rotation" }, bar("carried", before(plan.rotation[row]) / most), bar("added", (after(plan.rotation[row]) - before(plan.rotation[row])) / most));
  const { fairness } = plan.summary.kpis;
  const side = ({ percentage, lowest, highest, spread }) => `${percentage} % fair, from ${percent(lowest)} to ${percent(highest)}, spread ${percent(spread)}`;
  host.append(el("div", { class: "preface" },
    el("p", {}, el("i", { class: "key carried" }), el("b", {}, "Before: "), side(fairness.before)),
    el("p", {}, el("i", { class: "key added" }), el("b", {}, "With this plan: "), side(fairness.after)),
    el("p", { class: "soft" }, `Relative load is assigned work over capacity, both decayed, counted in ${plan.load}. Fairness is ${fairness.formula}.`)));
  const columns = [
    { title: "Technician", width: "minmax(140px, 1.2fr)", cell: (row) => technicianLabel(plan.technicians[row]), sort: (row) => technicianLabel(plan.technicians[row]) },
    { title: "Before", width: "76px", cell: (row) => percent(before(plan.rotation[row])), sort: (row) => before(plan.rotation[row]) },
    { title: "After", width: "76px", cell: (row) => percent(after(plan.rotation[row])), sort: (row) => after(plan.rotation[row]) },
    { title: "Added", width: "96px", cell: (row) => spokenTicks(plan.rotation[row][1]), sort: (row) => plan.rotation[row][1] },
    { title: "Relative load", width: "minmax(160px, 3fr)", cell: bars, sort: (row) => after(plan.rotation[row]) },
  ];
  return new RowTable(host, "Rotation before and after", columns, {
    choose: selectTechnician,
    chosen: (row) => isSelected("technician", row),
    empty: "No technician fits the filters.",
  });
}

function drawFigures() {
  const { summary } = plan;
  const plain = Object.entries(summary.kpis).filter(([, value]) => value === null || typeof value !== "object");
  byId("view-figures").replaceChildren(
    section("Key figures", plain.map(([name, value]) => [spelled(name), shownFigure(name, value)])),
    section("Terms of the objective", Object.entries(summary.objective.terms).map(([term, value]) => [words(term), termText(term, value)]),
      "Raw sums over the whole plan, in the unit of each term; weighted minutes of technician time in brackets."),
    section("This run", runFacts(summary)),
  );
}

function section(title, pairs, note) {
  const rows = pairs.map(([name, value]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", { class: "number" }, value)));
  return el("section", {}, el("h3", {}, title), note ? el("p", { class: "soft" }, note) : null, el("table", {}, ...rows));
}

/** A figure's name in words: `totalTravelTime` is "Total travel time", metres are shown as kilometres. */
const spelled = (name) => words(name.replace(/Meters$/, "").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)).replace(/ sla$/, " SLA");

function shownFigure(name, value) {
  if (value === null) return "\u2013";
  if (name.endsWith("Meters")) return `${(value / 1000).toFixed(1)} km`;
  if (name.endsWith("Percentage") || name.startsWith("percentage")) return `${value} %`;
  return typeof value === "string" ? spoken(isoMinutes(value)) : value.toLocaleString("en-GB");
}

function termText(term, value) {
  const minutes = plan.summary.objective.minutes[term];
  return value.toLocaleString("en-GB") + (minutes === undefined ? "" : ` (${minutes.toFixed(1)} min)`);
}

function runFacts(summary) {
  const { objective, policy } = summary;
  const settings = Object.entries({ ...summary.settings, ...summary.versions }).map(([name, value]) => [words(name), typeof value === "object" ? JSON.stringify(value) : String(value)]);
  const timings = Object.entries(summary.timings).map(([name, seconds]) => [`Time to ${name}`, `${seconds.toFixed(1)} s`]);
  const gaps = (objective.gap || []).map((gap) => (gap === null ? "unknown" : percent(gap))).join(", ");
  return [["Policy", `${policy.name}, ${policy.mode}`], ["Late visits", policy.late], ["Objective", objective.value.join(", ")],
    ["Proven gap", gaps || "unknown"], ["Seed", String(summary.seed)], ...settings, ...timings];
}

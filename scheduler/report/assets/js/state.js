// What is shown: day, filters, selection. Views read it and are told when it changes.

const state = {
  day: 0,
  view: "schedule",
  layout: "both",
  text: "",
  technician: "",
  territory: "",
  priorities: new Set(),
  status: "",
  only: null,
  selected: null,
};
const watchers = [];
let shown = null;

/** Changes the state and tells every watcher what it was changed by. */
function change(patch) {
  Object.assign(state, patch);
  shown = null;
  for (const watcher of watchers) watcher(patch);
}

const watch = (watcher) => watchers.push(watcher);

const onDay = ({ visit }) => !visit || visit.route.day === state.day;

function matches(appointment) {
  const { visit } = appointment;
  if (!onDay(appointment) && !state.only) return false;
  if (state.only && !state.only.appointments.has(appointment.id)) return false;
  if (state.status === "scheduled" && !visit) return false;
  if (state.status === "unscheduled" && visit) return false;
  if (state.status === "tight" && !isTight(appointment)) return false;
  if (state.priorities.size && !state.priorities.has(appointment.priority)) return false;
  if (state.territory && appointment.territory !== state.territory) return false;
  if (state.technician && !(visit && plan.technicians[visit.route.technician].id === state.technician)) return false;
  return state.text.split(/\s+/).every((word) => appointment.words.includes(word));
}

const narrowed = () => Boolean(state.text || state.priorities.size || state.status || state.only);

function rowShown(technician, index, matching) {
  if (state.technician) return technician.id === state.technician;
  if (state.only && state.only.technicians.has(technician.id)) return true;
  if (state.territory && !matching.has(index) && !technician.territories.some(([name]) => name === state.territory)) return false;
  return !narrowed() || matching.has(index) || (state.text && technicianLabel(technician).toLowerCase().includes(state.text));
}

/** The appointments and technicians that the filters leave, as positions in their lists; computed once a change. */
function visible() {
  if (shown) return shown;
  const appointments = plan.appointments.flatMap((appointment, index) => (matches(appointment) ? [index] : []));
  const matching = new Set(appointments.flatMap((index) => {
    const { visit } = plan.appointments[index];
    return visit ? [visit.route.technician] : [];
  }));
  const technicians = plan.technicians.flatMap((technician, index) => (rowShown(technician, index, matching) ? [index] : []));
  shown = { appointments, technicians, set: new Set(appointments), technicianSet: new Set(technicians) };
  return shown;
}

function selectAppointment(index) {
  const { visit } = plan.appointments[index];
  change({ selected: { kind: "appointment", index }, ...(visit ? { day: visit.route.day } : {}) });
}

const selectTechnician = (index) => change({ selected: { kind: "technician", index } });
const isSelected = (kind, index) => state.selected !== null && state.selected.kind === kind && state.selected.index === index;

/** The technician whose route stands out: the one selected, or the one with the selected visit. */
function emphasised() {
  if (!state.selected) return null;
  if (state.selected.kind === "technician") return state.selected.index;
  const { visit } = plan.appointments[state.selected.index];
  return visit ? visit.route.technician : null;
}

function clearFilters() {
  change({ text: "", technician: "", territory: "", priorities: new Set(), status: "", only: null });
}

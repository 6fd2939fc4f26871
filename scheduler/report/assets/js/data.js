// The plan as it was written, and the questions everything else asks of it.
// Times are integer ticks from `epoch`; technicians, appointments and days are positions in their lists.

const plan = JSON.parse(document.getElementById("plan-data").textContent);
const reasonLines = document.getElementById("plan-reasons").textContent.split("\n");
const sentences = JSON.parse(reasonLines[0]);
const MS_PER_TICK = 60000 / plan.ticksPerMinute;

function format(options) {
  const settings = { hourCycle: "h23", ...options };
  try {
    return new Intl.DateTimeFormat("en-GB", { ...settings, timeZone: plan.zone });
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...settings, timeZone: "UTC" });
  }
}

const clockFormat = format({ hour: "2-digit", minute: "2-digit" });
const dayFormat = format({ weekday: "short", day: "numeric", month: "short" });
const isoFormat = format({ year: "numeric", month: "2-digit", day: "2-digit" });

const instant = (tick) => new Date(plan.epoch + tick * MS_PER_TICK);
const clock = (tick) => clockFormat.format(instant(tick));
const dayOf = (tick) => dayFormat.format(instant(tick));
const minutesOf = (ticks) => ticks / plan.ticksPerMinute;

function isoDay(tick) {
  const parts = Object.fromEntries(isoFormat.formatToParts(instant(tick)).map((part) => [part.type, part.value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

function dayLabel(day) {
  const [year, month, date] = plan.days[day].split("-").map(Number);
  const options = { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat("en-GB", options).format(new Date(Date.UTC(year, month - 1, date)));
}

/** A time for people: the clock, with its day unless it is the day in question. */
const when = (tick, day) => (plan.days[day] === isoDay(tick) ? clock(tick) : `${dayOf(tick)} ${clock(tick)}`);

function spoken(minutes) {
  const whole = Math.round(Math.abs(minutes));
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  const text = hours === 0 ? `${rest} min` : rest ? `${hours} h ${String(rest).padStart(2, "0")} min` : `${hours} h`;
  return minutes < 0 && whole ? `\u2212${text}` : text;
}

const spokenTicks = (ticks) => spoken(minutesOf(ticks));

/** An ISO 8601 duration of hours, minutes and seconds, in minutes. */
function isoMinutes(text) {
  const [, hours, minutes, seconds] = /^-?PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(text);
  return Number(hours || 0) * 60 + Number(minutes || 0) + Number(seconds || 0) / 60;
}

const technicianIndex = new Map(plan.technicians.map((technician, index) => [technician.id, index]));
const appointmentIndex = new Map(plan.appointments.map((appointment, index) => [appointment.id, index]));
const territoryName = new Map(plan.territories.map((territory) => [territory.id, territory.name || territory.id]));

for (const appointment of plan.appointments) {
  appointment.visit = null;
}
for (const [position, route] of plan.routes.entries()) {
  route.index = position;
  route.stops.forEach(([index, arrive, start, end, travel, metres], order) => {
    const visit = { route, order, arrive, start, end, travel, metres };
    plan.appointments[index].visit = visit;
  });
}
for (const appointment of plan.appointments) {
  const technician = appointment.visit && plan.technicians[appointment.visit.route.technician];
  const words = [appointment.id, appointment.territory, territoryName.get(appointment.territory), appointment.workOrder,
    ...Object.values(appointment.details || {}), ...(appointment.needs || []), technician && technician.id,
    technician && technician.name];
  appointment.words = words.filter(Boolean).join(" ").toLowerCase();
  appointment.spare = appointment.visit && appointment.due !== undefined ? appointment.due - appointment.visit.end : null;
}

const isTight = (appointment) => appointment.spare !== null && minutesOf(appointment.spare) < plan.slackMinutes;

/** Why an appointment is where it is, or in no route; `null` where the plan does not say. */
function reasonsOf(index) {
  return JSON.parse(reasonLines[index + 1]);
}

/** A refusal's sentence with the two names put back. */
function sentenceOf(number, technician, appointment) {
  return sentences[number].replaceAll("\ufdd0", () => technician.id).replaceAll("\ufdd1", () => appointment.id);
}

const technicianLabel = (technician) => (technician.name ? `${technician.name} (${technician.id})` : technician.id);
const routesOf = (technician, day) => plan.routes.filter((route) => route.technician === technician && route.day === day);

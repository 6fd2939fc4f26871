// Elements from data. Text is always set as text, never read as markup, so no name in a plan can become an element.

const SVG = "http://www.w3.org/2000/svg";

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const el = (tag, attributes = {}, ...children) => filled(document.createElement(tag), attributes, children);
const svg = (tag, attributes = {}, ...children) => filled(document.createElementNS(SVG, tag), attributes, children);
const byId = (id) => document.getElementById(id);

/** A horizontal bar whose length is a share of its track. */
function bar(kind, share) {
  const piece = el("i", { class: kind });
  piece.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return piece;
}

const priorityClass = (priority) => `p${Math.min(priority, 4)}`;
const priorityBadge = (priority) => el("span", { class: `badge ${priorityClass(priority)}` }, `P${priority}`);

const VERDICTS = { impossible: "Impossible", crowded_out: "Crowded out", not_found: "Not found" };

const words = (name) => {
  const text = name.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** Calls a function at most once a frame, however often it is asked for. */
function everyFrame(draw) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  };
}

// Tables of any length: only the rows in sight are in the document.

const ROW_HEIGHT = 32;

class RowTable {
  /**
   * `columns` are {title, width, cell(row), sort(row)}; a cell is text or a node. `choose(row)` is called for a click
   * or Enter, `chosen(row)` says which row is selected.
   */
  constructor(host, label, columns, { choose, chosen, empty }) {
    Object.assign(this, { columns, choose, chosen, empty, rows: [], order: null, down: false });
    this.template = columns.map((column) => column.width).join(" ");
    this.head = el("div", { class: "table-head", role: "row" });
    this.body = el("div", { class: "table-rows", role: "rowgroup" });
    this.scroller = el("div", { class: "scroller", tabindex: "0", role: "grid", "aria-label": label }, this.head, this.body);
    this.scroller.addEventListener("scroll", everyFrame(() => this.draw()));
    this.scroller.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(everyFrame(() => this.draw())).observe(this.scroller);
    host.append(this.scroller);
    this.drawHead();
  }

  drawHead() {
    this.head.style.gridTemplateColumns = this.template;
    this.head.replaceChildren(...this.columns.map((column, index) => {
      const arrow = this.order === index ? (this.down ? " \u25be" : " \u25b4") : "";
      const sorted = this.order === index ? (this.down ? "descending" : "ascending") : null;
      const button = el("button", { type: "button", onclick: () => this.sortBy(index) }, column.title + arrow);
      return el("div", { role: "columnheader", "aria-sort": sorted }, column.sort ? button : column.title);
    }));
  }

  sortBy(index) {
    this.down = this.order === index && !this.down;
    this.order = index;
    this.drawHead();
    this.show(this.rows);
  }

  /** Replaces the rows. */
  show(rows) {
    this.rows = [...rows];
    if (this.order !== null) {
      const { sort } = this.columns[this.order];
      const sign = this.down ? -1 : 1;
      const rank = (one, two) => (one === two ? 0 : one === null ? 1 : two === null ? -1 : one < two ? -sign : sign);
      this.rows.sort((one, two) => rank(sort(one), sort(two)));
    }
    this.body.style.height = `${Math.max(1, this.rows.length) * ROW_HEIGHT}px`;
    this.draw();
  }

  draw() {
    const { scrollTop, clientHeight } = this.scroller;
    if (clientHeight === 0) return;
    const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - 4);
    const last = Math.min(this.rows.length, Math.ceil((scrollTop + clientHeight) / ROW_HEIGHT) + 4);
    const drawn = [];
    for (let index = first; index < last; index += 1) drawn.push(this.drawRow(this.rows[index], index));
    if (this.rows.length === 0) drawn.push(el("p", { class: "nothing" }, this.empty));
    this.body.replaceChildren(...drawn);
  }

  drawRow(row, index) {
    const selected = this.chosen(row);
    const cells = this.columns.map((column) => {
      const content = column.cell(row);
      return el("div", { role: "gridcell", title: typeof content === "string" ? content : null }, content);
    });
    const attributes = { class: selected ? "table-row selected" : "table-row", role: "row", "aria-selected": String(selected),
      "data-row": index, onclick: () => this.choose(row) };
    const node = el("div", attributes, ...cells);
    node.style.gridTemplateColumns = this.template;
    node.style.top = `${index * ROW_HEIGHT}px`;
    return node;
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (!step || this.rows.length === 0) return;
    event.preventDefault();
    const current = this.rows.findIndex((row) => this.chosen(row));
    const next = Math.max(0, Math.min(this.rows.length - 1, current < 0 ? 0 : current + step));
    this.choose(this.rows[next]);
    this.reveal(next);
  }

  reveal(index) {
    const top = index * ROW_HEIGHT;
    const { scrollTop, clientHeight } = this.scroller;
    const room = clientHeight - 2 * ROW_HEIGHT;
    if (top < scrollTop) this.scroller.scrollTop = top;
    else if (top > scrollTop + room) this.scroller.scrollTop = top - room;
  }
}

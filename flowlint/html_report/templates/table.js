// The table of findings: filtered, sorted, and led to from a problem of the summary.
const LEVELS = ["error", "warning", "note"];
const filters = get("filters");
if (filters) {
  const body = get("table").tBodies[0];
  const rows = [...body.rows];
  rows.forEach((row, place) => { row.place = place; row.text = row.textContent.toLowerCase(); });
  const filter = () => {
    const asked = new FormData(filters);
    const levels = new Set(asked.getAll("level")), words = asked.get("text").toLowerCase().split(/\s+/);
    let count = 0;
    for (const row of rows) {
      const { level, rule, pillar, flowTitle } = row.dataset;
      const fits = levels.has(level) && (!asked.get("rule") || asked.get("rule") === rule)
        && (!asked.get("pillar") || asked.get("pillar") === pillar)
        && (!asked.get("flow") || asked.get("flow") === flowTitle)
        && (!asked.has("new") || "new" in row.dataset) && words.every((word) => row.text.includes(word));
      if (row.hidden === fits) row.hidden = !fits;
      count += fits;
    }
    get("count").textContent = `${count} of ${rows.length} findings`;
  };
  const sorted = () => {
    const by = {
      level: (a, b) => LEVELS.indexOf(a.dataset.level) - LEVELS.indexOf(b.dataset.level) || a.place - b.place,
      place: (a, b) => a.place - b.place,
      rule: (a, b) => a.dataset.rule.localeCompare(b.dataset.rule) || a.place - b.place,
    }[filters.elements.sort.value];
    body.append(...rows.sort(by));
  };
  for (const event of ["input", "change"]) {  // not every browser has both for a choice
    filters.addEventListener(event, ({ target }) => { if (target.name === "sort") sorted(); filter(); });
  }
  filters.addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("button[data-rule]")) {
    button.addEventListener("click", () => {
      filters.reset();
      filters.elements.rule.value = button.dataset.rule;
      sorted();
      filter();
      get("findings").scrollIntoView();
      filters.elements.rule.focus({ preventScroll: true });
    });
  }
  sorted();
  filter();
}

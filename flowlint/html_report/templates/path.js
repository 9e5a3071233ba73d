// What is chosen: a box with its findings, or the path of a finding, which is walked from picture to picture.
const rowOf = (number) => document.querySelector(`#table [data-finding="${number}"]`).closest("tr");
const message = (number) => rowOf(number).cells[2].firstChild.textContent.trim();
const rank = (number) => LEVELS.indexOf(rowOf(number).dataset.level);
const findings = (flow, box) => data.findings.flatMap((one, number) =>
  one.at && one.at[0] === flow && one.at[1] === box ? [number] : []).sort((one, other) => rank(one) - rank(other));
const chosen = (one) => {
  const number = which.value, index = Number(one.dataset.box);
  if (number === "map") {
    if (index >= data.flows.length) return;
    const place = path ? path.steps.findIndex(([flow]) => flow === index) : -1;
    if (place >= 0) walk(place);
    else open(String(index)).then(() => view.focus());
    return;
  }
  tellBox(one);
  for (const found of findings(Number(number), index)) {
    const line = element("p");
    line.append(rowOf(found).querySelector(".level").cloneNode(true), ` ${message(found)} `);
    if (data.findings[found].steps.length) {
      line.append(element("button", { type: "button", "data-finding": found }, "Path"));
    }
    beside.append(line);
  }
};

// Paints what of the path is in the picture: the boxes it passes, numbered, and the branches between them.
const paint = () => {
  const visits = shown === "map"
    ? path.flows.map(([flow, branch], place) => ({ place, index: flow, branch }))
    : path.steps.flatMap(([flow, index, branch], place) => (String(flow) === shown ? [{ place, index, branch }] : []));
  const passes = new Map();
  visits.forEach(({ place, index, branch }, number) => {
    passes.set(index, [...(passes.get(index) || []), place + 1]);
    if (branch === null) return;
    const way = picture.querySelector(`[data-from="${visits[number - 1].index}"][data-branch="${branch}"]`);
    way.classList.add("on-path");
    way.parentNode.insertBefore(way, picture.querySelector("[data-box]"));
  });
  for (const [index, places] of passes) {
    const one = box(index), text = places.join(", "), { e, f } = corner(one);
    const wide = Math.max(22, text.length * 7 + 12);
    const badge = drawn("g", { transform: `translate(${e - 8} ${f - 12})`, "aria-hidden": "true" });
    const words = drawn("text", { class: "step-text", x: wide / 2, y: 15 });
    words.textContent = text;
    badge.append(drawn("rect", { class: "step", width: wide, height: 22, rx: 11 }), words);
    one.classList.add("on-path");
    picture.append(badge);
    const small = get("mini").querySelector(`[data-of="${index}"]`);
    if (small) small.classList.add("on-path");
  }
};
const walk = async (to) => {
  if (!path) return;
  step = Math.min(Math.max(to, 0), path.steps.length - 1);
  if (!beside.querySelector(".steps")) tellSteps();  // something else was chosen meanwhile
  markStep(step);
  const [flow, index] = path.steps[step];
  if (flow === null) {
    instead("This part of the path is in a flow that was read as context, and has no picture here.");
    return;
  }
  if (shown !== String(flow)) {
    if (!await show(String(flow))) return;
    paint();
  }
  mark(box(index));
};
const pathOnMap = async () => {
  if (!await show("map")) return;
  paint();
  mark(box(path.steps[step][0] ?? path.flows[0][0]));
};
const tellSteps = () => {
  beside.replaceChildren(element("h3", {}, message(path.number)), element("p", { class: "where" }, "← and → walk the path."));
  if (path.flows.length) {
    const button = element("button", { type: "button" }, "Path on the map");
    button.addEventListener("click", () => pathOnMap().then(() => view.focus({ preventScroll: true })));
    beside.append(button);
  }
  const list = element("ol", { class: "steps" });
  path.steps.forEach(([, , , words, note, enters], place) => {
    const button = element("button", { type: "button" }, words);
    if (note) button.append(element("em", {}, note));
    button.addEventListener("click", () => walk(place));
    const line = element("li");
    if (enters) line.append(element("b", { class: "enters" }, `In ${enters}:`));
    line.append(button);
    list.append(line);
  });
  beside.append(list);
};
const showFinding = async (number) => {
  const { at: place, steps } = data.findings[number];
  for (const row of document.querySelectorAll("tr.chosen")) row.classList.remove("chosen");
  rowOf(number).classList.add("chosen");
  get("pictures").scrollIntoView();
  forget();
  shown = null;  // an earlier path is painted in it
  if (steps.length) {
    path = { number, ...data.findings[number] };
    tellSteps();
    await walk(0);
  } else {
    if (!await show(String(place[0]))) return;
    const one = box(place[1]);
    one.classList.add("found");
    chosen(one);
    centre(one);
  }
  view.focus({ preventScroll: true });
};
const open = async (number) => {
  forget();
  const there = await show(number);
  if (there && get("sections").checked && number !== "map") tellSections(Number(number));
  return there;
};

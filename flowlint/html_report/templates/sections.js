// The sections of a flow: what could become a module, and what stands elsewhere as well, its copies side by side.
const COUNTS = /^\d+ (error|warning|note)s?\b/;  // what a box says of findings, besides its name and text

const within = (one, boxes) => {
  const all = boxes.map((index) => {
    const found = boxIn(one, index), { e, f } = corner(found);
    return { x: e, y: f, ...sizeOf(found) };
  });
  const left = Math.min(...all.map((one) => one.x)), top = Math.min(...all.map((one) => one.y));
  const right = Math.max(...all.map((one) => one.x + one.width)), low = Math.max(...all.map((one) => one.y + one.height));
  return { all, left, top, width: right - left, height: low - top };
};
const inside = (one, boxes) => {
  const inner = new Set(boxes.map(String));
  return [...one.querySelectorAll(".way")].filter(({ dataset: { from, to } }) => inner.has(from) && inner.has(to));
};
// An outline goes round the boxes of a section and along the branches between them.
const hull = ({ kind, boxes, far }) => {
  const group = drawn("g", { class: `section ${kind}`, "aria-hidden": "true" });
  const { all } = within(picture, boxes), ways = inside(picture, boxes);
  for (const [layer, wide] of [["rim", far], ["inside", far - 2]]) {
    for (const { x, y, width, height } of all) {
      group.append(drawn("rect", { class: layer, x, y, width, height, rx: 6, "stroke-width": 2 * wide }));
    }
    for (const way of ways) {
      group.append(drawn("path", { class: layer, d: way.querySelector(".edge").getAttribute("d"), "stroke-width": wide }));
    }
  }
  return group;
};
const tag = ({ kind, boxes, number }) => {
  const [{ x, y }] = within(picture, boxes).all, along = kind === "module" ? 16 : 90;
  const group = drawn("g", { class: `section ${kind} tag`, transform: `translate(${x + along} ${y - 25})`, "aria-hidden": "true" });
  const words = drawn("text", { x: 6, y: 12 });
  words.textContent = `${kind} ${number}`;
  group.append(drawn("rect", { width: 66, height: 16, rx: 3 }), words);
  return group;
};
const sectionsOf = (flow) => ({
  modules: data.candidates.filter((one) => one.flow === flow),
  copies: data.copies.filter((group) => group.some(([number]) => number === flow)),
});
const outline = (flow) => {
  const { modules, copies } = sectionsOf(flow);
  const found = modules.map(({ boxes }, place) => ({ kind: "module", boxes, number: place + 1, far: 16 }));
  copies.forEach((group, place) => {
    for (const [where, boxes] of group) if (where === flow) found.push({ kind: "copy", boxes, number: place + 1, far: 9 });
  });
  picture.querySelector(".way, .box").before(...found.map(hull));
  picture.append(...found.map(tag));
};
const arrived = (number) => {
  if (get("sections").checked && number !== "map") outline(Number(number));
};
const tellSections = (flow) => {
  const { modules, copies } = sectionsOf(flow);
  const line = (parent, words, names) => {
    if (names.length) parent.append(element("p", { class: "crossing" }, `${words} ${names.join(", ")}`));
  };
  beside.replaceChildren(element("h3", {}, "Sections"));
  if (!modules.length && !copies.length) {
    beside.append(element("p", {}, "No section of this flow could become a module, and none stands elsewhere as well."));
  }
  modules.forEach((one, number) => {
    const part = element("div", {});
    part.append(element("h4", {}, `Module ${number + 1}: ${one.boxes.length} blocks could become one`));
    line(part, "Reads:", one.reads);
    line(part, "To hand in, since a module does not see it:", one.handed_in);
    line(part, "Sets:", one.sets);
    line(part, "To hand back, since it is read further on:", one.handed_back);
    part.append(element("p", { class: "crossing" }, one.goes_on ? `Goes on to ${one.goes_on}` : "Contacts end inside."));
    beside.append(part);
  });
  copies.forEach((group, number) => {
    const flows = [...new Set(group.map(([where]) => data.flows[where].title))];
    beside.append(element("h4", {}, `Copy ${number + 1}: ${group[0][1].length} blocks stand ${group.length} times`));
    beside.append(element("p", { class: "crossing" }, `In ${flows.join(", ")}`));
    const button = element("button", { type: "button" }, "Side by side");
    button.addEventListener("click", () => compare(group));
    beside.append(button);
  });
};
// Copies of a section side by side; the boxes that differ are marked, and what they say stands beside.
const compare = async (group) => {
  const mine = ++asked;
  const drawable = group.filter(([flow]) => data.flows[flow].svg);
  const pictures = await Promise.all(drawable.map(([flow]) => load(data.flows[flow])));
  if (mine !== asked) return;
  instead("");
  const room = element("div", { class: "compare", tabindex: "0", role: "group", "aria-label": "Copies side by side" });
  let widest = 0;
  drawable.forEach(([flow, boxes], place) => {
    const { left, top, width, height } = within(pictures[place], boxes);
    pictures[place].setAttribute("viewBox", [left - 40, top - 40, width + 80, height + 80].join(" "));
    widest = Math.max(widest, width);
    const kept = new Set([...inside(pictures[place], boxes), ...boxes.map((index) => boxIn(pictures[place], index))]);
    for (const one of pictures[place].querySelectorAll(".way, .box")) if (!kept.has(one)) one.remove();
    const figure = element("figure"), caption = element("figcaption");
    const title = `${place + 1}. ${data.flows[flow].title}`;
    caption.append(element("button", { type: "button", class: "link", "data-flow": flow }, title));
    // It is never so small that nobody could read it: where it has no room, it is moved within its frame.
    pictures[place].style.minWidth = `${LEGIBLE * (width + 80)}px`;
    figure.append(caption, pictures[place]);
    room.append(figure);
  });
  room.style.gridTemplateColumns = `repeat(auto-fit, minmax(min(100%, ${LEGIBLE * widest}px), 1fr))`;
  view.replaceChildren(room);
  beside.replaceChildren(element("h3", {}, "What differs"));
  const list = element("ol");
  drawable[0][1].forEach((_, at) => {
    const ones = drawable.map(([, boxes], place) => boxIn(pictures[place], boxes[at]));
    const texts = ones.map((one) => one.querySelector("title").textContent)
      .map((text) => text.split("\n").filter((line) => !COUNTS.test(line)).join("\n"));
    if (new Set(texts).size < 2) return;
    const block = element("li");
    texts.forEach((text, place) => block.append(element("pre", { tabindex: "0" }, `${place + 1}. ${text}`)));
    for (const one of ones) one.classList.add("differs");
    list.append(block);
  });
  beside.append(list.children.length ? list : element("p", {}, "Nothing: they say the same and name the same."));
  room.focus({ preventScroll: true });
};

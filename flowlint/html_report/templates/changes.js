// The changes: each is shown at its block, and the arrow keys walk from one to the next, from flow to flow.
const arrived = () => {};
const changesOf = (flow) => data.changes.flatMap(([of], number) => (of === flow ? [number] : []));
const tellChanges = (flow) => {
  const list = element("ol", { class: "steps" });
  for (const number of changesOf(flow)) {
    const [, , state, words, sentences] = data.changes[number];
    const line = element("li"), button = element("button", { type: "button", class: `state ${state}` }, words);
    button.addEventListener("click", () => walk(number));
    line.append(button);
    if (sentences.length) {
      const said = element("ul", { class: "said" });
      said.append(...sentences.map((one) => element("li", {}, one)));
      line.append(said);
    }
    list.append(line);
  }
  beside.replaceChildren(element("p", { class: "where" }, "← and → walk the changes."), list);
};
const walk = async (to) => {
  step = Math.min(Math.max(to, 0), data.changes.length - 1);
  const [flow, index] = data.changes[step];
  const isThere = shown === String(flow) || await show(String(flow));
  tellChanges(flow);
  markStep(changesOf(flow).indexOf(step));
  if (isThere && index !== null) mark(box(index));  // of blocks with one id the first is drawn
};
const chosen = (one) => {
  const number = data.changes.findIndex(([flow, index]) => String(flow) === shown && index === Number(one.dataset.box));
  if (number < 0) tellBox(one);
  else walk(number);
};
const open = async (number) => {
  const there = await show(number);
  const [first] = changesOf(Number(number));
  if (first === undefined) forget();
  else {
    path = data.changes;
    step = first - 1;  // the arrow to the right shows the first
    tellChanges(Number(number));
  }
  return there;
};
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-change]");
  if (!button) return;
  get("pictures").scrollIntoView();
  path = data.changes;
  await walk(Number(button.dataset.change));
  view.focus({ preventScroll: true });
});
if (data.flows.length) open("0");

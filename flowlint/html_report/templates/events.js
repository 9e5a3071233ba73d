// What clicks, keys, the wheel and the printer do.
const STEP = 1.25;  // how far one step of zooming goes

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-flow]");
  if (!button) return;
  get("pictures").scrollIntoView();
  open(button.dataset.flow).then(() => view.focus({ preventScroll: true }));
});
if (data.flows.length) {
  which.addEventListener("change", () => open(which.value));
  get("in").addEventListener("click", () => picture && zoom(STEP));
  get("out").addEventListener("click", () => picture && zoom(1 / STEP));
  get("fit").addEventListener("click", () => picture && fit());
  let last = -1;
  get("find").addEventListener("input", () => { last = -1; });
  get("find").addEventListener("keydown", (event) => {
    const text = event.target.value.toLowerCase();
    if (event.key !== "Enter" || !text || !picture) return;
    for (const one of picture.querySelectorAll(".found")) one.classList.remove("found");
    const all = [...picture.querySelectorAll("[data-box]")];
    const found = all.filter((one) => one.querySelector("title").textContent.toLowerCase().includes(text));
    if (!found.length) { beside.replaceChildren(element("p", {}, "Nothing found.")); return; }
    last = (last + 1) % found.length;
    found[last].classList.add("found");
    centre(found[last]);
    beside.replaceChildren(element("p", {}, `${last + 1} of ${found.length}. Enter shows the next.`));
  });
  view.addEventListener("keydown", (event) => {
    if (!picture || event.ctrlKey || event.metaKey || event.altKey) return;
    const own = event.target.closest("[data-box]");
    const keys = {
      "+": () => zoom(STEP), "=": () => zoom(STEP), "-": () => zoom(1 / STEP), "0": fit,
      ArrowLeft: () => (path ? walk(step - 1) : move(-0.1, 0)),
      ArrowRight: () => (path ? walk(step + 1) : move(0.1, 0)),
      ArrowUp: () => move(0, -0.1), ArrowDown: () => move(0, 0.1),
      Enter: own && (() => chosen(own)), " ": own && (() => chosen(own)),
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  view.addEventListener("focusin", (event) => {
    const one = event.target.closest("[data-box]");
    if (one && one.matches(":focus-visible")) centre(one);
  });
  view.addEventListener("wheel", (event) => {
    if (!picture || !(event.ctrlKey || event.metaKey)) return;  // without a key the page is scrolled
    event.preventDefault();
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    zoom(event.deltaY < 0 ? STEP : 1 / STEP, point.x, point.y);
  }, { passive: false });
  let before = null;  // what was seen: on paper it is all there is
  window.addEventListener("beforeprint", () => { if (picture) { before = at; fit(); } });
  window.addEventListener("afterprint", () => { if (picture && before) look(before); });
  let held = null, moved = false;
  view.addEventListener("pointerdown", (event) => { held = event; moved = false; });
  window.addEventListener("pointermove", (event) => {
    if (!held || !picture) return;
    const by = at.width / view.getBoundingClientRect().width;
    moved ||= Math.hypot(event.clientX - held.clientX, event.clientY - held.clientY) > 3;
    look({ ...at, x: at.x - (event.clientX - held.clientX) * by, y: at.y - (event.clientY - held.clientY) * by });
    held = event;
  });
  window.addEventListener("pointerup", () => { held = null; });
  view.addEventListener("click", (event) => {
    const one = event.target.closest("[data-box]");
    if (one && picture && !moved) chosen(one);
  });
}

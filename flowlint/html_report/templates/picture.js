// The picture: unpacked when it is asked for, seen in part, moved, zoomed, with a small map beside a large one.
// Each page says what it adds to a picture (`arrived`), what choosing a box (`chosen`) or a flow (`open`) does, and
// where the arrow keys lead (`walk`).
const NEAR = 2.5;  // how much larger than life a picture is shown at most
const LEGIBLE = 0.6;  // how small a picture may be for its letters to be read

// `shown` is the flow it is of, or "map", `at` what of it is seen. `path` is what the arrow keys walk, and `step` where
// on it one is: the path of a finding, or the changes.
let picture = null, shown = null, whole = null, at = null, path = null, step = 0, asked = 0;
const known = new Map();

const unpacked = async (packed) => {
  const bytes = Uint8Array.from(atob(packed), (one) => one.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).text();
};
const load = async (one) => {
  if (!known.has(one)) known.set(one, await unpacked(one.svg));
  // The parser of HTML takes SVG too, in a quarter of the time that the one of XML takes.
  return document.adoptNode(new DOMParser().parseFromString(known.get(one), "text/html").querySelector("svg"));
};
const look = (seen) => {
  at = seen;
  picture.setAttribute("viewBox", [at.x, at.y, at.width, at.height].join(" "));
  const mark = get("mini").querySelector(".seen");
  if (mark) for (const key of ["x", "y", "width", "height"]) mark.setAttribute(key, at[key]);
};
const fit = () => {
  const room = view.getBoundingClientRect();
  const scale = Math.min(room.width / whole.width, room.height / whole.height, 1);
  look({
    width: room.width / scale, height: room.height / scale,
    x: whole.x - (room.width / scale - whole.width) / 2, y: whole.y - (room.height / scale - whole.height) / 2,
  });
};
const begin = () => {
  fit();
  const start = picture.querySelector(".box:has(.start)") || box(0);
  if (start && view.getBoundingClientRect().width / at.width < LEGIBLE) centre(start);
};
const zoom = (by, x = at.x + at.width / 2, y = at.y + at.height / 2) => {
  const room = view.getBoundingClientRect();
  const width = Math.min(Math.max(at.width / by, room.width / NEAR), Math.max(whole.width, room.width) * 3);
  const kept = width / at.width;
  look({ width, height: at.height * kept, x: x - (x - at.x) * kept, y: y - (y - at.y) * kept });
};
const move = (x, y) => look({ ...at, x: at.x + x * at.width, y: at.y + y * at.height });
const boxIn = (one, index) => one.querySelector(`[data-box="${index}"]`);
const box = (index) => boxIn(picture, index);
const corner = (one) => one.transform.baseVal.getItem(0).matrix;
const sizeOf = (one) => {
  const frame = one.querySelector(".frame");
  return { width: Number(frame.getAttribute("width")), height: Number(frame.getAttribute("height")) };
};
const centre = (one) => {
  const { e, f } = corner(one), size = sizeOf(one), room = view.getBoundingClientRect();
  const scale = Math.max(at.width / room.width, 1) > 1.4 ? 1.1 : at.width / room.width;
  const width = room.width * scale, height = room.height * scale;
  // As much as there is is seen, and nothing beyond.
  const kept = (middle, room, from, all) => Math.max(from, Math.min(middle - room / 2, from + all - room));
  look({
    width, height, x: kept(e + size.width / 2, width, whole.x, whole.width),
    y: kept(f + size.height / 2, height, whole.y, whole.height),
  });
};

const minimap = () => {
  get("mini").replaceChildren();
  const room = view.getBoundingClientRect();
  if (whole.width < 1.5 * room.width && whole.height < 1.5 * room.height) return;
  const mini = drawn("svg", { class: "mini", viewBox: picture.getAttribute("viewBox"), "aria-hidden": "true" });
  for (const one of picture.querySelectorAll("[data-box]")) {
    const { e, f } = corner(one), [state = ""] = /is-\w+/.exec(one.getAttribute("class")) || [];
    mini.append(drawn("rect", { class: state, x: e, y: f, ...sizeOf(one), "data-of": one.dataset.box }));
  }
  mini.append(drawn("rect", { class: "seen" }));
  mini.addEventListener("pointerdown", (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(mini.getScreenCTM().inverse());
    look({ ...at, x: point.x - at.width / 2, y: point.y - at.height / 2 });
  });
  get("mini").append(mini);
};

const instead = (reason) => {
  picture = shown = null;
  view.replaceChildren(element("p", { class: "reason" }, reason));
  get("mini").replaceChildren();
};
const forget = () => {
  path = null;
  beside.replaceChildren();
};
// Gives whether there is a picture, and nothing else was asked for meanwhile.
const show = async (number) => {
  const mine = ++asked;
  const one = number === "map" ? data.map : data.flows[number];
  which.value = number;
  if (one.reason) {
    instead(one.reason);
    return false;
  }
  const made = await load(one);
  if (mine !== asked) return false;
  picture = made;
  const { x, y, width, height } = picture.viewBox.baseVal;
  whole = { x, y, width, height };
  view.replaceChildren();  // all is measured before the picture is there: else it would be laid out each time
  shown = number;
  for (const box of picture.querySelectorAll("[data-box]")) {
    box.setAttribute("tabindex", "0");
    box.setAttribute("role", "button");
    box.setAttribute("aria-label", box.querySelector("title").textContent.split("\n", 2).join(", "));
  }
  arrived(number);
  minimap();
  begin();
  view.append(picture);
  return true;
};
const mark = (here) => {
  for (const one of picture.querySelectorAll(".current")) one.classList.remove("current");
  here.classList.add("current");
  centre(here);
};
// Marks which line of the list beside is the one that is looked at.
const markStep = (current) => {
  [...beside.querySelectorAll("li button")].forEach((button, place) => {
    if (place === current) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  });
  beside.scrollTop = beside.querySelector("[aria-current]").offsetTop - beside.clientHeight / 2;
};
const tellBox = (one) => {
  const [name, ...rest] = one.querySelector("title").textContent.split("\n");
  beside.replaceChildren(element("h3", {}, name));
  if (rest.length) beside.append(element("pre", { tabindex: "0" }, rest.join("\n")));
};

// The page's only script: filters the table, draws a picture when it is asked for, and walks the path of a finding.
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const LEVELS = ["error", "warning", "note"];
  const STEP = 1.25;  // how far one step of zooming goes
  const NEAR = 2.5;   // how much larger than life a picture is shown at most
  const COUNTS = /^\d+ (error|warning|note)s?\b/;  // what a box says of findings, besides its name and text
  const LEGIBLE = 0.6;  // how small a picture may be for its letters to be read
  const data = JSON.parse(document.getElementById("data").textContent);
  const get = (id) => document.getElementById(id);
  const view = get("view"), beside = get("beside"), which = get("which");
  for (const one of document.querySelectorAll(".scripted")) one.hidden = false;

  const element = (name, attributes = {}, text) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const drawn = (name, attributes) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  // The table of findings.
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

  // The picture: `shown` is the flow it is of, or "map", `at` what of it is seen. `path` is the finding whose path is
  // painted, `step` the one of its steps that is looked at.
  let picture = null, shown = null, whole = null, at = null, path = null, step = 0, asked = 0;
  const known = new Map();

  const unpacked = async (packed) => {
    const bytes = Uint8Array.from(atob(packed), (one) => one.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(stream).text();
  };
  const load = async (one) => {
    if (!known.has(one)) known.set(one, await unpacked(one.svg));
    return document.importNode(new DOMParser().parseFromString(known.get(one), "image/svg+xml").documentElement, true);
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
  const centre = (one) => {
    const { e, f } = corner(one), size = one.querySelector(".frame").getBBox(), room = view.getBoundingClientRect();
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
      const { e, f } = corner(one), size = one.querySelector(".frame");
      mini.append(drawn("rect", {
        x: e, y: f, width: size.getAttribute("width"), height: size.getAttribute("height"), "data-of": one.dataset.box,
      }));
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
  // The sections of a flow: what could become a module, and what stands elsewhere as well. An outline goes round their
  // boxes and along the branches between them.
  const within = (one, boxes) => {
    const all = boxes.map((index) => {
      const found = boxIn(one, index), { e, f } = corner(found), size = found.querySelector(".frame");
      return { x: e, y: f, width: Number(size.getAttribute("width")), height: Number(size.getAttribute("height")) };
    });
    const left = Math.min(...all.map((one) => one.x)), top = Math.min(...all.map((one) => one.y));
    const right = Math.max(...all.map((one) => one.x + one.width)), low = Math.max(...all.map((one) => one.y + one.height));
    return { all, left, top, width: right - left, height: low - top };
  };
  const inside = (one, boxes) => {
    const inner = new Set(boxes.map(String));
    return [...one.querySelectorAll(".way")].filter(({ dataset: { from, to } }) => inner.has(from) && inner.has(to));
  };
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
    view.replaceChildren(picture);
    shown = number;
    for (const box of picture.querySelectorAll("[data-box]")) {
      box.setAttribute("tabindex", "0");
      box.setAttribute("role", "button");
      box.setAttribute("aria-label", box.querySelector("title").textContent.split("\n", 2).join(", "));
    }
    if (get("sections").checked && number !== "map") outline(Number(number));
    minimap();
    begin();
    return true;
  };

  const findings = (flow, box) => data.findings.flatMap((one, number) =>
    one.at && one.at[0] === flow && (box === null || one.at[1] === box) ? [number] : []);
  const message = (number) => {
    const button = document.querySelector(`#table [data-finding="${number}"]`);
    return button.closest("tr").cells[2].firstChild.textContent.trim();
  };
  const chosen = (one) => {
    const number = which.value, index = Number(one.dataset.box);
    if (number === "map") {
      if (index >= data.flows.length) return;
      const place = path ? path.steps.findIndex(([flow]) => flow === index) : -1;
      if (place >= 0) walk(place);
      else open(String(index)).then(() => view.focus());
      return;
    }
    const [name, ...rest] = one.querySelector("title").textContent.split("\n");
    beside.replaceChildren(element("h3", {}, name));
    if (rest.length) beside.append(element("pre", { tabindex: "0" }, rest.join("\n")));
    for (const found of findings(Number(number), index)) {
      const line = element("p", {}, `${message(found)} `);
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
  const mark = (here) => {
    for (const one of picture.querySelectorAll(".current")) one.classList.remove("current");
    here.classList.add("current");
    centre(here);
  };
  const walk = async (to) => {
    if (!path) return;
    step = Math.min(Math.max(to, 0), path.steps.length - 1);
    if (!beside.querySelector(".steps")) tellSteps();  // something else was chosen meanwhile
    [...beside.querySelectorAll("li button")].forEach((button, place) => {
      if (place === step) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
    beside.scrollTop = beside.querySelector("[aria-current]").offsetTop - beside.clientHeight / 2;
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
    const button = document.querySelector(`#table [data-finding="${number}"]`);
    if (button) button.closest("tr").classList.add("chosen");
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

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-finding], button[data-flow]");
    if (!button) return;
    if ("finding" in button.dataset) showFinding(Number(button.dataset.finding));
    else {
      get("pictures").scrollIntoView();
      open(button.dataset.flow).then(() => view.focus({ preventScroll: true }));
    }
  });
  if (data.flows.length) {
    which.addEventListener("change", () => open(which.value));
    get("in").addEventListener("click", () => picture && zoom(STEP));
    get("out").addEventListener("click", () => picture && zoom(1 / STEP));
    get("fit").addEventListener("click", () => picture && fit());
    get("sections").addEventListener("change", async () => {
      if (which.value === "map") return;
      if (!path || shown === null) open(which.value);
      else if (await show(shown)) { paint(); walk(step); }
    });
    get("back").addEventListener("click", () => (path && path.flows.length ? pathOnMap() : open("map")));
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
    open(data.map && data.flows.length > 1 ? "map" : "0");
  }
})();

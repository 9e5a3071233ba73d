// What the parts of the page's script have in common: its data, its places, and elements made from text alone.
const SVG = "http://www.w3.org/2000/svg";
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

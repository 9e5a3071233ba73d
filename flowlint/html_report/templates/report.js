// What clicks do in the report alone, and what it shows first.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-finding]");
  if (button) showFinding(Number(button.dataset.finding));
});
if (data.flows.length) {
  get("sections").addEventListener("change", async () => {
    if (which.value === "map") return;
    if (!path || shown === null) open(which.value);
    else if (await show(shown)) { paint(); walk(step); }
  });
  get("back").addEventListener("click", () => (path && path.flows.length ? pathOnMap() : open("map")));
  open(data.map && data.flows.length > 1 ? "map" : "0");
}

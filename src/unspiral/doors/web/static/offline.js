// Forms that are filled in without the server: named, dated, sealed; help comes before anything else.
const form = document.querySelector("form[data-offline]");
const name = () => crypto.randomUUID();

if (form) {
  const kind = form.dataset.offline, key = form.elements.key;
  key.value = name();
  if (form.elements.day) {
    const now = new Date();
    if (now.getHours() < 4) now.setDate(now.getDate() - 1);
    const two = n => String(n).padStart(2, "0");
    form.elements.day.value = now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
    document.getElementById("date").textContent = now.toLocaleDateString("en-GB", {weekday: "long", day: "numeric", month: "long", year: "numeric"});
  }
  form.addEventListener("submit", async event => {
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form));
    if (kind === "red-flags") call();
    try {
      const at = await seal(kind, key.value, fields);
      form.hidden = true;
      if (kind === "phq9" && Number(fields.get(form.dataset.help)) >= 1) { location.assign("/offline/first"); return; }
      await show("Sealed at " + at + ".");
    } catch (error) {
      if (kind === "phq9" && Number(fields.get(form.dataset.help)) >= 1) { location.assign("/offline/first"); return; }
      await show("Not kept: " + error.message + " What you wrote is still below.");
    }
    line.scrollIntoView();
    line.focus();
  });
  if (form.dataset.help) atOnce(form, async () => {
    const fields = new URLSearchParams(new FormData(form));
    fields.set("part", "yes");
    try { await seal(kind, key.value, fields); } catch { /* help does not wait for it */ }
    location.assign("/offline/first");
  });
}

// Which help the signs call for, by the rules that came with the page. The most urgent counts.
function call() {
  const rules = JSON.parse(form.dataset.rules), order = JSON.parse(form.dataset.order);
  const said = id => form.elements[id] ? form.elements[id].value : "";
  let most = -1;
  for (const rule of rules) {
    const fires = (rule.all_yes || []).every(id => said(id) === "yes") && (!rule.any_yes || rule.any_yes.some(id => said(id) === "yes")) &&
      (!rule.any_not_sure || rule.any_not_sure.some(id => said(id) === "not sure"));
    if (fires) most = Math.max(most, order.indexOf(rule.urgency));
  }
  for (const part of document.querySelectorAll("[data-urgency]")) part.hidden = part.dataset.urgency !== (most < 0 ? "none" : order[most]);
  document.getElementById("called").hidden = false;
}

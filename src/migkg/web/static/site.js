// What pages do beyond showing: nothing that cannot be read or reached without it.
"use strict";

// A cell of the heat map, or any link to evidence on the same page, opens it in a window of its own.
const evidence = document.createElement("dialog");

function show(target, label) {
  const copy = document.createElement("ul");
  copy.className = "claims";
  copy.append(target.cloneNode(true));
  copy.querySelectorAll("[id]").forEach((one) => one.removeAttribute("id"));
  copy.querySelectorAll("details").forEach((one) => { one.open = true; });
  const close = document.createElement("form");
  close.method = "dialog";
  const button = document.createElement("button");
  button.className = "close";
  button.textContent = document.documentElement.dataset.close || "×";
  close.append(button);
  evidence.setAttribute("aria-label", label);
  evidence.replaceChildren(close, copy);
  evidence.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-evidence]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const target = document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  show(target, link.dataset.evidence);
});
evidence.addEventListener("click", (event) => {
  if (event.target === evidence) evidence.close();
});
document.body.append(evidence);

// A list or table with data-filter can be narrowed by what is typed.
for (const box of document.querySelectorAll("[data-filter]")) {
  const field = box.querySelector("input");
  const rows = document.querySelectorAll(`#${box.dataset.filter} [data-row]`);
  box.hidden = false;
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLocaleLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
  });
}

// An address with a fragment opens what it points into.
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let one = target; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
}
addEventListener("hashchange", reveal);
reveal();

// Keys for those who decide much: a accepts, r goes to the reason, e to the changes, z undoes, j and k turn, u goes up.
"use strict";

const follow = (selector) => document.querySelector(selector)?.click();

const keys = {
  a: () => document.querySelector("#accept")?.requestSubmit(),
  r: () => document.querySelector("#reason")?.focus(),
  e: () => {
    const edit = document.querySelector("#edit");
    if (edit) {
      edit.open = true;
      edit.querySelector("input:not([type=hidden])")?.focus();
    }
  },
  z: () => document.querySelector("#undo")?.requestSubmit(),
  j: () => follow("a[rel=next]"),
  k: () => follow("a[rel=prev]"),
  u: () => follow("#up"),
};

document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea, select");
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
    return;
  }
  if (writing) {
    if (event.key === "Escape") {
      writing.blur();
    }
  } else if (Object.hasOwn(keys, event.key)) {
    event.preventDefault();
    keys[event.key]();
  }
});

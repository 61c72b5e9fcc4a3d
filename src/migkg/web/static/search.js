// Search where there is no server: in the index that a published site brings along (search-index.js).
"use strict";

const MOST = 100;
const list = document.getElementById("hits");
const asked = new URLSearchParams(location.search).get("q") || "";
const words = fold(asked).split(" ").filter(Boolean);

function fold(text) {
  return text.replaceAll("’", "'").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim().replace(/\s+/g, " ");
}

// 0 is best: the name itself, then its beginning, all words in the name, all words in name or text.
function rank([, name, , text]) {
  const own = fold(name);
  const whole = words.join(" ");
  if (own === whole) return 0;
  if (own.startsWith(whole)) return 1;
  if (words.every((word) => own.includes(word))) return 2;
  const all = `${own} ${fold(text)}`;
  return words.every((word) => all.includes(word)) ? 3 : 4;
}

function item([path, name, kind, text]) {
  const entry = document.createElement("li");
  const link = document.createElement("a");
  link.href = list.dataset.root + path;
  link.textContent = name;
  const about = document.createElement("span");
  about.className = "soft small";
  about.textContent = ` ${kind}`;
  entry.append(link, about);
  if (text) {
    const excerpt = document.createElement("p");
    excerpt.className = "small";
    excerpt.textContent = text;
    entry.append(excerpt);
  }
  return entry;
}

if (words.length) {
  for (const field of document.querySelectorAll("input[name=q]")) field.value = asked;
  const found = (window.migkgIndex || []).map((entry) => [rank(entry), entry]).filter(([place]) => place < 4);
  found.sort((one, other) => one[0] - other[0]);
  if (found.length) list.replaceChildren(...found.slice(0, MOST).map(([, entry]) => item(entry)));
  else list.textContent = list.dataset.none;
}

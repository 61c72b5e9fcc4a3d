// Cytoscape in place of a drawing: what it shows, and where, it reads from the drawing that the server made.
import cytoscape from "cytoscape";

interface Words {
  explore: string;
  picture: string;
  find: string;
  fit: string;
  arrange: string;
  hint: string;
  joined: string;
}

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const narrow = matchMedia("(max-width: 48rem)").matches;
const style = getComputedStyle(document.documentElement);
const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();

/** The dots and lines of a drawing as Cytoscape has them; a colour is the one that its stylesheet gives. */
function elements(svg: SVGSVGElement): cytoscape.ElementDefinition[] {
  const dots = Array.from(svg.querySelectorAll<SVGAElement>("[data-dot]"), (dot) => {
    const data = dot.dataset;
    const width = Number(data["width"]);
    return {
      group: "nodes" as const,
      data: {
        id: `d${data["dot"]}`,
        label: dot.querySelector("text")?.textContent ?? "",
        title: dot.querySelector("title")?.textContent ?? "",
        href: dot.getAttribute("href") ?? "",
        colour: getComputedStyle(dot).getPropertyValue("--kind").trim(),
        size: 2 * Number(data["size"]),
        width,
      },
      classes: width ? "box" : "round",
      position: { x: Number(data["x"]) + width / 2, y: Number(data["y"]) },
    };
  });
  const boxed = dots.some((dot) => dot.classes === "box");
  const lines = Array.from(svg.querySelectorAll<SVGPathElement>("path[data-from]"), (line, number) => ({
    group: "edges" as const,
    data: {
      id: `l${number}`,
      source: `d${line.dataset["from"]}`,
      target: `d${line.dataset["to"]}`,
      what: line.dataset["what"] ?? "",
    },
    classes: `${line.dataset["grade"] ?? ""} ${boxed ? "across" : ""}`,
  }));
  return [...dots, ...lines];
}

function sheet(): cytoscape.StylesheetJson {
  const text = { color: colour("ink"), "font-family": "system-ui, sans-serif", "min-zoomed-font-size": 5 };
  return [
    { selector: "node", style: { label: "data(label)", "font-size": 13, ...text } },
    {
      selector: "node.round",
      style: {
        width: "data(size)",
        height: "data(size)",
        "background-color": "data(colour)",
        "text-valign": "bottom",
        "text-margin-y": 3,
        "text-outline-color": colour("paper"),
        "text-outline-width": 2,
      },
    },
    {
      selector: "node.box",
      style: {
        shape: "round-rectangle",
        width: "data(width)",
        height: 28,
        "background-color": colour("panel"),
        "border-color": "data(colour)",
        "border-width": 1.2,
        "text-valign": "center",
        "text-halign": "center",
      },
    },
    {
      selector: "edge",
      style: {
        width: 1.3,
        "line-color": colour("line"),
        opacity: 0.55,
        "curve-style": "bezier",
        "target-arrow-shape": "triangle",
        "target-arrow-color": colour("line"),
        "arrow-scale": 0.7,
      },
    },
    {
      selector: "edge.across", // from the right of one box to the left of another
      style: { "curve-style": "straight", "source-endpoint": "50% 0%", "target-endpoint": "-50% 0%" },
    },
    { selector: "edge.strong, edge.medium, edge.weak", style: { "line-style": "dashed" } },
    { selector: ".faint", style: { opacity: 0.12 } },
    {
      selector: "edge.near",
      style: {
        width: 2.2,
        opacity: 1,
        "line-color": colour("link"),
        "target-arrow-color": colour("link"),
      },
    },
    { selector: "node.chosen", style: { "border-width": 3, "border-color": colour("focus") } },
  ];
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function link(node: cytoscape.NodeSingular): HTMLAnchorElement {
  const made = document.createElement("a");
  made.href = node.data("href") as string;
  made.textContent = node.data("title") as string;
  return made;
}

/** Shows one thing and what it is joined to: in the drawing, and as links below it. */
function choose(graph: cytoscape.Core, node: cytoscape.NodeSingular | null, told: HTMLElement, words: Words): void {
  graph.elements().removeClass("faint near chosen");
  if (!node) {
    told.textContent = words.hint;
    return;
  }
  const lines = node.connectedEdges();
  graph.elements().not(lines.connectedNodes()).not(lines).not(node).addClass("faint");
  lines.addClass("near");
  node.addClass("chosen");
  const list = document.createElement("ul");
  list.className = "tags";
  for (const line of lines) {
    const other = line.source().same(node) ? line.target() : line.source();
    const item = document.createElement("li");
    item.append(link(other as cytoscape.NodeSingular), ` (${line.data("what") as string})`);
    list.append(item);
  }
  const head = document.createElement("p");
  const name = document.createElement("strong");
  name.append(link(node));
  head.append(name, lines.length ? ` – ${words.joined}:` : "");
  told.replaceChildren(head, list);
}

function finder(graph: cytoscape.Core, words: Words, found: (node: cytoscape.NodeSingular) => void): HTMLElement {
  const label = document.createElement("label");
  const field = document.createElement("input");
  const list = document.createElement("datalist");
  list.id = "graph-names";
  field.type = "search";
  field.setAttribute("list", list.id);
  const byName = new Map<string, cytoscape.NodeSingular>();
  for (const node of graph.nodes()) {
    for (const name of [node.data("title"), node.data("label")] as string[]) byName.set(name, node);
    list.append(new Option(node.data("title") as string));
  }
  field.addEventListener("input", () => {
    const node = byName.get(field.value);
    if (node) found(node);
  });
  label.append(`${words.find} `, field, list);
  return label;
}

function explore(place: HTMLElement): void {
  const svg = place.querySelector<SVGSVGElement>("svg.graph");
  const frame = place.querySelector<HTMLElement>(".graph-frame");
  if (!svg || !frame) return;
  const words = place.dataset as unknown as Words & DOMStringMap;
  const free = place.dataset["free"] === "yes";
  const panel = document.createElement("div");
  const canvas = document.createElement("div");
  canvas.className = "graph-canvas";
  canvas.setAttribute("aria-hidden", "true"); // the field above it and the links below it say the same
  const told = document.createElement("div");
  told.className = "graph-told";
  told.setAttribute("aria-live", "polite");
  const drawn = elements(svg);
  frame.before(panel);
  panel.append(canvas, told);
  const graph = cytoscape({
    container: canvas,
    elements: drawn,
    style: sheet(),
    layout: { name: "preset", fit: true, padding: 20 },
    minZoom: 0.2,
    maxZoom: 2.2,
    userZoomingEnabled: false, // the wheel scrolls the page until the drawing is clicked
  });
  const select = (node: cytoscape.NodeSingular | null) => choose(graph, node, told, words);
  graph.on("tap", (event) => {
    graph.userZoomingEnabled(true);
    select(event.target === graph ? null : (event.target as cytoscape.Singular).isNode() ? event.target : null);
  });
  canvas.addEventListener("mouseleave", () => graph.userZoomingEnabled(false));
  const tools = document.createElement("div");
  tools.className = "graph-tools";
  const find = finder(graph, words, (node) => {
    select(node);
    graph.animate({ fit: { eles: node.closedNeighborhood(), padding: 60 }, duration: calm ? 0 : 250 });
  });
  const all = () => graph.fit(undefined, 20);
  const fit = button(words.fit, all);
  const arrange = button(words.arrange, () =>
    graph.layout({ name: "cose", animate: false, randomize: false, nodeRepulsion: () => 9000, padding: 20 }).run(),
  );
  const own = [find, fit, ...(free ? [arrange] : [])];
  const toggle = button(words.picture, () => show(panel.hidden === true));
  const show = (on: boolean) => {
    panel.hidden = !on;
    frame.hidden = on;
    for (const tool of own) tool.hidden = !on;
    toggle.textContent = on ? words.picture : words.explore;
    if (on) graph.resize();
  };
  tools.append(...own, toggle);
  panel.before(tools);
  select(null);
  show(true);
  const [largest] = graph.elements().components().sort((one, other) => other.length - one.length);
  if (free && largest) graph.fit(largest, 20);
  else all();
  if (narrow) show(false); // a picture to be scrolled is read more easily there
  place.dataset["ready"] = "yes";
}

for (const place of document.querySelectorAll<HTMLElement>(".graph-place")) explore(place);

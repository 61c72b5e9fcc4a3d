// YASGUI in place of the plain form: its requests go to our endpoint, its completions come from our dataset.
import Yasgui from "@zazuko/yasgui";
import "./editor.css";
import { named } from "./names";
import { load, matching, missing, type Term, type Vocabulary, written } from "./vocabulary";

const BASE = "https://w3id.org/migkg/";
const Yasqe = Yasgui.Yasqe;
type Editor = InstanceType<typeof Yasqe>;
type Hint = { text: string; displayText?: string };

/** Offers terms of one kind; what is chosen is written with its prefix, which is declared if it is missing. */
function complete(kind: "class" | "property", terms: Term[], vocabulary: Vocabulary): void {
  const byText = new Map<string, Term>();
  const completer = Yasqe.Autocompleters[kind];
  if (!completer) return;
  completer.autoShow = true;
  completer.preProcessToken = (_editor, token) => token;
  completer.get = (_editor, token) => {
    const typed = (token as { string?: string } | undefined)?.string ?? "";
    return matching(terms, typed.trim(), vocabulary.prefixes).map((term) => {
      const text = written(term.iri, vocabulary.prefixes);
      byText.set(text, term);
      return text;
    });
  };
  completer.postProcessSuggestion = (_editor, _token, text) => text;
  completer.postprocessHints = (_editor, hints: Hint[]) => {
    for (const hint of hints) {
      const term = byText.get(hint.text);
      if (term) hint.displayText = `${hint.text}   ${term.label} (${term.count})`;
    }
    return hints as never;
  };
}

/** Declares what a query uses of our prefixes as soon as a completion was chosen. */
function declare(editor: Editor, vocabulary: Vocabulary): void {
  const wanting = missing(editor.getValue() as string, vocabulary.prefixes, editor.getPrefixesFromQuery());
  if (Object.keys(wanting).length) editor.addPrefixes(wanting);
}

/** Tables begin in the simple view: texts without quotes, no numbers of rows, nothing cut. */
function simplify(): void {
  const tabs = Yasgui.Tab as unknown as { getDefaults(gui?: Yasgui): { yasr: { settings: { pluginsConfig: object } } } };
  const usual = tabs.getDefaults.bind(tabs);
  tabs.getDefaults = (gui) => {
    const made = usual(gui);
    made.yasr.settings.pluginsConfig = { table: { compact: true, isEllipsed: false } };
    return made;
  };
}

function prepare(vocabulary: Vocabulary): void {
  const prefixes = Yasqe.Autocompleters["prefixes"];
  if (prefixes) {
    prefixes.persistenceId = null as never; // always those of this server, never those of last year
    prefixes.get = () => Object.entries(vocabulary.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`);
  }
  complete("class", vocabulary.classes, vocabulary);
  complete("property", vocabulary.properties, vocabulary);
}

/** Links in a result go to the pages of this site, whatever server the IRIs were made for. */
function localise(root: string, container: HTMLElement): void {
  const mend = () => {
    for (const link of container.querySelectorAll<HTMLAnchorElement>(`a[href^="${BASE}"]`)) {
      const path = link.href.slice(BASE.length);
      if (link.textContent === link.href) link.textContent = path;
      link.href = root + path;
      link.target = "_self";
    }
    named(container);
  };
  new MutationObserver(mend).observe(container, { childList: true, subtree: true });
  mend();
}

function start(place: HTMLElement, vocabulary: Vocabulary): void {
  const form = place.querySelector<HTMLFormElement>("form");
  const text = form?.querySelector<HTMLTextAreaElement>("textarea")?.value ?? "";
  const title = place.dataset["title"];
  if (!form) return;
  const endpoint = new URL(place.dataset["endpoint"] ?? "sparql", location.href).href;
  prepare(vocabulary);
  simplify();
  const defaults = Yasqe.defaults;
  const mount = document.createElement("div");
  mount.id = "yasgui";
  mount.lang = "en";
  form.hidden = true;
  const tools = document.createElement("div");
  tools.className = "editor-tools";
  const add = document.createElement("button");
  add.type = "button";
  add.textContent = place.dataset["add"] ?? "+";
  tools.append(add);
  place.append(tools, mount);
  const requestConfig = { ...defaults.requestConfig, endpoint, method: "POST" as const };
  const gui = new Yasgui(mount, {
    autofocus: false,
    autoAddOnInit: !title, // what was asked for has a tab of its own, and those of last time stay
    copyEndpointOnNewTab: false,
    endpointCatalogueOptions: { getData: () => [{ endpoint }], keys: [] },
    populateFromUrl: (shared) => ({ ...shared, requestConfig: { ...shared.requestConfig, endpoint } }),
    requestConfig: requestConfig as never,
    yasqe: Object.assign(defaults, {
      value: text, // what a new tab begins with
      extraKeys: { ...(defaults.extraKeys as object), Tab: false, "Shift-Tab": false }, // Tab leaves the field
      screenReaderLabel: "SPARQL query",
    }),
    yasr: Object.assign(Yasgui.Yasr.defaults, { prefixes: vocabulary.prefixes }),
  });
  add.addEventListener("click", () => gui.addTab(true));
  for (const tab of Object.values(gui._tabs)) tab.setEndpoint(endpoint);
  if (title) gui.addTab(true, { name: title, yasqe: { value: text } }, { avoidDuplicateTabs: true });
  const watched = new WeakSet<Editor>();
  const watch = () => {
    const editor = gui.getTab()?.getYasqe();
    if (!editor || watched.has(editor)) return;
    watched.add(editor);
    editor.on("autocompletionClose", () => declare(editor, vocabulary));
  };
  gui.on("tabSelect", () => setTimeout(watch));
  watch();
  localise(new URL(place.dataset["root"] ?? ".", location.href).href, mount);
}

const place = document.querySelector<HTMLElement>("#editor");
if (place) void load(place.dataset["vocabulary"] ?? "").then((vocabulary) => start(place, vocabulary));

// Names for the controls that YASGUI leaves without one, so that screen readers can say what they are.

const NAMES: [selector: string, name: string][] = [
  [".tableSizer", "Rows on a page"],
  [".yasqe_share", "Share this query"],
  [".yasqe_queryButton", "Run the query"],
  [".CodeMirror textarea", "SPARQL query"],
];

export function named(container: HTMLElement): void {
  for (const [selector, name] of NAMES) {
    for (const control of container.querySelectorAll(selector)) {
      if (!control.hasAttribute("aria-label")) control.setAttribute("aria-label", name);
    }
  }
  // What scrolls can be reached by keyboard.
  for (const area of container.querySelectorAll(".CodeMirror-scroll")) area.setAttribute("tabindex", "0");
  for (const title of container.querySelectorAll("th .dt-column-title:empty")) title.textContent = "#";
}

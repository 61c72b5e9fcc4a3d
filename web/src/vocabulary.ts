// The terms that the editor offers: classes and properties as the dataset uses them, and our prefixes.

export interface Term {
  iri: string;
  label: string;
  count: number;
}

export interface Vocabulary {
  prefixes: Record<string, string>;
  classes: Term[];
  properties: Term[];
}

const NOTHING: Vocabulary = { prefixes: {}, classes: [], properties: [] };

/** What the server says that there is; nothing if it does not answer, so that the editor still works. */
export async function load(address: string): Promise<Vocabulary> {
  try {
    const answer = await fetch(address, { headers: { accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as Vocabulary) : NOTHING;
  } catch {
    return NOTHING;
  }
}

/** An IRI as people write it in a query: `mig:Objective`, or in full between angle brackets. */
export function written(iri: string, prefixes: Record<string, string>): string {
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    const local = iri.startsWith(namespace) ? iri.slice(namespace.length) : "";
    if (/^[A-Za-z_][\w-]*$/.test(local)) return `${prefix}:${local}`;
  }
  return `<${iri}>`;
}

/** The terms whose written form begins with what was typed, or whose name holds it; the most used first. */
export function matching(terms: Term[], typed: string, prefixes: Record<string, string>): Term[] {
  const wanted = typed.replace(/^</, "").toLowerCase();
  const begun = (term: Term) =>
    [term.iri, written(term.iri, prefixes)].some((form) => form.toLowerCase().startsWith(wanted));
  const named = (term: Term) => wanted.length > 1 && term.label.toLowerCase().includes(wanted);
  const first = terms.filter(begun);
  return [...first, ...terms.filter((term) => !begun(term) && named(term))];
}

/** Those of our prefixes that a query uses and does not declare. */
export function missing(
  query: string,
  prefixes: Record<string, string>,
  known: Record<string, string>,
): Record<string, string> {
  const wanting: Record<string, string> = {};
  for (const [, prefix = ""] of query.matchAll(/(?<![\w<:/])([a-z]+):(?=[A-Za-z_])/g)) {
    const namespace = prefixes[prefix];
    if (namespace && !(prefix in known)) wanting[prefix] = namespace;
  }
  return wanting;
}

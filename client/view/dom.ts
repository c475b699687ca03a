// Builds elements. Text goes in as text, never as HTML: what a manifest says must not become markup here.

type Child = Node | string | undefined;

/** An element with attributes (`class`, `title`, `aria-…`) and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  for (const child of children) if (child !== undefined) made.append(child);
  return made;
}

/** A button that does something. */
export function button(label: string, kind: 'primary' | 'secondary' | 'link', run: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', class: kind }, label);
  made.addEventListener('click', run);
  return made;
}

/** A table with headings for the columns. */
export function table(
  caption: string,
  headings: readonly string[],
  rows: ReadonlyArray<ReadonlyArray<Child>>,
  rowClass: (index: number) => string = () => '',
): HTMLTableElement {
  const head = headings.map((heading) => element('th', { scope: 'col' }, heading));
  const body = rows.map((cells, index) =>
    element('tr', { class: rowClass(index) }, ...cells.map((cell) => element('td', {}, cell))),
  );
  return element(
    'table',
    {},
    element('caption', { class: 'hidden' }, caption),
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...body),
  );
}

/** `0 s`, `1.5 s`, `2 min 10 s`, `3 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  if (whole < 7_200) return `${Math.floor(whole / 60)} min${whole % 60 === 0 ? '' : ` ${whole % 60} s`}`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}

// Reading a page's examples: fenced YAML blocks. A line `# ^^^ warning: words` says what is found in the line above,
// under the carets, and that the message has these words; `#^^^` begins at the line's start. A block without such lines
// is silent. A block `yaml after` is the text after the obvious fixes of the block before it; what `yaml existing` holds
// exists already when the block after it is applied. Files of one block are parted by `# file: name`, and a line
// `# 20,000 times` stands for so many copies of the line above it.
import type { Files } from './support.ts';

/** One fenced block. */
export interface Block {
  readonly files: Files;
  /** `a.yaml:3:5+4 error: words`: file, line, column and length of what is underlined. */
  readonly expected: readonly string[];
  /** `after`, `existing` or nothing. */
  readonly role: string;
}

const MARKER = /^(\s*)#(\s*)(\^+) (error|warning|info|hint)(?:: (.*))?$/;

/** Takes the marker lines out of a block. */
function readBlock(body: string, role: string): Block {
  const files: Record<string, string> = {};
  const expected: string[] = [];
  let name = 'a.yaml';
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length > 0) files[name] = `${lines.join('\n')}\n`;
    lines = [];
  };
  for (const line of body.split('\n')) {
    const file = /^# file: (\S+)$/.exec(line);
    const marker = MARKER.exec(line);
    const times = /^\s*# ([\d,]+) times$/.exec(line);
    if (file?.[1] !== undefined) {
      flush();
      name = file[1];
    } else if (times) {
      const copies = Number(times[1]?.replaceAll(',', '')) - 1;
      lines = [...lines, ...Array.from({ length: copies }, () => lines.at(-1) ?? '')];
    } else if (marker) {
      const [, indent = '', gap = '', carets = '', severity = '', words = ''] = marker;
      const start = gap === '' ? indent.length : indent.length + 1 + gap.length;
      const length = gap === '' ? carets.length + 1 : carets.length;
      expected.push(`${name}:${lines.length}:${start + 1}+${length} ${severity}: ${words}`);
    } else lines.push(line);
  }
  flush();
  return { files, expected, role };
}

/** The blocks of a page, in order. */
export const blocksOf = (page: string): readonly Block[] =>
  [...page.matchAll(/^```yaml(?: (\w+))?\n([\s\S]*?)\n?```$/gm)].map((match) =>
    readBlock(match[2] ?? '', match[1] ?? ''),
  );

// What a public test suite of another tool expects of one of its checks. The suites are read from checkouts given by
// path; nothing of them is kept.

import type { RequiredMetadata } from '../../../server/src/diagnostics/requiredKeys.ts';

/** The tools by the abbreviations of the catalogue. */
export const TOOLS = {
  KL: 'kube-linter',
  KS: 'kube-score',
  PO: 'Polaris',
  KC: 'kubeconform',
  MO: 'Monokle',
  KR: "Kubevious' rules library",
} as const;

export type Tool = keyof typeof TOOLS;

/** Texts by name. */
export type Files = Readonly<Record<string, string>>;

/** A part of the files: the objects at these places in the order of the text, of them perhaps only some containers. */
export interface Part {
  /** For the list of disagreements: `Deployment app`. */
  readonly name: string;
  readonly objects: readonly number[];
  readonly container?: string;
}

export interface Expectation {
  readonly tool: Tool;
  /** The other tool's check. */
  readonly check: string;
  /** The fixture, for the list of disagreements. */
  readonly file: string;
  readonly files: Files;
  readonly fails: boolean;
  /** What the suite configures its check to ask for. */
  readonly required?: RequiredMetadata;
  /** In how many different objects something is found, where the suite counts them. */
  readonly count?: number;
  /** Only what is found there; everything if it is not said. */
  readonly part?: Part;
}

/** What reads the expectations of a checkout. */
export type Suite = (root: string) => Iterable<Expectation>;

/** The name of a disagreement: one line of peers.md. */
export const idOf = ({ tool, check, file, part }: Expectation): string =>
  `${tool} ${check}: ${file}${part === undefined ? '' : ` (${part.name})`}`;

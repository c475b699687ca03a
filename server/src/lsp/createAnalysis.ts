// Puts the analysis together from its layers.
import type { Failed } from '../diagnostics/failed.ts';
import { decoder } from '../schema/decode.ts';
import { Analysis } from './analysis.ts';

/** The analysis of an empty workspace; `failed` is told of rules that fail. */
export const createAnalysis = (failed?: Failed): Analysis => new Analysis({ decoder, ...(failed ? { failed } : {}) });

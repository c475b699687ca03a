// Puts the analysis together from its layers.
import { decoder } from '../schema/decode.ts';
import { Analysis } from './analysis.ts';

/** The analysis of an empty workspace. */
export const createAnalysis = (): Analysis => new Analysis({ decoder });

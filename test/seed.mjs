// With DRYDOCK_SEED, every property test searches the same cases again: what CI says must not depend on chance.
import fc from 'fast-check';

const seed = process.env['DRYDOCK_SEED'];
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) });

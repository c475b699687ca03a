// The addresses of a default cluster.

import { POD_RANGE, SERVICE_RANGE } from '../defaultCluster.ts';

export { POD_RANGE, SERVICE_RANGE };
/** Where nodes get theirs, unless their manifest says. */
export const NODE_RANGE = '192.168.0.0/16';
/** Where load balancers get theirs: a range for documentation, that nobody has. */
export const LOAD_BALANCER_RANGE = '203.0.113.0/24';

/** An IPv4 range as numbers. */
export interface Range {
  readonly base: number;
  readonly size: number;
}

/** `10.1.0.0/16` as numbers; for our own constants, so anything else is a bug. */
export function rangeOf(cidr: string): Range {
  const [address = '', bits = '32'] = cidr.split('/');
  return { base: addressNumber(address), size: 2 ** (32 - Number(bits)) };
}

/** `10.1.0.5` as a number. */
export const addressNumber = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** A number as an address. */
export const addressText = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

/**
 * The next address of a range that nobody has, from `from` on; it comes round to the start once. The first and the last
 * address of the range are never given. Undefined if all are taken.
 */
export function nextFree(range: Range, from: number, isTaken: (address: string) => boolean): number | undefined {
  const usable = range.size - 2;
  for (let tried = 0; tried < usable; tried++) {
    const offset = 1 + ((from + tried) % usable);
    if (!isTaken(addressText(range.base + offset))) return offset;
  }
  return undefined;
}

// Quantities as people spell them: the one that was meant.
import { parseQuantity } from '../../api/quantity.ts';

const SUFFIXES: Readonly<Record<string, string>> = {
  b: '',
  k: 'k',
  kb: 'k',
  m: 'M',
  mb: 'M',
  g: 'G',
  gb: 'G',
  t: 'T',
  tb: 'T',
  p: 'P',
  pb: 'P',
  ki: 'Ki',
  kib: 'Ki',
  mi: 'Mi',
  mib: 'Mi',
  gi: 'Gi',
  gib: 'Gi',
  ti: 'Ti',
  tib: 'Ti',
  pi: 'Pi',
  pib: 'Pi',
};
const CPU_SUFFIXES: Readonly<Record<string, string>> = {
  cpu: '',
  cpus: '',
  core: '',
  cores: '',
  vcpu: '',
  m: 'm',
  mcpu: 'm',
  millicores: 'm',
  millicore: 'm',
  milli: 'm',
};

/** `128mb` → `128M`, `500 m` → `500m`: the quantity that was meant. */
export function quantityMeant(text: string, cpu: boolean): string | undefined {
  const match = /^\s*(\d+(?:[.,]\d+)?)\s*([A-Za-z]+)?\s*$/.exec(text);
  if (match === null) return undefined;
  const suffix = (match[2] ?? '').toLowerCase();
  const table = cpu ? CPU_SUFFIXES : SUFFIXES;
  const unit = suffix === '' ? '' : Object.hasOwn(table, suffix) ? table[suffix] : undefined;
  if (unit === undefined) return undefined;
  const meant = `${(match[1] ?? '').replace(',', '.')}${unit}`;
  return meant === text || parseQuantity(meant) === undefined ? undefined : meant;
}

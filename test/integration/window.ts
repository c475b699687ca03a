// The window as a person has it, when test/host/web.mjs is around us. A desktop run has no such bridge: there the same
// tests go through the API, and pictures are not taken.
const address = process.env['DRYDOCK_TEST_WINDOW'];

/** Whether keys, clicks and pictures can be had. */
export const hasWindow = address !== undefined;

/** An element of the window: a selector, text it contains, and for webviews a selector only their document has. */
export interface Where {
  readonly selector: string;
  readonly text?: string;
  readonly webview?: string;
}

async function call<T = void>(op: string, args: object): Promise<T> {
  if (address === undefined) throw new Error('this test needs the window');
  const response = await fetch(address, { method: 'POST', body: JSON.stringify({ op, ...args }) });
  const answer = (await response.json()) as { value: T; error?: string };
  if (answer.error !== undefined) throw new Error(`${op} ${JSON.stringify(args)}: ${answer.error}`);
  return answer.value;
}

export const press = (key: string): Promise<void> => call('press', { key });
export const type = (text: string): Promise<void> => call('type', { text });
export const fill = (where: Where, value: string): Promise<void> => call('fill', { ...where, value });
export const pressIn = (where: Where, key: string): Promise<void> => call('pressIn', { ...where, key });
export const click = (where: Where): Promise<void> => call('click', where);
export const hover = (where: Where): Promise<void> => call('hover', where);
export const focus = (where: Where): Promise<void> => call('focus', where);
export const shown = (where: Where): Promise<void> => call('wait', where);
export const gone = (where: Where): Promise<void> => call('wait', { ...where, state: 'hidden' });
export const texts = (where: Where): Promise<string[]> => call('texts', where);

/** The input of quick picks and input boxes. */
export const QUICK_INPUT: Where = { selector: '.quick-input-widget input[type="text"]' };

/** A picture into test-results/; nothing on the desktop. */
export const shot = async (name: string): Promise<void> => {
  if (hasWindow) await call('shot', { name });
};

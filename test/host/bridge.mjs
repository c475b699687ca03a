// Lets a test inside the extension host use the window as a person does: keys, clicks, what is on screen, pictures.
// The extension host has no page; this process has. The test posts {op, …} to a loopback port under a secret path
// (test/integration/window.ts is the other end), and the answer comes when playwright is done.
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const PATIENCE_MS = 30_000;

export async function startBridge(page, pictures) {
  page.setDefaultTimeout(PATIENCE_MS);
  mkdirSync(pictures, { recursive: true });

  // A webview is an iframe in an iframe of another origin; playwright reaches into both. `webview` is a selector that
  // only the wanted one's document has.
  async function scope(webview) {
    if (!webview) return page;
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await page.waitForTimeout(50)) {
      for (const frame of page.frames()) {
        if (
          await frame
            .locator(webview)
            .count()
            .catch(() => 0)
        )
          return frame;
      }
    }
    throw new Error(`no webview has ${webview}`);
  }
  const find = async ({ webview, selector, text }) =>
    (await scope(webview)).locator(selector, text === undefined ? {} : { hasText: text });

  const operations = {
    press: ({ key }) => page.keyboard.press(key),
    type: ({ text }) => page.keyboard.type(text),
    click: async (where) => (await find(where)).first().click(),
    // Into one element, wherever the keyboard's focus may be at the moment.
    fill: async ({ value, ...where }) => (await find(where)).first().fill(value),
    pressIn: async ({ key, ...where }) => (await find(where)).first().press(key),
    hover: async (where) => (await find(where)).first().hover(),
    focus: async (where) => (await find(where)).first().focus(),
    wait: async (where) => (await find(where)).first().waitFor({ state: where.state ?? 'visible' }),
    count: async (where) => (await find(where)).count(),
    texts: async (where) => (await find(where)).allInnerTexts(),
    shot: async ({ name }) => {
      // Two frames: what the last operation changed is drawn.
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      await page.screenshot({ path: join(pictures, name), animations: 'disabled' });
    },
  };

  const key = `/${randomUUID()}`;
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST' || request.url !== key) return response.writeHead(404).end();
    let body = '';
    for await (const data of request) body += data;
    try {
      const operation = JSON.parse(body);
      response.end(JSON.stringify({ value: (await operations[operation.op](operation)) ?? null }));
    } catch (error) {
      response.end(JSON.stringify({ error: String(error) }));
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}${key}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

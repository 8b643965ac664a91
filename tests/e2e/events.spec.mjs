// A browser's own EventSource on GET /api/events: it hears what happens, goes on by itself where it was after the server was
// killed, and gives up when its session is over. The page is an empty one: the application has a socket of its own.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test, expect, api, createProject, signUp} from './quern.mjs';

const folder = mkdtempSync(join(tmpdir(), 'quern-empty-page-'));
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Empty</title>');
test.use({folder});
test.afterAll(() => rmSync(folder, {recursive: true}));

const listen = (page) => page.evaluate(() => {
  window.heard = [];
  window.source = new EventSource('/api/events');
  window.source.onmessage = ({data, lastEventId}) => window.heard.push({...JSON.parse(data), id: lastEventId});
});
const heard = (page) => page.evaluate(() => window.heard.map(({id, event, data}) => [id, event, data?.name ?? ''].join(' ').trim()));
const state = (page) => page.evaluate(() => ['connecting', 'open', 'closed'][window.source.readyState]);

test('EventSource hears everything once, over a server that is killed, until its session is over', async ({page, server}) => {
  await signUp(page, server);
  await page.goto(server.url);
  await listen(page);
  await expect.poll(() => heard(page)).toEqual(['0 resumed']);

  await createProject(page, server, 'One');
  await expect.poll(() => heard(page)).toEqual(['0 resumed', '1 project:updated One']);

  await server.stop('SIGKILL');
  await expect.poll(() => state(page)).toBe('connecting');
  await server.start();
  await createProject(page, server, 'Two');  // before the stream is back, or after: it is heard once
  await createProject(page, server, 'Three');
  await expect.poll(async () => (await heard(page)).filter((line) => !line.includes('resumed')), {timeout: 20_000})
    .toEqual(['1 project:updated One', '2 project:updated Two', '3 project:updated Three']);

  expect((await api(page, server).post('/api/auth/logout')).status).toBe(204);
  await expect.poll(() => state(page), {timeout: 20_000}).toBe('closed');
});

// The fixtures: a server of its own for each test, with an empty data folder, and the small language the tests speak.
import {test as base, expect} from '@playwright/test';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = process.env.QUERN_SERVE ?? join(root, 'build/native-release/serve/serve');
const web = process.env.QUERN_WEB ?? join(root, 'build/wasm-release/web');

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// serve, started, stopped and killed as a person would; its data stays until the test ends.
export class Server {
  constructor(port, data, folder = web) {
    this.port = port;
    this.data = data;
    this.folder = folder;
    this.url = `http://127.0.0.1:${port}`;
    this.log = '';
  }

  async start(...options) {
    this.process = spawn(program, ['--web', this.folder, '--data', this.data, '--port', String(this.port), '--password-cost', 'low',
      ...options], {stdio: ['ignore', 'pipe', 'pipe']});
    for (const stream of [this.process.stdout, this.process.stderr]) stream.on('data', (text) => (this.log += text));
    await expect(async () => {
      if (this.process.exitCode !== null) throw new Error(`serve ended:\n${this.log}`);
      expect((await fetch(`${this.url}/healthz`)).status).toBe(200);
    }).toPass({timeout: 10_000, intervals: [20]});
  }

  async stop(signal = 'SIGTERM') {
    if (!this.process || this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    await ended;
  }
}

export const test = base.extend({
  folder: [web, {option: true}], // the page that is served
  server: async ({folder}, use) => {
    const data = await mkdtemp(join(tmpdir(), 'quern-e2e-'));
    const server = new Server(await freePort(), data, folder);
    await server.start();
    await use(server);
    await server.stop();
    await rm(data, {recursive: true, force: true});
  },
  // Every page's complaints are gathered: a test ends red if there were any it did not expect.
  page: async ({page, server}, use) => {
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      const isOfNetwork = /Failed to load resource|WebSocket connection to .* failed/.test(message.text()); // the browser's own words
      if (message.type() === 'error' && !isOfNetwork) complaints.push(message.text());
    });
    await use(page);
    expect(complaints).toEqual([]);
  },
});
export {expect};

export const person = {email: 'anna@example.org', password: 'correct horse 7', name: 'Anna Kovaleva'};

// Requests as the page makes them, with the page's own cookie.
export function api(page, server) {
  const call = (method) => async (path, data) => {
    const response = await page.request.fetch(server.url + path, {
      method, data,
      headers: {origin: server.url, 'x-requested-with': 'quern', 'idempotency-key': crypto.randomUUID()},
    });
    const text = await response.text();
    return {status: response.status(), body: text ? JSON.parse(text) : undefined};
  };
  return {get: call('GET'), post: call('POST'), patch: call('PATCH'), delete: call('DELETE')};
}

// An account made without the screens, and its session in the page's cookies.
export async function signUp(page, server, {email, password, name} = person) {
  const answer = await api(page, server).post('/api/auth/register', {email, password, display_name: name});
  expect(answer.status).toBe(201);
}

export async function createProject(page, server, name, description = '') {
  const answer = await api(page, server).post('/api/projects', {name, description, client_id: crypto.randomUUID()});
  expect(answer.status).toBe(201);
  return answer.body;
}

// Two people with a chat; the second one's browser is there, and shows nothing yet.
export const otherPerson = {email: 'marat@example.org', password: 'correct horse 8', name: 'Marat Safiullin'};
export async function beginChat(browser, page, server) {
  await signUp(page, server);
  const other = await (await browser.newContext()).newPage();
  await signUp(other, server, otherPerson);
  const found = await api(page, server).get('/api/users?search=Marat');
  const made = await api(page, server).post('/api/chats',
    {is_group: false, member_ids: [found.body.items[0].id], client_id: crypto.randomUUID()});
  expect(made.status).toBe(201);
  return {other, chat: made.body.id};
}

export async function createMessage(page, server, chat, content) {
  const answer = await api(page, server).post('/api/messages',
    {chat_id: chat, type: 'text', content, client_id: crypto.randomUUID()});
  expect(answer.status).toBe(201);
}

// The window comes to the front: what a browser tells a page, without a window manager.
export async function returnTo(page) {
  await page.evaluate(() => {
    window.dispatchEvent(new Event('blur'));
    window.dispatchEvent(new Event('focus'));
  });
}

// A toast, by what it says. (Its words are also in the live region that reads them aloud.)
export const notice = (page, words) => page.getByRole('group', {name: words});

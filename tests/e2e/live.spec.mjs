// Two people in two browsers, and a network and a server that fail them: in the end each message is there once, in the
// same order, on both sides.
import {test, expect, api} from './quern.mjs';

const anna = {email: 'anna@example.org', password: 'correct horse 7', name: 'Anna Kovaleva'};
const boris = {email: 'boris@example.org', password: 'correct horse 8', name: 'Boris Lem'};

// One person in a browser of their own, signed in.
async function enter(browser, server, {email, password, name}) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const answer = await api(page, server).post('/api/auth/register', {email, password, display_name: name});
  expect(answer.status).toBe(201);
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  return {page, context, user: answer.body.user, api: api(page, server), complaints};
}

const log = (page) => page.getByRole('list', {name: 'Messages'});
const composer = (page) => page.getByRole('textbox', {name: 'Message', exact: true});
const shown = (page, text) => log(page).getByRole('listitem', {name: new RegExp(`, ${text}(,|$)`)});

const waiting = (page) => log(page).getByRole('listitem', {name: /waiting to be sent/});

async function write(page, text) {
  await composer(page).fill(text);
  await composer(page).press('Enter');
  await expect(shown(page, text)).toBeVisible();
}

const retry = (page) => page.getByRole('button', {name: 'Retry now'});
// Pressed if the next try has not come by itself before that.
const retryNow = (page) => expect(async () => {
  if (await retry(page).count()) await retry(page).click({timeout: 500});
  await expect(retry(page)).toHaveCount(0, {timeout: 500});
}).toPass({timeout: 20_000});

// What the list says, top to bottom: the words of each message alone.
const words = (page) => log(page).getByRole('listitem').evaluateAll((items) => items
  .map((item) => /^[^,]+, ([^,]+), \d\d:\d\d/.exec(item.ariaLabel ?? '')?.[1]).filter(Boolean));

async function both(browser, server) {
  const people = [await enter(browser, server, anna), await enter(browser, server, boris)];
  const [a, b] = people;
  const made = await a.api.post('/api/chats', {is_group: false, member_ids: [b.user.id], client_id: crypto.randomUUID()});
  expect(made.status).toBe(201);
  for (const {page} of people) await page.goto(`${server.url}/chats/${made.body.id}`);
  await expect(composer(a.page)).toBeVisible();
  await write(a.page, 'hello');
  await b.page.goto(`${server.url}/chats/${made.body.id}`);
  await expect(shown(b.page, 'hello')).toBeVisible();
  return {a, b, chat: made.body.id};
}

async function numbersAtServer({api}, chat) {
  const texts = [];
  for (let cursor = ''; ;) {
    const {body} = await api.get(`/api/messages?chat_id=${chat}&limit=50${cursor}`);
    texts.unshift(...body.items.map(({content}) => content).reverse());
    if (!body.has_older) return texts;
    cursor = `&before_id=${body.items.at(-1).id}`;
  }
}

async function expectSame({a, b, chat}, sent) {
  await expect(async () => {
    const server = await numbersAtServer(a, chat);
    expect([...server].sort()).toEqual(['hello', ...sent].sort());
    for (const {page} of [a, b]) {
      expect(await words(page)).toEqual(server);
      await expect(waiting(page)).toHaveCount(0);
    }
  }).toPass({timeout: 45_000, intervals: [250]});
  for (const {complaints} of [a, b]) expect(complaints).toEqual([]);
}

test('they find each other, write, and each sees what the other does', async ({browser, server}) => {
  const a = await enter(browser, server, anna);
  const b = await enter(browser, server, boris);
  await b.page.goto(`${server.url}/chats`);
  await a.page.goto(`${server.url}/chats`);
  await a.page.getByRole('button', {name: 'New chat'}).first().click();
  const found = a.page.waitForResponse(/users\?.*search=lem/);
  await a.page.getByRole('textbox', {name: 'Name'}).fill('lem');
  await found;
  await a.page.getByRole('dialog').getByRole('button', {name: /Boris Lem/}).click();
  await expect(composer(a.page)).toBeFocused();
  await write(a.page, 'a1');

  const row = b.page.getByRole('link', {name: /Anna Kovaleva/});
  await expect(row).toHaveAccessibleDescription(/^1 unread message.*a1/);
  await expect(b.page).toHaveTitle(/^\(1\)/);
  await row.click();
  await expect(shown(b.page, 'a1')).toBeVisible();
  await expect(b.page).not.toHaveTitle(/\(1\)/);
  await expect(a.page.getByRole('listitem', {name: /^You, a1, .*, read$/})).toBeVisible();

  await composer(b.page).pressSequentially('b1');
  await expect(a.page.getByRole('status').filter({hasText: 'typing…'})).toBeVisible();
  const began = Date.now();
  await composer(b.page).press('Enter');
  await expect(shown(a.page, 'b1')).toBeVisible();
  expect(Date.now() - began).toBeLessThan(5_000);  // a bound for a busy machine; benchmarks measure
  for (const {context} of [a, b]) await context.close();
});

test('the server is killed while both write, and comes back', async ({browser, server}) => {
  const people = await both(browser, server);
  const {a, b} = people;
  const sent = [];
  const say = async (page, text) => {
    sent.push(text);
    await write(page, text);
  };
  for (let i = 1; i <= 3; ++i) await Promise.all([say(a.page, `a${i}`), say(b.page, `b${i}`)]);
  const last = Promise.all([say(a.page, 'a4'), say(b.page, 'b4')]);
  await server.stop('SIGKILL');
  await last;
  await say(a.page, 'a5');
  await say(b.page, 'b5');
  await expect(retry(a.page)).toBeVisible({timeout: 20_000});
  await expect(waiting(a.page).first()).toBeVisible();
  await server.start();
  for (const {page} of [a, b]) await retryNow(page);
  await expectSame(people, sent);
  for (const {context} of [a, b]) await context.close();
});

test('a socket that is blocked, then let through', async ({browser, server}) => {
  const people = await both(browser, server);
  const {a, b} = people;
  await b.page.routeWebSocket(/\/api\/ws/, (socket) => socket.close());
  await b.page.reload();
  await expect(retry(b.page)).toBeVisible({timeout: 20_000});
  await write(a.page, 'a1');
  await write(b.page, 'b1');
  await expect(shown(a.page, 'b1')).toBeVisible();  // what is written goes over HTTP
  await b.page.unrouteAll();
  await b.page.routeWebSocket(/\/api\/ws/, (socket) => void socket.connectToServer());
  await retryNow(b.page);
  await expectSame(people, ['a1', 'b1']);
  for (const {context} of [a, b]) await context.close();
});

test('offline, writing on, and back', async ({browser, server}) => {
  const people = await both(browser, server);
  const {a, b} = people;
  await a.context.setOffline(true);
  await expect(a.page.getByText('You are offline')).toBeVisible();
  const sent = ['a1', 'a2', 'b1', 'a3'];
  await write(a.page, 'a1');
  await write(a.page, 'a2');
  await write(b.page, 'b1');
  await write(a.page, 'a3');
  await expect(shown(b.page, 'a1')).toHaveCount(0);
  await a.context.setOffline(false);
  await expectSame(people, sent);
  await expect(a.page.getByText('You are offline')).toHaveCount(0);
  for (const {context} of [a, b]) await context.close();
});

test('a project changed in one browser changes in the other without a focus', async ({browser, server}) => {
  const a = await enter(browser, server, anna);
  const made = await a.api.post('/api/projects', {name: 'Warehouse shifts', description: '', client_id: crypto.randomUUID()});
  const other = await (await browser.newContext({storageState: await a.context.storageState()})).newPage();
  for (const page of [a.page, other]) {
    await page.goto(`${server.url}/projects`);
    await expect(page.getByRole('link', {name: /Warehouse shifts/})).toBeVisible();
  }
  await a.api.patch(`/api/projects/${made.body.id}`, {name: 'Night shifts'});
  for (const page of [a.page, other]) await expect(page.getByRole('link', {name: /Night shifts/})).toBeVisible();
  await other.getByRole('link', {name: /Night shifts/}).click();
  await expect(other.getByRole('heading', {name: 'Night shifts'})).toBeVisible();
  await a.api.patch(`/api/projects/${made.body.id}`, {name: 'Day shifts'});
  await expect(other.getByRole('heading', {name: 'Day shifts'})).toBeVisible();
  await a.api.delete(`/api/projects/${made.body.id}`);
  await expect(a.page.getByRole('link', {name: /Day shifts/})).toHaveCount(0);
  await other.context().close();
  await a.context.close();
});

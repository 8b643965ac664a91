// Two tabs of one browser, by BroadcastChannel. The second one hears nothing of the server by itself: it has no socket, or
// one whose other end is the test. And it counts what would make it look again: nothing does.
import {test, expect, signUp, createProject} from './quern.mjs';

const row = (page, name) => page.getByRole('link', {name: new RegExp(name)});

async function withoutSocket(page) {
  await page.routeWebSocket(/\/api\/ws/, (socket) => socket.close());
  await page.addInitScript(() => {
    window.looks = 0;
    for (const event of ['focus', 'blur', 'online', 'pageshow', 'resume']) addEventListener(event, () => document.readyState === 'complete' && ++window.looks);
    document.addEventListener('visibilitychange', () => ++window.looks);
  });
  return page;
}

// A link that lives, and says nothing.
async function withSilentSocket(page) {
  await page.routeWebSocket(/\/api\/ws/, (socket) => socket.onMessage((op) =>
    socket.send(op.includes('ping') ? '{"event":"pong"}' : '{"event":"resumed","seq":0}')));
  return page;
}

async function openList(page, server, name) {
  await page.goto(`${server.url}/projects`);
  await expect(row(page, name)).toBeVisible();
}

test('a project made, renamed and deleted in one tab changes in the other, by nothing but the channel', async ({page, browser, server}) => {
  await signUp(page, server);
  await createProject(page, server, 'Draft survey');
  const other = await withoutSocket(await page.context().newPage());
  const stranger = await withoutSocket(await (await browser.newContext({storageState: await page.context().storageState()})).newPage());
  for (const tab of [other, stranger, page]) await openList(tab, server, 'Draft survey');
  await expect(other.getByRole('button', {name: 'Retry now'})).toBeVisible({timeout: 20_000});  // no link, and that is shown
  await page.bringToFront();
  const looks = await other.evaluate(() => window.looks);

  await page.getByRole('button', {name: 'New project'}).first().click();
  const dialog = page.getByRole('dialog', {name: 'New project'});
  await dialog.getByRole('textbox', {name: 'Name'}).fill('Warehouse shifts');
  await dialog.getByRole('button', {name: 'Create project'}).click();
  await expect(row(other, 'Warehouse shifts')).toBeVisible();

  await page.getByRole('button', {name: 'Actions: Warehouse shifts'}).click();
  await page.getByRole('menuitem', {name: 'Edit'}).click();
  const editor = page.getByRole('dialog', {name: 'Edit project'});
  await editor.getByRole('textbox', {name: 'Name'}).fill('Night shifts');
  await editor.getByRole('button', {name: 'Save'}).click();
  await expect(row(other, 'Night shifts')).toBeVisible();

  await page.getByRole('button', {name: 'Actions: Night shifts'}).click();
  await page.getByRole('menuitem', {name: 'Delete'}).click();
  await expect(row(other, 'Night shifts')).toHaveCount(0, {timeout: 15_000});  // after the time for an undo

  expect(await other.evaluate(() => window.looks)).toBe(looks);
  await expect(row(stranger, 'Draft survey')).toBeVisible();
  await expect(stranger.getByRole('main').getByRole('listitem')).toHaveCount(1);  // the same person, in another browser
  await stranger.context().close();
});

test('logging out in one tab leads the other to the way in', async ({page, server}) => {
  await signUp(page, server);
  await createProject(page, server, 'Draft survey');
  const other = await withSilentSocket(await page.context().newPage());
  for (const tab of [other, page]) await openList(tab, server, 'Draft survey');
  await page.bringToFront();

  await page.getByRole('link', {name: /^Profile: /}).click();
  await page.getByRole('button', {name: 'Log out'}).click();

  await expect(other.getByRole('heading', {name: 'Sign in to Quern'})).toBeVisible();
  await expect(row(other, 'Draft survey')).toHaveCount(0);
});

test('a browser without channels between tabs runs the page all the same', async ({page, server}) => {
  await page.addInitScript(() => delete window.BroadcastChannel);
  await signUp(page, server);
  await createProject(page, server, 'Draft survey');
  await openList(page, server, 'Draft survey');
  expect(await page.evaluate(() => typeof BroadcastChannel)).toBe('undefined');

  await page.getByRole('button', {name: 'Actions: Draft survey'}).click();
  await page.getByRole('menuitem', {name: 'Edit'}).click();
  const editor = page.getByRole('dialog', {name: 'Edit project'});
  await editor.getByRole('textbox', {name: 'Name'}).fill('Final survey');
  await editor.getByRole('button', {name: 'Save'}).click();

  await expect(row(page, 'Final survey')).toBeVisible();
});

// What a person sees when the server refuses, fails, is slow or is gone.
import {test, expect, person, api, signUp, createProject, notice} from './quern.mjs';

const refuse = (status, body) => (route) => route.fulfill({status, contentType: 'application/json', body: JSON.stringify(body)});

async function rename(page, from, to) {
  await page.getByRole('button', {name: `Actions: ${from}`}).click();
  await page.getByRole('menuitem', {name: 'Edit'}).click();
  const editor = page.getByRole('dialog', {name: 'Edit project'});
  await editor.getByRole('textbox', {name: 'Name'}).fill(to);
  await editor.getByRole('button', {name: 'Save'}).click();
}

test.beforeEach(async ({page, server}) => {
  await signUp(page, server);
  await createProject(page, server, 'Warehouse shifts');
  await page.goto(`${server.url}/projects`);
  await expect(page.getByRole('link', {name: /Warehouse shifts/})).toBeVisible();
});

test('a refused rename rolls back and says why', async ({page}) => {
  let answer;
  await page.route('**/api/projects/*', (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    answer = () => refuse(409, {detail: 'stale', error_code: 'stale_version', error_type: 'conflict'})(route);
  });
  await rename(page, 'Warehouse shifts', 'Night shifts');
  await expect(page.getByRole('link', {name: /Night shifts/})).toBeVisible();  // at once, before any answer
  await expect.poll(() => Boolean(answer)).toBe(true);
  await answer();
  await expect(page.getByRole('link', {name: /Warehouse shifts/})).toBeVisible();
  await expect(notice(page, /Project “.*” not changed: it was changed elsewhere meanwhile/)).toBeVisible();
});

test('a create that the server fails rolls back, and its text can be taken up again', async ({page}) => {
  await page.route('**/api/projects', (route) =>
    route.request().method() === 'POST' ? refuse(500, {detail: 'boom', error_code: 'internal', error_type: 'server_error'})(route) : route.continue());
  await page.getByRole('button', {name: 'New project'}).click();
  const dialog = page.getByRole('dialog', {name: 'New project'});
  await dialog.getByRole('textbox', {name: 'Name'}).fill('Back from leave');
  await dialog.getByRole('button', {name: 'Create project'}).click();
  await expect(notice(page, /Project “Back from leave” not created: the server failed \(500\)/)).toBeVisible();
  await expect(page.getByRole('link', {name: /Back from leave/})).toHaveCount(0);
  await page.unroute('**/api/projects');
  await page.getByRole('button', {name: 'Edit', exact: true}).click();
  await expect(dialog.getByRole('textbox', {name: 'Name'})).toHaveValue('Back from leave');
  await dialog.getByRole('button', {name: 'Create project'}).click();
  await expect(page.getByRole('link', {name: /Back from leave/})).toBeVisible();
});

test('the server is gone: the rows stay, a bar says so, and all is well when it is back', async ({page, server}) => {
  await server.stop();
  await page.getByRole('searchbox', {name: 'Search projects'}).fill('Ware');
  await expect(page.getByText(/no connection to the server/i).first()).toBeVisible({timeout: 20_000});
  await server.start();
  await page.getByRole('button', {name: 'Retry', exact: true}).click(); // the list's own, not the bar's
  await expect(page.getByRole('link', {name: /Warehouse shifts/})).toBeVisible();
});

test('a first load without a server says what to do, and goes on when it is back', async ({page, server}) => {
  await page.route('**/api/**', (route) => route.abort());
  await page.reload();
  await expect(page.getByText(/No connection to the server/).first()).toBeVisible({timeout: 20_000});
  await page.unroute('**/api/**');
  await page.getByRole('button', {name: 'Retry'}).first().click();
  await expect(page.getByRole('link', {name: /Warehouse shifts/})).toBeVisible();
});

test('a slow answer shows the shape of the rows, then the rows', async ({page, server}) => {
  let release;
  const held = new Promise((done) => (release = done));
  await page.route('**/api/projects?*', async (route) => {
    await held;
    await route.continue();
  });
  await page.reload();
  await expect(page.getByRole('heading', {name: 'Projects'})).toBeVisible();
  await expect(page.locator('[aria-busy=true]').first()).toBeAttached();
  release();
  await expect(page.getByRole('link', {name: /Warehouse shifts/})).toBeVisible();
});

test('an access token that ran out is renewed without a word', async ({page, server}) => {
  await server.stop();
  await server.start('--access-token-ttl', '1');
  await page.reload();
  await expect(page.getByRole('link', {name: /Warehouse shifts/})).toBeVisible();
  await rename(page, 'Warehouse shifts', 'Night shifts');
  await expect.poll(async () => (await api(page, server).get('/api/projects')).body.items[0].name).toBe('Night shifts');
});

test('a session ended elsewhere leads to the login page, and nothing typed is lost', async ({page, server}) => {
  await page.getByRole('button', {name: 'New project'}).click();
  const dialog = page.getByRole('dialog', {name: 'New project'});
  await dialog.getByRole('textbox', {name: 'Name'}).fill('Back from leave');
  await dialog.getByRole('textbox', {name: 'Description'}).fill('Pilot: six interviews');
  await page.context().clearCookies();
  await dialog.getByRole('button', {name: 'Create project'}).click();
  await expect(page.getByRole('heading', {name: 'Sign in to Quern'})).toBeVisible();
  await expect(page.getByText('Your session has ended')).toBeVisible();

  await page.getByRole('textbox', {name: 'Email'}).fill(person.email);
  await page.getByRole('textbox', {name: 'Password'}).fill(person.password);
  await page.getByRole('button', {name: 'Sign in'}).click();
  await expect(dialog.getByRole('textbox', {name: 'Name'})).toHaveValue('Back from leave');
  await expect(dialog.getByRole('textbox', {name: 'Description'})).toHaveValue('Pilot: six interviews');
  await dialog.getByRole('button', {name: 'Create project'}).click();
  await expect(page.getByRole('link', {name: /Back from leave/})).toBeVisible();
});

test('a wrong password is said so, and the email stays', async ({page, server}) => {
  await page.context().clearCookies();
  await page.goto(`${server.url}/login`);
  await page.getByRole('textbox', {name: 'Email'}).fill(person.email);
  await page.getByRole('textbox', {name: 'Password'}).fill('not this one');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Email or password do not match.').first()).toBeVisible();
  await expect(page.getByRole('textbox', {name: 'Email'})).toHaveValue(person.email);
});

test('writes survive kill -9 of the server', async ({page, server}) => {
  await rename(page, 'Warehouse shifts', 'Night shifts');
  await expect.poll(async () => (await api(page, server).get('/api/projects')).body.items[0].name).toBe('Night shifts');
  await server.stop('SIGKILL');
  await server.start();
  await page.reload();
  await expect(page.getByRole('link', {name: /Night shifts/})).toBeVisible();
});

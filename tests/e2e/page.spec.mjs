// What the page owes the browser: its policy, its weight, its silence, and words where it cannot run.
import {test, expect, signUp, createProject} from './quern.mjs';

test('the page weighs at most 290 KiB until the first usable frame', async ({page, server}) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  let bytes = 0;
  devtools.on('Network.loadingFinished', ({encodedDataLength}) => (bytes += encodedDataLength));
  await page.goto(server.url, {waitUntil: 'commit'});
  await page.waitForFunction(() => performance.getEntriesByName('quern:usable').length > 0);
  expect(bytes).toBeGreaterThan(50 * 1024);
  expect(bytes).toBeLessThanOrEqual(290 * 1024);
});

test('nothing is drawn while nothing happens, also with a field focused', async ({page, server}) => {
  await signUp(page, server);
  await createProject(page, server, 'Mentor onboarding');
  await page.goto(`${server.url}/projects`);
  await page.getByRole('searchbox', {name: 'Search projects'}).click();
  const quiet = () => page.evaluate(async (time) => {
    const before = window.quern.framesRun;
    await new Promise((done) => setTimeout(done, time));
    return window.quern.framesRun - before;
  }, 2000);
  await expect.poll(quiet, {timeout: 20_000}).toBe(0);
});

test('the policy lets nothing inline run, and the page needs nothing of the kind', async ({page, server}) => {
  const violations = [];
  await page.exposeFunction('violated', (text) => violations.push(text));
  await page.addInitScript(() => addEventListener('securitypolicyviolation', (event) => window.violated(event.blockedURI)));
  const response = await page.goto(server.url);
  expect(response.headers()['content-security-policy']).toContain("default-src 'none'");
  expect(response.headers()['content-security-policy']).not.toContain("'unsafe-inline'");
  await expect(page.getByRole('heading', {name: 'Sign in to Quern'})).toBeVisible();
  expect(violations).toEqual([]);
});

test.describe('in Russian', () => {
  test.use({locale: 'ru-RU'});
  test('speaks the language of the browser, counts in it, and can be switched', async ({page, server}) => {
    await signUp(page, server);
    for (const name of ['Один', 'Два', 'Три']) await createProject(page, server, name);
    await page.goto(`${server.url}/projects`);
    await expect(page.getByRole('heading', {name: 'Проекты'})).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
    await page.getByRole('searchbox').fill('и');
    await expect(page.getByText(/Найден(о|) 2 проекта|Найден 1 проект|Найдено \d проектов/)).toBeAttached();
    await page.goto(`${server.url}/settings`);
    await page.getByRole('radio', {name: 'English'}).click();
    await expect(page.getByRole('heading', {name: 'Settings'})).toBeVisible();
    await page.reload();
    await expect(page.getByRole('heading', {name: 'Settings'})).toBeVisible();
  });
});

test('follows the colours of the system, and a choice outlives a reload', async ({page, server}) => {
  await page.emulateMedia({colorScheme: 'dark'});
  await page.goto(server.url);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({colorScheme: 'light'});
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.getByRole('button', {name: 'Dark theme'}).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('without WebGL 2 the page says what is missing', async ({page, server}) => {
  await page.addInitScript(() => {
    const getContext = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
      return kind.startsWith('webgl') ? null : getContext.call(this, kind, ...rest);
    };
  });
  await page.goto(server.url);
  await expect(page.getByRole('alert')).toContainText(/WebGL/);
});

test('without WebAssembly the page says what is missing', async ({page, server}) => {
  await page.addInitScript(() => delete window.WebAssembly);
  await page.goto(server.url);
  await expect(page.getByRole('alert')).toContainText(/WebAssembly/);
});

test('a program that did not arrive can be asked for again', async ({page, server}) => {
  await page.route('**/*.wasm', (route) => route.abort());
  await page.goto(server.url);
  await expect(page.getByRole('alert')).toBeVisible();
  await page.unroute('**/*.wasm');
  await page.getByRole('button', {name: /again|retry|reload/i}).click();
  await expect(page.getByRole('heading', {name: 'Sign in to Quern'})).toBeVisible();
});

test('everything can be done from the keyboard', async ({page, server}) => {
  await signUp(page, server);
  await page.goto(`${server.url}/projects`);
  await expect(page.getByText('No projects yet')).toBeVisible();
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
  for (let i = 0; i < 20 && !(await focused()).startsWith('New project'); ++i) await page.keyboard.press('Tab');
  expect(await focused()).toMatch(/^New project/);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', {name: 'New project'});
  await expect(dialog.getByRole('textbox', {name: 'Name'})).toBeFocused();
  await page.keyboard.type('By hand');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', {name: /By hand/})).toBeVisible();

  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', {name: 'Search projects'})).toBeFocused();
});

test('Tab leaves a menu for the button that opened it', async ({page, server}) => {
  await signUp(page, server);
  await createProject(page, server, 'Mentor onboarding');
  await page.goto(`${server.url}/projects`);
  const opener = page.getByRole('button', {name: 'Actions: Mentor onboarding'});
  await opener.press('Enter');
  await expect(page.getByRole('menuitem', {name: 'Open'})).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(opener).toBeFocused();
});

test('a dialog that closes gives the focus back to the button that opened it', async ({page, server}) => {
  await signUp(page, server);
  await createProject(page, server, 'Mentor onboarding');
  await page.goto(`${server.url}/projects`);
  const opener = page.getByRole('button', {name: 'New project'});
  const dialog = page.getByRole('dialog', {name: 'New project'});
  await opener.focus();
  for (const close of [() => page.keyboard.press('Escape'), () => dialog.getByRole('button', {name: 'Cancel'}).press('Enter')]) {
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('textbox').first()).toBeFocused();
    await close();
    await expect(dialog).toHaveCount(0);
    await expect(opener).toBeFocused();
  }
});

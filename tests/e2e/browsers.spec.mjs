// Two browsers of one person: each sees the other's changes when it comes to the front.
import {test, expect, person, signUp, createProject, returnTo} from './quern.mjs';

test('a change made in one browser is seen in the other on focus, also where no socket gets through', async ({page, server, browser}) => {
  await signUp(page, server);
  await createProject(page, server, 'Warehouse shifts');
  await page.routeWebSocket(/\/api\/ws/, (socket) => socket.close()); // else it would be told at once (live.spec)
  await page.goto(`${server.url}/projects`);
  await expect(page.getByRole('link', {name: /Warehouse shifts/})).toBeVisible();

  const other = await (await browser.newContext()).newPage();
  await other.goto(`${server.url}/login`);
  await other.getByRole('textbox', {name: 'Email'}).fill(person.email);
  await other.getByRole('textbox', {name: 'Password'}).fill(person.password);
  await other.getByRole('button', {name: 'Sign in'}).click();
  await expect(other.getByRole('link', {name: /Warehouse shifts/})).toBeVisible();

  await other.getByRole('button', {name: 'New project'}).click();
  const dialog = other.getByRole('dialog', {name: 'New project'});
  await dialog.getByRole('textbox', {name: 'Name'}).fill('Mentor onboarding');
  await dialog.getByRole('button', {name: 'Create project'}).click();
  await expect(other.getByRole('link', {name: /Mentor onboarding/})).toBeVisible();

  // Fresh for a minute (the cache table): older than that, coming back asks again.
  await page.clock.install();
  await expect(page.getByRole('link', {name: /Mentor onboarding/})).toHaveCount(0);
  await page.clock.fastForward('02:00');
  await returnTo(page);
  await expect(page.getByRole('link', {name: /Mentor onboarding/})).toBeVisible();
  await other.context().close();
});

test('logging out in one browser leaves the other signed in', async ({page, server, browser}) => {
  await signUp(page, server);
  await page.goto(`${server.url}/settings`);
  const other = await (await browser.newContext()).newPage();
  await other.goto(`${server.url}/login`);
  await other.getByRole('textbox', {name: 'Email'}).fill(person.email);
  await other.getByRole('textbox', {name: 'Password'}).fill(person.password);
  await other.getByRole('button', {name: 'Sign in'}).click();
  await expect(other.getByText('No projects yet')).toBeVisible();
  await page.getByRole('button', {name: 'Log out'}).click();
  await expect(page.getByRole('heading', {name: 'Sign in to Quern'})).toBeVisible();
  await other.reload();
  await expect(other.getByText('No projects yet')).toBeVisible();
  await other.context().close();
});

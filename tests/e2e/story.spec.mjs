// One person, from the first visit to logging out.
import {test, expect, person, api, signUp, createProject, notice} from './quern.mjs';

test('registers, keeps projects, and leaves nothing behind', async ({page, server}) => {
  await page.goto(server.url);
  await expect(page.getByRole('heading', {name: 'Sign in to Quern'})).toBeVisible();

  await page.getByRole('link', {name: 'Create an account'}).click();
  await page.getByRole('textbox', {name: 'Name'}).fill(person.name);
  await page.getByRole('textbox', {name: 'Email'}).fill(person.email);
  await page.getByRole('textbox', {name: 'Password'}).fill(person.password);
  await page.getByRole('button', {name: 'Create account'}).click();
  await expect(page.getByText('No projects yet')).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/projects');

  await page.getByRole('button', {name: 'New project'}).first().click();
  const dialog = page.getByRole('dialog', {name: 'New project'});
  await dialog.getByRole('textbox', {name: 'Name'}).fill('Warehouse shifts');
  await dialog.getByRole('textbox', {name: 'Description'}).fill('What helps to get through a night shift');
  await dialog.getByRole('button', {name: 'Create project'}).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('link', {name: /Warehouse shifts/})).toBeVisible();

  await page.getByRole('button', {name: 'Actions: Warehouse shifts'}).click();
  await page.getByRole('menuitem', {name: 'Edit'}).click();
  const editor = page.getByRole('dialog', {name: 'Edit project'});
  await editor.getByRole('textbox', {name: 'Name'}).fill('Night shifts');
  await editor.getByRole('button', {name: 'Save'}).click();
  await expect(page.getByRole('link', {name: /Night shifts/})).toBeVisible();
  await expect(page.getByRole('link', {name: /Warehouse/})).toHaveCount(0);
  await expect.poll(async () => (await api(page, server).get('/api/projects')).body.items[0].name).toBe('Night shifts');

  await page.reload();
  await expect(page.getByRole('link', {name: /Night shifts/})).toBeVisible();

  await page.getByRole('link', {name: 'Profile: Anna Kovaleva'}).click();
  await page.getByRole('button', {name: 'Log out'}).click();
  await expect(page.getByRole('heading', {name: 'Sign in to Quern'})).toBeVisible();
  expect((await page.context().cookies()).filter(({value}) => value)).toEqual([]);
  expect(await page.evaluate(() => Object.values({...localStorage}).join())).not.toContain('anna');
  await page.goBack();
  await expect(page.getByText('Night shifts')).toHaveCount(0);
});

test('deletes with undo: taken back, it stays; let go, it is gone after five seconds', async ({page, server}) => {
  await signUp(page, server);
  await createProject(page, server, 'Draft survey');
  await page.goto(`${server.url}/projects`);
  const row = page.getByRole('link', {name: /Draft survey/});
  const remove = async () => {
    await page.getByRole('button', {name: 'Actions: Draft survey'}).click();
    await page.getByRole('menuitem', {name: 'Delete'}).click();
    await expect(row).toHaveCount(0);
    await expect(notice(page, 'Project “Draft survey” deleted')).toBeVisible();
  };

  await remove();
  await page.getByRole('button', {name: /^Undo/}).click();
  await expect(row).toBeVisible();
  expect((await api(page, server).get('/api/projects')).body.total).toBe(1);

  await remove();
  expect((await api(page, server).get('/api/projects')).body.total).toBe(1);
  await expect.poll(async () => (await api(page, server).get('/api/projects')).body.total, {timeout: 15_000}).toBe(0);
  await expect(page.getByText('No projects yet')).toBeVisible();
});

test('a delete that waits for its undo is not lost when the page is left', async ({page, server}) => {
  await signUp(page, server);
  await createProject(page, server, 'Draft survey');
  await page.goto(`${server.url}/projects`);
  await page.getByRole('button', {name: 'Actions: Draft survey'}).click();
  await page.getByRole('menuitem', {name: 'Delete'}).click();
  await expect(notice(page, 'Project “Draft survey” deleted')).toBeVisible();
  await page.goto('about:blank');
  await expect.poll(async () => (await api(page, server).get('/api/projects')).body.total).toBe(0);
});

test('finds projects while one types, and keeps the search in the address', async ({page, server}) => {
  await signUp(page, server);
  await createProject(page, server, 'Складские смены', 'Ночь');
  await createProject(page, server, 'Mentor onboarding', 'The first 90 days');
  await page.goto(`${server.url}/projects`);
  await expect(page.getByRole('link', {name: /Mentor onboarding/})).toBeVisible();

  await page.getByRole('searchbox', {name: 'Search projects'}).pressSequentially('СКЛАД');
  await expect(page.getByRole('link', {name: /Складские смены/})).toBeVisible();
  await expect(page.getByRole('link', {name: /Mentor onboarding/})).toHaveCount(0);
  await expect.poll(() => new URL(page.url()).searchParams.get('search')).toBe('СКЛАД');

  await page.reload();
  await expect(page.getByRole('searchbox', {name: 'Search projects'})).toHaveValue('СКЛАД');
  await expect(page.getByRole('link', {name: /Mentor onboarding/})).toHaveCount(0);

  await page.getByRole('searchbox', {name: 'Search projects'}).fill('nothing like it');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await page.getByRole('button', {name: 'Clear the search'}).click();
  await expect(page.getByRole('link', {name: /Mentor onboarding/})).toBeVisible();
});

test('shows twenty projects a page', async ({page, server}) => {
  await signUp(page, server);
  for (let i = 1; i <= 45; ++i) await createProject(page, server, `Project ${String(i).padStart(2, '0')}`);
  await page.goto(`${server.url}/projects`);
  const rows = page.getByRole('main').getByRole('listitem');
  await expect(page.getByText('1–20 of 45')).toHaveCount(1);
  await expect(page.getByRole('link', {name: /Project 45/})).toBeVisible();
  await expect(page.getByRole('link', {name: /Project 25/})).toHaveCount(0);
  await page.getByRole('button', {name: 'Next page'}).click();
  await expect(page.getByText('21–40 of 45')).toHaveCount(1);
  await page.getByRole('button', {name: 'Next page'}).click();
  await expect(page.getByText('41–45 of 45')).toHaveCount(1);
  await expect(rows).toHaveCount(5);
  await page.goBack();
  await expect(page.getByText('21–40 of 45')).toHaveCount(1);
});

// Every page has its address: links, back, forward and reload work.
import {test, expect, person, signUp, createProject} from './quern.mjs';

test('a project has an address that can be reloaded, left and returned to', async ({page, server}) => {
  await signUp(page, server);
  const project = await createProject(page, server, 'Mentor onboarding', 'The first 90 days');
  await page.goto(`${server.url}/projects`);
  await page.getByRole('link', {name: /Mentor onboarding/}).click();
  await expect(page.getByRole('heading', {name: 'Mentor onboarding'})).toBeVisible();
  await expect(page).toHaveURL(`${server.url}/projects/${project.id}`);
  await expect(page).toHaveTitle(/Mentor onboarding/);
  await page.reload();
  await expect(page.getByRole('heading', {name: 'Mentor onboarding'})).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', {name: 'Projects'})).toBeVisible();
  await page.goForward();
  await expect(page.getByRole('heading', {name: 'Mentor onboarding'})).toBeVisible();
});

test('a link opened while logged out comes back after login', async ({page, server}) => {
  await signUp(page, server);
  const project = await createProject(page, server, 'Mentor onboarding');
  await page.context().clearCookies();
  await page.goto(`${server.url}/projects/${project.id}`);
  await page.getByRole('textbox', {name: 'Email'}).fill(person.email);
  await page.getByRole('textbox', {name: 'Password'}).fill(person.password);
  await page.getByRole('button', {name: 'Sign in'}).click();
  await expect(page.getByRole('heading', {name: 'Mentor onboarding'})).toBeVisible();
});

test('an address that leads nowhere says so', async ({page, server}) => {
  await signUp(page, server);
  await page.goto(`${server.url}/nowhere`);
  await expect(page.getByText('There is nothing here')).toBeVisible();
  await page.goto(`${server.url}/projects/424242`);
  await expect(page.getByText('There is no such project')).toBeVisible();
});

test('a middle click opens a project in another tab', async ({page, server}) => {
  await signUp(page, server);
  await createProject(page, server, 'Mentor onboarding');
  await page.goto(`${server.url}/projects`);
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', {name: /Mentor onboarding/}).click({button: 'middle'}),
  ]);
  await expect(tab.getByRole('heading', {name: 'Mentor onboarding'})).toBeVisible();
});

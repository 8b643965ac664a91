// Two people in two browsers write to each other through the real server.
import {test, expect, api, signUp} from './quern.mjs';

const anna = {email: 'anna@example.org', password: 'correct horse 7', name: 'Anna Kovaleva'};
const marat = {email: 'marat@example.org', password: 'correct horse 8', name: 'Marat Safiullin'};

const message = (page, words) => page.getByRole('listitem', {name: words});
const composer = (page) => page.getByRole('textbox', {name: 'Message'});

// Both signed in, in browsers of their own; Anna has the chat open.
async function meet(browser, page, server) {
  await signUp(page, server, anna);
  const context = await browser.newContext();
  const other = await context.newPage();
  await signUp(other, server, marat);
  const people = await api(page, server).get('/api/users?search=Marat');
  const chat = await api(page, server).post('/api/chats', {is_group: false, member_ids: [people.body.items[0].id], client_id: crypto.randomUUID()});
  await page.goto(`${server.url}/chats/${chat.body.id}`);
  await other.goto(`${server.url}/chats`);
  await expect(composer(page)).toBeVisible();
  return other;
}

async function write(page, words) {
  await composer(page).fill(words);
  await composer(page).press('Enter');
}

test('what one writes the other sees: typing, messages, what is unread, changes', async ({page, browser, server}) => {
  const other = await meet(browser, page, server);
  await write(page, 'Are you there?');
  const row = other.getByRole('link', {name: /Anna Kovaleva/});
  await expect(row).toHaveAccessibleDescription(/1 unread message/);
  await expect(other).toHaveTitle(/^\(1\)/);
  await row.click();
  await expect(message(other, /^Anna Kovaleva, Are you there\?/)).toBeVisible();
  await expect(other).toHaveTitle(/^Anna/);

  await composer(other).pressSequentially('Yes');
  await expect(page.getByText('typing…').first()).toBeAttached();
  await composer(other).press('Enter');
  await expect(message(page, /^Marat Safiullin, Yes/)).toBeVisible();

  await composer(page).press('ArrowUp');
  await expect(composer(page)).toHaveValue('Are you there?');
  await write(page, 'Are you here?');
  await expect(message(other, /^Anna Kovaleva, Are you here\?.*edited/)).toBeVisible();
});

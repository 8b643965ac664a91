// Two people in two browsers write to each other through the real server.
import {test, expect, beginChat, createMessage} from './quern.mjs';

const message = (page, words) => page.getByRole('listitem', {name: words});
const composer = (page) => page.getByRole('textbox', {name: 'Message'});

// Both signed in, in browsers of their own; Anna has the chat open.
async function meet(browser, page, server) {
  const {other, chat} = await beginChat(browser, page, server);
  await page.goto(`${server.url}/chats/${chat}`);
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

test('a message is changed and deleted by its menu, under the pointer and by keys', async ({page, browser, server}) => {
  const other = await meet(browser, page, server);
  await write(page, 'On my way');
  await write(page, 'Nearly there');
  await expect(message(page, /^You, Nearly there, .*, sent$/)).toBeVisible();

  // The mark beside the bubble is there under the pointer.
  await message(page, /^You, On my way/).hover();
  await page.getByRole('button', {name: 'Actions: On my way'}).click();
  await page.getByRole('menuitem', {name: 'Edit'}).click();
  await expect(composer(page)).toHaveValue('On my way');
  await expect(composer(page)).toBeFocused();
  await expect(page.getByRole('menu')).toHaveCount(0);
  await composer(page).press('Escape');
  await expect(composer(page)).toHaveValue('');
  await expect(composer(page)).toBeFocused();

  await page.getByRole('button', {name: 'Actions: On my way'}).press('Enter');
  await expect(page.getByRole('menuitem', {name: 'Edit'})).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(page.getByRole('button', {name: 'Actions: On my way'})).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', {name: 'Edit'})).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(composer(page)).toHaveValue('On my way');
  await write(page, 'On my way home');
  await expect(message(other, /^Anna/)).toHaveCount(0); // the list of chats is all they look at
  await other.getByRole('link', {name: /Anna Kovaleva/}).click();
  await expect(message(other, /^Anna Kovaleva, On my way home, .*, edited/)).toBeVisible();

  await page.getByRole('button', {name: 'Actions: On my way home'}).click();
  await page.getByRole('menuitem', {name: 'Delete'}).click();
  await expect(message(page, /^You, Message deleted/)).toBeVisible();
  await expect(message(other, /^Anna Kovaleva, Message deleted/)).toBeVisible();
  await expect(page.getByRole('button', {name: 'Actions: On my way home'})).toHaveCount(0);

  // Escape leaves a dialog, and gives the focus back.
  await page.getByRole('button', {name: 'New chat'}).press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', {name: 'New chat'})).toBeFocused();
});

const pixel = async (page, name) => (await message(page, name).boundingBox())?.y;
// The pages of messages that were asked for, by the number before which they end.
function watchPages(page) {
  const asked = [];
  page.on('response', (answer) => {
    const address = new URL(answer.url());
    if (address.pathname === '/api/messages' && answer.request().method() === 'GET') asked.push(address.search);
  });
  return asked;
}

test('older messages come fifty at a time as one scrolls up, and what is read stays where it is', async ({page, browser, server}) => {
  const {other, chat} = await beginChat(browser, page, server);
  for (let i = 1; i <= 65; ++i) { // two write: one may send a hundred a minute
    await createMessage(page, server, chat, `message ${2 * i - 1}`);
    await createMessage(other, server, chat, `message ${2 * i}`);
  }
  const asked = watchPages(page);
  await page.goto(`${server.url}/chats/${chat}`);
  await expect(message(page, /, message 130,/)).toBeVisible();
  await expect(message(page, /, message 130,/)).toBeInViewport();
  await page.reload(); // all is read now
  await expect(message(page, /, message 130,/)).toBeVisible();

  // The next page is held back until its answer can be seen to move nothing.
  let release;
  const held = new Promise((done) => (release = done));
  let isHeld = false;
  await page.route(/\/api\/messages\?.*before_id/, async (route) => {
    isHeld = true;
    await held;
    await route.continue();
  });
  const list = page.getByRole('region', {name: 'Messages'});
  await list.hover();
  await expect(async () => {
    await page.mouse.wheel(0, -300);
    expect(isHeld).toBe(true);
  }).toPass({intervals: [100]});
  await page.waitForTimeout(400); // the wheel's own motion ends
  const names = await page.getByRole('listitem', {name: /, message \d+,/}).evaluateAll((items) => items.map((item) => item.ariaLabel));
  const middle = new RegExp(/message \d+,/.exec(names[Math.floor(names.length / 2)])[0]);
  const before = await pixel(page, middle);
  const height = await list.evaluate((scroll) => scroll.scrollHeight);
  const count = asked.length;
  release();
  await expect.poll(() => asked.length).toBeGreaterThan(count);
  await expect.poll(() => list.evaluate((scroll) => scroll.scrollHeight)).toBeGreaterThan(height);
  expect(await pixel(page, middle)).toBe(before);
  await page.waitForTimeout(400); // and once at rest
  expect(await pixel(page, middle)).toBe(before);

  await expect(async () => {
    await page.mouse.wheel(0, -800);
    await expect(message(page, /, message 1,/)).toBeVisible({timeout: 200});
  }).toPass();
  expect(asked.filter((search) => /before_id/.test(search)).length).toBe(2);
  for (const search of asked) expect(search).toContain('limit=50');
});

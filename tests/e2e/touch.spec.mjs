// A finger on a phone: the lists scroll by the browser's own means, a tap presses, a drag presses nothing, a long press opens
// the menu and is no click. Fingers come by the DevTools protocol, from where they become gestures as a real one's do.
import {test, expect, signUp, createProject, beginChat, createMessage} from './quern.mjs';

test.use({viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true});

// One finger or more. Each step is a frame, so that the browser sees a movement and not a jump.
async function fingers(page) {
  const devtools = await page.context().newCDPSession(page);
  const say = (type, points) => devtools.send('Input.dispatchTouchEvent', {type, touchPoints: points.map(([x, y], id) => ({x, y, id}))});
  const frame = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  const put = (...points) => say('touchStart', points);
  const lift = () => say('touchEnd', []);
  const move = async ([x, y], [toX, toY], steps = 10) => {
    for (let step = 1; step <= steps; ++step) {
      await say('touchMove', [[x + ((toX - x) * step) / steps, y + ((toY - y) * step) / steps]]);
      await frame();
    }
  };
  return {
    put, lift, move,
    async drag(from, to) {
      await put(from);
      await move(from, to);
      await lift();
    },
    async hold(point, time) {
      await put(point);
      await page.waitForTimeout(time); // how long it is held is what is tested
    },
  };
}

const centre = async (locator) => {
  const {x, y, width, height} = await locator.boundingBox();
  return [x + width / 2, y + height / 2];
};

async function openList(page, server, count = 20) {
  await signUp(page, server);
  for (let i = 1; i <= count; ++i) await createProject(page, server, `Project ${i}`);
  await page.goto(`${server.url}/projects`);
  await expect(row(page, count)).toBeVisible();
}
const row = (page, n) => page.getByRole('link', {name: new RegExp(`^Project ${n}\\b`)});
const scrollTop = (page) => page.locator('.scroll').evaluate((scroll) => scroll.scrollTop);
// Where the list stands and nothing follows: a drag may end in a fling.
const rest = (page) => expect.poll(async () => {
  const before = await scrollTop(page);
  await page.waitForTimeout(150);
  return (await scrollTop(page)) - before;
}).toBe(0);

test('a drag scrolls the list, presses nothing, and the rows drawn are those that can be pressed', async ({page, server}) => {
  await openList(page, server);
  const finger = await fingers(page);
  await finger.drag([200, 650], [200, 250]);
  await rest(page);
  expect(await scrollTop(page)).toBeGreaterThan(300);
  await expect(page).toHaveURL(/\/projects$/);

  const there = row(page, 8);
  await expect(there).toBeVisible();
  await page.touchscreen.tap(...(await centre(there)));
  await expect(page.getByRole('heading', {name: 'Project 8'})).toBeVisible();
});

test('a tap opens a row, also when the finger is not quite still', async ({page, server}) => {
  await openList(page, server, 3);
  const finger = await fingers(page);
  const [x, y] = await centre(row(page, 2));
  await finger.put([x, y]);
  await finger.move([x, y], [x + 4, y + 3], 2);
  await finger.lift();
  await expect(page.getByRole('heading', {name: 'Project 2'})).toBeVisible();
});

test('a long press opens the menu of the row, and lifting the finger presses nothing', async ({page, server}) => {
  await openList(page, server, 3);
  const finger = await fingers(page);
  const menu = page.getByRole('menu');
  await finger.hold(await centre(row(page, 2)), 300);
  await expect(menu).toHaveCount(0);
  await page.waitForTimeout(350);
  await expect(menu).toBeVisible();
  await finger.lift();
  await page.waitForTimeout(200); // a click would come now
  await expect(menu).toBeVisible();
  await expect(page).toHaveURL(/\/projects$/);

  await page.touchscreen.tap(...(await centre(menu.getByRole('menuitem', {name: 'Edit'}))));
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('a finger that moves before the half second is over opens no menu', async ({page, server}) => {
  await openList(page, server);
  const finger = await fingers(page);
  const [x, y] = await centre(row(page, 15));
  await finger.hold([x, y], 200);
  await finger.move([x, y], [x, y - 120]);
  await page.waitForTimeout(600);
  await finger.lift();
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(page).toHaveURL(/\/projects$/);
});

test('a drag that begins on a button, or is sideways, presses nothing', async ({page, server}) => {
  await openList(page, server, 3);
  const finger = await fingers(page);
  const button = await centre(page.getByRole('button', {name: 'New project'}));
  await finger.drag(button, [button[0], button[1] + 60]);
  await finger.drag(button, [button[0] - 150, button[1]]);
  await page.waitForTimeout(200);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page).toHaveURL(/\/projects$/);
  await page.touchscreen.tap(...button);
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('two fingers press nothing', async ({page, server}) => {
  await openList(page, server, 3);
  const finger = await fingers(page);
  const [x, y] = await centre(row(page, 2));
  await finger.put([x, y], [x + 60, y + 90]);
  await finger.lift();
  await page.waitForTimeout(200);
  await expect(page).toHaveURL(/\/projects$/);
});

test('a long press on a message opens its menu, and a drag scrolls the conversation', async ({page, browser, server}) => {
  const {other, chat} = await beginChat(browser, page, server);
  for (let i = 1; i <= 20; ++i) await createMessage(i % 2 ? page : other, server, chat, `message ${i}`);
  await page.goto(`${server.url}/chats`);
  await page.touchscreen.tap(...(await centre(page.getByRole('link', {name: /Marat Safiullin/}))));
  await expect(page).toHaveURL(/\/chats\/./);
  const list = page.getByRole('region', {name: 'Messages'});
  await expect(list).toBeVisible();
  const finger = await fingers(page);
  await finger.drag([200, 650], [200, 200]);
  await finger.drag([200, 650], [200, 200]);
  const said = page.getByRole('listitem', {name: /^You, message 19,/});
  await expect(said).toBeVisible();
  await expect(page.getByRole('menu')).toHaveCount(0);
  await page.waitForTimeout(400); // a fling ends

  const before = await said.boundingBox();
  await finger.hold([before.x + before.width - 60, before.y + before.height / 2], 650);
  const menu = page.getByRole('menu');
  await expect(menu).toBeVisible();
  await finger.lift();
  await page.waitForTimeout(200); // a click would come now
  await expect(menu).toBeVisible();
  expect((await said.boundingBox()).y).toBe(before.y);
  await page.touchscreen.tap(...(await centre(menu.getByRole('menuitem', {name: 'Delete'}))));
  await expect(page.getByRole('listitem', {name: /^You, Message deleted/})).toBeVisible();
});

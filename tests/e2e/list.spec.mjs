// A list of 100,000 rows under real wheels and fingers: nothing jumps when rows come, go or grow while it is scrolled.
import {test, expect} from './quern.mjs';
import {differences, folder, movements, press, watch} from './list_page.mjs';

test.use({folder});

const state = (page) => page.locator('#mirror > p').last();
const frame = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));

async function openAt(page, server, place) {
  await page.goto(server.url);
  await expect(state(page)).toContainText('end, 0 below');
  if (place === 'middle') {
    await press(page, 'To the middle');
    await expect(state(page)).toContainText('reading');
  }
}

// One of the things that may happen, each in its turn.
const happenings = ['Prepend', 'Grow above', 'Append', 'Prepend', 'Append', 'Grow above'];

// No row ever goes against the scroll, nor another way than its neighbours, nor further in a frame than `most`.
async function expectNoJump(page, most) {
  const moved = await movements(page);
  expect(moved.length).toBeGreaterThan(20);
  expect(moved.filter((one) => one === null)).toEqual([]);
  expect(Math.min(...moved.map(({least}) => least))).toBeGreaterThanOrEqual(-1);
  expect(Math.max(...moved.map(({least, most}) => most - least))).toBeLessThanOrEqual(1); // all of them alike
  expect(Math.max(...moved.map(({most}) => most))).toBeLessThan(most);
  expect(moved.reduce((sum, {most}) => sum + most, 0)).toBeGreaterThan(500); // it did scroll
  const apart = await differences(page);
  expect(Math.max(...apart) - Math.min(...apart)).toBeLessThanOrEqual(1); // drawn where the browser has it, in every frame
}

test('rows that come and grow while the wheel turns do not move what is read', async ({page, server}) => {
  await openAt(page, server, 'middle');
  await page.mouse.move(600, 400);
  await watch(page);
  for (let step = 0; step < 48; ++step) {
    await page.mouse.wheel(0, -60);
    if (step % 8 === 4) await press(page, happenings[Math.floor(step / 8)]);
    await frame(page);
  }
  await page.waitForTimeout(500);
  await expectNoJump(page, 400);
});

test('a list that stands still does not move when rows come and grow', async ({page, server}) => {
  await openAt(page, server, 'middle');
  await page.waitForTimeout(300);
  await watch(page);
  for (const happening of happenings) {
    await press(page, happening);
    for (let i = 0; i < 6; ++i) await frame(page);
  }
  const moved = await movements(page);
  expect(moved.length).toBeGreaterThan(20);
  expect(moved.every((one) => one && one.least === 0 && one.most === 0)).toBe(true);
});

test('a list that stands at its end stays there while rows stream in, and lets go when it is scrolled up', async ({page, server}) => {
  await openAt(page, server, 'end');
  const end = () => page.locator('.scroll').evaluate((scroll) => scroll.scrollHeight - scroll.clientHeight - scroll.scrollTop);
  await press(page, 'Stream');
  const last = () => page.locator('#mirror li p').last().evaluate((row) => Number(row.textContent.slice(8, 15)));
  const before = await last();
  await expect.poll(last).toBeGreaterThan(before + 200);
  expect(Math.abs(await end())).toBeLessThanOrEqual(1);
  await expect(state(page)).toContainText('end, 0 below');

  await page.mouse.move(600, 400);
  await page.mouse.wheel(0, -300);
  await expect(state(page)).toContainText('reading');
  await page.waitForTimeout(400);
  await watch(page);
  await page.waitForTimeout(600);
  await press(page, 'Stream');
  expect((await movements(page)).every((one) => one && one.least === 0 && one.most === 0)).toBe(true);
});

test('Home and End lead to the first and the last row', async ({page, server}) => {
  await openAt(page, server, 'end');
  await page.locator('.scroll').focus();
  await page.keyboard.press('Home');
  await expect(state(page)).toContainText('top 1000000 at 8');
  await page.keyboard.press('End');
  await expect(state(page)).toContainText('end, 0 below');
});

test.describe('with a finger', () => {
  test.use({viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true});

  test('rows that come and grow while it drags do not move what is read', async ({page, server}) => {
    await openAt(page, server, 'middle');
    const devtools = await page.context().newCDPSession(page);
    const say = (type, y) => devtools.send('Input.dispatchTouchEvent', {type, touchPoints: y === undefined ? [] : [{x: 200, y}]});
    await watch(page);
    for (let drag = 0; drag < 3; ++drag) {
      await say('touchStart', 250);
      for (let step = 1; step <= 40; ++step) {
        await say('touchMove', 250 + step * 12);
        if (step % 20 === 10) await press(page, happenings[drag * 2 + Math.floor(step / 20)]);
        await frame(page);
      }
      await say('touchEnd');
    }
    await page.waitForTimeout(600);
    await expectNoJump(page, 400);
  });

  test('rows put before during a fling do not stop it, and do not move what is read', async ({page, server}) => {
    await openAt(page, server, 'middle');
    const devtools = await page.context().newCDPSession(page);
    await watch(page);
    let time = Date.now() / 1000; // 12 ms a step, however slow the machine is: else it would be no fling
    const say = (type, ...ys) => devtools.send('Input.dispatchTouchEvent', {
      type, timestamp: (time += 0.012), touchPoints: ys.map((y) => ({x: 200, y})),
    });
    await Promise.all([say('touchStart', 250), ...[1, 2, 3, 4, 5, 6, 7, 8].map((step) => say('touchMove', 250 + step * 50)), say('touchEnd')]);
    const lifted = await page.evaluate(() => window.framesSeen.length);
    await frame(page);
    await press(page, 'Prepend');
    await page.waitForTimeout(2000);
    const after = (await movements(page)).slice(lifted + 5); // it flies on, whatever came
    expect(after.reduce((sum, one) => sum + one.most, 0)).toBeGreaterThan(200);
    await expectNoJump(page, 1000);
  });

  test('a long press on the words of a row is for the row', async ({page, server}) => {
    await openAt(page, server, 'middle');
    const devtools = await page.context().newCDPSession(page);
    const y = await page.locator('#mirror li p').evaluateAll((rows) =>
      rows.map((row) => row.getBoundingClientRect()).find(({top, bottom}) => top > 200 && bottom < 700).top + 10);
    await devtools.send('Input.dispatchTouchEvent', {type: 'touchStart', touchPoints: [{x: 30, y}]});
    await expect(state(page)).toContainText(/menu 1\d{6}/);
    await devtools.send('Input.dispatchTouchEvent', {type: 'touchEnd', touchPoints: []});
  });
});

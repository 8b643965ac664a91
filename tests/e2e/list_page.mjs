// What the tests and the bench of the page with one long list (tests/wasm/list_page) share.
import {fileURLToPath} from 'node:url';

export const folder = fileURLToPath(new URL('../../build/wasm-release/list_page', import.meta.url));

// Pressed without a pointer, which stays where it scrolls.
export const press = (page, name) => page.getByRole('button', {name, exact: true}).evaluate((button) => button.click());

// From now on, in every frame: the tops of the rows that begin in view, by number, once the frame is complete. (Those out of
// view may be where they like.)
export const watch = (page) => page.evaluate(() => {
  window.framesSeen = [];
  const {port1, port2} = new MessageChannel();
  port1.onmessage = () => {
    const tops = {};
    const {top: begin, bottom: end} = document.querySelector('#mirror .scroll').getBoundingClientRect();
    for (const row of document.querySelectorAll('#mirror li p')) {
      const {top} = row.getBoundingClientRect();
      if (top >= begin && top < end) tops[row.textContent.slice(8, 15)] = top;
    }
    const drawn = / top (\d+) at (-?\d+)/.exec([...document.querySelectorAll('#mirror > p')].at(-1).textContent);
    window.framesSeen.push({tops, drawn: {row: drawn[1], y: Number(drawn[2])}});
  };
  const frame = () => {
    port2.postMessage(0);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
});

// By how much the rows moved from each frame to the next; null where none of them was there in both.
export const movements = (page) => page.evaluate(() => window.framesSeen.slice(1).map(({tops}, i) => {
  const before = window.framesSeen[i].tops;
  const common = Object.keys(tops).filter((row) => row in before);
  if (common.length === 0) return null;
  const moved = common.map((row) => tops[row] - before[row]);
  return {least: Math.min(...moved), most: Math.max(...moved)};
}));

// How far what ImGui drew was from what the browser has there, in each frame.
export const differences = (page) => page.evaluate(() => window.framesSeen
  .filter(({tops, drawn}) => drawn.row in tops)
  .map(({tops, drawn}) => tops[drawn.row] - drawn.y));

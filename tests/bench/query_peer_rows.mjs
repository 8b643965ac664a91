// The rows, for both sides.
// Each: its name, operations a batch of ours and of theirs, what is there before, the work, what it answers.
// once: what is there before serves all batches. slow: few of them. waits: the peer's work is asynchronous.
// larger: the same as the row before, of a larger cache or list; the median leaves it out, since it flatters.
export const rows = [
  {name: 'build a query', n: [10_000, 10_000], open: (side) => side.open(0), run: (side, n) => side.build(n),
   is: (answer, n) => answer === n},
  {name: 'get, of 1,000', n: [20_000, 20_000], once: true, open: (side) => side.open(1_000), run: (side, n) => side.get(n),
   is: (answer, n) => answer === n},
  {name: 'set, with one observer', n: [10_000, 10_000], once: true, open(side) { side.open(1_000); side.observe(1); },
   run: (side, n) => side.set(n), is: (answer, n) => answer === n},
];
const few = {1_000: 200, 10_000: 20, 100_000: 2};
for (const size of [1_000, 10_000, 100_000]) {
  const of = size.toLocaleString('en');
  const there = {once: true, larger: size > 1_000, open: (side) => side.open(size)};
  rows.push(
      {...there, name: `invalidate one exactly, of ${of}`, n: [5_000, few[size]], run: (side, n) => side.invalidate(n, true),
       is: (answer) => answer === 1},
      {...there, name: `invalidate ten by prefix, of ${of}`, n: [2_000, few[size]], run: (side, n) => side.invalidate(n, false),
       is: (answer) => answer === 1},
      {...there, name: `find one exactly, of ${of}`, n: [20_000, few[size]], run: (side, n) => side.find(n, true),
       is: (answer, n) => answer === n},
      {...there, name: `find ten by prefix, of ${of}`, n: [2_000, few[size]], run: (side, n) => side.find(n, false),
       is: (answer, n) => answer === n * 10});
}
rows.push(
    {name: 'notify 10,000 observers', n: [1, 1], once: true, open(side) { side.open(10); side.observe(10_000); },
     run: (side, n) => side.set(n), is: (answer) => answer === 10_000},
    {name: 'subscribe 10,000 observers to a query, and end them', n: [1, 1], slow: true, open: (side) => side.open(10),
     run(side) { side.observe(10_000); const told = side.set(1); side.unobserve(); return told; }, is: (answer) => answer === 10_000},
    {name: 'set one of 1,000 that are combined', n: [20, 20], once: true, open(side) { side.open(1_000); side.openCombined(); },
     run: (side, n) => side.setCombined(n), is: (answer, n) => answer === n},
    {name: 'structural sharing of 10,000 messages, one changed', n: [10, 10], open: (side, n) => side.openShared(10_000, n),
     run: (side) => side.share(), is: (answer, n) => answer === 10_000 - n},
    {name: 'stream of 8,000 pieces, each in a turn', n: [1, 1], slow: true, waits: true, open: (side) => side.open(0),
     run: (side) => side.stream(8_000, 1), is: (answer) => answer > 8_000},
    {name: 'stream of 8,000 pieces, 80 in a turn', n: [1, 1], slow: true, waits: true, larger: true, open: (side) => side.open(0),
     run: (side) => side.stream(8_000, 80), is: (answer) => answer > 100});
for (const size of [1_000, 10_000, 100_000]) {
  rows.push({name: `gc sweep, a query of ${size.toLocaleString('en')}`, n: [size, size], slow: size > 10_000, larger: size > 1_000,
             open: (side) => side.open(size, 1_000), run: (side) => side.sweep(), is: (answer) => answer === 0});
}
rows.push(
    {name: 'build a query and sweep it, of 10,000', n: [10_000, 10_000], open: (side) => side.open(0, 1_000),
     run(side, n) { side.build(n); return side.sweep(); }, is: (answer) => answer === 0},
    {name: 'dehydrate 1,000, to text and back', n: [1, 1], once: true, open: (side) => side.open(1_000),
     run: (side) => side.dehydrate(), is: (answer) => answer === 1_000},
    {name: 'hydrate 1,000, and read each', n: [1, 1], once: true, open(side) { side.open(1_000); side.dehydrate(); },
     run: (side) => side.hydrate(), is: (answer) => answer === 1_000});
for (const size of [100, 1_000, 10_000, 100_000]) {
  rows.push({name: `optimistic write refused, a list of ${size.toLocaleString('en')}`, n: [200, size > 9_000 ? 5 : 100], once: true,
             waits: true, larger: size > 100, open: (side) => side.openList(size), run: (side, n) => side.refuse(n), is: (answer, n) => answer === 2 * n});
}

// The side of TanStack's query-core: the work of each row as its documentation has it done, with names as in query_work.hpp.
// Its clock is wound by hand too, and its readers are told at once.

// Where there is no window it takes itself for a server, which keeps no timers.
globalThis.window = {};
const {QueryClient, QueryObserver, QueriesObserver, MutationObserver, notifyManager, timeoutManager, dehydrate, hydrate,
       experimental_streamedQuery} = await import('@tanstack/query-core');

// Timers that run when they are told to.
const timers = new Map();
let lastTimer = 0;
timeoutManager.setTimeoutProvider({
  setTimeout(callback) { timers.set(++lastTimer, callback); return lastTimer; },
  clearTimeout(id) { timers.delete(id); },
  setInterval(callback) { timers.set(++lastTimer, callback); return lastTimer; },
  clearInterval(id) { timers.delete(id); },
});
notifyManager.setScheduler((callback) => callback());

const key = (number) => ['projects', `group ${Math.floor(number / 10)}`, number % 10];
const listKey = ['messages'];
const message = (number, isEdited = false) =>
    ({number, author: `person ${number % 100}`, text: `what is said in message ${number}`, isEdited});

export const theirs = {
  open(size, gcTime = Infinity) {
    this.client?.clear();
    timers.clear();
    this.client = new QueryClient({defaultOptions: {queries: {gcTime}, mutations: {gcTime: 0}}});
    this.client.mount();
    this.size = size;
    this.told = 0;
    this.ends = [];
    for (let i = 0; i < size; ++i) this.client.setQueryData(key(i), 0);
  },
  build(n) {
    for (let i = 0; i < n; ++i) this.client.setQueryData(key(i), 0);
    return this.client.getQueryCache().getAll().length;
  },
  get(n) {
    let found = 0;
    for (let i = 0; i < n; ++i) found += this.client.getQueryData(key(i % this.size)) === undefined ? 0 : 1;
    return found;
  },
  watch(queryKey, options) {
    const observer = new QueryObserver(this.client, {queryKey, ...options});
    this.ends.push(observer.subscribe(() => { ++this.told; }));
  },
  observe(count) {
    for (let i = 0; i < count; ++i) this.watch(key(this.size / 2), {enabled: false, staleTime: Infinity});
  },
  unobserve() { for (const end of this.ends.splice(0)) end(); },
  mount(count) {
    for (let i = 0; i < count; ++i) this.watch(key(i), {queryFn: () => 0, staleTime: 60_000});
    return timers.size;
  },
  set(n) {
    this.told = 0;
    const at = key(this.size / 2);
    const before = this.client.getQueryData(at);
    for (let i = 0; i < n; ++i) this.client.setQueryData(at, before + i + 1);
    return this.told;
  },
  // Told of all that changes, since tracking what is read makes it three times slower. What it combined it offers to
  // frameworks only: here it is kept where it is made.
  openCombined() {
    const queries = Array.from({length: this.size},
                               (_, i) => ({queryKey: key(i), enabled: false, notifyOnChangeProps: 'all'}));
    const combine = (results) => {
      let sum = 0;
      for (const {data} of results) sum += data;
      this.sum = sum;
      return sum;
    };
    const observer = new QueriesObserver(this.client, queries);
    observer.setQueries(queries, {combine});  // its constructor forgets the function
    this.ends.push(observer.subscribe(() => { ++this.told; }));
  },
  setCombined(n) {
    const told = this.set(n);
    return this.sum === this.client.getQueryData(key(this.size / 2)) ? told : -1;
  },
  invalidate(n, exact) {
    const at = key(this.size / 2);
    const prefix = at.slice(0, 2);
    for (let i = 0; i < n; ++i) this.client.invalidateQueries({queryKey: exact ? at : prefix, exact});
    return this.client.getQueryState(at).isInvalidated ? 1 : 0;
  },
  find(n, exact) {
    const at = key(this.size / 2);
    const prefix = at.slice(0, 2);
    let found = 0;
    const cache = this.client.getQueryCache();
    for (let i = 0; i < n; ++i) {
      found += exact ? (cache.find({queryKey: at}) ? 1 : 0) : cache.findAll({queryKey: prefix}).length;
    }
    return found;
  },
  sweep() {
    const due = [...timers.values()];
    timers.clear();
    for (const callback of due) callback();
    return this.client.getQueryCache().getAll().length;
  },
  openList(count) {
    this.open(0);
    this.client.setQueryData(listKey, Array.from({length: count}, (_, number) => message(number)));
  },
  async refuse(n) {
    const {client} = this;
    const before = client.getQueryData(listKey);
    const at = Math.floor(before.length / 2);
    let told = 0;
    const end = new QueryObserver(client, {queryKey: listKey, enabled: false}).subscribe(() => { ++told; });
    const edit = new MutationObserver(client, {
      mutationFn: async () => { throw new Error('refused'); },
      async onMutate(number) {
        await client.cancelQueries({queryKey: listKey, exact: true});
        const snapshot = client.getQueryData(listKey);
        client.setQueryData(listKey, (list) => list.with(number, message(number, true)));
        return {snapshot};
      },
      onError(error, number, context) { client.setQueryData(listKey, context.snapshot); },
    });
    for (let i = 0; i < n; ++i) await edit.mutate(at).catch(() => {});
    end();
    const after = client.getQueryData(listKey);
    return after.length === before.length && !after[at].isEdited ? told : -1;
  },
  // Each answer has all messages anew, and one more that is edited than the one before.
  openShared(count, answers) {
    this.open(0);
    const answer = (edited) => Array.from({length: count}, (_, i) => message(i, i < edited));
    this.answers = Array.from({length: answers}, (_, i) => answer(i + 1));
    this.client.setQueryData(listKey, answer(0));
  },
  share() {
    const {client} = this;
    const first = client.getQueryData(listKey);
    let told = 0;
    const end = new QueryObserver(client, {queryKey: listKey, enabled: false}).subscribe(() => { ++told; });
    const answers = this.answers.splice(0);
    for (const answer of answers) client.setQueryData(listKey, answer);
    end();
    const last = client.getQueryData(listKey);
    let kept = 0;
    for (let i = 0; i < first.length; ++i) kept += first[i] === last[i] ? 1 : 0;
    return told === answers.length ? kept : -1;
  },
  // Without comparing the old list with the new for each word, which it would do else.
  async stream(n) {
    async function* words() {
      for (let i = 0; i < n; ++i) yield `word ${i}`;
    }
    const reader = new QueryObserver(
        this.client, {queryKey: ['answer'], queryFn: experimental_streamedQuery({streamFn: words}), structuralSharing: false});
    let told = 0;
    let end;
    await new Promise((ended) => {
      end = reader.subscribe(({data, fetchStatus}) => {
        if (data) ++told;
        if (fetchStatus === 'idle') ended();
      });
    });
    end();
    const all = this.client.getQueryData(['answer']);
    return all.length === n && all[n - 1] === `word ${n - 1}` ? told : -1;
  },
  dehydrate() {
    this.state = JSON.parse(JSON.stringify(dehydrate(this.client)));
    return this.state.queries.length;
  },
  hydrate() {
    const other = new QueryClient({defaultOptions: {queries: {gcTime: Infinity}}});
    hydrate(other, this.state);
    let found = 0;
    for (let i = 0; i < this.size; ++i) found += other.getQueryData(key(i)) === undefined ? 0 : 1;
    return found;
  },
};

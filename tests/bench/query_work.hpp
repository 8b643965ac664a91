// The work of each row of the query cache's measurements, once: natively query_bench.cpp calls it, as WASM it is the module
// that query_peer.mjs calls. The loop of a row is in here, so that a call across the border counts once a batch.
// There is one client at a time, whose keys have three parts, ten to a prefix: ["projects", "group 17", 3]. Time is wound by
// hand. Each answers what its caller asserts.
#pragma once

extern "C" {  // "used", so that the module exports them

// ---- query_work_cache.cpp

// A client with so many queries, in place of the last. gc_time is milliseconds, -1 is never.
[[gnu::used]] void query_open(int size, int gc_time);
[[gnu::used]] void query_close();                       // no client any more
[[gnu::used]] int query_build(int n);                   // how many there are
[[gnu::used]] int query_get(int n);                     // how many were found
[[gnu::used]] int query_find(int n, bool exact);        // how many were found
[[gnu::used]] int query_invalidate(int n, bool exact);  // one, or ten by prefix: 1 if it is
[[gnu::used]] int query_sweep();                        // an hour goes by: how many are left
[[gnu::used]] int query_dehydrate();                    // to bytes and back: how many
[[gnu::used]] int query_hydrate();                      // those, into another client: how many can be read there
[[gnu::used]] double query_bytes();                     // of the heap, in use

// ---- query_work_readers.cpp

[[gnu::used]] void query_observe(int count);  // so many readers of the query in the middle
[[gnu::used]] void query_unobserve();
[[gnu::used]] int query_set(int n);  // the query in the middle: how often a reader was told
// Each of so many fresh queries is read by one who waits for it to be stale: timers of the platform.
[[gnu::used]] int query_mount(int count);
[[gnu::used]] void query_open_combined();     // a reader of the sum of all
[[gnu::used]] int query_set_combined(int n);  // one of them: how often it was told, -1 if the sum is wrong
// So many pieces, so many in one turn: how often the reader was told, -1 if not all of them are there.
[[gnu::used]] int query_stream(int n, int burst);

// ---- query_work_lists.cpp

[[gnu::used]] void query_open_list(int count);  // a client with a list of so many messages
[[gnu::used]] int query_refuse(int n);  // optimistic writes, refused: how often a reader was told, -1 if one is left
// A client with a list that can be compared, and so many answers, each with one more message edited.
[[gnu::used]] void query_open_shared(int count, int answers);
// All these answers: how many messages are the same objects as before, -1 if one answer was not told of.
[[gnu::used]] int query_share();
}

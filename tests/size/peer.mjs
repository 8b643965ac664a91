// What one_query.cpp is, with TanStack's core: bundled and weighed beside it.
import {QueryClient, QueryObserver} from '@tanstack/query-core';

export function one_query() {
  const client = new QueryClient();
  const observer = new QueryObserver(client, {
    queryKey: ['answer'],
    queryFn: () => fetch(new URL('/answer', location)).then((response) => response.json()),
  });
  observer.subscribe((answer) => {
    if (answer.data !== undefined) document.title = answer.data;
  });
}

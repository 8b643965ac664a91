"""Requests made from serve/openapi.yaml, valid and nearly so, with a session and without, against a running server: no
answer is a failure of the server, each status is documented, and each body is what the document says.

Usage  fuzz.py <serve> [examples an operation] [operationId …]
The last line counts the operations. What fails is shown as small as it could be made.
"""
import itertools
import json
import sys
import urllib.parse

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from document import Document
from server import Browser, Server
from values import ANYTHING, TEXT, allowed, fresh_key, nearly

# These end the session they are sent with, so each of their requests has a person of its own.
ENDING = {'logout', 'changePassword', 'refresh', 'endSession', 'login', 'register'}


class World:
    """Two people with a bit of everything, each with chats of their own: the ids of both are tried by one of them."""

    def __init__(self, server):
        self.server = server
        self.count = itertools.count()
        self.me, self.other = Browser(server.port), Browser(server.port)
        mine, theirs = self.me.sign_up('me@example.org'), self.other.sign_up('other@example.org')
        friend = Browser(server.port).sign_up('friend@example.org')
        self.people = [mine, theirs, friend]
        server.secrets |= {self.me.cookie, self.other.cookie, 'a private word'}
        self.ids = {'projects': [], 'chats': [], 'messages': []}
        for person in (self.me, self.other):
            self.ids['projects'].append(person.post('/api/projects', {'name': 'Some'}).json()['id'])
            group = {'title': 'Group', 'is_group': True, 'member_ids': [friend], 'client_id': fresh_key()}
            pair = {'is_group': False, 'member_ids': [friend], 'client_id': fresh_key()}
            for chat in (pair, group):
                made = person.post('/api/chats', chat).json()['id']
                self.ids['chats'].append(made)
                message = {'chat_id': made, 'type': 'text', 'content': 'a private word', 'client_id': fresh_key()}
                self.ids['messages'].append(person.post('/api/messages', message).json()['id'])

    def known(self, name, path=''):
        for kind, word in (('projects', 'project'), ('chats', 'chat'), ('messages', 'message')):
            if name.startswith(word) or name in ('id',) and f'/{kind}/' in path:
                return self.ids[kind]
        if name in ('before_id', 'after_id', 'around_id', 'reply_to_id'):
            return self.ids['messages']
        return self.people

    def somebody(self):
        browser = Browser(self.server.port)
        browser.sign_up(f'u{next(self.count)}@example.org')
        self.server.secrets.add(browser.cookie)
        return browser


@st.composite
def requests(draw, document, world, operation):
    wild = draw(st.sampled_from([False, False, False, True]))  # a quarter of them has something wrong
    target = operation.path
    query, headers = [], {}
    for one in operation.parameters:
        name, schema = one['name'], one.get('schema', {})
        if one['in'] == 'path':
            values = st.sampled_from(world.known(name, operation.path)) if not wild else st.one_of(TEXT.filter(bool), st.uuids().map(str))
            if schema.get('type') == 'integer' and not wild:
                values = allowed(document, schema)
            target = target.replace('{' + name + '}', urllib.parse.quote(str(draw(values)), safe=''))
        elif one['in'] == 'query':
            if not one.get('required') and draw(st.booleans()) or one.get('required') and wild and draw(st.booleans()):
                continue
            values = allowed(document, schema)
            if name.endswith('_id') and draw(st.booleans()):
                values = st.sampled_from(world.known(name))
            if wild and draw(st.booleans()):
                values = TEXT
            query.append((name, str(draw(values))))
        elif one['in'] == 'header' and name not in ('X-Requested-With', 'Idempotency-Key'):
            if one.get('required') or draw(st.booleans()):
                value = str(draw(allowed(document, schema)))
                headers[name] = ''.join(c for c in value if ' ' <= c <= '~')
    if operation.method not in ('GET', 'HEAD'):
        headers['Idempotency-Key'] = fresh_key() if not wild or draw(st.booleans()) else draw(
            st.sampled_from([None, 'x', '00000000-0000-4000-8000-000000000000']))
    if query:
        target += '?' + urllib.parse.urlencode(query)
    body = None
    spec = document.follow(operation.spec.get('requestBody', {}))
    content = spec.get('content', {})
    if 'application/json' in content:
        schema = content['application/json']['schema']
        value = allowed(document, schema, world.known)
        if operation.name in ENDING:  # of whom the person's own password is known
            value = value.map(lambda made: {**made, **({'current_password': 'correct horse'} if 'current_password' in made else {})})
        if wild:
            body = draw(st.one_of(nearly(value).map(json.dumps), nearly(value).map(json.dumps), TEXT, st.just(''),
                                  st.just('{"a":' * 80 + '1' + '}' * 80)))
        else:
            body = json.dumps(draw(value))
        headers['Content-Type'] = 'application/json' if not wild or draw(st.booleans()) else draw(
            st.sampled_from(['text/plain', 'application/xml', 'application/json; charset=utf-8', None]))
    elif 'multipart/form-data' in content:
        piece = draw(st.one_of(st.just(b'%PDF-1.4\n'), st.just(b'\x89PNG\r\n\x1a\n'), st.binary(max_size=200)))
        fields = draw(st.lists(st.tuples(st.sampled_from(['title', 'file', 'x']), TEXT), max_size=2))
        text = b''.join(b'--edge\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value.encode())
                        for name, value in fields if name != 'file')
        body = text + (b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n'
                       b'Content-Type: application/octet-stream\r\n\r\n' + piece + b'\r\n--edge--\r\n')
        headers['Content-Type'] = 'multipart/form-data; boundary=edge' if not wild else draw(
            st.sampled_from(['multipart/form-data; boundary=other', 'multipart/form-data', 'application/json', None]))
    elif content:
        body = draw(st.binary(max_size=100))
        headers['Content-Type'] = next(iter(content))
    elif wild and operation.method not in ('GET', 'HEAD'):
        body = draw(st.sampled_from([None, '{}', 'x']))
    if isinstance(body, str):
        body = body.encode('utf-8', 'surrogatepass')
    return target, body, {name: value for name, value in headers.items()}, draw(st.sampled_from([False] * 7 + [True]))


def try_operation(document, world, operation, examples):
    seen = {}

    @settings(max_examples=examples, deadline=None, database=None, derandomize=examples <= 100,
              phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck), print_blob=False)
    @given(requests(document, world, operation))
    def run(request):
        target, body, headers, is_stranger = request
        browser = Browser(world.server.port) if is_stranger else world.somebody() if operation.name in ENDING else world.me
        answer = browser.send(operation.method, target, body, headers)
        seen[answer.status] = seen.get(answer.status, 0) + 1
        problems = document.problems(operation, answer.status, answer.headers.get('Content-Type', ''), answer.body)
        if is_stranger and document.needs_session(operation) and answer.status not in (400, 401, 404, 413):
            problems.append(f'{answer.status} without a session')
        if not is_stranger and operation.name not in ENDING and answer.status == 401:
            problems.append('401 with a session')
        if browser is not world.me and browser.connection:
            browser.connection.close()
        assert not problems, f'{operation.method} {target} {headers} {body!r}: ' + '; '.join(problems)

    run()
    return seen


def main():
    document = Document()
    examples = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    chosen = set(sys.argv[3:])
    server = Server(sys.argv[1])
    passed, failed = 0, 0
    try:
        world = World(server)
        # What deletes comes last, so that there is something left for the rest.
        for operation in sorted(document.operations(), key=lambda one: one.method == 'DELETE'):
            if chosen and operation.name not in chosen or operation.spec.get('responses', {}).get('101'):
                continue
            try:
                seen = try_operation(document, world, operation, examples)
                passed += 1
                print(f'{operation.name}:', ', '.join(f'{status} × {count}' for status, count in sorted(seen.items())), flush=True)
            except BaseException as error:  # a group, when more than one thing is wrong
                failed += 1
                for one in getattr(error, 'exceptions', [error]):
                    print(f'FAILED {operation.name}: {one}'[:1500], flush=True)
                if isinstance(error, KeyboardInterrupt):
                    raise
    finally:
        code, said = server.stop()
    if code != 0:
        failed += 1
        print(f'FAILED the server ended with {code}: {said[-4000:]}')
    print(f'{passed} passed, {failed} failed')
    sys.exit(1 if failed else 0)


main()

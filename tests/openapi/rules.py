"""What holds for every operation of serve/openapi.yaml, whatever it does: tried on each, so that a new one cannot be forgotten.

Usage  rules.py <serve>
Each rule on each operation is a check; the last line counts them.
"""
import json
import os
import subprocess
import sys

from document import METHODS, Document
from server import Browser, Server, TlsProxy, free_port
from values import fresh_key

failures = []
passed = 0


def check(holds, what):
    global passed
    if holds:
        passed += 1
    else:
        failures.append(what)


def code_of(answer):
    try:
        return answer.json().get('error_code')
    except ValueError:
        return None


def target_of(operation):
    """Somewhere that is not there: what is asked here is refused before it is looked for."""
    target = operation.path
    for one in operation.parameters:
        if one['in'] == 'path':
            value = '1' if one['schema'].get('type') == 'integer' else '0f8fad5b-d9cb-469f-a165-708677289501'
            target = target.replace('{' + one['name'] + '}', value)
    return target


def content_of(document, operation):
    return list(document.follow(operation.spec.get('requestBody', {})).get('content', {}))


def body_of(document, operation):
    """A body of the right type, and the header for it."""
    content = content_of(document, operation)
    # What the protocol wants of every call, as the version of tus.
    fixed = {one['name']: str(one['schema']['const']) for one in operation.parameters
             if one['in'] == 'header' and 'const' in one.get('schema', {})}
    if not content:
        return None, fixed
    if content[0] == 'application/json':
        return b'{}', {**fixed, 'Content-Type': 'application/json'}
    if content[0] == 'multipart/form-data':
        return b'--edge--\r\n', {**fixed, 'Content-Type': 'multipart/form-data; boundary=edge'}
    return b'x', {**fixed, 'Content-Type': content[0]}


def needs_a_session(document, server, operation):
    browser = Browser(server.port)
    body, headers = body_of(document, operation)
    for cookie in (None, 'nonsense'):
        browser.cookie = cookie
        answer = browser.send(operation.method, target_of(operation), body, {**headers, 'Idempotency-Key': fresh_key()})
        if document.needs_session(operation):
            check(answer.status == 401 and code_of(answer) == 'unauthenticated',
                  f'{operation}: {answer.status} {code_of(answer)} without a session')
        else:
            check(code_of(answer) != 'unauthenticated', f'{operation}: needs a session, which is not documented')


def refuses_other_sites(document, server, person, operation):
    if operation.method in ('GET', 'HEAD') or not operation.path.startswith('/api/'):
        return
    own = f'http://127.0.0.1:{server.port}'
    cases = {
        'no Origin': {'Origin': None},
        'Origin null': {'Origin': 'null'},
        'another site': {'Origin': 'http://evil.example'},
        'another scheme': {'Origin': own.replace('http:', 'https:')},
        'another port': {'Origin': 'http://127.0.0.1:1'},
        'a longer name': {'Origin': own + '.evil.example'},
        'said to be cross-site': {'Sec-Fetch-Site': 'cross-site'},
        'said to be same-site': {'Sec-Fetch-Site': 'same-site'},
        'by a form': {'X-Requested-With': None},
    }
    body, headers = body_of(document, operation)
    for name, fields in cases.items():
        answer = person.send(operation.method, target_of(operation), body, {**headers, 'Idempotency-Key': fresh_key(), **fields})
        check(answer.status == 403 and code_of(answer) == 'csrf', f'{operation}: {answer.status} {code_of(answer)} for {name}')


def refuses_other_types(document, person, operation):
    content = content_of(document, operation)
    if not content or content[0] not in ('application/json', 'multipart/form-data'):
        return
    for kind in ('text/plain', 'application/x-www-form-urlencoded', 'text/html', 'application/xml'):
        answer = person.send(operation.method, target_of(operation), b'{}', {'Content-Type': kind, 'Idempotency-Key': fresh_key()})
        # What is named first may be looked for first.
        check(answer.status == 415 or answer.status == 404 and '{' in operation.path,
              f'{operation}: {answer.status} for a body of {kind}')


def refuses_what_is_too_long(document, server, person, operation):
    """By the head alone: not a byte of it is sent."""
    import http.client
    if operation.method in ('GET', 'HEAD'):
        return
    _, headers = body_of(document, operation)
    for size in (2**40, 1024 * 1024 + 1 if content_of(document, operation)[:1] in ([], ['application/json']) else 2**41):
        connection = http.client.HTTPConnection('127.0.0.1', server.port, timeout=20)
        connection.putrequest(operation.method, target_of(operation), skip_accept_encoding=True)
        for name, value in {'Origin': f'http://127.0.0.1:{server.port}', 'X-Requested-With': 'quern', **headers,
                            'Cookie': f'quern_session={person.cookie}', 'Idempotency-Key': fresh_key(),
                            'Content-Length': str(size)}.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        answer_code = json.loads(response.read() or b'{}').get('error_code')
        gone = response.status in (400, 404) and '{' in operation.path or response.status in (400, 404, 415)
        streamed = content_of(document, operation)[:1] not in ([], ['application/json'])
        check(response.status == 413 and answer_code == 'too_large' or streamed and gone,
              f'{operation}: {response.status} {answer_code} for {size} bytes')
        connection.close()


def carries_headers(answer, what, is_page=False):
    wanted = {
        'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cross-Origin-Resource-Policy': 'same-origin',
    }
    for name, value in wanted.items():
        check(answer.headers.get(name) == value, f'{what}: {name} is {answer.headers.get(name)}')
    policy = answer.headers.get('Content-Security-Policy', '')
    check("default-src 'none'" in policy and "frame-ancestors 'none'" in policy, f'{what}: Content-Security-Policy is {policy}')
    check("'unsafe-inline'" not in policy and "'unsafe-eval'" not in policy, f'{what}: Content-Security-Policy is {policy}')
    check(is_page == ("script-src 'self'" in policy), f'{what}: Content-Security-Policy is {policy}')
    check(answer.headers.get('X-Request-Id'), f'{what}: X-Request-Id is missing')
    check(answer.headers.get('Access-Control-Allow-Origin') is None, f'{what}: other sites may read it')


def every_answer_carries_headers(document, server, person, operation):
    body, headers = body_of(document, operation)
    for browser, who in ((person, 'signed in'), (Browser(server.port), 'nobody')):
        if operation.name in ('logout', 'refresh'):
            continue
        answer = browser.send(operation.method, target_of(operation), body, {**headers, 'Idempotency-Key': fresh_key()})
        what = f'{operation} {answer.status} ({who})'
        carries_headers(answer, what)
        if operation.path.startswith('/api/'):
            check('no-store' in answer.headers.get('Cache-Control', '') or 'private' in answer.headers.get('Cache-Control', ''),
                  f'{what}: Cache-Control is {answer.headers.get("Cache-Control")}')


def other_methods_are_refused(document, person):
    for path, methods in document.spec['paths'].items():
        operation = next(one for one in document.operations() if one.path == path)
        for method in METHODS:
            if method in methods or method == 'head':
                continue
            answer = person.send(method.upper(), target_of(operation), None, {'Idempotency-Key': fresh_key()})
            check(answer.status == 405 and answer.headers.get('Allow'), f'{method} {path}: {answer.status}, and is not documented')


def the_page_and_its_files(server):
    browser = Browser(server.port)
    page = browser.send('GET', '/', None, {'Accept': 'text/html'})
    check(page.status == 200, f'/: {page.status}')
    carries_headers(page, '/', is_page=True)
    check(page.headers.get('Cross-Origin-Opener-Policy') == 'same-origin', '/: Cross-Origin-Opener-Policy')
    for target in ('/nothing.js', '/../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/..%5c..%5cetc%5cpasswd', '/%00', '/.git/config',
                   '//etc/passwd', '/api/nothing', '/%c0%ae%c0%ae/etc/passwd'):
        answer = browser.send('GET', target)
        check(answer.status in (400, 404), f'{target}: {answer.status}')
        check(b'root:' not in answer.body, f'{target}: a file of the system')
        carries_headers(answer, target)


def over_https(program):
    """With a proxy that ends TLS in front, and curl as the browser: it keeps to the rules of __Host- and Secure."""
    port = free_port()
    server = Server(program, ['--origin', f'https://localhost:{port}'])
    proxy = TlsProxy(server, port)
    jar = f'{server.folder}/jar'

    def curl(path, *more):
        out = subprocess.run(['curl', '--silent', '--include', '--cacert', proxy.certificate, '--cookie', jar, '--cookie-jar', jar,
                              '--header', f'Origin: https://localhost:{port}', '--header', 'X-Requested-With: quern', *more,
                              f'https://localhost:{port}{path}'], capture_output=True, text=True, timeout=30)
        head, _, body = out.stdout.partition('\n\n')
        return head, body

    try:
        person = json.dumps({'email': 'a@example.org', 'password': 'correct horse', 'display_name': 'A'})
        head, _ = curl('/api/auth/register', '--json', person)
        cookie = next((line for line in head.split('\n') if line.lower().startswith('set-cookie:')), '')
        if ' 201' not in head:
            return check(False, f'https: registration: {head}')
        check(' 201' in head.split('\n')[0], f'https: {head}')
        check('__Host-quern_session=' in cookie, f'https: {cookie}')
        for part in ('Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/'):
            check(part in cookie, f'https: {part} in {cookie}')
        check('domain' not in cookie.lower(), f'https: {cookie}')
        check('strict-transport-security: max-age=' in head.lower(), 'https: Strict-Transport-Security')
        check('__Host-quern_session' in open(jar).read(), 'https: curl does not take the cookie')
        head, body = curl('/api/auth/me')
        check(' 200' in head.split('\n')[0] and 'a@example.org' in body, f'https: {head}')
        value = cookie.split('=', 1)[1].split(';')[0]
        server.secrets.add(value)
        plain = Browser(server.port)
        plain.cookie = value
        answer = plain.send('GET', '/api/auth/me', None, {'Host': f'localhost:{port}'})
        check(answer.status == 401, 'https: the cookie is taken without its prefix')
    finally:
        proxy.stop()
        code, _ = server.stop()
        check(code == 0, f'https: the server ended with {code}')


def main():
    document = Document()
    server = Server(sys.argv[1])
    try:
        person = Browser(server.port)
        person.sign_up('me@example.org')
        server.secrets.add(person.cookie)
        for operation in document.operations():
            if '101' in operation.spec['responses']:
                needs_a_session(document, server, operation)
                continue
            needs_a_session(document, server, operation)
            refuses_other_sites(document, server, person, operation)
            if operation.name in ('logout', 'login', 'register', 'refresh', 'changePassword'):
                other = Browser(server.port)
                other.sign_up(f'{operation.name}@example.org')
            else:
                other = person
            refuses_other_types(document, other, operation)
            refuses_what_is_too_long(document, server, person, operation)
            every_answer_carries_headers(document, server, other, operation)
        other_methods_are_refused(document, person)
        the_page_and_its_files(server)
        check(person.send('GET', '/api/auth/me').status == 200, 'the session did not outlive what was refused')
    finally:
        code, said = server.stop()
    check(code == 0, f'the server ended with {code}: {said[-2000:]}')
    over_https(os.path.abspath(sys.argv[1]))
    for failure in failures:
        print('FAILED', failure)
    print(f'{passed} passed, {len(failures)} failed')
    sys.exit(1 if failures else 0)


main()

"""A server of its own for a test, and a browser that talks to it as a page of ours would."""
import http.client
import json
import os
import re
import shutil
import subprocess
import tempfile

from values import fresh_key


class Server:
    def __init__(self, program):
        self.folder = tempfile.mkdtemp(prefix='quern-openapi-')
        os.mkdir(f'{self.folder}/web')
        with open(f'{self.folder}/web/index.html', 'w') as page:
            page.write('<!doctype html>')
        self.log = open(f'{self.folder}/log', 'w')
        self.process = subprocess.Popen(
            [program, '--web', f'{self.folder}/web', '--data', f'{self.folder}/data', '--port', '0', '--password-cost', 'low',
             '--registrations', '1000000', '--login-tries', '1000000', '--least-room', '0'],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        found = re.search(r'http://127\.0\.0\.1:(\d+)', self.process.stdout.readline())
        if not found:
            raise SystemExit(f'{program} did not start: {open(self.log.name).read()}')
        self.port = int(found[1])

    def stop(self):
        """Its exit code: a sanitizer that found something ends it with another than 0."""
        self.process.terminate()
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        self.log.close()
        said = open(self.log.name, errors='replace').read()
        shutil.rmtree(self.folder)
        return code, said


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        # A stream of events does not end by itself.
        is_stream = response.headers.get_content_type() == 'text/event-stream'
        self.body = response.readline() if is_stream else response.read()

    def json(self):
        return json.loads(self.body)


class Browser:
    def __init__(self, port):
        self.port = port
        self.cookie = None
        self.connection = None

    def send(self, method, target, body=None, headers=None):
        fields = {'Origin': f'http://127.0.0.1:{self.port}', 'X-Requested-With': 'quern'}
        if self.cookie:
            fields['Cookie'] = f'quern_session={self.cookie}'
        fields.update(headers or {})
        for attempt in (1, 2):
            try:
                if not self.connection:
                    self.connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
                self.connection.request(method, target, body, {k: v for k, v in fields.items() if v is not None})
                answer = Answer(self.connection.getresponse())
                break
            except (ConnectionError, http.client.RemoteDisconnected):
                self.connection = None  # it closed after a refusal
                if attempt == 2:
                    raise
        if answer.headers.get('Connection', '').lower() == 'close':
            self.connection.close()
            self.connection = None
        for field in answer.headers.get_all('Set-Cookie', []):
            found = re.match(r'quern_session=([^;]*)', field)
            if found:
                self.cookie = found[1] or None
        return answer

    def post(self, target, value, **headers):
        headers = {'Content-Type': 'application/json', 'Idempotency-Key': fresh_key(), **headers}
        return self.send('POST', target, json.dumps(value), headers)

    def sign_up(self, email, password='correct horse'):
        answer = self.post('/api/auth/register', {'email': email, 'password': password, 'display_name': email.split('@')[0]})
        assert answer.status == 201, (answer.status, answer.body)
        return answer.json()['user']['id']

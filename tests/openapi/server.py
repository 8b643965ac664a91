"""A server of its own for a test, and a browser that talks to it as a page of ours would."""
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time

from values import fresh_key


class Server:
    def __init__(self, program, options=()):
        self.secrets = {'correct horse', 'Bearer '}  # what its log must not hold
        self.folder = tempfile.mkdtemp(prefix='quern-openapi-')
        os.mkdir(f'{self.folder}/web')
        with open(f'{self.folder}/web/index.html', 'w') as page:
            page.write('<!doctype html>')
        self.log = open(f'{self.folder}/log', 'w')
        self.process = subprocess.Popen(
            [program, '--web', f'{self.folder}/web', '--data', f'{self.folder}/data', '--port', '0', '--password-cost', 'low',
             '--registrations', '1000000', '--login-tries', '1000000', '--least-room', '0', *options],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        found = re.search(r'http://127\.0\.0\.1:(\d+)', self.process.stdout.readline())
        if not found:
            raise SystemExit(f'{program} did not start: {open(self.log.name).read()}')
        self.port = int(found[1])

    def stop(self):
        """Its exit code, and its log. A sanitizer that found something, or a secret in the log, is another code than 0."""
        self.process.terminate()
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        self.log.close()
        said = open(self.log.name, errors='replace').read()
        leaked = [secret for secret in self.secrets if secret and secret in said]
        if leaked:
            code, said = code or 1, f'the log holds {leaked}'
        shutil.rmtree(self.folder)
        return code, said


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class TlsProxy:
    """stunnel in front of a server, with a certificate for localhost of its own."""

    def __init__(self, server, port):
        self.certificate = f'{server.folder}/certificate.pem'
        key = f'{server.folder}/key.pem'
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext',
                        'subjectAltName=DNS:localhost', '-keyout', key, '-out', self.certificate], check=True, capture_output=True)
        with open(f'{server.folder}/stunnel.conf', 'w') as config:
            config.write(f'foreground = yes\npid =\nsyslog = no\n[https]\naccept = 127.0.0.1:{port}\n'
                         f'connect = 127.0.0.1:{server.port}\ncert = {self.certificate}\nkey = {key}\n')
        self.process = subprocess.Popen(['stunnel4', config.name], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(('127.0.0.1', port)) == 0:
                    return
            time.sleep(0.05)
        raise SystemExit('stunnel did not start')

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        # A stream of events does not end by itself.
        self.is_stream = response.headers.get_content_type() == 'text/event-stream'
        self.body = response.readline() if self.is_stream else response.read()

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
        if answer.is_stream or answer.headers.get('Connection', '').lower() == 'close':
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

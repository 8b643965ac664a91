"""serve/openapi.yaml as data: its operations, with every reference followed, and the checks of an answer against it."""
import json
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator, FormatChecker

METHODS = ('get', 'put', 'post', 'delete', 'patch', 'head')


@dataclass
class Operation:
    method: str
    path: str
    spec: dict
    parameters: list = field(default_factory=list)

    @property
    def name(self):
        return self.spec.get('operationId', f'{self.method} {self.path}')

    def __repr__(self):
        return self.name


class Document:
    def __init__(self, path='serve/openapi.yaml'):
        self.spec = yaml.safe_load(Path(path).read_text())

    def follow(self, node):
        while isinstance(node, dict) and '$ref' in node:
            target = self.spec
            for part in node['$ref'].removeprefix('#/').split('/'):
                target = target[part.replace('~1', '/').replace('~0', '~')]
            node = target
        return node

    def operations(self):
        for path, methods in self.spec['paths'].items():
            shared = methods.get('parameters', [])
            for method in METHODS:
                if method in methods:
                    spec = methods[method]
                    parameters = [self.follow(one) for one in shared + spec.get('parameters', [])]
                    yield Operation(method.upper(), path, spec, parameters)

    def needs_session(self, operation):
        return bool(operation.spec.get('security', self.spec.get('security', [])))

    def response(self, operation, status):
        """What the document says of this status, or None. What any operation may answer is said once, in x-everywhere."""
        said = operation.spec['responses'].get(str(status)) or self.spec.get('x-everywhere', {}).get(str(status))
        return None if said is None else self.follow(said)

    def validator(self, schema):
        # References are of the whole document, so they are looked for beside the schema.
        return Draft202012Validator({**schema, 'components': self.spec['components']}, format_checker=FormatChecker())

    def problems(self, operation, status, content_type, body):
        """What is wrong with an answer, in words; none where it is as documented."""
        if status >= 500 and status not in (501, 502, 503) and status != 507:
            return [f'{status}: {body[:200]!r}']
        response = self.response(operation, status)
        if response is None:
            return [f'{status} is not documented: {body[:300]!r}']
        content = response.get('content')
        if not content:
            return [f'{status} has a body, which is not documented: {body[:100]!r}'] if body else []
        kind = content_type.split(';')[0].strip()
        media = content.get(kind) or content.get('*/*') or content.get(kind.split('/')[0] + '/*')
        if media is None:
            return [f'{status} is {content_type}, documented is {", ".join(content)}']
        if kind != 'application/json':
            return []
        try:
            value = json.loads(body)
        except ValueError as error:
            return [f'{status}: not JSON: {error}: {body[:100]!r}']
        errors = self.validator(media.get('schema', {})).iter_errors(value)
        return [f'{status}: {"/".join(map(str, error.absolute_path))}: {error.message[:200]}' for error in errors]

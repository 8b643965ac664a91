"""Lints serve/openapi.yaml: the standard's own rules, and ours. Each rule on each operation is a check; the last line
counts them."""
import re
import sys

from openapi_spec_validator import validate
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from document import Document

document = Document()
failures = []
passed = 0


def check(holds, what):
    global passed
    if holds:
        passed += 1
    else:
        failures.append(what)


def check_document():
    try:
        validate(document.spec)
        check(True, '')
    except OpenAPIValidationError as error:
        check(False, f'not OpenAPI: {error.message[:300]} at {"/".join(map(str, error.absolute_path))}')
    names = [operation.name for operation in document.operations()]
    check(len(names) == len(set(names)), 'two operations have one operationId')
    used = set()

    def collect(node):
        if isinstance(node, dict):
            if isinstance(node.get('$ref'), str):
                used.add(node['$ref'])
            for value in node.values():
                collect(value)
        elif isinstance(node, list):
            for value in node:
                collect(value)

    collect(document.spec)
    for kind, entries in document.spec['components'].items():
        for name in entries if kind != 'securitySchemes' else []:
            check(f'#/components/{kind}/{name}' in used, f'components/{kind}/{name} is not used')


def check_operation(operation):
    name, spec = f'{operation.method} {operation.path}', operation.spec
    responses = spec['responses']
    check(re.fullmatch(r'[a-z][A-Za-z]+', spec.get('operationId', '')), f'{name}: operationId in camelCase')
    check(spec.get('summary'), f'{name}: a summary')
    check(any(status.startswith(('2', '1')) for status in responses), f'{name}: an answer that is not an error')
    in_path = set(re.findall(r'{(\w+)}', operation.path))
    given = {one['name'] for one in operation.parameters if one['in'] == 'path'}
    check(in_path == given, f'{name}: the parameters of its path')
    is_api = operation.path.startswith('/api/')
    is_unsafe = operation.method not in ('GET', 'HEAD')
    if document.needs_session(operation):
        check('401' in responses, f'{name}: 401, as it needs a session')
    if is_api and is_unsafe:
        check('403' in responses, f'{name}: 403, as another site may have sent it')
        headers = {one['name'].lower() for one in operation.parameters if one['in'] == 'header'}
        is_form = operation.spec.get('x-presigned')
        check(is_form or 'x-requested-with' in headers, f'{name}: the header X-Requested-With')
        if not operation.path.startswith('/api/auth/') and not is_form and not operation.path.startswith('/api/uploads'):
            check('idempotency-key' in headers, f'{name}: the header Idempotency-Key')
    if in_path and is_api:
        check('404' in responses, f'{name}: 404, as what it names may not be there')
    body = document.follow(spec.get('requestBody', {}))
    for kind, media in body.get('content', {}).items():
        check('415' in responses or not is_api, f'{name}: 415, as it takes {kind} alone')
        if kind == 'application/json':
            check('$ref' in media.get('schema', {}), f'{name}: a named schema of its body')
            check('422' in responses, f'{name}: 422, as its body has a schema')
    for status, response in responses.items():
        response = document.follow(response)
        check(response.get('description'), f'{name} {status}: a description')
        content = response.get('content', {})
        if status == '204' or status.startswith('1'):
            check(not content, f'{name} {status}: no body')
        for kind, media in content.items():
            if kind != 'application/json':
                continue
            schema = media.get('schema', {})
            if status.startswith('4') or status in ('500', '502', '507'):
                required = document.follow(schema).get('required', [])
                check({'detail', 'error_code', 'error_type'} <= set(required), f"{name} {status}: an error's members")
            else:
                check('$ref' in schema, f'{name} {status}: a named schema')
        if status.startswith('4'):
            check('application/json' in content, f'{name} {status}: an error has a body')


def check_schema(name, schema):
    check(re.fullmatch(r'[A-Z][A-Za-z]+', name), f'schema {name}: in PascalCase')
    if schema.get('type') == 'object':
        for required in schema.get('required', []):
            known = required in schema.get('properties', {}) or 'allOf' in schema
            check(known, f'schema {name}: {required} is required and not described')


check_document()
for operation in document.operations():
    check_operation(operation)
for name, schema in document.spec['components']['schemas'].items():
    check_schema(name, schema)
for failure in failures:
    print('FAILED', failure)
print(f'{passed} passed, {len(failures)} failed')
sys.exit(1 if failures else 0)

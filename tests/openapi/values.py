"""Values by a JSON schema, as strategies of Hypothesis: those it allows, and those it nearly does."""
import string
import uuid

from hypothesis import strategies as st

LETTERS = st.one_of(st.sampled_from(string.ascii_letters + ' яЁß\n"\\<\u200d😀'), st.characters(codec='utf-8'))
TEXT = st.text(LETTERS, max_size=40)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-2**70, 2**70), st.floats(allow_nan=False, allow_infinity=False), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)), max_leaves=6)
FORMATS = {
    'uuid': st.uuids().map(str),
    'email': st.builds(lambda name: f'{name}@example.org', st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=20)),
    'date-time': st.datetimes().map(lambda time: time.isoformat(timespec='milliseconds') + 'Z'),
    'uri': st.just('https://example.org/a'),
}


def merged(document, schema):
    schema = document.follow(schema)
    for part in schema.get('allOf', []):
        part = merged(document, part)
        schema = {**part, **schema, 'properties': {**part.get('properties', {}), **schema.get('properties', {})},
                  'required': part.get('required', []) + schema.get('required', [])}
    return schema


def texts(schema):
    if 'format' in schema and schema['format'] in FORMATS:
        return FORMATS[schema['format']]
    if 'pattern' in schema:
        return st.from_regex(schema['pattern'], fullmatch=True)
    least, most = schema.get('minLength', 0), schema.get('maxLength', 60)
    # The edges are where it breaks, and long text is made by repeating: drawn letter by letter it would take for ever.
    edge = st.sampled_from([least, min(most, 20_000)]).flatmap(lambda size: st.sampled_from(['x', 'Ж']).map(lambda c: c * size))
    drawn = st.text(LETTERS, min_size=least, max_size=max(least, min(most, 40)))
    return st.one_of(drawn, drawn, edge)


def allowed(document, schema, known=None, depth=0):
    """Values that the schema allows. `known` are ids that are there, for members and parameters that end in id."""
    schema = merged(document, schema)
    if 'const' in schema:
        return st.just(schema['const'])
    if 'enum' in schema:
        return st.sampled_from(schema['enum'])
    for key in ('oneOf', 'anyOf'):
        if key in schema:
            return st.one_of([allowed(document, one, known, depth + 1) for one in schema[key]])
    kinds = schema.get('type', 'object' if 'properties' in schema else None)
    if isinstance(kinds, list):
        return st.one_of([allowed(document, {**schema, 'type': kind}, known, depth) for kind in kinds])
    match kinds:
        case 'null':
            return st.none()
        case 'boolean':
            return st.booleans()
        case 'integer':
            return st.integers(schema.get('minimum', -1000), schema.get('maximum', 1_000_000))
        case 'number':
            return st.floats(schema.get('minimum', -1000), schema.get('maximum', 1_000_000), allow_nan=False)
        case 'string':
            return texts(schema)
        case 'array':
            most = min(schema.get('maxItems', 3), 3)
            least = min(schema.get('minItems', 0), most)
            item = allowed(document, schema.get('items', {}), known, depth + 1)
            return st.lists(item, min_size=least, max_size=0 if depth > 4 else most)
        case 'object':
            return objects(document, schema, known, depth)
    return ANYTHING


def objects(document, schema, known, depth):
    required = set(schema.get('required', []))
    members = {}
    for name, member in schema.get('properties', {}).items():
        values = allowed(document, member, known, depth + 1)
        if known and (name.endswith('_id') and name != 'client_id' or name.endswith('_ids')):
            one = st.sampled_from(known(name))
            values = st.one_of(st.lists(one, min_size=1, max_size=2) if name.endswith('_ids') else one, values)
        members[name] = values
    return st.fixed_dictionaries({name: members[name] for name in members if name in required},
                                 optional={name: members[name] for name in members if name not in required})


@st.composite
def nearly(draw, value):
    """One thing about it is wrong: a member gone, of another type, too many, or all of it something else."""
    made = draw(value)
    if not isinstance(made, dict):
        return draw(ANYTHING)
    made = dict(made)
    match draw(st.integers(0, 3)):
        case 0 if made:
            made.pop(draw(st.sampled_from(sorted(made))))
        case 1 if made:
            made[draw(st.sampled_from(sorted(made)))] = draw(ANYTHING)
        case 2:
            made[draw(TEXT)] = draw(ANYTHING)
        case _:
            return draw(ANYTHING)
    return made


def fresh_key():
    return str(uuid.uuid4())

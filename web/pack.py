#!/usr/bin/env python3
"""Makes the folder that is served: pack.py <out> [--compress] <file…>

Every file but index.html gets its content's hash into its name (quern.wasm -> quern.3f2a9c01d4e5b678.wasm), so that it can
be cached for ever, and is called by that name wherever another file says "/quern.wasm". With --compress each one that
gains from it has a .br and a .gz beside it, and scripts are made smaller by terser, where there is one. The folder is made beside its place, and then takes it.
"""
import concurrent.futures
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys

ENTRY = "index.html"
TEXT = {".html", ".css", ".mjs", ".svg", ".webmanifest"}


def references(text: str, names: set[str]) -> set[str]:
    return {name for name in names if f'/{name}' in text}


def hashed_name(name: str, content: bytes) -> str:
    stem, dot, suffix = name.partition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:16]}{dot}{suffix}"


def rewrite(content: bytes, renamed: dict[str, str]) -> bytes:
    text = content.decode()
    for name, new in renamed.items():
        text = re.sub(rf"/{re.escape(name)}(?=[\"'`)])", f"/{new}", text)
    return text.encode()


def pack(files: dict[str, bytes]) -> dict[str, bytes]:
    """Renames the files that name no other first, so that every hash covers what lies below it."""
    packed: dict[str, bytes] = {}
    renamed: dict[str, str] = {}
    waiting = dict(files)
    while waiting:
        ready = [name for name, content in waiting.items()
                 if pathlib.PurePath(name).suffix not in TEXT
                 or not references(content.decode(), waiting.keys() - {name})]
        if not ready:
            sys.exit(f"pack.py: these files name each other in a circle: {', '.join(waiting)}")
        for name in ready:
            content = waiting.pop(name)
            if pathlib.PurePath(name).suffix in TEXT:
                content = rewrite(content, renamed)
            renamed[name] = name if name == ENTRY else hashed_name(name, content)
            packed[renamed[name]] = content
    return packed


def minify(name: str, content: bytes) -> bytes:
    command = ["terser", "--module", "--ecma", "2020", "--compress", "passes=2", "--mangle"]
    if not name.endswith(".mjs") or not shutil.which(command[0]):
        return content
    return subprocess.run(command, input=content, stdout=subprocess.PIPE, check=True).stdout


def compress(path: pathlib.Path) -> None:
    subprocess.run(["brotli", "--best", "--lgwin=24", "--keep", "--force", str(path)], check=True)
    subprocess.run(["gzip", "-9", "--no-name", "--keep", "--force", str(path)], check=True)
    for suffix in (".br", ".gz"):
        smaller = path.with_name(path.name + suffix)
        if smaller.stat().st_size >= path.stat().st_size:
            smaller.unlink()


def main(out: pathlib.Path, sources: list[pathlib.Path], is_compressed: bool) -> None:
    files = {source.name: source.read_bytes() for source in sources}
    if is_compressed:
        files = {name: minify(name, content) for name, content in files.items()}
    packed = pack(files)
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, content in packed.items():
        (fresh / name).write_bytes(content)
    if is_compressed:
        with concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(compress, list(fresh.iterdir())))
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--compress"]
    main(pathlib.Path(arguments[0]), [pathlib.Path(name) for name in arguments[1:]], "--compress" in sys.argv)

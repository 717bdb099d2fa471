#!/usr/bin/env bash
# Makes .venv with exactly what requirements/dev.txt names, and snitflade itself installed in place.
# Then fetches the design system that the site serves, with the npm that a wheel brings (requirements/assets.py).
# Needs Python 3.11 or 3.12 and the package registries pip and npm are configured for, nothing else. Does nothing when nothing changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stamp=.venv/.snitflade-lock
place=$(pwd -P)
lock=$(cat requirements/setup.sh requirements/dev.txt pyproject.toml requirements/assets.py requirements/npm/*.json | sha256sum)
static=src/snitflade/web/static/dkfds

fits() {
    "$1" -c 'import sys; raise SystemExit(sys.version_info[:2] not in {(3, 11), (3, 12)})' >/dev/null 2>&1
}

stop() {
    printf '%s\n' "$@" >&2
    exit 1
}

find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3.11 /usr/bin/python3.11 python3.12 python3; do
        if fits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    stop "Der er ingen Python 3.11 eller 3.12 her. Installer den: sudo apt install python3.11 python3.11-venv" \
        "No Python 3.11 or 3.12 was found. Install it: sudo apt install python3.11 python3.11-venv"
}

make_venv() {
    local python
    python=$(find_python)
    if "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        "$python" -m venv .venv
    elif uv --version >/dev/null 2>&1; then
        UV_PYTHON_DOWNLOADS=never uv venv --quiet --seed --python "$python" .venv
    elif virtualenv --version >/dev/null 2>&1; then
        virtualenv --quiet --python "$python" .venv
    else
        stop "Python kan ikke lave et virtuelt miljø her. Installer det, der mangler: sudo apt install python3.11-venv" \
            "Python cannot make a virtual environment here. Install what is missing: sudo apt install python3.11-venv"
    fi
}

# The translations are texts of our own that change every day: each is compiled again when it is newer than what was compiled.
compile_texts() {
    local text
    for text in src/snitflade/web/locale/*/LC_MESSAGES/*.po; do
        if [[ $text -nt ${text%.po}.mo ]]; then
            .venv/bin/python requirements/texts.py compile
            return
        fi
    done
}

if [[ -x .venv/bin/python && -d $static && -f $stamp && $(<"$stamp") == "$place"$'\n'"$lock" ]]; then
    compile_texts
    exit 0
fi

# A .venv that was copied or moved still points at its old place; one that was interrupted may be no environment at all, and pip
# would then install into the system.
whole() {
    fits .venv/bin/python &&
        .venv/bin/python -c 'import os, sys; raise SystemExit(not os.path.samefile(sys.prefix, ".venv"))' &&
        .venv/bin/python -m pip --version
}
moved() {
    [[ -f $stamp && $(head -n 1 "$stamp") != "$place" ]]
}
if moved || ! whole >/dev/null 2>&1; then rm -rf .venv; fi
rm -f "$stamp"

echo "== setup: .venv <- requirements/dev.txt"
if [[ ! -e .venv ]]; then make_venv; fi
pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet)
# Wheels only: no compiler is needed and no package's own code runs while it is installed.
"${pip[@]}" install --require-hashes --only-binary :all: -r requirements/dev.txt
"${pip[@]}" install --no-deps --no-build-isolation -e .
echo "== setup: $static <- requirements/npm/package-lock.json"
.venv/bin/python requirements/assets.py
compile_texts
printf '%s\n%s\n' "$place" "$lock" >"$stamp"

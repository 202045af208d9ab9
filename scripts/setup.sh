#!/bin/sh
# Makes or completes .venv from a hashed lock; called by `make setup` and by whatever needs it.
#   scripts/setup.sh runtime    what `fitsignal` needs, and fitsignal itself, editable
#   scripts/setup.sh dev        the test and lint tools on top of it
# PYTHON names the interpreter to start from; by default the first of python3, python3.13, .12, .11 that is new enough.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd -P)

fail() {
  echo "setup: $1" >&2
  exit 1
}

new_enough() {
  command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

interpreter() {
  for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if new_enough "$name"; then
      echo "$name"
      return
    fi
  done
  name=${PYTHON:-python3}
  found=$("$name" -c 'import platform; print(platform.python_version())' 2>/dev/null) || found="missing or broken"
  fail "$name is $found, and fitsignal needs Python 3.11 or newer: install one, or name one: make setup PYTHON=python3.12"
}

make_venv() {
  python=$(interpreter)
  "$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "$python lacks the modules venv and ensurepip: install them (on Debian and Ubuntu: apt-get install python3-venv), or name another Python: make setup PYTHON=python3.12"
  "$python" -m venv --clear .venv || fail "$python could not make .venv: see the lines above"
}

# A .venv that was moved or copied with its folder still points to the old place.
usable() {
  [ -x .venv/bin/python ] && new_enough .venv/bin/python && .venv/bin/python -c 'import pip' 2>/dev/null &&
    { [ ! -e .venv/.made-for ] || [ "$(cat .venv/.made-for)" = "$here" ]; }
}

install() {
  PIP_USER=0 .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@" ||
    fail "pip could not install $what: see its lines above; the package index must be reachable, or the packages in pip's cache"
}

case ${1:-runtime} in
  runtime) lock=requirements.lock ;;
  dev) lock=requirements-dev.lock ;;
  *) fail "'$1' is neither runtime nor dev" ;;
esac

usable || make_venv
what="what $lock names"
echo "setup: installing $what into .venv (only when it changes)"
install --no-deps --require-hashes -r "$lock"
if [ "$lock" = requirements.lock ]; then
  what="fitsignal itself"
  install --no-deps --no-build-isolation --editable .
fi
printf '%s\n' "$here" >.venv/.made-for
touch ".venv/.${1:-runtime}"

#!/usr/bin/env bash
# Resolves pyproject.toml into the two hashed locks, for every Python from 3.11 on and every platform at once.
# Needs uv on the PATH or named in UV (it stays out of the project: only whoever changes a dependency needs it).
#   scripts/lock.sh             keep the versions that still satisfy pyproject.toml
#   scripts/lock.sh --upgrade   take the newest
set -euo pipefail
cd "$(dirname "$0")/.."
uv=${UV:-uv}
command -v "$uv" >/dev/null || { echo "lock: uv was not found: install it outside of this project, or name it in UV" >&2; exit 1; }

resolve() {  # LOCK, then more options of the resolver
  local lock=$1
  shift
  "$uv" pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links --no-emit-build-options --extra build "$@" --output-file "$lock"
}

# The runtime lock constrains the other one, so the two can never name different versions of one package.
resolve requirements.lock "$@"
resolve requirements-dev.lock --extra dev --constraints requirements.lock "$@"

if grep -nEi 'https?:|index-url|find-links|file:' requirements.lock requirements-dev.lock; then
  echo "lock: the lines above name a place to download from: a lock must work with any index" >&2
  exit 1
fi

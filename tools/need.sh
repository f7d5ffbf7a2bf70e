#!/usr/bin/env bash
# Make sure that what the test suite runs on is installed. As root on Debian the missing packages are installed;
# otherwise this stops and says what to install. It never goes on without something.
set -euo pipefail

missing=()

# need "PACKAGE …" COMMAND…: the packages are missing when the command fails.
need() {
  local packages=$1
  shift
  if ! "$@" >/dev/null 2>&1; then
    # Unquoted on purpose: one word is one package.
    # shellcheck disable=SC2206
    missing+=($packages)
  fi
}

can_compile_c() {
  echo '#include <stdlib.h>' | gcc -E -
}

# initdb is outside PATH on Debian.
has_postgres() {
  test -x /usr/lib/postgresql/15/bin/initdb || test -x "$(pg_config --bindir)/initdb" || command -v initdb
}

has_node() {
  node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 18 ? 0 : 1)'
}

if ! command -v go >/dev/null || ! command -v git >/dev/null; then
  echo "Go (the version is in go.mod; https://go.dev/dl) and git (apt-get install git) have to be there first." >&2
  exit 1
fi

need "gcc libc6-dev" can_compile_c       # the race detector
need postgresql-15 has_postgres          # the second database engine
need chromium command -v chromium        # the browser tests
need nodejs has_node                     # what drives the browser
need npm command -v npm                  # what fetches its libraries
need diffutils command -v diff           # the check of generated files
need poppler-utils command -v pdfinfo    # what reads tagged PDF files back

if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  {
    echo "The test suite needs more than is installed here. On Debian 12:"
    echo
    echo "    sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}"
    echo
    echo "Elsewhere: a C compiler, PostgreSQL 15's server, Chromium, Node 18 or newer, npm and poppler's pdfinfo, under their usual names in PATH."
  } >&2
  exit 1
fi
echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}"

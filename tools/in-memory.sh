#!/usr/bin/env bash
# Runs a command whose temporary files lie in memory: in-memory.sh COMMAND …
# The tests copy hundreds of databases and throw them away. On a disk, that is most of what they wait for; that nothing
# acknowledged is lost when a program is killed holds or fails in the same way on both. Where memory has no room, or starts no programs,
# the temporary folder stays what it was.
set -euo pipefail

room=4194304 # KiB

has_room() {
  test "$(df --output=avail /dev/shm | tail -1)" -ge $room && test "$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)" -ge $room
}

starts_programs() {
  printf '#!/bin/sh\n' >"$folder/probe" && chmod +x "$folder/probe" && "$folder/probe" && rm "$folder/probe"
}

if has_room 2>/dev/null && folder=$(mktemp -d /dev/shm/rinnalla-XXXXXX); then
  trap 'rm -rf "$folder"' EXIT
  # PostgreSQL runs as somebody else.
  chmod 1777 "$folder"
  if starts_programs 2>/dev/null; then
    # What Go compiles is large and is written once: it stays on the disk.
    export GOTMPDIR="${GOTMPDIR:-${TMPDIR:-/tmp}}" TMPDIR="$folder"
  fi
fi
"$@"

#!/usr/bin/env bash
# Everything about the source that can be judged without running it: format, generated files, vet, staticcheck.
set -euo pipefail
cd "$(dirname "$0")/.."

sources=()
for folder in cmd internal schema tools; do
  if [ -d "$folder" ]; then sources+=("$folder"); fi
done

unformatted=$(gofmt -l "${sources[@]}")
if [ -n "$unformatted" ]; then
  printf 'Not formatted; run make fmt:\n%s\n' "$unformatted" >&2
  exit 1
fi

# Templates are formatted and generated in a copy, so that looking changes nothing.
# templ writes file names as seen from where it runs, which is always the root of the tree.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r go.mod go.sum internal "$copy"
find "$copy" -name '*_templ.go' -delete
templ=$(go tool -modfile=tools/go.mod -n templ)
(cd "$copy" && "$templ" generate -log-level error && "$templ" fmt -prettier-command none -log-level error .)
if ! diff -r -q internal "$copy/internal" >&2; then
  echo "Templates are not formatted or what is generated from them is stale; run make fmt." >&2
  exit 1
fi

go vet ./...
go -C tools vet ./...
go tool -modfile=tools/go.mod staticcheck ./...

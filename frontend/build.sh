#!/bin/sh
# Builds the style sheets and scripts that the program embeds, from the packages
# that package-lock.json names. Needs Node, npm and Go. Run it after any change
# in this folder and commit what changes in internal/ui/assets.
#
#   styles/NAME.scss   becomes assets/NAME.css (names with _ are parts)
#   scripts/NAME.ts    becomes assets/NAME.js  (folders are parts)
#   static/*           is copied as it is
set -eu
cd "$(dirname "$0")"
assets=../internal/ui/assets
out=build/out
esbuild="go run github.com/evanw/esbuild/cmd/esbuild@v0.28.2"

npm ci --ignore-scripts --omit=optional --no-audit --no-fund
npx --no-install tsc

rm -rf build
mkdir -p "$out"
cp static/* "$out"
node styles.mjs build
for style in build/*.css; do
	$esbuild "$style" --minify --target=chrome120,firefox121,safari16.4 --legal-comments=inline --log-level=warning --outfile="$out/$(basename "$style")"
done
for script in scripts/*.ts; do
	name=$(basename "$script" .ts)
	$esbuild "$script" --bundle --minify --format=esm --target=es2022 --charset=utf8 --log-level=warning \
		--metafile="build/$name.js.json" --outfile="$out/$name.js"
done
node manifest.mjs build "$out"
mkdir -p "$assets"
rm -f "$assets"/*
mv "$out"/* "$assets"
rm -rf build

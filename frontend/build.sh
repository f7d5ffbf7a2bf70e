#!/bin/sh
# Builds the style sheets and scripts that the program embeds, from the packages
# that package-lock.json names. Needs Node, npm and Go. Run it after any change
# in this folder and commit what changes in internal/ui/built/assets and internal/field/app.
#
#   styles/NAME.scss   becomes assets/NAME.css (names with _ are parts)
#   scripts/NAME.ts    becomes assets/NAME.js  (folders are parts)
#   static/*           is copied as it is
#   field/             becomes the field app: app.js, sw.js, field.css and what is in field/static
set -eu
cd "$(dirname "$0")"
assets=../internal/ui/built/assets
app=../internal/field/app
out=build/out
fieldout=build/field/out
esbuild="go tool -modfile=../tools/go.mod esbuild"

npm ci --ignore-scripts --omit=optional --no-audit --no-fund
npx --no-install tsc
npx --no-install tsc -p tsconfig.worker.json

rm -rf build
mkdir -p "$out" "$fieldout"
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
for script in field/app.ts field/sw.ts; do
	name=$(basename "$script" .ts)
	$esbuild "$script" --bundle --minify --format=esm --target=es2022 --charset=utf8 --log-level=warning \
		--metafile="build/field/$name.js.json" --outfile="$fieldout/$name.js"
done
$esbuild field/field.css --minify --target=chrome120,firefox121,safari16.4 --log-level=warning --outfile="$fieldout/field.css"
cp field/static/* "$fieldout"
node manifest.mjs build "$out"
node manifest.mjs build/field "$fieldout"
mkdir -p "$assets" "$app"
rm -f "$assets"/* "$app"/*
mv "$out"/* "$assets"
mv "$fieldout"/* "$app"
rm -rf build

// Package built holds the style sheets, scripts and icons as frontend/build.sh
// has built them. It stands alone so that a change of styles compiles nothing
// anew but this package.
package built

import "embed"

// Assets has everything in its folder assets.
//
//go:embed assets
var Assets embed.FS

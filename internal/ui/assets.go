package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"

	"rinnalla/internal/ui/built"
)

// AssetPrefix is the address under which the server must serve Assets.
const AssetPrefix = "/assets/"

// Assets are the style sheet, scripts and icons as built by
// frontend/build.sh, at the root of the file system.
func Assets() fs.FS {
	sub, err := fs.Sub(built.Assets, "assets")
	if err != nil {
		panic(err) // the folder is embedded at build time
	}
	return sub
}

// AssetVersion is a short hash of the content of the asset, or empty when
// there is no such asset. An answer to a request with the right version in the
// query parameter v may be cached for ever.
func AssetVersion(name string) string {
	return assetVersions[name]
}

// AssetPath is the address of the asset with its version.
func AssetPath(name string) string {
	return AssetPrefix + name + "?v=" + assetVersions[name]
}

var assetVersions = hashAssets()

func hashAssets() map[string]string {
	versions := map[string]string{}
	err := fs.WalkDir(Assets(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(Assets(), path)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(content)
		versions[path] = hex.EncodeToString(sum[:6])
		return nil
	})
	if err != nil {
		panic(err) // reading what is embedded cannot fail
	}
	return versions
}

// Package schema holds the numbered SQL migrations: one text for both engines
// in common/, and in sqlite/ and postgres/ only what the two cannot share
// (triggers).
package schema

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"testing/fstest"
)

//go:embed common/*.sql sqlite/*.sql postgres/*.sql LATEST
var files embed.FS

// Latest names the newest migration. Two branches that both add one must meet
// in this file.
func Latest() string {
	b, err := files.ReadFile("LATEST")
	if err != nil {
		panic(err) // embedded at build time: cannot be missing
	}
	return strings.TrimSpace(string(b))
}

// clustered stands after a table whose rows are to be kept in the order of their
// key. SQLite can; to PostgreSQL it is a comment.
const clustered = "/* clustered */"

// For lays the engine's own migrations over the common ones.
func For(engine string) (fs.FS, error) {
	all := fstest.MapFS{}
	for _, dir := range []string{"common", engine} {
		entries, err := files.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if _, twice := all[e.Name()]; twice {
				return nil, fmt.Errorf("schema: %s stands in common/ and in %s/", e.Name(), engine)
			}
			text, err := files.ReadFile(dir + "/" + e.Name())
			if err != nil {
				return nil, err
			}
			if engine == "sqlite" {
				text = bytes.ReplaceAll(text, []byte(clustered), []byte("WITHOUT ROWID"))
			}
			all[e.Name()] = &fstest.MapFile{Data: text}
		}
	}
	return all, nil
}

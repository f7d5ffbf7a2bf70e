package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"rinnalla/internal/act"
	"rinnalla/internal/picture"
)

type checkCopyCommand struct {
	File string `arg:"" help:"A client's copy, PDF or JSON, as it was given." type:"existingfile"`
	Key  string `help:"Public key file of the installation that made it. Default log-key.pub in the data folder." placeholder:"FILE" type:"existingfile"`
}

// mostCopyBytes is far more than any copy.
const mostCopyBytes = 64 << 20

// errCopy makes the command end with 1; what was printed has said why.
var errCopy = errors.New("the copy is not as this installation made it")

// Run says how the copy is found, and fails unless it is as it was made. It needs no database.
func (c checkCopyCommand) Run(s *settings) error {
	path := c.Key
	if path == "" {
		path = filepath.Join(s.dataFolder(), act.PublicFile)
	}
	key, err := readPublicKey(path)
	if err != nil {
		return err
	}
	file, err := readUpTo(c.File, mostCopyBytes)
	if err != nil {
		return err
	}
	found := picture.Check(file, key)
	fmt.Println(c.File + ": " + map[picture.Intact]string{
		picture.Unchanged: "as it was made",
		picture.Changed:   "changed since it was made",
		picture.Foreign:   "whole, but signed with another key: check it with the log-key.pub of the installation that made it (--key)",
		picture.NoCopy:    "no client's copy",
	}[found])
	if found != picture.Unchanged {
		return errCopy
	}
	return nil
}

// readPublicKey reads a public key as OpenNotary writes it.
func readPublicKey(path string) (ed25519.PublicKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("%s is not a public key", path)
	}
	return key, nil
}

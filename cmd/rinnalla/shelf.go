package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// shelf is a hidden folder for what a restore reads, until it is certain that it
// is wanted.
type shelf struct {
	folder string
	wanted []string // files that are to be moved
}

func newShelf(beside string) (*shelf, error) {
	folder, err := os.MkdirTemp(beside, ".restoring-")
	return &shelf{folder: folder}, err
}

func (f *shelf) remove() error { return os.RemoveAll(f.folder) }

func (f *shelf) keep(name string, content io.Reader) error {
	mode := os.FileMode(0o600)
	if strings.HasSuffix(name, ".pub") {
		mode = 0o644
	}
	file, err := os.OpenFile(filepath.Join(f.folder, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	if _, err := io.Copy(file, content); err != nil {
		return errors.Join(err, file.Close())
	}
	return errors.Join(file.Sync(), file.Close())
}

// compare decides about a kept file: it is wanted when the data folder has none
// of its name. A folder that survived may know more checkpoints than the
// backup; any other difference means that it belongs to another installation.
func (f *shelf) compare(name, data string) error {
	same, longer, err := begins(filepath.Join(data, name), filepath.Join(f.folder, name))
	switch {
	case errors.Is(err, os.ErrNotExist):
		f.wanted = append(f.wanted, name)
		return nil
	case err != nil:
		return err
	case !same:
		return fmt.Errorf("%s holds another %s than the backup, so it belongs to another installation: restore into an empty folder with --data", data, name)
	case longer:
		fmt.Fprintf(os.Stderr, "%s knows of entries that were made after the backup and are lost: verify-log will miss them until you move that file away (keep it: it is the evidence)\n", filepath.Join(data, name))
	}
	return nil
}

// moveTo gives the wanted files their place.
func (f *shelf) moveTo(data string) error {
	for _, name := range f.wanted {
		if err := os.Rename(filepath.Join(f.folder, name), filepath.Join(data, name)); err != nil {
			return err
		}
	}
	return syncFolder(data)
}

// begins tells whether a file begins with what another holds, and whether it goes on after that.
func begins(path, with string) (same, longer bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return false, false, err
	}
	defer f.Close()
	g, err := os.Open(with)
	if err != nil {
		return false, false, err
	}
	defer g.Close()
	a, b := make([]byte, 1<<16), make([]byte, 1<<16)
	for {
		n, err := io.ReadFull(g, b)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return false, false, err
		}
		if m, err := io.ReadFull(f, a[:n]); m < n || !bytes.Equal(a[:n], b[:n]) {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				err = nil
			}
			return false, false, err
		}
		if n < len(b) {
			more, err := f.Read(a[:1])
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return true, more > 0, err
		}
	}
}

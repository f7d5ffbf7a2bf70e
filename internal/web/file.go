package web

import (
	"errors"
	"io/fs"
	"os"
)

// NewFile is an empty file to be filled for one reader and handed over with [File], or given up with [Drop]. Its name is taken off the disk
// at once, where the system allows that of an open file: whatever kills the program, nothing of what somebody was to read is left behind.
func NewFile() (*os.File, error) {
	f, err := os.CreateTemp("", "rinnalla-*")
	if err != nil {
		return nil, err
	}
	// Where it is not allowed the file has its name until Drop.
	_ = os.Remove(f.Name())
	return f, nil
}

// Drop closes a file of NewFile, with which it is gone.
func Drop(f *os.File) error {
	err := os.Remove(f.Name())
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(f.Close(), err)
}

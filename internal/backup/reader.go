package backup

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"path/filepath"

	"filippo.io/age"
)

// longestLine bounds what one row may take in memory.
const longestLine = 64 << 20

// reader reads what writer wrote. After an error it is of no use.
type reader struct {
	in *bufio.Reader
}

// newReader opens the encryption and reads up to the manifest.
func newReader(from io.Reader, with []age.Identity) (*reader, Manifest, error) {
	opened, err := age.Decrypt(from, with...)
	var noMatch *age.NoIdentityMatchError
	if errors.As(err, &noMatch) {
		return nil, Manifest{}, ErrKey
	}
	if err != nil {
		return nil, Manifest{}, damaged(err)
	}
	unpacked, err := gzip.NewReader(opened)
	if err != nil {
		return nil, Manifest{}, damaged(err)
	}
	r := &reader{in: bufio.NewReaderSize(unpacked, 1<<16)}
	m, err := r.manifest()
	return r, m, err
}

func damaged(err error) error {
	if errors.Is(err, ErrDamaged) || errors.Is(err, ErrNewer) {
		return err
	}
	return fmt.Errorf("%w (%w)", ErrDamaged, err)
}

func (r *reader) manifest() (Manifest, error) {
	line, err := r.line()
	if err != nil {
		return Manifest{}, err
	}
	if string(line) != firstLine {
		if bytes.HasPrefix(line, []byte("rinnalla backup ")) {
			return Manifest{}, ErrNewer
		}
		return Manifest{}, damaged(errors.New("it is not a backup of rinnalla"))
	}
	s, err := r.section()
	if err != nil {
		return Manifest{}, err
	}
	if s.Manifest == nil {
		return Manifest{}, damaged(errors.New("it has no manifest"))
	}
	return *s.Manifest, nil
}

// line reads up to a line break, which is left out. The line holds until the next call.
func (r *reader) line() ([]byte, error) {
	line, err := r.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		long := bytes.Clone(line)
		for errors.Is(err, bufio.ErrBufferFull) && len(long) <= longestLine {
			line, err = r.in.ReadSlice('\n')
			long = append(long, line...)
		}
		line = long
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, damaged(err)
	}
	return line[:len(line)-1], nil
}

func (r *reader) section() (s section, err error) {
	line, err := r.line()
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(line, &s); err != nil {
		return s, damaged(err)
	}
	return s, nil
}

// files hands each file to keep and returns the first section after them.
func (r *reader) files(keep func(name string, content io.Reader) error) (names []string, next section, err error) {
	for {
		next, err = r.section()
		if err != nil || next.File == nil {
			return names, next, err
		}
		f := next.File
		if f.Name != filepath.Base(f.Name) || f.Name == "." || f.Name == ".." || f.Size < 0 {
			return names, next, damaged(fmt.Errorf("%q is not the name of a file", f.Name))
		}
		content := io.LimitReader(r.in, f.Size)
		if err := keep(f.Name, faulty{content}); err != nil {
			return names, next, err
		}
		if _, err := io.Copy(io.Discard, content); err != nil {
			return names, next, damaged(err)
		}
		if line, err := r.line(); err != nil || len(line) > 0 {
			return names, next, damaged(errors.Join(err, errors.New("a file is not as long as it says")))
		}
		names = append(names, f.Name)
	}
}

// faulty marks errors of the stream, for whoever copies it cannot tell them from his own.
type faulty struct{ io.Reader }

func (f faulty) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = damaged(err)
	}
	return n, err
}

// end checks that there is nothing more: only then has all been authenticated.
func (r *reader) end(e ending, tables int, rows int64) error {
	if e.Tables != tables || e.Rows != rows {
		return damaged(fmt.Errorf("it says %d tables with %d rows and has %d with %d", e.Tables, e.Rows, tables, rows))
	}
	switch _, err := r.in.ReadByte(); {
	case err == nil:
		return damaged(errors.New("there is more after its end"))
	case !errors.Is(err, io.EOF):
		return damaged(err)
	}
	return nil
}

// rows are a table's rows: line by line, or as a stream for COPY.
type rows struct {
	r     *reader
	hash  hash.Hash
	count int64
	rest  []byte // of the row that Read has begun to hand out
	ended error  // io.EOF, or what is wrong with the stream
}

func (r *reader) rows() *rows { return &rows{r: r, hash: sha256.New()} }

// next is the next row with its line break, or io.EOF. It holds until the next call.
func (t *rows) next() ([]byte, error) {
	if t.ended != nil {
		return nil, t.ended
	}
	line, err := t.r.line()
	if err == nil && string(line) == endOfRows {
		err = io.EOF
	}
	if err != nil {
		t.ended = err
		return nil, err
	}
	line = line[:len(line)+1] // the line break stands behind it
	t.hash.Write(line)
	t.count++
	return line, nil
}

// Read fills p with as many rows as it holds.
func (t *rows) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(t.rest) == 0 {
			if t.rest, err = t.next(); err != nil {
				break
			}
		}
		copied := copy(p[n:], t.rest)
		t.rest, n = t.rest[copied:], n+copied
	}
	if n > 0 {
		return n, nil
	}
	return 0, err
}

// found is what was read, compared with what the stream says of it.
func (t *rows) found(name string) (Count, error) {
	got := Count{Table: name, Rows: t.count, SHA256: hex.EncodeToString(t.hash.Sum(nil))}
	s, err := t.r.section()
	if err != nil {
		return got, err
	}
	if s.Rows == nil || s.Rows.Rows != got.Rows || s.Rows.SHA256 != got.SHA256 {
		return got, damaged(fmt.Errorf("table %s: its rows are not what was written", name))
	}
	return got, nil
}

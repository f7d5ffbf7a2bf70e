package fhir

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"rinnalla/internal/exchange/tree"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

// mostEntries bounds one bundle, and longestEntry one response in it.
const (
	mostEntries  = 100_000
	longestEntry = 1 << 20
)

// Verdict is what became of one entry of a bundle.
type Verdict struct {
	Entry    int // from 1
	Line     int // of the file, where the entry begins; notes and faults count their lines from there
	Response Response
	Form     *instrument.Form // that it answers; nil when there is none
	// Digest is the SHA-256 of the response as it came, in the canonical form of RFC 8785: the same content has the same digest.
	Digest [sha256.Size]byte
	Notes  []instrument.Note
	Err    error // why it cannot be taken: an Invalid fault
}

// ReadBundle reads a Bundle of QuestionnaireResponses as a stream: each is given to each with its verdict, and one that will not do does
// not hold up the others. form finds what a response answers by its address; what form says no with is that entry's verdict. An error of
// each ends the reading. The error is an Invalid fault when the bundle itself cannot be read on; entries before have had their verdict.
func ReadBundle(in io.Reader, form func(questionnaire string) (*instrument.Form, error), each func(Verdict) error) error {
	lines := &lineReader{from: in}
	b := &bundleReader{lines: lines, decoder: jsontext.NewDecoder(lines), form: form, each: each}
	return b.read()
}

type bundleReader struct {
	lines   *lineReader
	decoder *jsontext.Decoder
	form    func(string) (*instrument.Form, error)
	each    func(Verdict) error
	entries int
	typed   bool
}

func (b *bundleReader) read() error {
	if token, err := b.decoder.ReadToken(); err != nil || token.Kind() != '{' {
		return b.broken(err)
	}
	for b.decoder.PeekKind() != '}' {
		name, err := b.decoder.ReadToken()
		if err != nil || name.Kind() != '"' {
			return b.broken(err)
		}
		switch name.String() {
		case "resourceType":
			kind, err := b.decoder.ReadToken()
			if err != nil {
				return b.broken(err)
			}
			if b.typed = kind.String() == "Bundle"; !b.typed {
				return fault.New(fault.Invalid, "fhir.no_bundle", "kind", shown(kind.String()))
			}
		case "type":
			kind, err := b.decoder.ReadToken()
			if err != nil {
				return b.broken(err)
			}
			if kind.String() == "transaction" {
				return fault.New(fault.Invalid, "fhir.bundle_transaction")
			}
		case "entry":
			if err := b.list(); err != nil {
				return err
			}
		default:
			if err := b.decoder.SkipValue(); err != nil {
				return b.broken(err)
			}
		}
	}
	if _, err := b.decoder.ReadToken(); err != nil {
		return b.broken(err)
	}
	if !b.typed {
		return fault.New(fault.Invalid, "fhir.no_bundle", "kind", "")
	}
	return nil
}

// broken is the fault of a bundle that is not JSON, or ends too early; an error of the connection stays what it is.
func (b *bundleReader) broken(err error) error {
	if b.lines.failed != nil {
		return b.lines.failed
	}
	var wrong *jsontext.SyntacticError
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &wrong) {
		return fault.New(fault.Invalid, "fhir.bundle_broken", "entry", b.entries, "line", b.lines.at(b.decoder.InputOffset()))
	}
	return err
}

func (b *bundleReader) list() error {
	if token, err := b.decoder.ReadToken(); err != nil || token.Kind() != '[' {
		return b.broken(err)
	}
	for b.decoder.PeekKind() != ']' {
		b.lines.least = b.decoder.InputOffset() + longestEntry + 1<<16
		value, err := b.decoder.ReadValue()
		if err != nil {
			return b.broken(err)
		}
		if b.entries++; b.entries > mostEntries {
			return fault.New(fault.Invalid, "fhir.bundle_long", "limit", mostEntries)
		}
		begin := b.decoder.InputOffset() - int64(len(value))
		if err := b.each(b.verdict(value, b.lines.at(begin))); err != nil {
			return err
		}
	}
	_, err := b.decoder.ReadToken()
	b.lines.least = 0
	if err != nil {
		return b.broken(err)
	}
	return nil
}

func (b *bundleReader) verdict(value jsontext.Value, line int) Verdict {
	v := Verdict{Entry: b.entries, Line: line}
	entry, p := tree.ReadJSON(value, tree.Limits{Bytes: longestEntry, Depth: limits.Depth, Parts: 50_000})
	if p != nil {
		v.Err = instrument.Unreadable(p)
		return v
	}
	if method := entry.Get("request").Get("method").Word(); method != "" && method != "POST" {
		v.Err = fault.New(fault.Invalid, "fhir.entry_method", "method", shown(method))
		return v
	}
	root := entry.Get("resource")
	if root == nil {
		root = &tree.Node{Line: entry.Line}
	}
	var content struct {
		Resource jsontext.Value `json:"resource"`
	}
	if err := json.Unmarshal(value, &content); err != nil {
		v.Err = fault.New(fault.Invalid, "fhir.bundle_broken", "entry", v.Entry, "line", line)
		return v
	}
	v.fill(root, content.Resource, b.form)
	return v
}

// fill reads the response of an entry.
func (v *Verdict) fill(root *tree.Node, raw jsontext.Value, form func(string) (*instrument.Form, error)) {
	if kind := root.Get("resourceType").Word(); kind != "QuestionnaireResponse" {
		v.Err = fault.New(fault.Invalid, "fhir.no_response", "kind", shown(kind))
		return
	}
	f, err := form(strings.TrimSpace(root.Get("questionnaire").Word()))
	if err != nil {
		v.Err = err
		return
	}
	v.Form = f
	canonical := slices.Clone(raw)
	if err := canonical.Canonicalize(); err != nil {
		v.Err = fault.New(fault.Invalid, "fhir.entry_strange")
		return
	}
	v.Digest = sha256.Sum256(canonical)
	v.Response, v.Notes, v.Err = readResponse(root, f)
}

// lineReader remembers where lines end, so that a place in a stream can be named by its line. It stops a value that will not end.
type lineReader struct {
	from   io.Reader
	read   int64
	least  int64 // where reading must stop while a single entry is read; 0: nowhere
	ends   []int64
	passed int
	failed error
}

var errLong = errors.New("fhir: an entry that does not end")

func (l *lineReader) Read(into []byte) (int, error) {
	if l.least > 0 && l.read > l.least {
		l.failed = fault.New(fault.Invalid, "fhir.entry_long", "limit", longestEntry>>20)
		return 0, errLong
	}
	n, err := l.from.Read(into)
	for i, c := range into[:n] {
		if c == '\n' {
			l.ends = append(l.ends, l.read+int64(i))
		}
	}
	l.read += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		l.failed = err
	}
	return n, err
}

// at is the line of an offset, from 1. Offsets come in order: what lies before is forgotten.
func (l *lineReader) at(offset int64) int {
	n, _ := slices.BinarySearch(l.ends, offset)
	l.ends = l.ends[n:]
	l.passed += n
	return l.passed + 1
}

package instrument

import (
	"bytes"
	"crypto/sha256"

	"rinnalla/internal/exchange/tree"
	"rinnalla/internal/fault"
)

// Note is one thing that a reader of a file has to say about a line of it. Key names a sentence in the catalogues; Args are alternating
// names and values for it.
type Note struct {
	Line  int // 0: the file as a whole
	Place string
	Key   string
	Args  []any
}

// Read reads a definition out of a file of the format (docs/instrument-format.md), YAML or JSON, and checks it. The error is an Invalid
// fault whose fields are the places of the file; [Notes] gives them with their lines. A file is read strictly: a name that the format
// does not have is a fault, never passed over.
func Read(data []byte) (Definition, error) {
	var d Definition
	root, p := tree.Read(data, tree.Limits{})
	if p != nil {
		return d, Unreadable(p)
	}
	if problems := tree.Into(root, &d); len(problems) > 0 {
		return d, Unreadable(problems...)
	}
	return d, Located(d.Check(), tree.Lines(root))
}

// Unreadable is the fault that a file which is no instrument is met with; its problems are its fields.
func Unreadable(problems ...*tree.Problem) error {
	f := fault.New(fault.Invalid, "instrument.file.unreadable")
	for _, p := range problems {
		f.Fields = append(f.Fields, fault.Field{Name: p.Place, Key: p.Key, Args: append(p.Args[:len(p.Args):len(p.Args)], "line", p.Line)})
	}
	return f
}

// lineOf is the line of a place, or of the nearest one around it that the file has.
func lineOf(lines map[string]int, place string) int {
	for {
		if line, there := lines[place]; there {
			return line
		}
		cut := bytes.LastIndexAny([]byte(place), ".[")
		if cut < 0 {
			return 0
		}
		place = place[:cut]
	}
}

// Notes are the fields of a fault of Read or Check as notes; a definition that came from no file has lines 0.
func Notes(err error) []Note {
	f := fault.Of(err)
	if f == nil {
		return nil
	}
	var notes []Note
	for _, field := range f.Fields {
		n := Note{Place: field.Name, Key: field.Key, Args: field.Args}
		if i := len(field.Args) - 2; i >= 0 && field.Args[i] == "line" {
			n.Line, _ = field.Args[i+1].(int) // "line" always goes with a number
			n.Args = field.Args[:i]
		}
		notes = append(notes, n)
	}
	return notes
}

// JSON writes the definition as a file of the format. The same definition is always the same bytes.
func (d Definition) JSON() ([]byte, error) { return tree.JSON(d) }

// YAML writes the definition as a file of the format.
func (d Definition) YAML() ([]byte, error) { return tree.YAML(d) }

// same tells whether two definitions have the same content.
func (d Definition) same(other Definition) (bool, error) {
	a, err := d.fingerprint()
	if err != nil {
		return false, err
	}
	b, err := other.fingerprint()
	return bytes.Equal(a, b), err
}

// fingerprint tells definitions apart by their content.
func (d Definition) fingerprint() ([]byte, error) {
	text, err := d.JSON()
	sum := sha256.Sum256(text)
	return sum[:], err
}

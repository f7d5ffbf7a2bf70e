// Package fault is the closed set of things that go wrong on purpose, with
// message keys and field faults. It speaks no language: faces turn key and
// arguments into a sentence.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of "no" a fault is. Every other error is a bug or an outage.
type Kind uint8

const (
	// Invalid: what was given breaks a rule; Fields says where.
	Invalid Kind = iota + 1
	// NotFound: there is no such thing, or the actor may not know that there is.
	NotFound
	// Forbidden: the actor may know of the thing but not do this to it now.
	Forbidden
	// Conflict: the same id stands already with other content.
	Conflict
	// Stale: somebody else changed the thing since it was read.
	Stale
	// Unavailable: the system cannot do it at the moment; trying again later is right.
	Unavailable
)

func (k Kind) String() string {
	names := [...]string{"", "invalid", "not found", "forbidden", "conflict", "stale", "unavailable"}
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("kind %d", k)
}

// Fault is one deliberate "no". Key is a message key in the catalogues and
// Args are alternating names and values for it.
type Fault struct {
	Kind   Kind
	Key    string
	Args   []any
	Fields []Field
}

// Field is a fault of one field. Name is the field's name in the struct's form,
// the page's form and the wire alike.
type Field struct {
	Name string
	Key  string
	Args []any
}

func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.Kind.String())
	b.WriteString(": ")
	b.WriteString(f.Key)
	for _, field := range f.Fields {
		b.WriteString(" [" + field.Name + ": " + field.Key + "]")
	}
	return b.String()
}

// New makes a fault. args are alternating names and values for the message.
func New(kind Kind, key string, args ...any) *Fault {
	return &Fault{Kind: kind, Key: key, Args: args}
}

// Missing is the one answer to "absent" and "not yours": they must look alike.
func Missing() *Fault { return New(NotFound, "fault.not_found") }

// Of finds the fault in an error chain; nil when there is none.
func Of(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// Is reports whether err holds a fault of this kind.
func Is(err error, kind Kind) bool {
	f := Of(err)
	return f != nil && f.Kind == kind
}

// Checks gathers field faults, one condition a line. The zero value is ready.
type Checks struct{ fields []Field }

// That records a fault of field name unless ok holds.
func (c *Checks) That(ok bool, name, key string, args ...any) {
	if !ok {
		c.fields = append(c.fields, Field{Name: name, Key: key, Args: args})
	}
}

// Err is nil when every condition held, else one Invalid fault with the fields.
func (c *Checks) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Fault{Kind: Invalid, Key: "fault.invalid", Fields: c.fields}
}

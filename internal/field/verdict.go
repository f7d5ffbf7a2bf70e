package field

import (
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
)

// Word is what the gate says of one envelope.
type Word string

const (
	// Taken: it is on record, on the disk.
	Taken Word = "taken"
	// AlreadyHad: it was on record before, with the same content.
	AlreadyHad Word = "already_had"
	// Refused: a rule says no, or the server does not know what it is. It is kept
	// in the list of returned envelopes.
	Refused Word = "refused"
	// Conflict: another version stands. It is kept in the list of returned envelopes.
	Conflict Word = "conflict"
	// Later is no verdict: the server could not judge. The phone keeps the
	// envelope and sends it again.
	Later Word = "later"
)

// Verdict is the gate's answer to one envelope.
type Verdict struct {
	ID     string        `json:"id"`
	Word   Word          `json:"verdict"`
	Key    string        `json:"key,omitempty"`
	Args   []any         `json:"args,omitempty"`
	Text   string        `json:"text,omitempty"`
	Fields []FieldFault  `json:"fields,omitempty"`
	Theirs *TheirVersion `json:"theirs,omitempty"`
}

// FieldFault is a fault of one field, with its sentence in the worker's language.
type FieldFault struct {
	Name string `json:"name"`
	Key  string `json:"key"`
	Args []any  `json:"args,omitempty"`
	Text string `json:"text"`
}

// TheirVersion is the version that stands on the server, as far as the worker may see it.
type TheirVersion struct {
	Version int           `json:"version"`
	At      civil.Instant `json:"at"`
	By      string        `json:"by"`
	Body    StopBody      `json:"body"`
}

// wordOf says what a verb's answer means for the envelope. An outage and a bug
// are no verdict.
func wordOf(err error) Word {
	found := fault.Of(err)
	switch {
	case err == nil:
		return Taken
	case found == nil, found.Kind == fault.Unavailable:
		return Later
	case found.Kind == fault.Conflict, found.Kind == fault.Stale:
		return Conflict
	default:
		return Refused
	}
}

// explain puts the reason into the worker's language. "Not found" has no page
// here that could be missing: it is the unit, or the visit to be corrected.
func explain(v *Verdict, err error, p *i18n.Printer) {
	found := fault.Of(err)
	if found == nil {
		return
	}
	v.Key, v.Args = found.Key, found.Args
	if found.Kind == fault.NotFound {
		v.Key, v.Args = "field.not_yours", nil
	}
	v.Text = p.T(v.Key, v.Args...)
	for _, f := range found.Fields {
		v.Fields = append(v.Fields, FieldFault{Name: f.Name, Key: f.Key, Args: f.Args, Text: p.T(f.Key, f.Args...)})
	}
}

package outcome

import (
	"fmt"

	"rinnalla/internal/client"
	"rinnalla/internal/instrument"
)

// row is a version as it is kept.
type row struct {
	Version
	closed, words, packed, reason []byte
	scores                        []instrument.Score // when it is written only
}

// The sealed columns.
const (
	columnWords  = "outcome_measurement.words"
	columnReason = "outcome_measurement.reason"
)

// place is the row's name among those that things are sealed for.
func (r row) place() string { return fmt.Sprintf("%s/%d", r.ID, r.No) }

// open unpacks and unseals. With the client's key gone, texts read as left out and the reason is empty.
func (r row) open(h client.Holder, f *instrument.Form) (Version, error) {
	words, err := h.Open(r.words, columnWords, r.place())
	if err != nil {
		return Version{}, err
	}
	p := instrument.Packed{Closed: r.closed}
	if len(r.words) == 0 || words != "" {
		p.Words = []byte(words)
	}
	v := r.Version
	if v.Answers, err = f.Unpack(p); err != nil {
		return Version{}, err
	}
	v.Reason, err = h.Open(r.reason, columnReason, r.place())
	return v, err
}

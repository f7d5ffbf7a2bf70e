package field

import (
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rinnalla/internal/civil"
	"rinnalla/internal/id"
)

// Protocol is the version of the wire contract that this server speaks; it is
// described in docs/field-protocol.md. Installed apps depend on it.
const Protocol = 1

// Limits of what one request may hold.
const (
	MostEnvelopes   = 100
	longestEnvelope = 64 << 10 // bytes
	largestParcel   = 2 << 20  // bytes
)

// The kinds of envelopes.
const (
	kindStop       = "stop"
	kindCorrection = "correction"
	kindRound      = "round"
	kindPlace      = "place"

	kindMeasurement = "measurement"
)

// forms is the newest form of each kind that this server reads.
var forms = map[string]int{kindStop: 1, kindCorrection: 1, kindRound: 1, kindPlace: 1, kindMeasurement: 1}

// Parcel is one request: up to MostEnvelopes envelopes of one worker.
type Parcel struct {
	Protocol  int              `json:"protocol"`
	Worker    string           `json:"worker"`
	Envelopes []jsontext.Value `json:"envelopes"`
}

// Envelope is one record on its way from a phone, and an act of its own. It is
// the only struct that exists for the wire alone.
type Envelope struct {
	ID   id.Of[Envelope] `json:"id"`
	Kind string          `json:"kind"`
	Form int             `json:"form"`
	// MadeAt is the phone's clock: kept, never trusted.
	MadeAt string `json:"made_at"`
	// Attempt counts the sendings of this envelope from 1. After the first the
	// server looks whether it once sent it back.
	Attempt int            `json:"attempt"`
	Body    jsontext.Value `json:"body"`
}

// madeAt is zero when the phone's clock says something impossible.
func (e Envelope) madeAt() civil.Instant {
	at, err := civil.ParseInstant(e.MadeAt)
	if err != nil {
		return civil.Instant{}
	}
	return at
}

// errUnreadable is what a parcel or an envelope is that breaks the contract.
var errUnreadable = errors.New("field: unreadable")

// ReadParcel reads the outer wrapping. An envelope in it that cannot be read is
// that envelope's own fault and none of the parcel's.
func ReadParcel(body []byte) (Parcel, error) {
	var p Parcel
	if err := strictly(body, &p, jsontext.AllowDuplicateNames(true)); err != nil {
		return Parcel{}, err
	}
	if len(p.Envelopes) == 0 || len(p.Envelopes) > MostEnvelopes {
		return Parcel{}, errUnreadable
	}
	return p, nil
}

// ReadEnvelope reads one envelope, all but its body.
func ReadEnvelope(raw []byte) (Envelope, error) {
	var e Envelope
	if len(raw) > longestEnvelope {
		return e, errUnreadable
	}
	if err := strictly(raw, &e); err != nil {
		return e, err
	}
	if e.ID.IsZero() || len(e.MadeAt) > 40 || e.Attempt < 0 {
		return e, errUnreadable
	}
	return e, nil
}

// known tells whether this server reads such envelopes at all. An older server
// must not take what it would have to drop half of.
func (e Envelope) known() bool {
	newest, known := forms[e.Kind]
	return known && e.Form >= 1 && e.Form <= newest
}

// strictly refuses what it does not understand: a field that nobody reads is a
// field that is lost, and of one that is there twice one would be. Half a
// character, as a keyboard may leave it, becomes the sign for an unreadable one.
func strictly(raw []byte, into any, more ...json.Options) error {
	options := append(more, json.RejectUnknownMembers(true), jsontext.AllowInvalidUTF8(true))
	if err := json.Unmarshal(raw, into, options...); err != nil {
		return errors.Join(errUnreadable, err)
	}
	return nil
}

// nameIn is the envelope's id; of one that could not be read whatever stands in
// its place, so that the phone knows which one was meant.
func (e Envelope) nameIn(raw []byte) string {
	if !e.ID.IsZero() {
		return e.ID.String()
	}
	var named struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(raw, &named, jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true)); err != nil || len(named.ID) > 64 {
		return ""
	}
	return named.ID
}

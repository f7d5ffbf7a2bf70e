// Package id holds identifiers: one type per kind of thing, UUIDv7, minted anywhere.
package id

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Of is the identifier of one T. Two kinds of thing never share an identifier
// type, so a place cannot be looked up with a visit's id. The zero value means
// "none" and is stored as NULL.
type Of[T any] uuid.UUID

// New mints a UUIDv7 (RFC 9562): its first 48 bits are the minting time in
// milliseconds, so ids sort by age. Ids minted by one process are monotonic.
func New[T any]() Of[T] { return Of[T](uuid.Must(uuid.NewV7())) }

// Random mints a UUIDv4, which tells nothing of its time: for anything
// published and for nameless people.
func Random[T any]() Of[T] { return Of[T](uuid.New()) }

// Named is the id that always belongs to a name of several parts: a UUIDv8 (RFC 9562) of its SHA-256. Whoever names a thing twice means the
// same thing.
func Named[T any](parts ...string) Of[T] {
	h := sha256.New()
	for _, part := range parts {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(part)))
		h.Write(n[:])
		h.Write([]byte(part))
	}
	o := Of[T](h.Sum(nil)[:16])
	o[6], o[8] = o[6]&0x0f|0x80, o[8]&0x3f|0x80
	return o
}

// Parse reads the 36-character form. Everything else is an error.
func Parse[T any](s string) (Of[T], error) {
	if len(s) != 36 {
		return Of[T]{}, fmt.Errorf("id: %d characters, want 36", len(s))
	}
	u, err := uuid.Parse(s)
	return Of[T](u), err
}

// Must is Parse for ids written in programs and tests; it panics on a bad one.
func Must[T any](s string) Of[T] {
	v, err := Parse[T](s)
	if err != nil {
		panic(err)
	}
	return v
}

// FirstAt is the smallest UUIDv7 that can have been minted at or after t: a
// lower bound for a range of ids by time.
func FirstAt[T any](t time.Time) Of[T] {
	var o Of[T]
	ms := t.UnixMilli()
	for i := range 6 {
		o[i] = byte(ms >> (40 - 8*i))
	}
	o[6], o[8] = 0x70, 0x80
	return o
}

// Time is the minting time of a UUIDv7, to the millisecond, UTC.
func (o Of[T]) Time() time.Time {
	var ms int64
	for i := range 6 {
		ms = ms<<8 | int64(o[i])
	}
	return time.UnixMilli(ms).UTC()
}

// IsV7 reports whether this is a UUIDv7 (RFC 9562), as New mints them; only of one does Time tell anything.
func (o Of[T]) IsV7() bool { return o[6]>>4 == 7 && o[8]>>6 == 2 }

// IsZero reports whether there is no id.
func (o Of[T]) IsZero() bool { return o == Of[T]{} }

func (o Of[T]) String() string { return uuid.UUID(o).String() }

// Short is the last eight characters: enough for a person to tell two records
// apart on a page, never a key.
func (o Of[T]) Short() string { return o.String()[28:] }

// Value stores the id as its text form, the zero id as NULL.
func (o Of[T]) Value() (driver.Value, error) {
	if o.IsZero() {
		return nil, nil
	}
	return o.String(), nil
}

// Scan reads what either database gives: text, bytes or NULL.
func (o *Of[T]) Scan(src any) error {
	if src == nil {
		*o = Of[T]{}
		return nil
	}
	return (*uuid.UUID)(o).Scan(src)
}

// MarshalText writes the 36-character form, nothing for the zero id.
func (o Of[T]) MarshalText() ([]byte, error) {
	if o.IsZero() {
		return nil, nil
	}
	return []byte(o.String()), nil
}

// UnmarshalText is the inverse of MarshalText.
func (o *Of[T]) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*o = Of[T]{}
		return nil
	}
	v, err := Parse[T](string(b))
	*o = v
	return err
}

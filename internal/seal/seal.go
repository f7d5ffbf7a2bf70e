// Package seal seals what is kept about one person under a key of her own, so that destroying the key makes her unreadable wherever a
// copy lies, and marks values so that they can be looked up without being read.
//
// A person's key is a Tink keyset (AES-256-GCM). It is kept beside her data, wrapped: encrypted under the installation's own secret,
// which is never in the database. docs/decisions/0020-sealed-clients.md tells what this protects against and what not.
package seal

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// SecretBytes is the length of an installation's secret.
const SecretBytes = 32

// markBytes are enough that two values practically never share a mark, and few enough for an index of millions.
const markBytes = 16

// ErrSealed is the answer to what does not open: another key, another place, or changed on the way.
var ErrSealed = errors.New("seal: a sealed text does not open")

// ErrForeign is the answer to a person's key that was wrapped under a secret that this ring does not hold.
var ErrForeign = errors.New("seal: a key was wrapped under a secret that this installation was not given")

// ErrNone is the answer of a nil Ring: whoever opened the act was given no secrets.
var ErrNone = errors.New("seal: no secrets were given")

// Ring holds the installation's secrets, the newest first. The first wraps and marks; the others open what was wrapped before. A Ring
// never changes and is safe for concurrent use.
type Ring struct{ secrets []secret }

// secret is what one secret gives: two keys, neither of which tells the other.
type secret struct {
	name string
	wrap tink.AEAD
	mark []byte
}

// NewRing prepares secrets of SecretBytes from crypto/rand, the newest first.
func NewRing(secrets ...[]byte) (*Ring, error) {
	if len(secrets) == 0 {
		return nil, errors.New("seal: no secret")
	}
	r := &Ring{}
	for _, s := range secrets {
		made, err := prepared(s)
		if err != nil {
			return nil, err
		}
		if slices.Contains(r.Names(), made.name) {
			return nil, errors.New("seal: the same secret twice")
		}
		r.secrets = append(r.secrets, made)
	}
	return r, nil
}

func prepared(raw []byte) (s secret, err error) {
	if len(raw) != SecretBytes {
		return s, fmt.Errorf("seal: a secret of %d bytes, want %d", len(raw), SecretBytes)
	}
	derive := func(purpose string, length int) []byte {
		if err != nil {
			return nil
		}
		var key []byte
		key, err = hkdf.Key(sha256.New, raw, nil, "rinnalla "+purpose, length)
		return key
	}
	name, wrap := derive("name", 8), derive("wrap", 32)
	s.name, s.mark = hex.EncodeToString(name), derive("mark", 32)
	if err != nil {
		return s, err
	}
	s.wrap, err = subtle.NewAESGCM(wrap)
	return s, err
}

// ParseRing reads a file of secrets: one in base64 a line, the newest first. Empty lines and lines with # are passed over. Errors never
// repeat what stands there.
func ParseRing(text string) (*Ring, error) {
	var all [][]byte
	for no, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		raw, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(raw) != SecretBytes {
			return nil, fmt.Errorf("seal: line %d is not %d bytes in base64", no+1, SecretBytes)
		}
		all = append(all, raw)
	}
	return NewRing(all...)
}

// NewSecret makes a secret as ParseRing reads it.
func NewSecret() string {
	raw := make([]byte, SecretBytes)
	if _, err := rand.Read(raw); err != nil {
		panic(err) // crypto/rand does not fail on any supported system
	}
	return base64.StdEncoding.EncodeToString(raw)
}

// Names tell secrets apart and nothing else about them, in the order of the ring.
func (r *Ring) Names() []string {
	names := make([]string, len(r.secrets))
	for i, s := range r.secrets {
		names[i] = s.name
	}
	return names
}

// Wrapped is a person's key as it is kept. By is the name of the secret that it was wrapped under.
type Wrapped struct {
	By  string
	Box []byte
}

// Key is one person's key, open. The zero Key opens and seals nothing.
type Key struct{ aead tink.AEAD }

// IsZero tells whether there is no key.
func (k Key) IsZero() bool { return k.aead == nil }

// NewKey makes a key for a person. owner names her; the wrapped key opens for no other.
func (r *Ring) NewKey(owner string) (Key, Wrapped, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return Key{}, Wrapped{}, fmt.Errorf("seal: %w", err)
	}
	k, err := keyOf(handle)
	if err != nil {
		return k, Wrapped{}, err
	}
	w, err := r.wrap(handle, owner)
	return k, w, err
}

func (r *Ring) wrap(handle *keyset.Handle, owner string) (Wrapped, error) {
	newest := r.secrets[0]
	var box bytes.Buffer
	if err := handle.WriteWithAssociatedData(keyset.NewBinaryWriter(&box), newest.wrap, []byte(owner)); err != nil {
		return Wrapped{}, fmt.Errorf("seal: %w", err)
	}
	return Wrapped{newest.name, box.Bytes()}, nil
}

func (r *Ring) unwrap(w Wrapped, owner string) (*keyset.Handle, error) {
	at := slices.IndexFunc(r.secrets, func(s secret) bool { return s.name == w.By })
	if at < 0 {
		return nil, ErrForeign
	}
	handle, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(w.Box)), r.secrets[at].wrap, []byte(owner))
	if err != nil {
		return nil, ErrSealed
	}
	return handle, nil
}

// Open unwraps a person's key. It fails with ErrForeign or ErrSealed.
func (r *Ring) Open(w Wrapped, owner string) (Key, error) {
	handle, err := r.unwrap(w, owner)
	if err != nil {
		return Key{}, err
	}
	return keyOf(handle)
}

// Rewrap wraps the same key under the newest secret.
func (r *Ring) Rewrap(w Wrapped, owner string) (Wrapped, error) {
	handle, err := r.unwrap(w, owner)
	if err != nil {
		return Wrapped{}, err
	}
	return r.wrap(handle, owner)
}

func keyOf(handle *keyset.Handle) (Key, error) {
	primitive, err := aead.New(handle)
	if err != nil {
		return Key{}, fmt.Errorf("seal: %w", err)
	}
	return Key{primitive}, nil
}

// Seal encrypts a text for its place (table, column, row), out of which it does not open. An empty text stays empty: that there is
// nothing is no secret.
func (k Key) Seal(text, place string) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	if k.IsZero() {
		return nil, ErrSealed
	}
	return k.aead.Encrypt([]byte(text), []byte(place))
}

// Open decrypts what Seal sealed for the same place.
func (k Key) Open(box []byte, place string) (string, error) {
	if len(box) == 0 {
		return "", nil
	}
	if k.IsZero() {
		return "", ErrSealed
	}
	text, err := k.aead.Decrypt(box, []byte(place))
	if err != nil {
		return "", ErrSealed
	}
	return string(text), nil
}

// Mark is a keyed hash of a value under the newest secret: equal values have equal marks, and without the secret nobody finds the value
// that a mark stands for, nor tries values out. purpose keeps marks of different kinds apart.
func (r *Ring) Mark(purpose, value string) []byte { return r.secrets[0].marked(purpose, value) }

// Marks are the value's marks under every secret of the ring: what is looked for while marks are being renewed.
func (r *Ring) Marks(purpose, value string) [][]byte {
	all := make([][]byte, len(r.secrets))
	for i, s := range r.secrets {
		all[i] = s.marked(purpose, value)
	}
	return all
}

func (s secret) marked(purpose, value string) []byte {
	h := hmac.New(sha256.New, s.mark)
	h.Write([]byte(purpose))
	h.Write([]byte{0})
	h.Write([]byte(value))
	return h.Sum(nil)[:markBytes]
}

// SealShort seals a text that is about nobody in particular and not kept for long, under the newest secret itself.
func (r *Ring) SealShort(text, place string) ([]byte, error) {
	if r == nil {
		return nil, ErrNone
	}
	newest := r.secrets[0]
	box, err := newest.wrap.Encrypt([]byte(text), []byte("short\x00"+place))
	return append([]byte(newest.name), box...), err
}

// OpenShort opens what SealShort sealed for the same place.
func (r *Ring) OpenShort(box []byte, place string) (string, error) {
	if r == nil {
		return "", ErrNone
	}
	for _, s := range r.secrets {
		rest, ours := bytes.CutPrefix(box, []byte(s.name))
		if !ours {
			continue
		}
		if text, err := s.wrap.Decrypt(rest, []byte("short\x00"+place)); err == nil {
			return string(text), nil
		}
	}
	return "", ErrSealed
}

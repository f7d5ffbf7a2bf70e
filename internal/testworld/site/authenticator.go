package site

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// Authenticator is a phone or a security key in software (WebAuthn level 2): one
// resident credential on P-256, attestation "none".
type Authenticator struct {
	t        *testing.T
	Key      *ecdsa.PrivateKey
	ID       []byte
	Handle   []byte
	Uses     uint32
	Origin   string
	Verifies bool // asks for finger or PIN
}

const (
	userPresent  = 1
	userVerified = 4
	withKey      = 64
)

// NewAuthenticator makes one that belongs to nobody yet.
func NewAuthenticator(t *testing.T) *Authenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &Authenticator{t: t, Key: key, ID: []byte(rand.Text()), Origin: "https://" + Host, Verifies: true}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// options are the parts of either challenge that the device reads.
type options struct {
	Challenge string
	User      struct{ ID string }
}

func (d *Authenticator) read(challenge []byte) options {
	d.t.Helper()
	var o options
	if err := json.Unmarshal(challenge, &o); err != nil {
		d.t.Fatal(err)
	}
	return o
}

func (d *Authenticator) clientData(kind, challenge string) []byte {
	return d.marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.Origin, "crossOrigin": false})
}

func (d *Authenticator) marshal(v any) []byte {
	d.t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

func (d *Authenticator) authenticatorData(flags byte, more ...byte) []byte {
	party := sha256.Sum256([]byte(Host))
	if d.Verifies {
		flags |= userVerified
	}
	d.Uses++
	return append(binary.BigEndian.AppendUint32(append(party[:], flags|userPresent), d.Uses), more...)
}

// Make answers a challenge to make a passkey.
func (d *Authenticator) Make(challenge []byte) []byte {
	d.t.Helper()
	o := d.read(challenge)
	var err error
	if d.Handle, err = base64.RawURLEncoding.DecodeString(o.User.ID); err != nil {
		d.t.Fatal(err)
	}
	point, err := d.Key.PublicKey.Bytes() // 0x04, x, y
	if err != nil {
		d.t.Fatal(err)
	}
	cose, err := cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	if err != nil {
		d.t.Fatal(err)
	}
	more := binary.BigEndian.AppendUint16(make([]byte, 16), uint16(len(d.ID)))
	more = append(append(more, d.ID...), cose...)
	object, err := cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": d.authenticatorData(withKey, more...)})
	if err != nil {
		d.t.Fatal(err)
	}
	return d.marshal(map[string]any{"id": b64(d.ID), "rawId": b64(d.ID), "type": "public-key", "response": map[string]any{
		"clientDataJSON": b64(d.clientData("webauthn.create", o.Challenge)), "attestationObject": b64(object), "transports": []string{"internal"},
	}})
}

// Use answers a challenge to sign in.
func (d *Authenticator) Use(challenge []byte) []byte {
	d.t.Helper()
	client, data := d.clientData("webauthn.get", d.read(challenge).Challenge), d.authenticatorData(0)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.Key, digest[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return d.marshal(map[string]any{"id": b64(d.ID), "rawId": b64(d.ID), "type": "public-key", "response": map[string]any{
		"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64(d.Handle),
	}})
}

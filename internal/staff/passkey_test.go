package staff_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/staff"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// device is an authenticator in software (WebAuthn level 2): one resident
// credential on P-256, attestation "none".
type device struct {
	t        *testing.T
	key      *ecdsa.PrivateKey
	id       []byte
	handle   []byte
	uses     uint32
	origin   string
	verifies bool // asks for finger or PIN
}

const (
	userPresent  = 1
	userVerified = 4
	withKey      = 64
)

func newDevice(t *testing.T) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &device{t: t, key: key, id: []byte(rand.Text()), origin: "https://" + site.Host, verifies: true}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// options are the parts of either challenge that the device reads.
type options struct {
	Challenge string
	User      struct{ ID string }
}

func (d *device) read(c staff.Challenge) options {
	d.t.Helper()
	var o options
	if err := json.Unmarshal(c.Options, &o); err != nil {
		d.t.Fatal(err)
	}
	return o
}

func (d *device) clientData(kind, challenge string) []byte {
	return d.marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
}

func (d *device) marshal(v any) []byte {
	d.t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

func (d *device) authenticatorData(flags byte, more ...byte) []byte {
	party := sha256.Sum256([]byte(site.Host))
	if d.verifies {
		flags |= userVerified
	}
	d.uses++
	return append(binary.BigEndian.AppendUint32(append(party[:], flags|userPresent), d.uses), more...)
}

// make answers a challenge to make a passkey.
func (d *device) make(c staff.Challenge) []byte {
	d.t.Helper()
	o := d.read(c)
	var err error
	if d.handle, err = base64.RawURLEncoding.DecodeString(o.User.ID); err != nil {
		d.t.Fatal(err)
	}
	point, err := d.key.PublicKey.Bytes() // 0x04, x, y
	if err != nil {
		d.t.Fatal(err)
	}
	cose, err := cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	if err != nil {
		d.t.Fatal(err)
	}
	more := binary.BigEndian.AppendUint16(make([]byte, 16), uint16(len(d.id)))
	more = append(append(more, d.id...), cose...)
	object, err := cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": d.authenticatorData(withKey, more...)})
	if err != nil {
		d.t.Fatal(err)
	}
	return d.marshal(map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "response": map[string]any{
		"clientDataJSON": b64(d.clientData("webauthn.create", o.Challenge)), "attestationObject": b64(object), "transports": []string{"internal"},
	}})
}

// use answers a challenge to sign in.
func (d *device) use(c staff.Challenge) []byte {
	d.t.Helper()
	client, data := d.clientData("webauthn.get", d.read(c).Challenge), d.authenticatorData(0)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return d.marshal(map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "response": map[string]any{
		"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64(d.handle),
	}})
}

func offerPasskey(w *testworld.World) (c staff.Challenge) {
	w.Write(testworld.Aino, func(tx *act.Tx) error {
		var err error
		c, err = site.Keys().OfferOwnPasskey(tx)
		return err
	})
	return c
}

func addPasskey(w *testworld.World, c staff.Challenge, answer []byte) (codes []string, err error) {
	err = w.TryWrite(testworld.Aino, func(tx *act.Tx) error {
		var err error
		codes, err = site.Keys().AddOwnPasskey(tx, "Työpuhelin", c.ID, answer)
		return err
	})
	return codes, err
}

func askPasskey(w *testworld.World) (c staff.Challenge) {
	w.Write(visitor, func(tx *act.Tx) error {
		var err error
		c, err = site.Keys().AskPasskey(tx)
		return err
	})
	return c
}

func usePasskey(w *testworld.World, c id.Of[staff.Challenge], answer []byte) (staff.Entry, error) {
	return site.Keys().SignInByPasskey(w.Context(), w.Acts, c, answer, staff.Attempt{})
}

func TestAPasskeyAloneLetsHerInAndItsAnswerIsGoodOnce(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		requireFactor(w)
		d, c := newDevice(t), offerPasskey(w)
		codes, err := addPasskey(w, c, d.make(c))
		if err != nil || len(codes) != 10 {
			t.Fatal(codes, err)
		}
		ask := askPasskey(w)
		answer := d.use(ask)
		e, err := usePasskey(w, ask.ID, answer)
		if err != nil || e.Stage != staff.StageFull || identify(t, w, e.Token).Actor.ID != testworld.Aino.ID {
			t.Fatal(e, err)
		}
		if _, err := usePasskey(w, ask.ID, answer); !fault.Is(err, fault.Invalid) {
			t.Fatalf("an answer is good twice: %v", err)
		}
		if e := signIn(t, w, "aino"); e.Stage != staff.StageCode {
			t.Fatalf("a password beside a passkey is enough: %+v", e)
		}
	})
}

func TestAPasskeyThatIsNotQuiteRightIsRefused(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		d, c := newDevice(t), offerPasskey(w)
		if _, err := addPasskey(w, c, d.make(c)); err != nil {
			t.Fatal(err)
		}
		for name, spoil := range map[string]func(*device){
			"made for another site":               func(d *device) { d.origin = "https://rinnalla.example.evil.example" },
			"without finger or PIN":               func(d *device) { d.verifies = false },
			"signed with another key":             func(d *device) { d.key = newDevice(t).key },
			"of another worker":                   func(d *device) { d.handle = testworld.Cia.ID[:] },
			"of nobody":                           func(d *device) { d.handle = []byte("nobody") },
			"copied, so that its count goes back": func(d *device) { d.uses = 0 },
			"that nobody added":                   func(d *device) { d.id = []byte("another") },
		} {
			ask := askPasskey(w)
			bad := *d
			bad.uses += 100
			spoil(&bad)
			if _, err := usePasskey(w, ask.ID, bad.use(ask)); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		ask := askPasskey(w)
		if _, err := usePasskey(w, ask.ID, []byte("{}")); !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
		ask = askPasskey(w)
		w.Clock.Advance(5 * time.Minute)
		if _, err := usePasskey(w, ask.ID, d.use(ask)); !fault.Is(err, fault.Invalid) {
			t.Errorf("a challenge of five minutes ago: %v", err)
		}
	})
}

func TestAPasskeyOfAClosedAccountLetsNobodyIn(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		d, c := newDevice(t), offerPasskey(w)
		if _, err := addPasskey(w, c, d.make(c)); err != nil {
			t.Fatal(err)
		}
		w.Write(testworld.Dora, func(tx *act.Tx) error {
			aino, err := staff.FindWorker(tx, testworld.Aino.ID)
			aino.Active = false
			return firstOf(err, staff.ChangeWorker(tx, aino))
		})
		ask := askPasskey(w)
		if _, err := usePasskey(w, ask.ID, d.use(ask)); !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
	})
}

func TestAPasskeyIsSetUpOnceAndRemovedByItsOwner(t *testing.T) {
	settled(t, func(t *testing.T, w *testworld.World) {
		requireFactor(w)
		e := signIn(t, w, "aino")
		var c staff.Challenge
		w.Write(visitor, func(tx *act.Tx) error {
			var err error
			c, err = site.Keys().OfferSetUpPasskey(tx, e.Token)
			return err
		})
		d := newDevice(t)
		full, codes, err := site.Keys().SetUpPasskey(w.Context(), w.Acts, e.Token, "Työpuhelin", c.ID, d.make(c))
		if err != nil || len(codes) != 10 || identify(t, w, full.Token).Stage != staff.StageFull {
			t.Fatal(codes, err)
		}
		again := offerPasskey(w)
		if _, err := addPasskey(w, again, d.make(again)); !fault.Is(err, fault.Invalid) {
			t.Fatalf("the same passkey twice: %v", err)
		}
		var account staff.Account
		w.Read(testworld.Aino, func(tx *act.Tx) error {
			account, err = staff.OwnAccount(tx)
			return err
		})
		remove := func(tx *act.Tx) error { return staff.RemoveOwnPasskey(tx, account.Passkeys[0].ID) }
		if err := w.TryWrite(testworld.Cia, remove); !fault.Is(err, fault.NotFound) {
			t.Fatalf("another removes it: %v", err)
		}
		if err := w.TryWrite(testworld.Aino, remove); !fault.Is(err, fault.Invalid) {
			t.Fatalf("the last second factor is removed: %v", err)
		}
	})
}

package staff

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
)

// Keys are what signing in needs besides the database: the installation's
// secret, the cost of a password hash, and the address that passkeys are bound
// to. One Keys serves the whole program.
type Keys struct {
	secret []byte
	seal   cipher.AEAD
	cost   Cost
	slots  chan struct{}
	dummy  string
	party  *party
}

// SecretBytes is the length of the installation's secret.
const SecretBytes = 32

// hashesAtOnce bounds the memory that hashing takes: 2 × 19 MiB.
const hashesAtOnce = 2

// NewKeys prepares sign-in. secret is the installation's own, SecretBytes of
// crypto/rand kept beside the database and never in it: without it sealed
// second factors cannot be read. origin is the address at which people reach
// the server ("https://rinnalla.example.fi"); passkeys are bound to its host
// name, and stay off when it is an IP address or empty.
func NewKeys(secret []byte, origin string, cost Cost) (*Keys, error) {
	if len(secret) != SecretBytes {
		return nil, fmt.Errorf("staff: the secret has %d bytes, want %d", len(secret), SecretBytes)
	}
	block, err := aes.NewCipher(derive(secret, "seal"))
	if err != nil {
		return nil, err
	}
	k := &Keys{secret: secret, cost: cost, slots: make(chan struct{}, hashesAtOnce)}
	if k.seal, err = cipher.NewGCM(block); err != nil {
		return nil, err
	}
	if k.party, err = newParty(origin); err != nil {
		return nil, err
	}
	k.dummy = hashWith(cost, randomBytes(saltBytes), rand.Text())
	return k, nil
}

// derive makes a key of its own for each purpose.
func derive(secret []byte, purpose string) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(purpose))
	return h.Sum(nil)
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		panic(err) // crypto/rand does not fail on any supported system
	}
	return b
}

// sealed encrypts with AES-256-GCM. bound names whose text it is, so that a
// sealed text moved to another row does not open.
func (k *Keys) sealed(text []byte, bound string) []byte {
	nonce := randomBytes(k.seal.NonceSize())
	return k.seal.Seal(nonce, nonce, text, []byte(bound))
}

var errSealed = errors.New("staff: a sealed secret does not open; is the installation's secret the right one?")

func (k *Keys) opened(box []byte, bound string) ([]byte, error) {
	if len(box) < k.seal.NonceSize() {
		return nil, errSealed
	}
	n := k.seal.NonceSize()
	text, err := k.seal.Open(nil, box[:n], box[n:], []byte(bound))
	if err != nil {
		return nil, errSealed
	}
	return text, nil
}

// newToken makes a token of 256 random bits, and the hash under which it is stored.
func newToken() (token string, hash []byte) {
	token = base64.RawURLEncoding.EncodeToString(randomBytes(32))
	return token, hashToken(token)
}

func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// Package credential is what proves who somebody is: passwords, one-time codes,
// passkeys, tokens, and the seals under which secrets are kept. It knows no
// tables: who holds what is kept elsewhere.
package credential

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

// Keys are the installation's secret and the cost of a password hash. One Keys
// serves the whole program.
type Keys struct {
	secret []byte
	seal   cipher.AEAD
	cost   Cost
	slots  chan struct{}
	dummy  string
}

// SecretBytes is the length of the installation's secret.
const SecretBytes = 32

// hashesAtOnce bounds the memory that hashing takes: 2 × 19 MiB.
const hashesAtOnce = 2

// NewKeys prepares hashing and sealing. secret is the installation's own,
// SecretBytes of crypto/rand kept beside the database and never in it: without
// it sealed secrets cannot be read.
func NewKeys(secret []byte, cost Cost) (*Keys, error) {
	if len(secret) != SecretBytes {
		return nil, fmt.Errorf("credential: the secret has %d bytes, want %d", len(secret), SecretBytes)
	}
	block, err := aes.NewCipher(derive(secret, "seal"))
	if err != nil {
		return nil, err
	}
	k := &Keys{secret: secret, cost: cost, slots: make(chan struct{}, hashesAtOnce)}
	if k.seal, err = cipher.NewGCM(block); err != nil {
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

// Mark is a keyed hash of a value: the same value has the same mark, and without
// the secret nobody finds the value that a mark stands for.
func (k *Keys) Mark(purpose, value string) []byte {
	h := hmac.New(sha256.New, derive(k.secret, purpose))
	h.Write([]byte(value))
	return h.Sum(nil)
}

// Seal encrypts with AES-256-GCM. bound names whose text it is, so that a
// sealed text moved to another row does not open.
func (k *Keys) Seal(text []byte, bound string) []byte {
	nonce := randomBytes(k.seal.NonceSize())
	return k.seal.Seal(nonce, nonce, text, []byte(bound))
}

var errSealed = errors.New("credential: a sealed secret does not open; is the installation's secret the right one?")

// Open decrypts what Seal has sealed for the same owner.
func (k *Keys) Open(box []byte, bound string) ([]byte, error) {
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

// NewToken makes a token of 256 random bits, and the hash under which it is stored.
func NewToken() (token string, hash []byte) {
	token = base64.RawURLEncoding.EncodeToString(randomBytes(32))
	return token, HashToken(token)
}

// HashToken is the hash under which a token, or a recovery code, is stored: both
// are random enough that a plain hash will do.
func HashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

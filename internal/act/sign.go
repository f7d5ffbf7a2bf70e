package act

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
)

// Sign signs something that the installation gives out of its hands, with the key that signs the log's checkpoints. kind keeps one sort of
// thing from passing for another, and a checkpoint for any of them.
func (n *Notary) Sign(kind string, content []byte) []byte {
	return ed25519.Sign(n.key, signedAs(kind, content))
}

// PublicKey is what everybody may check the notary's signatures with.
func (n *Notary) PublicKey() ed25519.PublicKey { return n.key.Public().(ed25519.PublicKey) }

// SignedBy tells whether the holder of the key has signed the content as that kind.
func SignedBy(key ed25519.PublicKey, kind string, content, signature []byte) bool {
	return len(key) == ed25519.PublicKeySize && ed25519.Verify(key, signedAs(kind, content), signature)
}

func signedAs(kind string, content []byte) []byte {
	return bytes.Join([][]byte{fmt.Appendf(nil, "rinnalla %s 1", kind), content}, []byte("\n"))
}

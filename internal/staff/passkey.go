package staff

import (
	"fmt"
	"net"
	"net/url"

	"github.com/go-webauthn/webauthn/webauthn"
)

// party is the relying party of WebAuthn: who passkeys are made for.
type party struct{ *webauthn.WebAuthn }

// newParty is nil when passkeys cannot work: without an address, or with an IP
// address, which browsers refuse as a relying party.
func newParty(origin string) (*party, error) {
	if origin == "" {
		return nil, nil
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("staff: %q is no address such as https://rinnalla.example.fi", origin)
	}
	if net.ParseIP(u.Hostname()) != nil {
		return nil, nil
	}
	w, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: "Rinnalla", RPOrigins: []string{u.Scheme + "://" + u.Host}})
	if err != nil {
		return nil, fmt.Errorf("staff: prepare passkeys: %w", err)
	}
	return &party{w}, nil
}

// Passkeys tells whether passkeys can be used at this installation's address.
func (k *Keys) Passkeys() bool { return k.party != nil }

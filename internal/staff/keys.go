package staff

import "rinnalla/internal/credential"

// Keys are what signing in needs besides the database: those of the
// installation, and the address that passkeys are bound to. One Keys serves the
// whole program.
type Keys struct {
	*credential.Keys
	party *credential.Party
}

// NewKeys prepares sign-in. secret is the installation's own. origin is the
// address at which people reach the server ("https://rinnalla.example.fi");
// passkeys are bound to its host name, and stay off when it is an IP address or
// empty.
func NewKeys(secret []byte, origin string, cost credential.Cost) (*Keys, error) {
	keys, err := credential.NewKeys(secret, cost)
	if err != nil {
		return nil, err
	}
	party, err := credential.NewParty(origin)
	return &Keys{keys, party}, err
}

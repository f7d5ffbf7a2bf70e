package credential

import (
	"encoding/json"
	"fmt"
	"net"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"rinnalla/internal/fault"
)

// Party is the relying party of WebAuthn: the address that passkeys are made for.
// A nil Party is one without passkeys.
type Party struct{ authn *webauthn.WebAuthn }

// Question is what a browser is to answer once: Options is JSON for it, State is
// kept until it has answered.
type Question struct{ Options, State []byte }

// NewParty is nil when passkeys cannot work: without an address, or with an IP
// address, which browsers refuse as a relying party.
func NewParty(origin string) (*Party, error) {
	if origin == "" {
		return nil, nil
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("credential: %q is no address such as https://rinnalla.example.fi", origin)
	}
	if net.ParseIP(u.Hostname()) != nil {
		return nil, nil
	}
	authn, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: "Rinnalla", RPOrigins: []string{u.Scheme + "://" + u.Host}})
	if err != nil {
		return nil, fmt.Errorf("credential: prepare passkeys: %w", err)
	}
	return &Party{authn}, nil
}

// On tells whether passkeys can be used.
func (p *Party) On() bool { return p != nil }

func passkeysOff() error { return fault.New(fault.Forbidden, "staff.passkeys_off") }

// PasskeyRefused is the one answer to every passkey that does not fit.
func PasskeyRefused() error { return fault.New(fault.Invalid, "signin.passkey_refused") }

// Offer begins to make a passkey: resident and with user verification, so that
// it is two factors by itself.
func (p *Party) Offer(owner webauthn.User) (Question, error) {
	if !p.On() {
		return Question{}, passkeysOff()
	}
	options, state, err := p.authn.BeginRegistration(owner,
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		}),
		webauthn.WithExclusions(webauthn.Credentials(owner.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return Question{}, fmt.Errorf("begin to add a passkey: %w", err)
	}
	return question(options.Response, state)
}

// Made is the passkey that the owner's browser made on an offer.
func (p *Party) Made(owner webauthn.User, state, answer []byte) (*webauthn.Credential, error) {
	if !p.On() {
		return nil, passkeysOff()
	}
	var asked webauthn.SessionData
	if err := json.Unmarshal(state, &asked); err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return nil, PasskeyRefused()
	}
	made, err := p.authn.CreateCredential(owner, asked, parsed)
	if err != nil {
		return nil, PasskeyRefused()
	}
	return made, nil
}

// Ask begins a sign-in by passkey alone: whose it is, the passkey tells.
func (p *Party) Ask() (Question, error) {
	if !p.On() {
		return Question{}, passkeysOff()
	}
	options, state, err := p.authn.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Question{}, fmt.Errorf("ask for a passkey: %w", err)
	}
	return question(options.Response, state)
}

// Used is the passkey that answered, once more as it is after that use. find
// gives the owner of a handle; its error is passed on as it is.
func (p *Party) Used(find func(handle []byte) (webauthn.User, error), state, answer []byte) (*webauthn.Credential, error) {
	if !p.On() {
		return nil, passkeysOff()
	}
	var asked webauthn.SessionData
	if err := json.Unmarshal(state, &asked); err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return nil, PasskeyRefused()
	}
	var unfound error
	_, used, err := p.authn.ValidatePasskeyLogin(func(_, handle []byte) (owner webauthn.User, err error) {
		owner, unfound = find(handle)
		return owner, unfound
	}, asked, parsed)
	if unfound != nil {
		return nil, unfound
	}
	if err != nil || used.Authenticator.CloneWarning {
		return nil, PasskeyRefused()
	}
	return used, nil
}

func question(options any, state *webauthn.SessionData) (Question, error) {
	var q Question
	var err error
	if q.State, err = json.Marshal(state); err != nil {
		return q, err
	}
	q.Options, err = json.Marshal(options)
	return q, err
}

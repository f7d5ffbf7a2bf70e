// Package program keeps the tokens by which other programs come in: of which organisation each is, to which unit and instrument it is
// narrowed, what it may be used for and until when,
// and that a token is tried or used no more often than a program would.
package program

import (
	"crypto/rand"
	"encoding/base64"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/credential"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
)

// TokenID names a token; the use log names the actor by it.
type TokenID = id.Of[Token]

// Scope is what a token may be used for, as SMART App Launch 2 writes scopes (https://hl7.org/fhir/smart-app-launch/).
type Scope string

const (
	ReadQuestionnaires Scope = "system/Questionnaire.rs"
	ReadResponses      Scope = "system/QuestionnaireResponse.rs"
	SendResponses      Scope = "system/QuestionnaireResponse.c"
)

// Scopes are all there are.
func Scopes() []Scope { return []Scope{ReadQuestionnaires, ReadResponses, SendResponses} }

var allows = map[Scope]access.Permission{
	ReadQuestionnaires: access.ReadInstruments, ReadResponses: access.ReadMeasurements, SendResponses: access.RecordMeasurements,
}

// Limits of a token.
const (
	longestName = 80
	// LongestDays is how long a token lasts at most: whoever needs it longer makes a new one in time.
	LongestDays = 400
)

// Token is how one other program comes in. Its secret is shown once and kept nowhere.
type Token struct {
	ID           TokenID // minted by the form
	Organisation access.OrganisationID
	Name         string // what the program is, for people
	Scopes       []Scope
	Only         access.Made     // what it is narrowed to; zero fields: not
	MadeBy       access.WorkerID // zero: at the server's own command line
	MadeAt       civil.Instant
	Expires      civil.Instant
	UsedAt       civil.Instant // zero: never
	RevokedBy    access.WorkerID
	RevokedAt    civil.Instant // zero: it stands
}

// State is what a token is good for.
type State string

const (
	Stands  State = "stands"
	Expired State = "expired"
	Revoked State = "revoked"
)

// StateAt is the token's state at a moment.
func (t Token) StateAt(now civil.Instant) State {
	switch {
	case !t.RevokedAt.IsZero():
		return Revoked
	case !now.Before(t.Expires):
		return Expired
	}
	return Stands
}

func (t Token) subject() access.Subject {
	return access.Of("program", t.Organisation, access.UnitID{}, t.ID)
}

// actor is the program that came with the token.
func (t Token) actor() access.Actor {
	var may []access.Permission
	for _, s := range t.Scopes {
		may = append(may, allows[s])
	}
	return access.Program(access.WorkerID(t.ID), t.Name, t.Organisation, t.Only, may...)
}

// Order is a token that is to be made. Whose the unit and the instrument are is for the face to see to that names them: of another
// organisation's a token reaches nothing.
type Order struct {
	ID           TokenID
	Organisation access.OrganisationID
	Name         string
	Scopes       []Scope
	Only         access.Made
	Days         int // how long it lasts
}

// Check gives the field faults of an order.
func (o Order) Check() error {
	var c fault.Checks
	c.That(!o.ID.IsZero(), "id", "program.id.missing")
	c.That(!o.Organisation.IsZero(), "organisation", "program.organisation.missing")
	c.That(o.Name != "", "name", "program.name.missing")
	c.That(utf8.RuneCountInString(o.Name) <= longestName, "name", "program.name.long", "max", longestName)
	c.That(!strings.ContainsFunc(o.Name, unicode.IsControl), "name", "program.name.unreadable")
	c.That(len(o.Scopes) > 0, "scopes", "program.scopes.missing")
	c.That(o.Days >= 1 && o.Days <= LongestDays, "days", "program.days.outside", "max", LongestDays)
	for _, s := range o.Scopes {
		c.That(slices.Contains(Scopes(), s), "scopes", "form.not_an_option")
	}
	return c.Err()
}

// secretPrefix lets people and programs that look for leaked secrets see what it is.
const secretPrefix = "rinnalla_"

func newSecret() string {
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		panic(err) // crypto/rand does not fail on any supported system
	}
	return secretPrefix + base64.RawURLEncoding.EncodeToString(b)
}

// Make makes a token. What it gives with it is its secret, the only time that it can be seen. The same form again is a conflict: the secret
// has been shown.
func Make(tx *act.Tx, o Order) (Token, string, error) {
	o.Name = strings.Join(strings.Fields(o.Name), " ")
	t := Token{ID: o.ID, Organisation: o.Organisation, Name: o.Name, Only: o.Only, MadeBy: tx.Actor.Worker(), MadeAt: tx.Now}
	if err := tx.Require(access.KeepPrograms, t.subject()); err != nil {
		return t, "", err
	}
	if err := o.Check(); err != nil {
		return t, "", err
	}
	for _, s := range Scopes() { // in their order, each once
		if slices.Contains(o.Scopes, s) {
			t.Scopes = append(t.Scopes, s)
		}
	}
	t.Expires = tx.Now.Date().AddDays(o.Days + 1).Start()
	secret := newSecret()
	made, err := insertToken(tx, t, credential.HashToken(secret))
	if err == nil && !made {
		err = fault.New(fault.Conflict, "program.made_before")
	}
	return t, secret, err
}

// List lists the tokens of the organisations whose tokens the actor keeps, those that stand first, the newest first.
func List(tx *act.Tx) ([]Token, error) {
	scope, err := tx.Scope(access.KeepPrograms, "program")
	if err != nil {
		return nil, err
	}
	all, err := listTokens(tx, scope)
	slices.SortStableFunc(all, func(a, b Token) int {
		return rank(a.StateAt(tx.Now)) - rank(b.StateAt(tx.Now))
	})
	return all, err
}

func rank(s State) int { return slices.Index([]State{Stands, Expired, Revoked}, s) }

// Revoke ends a token at once. One that has been revoked stays so.
func Revoke(tx *act.Tx, token TokenID) (Token, error) {
	t, found, err := findToken(tx, token)
	if err != nil {
		return t, err
	}
	if !found {
		t = Token{ID: token}
	}
	if err := tx.Require(access.KeepPrograms, t.subject()); err != nil {
		return Token{}, err
	}
	switch {
	case !found:
		return t, fault.Missing()
	case !t.RevokedAt.IsZero():
		return t, nil
	}
	t.RevokedBy, t.RevokedAt = tx.Actor.Worker(), tx.Now
	return t, revokeToken(tx, t)
}

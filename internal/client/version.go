package client

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/identity"
	"rinnalla/internal/seal"
)

// record is a client's row as it is kept, with her key if it is there.
type record struct {
	id           ClientID
	organisation access.OrganisationID
	number       string
	no           int
	madeAt       civil.Instant
	madeBy       access.WorkerID
	mergedInto   ClientID
	erasedAt     civil.Instant
	wrapped      seal.Wrapped
}

// root is the record itself, or the one that it was joined to.
func (r record) root() ClientID {
	if r.mergedInto.IsZero() {
		return r.id
	}
	return r.mergedInto
}

// locked tells whether the key is missing.
func (r record) locked() bool { return len(r.wrapped.Box) == 0 }

// key opens the client's key; the zero key, which opens nothing, when it is not there.
func (r record) key(tx *act.Tx) (seal.Key, error) {
	if r.locked() {
		return seal.Key{}, nil
	}
	if err := sealsOf(tx); err != nil {
		return seal.Key{}, err
	}
	return tx.Seals.Open(r.wrapped, owner(r.id))
}

// row is a version as it is kept: sealed texts, and what stands open.
type row struct {
	client                                    ClientID
	no                                        int
	family, given, code, born                 []byte
	phone, email, address, home, note, reason []byte
	birthYear                                 int
	municipality, language                    string
	interpreter, nonDisclosure                bool
	recordedBy                                access.WorkerID
	recordedAt                                civil.Instant
	correction                                CorrectionID
}

// sealed pairs each sealed column with the text that it holds.
type sealed struct {
	column string
	box    *[]byte
	text   *string
}

// texts are the sealed columns of a version beside the texts of a person; code and born are texts of their own.
func (v *row) texts(p *Person, code, born, reason *string) []sealed {
	return []sealed{
		{"client_version.family", &v.family, &p.Family}, {"client_version.given", &v.given, &p.Given},
		{"client_version.code", &v.code, code}, {"client_version.born", &v.born, born},
		{"client_version.phone", &v.phone, &p.Phone}, {"client_version.email", &v.email, &p.Email},
		{"client_version.address", &v.address, &p.Address}, {"client_version.home", &v.home, &p.Municipality},
		{"client_version.note", &v.note, &p.Note},
		{"client_version.reason", &v.reason, reason},
	}
}

// seals makes a row of a version of a person.
func seals(k seal.Key, c ClientID, no int, p Person, reason string) (row, error) {
	v := row{client: c, no: no, birthYear: p.BirthYear, municipality: p.Municipality, language: p.Language,
		interpreter: p.Interpreter, nonDisclosure: p.NonDisclosure}
	if p.NonDisclosure {
		v.municipality = ""
	}
	code, born := p.Identity.String(), ""
	if p.Identity.IsZero() {
		born = p.Born.String()
	}
	for _, s := range v.texts(&p, &code, &born, &reason) {
		var err error
		if *s.box, err = k.Seal(*s.text, place(s.column, c, no)); err != nil {
			return v, err
		}
	}
	return v, nil
}

// person opens a row. With the zero key it gives what stands open.
func (v row) person(k seal.Key) (p Person, reason string, err error) {
	p = Person{BirthYear: v.birthYear, Municipality: v.municipality, Language: v.language, Interpreter: v.interpreter, NonDisclosure: v.nonDisclosure}
	if k.IsZero() {
		return p, "", nil
	}
	var code, born string
	for _, s := range v.texts(&p, &code, &born, &reason) {
		if *s.text, err = k.Open(*s.box, place(s.column, v.client, v.no)); err != nil {
			return p, "", err
		}
	}
	if code != "" {
		if p.Identity, err = identity.Parse(code); err != nil {
			return p, "", err
		}
		p.Born = p.Identity.BirthDate()
	}
	if born != "" {
		p.Born, err = civil.ParseDate(born)
	}
	return p, reason, err
}

// opened is a record with the version that stands, as nobody in particular sees it.
func opened(tx *act.Tx, r record, v row) (Client, error) {
	k, err := r.key(tx)
	if err != nil {
		return Client{}, err
	}
	c := Client{ID: r.id, Organisation: r.organisation, Number: r.number, Version: v.no, RecordedBy: v.recordedBy, RecordedAt: v.recordedAt,
		MadeAt: r.madeAt, ErasedAt: r.erasedAt, Locked: r.locked() && r.erasedAt.IsZero()}
	c.Person, _, err = v.person(k)
	return c, err
}

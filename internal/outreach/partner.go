package outreach

import (
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
)

// Partner is an organisation that outreach work is done with. Its contact is a
// role, not a person: no names are kept.
type Partner struct {
	ID             PartnerID
	Organisation   access.OrganisationID // whose partner it is
	Kind           string                // one of PartnerKinds
	Name           string
	Municipalities []string // codes of the area it works in, sorted
	ContactRole    string
	Phone          string
	Email          string
	Note           string
	Version        int // what was seen; 0 for a new one
}

func (p Partner) subject() access.Subject {
	return access.Of("partner", p.Organisation, access.UnitID{}, p.ID)
}

// Check gives the field faults of a partner.
func (p Partner) Check(today civil.Date) error {
	var c fault.Checks
	c.That(oneOf(PartnerKinds, p.Kind), "kind", "partner.kind.unknown")
	c.That(strings.TrimSpace(p.Name) != "", "name", "partner.name.missing")
	c.That(short(p.Name, longestName), "name", "partner.name.long", "max", longestName)
	c.That(!slices.ContainsFunc(p.Municipalities, func(code string) bool {
		_, known := area.On(today).Municipality(code)
		return !known
	}), "municipalities", "partner.municipality.unknown")
	c.That(short(p.ContactRole, longestName), "contact_role", "partner.contact.long", "max", longestName)
	c.That(short(p.Phone, 40), "phone", "partner.phone.long", "max", 40)
	c.That(p.Email == "" || strings.Count(p.Email, "@") == 1 && short(p.Email, longestName), "email", "partner.email.wrong")
	c.That(short(p.Note, longestNote), "note", "partner.note.long", "max", longestNote)
	return c.Err()
}

// SavePartner adds a partner (Version 0) or changes the version that was seen,
// with the same rules as SavePlace.
func SavePartner(tx *act.Tx, p Partner) error {
	if err := tx.Require(access.KeepPlaces, p.subject()); err != nil {
		return err
	}
	p.Name, p.ContactRole, p.Note = tidy(p.Name), tidy(p.ContactRole), tidy(p.Note)
	p.Phone, p.Email = tidy(p.Phone), tidy(p.Email)
	p.Municipalities = sortedOnce(p.Municipalities)
	if err := p.Check(tx.Today()); err != nil {
		return err
	}
	if p.Version == 0 {
		return addPartner(tx, p)
	}
	old, found, err := findPartner(tx, p.ID)
	if err != nil {
		return err
	}
	if !found || old.Organisation != p.Organisation {
		return fault.Missing()
	}
	changed, err := updatePartner(tx, p)
	if err == nil && !changed {
		err = fault.New(fault.Stale, "fault.stale")
	}
	return err
}

func addPartner(tx *act.Tx, p Partner) error {
	p.Version = 1
	added, err := insertPartner(tx, p)
	if err != nil || added {
		return err
	}
	old, found, err := findPartner(tx, p.ID)
	if err != nil {
		return err
	}
	if !found || old.Organisation != p.Organisation {
		return fault.Missing()
	}
	if !old.same(p) {
		return fault.New(fault.Conflict, "partner.conflict")
	}
	return nil
}

func (p Partner) same(q Partner) bool {
	return p.Version == q.Version && p.Kind == q.Kind && p.Name == q.Name && slices.Equal(p.Municipalities, q.Municipalities) &&
		p.ContactRole == q.ContactRole && p.Phone == q.Phone && p.Email == q.Email && p.Note == q.Note
}

// OnePartner loads a partner. Absent and not the actor's to see are the same answer.
func OnePartner(tx *act.Tx, partner PartnerID) (Partner, error) {
	p, found, err := findPartner(tx, partner)
	if err != nil {
		return Partner{}, err
	}
	if !found {
		p = Partner{ID: partner}
	}
	if err := tx.Require(access.ReadPlaces, p.subject()); err != nil {
		return Partner{}, err
	}
	return p, missingUnless(found)
}

// PartnerFilter chooses partners. Zero fields do not filter.
type PartnerFilter struct {
	Text         string
	Kind         string
	Municipality string
	Organisation access.OrganisationID
	Limit        int // at most this many, 0: 5,000
}

// Partners lists partners of the organisations in which the actor may read them, by name.
func Partners(tx *act.Tx, f PartnerFilter) ([]Partner, error) {
	scope, err := tx.Scope(access.ReadPlaces, "partner")
	if err != nil {
		return nil, err
	}
	return listPartners(tx, scope, f)
}

// Found is one answer of Find: a place or a partner.
type Found struct {
	Place        PlaceID   // zero when it is a partner
	Partner      PartnerID // zero when it is a place
	Kind         string
	Name         string
	Municipality string // of a place
}

// Find looks for places and partners with the text in their name, at most limit
// of each, places first.
func Find(tx *act.Tx, text string, limit int) ([]Found, error) {
	if strings.TrimSpace(text) == "" {
		text, limit = "", 0
	}
	scope, err := tx.Scope(access.ReadPlaces, "place")
	if err != nil || limit < 1 {
		return nil, err
	}
	places, err := listPlaces(tx, scope, PlaceFilter{Text: text, Limit: limit})
	if err != nil {
		return nil, err
	}
	partners, err := listPartners(tx, scope, PartnerFilter{Text: text, Limit: limit})
	if err != nil {
		return nil, err
	}
	var all []Found
	for _, p := range places {
		all = append(all, Found{Place: p.ID, Kind: p.Kind, Name: p.Name, Municipality: p.Municipality})
	}
	for _, p := range partners {
		all = append(all, Found{Partner: p.ID, Kind: p.Kind, Name: p.Name})
	}
	return all, nil
}

func sortedOnce(values []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(values)))
}

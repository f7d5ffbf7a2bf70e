package outreach

import (
	"strings"
	"unicode/utf8"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
)

// Limits of texts, in characters.
const (
	longestName = 200
	longestNote = 2_000
)

// Place is where outreach work is done: a library, a food aid queue, a square.
type Place struct {
	ID           PlaceID
	Organisation access.OrganisationID
	Kind         string // one of PlaceKinds
	Name         string
	Municipality string // code of three digits; never changed once the place has visits
	Address      string
	// Latitude and Longitude are WGS 84 degrees; both or neither.
	Latitude, Longitude *float64
	Partner             PartnerID // zero: none
	Opening             string    // opening times as people read them, in lines
	LowThreshold        bool      // a low-threshold meeting place
	// FirstDay and LastDay bound the time in which the place is used; both belong
	// to it, zero leaves that end open.
	FirstDay, LastDay civil.Date
	// Version is what was seen: 0 for a new place. Saving raises it by one.
	Version int
}

// Active tells whether the place is in use on the day.
func (p Place) Active(day civil.Date) bool {
	return !day.Before(p.FirstDay) && (p.LastDay.IsZero() || !day.After(p.LastDay))
}

func (p Place) subject() access.Subject {
	return access.Of("place", p.Organisation, access.UnitID{}, p.ID)
}

// Check gives the field faults of a place.
func (p Place) Check(today civil.Date) error {
	var c fault.Checks
	c.That(oneOf(PlaceKinds, p.Kind), "kind", "place.kind.unknown")
	c.That(strings.TrimSpace(p.Name) != "", "name", "place.name.missing")
	c.That(short(p.Name, longestName), "name", "place.name.long", "max", longestName)
	_, known := area.On(today).Municipality(p.Municipality)
	c.That(known, "municipality", "place.municipality.unknown")
	c.That(short(p.Address, longestName), "address", "place.address.long", "max", longestName)
	c.That((p.Latitude == nil) == (p.Longitude == nil), "latitude", "place.coordinates.half")
	c.That(degrees(p.Latitude, 90), "latitude", "place.latitude.outside")
	c.That(degrees(p.Longitude, 180), "longitude", "place.longitude.outside")
	c.That(short(p.Opening, longestNote), "opening", "place.opening.long", "max", longestNote)
	c.That(p.LastDay.IsZero() || !p.LastDay.Before(p.FirstDay), "last_day", "place.last_day.before_first")
	return c.Err()
}

func degrees(v *float64, most float64) bool { return v == nil || *v >= -most && *v <= most }

func short(text string, most int) bool { return utf8.RuneCountInString(text) <= most }

// unreadable is what no database takes as text: NUL. A phone could send it.
var unreadable = strings.NewReplacer("\r\n", "\n", "\x00", "\uFFFD")

func tidy(text string) string { return strings.TrimSpace(unreadable.Replace(text)) }

// SavePlace adds a place (Version 0) or changes the version that was seen. Saving
// the same new place twice is saving it once; another version in between is
// stale. The first place of an organisation brings its default topics.
func SavePlace(tx *act.Tx, p Place) error {
	if err := tx.Require(access.KeepPlaces, p.subject()); err != nil {
		return err
	}
	p.Name, p.Address, p.Opening = tidy(p.Name), tidy(p.Address), tidy(p.Opening)
	if err := p.Check(tx.Today()); err != nil {
		return err
	}
	if !p.Partner.IsZero() {
		partner, found, err := findPartner(tx, p.Partner)
		if err != nil {
			return err
		}
		if !found || partner.Organisation != p.Organisation {
			return oneFault("partner", "place.partner.unknown")
		}
	}
	if p.Version == 0 {
		return addPlace(tx, p)
	}
	return changePlace(tx, p)
}

func addPlace(tx *act.Tx, p Place) error {
	p.Version = 1
	added, err := insertPlace(tx, p)
	if err != nil || added {
		if err == nil {
			err = startTopics(tx, p.Organisation)
		}
		return err
	}
	old, found, err := findPlace(tx, p.ID)
	if err != nil {
		return err
	}
	if !found || old.Organisation != p.Organisation {
		return fault.Missing()
	}
	if !old.same(p) {
		return fault.New(fault.Conflict, "place.conflict")
	}
	return nil
}

func (p Place) same(q Place) bool {
	if !sameDegrees(p.Latitude, q.Latitude) || !sameDegrees(p.Longitude, q.Longitude) {
		return false
	}
	p.Latitude, p.Longitude, q.Latitude, q.Longitude = nil, nil, nil, nil
	return p == q
}

func sameDegrees(a, b *float64) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

func changePlace(tx *act.Tx, p Place) error {
	old, found, err := findPlace(tx, p.ID)
	if err != nil {
		return err
	}
	if !found || old.Organisation != p.Organisation {
		return fault.Missing()
	}
	if old.Municipality != p.Municipality {
		// Statistics keep the municipality with each visit; moving the place would divide them.
		used, err := placeHasVisits(tx, p.ID)
		if err != nil {
			return err
		}
		if used {
			return oneFault("municipality", "place.municipality.fixed")
		}
	}
	changed, err := updatePlace(tx, p)
	if err == nil && !changed {
		err = fault.New(fault.Stale, "fault.stale")
	}
	return err
}

// OnePlace loads a place. Absent and not the actor's to see are the same answer.
func OnePlace(tx *act.Tx, place PlaceID) (Place, error) {
	p, found, err := findPlace(tx, place)
	if err != nil {
		return Place{}, err
	}
	if !found {
		p = Place{ID: place}
	}
	if err := tx.Require(access.ReadPlaces, p.subject()); err != nil {
		return Place{}, err
	}
	return p, missingUnless(found)
}

// PlaceFilter chooses places. Zero fields do not filter.
type PlaceFilter struct {
	Text         string // part of the name, however it is written
	Kind         string
	Municipality string
	County       string
	Partner      PartnerID
	LowThreshold bool
	ActiveOn     civil.Date
	Organisation access.OrganisationID
	Limit        int // at most this many, 0: 5,000
}

const mostListed = 5_000

// Places lists places of the organisations in which the actor may read them, by name.
func Places(tx *act.Tx, f PlaceFilter) ([]Place, error) {
	scope, err := tx.Scope(access.ReadPlaces, "place")
	if err != nil {
		return nil, err
	}
	return listPlaces(tx, scope, f)
}

func municipalitiesOf(tx *act.Tx, county string) []string {
	var codes []string
	for _, m := range area.On(tx.Today()).MunicipalitiesOf(county) {
		codes = append(codes, m.Code)
	}
	return codes
}

// contains is the pattern of a LIKE … ESCAPE '!' that finds the folded text anywhere.
func contains(text string) string {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(i18n.Fold(strings.TrimSpace(text))) + "%"
}

func oneOf(codes []string, code string) bool {
	for _, c := range codes {
		if c == code {
			return true
		}
	}
	return false
}

func oneFault(name, key string, args ...any) error {
	var c fault.Checks
	c.That(false, name, key, args...)
	return c.Err()
}

// missingUnless is the answer to a question about a thing that is not there, after
// permission was asked for it.
func missingUnless(found bool) error {
	if !found {
		return fault.Missing()
	}
	return nil
}

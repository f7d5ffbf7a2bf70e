package outcome

import (
	"maps"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/instrument"
)

// Filter chooses measurements as they stand now. Zero fields do not filter.
type Filter struct {
	IDs        []MeasurementID   // nil: all
	Clients    []client.ClientID // nil: everybody
	Instrument instrument.InstrumentID
	Version    instrument.VersionID
	Unit       access.UnitID // in which it was made
	From, To   civil.Date    // half open
	After      MeasurementID
	Size       int // at most so many in a page
}

// Found is a measurement with its client's number.
type Found struct {
	Version
	ClientNumber string
}

// mostLooked is how many pages of rows a search looks through for one page that the actor may see.
const mostLooked = 20

// Search gives a page of the measurements in one organisation whose clients the actor may read, in the order of their ids, those after
// Filter.After. Whoever is narrowed to a unit or to an instrument searches nothing else, so that not even a page that is short tells of more. next is what the next page comes after; zero when there is none. Each client of whom something is handed out is noted in
// the log. A page may be shorter than Size though more follow.
func Search(tx *act.Tx, o access.OrganisationID, f Filter) (page []Found, next MeasurementID, err error) {
	scope, err := tx.Scope(access.ReadMeasurements, noun)
	if err != nil {
		return nil, next, err
	}
	only := tx.Actor.Only()
	if !scope.Covers(o, only.Unit) || !f.narrow(only) {
		return nil, next, nil
	}
	for range mostLooked {
		rows, err := searched(tx, o, f, f.Size+1)
		if err != nil {
			return nil, next, err
		}
		some := rows[:min(len(rows), f.Size-len(page))]
		if page, err = appendReadable(tx, page, some); err != nil {
			return nil, next, err
		}
		if len(some) == len(rows) {
			return page, MeasurementID{}, nil
		}
		next = some[len(some)-1].ID
		if f.After = next; len(page) == f.Size {
			break
		}
	}
	return page, next, nil
}

// Within tells whether a measurement was made within what an actor is narrowed to. It asks nothing, for those who ask for the measurement next.
func Within(tx *act.Tx, m MeasurementID, only access.Made) (bool, error) {
	if only == (access.Made{}) {
		return true, nil
	}
	versions, err := findVersions(tx, m)
	if err != nil || len(versions) == 0 {
		return false, err
	}
	made := versions[0].made()
	return (only.Unit.IsZero() || only.Unit == made.Unit) && (only.Instrument.IsZero() || only.Instrument == made.Instrument), nil
}

// narrow makes a filter choose nothing but what was made in a unit and with an instrument; false when it asks for something else.
func (f *Filter) narrow(only access.Made) bool {
	with := instrument.InstrumentID(only.Instrument)
	if !only.Unit.IsZero() && !f.Unit.IsZero() && f.Unit != only.Unit || !with.IsZero() && !f.Instrument.IsZero() && f.Instrument != with {
		return false
	}
	if !only.Unit.IsZero() {
		f.Unit = only.Unit
	}
	if !with.IsZero() {
		f.Instrument = with
	}
	return true
}

// appendReadable adds those rows whose clients the actor may read.
func appendReadable(tx *act.Tx, page []Found, rows []row) ([]Found, error) {
	all := make([]Measurement, len(rows))
	for i, r := range rows {
		all[i] = r.Measurement
	}
	holders, err := client.HoldMany(tx, measuredClients(all), client.Measuring)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		h := holders[r.Client]
		if p := h.Reading(access.ReadMeasurements); !tx.Actor.May(p, h.SubjectMade(noun, r.made())) {
			continue
		} else if err := tx.Require(p, h.SubjectMade(noun, r.made())); err != nil {
			return nil, err
		}
		f, err := instrument.FormOf(tx, r.Version.Version)
		if err != nil {
			return nil, err
		}
		v, err := r.open(h, f)
		if err != nil {
			return nil, err
		}
		page = append(page, Found{v, h.Number})
	}
	return page, nil
}

// EachOf calls fn for every measurement of some clients as it stands now, with those of the records joined to theirs, client by client and
// the oldest first. Clients of whom the actor may not read measurements, or only behind a glass, are passed over; each of the others of
// whom there is something is noted in the log.
func EachOf(tx *act.Tx, clients []client.ClientID, f Filter, fn func(Found) error) error {
	if _, err := tx.Scope(access.ReadMeasurements, noun); err != nil {
		return err
	}
	roots, err := client.JoinedTo(tx, clients)
	if err != nil {
		return err
	}
	for _, c := range clients {
		roots[c] = c
	}
	ids := slices.Collect(maps.Keys(roots))
	holders, err := client.HoldMany(tx, ids, client.Measuring)
	if err != nil {
		return err
	}
	readable := slices.DeleteFunc(ids, func(c client.ClientID) bool {
		return !tx.Actor.May(access.ReadMeasurements, holders[c].Subject(noun))
	})
	return eachOf(tx, readable, f, func(r row) error {
		h := holders[r.Client]
		if err := tx.Require(access.ReadMeasurements, h.Subject(noun)); err != nil {
			return err
		}
		form, err := instrument.FormOf(tx, r.Version.Version)
		if err != nil {
			return err
		}
		v, err := r.open(h, form)
		if err != nil {
			return err
		}
		return fn(Found{v, holders[roots[r.Client]].Number})
	})
}

package staff

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
)

// Roll tells who may be named in the records of an organisation: whoever has a
// post in it today, and on the days of her posts whoever had one.
type Roll struct {
	today civil.Date
	terms map[membership][]Term
}

type membership struct {
	organisation access.OrganisationID
	worker       access.WorkerID
}

// RollOf reads the roll of organisations, of the workers given or, when there are
// none, of all. It asks for no permission; the act has to ask for what it is about.
func RollOf(tx *act.Tx, organisations []access.OrganisationID, workers ...access.WorkerID) (Roll, error) {
	return readRoll(tx, organisations, workers)
}

// Has tells whether each of the workers may be named in a record of the organisation about that day.
func (r Roll) Has(o access.OrganisationID, day civil.Date, workers ...access.WorkerID) bool {
	return !slices.ContainsFunc(workers, func(w access.WorkerID) bool {
		return !slices.ContainsFunc(r.terms[membership{o, w}], func(t Term) bool { return t.In(day) || t.In(r.today) })
	})
}

package staff

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

// Colleague is a worker as those know her who do the same work. A worker with
// posts in several units is there once for each.
type Colleague struct {
	ID           access.WorkerID
	Name         string
	Organisation access.OrganisationID
	Unit         access.UnitID // zero: the whole organisation
}

// Colleagues lists those who record visits in the organisations on the act's
// day, by name. It asks for no permission, because their names stand on every
// form; the act has to ask for what the form is about.
func Colleagues(tx *act.Tx, organisations []access.OrganisationID) ([]Colleague, error) {
	var roles []string
	for _, r := range access.Roles() {
		if access.ReachOf(r, access.RecordVisits) != access.ReachNone {
			roles = append(roles, string(r))
		}
	}
	return colleagues(tx, organisations, roles)
}

// ColleagueName is the name of somebody who works or once worked in one of the
// organisations; empty for everybody else. Like Colleagues it asks for no permission.
func ColleagueName(tx *act.Tx, worker access.WorkerID, organisations []access.OrganisationID) (string, error) {
	names, err := ColleagueNames(tx, []access.WorkerID{worker}, organisations)
	return names[worker], err
}

// ColleagueNames is ColleagueName for many. A record may name anybody's id; only
// those who belong to its organisation are called by their names.
func ColleagueNames(tx *act.Tx, workers []access.WorkerID, organisations []access.OrganisationID) (map[access.WorkerID]string, error) {
	return colleagueNames(tx, workers, organisations)
}

package client

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

// Along is a client as a worker takes her along on a phone: what she is called, and in which language she likes to be asked. Nothing else
// of her leaves the house.
type Along struct {
	ID           ClientID
	Organisation access.OrganisationID
	Name         string // as it is said: given names, then family name
	Language     string // one of Languages, or empty

	tied tied
}

// AlongTo lists whom the actor may take along for a thing: clients whose own or pair worker she is today and who have agreed to it, those
// registered last first. There are most of them at most; more says that some were left out. A client whose key is not here is left out,
// for nobody could say who she is. The list asks nothing: before it leaves the house, HandOut asks for each.
func AlongTo(tx *act.Tx, to ConsentKind, most int) (all []Along, more bool, err error) {
	if !tx.Actor.Holds(access.CarryClients) {
		return nil, false, nil
	}
	ids, err := alongIDs(tx, to, most+1)
	if err != nil || len(ids) == 0 {
		return nil, false, err
	}
	more = len(ids) > most
	rows, err := openRows(tx, ids[:min(most, len(ids))])
	if err != nil {
		return nil, more, err
	}
	Filter{}.sort(rows)
	tie := map[ClientID]tied{}
	for some := range act.Shares(ids, 1) {
		found, err := ties(tx, some)
		if err != nil {
			return nil, more, err
		}
		for c, t := range found {
			tie[c] = t
		}
	}
	for _, r := range rows {
		if !r.Locked {
			all = append(all, Along{r.ID, r.Organisation, Person{Given: r.Given, Family: r.Family}.Name(), r.Language, tie[r.ID]})
		}
	}
	return all, more, nil
}

// HandOut asks for every client who is taken along. Each is a row of its own in the use log.
func HandOut(tx *act.Tx, all []Along) error {
	for _, a := range all {
		if err := tx.Require(access.CarryClients, subject(a.Organisation, a.ID, a.tied)); err != nil {
			return err
		}
	}
	return nil
}

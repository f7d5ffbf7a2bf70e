package staff

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

func colleagues(tx *act.Tx, organisations []access.OrganisationID, roles []string) ([]Colleague, error) {
	var a act.Args
	where := "p.organisation IN " + act.List(&a, organisations) + " AND p.role IN " + act.List(&a, roles) +
		" AND " + inForce("p", a.Add(tx.Today()))
	return act.All(tx, scanColleague, `SELECT DISTINCT w.id, w.name, p.organisation, p.unit, w.name_folded
		FROM staff_post p JOIN staff_worker w ON w.id = p.worker WHERE w.active AND `+where+
		" ORDER BY w.name_folded, w.id", a.Values...)
}

func scanColleague(s act.Scanner) (c Colleague, err error) {
	var folded string
	err = s.Scan(&c.ID, &c.Name, &c.Organisation, &c.Unit, &folded)
	return c, err
}

func colleagueNames(tx *act.Tx, workers []access.WorkerID, organisations []access.OrganisationID) (map[access.WorkerID]string, error) {
	var a act.Args
	return namesWhere(tx, "id IN "+act.List(&a, workers)+
		" AND EXISTS (SELECT 1 FROM staff_post p WHERE p.worker = staff_worker.id AND p.organisation IN "+act.List(&a, organisations)+")", a)
}

func namesWhere(tx *act.Tx, where string, a act.Args) (map[access.WorkerID]string, error) {
	names := map[access.WorkerID]string{}
	err := act.Each(tx, func(s act.Scanner) error {
		var worker access.WorkerID
		var name string
		err := s.Scan(&worker, &name)
		names[worker] = name
		return err
	}, "SELECT id, name FROM staff_worker WHERE "+where, a.Values...)
	return names, err
}

package staff

import (
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
)

func readRoll(tx *act.Tx, organisations []access.OrganisationID, workers []access.WorkerID) (Roll, error) {
	r := Roll{today: tx.Today(), terms: map[membership][]Term{}}
	var a act.Args
	where := "organisation IN " + act.List(&a, organisations)
	if len(workers) > 0 {
		where += " AND worker IN " + act.List(&a, workers)
	}
	err := act.Each(tx, func(s act.Scanner) error {
		var m membership
		var t Term
		err := s.Scan(&m.organisation, &m.worker, &t.From, &t.To)
		r.terms[m] = append(r.terms[m], t)
		return err
	}, "SELECT organisation, worker, from_day, to_day FROM staff_post WHERE "+where, a.Values...)
	return r, err
}

// OnRoll is what a Roll tells, as a condition of SQL: a statement that writes a
// record looks so for those whom the record names, without a journey of its own. organisation and
// day are the marks of the record's.
func OnRoll(a *act.Args, organisation, day string, today civil.Date, workers []access.WorkerID) string {
	now := a.Add(today)
	// Said with EXISTS, SQLite would plan the whole statement anew each time it runs: it compares
	// the values in such a condition with others, and holds a plan for good only as long as they are the same.
	each := make([]string, len(workers))
	for i, w := range workers {
		each[i] = "(SELECT 1 FROM staff_post p WHERE p.worker = " + a.Add(w) + " AND p.organisation = " + organisation +
			" AND (" + inForce("p", day) + " OR " + inForce("p", now) + ") LIMIT 1) = 1"
	}
	return strings.Join(each, " AND ")
}

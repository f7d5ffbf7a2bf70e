package client

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

// kept is a record with the version that stands.
type kept struct {
	record record
	row    row
}

func scanKept(s act.Scanner) (k kept, err error) {
	var by *string
	if err := s.Scan(append(k.record.into(&by), k.row.into()...)...); err != nil {
		return k, err
	}
	if by != nil {
		k.record.wrapped.By = *by
	}
	return k, nil
}

// currentOf are the whole versions that stand of some clients.
func currentOf(tx *act.Tx, ids []ClientID) ([]kept, error) {
	var a act.Args
	return act.All(tx, scanKept, "SELECT "+currentColumns+" FROM "+currentTables+" WHERE c.id IN "+act.List(&a, ids), a.Values...)
}

// namesOf are the names of some clients and what stands open beside them.
func namesOf(tx *act.Tx, ids []ClientID) ([]kept, error) {
	var a act.Args
	return act.All(tx, func(s act.Scanner) (k kept, err error) {
		var by *string
		err = s.Scan(append(k.record.into(&by), &k.row.no, &k.row.family, &k.row.given, &k.row.birthYear, &k.row.municipality, &k.row.language,
			&k.row.interpreter, &k.row.nonDisclosure)...)
		if by != nil {
			k.record.wrapped.By = *by
		}
		return k, err
	}, "SELECT "+recordColumns+", v.no, v.family, v.given, v.birth_year, v.municipality, v.language, v.interpreter, v.non_disclosure FROM "+
		currentTables+" WHERE c.id IN "+act.List(&a, ids), a.Values...)
}

// listed are the ids of a list, the newest first.
func listed(tx *act.Tx, scope access.Scope, f Filter, most int) ([]ClientID, error) {
	var a act.Args
	where := within(&a, tx, scope, tx.Actor.OrganisationsOf(access.ListClients))
	if f.Whose != Units {
		where += " AND r.worker = " + a.Add(tx.Actor.ID)
	}
	if !f.Unit.IsZero() {
		where += " AND r.unit = " + a.Add(f.Unit)
	}
	query := "SELECT r.holder FROM client_relation r WHERE " + where
	if f.Unit.IsZero() {
		query += " UNION SELECT COALESCE(m.merged_into, m.id) FROM client_glass g JOIN client_client m ON m.id = g.client WHERE g.worker = " +
			a.Add(tx.Actor.ID) + " AND g.until_at > " + a.Add(tx.Now)
	}
	all := "SELECT c.id FROM client_client c WHERE c.erased_at IS NULL AND c.merged_into IS NULL AND c.id IN (" + query + ")"
	if !f.Worker.IsZero() {
		today := a.Add(tx.Today())
		all += " AND EXISTS (SELECT 1 FROM client_relation w WHERE w.holder = c.id AND w.worker = " + a.Add(f.Worker) +
			" AND w.from_day <= " + today + " AND (w.to_day IS NULL OR w.to_day > " + today + "))"
	}
	return act.All(tx, scanID, all+" ORDER BY c.id DESC LIMIT "+a.Add(most), a.Values...)
}

// clientsMarked are those who have one of each group of marks; nobody when there is no group. Joined records are among them.
func clientsMarked(tx *act.Tx, groups [][][]byte, most int) ([]ClientID, error) {
	if len(groups) == 0 {
		return nil, nil
	}
	var a act.Args
	return act.All(tx, scanID, "SELECT DISTINCT t.client FROM client_mark t WHERE "+havingMarks(&a, groups)+" LIMIT "+a.Add(most), a.Values...)
}

func havingMarks(a *act.Args, groups [][][]byte) string {
	where := "t.mark IN " + act.List(a, groups[0])
	for _, g := range groups[1:] {
		where += " AND EXISTS (SELECT 1 FROM client_mark u WHERE u.client = t.client AND u.mark IN " + act.List(a, g) + ")"
	}
	return where
}

// clientsSought are those who have one of each group of marks and whom the actor is tied to, the newest first; records that were joined to
// one client may give her more than once. With few ties they are gone through; with many the marks are, and the reading ends as soon as
// there are enough.
func clientsSought(tx *act.Tx, scope access.Scope, groups [][][]byte, most int) ([]ClientID, error) {
	if len(groups) == 0 {
		return nil, nil
	}
	few, err := fewTies(tx, scope)
	if err != nil {
		return nil, err
	}
	var a act.Args
	where := havingMarks(&a, groups)
	tie := within(&a, tx, scope, tx.Actor.OrganisationsOf(access.ListClients))
	glass := "g.worker = " + a.Add(tx.Actor.ID) + " AND g.until_at > " + a.Add(tx.Now)
	if few {
		// Whoever is tied to a client is so to all records that were joined to hers.
		holders := "SELECT r.holder AS holder FROM client_relation r WHERE " + tie +
			" UNION SELECT COALESCE(o.merged_into, o.id) FROM client_glass g JOIN client_client o ON o.id = g.client WHERE " + glass
		where += " AND t.client IN (SELECT h.holder FROM (" + holders + ") h UNION ALL SELECT j.id FROM (" + holders +
			") h JOIN client_client j ON j.merged_into = h.holder)"
	} else {
		where += " AND (EXISTS (SELECT 1 FROM client_relation r WHERE r.holder = COALESCE(m.merged_into, m.id) AND " + tie + ")" +
			" OR EXISTS (SELECT 1 FROM client_glass g JOIN client_client o ON o.id = g.client" +
			" WHERE COALESCE(o.merged_into, o.id) = COALESCE(m.merged_into, m.id) AND " + glass + "))"
	}
	return act.All(tx, scanID, "SELECT COALESCE(m.merged_into, m.id) FROM client_mark t JOIN client_client m ON m.id = t.client WHERE "+where+
		" AND m.erased_at IS NULL ORDER BY t.client DESC LIMIT "+a.Add(most), a.Values...)
}

// mostTies is how many ties are gone through one by one.
const mostTies = 2_000

func fewTies(tx *act.Tx, scope access.Scope) (bool, error) {
	var a act.Args
	tie := within(&a, tx, scope, tx.Actor.OrganisationsOf(access.ListClients))
	n, _, err := act.One(tx, scanCount, "SELECT count(*) FROM (SELECT 1 FROM client_relation r WHERE "+tie+" LIMIT "+a.Add(mostTies+1)+") AS ties", a.Values...)
	return n <= mostTies, err
}

func clientOfNumber(tx *act.Tx, o access.OrganisationID, folded string) (ClientID, bool, error) {
	return act.One(tx, scanID, "SELECT id FROM client_client WHERE organisation = $1 AND number_folded = $2", o, folded)
}

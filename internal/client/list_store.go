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

// clientsSought are those who have one of each group of marks and whom the actor is tied to, the newest first.
func clientsSought(tx *act.Tx, scope access.Scope, groups [][][]byte, most int) ([]ClientID, error) {
	if len(groups) == 0 {
		return nil, nil
	}
	var a act.Args
	marks := havingMarks(&a, groups)
	tie := within(&a, tx, scope, tx.Actor.OrganisationsOf(access.ListClients))
	me, now := a.Add(tx.Actor.ID), a.Add(tx.Now)
	return act.All(tx, scanID, `SELECT DISTINCT c.id FROM client_mark t JOIN client_client m ON m.id = t.client
		JOIN client_client c ON c.id = COALESCE(m.merged_into, m.id)
		WHERE `+marks+` AND c.erased_at IS NULL AND (EXISTS (SELECT 1 FROM client_relation r WHERE r.holder = c.id AND `+tie+`)
		OR EXISTS (SELECT 1 FROM client_glass g WHERE g.client IN (c.id, m.id) AND g.worker = `+me+` AND g.until_at > `+now+`))
		ORDER BY c.id DESC LIMIT `+a.Add(most), a.Values...)
}

func clientOfNumber(tx *act.Tx, o access.OrganisationID, folded string) (ClientID, bool, error) {
	return act.One(tx, scanID, "SELECT id FROM client_client WHERE organisation = $1 AND number_folded = $2", o, folded)
}

package reference

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

const setColumns = "id, organisation, instrument, scale, people, asked, source, imported_by, imported_at, retired_by, retired_at, replaced_by"

func scanSet(s act.Scanner) (one Set, err error) {
	err = s.Scan(&one.ID, &one.Organisation, &one.Instrument, &one.Scale, &one.People, &one.Asked, &one.Source, &one.ImportedBy, &one.ImportedAt,
		&one.RetiredBy, &one.RetiredAt, &one.ReplacedBy)
	return one, err
}

func insertSet(tx *act.Tx, s Set) error {
	if _, err := tx.Exec("INSERT INTO reference_set ("+setColumns+") VALUES "+act.Values(1, 12),
		s.ID, s.Organisation, s.Instrument, s.Scale, s.People, s.Asked, s.Source, s.ImportedBy, s.ImportedAt, s.RetiredBy, s.RetiredAt, s.ReplacedBy); err != nil {
		return err
	}
	for _, one := range s.Scores {
		if one.N == 0 {
			continue
		}
		if _, err := tx.Exec("INSERT INTO reference_score (reference, score, n) VALUES ($1,$2,$3)", s.ID, one.Score, one.N); err != nil {
			return err
		}
	}
	return nil
}

// findAlike finds the set in use of the same people and day on the same scale.
func findAlike(tx *act.Tx, s Set) (Set, bool, error) {
	return act.One(tx, scanSet, "SELECT "+setColumns+` FROM reference_set WHERE organisation = $1 AND instrument = $2 AND scale = $3 AND people = $4
		AND asked = $5 AND retired_at IS NULL AND id <> $6`, s.Organisation, s.Instrument, s.Scale, s.People, s.Asked, s.ID)
}

func findSet(tx *act.Tx, set SetID) (Set, bool, error) {
	one, found, err := act.One(tx, scanSet, "SELECT "+setColumns+" FROM reference_set WHERE id = $1", set)
	if err != nil || !found {
		return one, found, err
	}
	all := []Set{one}
	err = addScores(tx, all)
	return all[0], true, err
}

func listSets(tx *act.Tx, scope access.Scope) ([]Set, error) {
	var a act.Args
	where := a.Within(scope, "organisation", "")
	all, err := act.All(tx, scanSet, "SELECT "+setColumns+" FROM reference_set WHERE "+where+
		" ORDER BY CASE WHEN retired_at IS NULL THEN 0 ELSE 1 END, instrument, scale, asked DESC, people, retired_at DESC, id LIMIT 500", a.Values...)
	if err != nil {
		return nil, err
	}
	return all, addScores(tx, all)
}

// addScores puts the scores to their sets, in their order.
func addScores(tx *act.Tx, all []Set) error {
	if len(all) == 0 {
		return nil
	}
	at := map[SetID]*Set{}
	ids := make([]SetID, len(all))
	for i := range all {
		at[all[i].ID], ids[i] = &all[i], all[i].ID
	}
	var a act.Args
	return act.Each(tx, func(s act.Scanner) error {
		var of SetID
		var one Score
		if err := s.Scan(&of, &one.Score, &one.N); err != nil {
			return err
		}
		at[of].Scores = append(at[of].Scores, one)
		return nil
	}, "SELECT reference, score, n FROM reference_score WHERE reference IN "+act.List(&a, ids)+" ORDER BY reference, score", a.Values...)
}

func retireSet(tx *act.Tx, s Set) error {
	_, err := tx.Exec("UPDATE reference_set SET retired_by = $1, retired_at = $2, replaced_by = $3 WHERE id = $4 AND retired_at IS NULL",
		s.RetiredBy, s.RetiredAt, s.ReplacedBy, s.ID)
	return err
}

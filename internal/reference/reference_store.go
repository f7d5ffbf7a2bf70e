package reference

import "rinnalla/internal/act"

func replace(tx *act.Tx, s Set) error {
	const same = " organisation = $1 AND instrument = $2 AND scale = $3 AND people = $4 AND asked = $5"
	key := []any{s.Organisation, s.Instrument, s.Scale, s.People, s.Asked}
	if _, err := tx.Exec("DELETE FROM reference_score WHERE reference IN (SELECT id FROM reference_set WHERE"+same+")", key...); err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM reference_set WHERE"+same, key...); err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT INTO reference_set (organisation, instrument, scale, people, asked, id, source, imported_at) VALUES "+act.Values(1, 8),
		append(key, s.ID, s.Source, tx.Now)...); err != nil {
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

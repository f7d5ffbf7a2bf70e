package act

import (
	"rinnalla/internal/access"
	"rinnalla/internal/civil"
)

const sealColumns = "organisation, year, no, at, entries, members, root, previous, chain"

func scanSeal(s Scanner) (v Seal, err error) {
	err = s.Scan(&v.Organisation, &v.Year, &v.No, &v.At, &v.Entries, &v.Members, &v.Root, &v.Previous, &v.Chain)
	return v, err
}

func insertSeal(tx *Tx, s Seal) error {
	_, err := tx.Exec("INSERT INTO act_seal ("+sealColumns+") VALUES "+Values(1, 9),
		s.Organisation, s.Year, s.No, s.At, s.Entries, s.Members, s.Root, s.Previous, s.Chain)
	return err
}

// lastSeal is the newest link up to the end of the year: of the year itself, or
// the head that is carried over from an earlier one.
func lastSeal(tx *Tx, o access.OrganisationID, year int) (Seal, bool, error) {
	return One(tx, scanSeal, "SELECT "+sealColumns+` FROM act_seal WHERE organisation = $1 AND year <= $2
		ORDER BY year DESC, no DESC LIMIT 1`, o, year)
}

func sealsSince(tx *Tx, since civil.Instant) ([]Seal, error) {
	return All(tx, scanSeal, "SELECT "+sealColumns+" FROM act_seal WHERE at >= $1", since)
}

func newestSeal(tx *Tx) (civil.Instant, bool, error) {
	return One(tx, func(s Scanner) (at civil.Instant, err error) { return at, s.Scan(&at) },
		"SELECT at FROM act_seal ORDER BY at DESC LIMIT 1")
}

func sealedSegments(tx *Tx) ([]Seal, error) {
	return All(tx, func(s Scanner) (v Seal, err error) {
		return v, s.Scan(&v.Organisation, &v.Year)
	}, "SELECT DISTINCT organisation, year FROM act_seal ORDER BY organisation, year")
}

func eachSeal(tx *Tx, o access.OrganisationID, year int, fn func(Seal) error) error {
	all, err := All(tx, scanSeal, "SELECT "+sealColumns+" FROM act_seal WHERE organisation = $1 AND year = $2 ORDER BY no", o, year)
	if err != nil {
		return err
	}
	for _, s := range all {
		if err := fn(s); err != nil {
			return err
		}
	}
	return nil
}

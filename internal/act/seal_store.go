package act

import (
	"rinnalla/internal/access"
	"rinnalla/internal/civil"
	"rinnalla/internal/id"
)

const sealColumns = "organisation, year, no, at, entries, members, root, previous, chain"

func scanSeal(s Scanner) (v Seal, err error) {
	err = s.Scan(&v.Organisation, &v.Year, &v.No, &v.At, &v.Entries, &v.Members, &v.Root, &v.Previous, &v.Chain)
	return v, err
}

// insertSeal adds a link. DO NOTHING never happens: PostgreSQL makes of a link
// that another node has added meanwhile a collision, which is tried again.
func insertSeal(tx *Tx, s Seal) error {
	_, err := tx.Exec("INSERT INTO act_seal ("+sealColumns+") VALUES "+Values(1, 9)+" ON CONFLICT DO NOTHING",
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

func isDestroyed(tx *Tx, o access.OrganisationID, year int) (bool, error) {
	_, found, err := One(tx, func(s Scanner) (n int, err error) { return n, s.Scan(&n) },
		"SELECT 1 FROM act_destroyed WHERE organisation = $1 AND year = $2", o, year)
	return found, err
}

// destroySegment notes the destruction first: the trigger that keeps the log
// append-only lets go of a noted year alone.
func destroySegment(tx *Tx, o access.OrganisationID, year int) (int64, error) {
	first, next := yearBounds(year)
	n, err := countEntries(tx, o, first, next)
	if err != nil {
		return 0, err
	}
	if _, err := tx.Exec("INSERT INTO act_destroyed (organisation, year, at, entries) VALUES ($1, $2, $3, $4)", o, year, tx.Now, n); err != nil {
		return 0, err
	}
	return tx.Exec("DELETE FROM act_log WHERE organisation = $1 AND id >= $2 AND id < $3", o, first, next)
}

func countEntries(tx *Tx, o access.OrganisationID, first, next id.Of[Entry]) (int, error) {
	n, _, err := One(tx, func(s Scanner) (n int, err error) { return n, s.Scan(&n) },
		"SELECT count(*) FROM act_log WHERE organisation = $1 AND id >= $2 AND id < $3", o, first, next)
	return n, err
}

func eachEntryID(tx *Tx, o access.OrganisationID, first, next id.Of[Entry], fn func(id.Of[Entry])) error {
	return Each(tx, func(s Scanner) error {
		var e id.Of[Entry]
		if err := s.Scan(&e); err != nil {
			return err
		}
		fn(e)
		return nil
	}, "SELECT id FROM act_log WHERE organisation = $1 AND id >= $2 AND id < $3 ORDER BY id", o, first, next)
}

// unsealedSegments lists entries of organisations and years that have no seal.
// A segment without any is rare, so all rows of such organisations are looked at.
func unsealedSegments(tx *Tx) ([]Entry, error) {
	segments, err := sealedSegments(tx)
	if err != nil {
		return nil, err
	}
	type segment struct {
		o    access.OrganisationID
		year int
	}
	sealed := map[segment]bool{}
	for _, s := range segments {
		sealed[segment{s.Organisation, s.Year}] = true
	}
	var outside []Entry
	err = Each(tx, func(s Scanner) error {
		var e Entry
		if err := s.Scan(&e.ID, &e.Organisation); err != nil {
			return err
		}
		if !sealed[segment{e.Organisation, e.year()}] {
			outside = append(outside, e)
		}
		return nil
	}, "SELECT id, organisation FROM act_log ORDER BY id")
	return outside, err
}

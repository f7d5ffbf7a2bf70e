package client

import (
	"strings"

	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/seal"
)

const (
	recordColumns  = "c.id, c.organisation, c.number, c.no, c.made_at, c.made_by, c.merged_into, c.erased_at, k.wrapped_by, k.keyset"
	recordTables   = "client_client c LEFT JOIN client_keyset k ON k.client = c.id"
	versionColumns = "client, no, family, given, code, born, phone, email, address, home, note, reason, birth_year, municipality, language, " +
		"interpreter, non_disclosure, recorded_by, recorded_at, correction"
	currentTables = recordTables + " JOIN client_version v ON v.client = c.id AND v.no = c.no"
)

// currentColumns are those of a record and of the version that stands, out of currentTables.
var currentColumns = recordColumns + ", v." + strings.ReplaceAll(versionColumns, ", ", ", v.")

func (r *record) into(wrappedBy **string) []any {
	return []any{&r.id, &r.organisation, &r.number, &r.no, &r.madeAt, &r.madeBy, &r.mergedInto, &r.erasedAt, wrappedBy, &r.wrapped.Box}
}

func scanRecord(s act.Scanner) (r record, err error) {
	var by *string
	if err := s.Scan(r.into(&by)...); err != nil {
		return r, err
	}
	if by != nil {
		r.wrapped.By = *by
	}
	return r, nil
}

func findRecord(tx *act.Tx, c ClientID) (record, bool, error) {
	return act.One(tx, scanRecord, "SELECT "+recordColumns+" FROM "+recordTables+" WHERE c.id = $1", c)
}

// joined are the records that were joined to one.
func joined(tx *act.Tx, root ClientID) ([]record, error) {
	return act.All(tx, scanRecord, "SELECT "+recordColumns+" FROM "+recordTables+" WHERE c.merged_into = $1 ORDER BY c.made_at, c.id", root)
}

func insertClient(tx *act.Tx, r record) (bool, error) {
	n, err := tx.Exec("INSERT INTO client_client (id, organisation, number, number_folded, no, made_at, made_by) VALUES "+act.Values(1, 7)+
		" ON CONFLICT DO NOTHING", r.id, r.organisation, r.number, foldNumber(r.number), r.no, r.madeAt, r.madeBy)
	return n == 1, err
}

func insertKeyset(tx *act.Tx, c ClientID, w seal.Wrapped) error {
	return tx.Later("INSERT INTO client_keyset (client, wrapped_by, keyset) VALUES ($1, $2, $3)", c, w.By, w.Box)
}

func insertVersion(tx *act.Tx, v row) error {
	return tx.Later("INSERT INTO client_version ("+versionColumns+") VALUES "+act.Values(1, 20), v.client, v.no, v.family, v.given, v.code, v.born,
		v.phone, v.email, v.address, v.home, v.note, v.reason, v.birthYear, v.municipality, v.language, v.interpreter, v.nonDisclosure,
		v.recordedBy, v.recordedAt, v.correction)
}

func (v *row) into() []any {
	return []any{&v.client, &v.no, &v.family, &v.given, &v.code, &v.born, &v.phone, &v.email, &v.address, &v.home, &v.note, &v.reason, &v.birthYear,
		&v.municipality, &v.language, &v.interpreter, &v.nonDisclosure, &v.recordedBy, &v.recordedAt, &v.correction}
}

func scanVersion(s act.Scanner) (v row, err error) { return v, s.Scan(v.into()...) }

// versions are all of one client, the newest first.
func versions(tx *act.Tx, c ClientID) ([]row, error) {
	return act.All(tx, scanVersion, "SELECT "+versionColumns+" FROM client_version WHERE client = $1 ORDER BY no DESC", c)
}

func versionNo(tx *act.Tx, c ClientID, no int) (row, error) {
	v, _, err := act.One(tx, scanVersion, "SELECT "+versionColumns+" FROM client_version WHERE client = $1 AND no = $2", c, no)
	return v, err
}

// raiseVersion tells whether the version that was seen was still the newest.
func raiseVersion(tx *act.Tx, c ClientID, seen int) (bool, error) {
	n, err := tx.Exec("UPDATE client_client SET no = no + 1 WHERE id = $1 AND no = $2 AND erased_at IS NULL", c, seen)
	return n == 1, err
}

func erase(tx *act.Tx, c ClientID, at civil.Instant) error {
	for _, statement := range []string{
		"DELETE FROM client_keyset WHERE client = $1",
		"DELETE FROM client_code_mark WHERE client = $1",
		`UPDATE client_version SET family = NULL, given = NULL, code = NULL, born = NULL, phone = NULL, email = NULL, address = NULL, home = NULL, note = NULL,
			reason = NULL, birth_year = 0, municipality = '', language = '' WHERE client = $1`,
	} {
		if _, err := tx.Exec(statement, c); err != nil {
			return err
		}
	}
	_, err := tx.Exec("UPDATE client_client SET erased_at = $1 WHERE id = $2", at, c)
	return err
}

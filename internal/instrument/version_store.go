package instrument

import (
	"encoding/json"
	"fmt"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
)

const (
	instrumentColumns = "id, organisation, code, retired"
	versionColumns    = "id, instrument, number, status, definition, changed, compares, edition, made_at, made_by, locked_at"
)

func scanInstrument(s act.Scanner) (i Instrument, err error) {
	err = s.Scan(&i.ID, &i.Organisation, &i.Code, &i.Retired)
	return i, err
}

func scanVersion(s act.Scanner) (v Version, err error) {
	var definition string
	var locked *civil.Instant
	if err := s.Scan(&v.ID, &v.Instrument, &v.Number, &v.Status, &definition, &v.Changed, &v.Compares, &v.Edition, &v.MadeAt,
		&v.MadeBy, &locked); err != nil {
		return v, err
	}
	if locked != nil {
		v.LockedAt = *locked
	}
	if err := json.Unmarshal([]byte(definition), &v.Definition); err != nil {
		return v, fmt.Errorf("definition of version %s: %w", v.ID, err)
	}
	return v, nil
}

func insertInstrument(tx *act.Tx, i Instrument) (bool, error) {
	n, err := tx.Exec("INSERT INTO instrument_instrument ("+instrumentColumns+") VALUES ($1,$2,$3,$4) ON CONFLICT DO NOTHING",
		i.ID, i.Organisation, i.Code, i.Retired)
	return n == 1, err
}

func insertVersion(tx *act.Tx, v Version) (bool, error) {
	text, err := v.Definition.JSON()
	if err != nil {
		return false, err
	}
	var locked any
	if v.Status == Locked {
		locked = v.LockedAt
	}
	n, err := tx.Exec("INSERT INTO instrument_version ("+versionColumns+") VALUES "+act.Values(1, 11)+" ON CONFLICT DO NOTHING",
		v.ID, v.Instrument, v.Number, string(v.Status), string(text), v.Changed, v.Compares, v.Edition, v.MadeAt, v.MadeBy, locked)
	return n == 1, err
}

// updateDraft writes a draft anew if its edition is still the one that was seen.
func updateDraft(tx *act.Tx, v Version) (bool, error) {
	text, err := v.Definition.JSON()
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(`UPDATE instrument_version SET definition = $1, changed = $2, compares = $3, edition = edition + 1
		WHERE id = $4 AND edition = $5 AND status = 'draft'`, string(text), v.Changed, v.Compares, v.ID, v.Edition)
	return n == 1, err
}

func lockVersion(tx *act.Tx, version VersionID, edition int, at civil.Instant) (bool, error) {
	n, err := tx.Exec(`UPDATE instrument_version SET status = 'locked', locked_at = $1
		WHERE id = $2 AND edition = $3 AND status = 'draft'`, at, version, edition)
	return n == 1, err
}

func setRetired(tx *act.Tx, i InstrumentID, retired bool) error {
	_, err := tx.Exec("UPDATE instrument_instrument SET retired = $1 WHERE id = $2", retired, i)
	return err
}

func findInstrument(tx *act.Tx, i InstrumentID) (Instrument, bool, error) {
	return act.One(tx, scanInstrument, "SELECT "+instrumentColumns+" FROM instrument_instrument WHERE id = $1", i)
}

func findByCode(tx *act.Tx, o access.OrganisationID, code string) (Instrument, bool, error) {
	return act.One(tx, scanInstrument, "SELECT "+instrumentColumns+" FROM instrument_instrument WHERE organisation = $1 AND code = $2", o, code)
}

// listInstruments puts the installation's own last under each code.
func listInstruments(tx *act.Tx, scope access.Scope) ([]Instrument, error) {
	var a act.Args
	where := a.Within(scope, "organisation", "")
	return act.All(tx, scanInstrument, "SELECT "+instrumentColumns+" FROM instrument_instrument WHERE "+where+
		" ORDER BY code, CASE WHEN organisation = "+a.Add(access.Installation)+" THEN 1 ELSE 0 END, organisation", a.Values...)
}

func findVersion(tx *act.Tx, version VersionID) (Version, bool, error) {
	return act.One(tx, scanVersion, "SELECT "+versionColumns+" FROM instrument_version WHERE id = $1", version)
}

// state is what an answer has to know about a version before it is taken.
type state struct {
	status  Status
	edition int
	retired bool
}

func findState(tx *act.Tx, version VersionID) (state, bool, error) {
	return act.One(tx, func(s act.Scanner) (st state, err error) {
		err = s.Scan(&st.status, &st.edition, &st.retired)
		return st, err
	}, `SELECT v.status, v.edition, i.retired FROM instrument_version v JOIN instrument_instrument i ON i.id = v.instrument
		WHERE v.id = $1`, version)
}

func listVersions(tx *act.Tx, of []InstrumentID) ([]Version, error) {
	var a act.Args
	return act.All(tx, scanVersion, "SELECT "+versionColumns+" FROM instrument_version WHERE instrument IN "+act.List(&a, of)+
		" ORDER BY instrument, number", a.Values...)
}

// listCompares reads of each version no more than whether its scores compare with those of the one before.
func listCompares(tx *act.Tx, i InstrumentID) ([]Version, error) {
	return act.All(tx, func(s act.Scanner) (v Version, err error) {
		err = s.Scan(&v.Number, &v.Compares)
		return v, err
	}, "SELECT number, compares FROM instrument_version WHERE instrument = $1 ORDER BY number", i)
}

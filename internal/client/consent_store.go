package client

import (
	"strings"

	"rinnalla/internal/act"
)

const consentColumns = "id, client, kind, state, day, given_by, way, recorded_by, recorded_at, note"

func insertConsent(tx *act.Tx, k Consent, note []byte) (bool, error) {
	n, err := tx.Exec("INSERT INTO client_consent ("+consentColumns+") VALUES "+act.Values(1, 10)+" ON CONFLICT DO NOTHING",
		k.ID, k.Client, string(k.Kind), string(k.State), k.Day, k.By, k.Way, k.RecordedBy, k.RecordedAt, note)
	return n == 1, err
}

// consentRow is a consent with its sealed note.
type consentRow struct {
	Consent
	note []byte
}

func scanConsent(s act.Scanner) (k consentRow, err error) {
	err = s.Scan(&k.ID, &k.Client, &k.Kind, &k.State, &k.Day, &k.By, &k.Way, &k.RecordedBy, &k.RecordedAt, &k.note)
	return k, err
}

func findConsent(tx *act.Tx, consent ConsentID) (Consent, []byte, bool, error) {
	k, found, err := act.One(tx, scanConsent, "SELECT "+consentColumns+" FROM client_consent WHERE id = $1", consent)
	return k.Consent, k.note, found, err
}

// consentsOf are those of one record, opened with its key.
func consentsOf(tx *act.Tx, r record) ([]Consent, error) {
	return openedConsents(tx, r, "SELECT "+consentColumns+" FROM client_consent WHERE client = $1", r.id)
}

// newestConsents are what was said last about each thing.
func newestConsents(tx *act.Tx, r record) ([]Consent, error) {
	a := act.Args{Values: []any{r.id}}
	var each []string
	for _, kind := range ConsentKinds() {
		each = append(each, "SELECT * FROM (SELECT "+consentColumns+" FROM client_consent WHERE client = $1 AND kind = "+a.Add(string(kind))+
			" ORDER BY day DESC, recorded_at DESC LIMIT 1) newest")
	}
	return openedConsents(tx, r, strings.Join(each, " UNION ALL "), a.Values...)
}

func openedConsents(tx *act.Tx, r record, query string, args ...any) ([]Consent, error) {
	key, err := r.key(tx)
	if err != nil {
		return nil, err
	}
	rows, err := act.All(tx, scanConsent, query, args...)
	if err != nil {
		return nil, err
	}
	all := make([]Consent, len(rows))
	for i, k := range rows {
		all[i] = k.Consent
		if key.IsZero() {
			continue
		}
		if all[i].Note, err = key.Open(k.note, place("client_consent.note", k.Client, k.ID)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

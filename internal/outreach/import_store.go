package outreach

import (
	"fmt"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
)

func placesOf(tx *act.Tx, o access.OrganisationID) ([]Place, error) {
	return act.All(tx, scanPlace, "SELECT "+placeColumns+" FROM outreach_place WHERE organisation = $1 ORDER BY id", o)
}

func eachTrace(tx *act.Tx, o access.OrganisationID, u access.UnitID, p civil.Period, fn func(Trace)) error {
	return act.Each(tx, func(s act.Scanner) error {
		var t Trace
		if err := s.Scan(&t.Place, &t.Day, &t.Present, &t.Conversations); err != nil {
			return err
		}
		fn(t)
		return nil
	}, `SELECT place, day, present, conversations FROM outreach_version
		WHERE organisation = $1 AND unit = $2 AND day >= $3 AND day < $4 AND state = 'current'`, o, u, p.From, p.To)
}

func standingOfImport(tx *act.Tx, of ImportID) (ImportStanding, error) {
	st, _, err := act.One(tx, func(s act.Scanner) (st ImportStanding, err error) {
		return st, s.Scan(&st.Current, &st.Corrected, &st.Withdrawn)
	}, `SELECT CAST(COALESCE(SUM(CASE WHEN state = 'current' THEN 1 ELSE 0 END), 0) AS bigint),
		CAST(COALESCE(SUM(CASE WHEN state = 'current' AND no > 1 THEN 1 ELSE 0 END), 0) AS bigint),
		CAST(COALESCE(SUM(CASE WHEN state = 'withdrawn' THEN 1 ELSE 0 END), 0) AS bigint)
		FROM outreach_version WHERE import = $1`, of)
	return st, err
}

// withdrawImport does in two statements what Withdraw does for one visit.
func withdrawImport(tx *act.Tx, of ImportID, c CorrectionID, reason string) (int, error) {
	kept := strings.Split(givenColumns+", municipality, rule", ", ")
	values := strings.Join(kept, ", ")
	for column, value := range map[string]string{
		"no": "no + 1", "state": "'withdrawn'", "recorded_by": "$2", "recorded_at": "$3", "correction": "$4", "reason": "$5",
	} {
		values = strings.Replace(", "+values+",", ", "+column+",", ", "+value+",", 1)
		values = strings.Trim(values, ", ")
	}
	n, err := tx.Exec("INSERT INTO outreach_version ("+strings.Join(kept, ", ")+") SELECT "+values+
		" FROM outreach_version WHERE import = $1 AND state = 'current'", of, tx.Actor.ID, tx.Now, c, reason)
	if err != nil {
		return 0, fmt.Errorf("withdraw import: %w", err)
	}
	_, err = tx.Exec("UPDATE outreach_version SET state = 'replaced' WHERE import = $1 AND state = 'current'", of)
	return int(n), err
}

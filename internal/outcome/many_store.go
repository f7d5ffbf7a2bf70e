package outcome

import (
	"fmt"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/instrument"
)

// writer writes many new versions with few statements.
type writer struct {
	tx    *act.Tx
	bulks map[int]*act.Bulk // by the number of scores
}

func newWriter(tx *act.Tx) *writer { return &writer{tx, map[int]*act.Bulk{}} }

func (w *writer) add(r row) error {
	n := len(r.scores)
	if w.bulks[n] == nil {
		w.bulks[n] = act.NewBulk(w.tx, heads[n], columnsKept+n)
	}
	return w.bulks[n].Add(r.values()...)
}

func (w *writer) close() error {
	for _, b := range w.bulks {
		if err := b.Close(); err != nil {
			return fmt.Errorf("record measurements: %w", err)
		}
	}
	return nil
}

func eachTrace(tx *act.Tx, of instrument.InstrumentID, clients []client.ClientID, fn func(Trace, Content)) error {
	a := act.Args{Values: []any{of}}
	return act.Each(tx, func(s act.Scanner) error {
		var t Trace
		var c Content
		var closed, words []byte
		if err := s.Scan(&t.Client, &t.Day, &t.By, &c.Version, &c.Occasion, &closed, &words); err != nil {
			return err
		}
		c.Closed, c.Worded = string(closed), len(words) > 0
		fn(t, c)
		return nil
	}, "SELECT client, day, answered_by, version, occasion, closed, words FROM outcome_measurement WHERE instrument = $1 AND state = 'current' AND client IN "+act.List(&a, clients), a.Values...)
}

func standingOfImport(tx *act.Tx, of ImportID) (ImportStanding, error) {
	st, _, err := act.One(tx, func(s act.Scanner) (st ImportStanding, err error) {
		return st, s.Scan(&st.Current, &st.Corrected, &st.Withdrawn)
	}, `SELECT count(*) FILTER (WHERE state = 'current'), count(*) FILTER (WHERE state = 'current' AND no > 1), count(*) FILTER (WHERE state = 'withdrawn')
		FROM outcome_measurement WHERE import = $1`, of)
	return st, err
}

func currentOfImport(tx *act.Tx, of ImportID) ([]MeasurementID, error) {
	return act.All(tx, func(s act.Scanner) (m MeasurementID, err error) { return m, s.Scan(&m) },
		"SELECT id FROM outcome_measurement WHERE import = $1 AND state = 'current' ORDER BY client, id", of)
}

func currentByID(tx *act.Tx, ids []MeasurementID) (all []row, err error) {
	for some := range act.Shares(ids, 1) {
		var a act.Args
		rows, err := act.All(tx, scanRow, "SELECT "+keptColumns+" FROM outcome_measurement WHERE id IN "+act.List(&a, some)+" AND state = 'current'", a.Values...)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return all, nil
}

// replaceImport marks the versions that a correction has followed.
func replaceImport(tx *act.Tx, of ImportID, c CorrectionID) error {
	_, err := tx.Exec(`UPDATE outcome_measurement SET state = 'replaced' WHERE import = $1 AND state = 'current'
		AND EXISTS (SELECT 1 FROM outcome_measurement w WHERE w.id = outcome_measurement.id AND w.no = outcome_measurement.no + 1 AND w.correction = $2)`, of, c)
	return err
}

// chosen is the condition of a filter, over measurements as they stand.
func (f Filter) chosen(a *act.Args) string {
	where := "state = 'current'"
	if f.IDs != nil {
		where += " AND id IN " + act.List(a, f.IDs)
	}
	if f.Clients != nil {
		where += " AND client IN " + act.List(a, f.Clients)
	}
	if !f.Instrument.IsZero() {
		where += " AND instrument = " + a.Add(f.Instrument)
	}
	if !f.Version.IsZero() {
		where += " AND version = " + a.Add(f.Version)
	}
	if !f.Unit.IsZero() {
		where += " AND unit = " + a.Add(f.Unit)
	}
	if !f.From.IsZero() {
		where += " AND day >= " + a.Add(f.From)
	}
	if !f.To.IsZero() {
		where += " AND day < " + a.Add(f.To)
	}
	if !f.After.IsZero() {
		where += " AND id > " + a.Add(f.After)
	}
	return where
}

// searched are measurements in an organisation, in the order of their ids.
func searched(tx *act.Tx, o access.OrganisationID, f Filter, most int) ([]row, error) {
	var a act.Args
	where := f.chosen(&a)
	return act.All(tx, scanRow, "SELECT "+keptColumns+" FROM outcome_measurement WHERE "+where+" AND organisation = "+a.Add(o)+" ORDER BY id LIMIT "+a.Add(most), a.Values...)
}

// eachOf calls fn for the measurements of some clients, client by client and the oldest first. fn may ask the database: no rows are open.
func eachOf(tx *act.Tx, clients []client.ClientID, f Filter, fn func(row) error) error {
	for some := range act.Shares(clients, 1) {
		f.Clients = some
		var a act.Args
		rows, err := act.All(tx, scanRow, "SELECT "+keptColumns+" FROM outcome_measurement WHERE "+f.chosen(&a)+" ORDER BY client, day, recorded_at, id", a.Values...)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := fn(r); err != nil {
				return err
			}
		}
	}
	return nil
}

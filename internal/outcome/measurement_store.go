package outcome

import (
	"fmt"

	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/instrument"
)

const (
	keptColumns = "id, no, state, client, organisation, unit, instrument, version, number, moment, occasion, day, answered_by, interpreter, way, " +
		"place, language, seconds, import, recorded_by, recorded_at, correction, closed, words, reason"
	mostScores = 32
)

// heads are the beginnings of statements that write versions with so many scores.
var heads = func() (all [mostScores + 1]string) {
	columns := keptColumns + ", packed"
	for n := range all {
		if n > 0 {
			columns += fmt.Sprintf(", s%02d", n)
		}
		all[n] = "INSERT INTO outcome_measurement (" + columns + ")"
	}
	return all
}()

const columnsKept = 26 // keptColumns and packed

// insertions are the statements that write one version, if it is not there.
var insertions = func() (all [mostScores + 1]string) {
	for n, head := range heads {
		all[n] = head + " VALUES " + act.Values(1, columnsKept+n) + " ON CONFLICT DO NOTHING"
	}
	return all
}()

// values are those of a version, in the order of its statement.
func (r row) values() []any {
	args := make([]any, 0, columnsKept+len(r.scores))
	args = append(args, r.ID, r.No, string(r.State), r.Client, r.Organisation, r.Unit, r.Instrument, r.Version.Version, r.Number, r.moment(),
		string(r.Occasion), r.Day, string(r.By), r.Interpreter, string(r.Way), r.Place, r.Language, r.Seconds, r.Import, r.RecordedBy,
		r.RecordedAt, r.Correction, r.closed, r.words, r.reason, r.packed)
	for _, s := range r.scores {
		if s.Exists {
			args = append(args, s.Value)
		} else {
			args = append(args, nil)
		}
	}
	return args
}

// insertVersion tells whether the version is new.
func insertVersion(tx *act.Tx, r row) (bool, error) {
	taken, err := tx.Once(insertions[len(r.scores)], r.values()...)
	if err != nil {
		return false, fmt.Errorf("record measurement: %w", err)
	}
	return taken, nil
}

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

func scanRow(s act.Scanner) (r row, err error) {
	err = s.Scan(&r.ID, &r.No, &r.State, &r.Client, &r.Organisation, &r.Unit, &r.Instrument, &r.Version.Version, &r.Number, &r.Moment,
		&r.Occasion, &r.Day, &r.By, &r.Interpreter, &r.Way, &r.Place, &r.Language, &r.Seconds, &r.Import, &r.RecordedBy,
		&r.RecordedAt, &r.Correction, &r.closed, &r.words, &r.reason)
	return r, err
}

// findVersions gives all versions of a measurement, the newest first.
func findVersions(tx *act.Tx, m MeasurementID) ([]row, error) {
	return act.All(tx, scanRow, "SELECT "+keptColumns+" FROM outcome_measurement WHERE id = $1 ORDER BY no DESC", m)
}

func findCurrent(tx *act.Tx, m MeasurementID) (row, bool, error) {
	return act.One(tx, scanRow, "SELECT "+keptColumns+" FROM outcome_measurement WHERE id = $1 AND state = 'current'", m)
}

func currentOf(tx *act.Tx, clients []client.ClientID) ([]row, error) {
	var a act.Args
	return act.All(tx, scanRow, "SELECT "+keptColumns+" FROM outcome_measurement WHERE client IN "+act.List(&a, clients)+
		" AND state = 'current' ORDER BY day DESC, recorded_at DESC, id", a.Values...)
}

func replaceVersion(tx *act.Tx, v Version) (bool, error) {
	n, err := tx.Exec("UPDATE outcome_measurement SET state = 'replaced' WHERE id = $1 AND no = $2 AND state = 'current'", v.ID, v.No)
	return n == 1, err
}

func newestWith(tx *act.Tx, c client.ClientID, with instrument.InstrumentID) (row, bool, error) {
	return act.One(tx, scanRow, "SELECT "+keptColumns+` FROM outcome_measurement WHERE client = $1 AND instrument = $2 AND state = 'current'
		ORDER BY day DESC, recorded_at DESC LIMIT 1`, c, with)
}

func eachTrace(tx *act.Tx, of instrument.InstrumentID, clients []client.ClientID, fn func(Trace)) error {
	a := act.Args{Values: []any{of}}
	return act.Each(tx, func(s act.Scanner) error {
		var t Trace
		if err := s.Scan(&t.Client, &t.Day, &t.By); err != nil {
			return err
		}
		fn(t)
		return nil
	}, "SELECT client, day, answered_by FROM outcome_measurement WHERE instrument = $1 AND state = 'current' AND client IN "+act.List(&a, clients), a.Values...)
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

package outcome

import (
	"fmt"

	"rinnalla/internal/act"
	"rinnalla/internal/civil"
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

func glimpses(tx *act.Tx, clients []client.ClientID) ([]Glimpse, error) {
	var a act.Args
	return act.All(tx, func(s act.Scanner) (g Glimpse, err error) { return g, s.Scan(&g.Version, &g.Day, &g.Count) },
		`SELECT version, day, times FROM (SELECT version, day, recorded_at, COUNT(*) OVER (PARTITION BY instrument) AS times,
			ROW_NUMBER() OVER (PARTITION BY instrument ORDER BY day DESC, recorded_at DESC) AS place
		FROM outcome_measurement WHERE client IN `+act.List(&a, clients)+` AND state = 'current') newest WHERE place = 1 ORDER BY day DESC, recorded_at DESC`, a.Values...)
}

// figures is what stays of a measurement once its client is erased, beside its scores.
type figures struct {
	id      MeasurementID
	no      int
	moment  MomentID
	day     civil.Date
	version instrument.VersionID
	packed  []byte
}

// figuresOf are the measurements of clients as they stand now, the oldest first.
func figuresOf(tx *act.Tx, clients []client.ClientID) ([]figures, error) {
	var a act.Args
	return act.All(tx, func(s act.Scanner) (f figures, err error) {
		return f, s.Scan(&f.id, &f.no, &f.moment, &f.day, &f.version, &f.packed)
	}, "SELECT id, no, moment, day, version, packed FROM outcome_measurement WHERE client IN "+act.List(&a, clients)+
		" AND state = 'current' ORDER BY day, recorded_at, id", a.Values...)
}

// removePast removes every version of clients' measurements that does not stand now.
func removePast(tx *act.Tx, clients []client.ClientID) error {
	var a act.Args
	_, err := tx.Exec("DELETE FROM outcome_measurement WHERE client IN "+act.List(&a, clients)+" AND state <> 'current'", a.Values...)
	return err
}

// strip leaves of the version was what f holds and its scores.
func strip(tx *act.Tx, was, f figures, nobody client.ClientID, closed []byte) error {
	_, err := tx.Exec(`UPDATE outcome_measurement SET id = $1, no = 1, client = $2, moment = $3, day = $4, place = '', language = '', seconds = 0, closed = $5,
		words = NULL, reason = NULL, packed = $6, import = NULL, recorded_by = NULL, recorded_at = $7, correction = NULL WHERE id = $8 AND no = $9`,
		f.id, nobody, f.moment, f.day, closed, f.packed, f.day.Start(), was.id, was.no)
	return err
}

package bench

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"rinnalla/internal/client"
	"rinnalla/internal/db"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
)

var (
	clientColumns   = strings.Fields("id organisation number number_folded no made_at made_by")
	relationColumns = strings.Fields("id client holder organisation unit kind worker from_day to_day version made_by made_at")
)

// perMeasurement is how many answers a measurement has.
const perMeasurement = parts * itemsPerPart

// measurements is how many measurements have as many answers as there are visits in the full database.
func (s *session) measurements() int { return (s.Rows + perMeasurement - 1) / perMeasurement }

// answers measures taking as many answers as there are visits in the full database as a file, in both forms.
func (s *session) answers(w *world) error {
	measuredWith, err := s.measureTied(w)
	if err != nil {
		return fmt.Errorf("load measurements: %w", err)
	}
	for _, suffix := range []string{"csv", "xlsx"} {
		l := Line{What: fmt.Sprintf("%d measurements of %d answers as %s", s.measurements(), perMeasurement, suffix), MostPeak: goalExport}
		for range s.Runs {
			if err := s.takeAnswers(w, &l, "/instruments/"+measuredWith.String()+"/answers."+suffix+"?whose=units", suffix); err != nil {
				return err
			}
		}
		s.note(l)
	}
	return nil
}

// takeAnswers takes the file once, from a fresh process.
func (s *session) takeAnswers(w *world, l *Line, address, suffix string) error {
	err := s.reading(w, 1, func(v *server, readers []*visitor) (err error) {
		began := time.Now()
		lines, size, err := readers[0].lines(address)
		if err != nil {
			return err
		}
		l.Seconds = append(l.Seconds, time.Since(began).Seconds())
		if suffix == "csv" && lines != s.measurements()+1 {
			return fmt.Errorf("%d lines in the file of %d measurements", lines, s.measurements())
		}
		if size < int64(s.Rows) {
			return fmt.Errorf("a file of %d bytes for %d measurements", size, s.measurements())
		}
		peak, err := v.peak()
		l.Peak = max(l.Peak, peak)
		return err
	})
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(w.data, "answers-*"))
	if err == nil && len(files) > 0 {
		err = fmt.Errorf("%s was left behind", files[0])
	}
	return err
}

// measureTied loads measurements of clients who are a task of the leader's unit. Nobody's name is loaded: a file has numbers only.
func (s *session) measureTied(w *world) (with instrument.InstrumentID, err error) {
	began := time.Now()
	d, err := db.Open(s.ctx, w.url)
	if err != nil {
		return with, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	m, err := s.measurer(w, d)
	if err != nil {
		return with, err
	}
	unit := w.units[0]
	for done, all := 0, s.measurements(); done < all; {
		var rows, clients, relations [][]any
		for range unitsPerLoad {
			some := m.unit(unit)
			some = some[:min(len(some), all-done)]
			done, rows = done+len(some), append(rows, some...)
		}
		seen := map[string]bool{}
		for _, row := range rows {
			who := row[3].(string)
			if seen[who] {
				continue
			}
			seen[who] = true
			number, at := client.NumberOf(id.Must[client.Client](who)), row[21]
			clients = append(clients, []any{who, w.organisation.String(), number, strings.ReplaceAll(number, "-", ""), 1, at, m.leader.ID.String()})
			relations = append(relations, []any{id.New[client.Relation]().String(), who, who, w.organisation.String(), unit.String(), string(client.UnitTask), nil,
				m.first.String(), nil, 1, m.leader.ID.String(), at})
		}
		if err := d.Load(s.ctx, func(tx *db.Tx) error {
			return errors.Join(insert(tx, "client_client", clientColumns, clients), insert(tx, "client_relation", relationColumns, relations),
				insert(tx, "outcome_measurement", measurementColumns, rows))
		}); err != nil {
			return with, err
		}
	}
	s.say("loaded %d measurements in %.0f s", s.measurements(), time.Since(began).Seconds())
	return m.instrument, d.Analyze(s.ctx)
}

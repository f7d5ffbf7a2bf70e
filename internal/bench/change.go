package bench

import (
	"fmt"
	"time"
)

const (
	goalChange      = 3.0 // seconds for a million clients
	goalChangePeak  = 1000
	goalChangeUnit  = 50 * time.Millisecond
	goalChangeSmall = 0.3 // seconds for a hundred thousand
	// fewerClients is how much smaller the second world is.
	fewerClients = 10
)

// change measures the report on change over so many clients with two measurements of thirty items as there are visits in the full
// database, over a tenth of them, and over one unit of two hundred.
func (s *session) change() error {
	for _, clients := range []int{s.Rows / fewerClients, s.Rows} {
		w, err := s.prepare(fmt.Sprintf("change-%d", clients), 0)
		if err != nil {
			return err
		}
		units, err := s.measureMany(w, clients)
		if err != nil {
			return fmt.Errorf("load measurements: %w", err)
		}
		whole := Line{What: fmt.Sprintf("change of %d clients, all figures", clients), MostSeconds: goalChange * float64(clients) / 1e6, MostPeak: goalChangePeak}
		if clients*fewerClients == s.Rows {
			whole.MostSeconds = goalChangeSmall * float64(s.Rows) / 1e6
		}
		if err := s.changeOf(w, whole, units[len(units)/2]); err != nil {
			return err
		}
		if clients == s.Rows {
			if err := s.files(w, 2*clients, "answers to thirty items", "/reports/answers.", "?instrument="+measuredCode); err != nil {
				return err
			}
		}
		if err := w.drop(); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) changeOf(w *world, l Line, unit string) error {
	const address = "/reports/change.csv?instrument=" + measuredCode
	return s.reading(w, 1, func(v *server, readers []*visitor) (err error) {
		for range s.Runs + 1 {
			began := time.Now()
			if err := readers[0].get(address); err != nil {
				return err
			}
			l.Seconds = append(l.Seconds, time.Since(began).Seconds())
		}
		l.Seconds = l.Seconds[1:] // the first of a fresh process is not like the others
		if err := readers[0].shows("kaikki,"); err != nil {
			return err
		}
		if l.Peak, err = v.peak(); err != nil {
			return err
		}
		s.note(l)
		one := Line{What: "change of one unit of 200 of them", MostP95: goalChangeUnit}
		return s.reader(v, readers, one, address+"&unit="+unit)
	})
}

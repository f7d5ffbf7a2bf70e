package answers

import (
	"fmt"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/instrument"
)

// answerFacts asks the published views for single measurements.
type answerFacts struct{ tx *act.Tx }

func (f answerFacts) within(a *act.Args, scope access.Scope, i instrument.InstrumentID) string {
	return " FROM fact_outcome_measurement WHERE instrument = " + a.Add(i) + " AND " + a.Within(scope, "organisation", "")
}

func (f answerFacts) count(scope access.Scope, i instrument.InstrumentID) (int64, error) {
	var a act.Args
	from := f.within(&a, scope, i)
	n, _, err := act.One(f.tx, func(s act.Scanner) (n int64, err error) { return n, s.Scan(&n) }, "SELECT COUNT(*)"+from, a.Values...)
	return n, wrap("count answers", err)
}

// each hands out the measurements unit by unit, day by day, with so many scores.
func (f answerFacts) each(scope access.Scope, i instrument.InstrumentID, scores int, row func(line) error) error {
	var a act.Args
	columns, from := "client, unit, number, day, occasion, answered_by, interpreter, way, language, closed", f.within(&a, scope, i)
	l := line{scores: make([]*float64, scores)}
	targets := []any{&l.client, &l.unit, &l.number, &l.day, &l.occasion, &l.by, &l.interpreter, &l.way, &l.language, &l.closed}
	for n := range l.scores {
		columns += fmt.Sprintf(", s%02d", n+1)
		targets = append(targets, &l.scores[n])
	}
	return wrap("hand out answers", act.Each(f.tx, func(s act.Scanner) error {
		if err := s.Scan(targets...); err != nil {
			return err
		}
		return row(l)
	}, "SELECT "+columns+from+" ORDER BY organisation, unit, day", a.Values...))
}

func wrap(verb string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", verb, err)
	}
	return nil
}

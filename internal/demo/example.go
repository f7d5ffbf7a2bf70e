package demo

import (
	"context"
	_ "embed"

	"rinnalla/internal/act"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
)

// No instrument that may be shipped has a published limit of error, so nothing in the demo could be called better or worse. This one is
// invented together with its limits, and says so wherever it is named.
//
//go:embed example.yaml
var example []byte

// exampleAnswers are those of three clients, from one time to the next: one gets on, one does not, one stays where the instrument cannot
// tell.
var exampleAnswers = [3][][3]float64{ // rhythm, people, worries
	{{3, 4, 8}, {5, 4, 6}, {7, 5, 3}},
	{{7, 6, 3}, {6, 5, 6}, {4, 5, 7}},
	{{5, 6, 4}, {6, 5, 5}},
}

// showLimits lets Kainuu's leader load the invented instrument, and Aino measure three of the clients who draw the circle with it.
func (w *world) showLimits(ctx context.Context, acts *act.Acts, clients []*enrolled) error {
	d, err := instrument.Read(example)
	if err != nil {
		return err
	}
	leader, worker := w.actors["bertta@kainuu.example"], w.actors["aino@kainuu.example"]
	i, version := mint[instrument.Instrument](w, beginning), mint[instrument.Version](w, beginning)
	err = acts.Write(ctx, leader, func(tx *act.Tx) error {
		if err := instrument.Load(tx, i, version, leader.Posts[0].Organisation, d); err != nil {
			return err
		}
		return instrument.Lock(tx, version, 1)
	})
	if err != nil {
		return err
	}
	return acts.Write(ctx, worker, func(tx *act.Tx) error { return w.measureExample(tx, version, clients) })
}

func (w *world) measureExample(tx *act.Tx, version instrument.VersionID, clients []*enrolled) error {
	shown := 0
	for _, e := range clients {
		if e.cohort.instrument != "life-circle" || shown == len(exampleAnswers) {
			continue
		}
		for n, values := range exampleAnswers[shown] {
			day := e.days[0].AddDays(70 * n)
			m := outcome.Measurement{
				ID: mint[outcome.Measurement](w, day), Client: e.ID, Version: version, Occasion: exampleOccasion(n), Day: day,
				By: outcome.Together, Way: outcome.OnDesk, Language: "fi", Answers: instrument.Answers{Items: map[string]instrument.Answer{}},
			}
			for at, item := range []string{"rhythm", "people", "worries"} {
				m.Answers.Items[item] = instrument.Answer{State: instrument.Given, Number: values[at]}
			}
			if _, err := outcome.Record(tx, m); err != nil {
				return err
			}
		}
		shown++
	}
	return nil
}

func exampleOccasion(n int) outcome.Occasion {
	if n == 0 {
		return outcome.AtStart
	}
	return outcome.AtInterim
}

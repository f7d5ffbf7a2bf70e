package demo

import (
	"context"

	"rinnalla/internal/act"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
)

// ownGoal is an invented goal with what it would look like.
type ownGoal struct{ words, below, expected, above string }

var ownGoals = []ownGoal{
	{"Pääsen kotoa ulos", "kerran viikossa", "kolmena päivänä viikossa", "joka päivä"},
	{"Laskut ovat hallinnassa", "avaan kirjeet", "maksan laskut ajallaan", "teen myös suunnitelman veloista"},
	{"Tapaan muita ihmisiä", "soitan jollekin", "käyn kohtaamispaikassa viikoittain", "löydän ryhmän, jossa käyn"},
	{"Uni ja rytmi paranevat", "nousen ennen puoltapäivää", "nousen yhdeksältä", "jaksan päivän ilman unia"},
	{"Käyn lääkärissä", "varaan ajan", "käyn vastaanotolla", "hoito on alkanut"},
	{"Löydän tekemistä", "käyn tutustumassa", "olen mukana päivän viikossa", "olen mukana kolmena päivänä"},
}

// levels are how far goals came in the end: somewhat more often as expected or better than not.
var levels = []string{"far_below", "below", "below", "expected", "expected", "expected", "above", "above", "far_above"}

// setGoals lets Helmi set goals with her clients when they are measured first, and look with them how far they came at the last time.
func (w *world) setGoals(ctx context.Context, acts *act.Acts, clients []*enrolled) error {
	return acts.Write(ctx, w.actors["helmi@kainuu.example"], func(tx *act.Tx) error {
		for n, e := range clients {
			f, err := newest(tx, e.Organisation, "goals")
			if err != nil {
				return err
			}
			goals := w.goals(n)
			if err := w.recordGoals(tx, e, f, outcome.AtStart, goals); err != nil {
				return err
			}
			for _, goal := range goals {
				goal["level"] = instrument.Answer{State: instrument.Given, Option: levels[w.rng.IntN(len(levels))]}
			}
			if err := w.recordGoals(tx, e, f, outcome.AtEnd, goals); err != nil {
				return err
			}
		}
		return nil
	})
}

// goals are one to three goals of a client.
func (w *world) goals(n int) []instrument.Entry {
	var all []instrument.Entry
	said := func(text string) instrument.Answer { return instrument.Answer{State: instrument.Given, Text: text} }
	for i := range 1 + w.rng.IntN(3) {
		a := ownGoals[(n+2*i)%len(ownGoals)]
		all = append(all, instrument.Entry{
			"goal": said(a.words), "below": said(a.below), "expected": said(a.expected), "above": said(a.above),
			"weight": instrument.Answer{State: instrument.Given, Number: float64(1 + w.rng.IntN(3))},
		})
	}
	return all
}

func (w *world) recordGoals(tx *act.Tx, e *enrolled, f *instrument.Form, when outcome.Occasion, goals []instrument.Entry) error {
	day := e.days[0]
	if when == outcome.AtEnd {
		day = e.days[len(e.days)-1]
	}
	_, err := outcome.Record(tx, outcome.Measurement{
		ID: mint[outcome.Measurement](w, day), Client: e.ID, Version: f.Version, Occasion: when, Day: day, By: outcome.Together, Way: outcome.OnDesk,
		Language: "fi", Answers: instrument.Answers{Entries: map[string][]instrument.Entry{"goals": goals}},
	})
	return err
}

package demo

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/picture"
)

// measure registers the clients and records their measurements, each worker's in one act; whoever answers by her own link does that herself.
func (w *world) measure(ctx context.Context, acts *act.Acts) error {
	all := w.enrol()
	for _, p := range people {
		who := w.actors[p.email]
		if len(all[who.ID]) == 0 {
			continue
		}
		err := acts.Write(ctx, who, func(tx *act.Tx) error {
			for _, e := range all[who.ID] {
				if err := w.register(tx, e); err != nil {
					return err
				}
				if err := w.sit(tx, e); err != nil {
					return fmt.Errorf("measure with %s: %w", e.cohort.instrument, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := w.byPhone(ctx, acts, who, all[who.ID]); err != nil {
			return fmt.Errorf("answer by phone: %w", err)
		}
		if err := acts.Write(ctx, who, func(tx *act.Tx) error { return w.ahead(tx, all[who.ID]) }); err != nil {
			return fmt.Errorf("plan: %w", err)
		}
	}
	if err := w.setGoals(ctx, acts, all[w.actors["helmi@kainuu.example"].ID]); err != nil {
		return fmt.Errorf("set goals: %w", err)
	}
	return w.showLimits(ctx, acts, all[w.actors["aino@kainuu.example"].ID])
}

// newest is the version of an instrument that is answered now.
func newest(tx *act.Tx, o access.OrganisationID, code string) (*instrument.Form, error) {
	i, err := instrument.FindCode(tx, o, code)
	if err != nil {
		return nil, err
	}
	v, _ := i.Newest()
	return instrument.FormOf(tx, v.ID)
}

// sit records the measurements of a client, each from where she was the time before. With the circle of life her worker rates each moment too, as she sees it.
func (w *world) sit(tx *act.Tx, e *enrolled) error {
	f, err := newest(tx, e.Organisation, e.cohort.instrument)
	if err != nil {
		return err
	}
	for n, day := range e.days {
		m := w.sitting(e, f, day)
		switch {
		case n > 0 && n < len(e.days)-1:
			m.Occasion = outcome.AtInterim
		case n > 0:
			m.Occasion = outcome.AtEnd
		}
		if n > 0 {
			e.level = w.next(e)
		}
		m.Answers = w.answers(e, n > 0 && e.cohort.practised)
		if _, err := outcome.Record(tx, m); err != nil {
			return err
		}
		if f.Definition.ScoreOnly {
			continue
		}
		if err := w.rate(tx, e, m); err != nil {
			return err
		}
	}
	if e.course != hushed {
		return nil
	}
	return picture.SwitchMarks(tx, picture.Switch{ID: mint[picture.Switch](w, w.today), Client: e.ID})
}

// rate is a worker's rating of the moment of a client's.
func (w *world) rate(tx *act.Tx, e *enrolled, m outcome.Measurement) error {
	m.Moment = outcome.MomentID(m.ID)
	m.ID, m.By, m.Way, m.Interpreter = mint[outcome.Measurement](w, m.Day), outcome.ByWorker, outcome.OnDesk, false
	seen := *e
	seen.level = w.later(e.level)
	m.Answers = w.answers(&seen, false)
	_, err := outcome.Record(tx, m)
	return err
}

func (w *world) sitting(e *enrolled, f *instrument.Form, day civil.Date) outcome.Measurement {
	m := outcome.Measurement{
		ID: mint[outcome.Measurement](w, day), Client: e.ID, Version: f.Version, Occasion: outcome.AtStart, Day: day, By: outcome.ByClient, Way: outcome.OnPaper,
		Language: f.Definition.Languages[0], Interpreter: e.Person.Interpreter,
	}
	if e.cohort.alone {
		return m
	}
	switch w.rng.IntN(4) {
	case 0:
		m.By, m.Way, m.Place, m.Seconds = outcome.Together, outcome.OnDesk, "office", 600+w.rng.IntN(1200)
	case 1:
		m.By, m.Way, m.Place, m.Seconds = outcome.Together, outcome.InInterview, "home", 900+w.rng.IntN(1500)
	}
	return m
}

// level is how somebody is doing in everything that a cohort is asked about, from 0 to 1.
func (w *world) level(c *cohort) map[string]float64 {
	general := 0.5 + 0.16*w.rng.NormFloat64()
	level := map[string]float64{}
	for _, item := range items(c) {
		level[item] = general + 0.14*w.rng.NormFloat64()
	}
	return level
}

// next is the level of a client when she is measured again.
func (w *world) next(e *enrolled) map[string]float64 {
	switch e.course {
	case asItComes:
		return w.later(e.level)
	case stalling:
		return w.moved(e, 0, 0.05)
	}
	return w.moved(e, 0.1, 0.2)
}

// moved is a level that is lower by so much of the scale in everything, and by at least one answer where least is above 0.
func (w *world) moved(e *enrolled, least, most float64) map[string]float64 {
	moved := map[string]float64{}
	for _, item := range sorted(e.level) {
		fall := least + (most-least)*w.rng.Float64()
		if least > 0 {
			fall = max(fall, 1/e.cohort.most[item])
		}
		moved[item] = min(max(e.level[item], 0), 1) - fall
	}
	return moved
}

// later is a level months afterwards: for most a little better, for some worse.
func (w *world) later(level map[string]float64) map[string]float64 {
	shift, later := 0.05+0.1*w.rng.NormFloat64(), map[string]float64{}
	for _, item := range sorted(level) {
		later[item] = level[item] + shift + 0.1*w.rng.NormFloat64()
	}
	return later
}

// answers are what a level comes to, in whole numbers. One question in thirty is left out, unless all are answered.
func (w *world) answers(e *enrolled, all bool) instrument.Answers {
	a := instrument.Answers{Items: map[string]instrument.Answer{}}
	for _, item := range items(e.cohort) {
		if w.rng.IntN(30) == 0 && !all {
			continue
		}
		n := math.Round(e.cohort.most[item] * min(max(e.level[item], 0), 1))
		a.Items[item] = instrument.Answer{State: instrument.Given, Number: n}
	}
	return a
}

func items(c *cohort) []string { return sorted(c.most) }

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// ahead plans a further measurement with the first clients of a worker, some of them for this week.
func (w *world) ahead(tx *act.Tx, clients []*enrolled) error {
	for n, e := range clients[:min(4, len(clients))] {
		f, err := newest(tx, e.Organisation, e.cohort.instrument)
		if err != nil {
			return err
		}
		next := outcome.Planned{ID: mint[outcome.Planned](w, w.today), Occasion: outcome.AtOther, Due: w.today.AddDays(1 + n*n*3)}
		if err := outcome.Plan(tx, e.ID, f.Instrument, []outcome.Planned{next}); err != nil {
			return err
		}
	}
	return nil
}

// byPhone lets the first two of a worker's clients who draw the circle of life answer it today by links of their own, from where they
// were when they were measured last; a third has a link that waits for her.
func (w *world) byPhone(ctx context.Context, acts *act.Acts, who access.Actor, clients []*enrolled) error {
	asked := 0
	for _, e := range clients {
		if e.cohort.instrument != "life-circle" || asked == 3 {
			continue
		}
		asked++
		var token string
		err := acts.Write(ctx, who, func(tx *act.Tx) error {
			f, err := newest(tx, e.Organisation, e.cohort.instrument)
			if err != nil {
				return err
			}
			link := outcome.Invitation{
				ID: mint[outcome.Link](w, w.today), Client: e.ID, Version: f.Version, Occasion: outcome.AtFollowUp, Language: f.Definition.Languages[0],
			}
			if _, err := outcome.Invite(tx, link); err != nil {
				return err
			}
			_, token, err = outcome.Token(tx, link.ID)
			return err
		})
		if err != nil || asked == 3 {
			return err
		}
		e.level = w.next(e)
		page := outcome.Page{Language: "fi", Answers: w.answers(e, false)}
		err = acts.Write(ctx, access.Respondent(outcome.HashLink(token)), func(tx *act.Tx) error {
			_, err := outcome.HandIn(tx, page.Given)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

package report_test

import (
	"fmt"
	"math"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/report"
	"rinnalla/internal/stats"
	"rinnalla/internal/testworld"
)

// cohort is a world with an instrument of six questions in North, and whoever is measured with it. Everybody here is invented.
type cohort struct {
	*testworld.World
	instrument instrument.InstrumentID
	version    instrument.VersionID
}

func text(fi string) instrument.Text { return instrument.Text{"fi": fi} }

func number(v float64) *float64 { return &v }

// six is six questions from 0 to 4, added up, in two halves, and as a mean for which five are enough. One half has a limit of error that we
// made up; the other is formative.
func six() instrument.Definition {
	d := instrument.Definition{
		Format: instrument.Format, Code: "kuusi", Purpose: instrument.ForMeasuring, Languages: []string{"fi"}, Title: text("Kuusi"),
		Licence: instrument.Licence{Owner: "Pohjoinen"}, By: []instrument.Answerer{instrument.ByClient, instrument.ByWorker}, Display: instrument.AsProfile,
		Sections: []instrument.Section{{Code: "a"}},
		Scales: []instrument.Scale{
			{Code: "kaikki", Title: text("Kaikki"), Rule: instrument.Sum, Better: instrument.HigherIsBetter,
				ErrorLimit: &instrument.ErrorLimit{Kind: instrument.SDC95, Value: 3.5, Source: "Keksitty testiin"}},
			{Code: "alku", Title: text("Alku"), Rule: instrument.Sum, Better: instrument.HigherIsBetter},
			{Code: "loppu", Title: text("Loppu"), Rule: instrument.Sum, Better: instrument.HigherIsBetter, Formative: true},
			{Code: "keski", Title: text("Keskiarvo"), Rule: instrument.Mean, MinAnswered: 5, Better: instrument.HigherIsBetter},
		},
	}
	for i := range 6 {
		code := fmt.Sprintf("k%d", i+1)
		d.Sections[0].Items = append(d.Sections[0].Items, instrument.Item{Code: code, Text: text("Kysymys"), Kind: instrument.ScaleItem,
			From: number(0), To: number(4), Better: instrument.HigherIsBetter})
		for _, scale := range []int{0, 1 + i/3, 3} {
			d.Scales[scale].Items = append(d.Scales[scale].Items, code)
		}
	}
	return d
}

func cohorts(t *testing.T, test func(*testing.T, *cohort)) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := &cohort{World: w, instrument: id.New[instrument.Instrument](), version: id.New[instrument.Version]()}
		c.load(c.instrument, c.version, six())
		test(t, c)
	})
}

func (c *cohort) load(i instrument.InstrumentID, v instrument.VersionID, d instrument.Definition) {
	c.Helper()
	c.Write(testworld.Bertta, func(tx *act.Tx) error { return instrument.Load(tx, i, v, testworld.North, d) })
}

// skipped stands for a question without an answer.
var skipped = math.NaN()

// sitting is one measurement of somebody.
type sitting struct {
	day     civil.Date
	when    outcome.Occasion
	by      outcome.AnsweredBy
	version instrument.VersionID
	moment  outcome.MomentID
	answers []float64
}

// person is a client with her measurements.
type person struct {
	worker       access.Actor
	municipality string
	sittings     []sitting
}

// enrol registers people and records their measurements, in one act of each worker.
func (c *cohort) enrol(people ...person) (ids []client.ClientID) {
	c.Helper()
	ids = make([]client.ClientID, len(people))
	for _, worker := range []access.Actor{testworld.Aino, testworld.Aune, testworld.Cia} {
		for i := range people {
			if people[i].worker.ID == worker.ID {
				ids[i] = id.New[client.Client]()
			}
		}
		c.Write(worker, func(tx *act.Tx) error {
			for i, p := range people {
				if p.worker.ID != worker.ID {
					continue
				}
				if err := c.enrolOne(tx, ids[i], p); err != nil {
					return err
				}
			}
			_, err := tx.Scope(access.ListClients, "client")
			return err
		})
	}
	return ids
}

func (c *cohort) enrolOne(tx *act.Tx, who client.ClientID, p person) error {
	r := client.Registration{ID: who, Organisation: p.worker.Home(), Unit: p.worker.Posts[0].Unit, From: day(1, 1), Worker: p.worker.ID, Other: true,
		Person: client.Person{Given: "Keksitty", Family: who.Short(), Municipality: p.municipality}}
	if _, err := client.Register(tx, r); err != nil {
		return err
	}
	if err := client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: who, Kind: client.Measuring, State: client.Given, Day: day(1, 1), By: "client", Way: "spoken"}); err != nil {
		return err
	}
	for _, s := range p.sittings {
		if err := c.sit(tx, who, s); err != nil {
			return err
		}
	}
	return nil
}

func (c *cohort) sit(tx *act.Tx, who client.ClientID, s sitting) error {
	m := outcome.Measurement{ID: id.New[outcome.Measurement](), Client: who, Version: c.version, Occasion: outcome.AtStart, Day: s.day, By: outcome.Together,
		Way: outcome.OnDesk, Language: "fi", Moment: s.moment, Answers: instrument.Answers{Items: map[string]instrument.Answer{}}}
	if !s.version.IsZero() {
		m.Version = s.version
	}
	if s.when != "" {
		m.Occasion = s.when
	}
	if s.by != "" {
		m.By = s.by
	}
	if !s.moment.IsZero() {
		m.ID = outcome.MeasurementID(s.moment)
		if s.by == outcome.ByWorker {
			m.ID = id.New[outcome.Measurement]()
		}
	}
	for i, v := range s.answers {
		if !math.IsNaN(v) {
			m.Answers.Items[fmt.Sprintf("k%d", i+1)] = instrument.Answer{State: instrument.Given, Number: v}
		}
	}
	_, err := outcome.Record(tx, m)
	return err
}

// all answers every question alike.
func all(v float64) []float64 { return []float64{v, v, v, v, v, v} }

// twice is somebody who was measured in March and in June.
func twice(worker access.Actor, first, last float64) person {
	return person{worker: worker, sittings: []sitting{
		{day: day(3, 10), answers: all(first)}, {day: day(6, 10), when: outcome.AtEnd, answers: all(last)},
	}}
}

// once is somebody who was not measured again.
func once(worker access.Actor, first float64) person {
	return person{worker: worker, sittings: []sitting{{day: day(3, 10), answers: all(first)}}}
}

func many(n int, p person) (all []person) {
	for range n {
		all = append(all, p)
	}
	return all
}

func (c *cohort) change(who access.Actor, q report.ChangeQuery) report.Change {
	c.Helper()
	r, err := c.tryChange(who, q)
	if err != nil {
		c.Fatal(err)
	}
	return r
}

func (c *cohort) tryChange(who access.Actor, q report.ChangeQuery) (r report.Change, err error) {
	if q.Instrument == "" {
		q.Instrument = "kuusi"
	}
	if q.Rule == (report.Disclosure{}) {
		q.Rule = report.DefaultDisclosure()
	}
	err = c.TryRead(who, func(tx *act.Tx) (err error) {
		r, err = report.OfChange(tx, q)
		return err
	})
	return r, err
}

// scale finds a scale of a report.
func scale(t testing.TB, r report.Change, code string) report.ScaleChange {
	t.Helper()
	for _, s := range r.Scales {
		if s.Code == code {
			return s
		}
	}
	t.Fatalf("no scale %s", code)
	return report.ScaleChange{}
}

// is tells whether a figure is a number.
func is(f stats.Figure, want float64) bool {
	v, ok := f.Value()
	return ok && math.Abs(v-want) < 1e-9*max(1, math.Abs(want))
}

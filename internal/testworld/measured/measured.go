// Package measured enrols people in a test's world and records their measurements. Everybody in it is invented.
package measured

import (
	"fmt"
	"maps"
	"math"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
)

// Cohort is a world with an instrument of six questions in North, and whoever is measured with it. Everybody here is invented.
type Cohort struct {
	*testworld.World
	Instrument instrument.InstrumentID
	Version    instrument.VersionID
}

func text(fi string) instrument.Text { return instrument.Text{"fi": fi} }

func number(v float64) *float64 { return &v }

// Six is six questions from 0 to 4, added up, in two halves, and as a mean for which five are enough. One half has a limit of error that we
// made up; the other is formative.
func Six() instrument.Definition {
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

// In makes a world in which six questions are asked.
func In(w *testworld.World) *Cohort {
	w.Helper()
	c := &Cohort{World: w, Instrument: id.New[instrument.Instrument](), Version: id.New[instrument.Version]()}
	c.Load(c.Instrument, c.Version, Six())
	return c
}

// Day is a day of 2026.
func Day(month, day int) civil.Date {
	return civil.Date{Year: 2026, Month: time.Month(month), Day: day}
}

// Load gives the north another instrument.
func (c *Cohort) Load(i instrument.InstrumentID, v instrument.VersionID, d instrument.Definition) {
	c.Helper()
	c.Write(testworld.Bertta, func(tx *act.Tx) error { return instrument.Load(tx, i, v, testworld.North, d) })
}

// Skipped stands for a question without an answer.
var Skipped = math.NaN()

// Sitting is one measurement of somebody.
type Sitting struct {
	Day     civil.Date
	When    outcome.Occasion
	By      outcome.AnsweredBy
	Version instrument.VersionID
	Moment  outcome.MomentID
	Answers []float64
	Items   map[string]instrument.Answer  // of other instruments
	Entries map[string][]instrument.Entry // of repeated sections
}

// Person is a client with her measurements.
type Person struct {
	Worker       access.Actor
	Municipality string
	Sittings     []Sitting
}

// Enrol registers people and records their measurements, in one act of each worker.
func (c *Cohort) Enrol(people ...Person) (ids []client.ClientID) {
	c.Helper()
	ids = make([]client.ClientID, len(people))
	for _, worker := range []access.Actor{testworld.Aino, testworld.Aune, testworld.Cia} {
		for i := range people {
			if people[i].Worker.ID == worker.ID {
				ids[i] = id.New[client.Client]()
			}
		}
		c.Write(worker, func(tx *act.Tx) error {
			for i, p := range people {
				if p.Worker.ID != worker.ID {
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

func (c *Cohort) enrolOne(tx *act.Tx, who client.ClientID, p Person) error {
	r := client.Registration{ID: who, Organisation: p.Worker.Home(), Unit: p.Worker.Posts[0].Unit, From: Day(1, 1), Worker: p.Worker.ID, Other: true,
		Person: client.Person{Given: "Keksitty", Family: who.Short(), Municipality: p.Municipality}}
	if _, err := client.Register(tx, r); err != nil {
		return err
	}
	if err := client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: who, Kind: client.Measuring, State: client.Given, Day: Day(1, 1), By: "client", Way: "spoken"}); err != nil {
		return err
	}
	for _, s := range p.Sittings {
		if err := c.sit(tx, who, s); err != nil {
			return err
		}
	}
	return nil
}

func (c *Cohort) sit(tx *act.Tx, who client.ClientID, s Sitting) error {
	m := outcome.Measurement{ID: id.New[outcome.Measurement](), Client: who, Version: c.Version, Occasion: outcome.AtStart, Day: s.Day, By: outcome.Together,
		Way: outcome.OnDesk, Language: "fi", Moment: s.Moment, Answers: instrument.Answers{Items: map[string]instrument.Answer{}, Entries: s.Entries}}
	if !s.Version.IsZero() {
		m.Version = s.Version
	}
	if s.When != "" {
		m.Occasion = s.When
	}
	if s.By != "" {
		m.By = s.By
	}
	if !s.Moment.IsZero() {
		m.ID = outcome.MeasurementID(s.Moment)
		if s.By == outcome.ByWorker {
			m.ID = id.New[outcome.Measurement]()
		}
	}
	maps.Copy(m.Answers.Items, s.Items)
	for i, v := range s.Answers {
		if !math.IsNaN(v) {
			m.Answers.Items[fmt.Sprintf("k%d", i+1)] = instrument.Answer{State: instrument.Given, Number: v}
		}
	}
	_, err := outcome.Record(tx, m)
	return err
}

// All answers every question alike.
func All(v float64) []float64 { return []float64{v, v, v, v, v, v} }

// Twice is somebody who was measured in March and in June.
func Twice(worker access.Actor, first, last float64) Person {
	return Person{Worker: worker, Sittings: []Sitting{
		{Day: Day(3, 10), Answers: All(first)}, {Day: Day(6, 10), When: outcome.AtEnd, Answers: All(last)},
	}}
}

// Once is somebody who was not measured again.
func Once(worker access.Actor, first float64) Person {
	return Person{Worker: worker, Sittings: []Sitting{{Day: Day(3, 10), Answers: All(first)}}}
}

// Many is the same person so many times.
func Many(n int, p Person) (all []Person) {
	for range n {
		all = append(all, p)
	}
	return all
}

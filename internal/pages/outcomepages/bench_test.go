package outcomepages_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// BenchmarkAnswersFile takes 4,000 measurements of thirty answers as a file.
func BenchmarkAnswersFile(b *testing.B) {
	testworld.EachEngine(b, func(b *testing.B, w *testworld.World) {
		s := site.On(w)
		from, to := 1.0, 5.0
		d := instrument.Definition{Format: instrument.Format, Code: "mittaus", Purpose: instrument.ForMeasuring, Languages: []string{"fi"}, Title: instrument.Text{"fi": "Mittaus"},
			Licence: instrument.Licence{Owner: "Mittaamo"}, By: []instrument.Answerer{instrument.ByClient}, Display: instrument.AsProfile, Sections: []instrument.Section{{Code: "a"}},
			Scales: make([]instrument.Scale, 5)}
		answers := instrument.Answers{Items: map[string]instrument.Answer{}}
		for n := range 30 {
			code := fmt.Sprintf("i%02d", n)
			d.Sections[0].Items = append(d.Sections[0].Items, instrument.Item{Code: code, Text: instrument.Text{"fi": code}, Kind: instrument.ScaleItem, From: &from, To: &to})
			scale := &d.Scales[n%5]
			scale.Code, scale.Rule, scale.Items = fmt.Sprint("s", n%5), instrument.Sum, append(scale.Items, code)
			answers.Items[code] = instrument.Answer{State: instrument.Given, Number: float64(1 + n%5)}
		}
		i, version := id.New[instrument.Instrument](), id.New[instrument.Version]()
		s.Write(testworld.Bertta, func(tx *act.Tx) error { return instrument.Load(tx, i, version, testworld.North, d) })
		const clients = 2_000
		for range clients / 100 {
			var all []outcome.Measurement
			s.Write(testworld.Aino, func(tx *act.Tx) error {
				all = nil
				for range 100 {
					r := client.Registration{ID: id.New[client.Client](), Organisation: testworld.North, Unit: testworld.NorthUnit, From: today, Worker: testworld.Aino.ID,
						Other: true, Person: client.Person{Given: "Mitattava"}}
					if _, err := client.Register(tx, r); err != nil {
						return err
					}
					if err := client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: r.ID, Kind: client.Measuring, State: client.Given, Day: today,
						By: "client", Way: "spoken"}); err != nil {
						return err
					}
					for n := range 2 {
						all = append(all, outcome.Measurement{ID: id.New[outcome.Measurement](), Client: r.ID, Version: version, Occasion: outcome.AtStart, Day: today.AddDays(-n),
							By: outcome.ByClient, Language: "fi", Answers: answers})
					}
				}
				return outcome.RecordMany(tx, id.New[outcome.Import](), testworld.North, all)
			})
		}
		for _, suffix := range []string{"csv", "xlsx"} {
			b.Run(suffix, func(b *testing.B) {
				for b.Loop() {
					got := s.As("aino").Get("/instruments/" + i.String() + "/answers." + suffix)
					if got.Status != http.StatusOK || suffix == "csv" && strings.Count(got.Body, "\n") != 2*clients+1 {
						b.Fatal(got.Status, strings.Count(got.Body, "\n"))
					}
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/(2*clients), "µs/measurement")
			})
		}
	})
}

package outcome_test

import (
	"fmt"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/db"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
)

// Everybody here is invented.
var today = testworld.Friday.Date()

// registered is a client of a worker, nothing asked of her yet.
func registered(w *testworld.World, who access.Actor, given string) client.ClientID {
	w.Helper()
	r := client.Registration{ID: id.New[client.Client](), Organisation: who.Home(), Unit: who.Posts[0].Unit, From: today.AddDays(-60), Worker: who.ID, Other: true,
		Person: client.Person{Given: given, Family: "Dufva"}}
	w.Write(who, func(tx *act.Tx) error {
		_, err := client.Register(tx, r)
		return err
	})
	return r.ID
}

// measured is a client of Aino who has agreed to being measured.
func measured(w *testworld.World, given string) client.ClientID {
	w.Helper()
	c := registered(w, testworld.Aino, given)
	says(w, testworld.Aino, c, client.Given)
	return c
}

func says(w *testworld.World, who access.Actor, c client.ClientID, state client.ConsentState) {
	w.Helper()
	w.Write(who, func(tx *act.Tx) error {
		return client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: c, Kind: client.Measuring, State: state, Day: today, By: "client", Way: "spoken"})
	})
	w.Clock.Advance(1e9)
}

func shipped(w *testworld.World) {
	w.Helper()
	if err := instrument.BringShipped(w.Context(), w.Acts); err != nil {
		w.Fatal(err)
	}
}

// form is the newest version of a shipped instrument.
func form(w *testworld.World, code string) *instrument.Form {
	w.Helper()
	var f *instrument.Form
	w.Read(testworld.Aino, func(tx *act.Tx) error {
		i, err := instrument.FindCode(tx, testworld.North, code)
		if err != nil {
			return err
		}
		v, _ := i.Newest()
		f, err = instrument.FormOf(tx, v.ID)
		return err
	})
	return f
}

func text(fi string) instrument.Text { return instrument.Text{"fi": fi} }

func num(v float64) *float64 { return &v }

// weekly is an instrument of North's own: two scored items, a free text that comes after "no", and a number.
func weekly() instrument.Definition {
	return instrument.Definition{
		Format: instrument.Format, Code: "viikko", Purpose: instrument.ForMeasuring, Languages: []string{"fi"}, Title: text("Viikko"),
		Licence: instrument.Licence{Owner: "Pohjoinen"}, By: []instrument.Answerer{instrument.ByClient, instrument.ByWorker}, Display: instrument.AsProfile,
		Sections: []instrument.Section{{Code: "a", Items: []instrument.Item{
			{Code: "uni", Text: text("Miten nukuit?"), Kind: instrument.ScaleItem, From: num(0), To: num(10), Better: instrument.HigherIsBetter},
			{Code: "huoli", Text: text("Kuinka paljon huolia?"), Kind: instrument.ScaleItem, From: num(0), To: num(10), Better: instrument.LowerIsBetter},
			{Code: "apu", Text: text("Saitko apua?"), Kind: instrument.YesNoItem},
			{Code: "miksi", Text: text("Miksi et?"), Kind: instrument.LongTextItem, ShowIf: &instrument.Condition{Item: "apu", Is: []string{instrument.No}}},
			{Code: "tunnit", Text: text("Montako tuntia?"), Kind: instrument.NumberItem, From: num(0), To: num(168)},
		}}},
		Scales: []instrument.Scale{
			{Code: "summa", Title: text("Summa"), Rule: instrument.Sum, Items: []string{"uni", "huoli"}, Better: instrument.HigherIsBetter},
			{Code: "tunnit", Title: text("Tunnit"), Rule: instrument.Single, Items: []string{"tunnit"}},
		},
	}
}

// loaded loads a definition for North, as a draft.
func loaded(w *testworld.World, d instrument.Definition) (instrument.InstrumentID, instrument.VersionID) {
	w.Helper()
	i, v := id.New[instrument.Instrument](), id.New[instrument.Version]()
	w.Write(testworld.Bertta, func(tx *act.Tx) error { return instrument.Load(tx, i, v, testworld.North, d) })
	return i, v
}

func given(n float64) instrument.Answer {
	return instrument.Answer{State: instrument.Given, Number: n}
}

func chosen(option string) instrument.Answer {
	return instrument.Answer{State: instrument.Given, Option: option}
}

func said(words string) instrument.Answer {
	return instrument.Answer{State: instrument.Given, Text: words}
}

// weeks are answers to weekly.
func weeks(sleep, worry float64, why string) instrument.Answers {
	items := map[string]instrument.Answer{"uni": given(sleep), "huoli": given(worry), "apu": chosen(instrument.Yes), "tunnit": {State: instrument.Declined}}
	if why != "" {
		items["apu"], items["miksi"] = chosen(instrument.No), said(why)
	}
	return instrument.Answers{Items: items}
}

func measurement(c client.ClientID, v instrument.VersionID, a instrument.Answers) outcome.Measurement {
	return outcome.Measurement{ID: id.New[outcome.Measurement](), Client: c, Version: v, Occasion: outcome.AtStart, Day: today, By: outcome.Together,
		Way: outcome.OnDesk, Place: "office", Language: "fi", Seconds: 240, Answers: a}
}

func record(w *testworld.World, who access.Actor, m outcome.Measurement) (r outcome.Receipt, err error) {
	w.Helper()
	err = w.TryWrite(who, func(tx *act.Tx) (err error) {
		r, err = outcome.Record(tx, m)
		return err
	})
	return r, err
}

// recorded puts a measurement on record.
func recorded(w *testworld.World, who access.Actor, m outcome.Measurement) outcome.Measurement {
	w.Helper()
	if _, err := record(w, who, m); err != nil {
		w.Fatal(err)
	}
	return m
}

func find(w *testworld.World, who access.Actor, m outcome.MeasurementID) (h outcome.History, err error) {
	w.Helper()
	err = w.TryRead(who, func(tx *act.Tx) (err error) {
		h, err = outcome.Find(tx, m)
		return err
	})
	return h, err
}

func of(w *testworld.World, who access.Actor, c client.ClientID) (all []outcome.Version, err error) {
	w.Helper()
	err = w.TryRead(who, func(tx *act.Tx) (err error) {
		all, err = outcome.Of(tx, c)
		return err
	})
	return all, err
}

func score(v outcome.Version, f *instrument.Form, scale string) instrument.Score {
	for _, s := range v.Scores(f) {
		if s.Scale == scale {
			return s
		}
	}
	return instrument.Score{}
}

// logged are the entries of the use log about a client, the newest first.
func logged(w *testworld.World, c client.ClientID) []act.Entry {
	w.Helper()
	var rows []act.Entry
	w.Read(testworld.Bertta, func(tx *act.Tx) (err error) {
		rows, err = act.ReadLog(tx, act.LogFilter{Subject: access.ThingID(c), Limit: 1000})
		return err
	})
	return rows
}

// fieldsOf are the names of the fields that an error is about.
func fieldsOf(err error) (names []string) {
	if f := fault.Of(err); f != nil {
		for _, field := range f.Fields {
			names = append(names, field.Name)
		}
	}
	return names
}

// rows reads what a statement gives, every value as text.
func rows(w *testworld.World, query string, args ...any) (all [][]any) {
	w.Helper()
	err := w.DB.Read(w.Context(), func(tx *db.Tx) error {
		found, err := tx.Query(query, args...)
		if err != nil {
			return err
		}
		columns := 1 + strings.Count(query[:strings.Index(query, " FROM")], ",")
		for found.Next() {
			values, into := make([]any, columns), make([]any, columns)
			for i := range values {
				into[i] = &values[i]
			}
			if err := found.Scan(into...); err != nil {
				return err
			}
			all = append(all, values)
		}
		if err := found.Err(); err != nil {
			return err
		}
		return found.Close()
	})
	if err != nil {
		w.Fatal(err)
	}
	return all
}

// dump is everything that stands in the tables of this package, as somebody reads it who has the database and nothing else.
func dump(w *testworld.World) string {
	w.Helper()
	var b strings.Builder
	err := w.DB.Read(w.Context(), func(tx *db.Tx) error {
		tables, err := tx.Tables()
		if err != nil {
			return err
		}
		for _, table := range tables {
			if strings.HasPrefix(table.Name, "outcome_") {
				dumpTable(tx, table, &b)
			}
		}
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return b.String()
}

func dumpTable(tx *db.Tx, table db.Table, b *strings.Builder) {
	var names []string
	for _, c := range table.Columns {
		names = append(names, c.Name)
	}
	found, err := tx.Query("SELECT " + db.QuotedList(names) + " FROM " + db.Quoted(table.Name))
	if err != nil {
		panic(err)
	}
	for found.Next() {
		values, into := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := found.Scan(into...); err != nil {
			panic(err)
		}
		for i, v := range values {
			fmt.Fprintf(b, "%s.%s=%s\n", table.Name, names[i], v)
		}
	}
	if err := found.Close(); err != nil {
		panic(err)
	}
}

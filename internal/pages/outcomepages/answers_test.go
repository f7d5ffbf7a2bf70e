package outcomepages_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/oldmeasurements"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
)

// record puts a measurement of Daavid on record, in days before today.
func (w *town) record(code string, before int, a instrument.Answers) outcome.Measurement {
	w.Helper()
	m := outcome.Measurement{ID: id.New[outcome.Measurement](), Client: w.daavid, Occasion: outcome.AtStart, Day: today.AddDays(-before), By: outcome.Together,
		Way: outcome.OnDesk, Language: "fi", Seconds: 90, Answers: a}
	w.Write(testworld.Aino, func(tx *act.Tx) error {
		i, err := instrument.FindCode(tx, testworld.North, code)
		if err != nil {
			return err
		}
		v, _ := i.Newest()
		m.Version = v.ID
		_, err = outcome.Record(tx, m)
		return err
	})
	return m
}

func option(code string) instrument.Answer {
	return instrument.Answer{State: instrument.Given, Option: code}
}

func TestAWorkerTakesTheAnswersOfHerClientsAsAFile(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		first := w.record("mind-and-days", 3, instrument.Answers{Items: map[string]instrument.Answer{"joy": option("often"), "calm": option("seldom"),
			"rested": {State: instrument.Declined}, "chores": option("always"), "company": option("never")}})
		w.record("mind-and-days", 1, instrument.Answers{Items: map[string]instrument.Answer{"joy": option("always")}})
		address := "/instruments/" + w.instrument("mind-and-days") + "/answers"
		p := w.As("aino").Get("/instruments/" + w.instrument("mind-and-days")).Follow("Ota vastaukset tiedostona")
		if p.Heading() != "Vastaukset tiedostona" || !p.HasButton("Lataa taulukko (XLSX)") {
			t.Fatal(p.Text())
		}
		csv := w.As("aino").Get(address + ".csv")
		table, err := sheet.Open(strings.NewReader(csv.Body), "a.csv", sheet.Limits{})
		if err != nil || table.Count != 2 || csv.Status != http.StatusOK {
			t.Fatal(err, csv.Status, csv.Body)
		}
		for row := range table.Rows() {
			if row.Text("measurement") == first.ID.String() && (row.Text("client") != client.NumberOf(w.daavid) || row.Text("joy") != "often" || row.Text("rested") != "" ||
				row.Text("declined") != "rested" || row.Text("answered_by") != "together" || row.Text("seconds") != "90" || row.Text("day") != "2026-11-17") {
				t.Errorf("%s", csv.Body)
			}
		}
		if strings.Contains(csv.Body, "Dufva") {
			t.Error("a name stands in the file")
		}
		if one := w.As("aino").Get(address + ".csv?from=19.11.2026"); strings.Count(one.Body, "\n") != 2 {
			t.Errorf("%s", one.Body)
		}
		if wrong := w.As("aino").Get(address + ".csv?from=31.2.2026"); wrong.Status != http.StatusUnprocessableEntity || wrong.ErrorOf("from") == "" {
			t.Error(wrong.Status)
		}
		book := w.As("aino").Get(address + ".xlsx")
		rows, err := sheet.OpenSheet(strings.NewReader(book.Body), "a.xlsx", "Vastaukset", sheet.Limits{})
		if err != nil || rows.Count != 2 || !slices.Contains(rows.Columns(), "Asiakasnumero") {
			t.Fatal(err)
		}
		for row := range rows.Rows() {
			if row.Text("Kuka vastasi") != "Asiakas ja työntekijä yhdessä" {
				t.Error(row.Text("Kuka vastasi"))
			}
		}
		var entries []act.Entry
		w.Read(testworld.Bertta, func(tx *act.Tx) (err error) {
			entries, err = act.ReadLog(tx, act.LogFilter{Subject: access.ThingID(w.daavid), Permission: access.ReadMeasurements.Name(), Limit: 10})
			return err
		})
		if len(entries) < 3 {
			t.Errorf("the log does not note whose answers were taken: %+v", entries)
		}
	})
}

func TestNobodyTakesTheAnswersOfClientsWhoAreNotHers(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.record("mind-and-days", 3, instrument.Answers{Items: map[string]instrument.Answer{"joy": option("often")}})
		address := "/instruments/" + w.instrument("mind-and-days") + "/answers.csv?whose="
		for who, want := range map[string]int{"aino": 1, "aune": 0, "cia": 0} {
			for _, whose := range []string{"mine", "units"} {
				if got := w.As(who).Get(address + whose); strings.Count(got.Body, "\n")-1 != want {
					t.Errorf("%s, %s: %s", who, whose, got.Body)
				}
			}
		}
		if got := w.As("bertta").Get(address + "mine"); strings.Count(got.Body, "\n") != 1 {
			t.Errorf("she is not Bertta's own: %s", got.Body)
		}
		if got := w.As("bertta").Get(address + "units"); strings.Count(got.Body, "\n") != 2 {
			t.Errorf("she is a task of Bertta's unit: %s", got.Body)
		}
		for _, who := range []string{"dora", "elli", "olli"} {
			if got := w.As(who).Get(address); got.Status != http.StatusNotFound {
				t.Error(who, got.Status)
			}
		}
		w.Write(testworld.Aune, func(tx *act.Tx) error {
			_, err := client.BreakGlass(tx, client.Glass{ID: id.New[client.Glass](), Organisation: testworld.North, Reason: "Päivystyksessä kysyttiin", Number: client.NumberOf(w.daavid)})
			return err
		})
		if got := w.As("aune").Get(address + "mine"); strings.Count(got.Body, "\n") != 1 {
			t.Errorf("behind a broken glass one reads, and takes nothing along: %s", got.Body)
		}
	})
}

func TestWhatWasTakenAsAFileIsBroughtInAgainAsItWas(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		told := func(text string) instrument.Answer {
			return instrument.Answer{State: instrument.Given, Text: text}
		}
		goals := instrument.Answers{Entries: map[string][]instrument.Entry{}}
		var form *instrument.Form
		w.Read(testworld.Aino, func(tx *act.Tx) error {
			i, err := instrument.FindCode(tx, testworld.North, "goals")
			if err != nil {
				return err
			}
			v, _ := i.Newest()
			form, err = instrument.FormOf(tx, v.ID)
			return err
		})
		section := form.Definition.Sections[0]
		for n := range 2 {
			entry := instrument.Entry{}
			for _, item := range section.Items {
				switch item.Kind {
				case instrument.ShortTextItem, instrument.LongTextItem:
					entry[item.Code] = told(strings.Repeat("=Tavoite; ", n+1) + ".")
				case instrument.ScaleItem, instrument.NumberItem:
					entry[item.Code] = instrument.Answer{State: instrument.Given, Number: *item.From + float64(n)}
				case instrument.StepsItem, instrument.SingleItem, instrument.YesNoItem:
					entry[item.Code] = option(item.Choices()[n].Code)
				}
			}
			goals.Entries[section.Code] = append(goals.Entries[section.Code], entry)
		}
		m := w.record("goals", 3, goals)
		for _, suffix := range []string{"csv", "xlsx"} {
			taken := w.As("aino").Get("/instruments/" + w.instrument("goals") + "/answers." + suffix + "?words=yes")
			content := taken.Body
			file, err := readAnswers(suffix, content)
			if err != nil {
				t.Fatal(suffix, err)
			}
			o := oldmeasurements.Order{ID: id.New[outcome.Import](), Organisation: testworld.North, Instrument: form.Instrument}
			i, err := oldmeasurements.Upload(t.Context(), w.Acts, testworld.Bertta, o, file)
			if err != nil {
				t.Fatal(err)
			}
			if i, err = oldmeasurements.Check(t.Context(), w.Acts, testworld.Bertta, i.ID, i.Mapping); err != nil || !i.Ready() {
				t.Fatalf("%s: %v %+v", suffix, err, i.Report)
			}
			if _, err = oldmeasurements.Run(t.Context(), w.Acts, testworld.Bertta, i.ID); err != nil {
				t.Fatal(err)
			}
			for _, other := range w.measurements() {
				if other.Import != i.ID {
					continue
				}
				want, err := form.Pack(m.Answers)
				if err != nil {
					t.Fatal(err)
				}
				got, err := form.Pack(other.Answers)
				if err != nil || string(got.Closed) != string(want.Closed) || string(got.Words) != string(want.Words) || other.Day != m.Day || other.By != m.By || other.Seconds != m.Seconds {
					t.Errorf("%s: %+v is not %+v", suffix, other.Answers, m.Answers)
				}
			}
			// Two of the same would stand in the next file, which is not to be brought in twice.
			w.Write(testworld.Bertta, func(tx *act.Tx) error {
				_, err := oldmeasurements.Undo(tx, i.ID, id.New[outcome.Correction](), "Kokeilu")
				return err
			})
		}
	})
}

// readAnswers reads the sheet of answers, as whoever saves it alone would have it.
func readAnswers(suffix, content string) (oldmeasurements.File, error) {
	if suffix == "csv" {
		return oldmeasurements.Read(strings.NewReader(content), "a.csv")
	}
	table, err := sheet.OpenSheet(strings.NewReader(content), "a.xlsx", "Vastaukset", sheet.Limits{})
	if err != nil {
		return oldmeasurements.File{}, err
	}
	var b strings.Builder
	w, err := sheet.NewCSV(&b, sheet.CSVStyle{}, table.Columns()...)
	if err != nil {
		return oldmeasurements.File{}, err
	}
	for row := range table.Rows() {
		var cells []sheet.Value
		for i := range table.Columns() {
			cells = append(cells, sheet.Text(row.At(i).Text))
		}
		if err := w.Row(cells...); err != nil {
			return oldmeasurements.File{}, err
		}
	}
	if _, err := w.Close(); err != nil {
		return oldmeasurements.File{}, err
	}
	return oldmeasurements.Read(strings.NewReader(b.String()), "a.csv")
}

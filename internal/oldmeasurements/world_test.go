package oldmeasurements_test

import (
	"fmt"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/oldmeasurements"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
)

// Everybody here is invented.
var today = testworld.Friday.Date()

// scene is a world in which Bertta leads a unit whose clients Daavid and Elsa have agreed to being measured, Fanni has not, and Cia's
// Sirkka is a client elsewhere. North has an instrument of its own.
type scene struct {
	*testworld.World
	daavid, elsa, fanni, hidden, sirkka client.ClientID
	instrument                          instrument.InstrumentID
}

func onStage(t *testing.T, test func(*testing.T, *scene)) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) { test(t, newScene(w)) })
}

func newScene(w *testworld.World) *scene {
	s := &scene{World: w}
	s.daavid, s.elsa, s.fanni = s.client(testworld.Aino, "D-1", true), s.client(testworld.Aino, "E-2", true), s.client(testworld.Aino, "F-3", true)
	s.hidden = s.client(testworld.Aune, "H-4", true)
	s.sirkka = s.client(testworld.Cia, "S-5", true)
	for who, all := range map[*access.Actor][]client.ClientID{&testworld.Aino: {s.daavid, s.elsa}, &testworld.Aune: {s.hidden}, &testworld.Cia: {s.sirkka}} {
		for _, c := range all {
			s.says(*who, c, client.Given)
		}
	}
	s.instrument = s.load(weekly())
	return s
}

func (s *scene) load(d instrument.Definition) instrument.InstrumentID {
	s.Helper()
	i := id.New[instrument.Instrument]()
	s.Write(testworld.Bertta, func(tx *act.Tx) error {
		return instrument.Load(tx, i, id.New[instrument.Version](), testworld.North, d)
	})
	return i
}

// client registers a client as a task of the worker's unit, so that its leader is tied to her too.
func (s *scene) client(who access.Actor, number string, task bool) client.ClientID {
	s.Helper()
	r := client.Registration{ID: id.New[client.Client](), Organisation: who.Home(), Unit: who.Posts[0].Unit, From: today.AddDays(-60), Worker: who.ID,
		UnitTask: task, Other: true, Number: number, Person: client.Person{Given: "Salainen", Family: "Dufva"}}
	s.Write(who, func(tx *act.Tx) error {
		_, err := client.Register(tx, r)
		return err
	})
	return r.ID
}

func (s *scene) says(who access.Actor, c client.ClientID, state client.ConsentState) {
	s.Helper()
	s.Write(who, func(tx *act.Tx) error {
		return client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: c, Kind: client.Measuring, State: state, Day: today, By: "client", Way: "spoken"})
	})
	s.Clock.Advance(1e9)
}

func text(fi string) instrument.Text { return instrument.Text{"fi": fi} }

func num(v float64) *float64 { return &v }

// weekly has items of every kind, and goals.
func weekly() instrument.Definition {
	options := func(codes ...string) (all []instrument.Option) {
		for n, code := range codes {
			all = append(all, instrument.Option{Code: code, Label: text("Vaihtoehto " + code), Points: num(float64(n))})
		}
		return all
	}
	return instrument.Definition{
		Format: instrument.Format, Code: "viikko", Purpose: instrument.ForMeasuring, Languages: []string{"fi"}, Title: text("Viikko"),
		Licence: instrument.Licence{Owner: "Pohjoinen"}, By: []instrument.Answerer{instrument.ByClient, instrument.ByWorker}, Display: instrument.AsProfile,
		Sections: []instrument.Section{
			{Code: "a", Items: []instrument.Item{
				{Code: "uni", Text: text("Miten nukuit?"), Kind: instrument.ScaleItem, From: num(0), To: num(10), Better: instrument.HigherIsBetter},
				{Code: "huoli", Text: text("Kuinka paljon huolia?"), Kind: instrument.ScaleItem, From: num(0), To: num(10), Better: instrument.LowerIsBetter},
				{Code: "apu", Text: text("Saitko apua?"), Kind: instrument.YesNoItem},
				{Code: "miksi", Text: text("Miksi et?"), Kind: instrument.LongTextItem, ShowIf: &instrument.Condition{Item: "apu", Is: []string{instrument.No}}},
				{Code: "tunnit", Text: text("Montako tuntia?"), Kind: instrument.NumberItem, From: num(0), To: num(168)},
				{Code: "mieli", Text: text("Mieliala?"), Kind: instrument.StepsItem, Options: options("huono", "kelpo", "hyva")},
				{Code: "tuki", Text: text("Mikä tukee?"), Kind: instrument.MultipleItem, Options: options("perhe", "tyo", "muu")},
				{Code: "alkoi", Text: text("Milloin alkoi?"), Kind: instrument.DateItem},
			}},
			{Code: "goals", Repeats: &instrument.Repeats{Most: 3}, Items: []instrument.Item{
				{Code: "mika", Text: text("Mikä tavoite?"), Kind: instrument.ShortTextItem},
				{Code: "taso", Text: text("Miten kävi?"), Kind: instrument.ScaleItem, From: num(-2), To: num(2), Better: instrument.HigherIsBetter},
			}},
		},
		Scales: []instrument.Scale{
			{Code: "summa", Title: text("Summa"), Rule: instrument.Sum, Items: []string{"uni", "huoli"}, Better: instrument.HigherIsBetter},
			{Code: "tunnit", Title: text("Tunnit"), Rule: instrument.Single, Items: []string{"tunnit"}},
		},
	}
}

func (s *scene) order() oldmeasurements.Order {
	return oldmeasurements.Order{ID: id.New[outcome.Import](), Organisation: testworld.North, Unit: testworld.NorthUnit, Instrument: s.instrument}
}

// file is a CSV file with the lines, cells between semicolons.
func file(t testing.TB, lines ...string) oldmeasurements.File {
	t.Helper()
	f, err := oldmeasurements.Read(strings.NewReader(strings.Join(lines, "\n")+"\n"), "vanhat.csv")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const heads = "Asiakasnumero;Päivä;Vaihe;Kuka vastasi;uni;Kuinka paljon huolia?;apu;miksi;Tunnit;mieli;tuki;alkoi;goals[1].mika;goals[1].taso"

// good has a start and an end of Daavid, and the worker's rating beside his end.
func good(t testing.TB) oldmeasurements.File {
	return file(t, heads,
		"D-1;1.3.2019;alku;asiakas;7;4;ei;Salainen sana;2,5;hyva;Vaihtoehto perhe, tyo;24.12.2018;Salainen tavoite;-1",
		"d1;2019-09-01;Lopussa;yhdessä;9;;kyllä;;10;2;muu;;;",
		"D-1;1.9.2019;loppu;työntekijä;6;5;;;;;;;;")
}

func (s *scene) upload(who access.Actor, o oldmeasurements.Order, f oldmeasurements.File) (oldmeasurements.Import, error) {
	return oldmeasurements.Upload(s.Context(), s.Acts, who, o, f)
}

// check uploads a file and checks it under what its headers say, changed as asked.
func (s *scene) check(f oldmeasurements.File, changes ...func(*oldmeasurements.Mapping)) oldmeasurements.Import {
	s.Helper()
	i, err := s.upload(testworld.Bertta, s.order(), f)
	if err != nil {
		s.Fatal(err)
	}
	return s.checkAgain(i, changes...)
}

func (s *scene) checkAgain(i oldmeasurements.Import, changes ...func(*oldmeasurements.Mapping)) oldmeasurements.Import {
	s.Helper()
	m := i.Mapping
	for _, change := range changes {
		change(&m)
	}
	i, err := oldmeasurements.Check(s.Context(), s.Acts, testworld.Bertta, i.ID, m)
	if err != nil {
		s.Fatal(err)
	}
	return i
}

func (s *scene) run(i oldmeasurements.Import) oldmeasurements.Import {
	s.Helper()
	done, err := oldmeasurements.Run(s.Context(), s.Acts, testworld.Bertta, i.ID)
	if err != nil {
		s.Fatal(err)
	}
	return done
}

func (s *scene) undo(i oldmeasurements.Import) (n int) {
	s.Helper()
	s.Write(testworld.Bertta, func(tx *act.Tx) (err error) {
		n, err = oldmeasurements.Undo(tx, i.ID, id.New[outcome.Correction](), "Väärä tiedosto")
		return err
	})
	return n
}

// told are the problems as the Finnish page says them: "4 uni 11: …".
func (s *scene) told(i oldmeasurements.Import) (lines []string) {
	s.Helper()
	print := i18n.For(i18n.FI)
	s.Read(testworld.Bertta, func(tx *act.Tx) error {
		lines = nil
		return oldmeasurements.EachProblem(tx, i, func(p rows.Problem) error {
			lines = append(lines, fmt.Sprintf("%d %s %s: %s", p.Row, i.Report.ColumnName(print, p.Column), p.Value, p.Text(print)))
			return nil
		})
	})
	return lines
}

// of are the measurements of a client as they stand, the newest first.
func (s *scene) of(who access.Actor, c client.ClientID) (all []outcome.Version) {
	s.Helper()
	s.Read(who, func(tx *act.Tx) (err error) {
		all, err = outcome.Of(tx, c)
		return err
	})
	return all
}

package oldvisits_test

import (
	"strings"
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/oldvisits"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// scene is a settled world in which North has a library in Kajaani.
type scene struct {
	*testworld.World
	library outreach.Place
}

func onStage(t *testing.T, test func(*testing.T, *scene)) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) { test(t, newScene(w)) })
}

func newWorld(t *testing.T) *testworld.World { return testworld.New(t) }

func newScene(w *testworld.World) *scene {
	site.Settle(w)
	s := &scene{World: w, library: outreach.Place{ID: id.New[outreach.Place](), Organisation: testworld.North,
		Kind: "library", Name: "Kajaanin kirjasto", Municipality: "205"}}
	w.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.SavePlace(tx, s.library) })
	return s
}

func order() oldvisits.Order {
	return oldvisits.Order{ID: id.New[outreach.Import](), Organisation: testworld.North, Unit: testworld.NorthUnit}
}

// file is a CSV file with the lines, cells between semicolons.
func file(t testing.TB, lines ...string) oldvisits.File {
	t.Helper()
	f, err := oldvisits.Read(strings.NewReader(strings.Join(lines, "\n")+"\n"), "vanhat.csv")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const heads = "Päivä;Paikka;Kunta;Läsnä;Keskustelut;Uudet asiakkuudet;Palaute 5;Palaute 3;Työtunnit;Aiheet;Mitä kuultiin;Työntekijät"

// good has three visits: two in the library, one in a place that is new.
func good(t testing.TB) oldvisits.File {
	return file(t, heads,
		"1.3.2019;Kajaanin kirjasto;;20;5;1;2;1;2,5;Asuminen;Bussi ei kulje;Aino Ahola",
		"2.4.2019;kajaanin  KIRJASTO;Kajaani;10;3;;;;;Työ, Raha ja toimeentulo;;\"aune@rinnalla.example; Aino Ahola\"",
		"3.1.2020;Kylätalo Koivula;Kuhmo;7;2;;1;;1:30;;;")
}

func (s *scene) check(who access.Actor, o oldvisits.Order, f oldvisits.File) (oldvisits.Import, error) {
	return oldvisits.Check(s.Context(), s.Acts, who, o, f)
}

func (s *scene) mustCheck(f oldvisits.File) oldvisits.Import {
	s.Helper()
	i, err := s.check(testworld.Bertta, order(), f)
	if err != nil {
		s.Fatal(err)
	}
	return i
}

func (s *scene) run(i oldvisits.Import) oldvisits.Import {
	s.Helper()
	done, err := oldvisits.Run(s.Context(), s.Acts, testworld.Bertta, i.ID, true)
	if err != nil {
		s.Fatal(err)
	}
	return done
}

func (s *scene) undo(i oldvisits.Import) (n int) {
	s.Helper()
	s.Write(testworld.Bertta, func(tx *act.Tx) (err error) {
		n, err = oldvisits.Undo(tx, i.ID, id.New[outreach.Correction](), "Väärä tiedosto")
		return err
	})
	return n
}

func (s *scene) problems(i oldvisits.Import) (all []rows.Problem) {
	s.Helper()
	s.Read(testworld.Bertta, func(tx *act.Tx) (err error) {
		all, err = oldvisits.Problems(tx, i, 0, 1000)
		return err
	})
	return all
}

// told are the problems as the Finnish page says them: "4 Läsnä -3: …".
func (s *scene) told(i oldvisits.Import) []string {
	s.Helper()
	print := i18n.For(i18n.FI)
	var lines []string
	for _, p := range s.problems(i) {
		lines = append(lines, print.N(int64(p.Row))+" "+i.Report.ColumnName(print, p.Column)+" "+p.Value+": "+p.Text(print))
	}
	return lines
}

// facts are the sums that reports are made of, of North's visits: visits,
// present, conversations, clienthoods, minutes, answers.
func (s *scene) facts() [6]int {
	s.Helper()
	var sums [6]int
	s.Read(testworld.Bertta, func(tx *act.Tx) error {
		if _, err := tx.Scope(access.ReadReport, "report"); err != nil {
			return err
		}
		return act.Each(tx, func(row act.Scanner) error {
			return row.Scan(&sums[0], &sums[1], &sums[2], &sums[3], &sums[4], &sums[5])
		}, `SELECT CAST(COALESCE(SUM(visits), 0) AS bigint), CAST(COALESCE(SUM(present), 0) AS bigint),
			CAST(COALESCE(SUM(conversations), 0) AS bigint), CAST(COALESCE(SUM(clienthoods), 0) AS bigint),
			CAST(COALESCE(SUM(minutes), 0) AS bigint), CAST(COALESCE(SUM(f1 + f2 + f3 + f4 + f5), 0) AS bigint)
			FROM fact_outreach_area_month WHERE organisation = $1`, testworld.North)
	})
	return sums
}

func sumsOf(i oldvisits.Import) [6]int {
	t := i.Report.Total
	return [6]int{t.Visits, t.Present, t.Conversations, t.Clienthoods, t.Minutes, t.Marks.Sum()}
}

func (s *scene) placeNames() (names []string) {
	s.Helper()
	s.Read(testworld.Bertta, func(tx *act.Tx) error {
		places, err := outreach.Places(tx, outreach.PlaceFilter{})
		for _, p := range places {
			names = append(names, p.Name)
		}
		return err
	})
	return names
}

func (s *scene) visits(f outreach.Filter) (p outreach.Page) {
	s.Helper()
	s.Read(testworld.Bertta, func(tx *act.Tx) (err error) {
		p, err = outreach.Visits(tx, f)
		return err
	})
	return p
}

func (s *scene) visit(stop outreach.StopID) (h outreach.History) {
	s.Helper()
	s.Read(testworld.Bertta, func(tx *act.Tx) (err error) {
		h, err = outreach.Visit(tx, stop)
		return err
	})
	return h
}

func day(d, m, y int) civil.Date { return civil.Date{Year: y, Month: time.Month(m), Day: d} }

package reportpages_test

import (
	"archive/zip"
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"testing"

	"rinnalla/internal/act"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/measured"
	"rinnalla/internal/testworld/site"
)

// twelve is a site where Aino measured twelve clients twice and five more once.
func twelve(s *site.Site) *measured.Cohort {
	c := measured.In(s.World)
	people := append(measured.Many(6, measured.Twice(testworld.Aino, 1, 2)), measured.Many(6, measured.Twice(testworld.Aino, 2, 2))...)
	c.Enrol(append(people, measured.Many(5, measured.Once(testworld.Aino, 0))...)...)
	return c
}

const changeColumns = "scale,started,pairs,lost,mean_first,mean_last,sd_first,sd_last,mean_diff,ci_low,ci_high,d_z,d_av,g_av,g_low,g_high,wilcoxon_v,wilcoxon_p," +
	"better,worse,unclear,alpha_first,note"

func TestTheCSVOnChangeHasTheAgreedColumnsInFullPrecisionAndSaysWhatIsMissing(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		twelve(s)
		p := s.As("bertta").Get("/reports/change.csv?instrument=kuusi&from=2026-01-01&to=2026-12-31")
		rows, err := csv.NewReader(strings.NewReader(p.Body)).ReadAll()
		if err != nil || len(rows) != 5 {
			t.Fatalf("%d %v %s", p.Status, err, p.Body)
		}
		if got := strings.Join(rows[0], ","); got != changeColumns {
			t.Errorf("columns %s", got)
		}
		if got := strings.Join(rows[1][:9], ","); got != "kaikki,17,12,5,9,12,3.1333978072025612,0,3" {
			t.Errorf("the first scale: %s", got)
		}
		note := rows[1][len(rows[1])-1]
		for _, words := range []string{"Aloittaneita 17, mitattu uudelleen 12, jäi pois 5.", "Puuttuvaa ei täytetä", "Mittari Kuusi, versio 1."} {
			if !strings.Contains(note, words) {
				t.Errorf("the note does not say %q: %s", words, note)
			}
		}
		alpha := len(rows[0]) - 2
		if formative := rows[3]; formative[0] != "loppu" || formative[alpha] != "" || !strings.Contains(formative[alpha+1], "alpha_first: osiot muodostavat asian") {
			t.Errorf("a formative scale: %v", formative)
		}
	})
}

// noteOf is the last column of the first scale of a CSV.
func noteOf(t *testing.T, r *site.Reader, query string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(r.Get("/reports/change.csv?" + query).Body)).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatal(query, err)
	}
	return rows[1][len(rows[1])-1]
}

func TestAFileSaysWhenItsPeriodIsNotTheOneThatWasAskedFor(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		twelve(s)
		bertta := s.As("bertta")
		if note := noteOf(t, bertta, "instrument=kuusi&from=2026-03-11"); !strings.Contains(note, "Luvut ovat pidemmältä ajanjaksolta kuin kysyttiin. Mukana ovat") {
			t.Error(note)
		}
		if note := noteOf(t, bertta, "instrument=kuusi"); strings.Contains(note, "ajanjakso") {
			t.Error(note)
		}
		if note := noteOf(t, bertta, "instrument=kuusi&from=2026-03-11&who=client"); !strings.Contains(note, "Raportti rajataan kerralla vain yhdellä tavalla") {
			t.Error(note)
		}
	})
}

func TestAFileForOutsidersSaysWhatIsNotCountedYet(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		twelve(s)
		if note := noteOf(t, s.As("elli"), "instrument=kuusi"); !strings.Contains(note, "Nämä ovat hankkeen yhteisiä lukuja.") {
			t.Error(note)
		}
	})
}

func TestThePageOnChangeTellsInWordsWhatWasFoundAndWhoIsMissing(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		twelve(s)
		p := s.As("bertta").Get("/reports/change?scale=kaikki")
		for _, words := range []string{
			"Keskiarvo nousi 3,00 pistettä: alussa se oli 9,00, lopussa 12,00.", "Aloittaneita 17, mitattu uudelleen 12, jäi pois 5.",
			"6 ihmistä parempaan ja 0 huonompaan suuntaan. 6 ihmisellä muutos ei ylittänyt rajaa.", "Keksitty testiin", "Mittari Kuusi, versio 1.",
			"vertailuryhmää ei ole",
		} {
			if !p.Says(words) {
				t.Errorf("the page does not say %q", words)
			}
		}
		if row := p.Row("Kuinka moni muuttui", "Parempi"); len(row) != 4 || row[1] != "6 (50\u00a0%)" {
			t.Errorf("%q", row)
		}
	})
}

func TestFiguresSayBesideTheirMeaningWhyTheyAreNotThereAndRanksAreWhole(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		twelve(s)
		p := s.As("bertta").Get("/reports/change?instrument=kuusi&scale=kaikki")
		for _, want := range []string{"Wilcoxon V 21 Järjestyslukujen summa", "Lukua ei näytetä: keskiarvoon tarvitaan 10 ihmistä"} {
			if !p.Says(want) {
				t.Errorf("%q is not said", want)
			}
		}
	})
}

// goals are twelve people whose goals Aino set and assessed, and five whose goals were only set. Where both is true, they were assessed when they
// were set, too.
func goals(t *testing.T, s *site.Site, both bool) {
	t.Helper()
	if err := instrument.BringShipped(t.Context(), s.Acts); err != nil {
		t.Fatal(err)
	}
	var v instrument.VersionID
	s.Read(testworld.Bertta, func(tx *act.Tx) error {
		in, err := instrument.FindCode(tx, testworld.North, "goals")
		newest, _ := in.Newest()
		v = newest.ID
		return err
	})
	one := func(level string) map[string][]instrument.Entry {
		e := instrument.Entry{"goal": {State: instrument.Given, Text: "Keksitty"}, "weight": {State: instrument.Given, Number: 1}}
		if level != "" {
			e["level"] = instrument.Answer{State: instrument.Given, Option: level}
		}
		return map[string][]instrument.Entry{"goals": {e}}
	}
	began := ""
	if both {
		began = "below"
	}
	p := measured.Person{Worker: testworld.Aino, Sittings: []measured.Sitting{
		{Day: measured.Day(3, 1), Version: v, Entries: one(began)}, {Day: measured.Day(8, 1), When: outcome.AtEnd, Version: v, Entries: one("above")}}}
	alone := measured.Person{Worker: testworld.Aino, Sittings: []measured.Sitting{{Day: measured.Day(3, 1), Version: v, Entries: one("")}}}
	measured.In(s.World).Enrol(append(measured.Many(12, p), measured.Many(5, alone)...)...)
}

func TestOfGoalsWhatCannotBeIsToldOnceAndTheFileKeepsItsColumns(t *testing.T) {
	for both, never := range map[bool][]string{false: {"Kuinka moni muuttui", "Pois jääneet", "Alfa alussa", "Keskimääräinen muutos", "Keskiarvoja ei näytetä"}, true: {"Kuinka moni muuttui", "Pois jääneet", "Alfa alussa"}} {
		s := site.New(t)
		goals(t, s, both)
		p := s.As("bertta").Get("/reports/change?instrument=goals&scale=t")
		for _, words := range never {
			if p.Says(words) {
				t.Errorf("both %v: %q is told of goals", both, words)
			}
		}
		if !p.Says("Tavoitteet arvioitiin 12 ihmiseltä.") || !p.Says("Tavoitteista ei ole kaikkia lukuja.") || p.Says("T-luvun muutosta ei kerrota.") == both || p.Says("Keskimääräinen muutos") != both {
			t.Errorf("both %v: %s", both, p.Text())
		}
		if file := s.As("bertta").Get("/reports/change.csv?instrument=goals"); !strings.HasPrefix(strings.TrimPrefix(file.Body, "\ufeff"), changeColumns) {
			t.Errorf("%.300s", file.Body)
		}
	}
}

func TestTablesOfSeveralScalesAreToldApartByTheirCaptions(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		twelve(s)
		if p := s.As("bertta").Get("/reports/change?instrument=kuusi"); strings.Count(p.Body, `aria-label="Kaikki: Ihmiset"`) != 1 || strings.Contains(p.Body, `aria-label="Ihmiset"`) {
			t.Error("tables of different scales have the same name")
		}
	})
}

func TestADistributionOfWhichNothingIsToldIsNotDrawn(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		c := measured.In(s.World)
		c.Enrol(append(measured.Many(9, measured.Twice(testworld.Aino, 1, 1)), measured.Many(3, measured.Twice(testworld.Aino, 3, 3))...)...)
		if p := s.As("bertta").Get("/reports/change?instrument=kuusi&scale=kaikki"); p.Says("Pistemäärien jakauma") || !p.Says("Mitattu uudelleen 12") {
			t.Error(p.Text())
		}
	})
}

func TestWhenNothingCanBeShownThePageSaysWhy(t *testing.T) {
	s := site.New(t)
	measured.In(s.World).Enrol(measured.Many(4, measured.Twice(testworld.Aino, 1, 2))...)
	p := s.As("bertta").Get("/reports/change?instrument=kuusi")
	if !p.Says("Kaikkea ei näytetä") || !p.Says("Määriä ei kerrota: keskiarvoon tarvitaan 10 ihmistä ja määrään 5") {
		t.Error(p.Text())
	}
	for _, file := range []string{"sizes.svg", "spread-kaikki.svg", "persons-kaikki.csv"} {
		if d := s.As("bertta").Get("/reports/change/" + file + "?instrument=kuusi"); d.Status != 404 {
			t.Errorf("%s: %d", file, d.Status)
		}
	}
}

func TestBeforeAnybodyIsMeasuredThePageSaysHowToBegin(t *testing.T) {
	s := site.New(t)
	if p := s.As("aino").Get("/reports/change"); p.Status != 200 || !p.Says("Kukaan ei ole vielä vastannut mittariin") {
		t.Error(p.Text())
	}
	if p := s.As("aino").Get("/reports/change.csv"); p.Status != 422 || !p.Says("Valitse mittari.") {
		t.Errorf("%d %s", p.Status, p.Body)
	}
}

func TestAQuestionThatNarrowsInTwoWaysIsOfferedInOne(t *testing.T) {
	s := site.New(t)
	twelve(s)
	p := s.As("bertta").Get("/reports/change?instrument=kuusi&from=2026-03-11&who=client")
	if !p.Says("Rajaa vain yhdellä tavalla") || p.Says("Keskiarvo nousi") {
		t.Fatal(p.Text())
	}
	if one := p.Follow("Vain se, kuka vastasi"); one.Says("Rajaa vain yhdellä tavalla") || one.Status != 200 {
		t.Error(one.Text())
	}
}

func TestTheWorkbookHoldsWhatIsOnScreenAndWhatIsMissing(t *testing.T) {
	s := site.New(t)
	twelve(s)
	p := s.As("bertta").Get("/reports/change.xlsx?instrument=kuusi")
	z, err := zip.NewReader(strings.NewReader(p.Body), int64(len(p.Body)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
	}
	for _, words := range []string{"Aloittaneita 17, mitattu uudelleen 12, jäi pois 5.", "Mittari Kuusi, versio 1.", "Asteikot", "Kaikki luvut", "Jakaumat", "Vastaamatta jääneet osiot", "3.1333978072025612"} {
		if !strings.Contains(all.String(), words) {
			t.Errorf("the workbook does not hold %q", words)
		}
	}
}

func TestEveryDrawingIsAFileWithTheLineOfWhatIsMissing(t *testing.T) {
	s := site.New(t)
	twelve(s)
	for _, name := range []string{"sizes", "spread-kaikki", "persons-kaikki"} {
		picture := s.As("bertta").Get("/reports/change/" + name + ".svg?instrument=kuusi")
		if picture.Status != 200 || !strings.Contains(picture.Body, "<svg") || !strings.Contains(picture.Body, "jäi pois") {
			t.Errorf("%s.svg: %d %s", name, picture.Status, picture.Body)
		}
		numbers := s.As("bertta").Get("/reports/change/" + name + ".csv?instrument=kuusi")
		if numbers.Status != 200 || !strings.Contains(numbers.Body, "jäi pois 5.") {
			t.Errorf("%s.csv: %d %s", name, numbers.Status, numbers.Body)
		}
	}
}

func TestACoordinatorSeesWholeOrganisationsOnly(t *testing.T) {
	s := site.New(t)
	twelve(s)
	p := s.As("elli").Get("/reports/change?instrument=kuusi")
	if p.Status != 200 || !p.Says("Aloittaneita 17") {
		t.Fatal(p.Text())
	}
	unit := testworld.Aino.Posts[0].Unit.String()
	if refused := s.As("elli").Get("/reports/change.csv?instrument=kuusi&unit=" + unit); refused.Status != 404 {
		t.Errorf("a unit: %d", refused.Status)
	}
	if own := s.As("bertta").Get("/reports/change.csv?instrument=kuusi&unit=" + unit); own.Status != 200 || !strings.Contains(own.Body, "kaikki,"+strconv.Itoa(17)) {
		t.Errorf("bertta's own: %d %s", own.Status, own.Body)
	}
}

func TestWhereNumbersDifferFromScaleToScaleThePageSaysWhy(t *testing.T) {
	s := site.New(t)
	c := twelve(s)
	const why = "Jos joku on jättänyt kysymyksiä väliin, hän voi jäädä asteikolla ilman pistemäärää"
	if p := s.As("bertta").Get("/reports/change?instrument=kuusi"); p.Says(why) {
		t.Error("nobody skipped anything")
	}
	five := map[string]instrument.Answer{}
	for _, item := range []string{"k1", "k2", "k3", "k4", "k5"} {
		five[item] = instrument.Answer{State: instrument.Given, Number: 2}
	}
	c.Enrol(measured.Many(6, measured.Person{Worker: testworld.Aino, Sittings: []measured.Sitting{{Day: measured.Day(3, 1), Items: five}}})...)
	if p := s.As("bertta").Get("/reports/change?instrument=kuusi"); !p.Says(why) {
		t.Errorf("six left one question without an answer: %s", p.Text())
	}
}

func TestAnAreaThatIsNotHersOrThatThereIsNotIsNotFound(t *testing.T) {
	s := site.New(t)
	twelve(s)
	bertta := s.As("bertta")
	for area, status := range map[string]int{
		"unit:" + testworld.NorthEast.String(): 200, "unit:" + testworld.SouthUnit.String(): 404, "unit:x": 404,
		"organisation:" + testworld.North.String(): 200, "organisation:" + testworld.South.String(): 404,
		"county:19": 200, "county:99": 404, "municipality:205": 200, "municipality:999": 404, "": 200, "organization:x": 404, "x": 404,
	} {
		for _, path := range []string{"/reports/change", "/reports/change.csv", "/reports/change.xlsx"} {
			if p := bertta.Get(path + "?instrument=kuusi&area=" + area); p.Status != status {
				t.Errorf("%s of %q: %d", path, area, p.Status)
			}
		}
	}
}

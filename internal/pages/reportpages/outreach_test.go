package reportpages_test

import (
	"archive/zip"
	"encoding/csv"
	"fmt"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// visited is a site where Aino made eight visits in Kajaani and Aune two in Kuhmo.
func visited(t *testing.T, s *site.Site) {
	t.Helper()
	for _, of := range []struct {
		who          access.Actor
		name         string
		municipality string
		visits       int
	}{{testworld.Aino, "=Kirjasto", "205", 8}, {testworld.Aune, "Tori", "290", 2}} {
		place := outreach.Place{ID: id.New[outreach.Place](), Organisation: testworld.North, Kind: "library", Name: of.name, Municipality: of.municipality}
		s.Write(of.who, func(tx *act.Tx) error {
			if err := outreach.SavePlace(tx, place); err != nil {
				return err
			}
			for i := range of.visits {
				_, err := outreach.Record(tx, outreach.Stop{
					ID: id.New[outreach.Stop](), Organisation: testworld.North, Unit: of.who.Posts[0].Unit, Place: place.ID,
					Day: civil.Date{Year: 2026, Month: 3, Day: 2 + i}, Kind: "regular", Present: 20, Conversations: 5, Minutes: 90,
					Feedback: outreach.ByMark{0, 0, 0, 1, 1}, Workers: []access.WorkerID{of.who.ID}, Source: outreach.Desk,
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
}

const march = "?from=2026-03-01&to=2026-03-31"

func TestTheCSVHasTheAgreedColumnsAndATotal(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		visited(t, s)
		p := s.As("bertta").Get("/reports/outreach.csv" + march + "&by=place")
		rows, err := csv.NewReader(strings.NewReader(p.Body)).ReadAll()
		if err != nil || len(rows) != 4 {
			t.Fatalf("%v %v", rows, err)
		}
		if got := strings.Join(rows[0], ","); got != "key,name,visits,places,present,conversations,new_clienthoods,feedback_mean,feedback_n,hours" {
			t.Errorf("columns %s", got)
		}
		if got := strings.Join(rows[3], ","); got != "total,Yhteensä,10,2,200,50,0,4.50,20,15.00" {
			t.Errorf("total %s", got)
		}
		if names := rows[1][1] + rows[2][1]; !strings.Contains(names, "'=Kirjasto") {
			t.Errorf("a name that begins like a formula is not neutralised: %s", names)
		}
	})
}

func TestAWorkerIsLedToTheUnitWhoseNumbersOpenToVisits(t *testing.T) {
	s := site.New(t)
	visited(t, s)
	unit := "area=unit%3A" + testworld.Aino.Posts[0].Unit.String()
	whole := s.As("aino").Get("/reports/outreach" + march).Body
	if !strings.Contains(whole, unit) || strings.Contains(whole, `href="/visits?`) {
		t.Error("Aino is not told how she comes to her visits")
	}
	if own := s.As("aino").Get("/reports/outreach" + march + "&" + unit).Body; !strings.Contains(own, `href="/visits?`) {
		t.Error("the numbers of Aino’s unit do not open to visits")
	}
	for _, who := range []string{"bertta", "elli"} {
		if strings.Contains(s.As(who).Get("/reports/outreach"+march).Body, "area=unit%3A") {
			t.Errorf("%s is led to a unit", who)
		}
	}
}

func TestAnOutsiderGetsEmptyCellsForSmallCounts(t *testing.T) {
	s := site.New(t)
	visited(t, s)
	p := s.As("elli").Get("/reports/outreach.csv" + march + "&by=municipality")
	if !strings.Contains(p.Body, "290,Kuhmo,,,,,,,,") || !strings.Contains(p.Body, "total,Yhteensä,10,") {
		t.Fatalf("%s", p.Body)
	}
	page := s.As("elli").Get("/reports/outreach" + march + "&by=municipality")
	if strings.Contains(page.Body, "/visits?") {
		t.Error("the coordinator is offered single visits")
	}
	for _, drawing := range []string{"months.svg", "map.svg", "topics.svg", "feedback.svg", "onward.svg"} {
		if d := s.As("elli").Get("/reports/outreach/" + drawing + march); d.Status != 200 || !strings.Contains(d.Body, "<svg") {
			t.Errorf("%s: %d", drawing, d.Status)
		}
	}
}

func TestTheNumbersOfADrawingAreAFileToo(t *testing.T) {
	s := site.New(t)
	visited(t, s)
	for _, c := range []struct{ file, who, want string }{
		{"months.csv", "bertta", "2026-03,maaliskuu 2026,10,2,200,50,0,4.50,20,15.00"},
		{"map.csv", "elli", "290,Kuhmo,,,,,,,,"},
		{"feedback.csv", "bertta", "5,"},
	} {
		p := s.As(c.who).Get("/reports/outreach/" + c.file + march)
		if p.Status != 200 || !strings.Contains(p.Body, c.want) {
			t.Errorf("%s: %d\n%s", c.file, p.Status, p.Body)
		}
	}
	if p := s.As("bertta").Get("/reports/outreach/secrets.csv" + march); p.Status != 404 {
		t.Errorf("a file that there is not: %d", p.Status)
	}
}

func TestANumberOpensToTheVisitsBehindItForThoseWhoMaySeeThemAll(t *testing.T) {
	s := site.New(t)
	visited(t, s)
	if p := s.As("bertta").Get("/reports/outreach" + march); !strings.Contains(p.Body, "/visits?from=2026-03-01") {
		t.Error("the leader cannot open the number")
	}
	if p := s.As("aino").Get("/reports/outreach" + march); strings.Contains(p.Body, "/visits?") {
		t.Error("a worker of one unit is led to a list that counts fewer visits than the number says")
	}
	own := s.As("aino").Get("/reports/outreach" + march + "&area=unit:" + testworld.NorthUnit.String())
	if !strings.Contains(own.Body, "/visits?from=2026-03-01") {
		t.Error("she cannot open her own unit's numbers")
	}
}

func TestAMonthLeadsToNoMoreVisitsThanTheReportCounts(t *testing.T) {
	s := site.New(t)
	visited(t, s)
	p := s.As("bertta").Get("/reports/outreach?from=2026-03-03&to=2026-03-31&by=month")
	if got := p.Link("maaliskuu 2026"); got != "/visits?from=2026-03-03&to=2026-03-31" {
		t.Errorf("half a month leads to %q", got)
	}
	if got := p.Link("Yhteensä"); got != "/visits?from=2026-03-03&to=2026-03-31" {
		t.Errorf("the total leads to %q", got)
	}
}

func TestLinesStandByNameAndAPlaceCanBeChosen(t *testing.T) {
	s := site.New(t)
	visited(t, s)
	rows := s.As("bertta").Get("/reports/outreach" + march + "&by=municipality").Table("Kunnittain")
	if len(rows) != 4 || rows[1][0] != "Kajaani" || rows[2][0] != "Kuhmo" {
		t.Errorf("%v", rows)
	}
	p := s.As("bertta").Get("/reports/outreach" + march)
	_, choice, found := strings.Cut(p.Body, `<option value="place:`)
	if !found {
		t.Fatal("no place can be chosen")
	}
	key, name, _ := strings.Cut(choice, `">`)
	name, _, _ = strings.Cut(name, "<")
	if one := s.As("bertta").Get("/reports/outreach" + march + "&kind=regular&area=place:" + key); one.Status != 200 || !strings.Contains(one.Body, name+" · Säännöllinen") {
		t.Errorf("the report of one place does not say so: %s", one.Text())
	}
}

func TestEveryFigureStandsBesideThatOfThePeriodBefore(t *testing.T) {
	s := site.New(t)
	visited(t, s)
	p := s.As("bertta").Get("/reports/outreach?from=2026-04-01&to=2026-04-30")
	for _, note := range []string{"edellinen jakso 10", "edellinen jakso 5,0", "edellinen jakso 25,0", "edellinen jakso 4,50"} {
		if !strings.Contains(p.Body, note) {
			t.Errorf("%q is not told", note)
		}
	}
}

func TestAWrongPeriodIsToldBesideTheFieldAndKeepsWhatWasTyped(t *testing.T) {
	s := site.New(t)
	p := s.As("aino").Get("/reports/outreach?from=31.2.2026&to=2026-03-31")
	if p.Status != 422 || len(p.Errors()) == 0 || !strings.Contains(p.Body, "31.2.2026") {
		t.Fatalf("%d %v", p.Status, p.Errors())
	}
	p = s.As("aino").Get("/reports/outreach?from=2026-04-01&to=2026-03-31")
	if p.Status != 422 || len(p.Errors()) == 0 {
		t.Fatalf("%d %v", p.Status, p.Errors())
	}
}

func TestTheWorkbookSaysFirstWhatItIsAbout(t *testing.T) {
	s := site.New(t)
	visited(t, s)
	p := s.As("bertta").Get("/reports/outreach.xlsx" + march)
	text := part(t, p.Body, "xl/worksheets/sheet1.xml")
	if !strings.Contains(text, "1.3.2026–31.3.2026") || !strings.Contains(text, "Käynti on yksi pysähdys") {
		t.Fatalf("%.400s", text)
	}
}

func TestTheWorkbookHoldsEveryTableOfThePage(t *testing.T) {
	s := site.New(t)
	visited(t, s)
	p := s.As("bertta").Get("/reports/outreach.xlsx" + march)
	names := part(t, p.Body, "xl/workbook.xml")
	for number, sheet := range []struct{ name, holds string }{
		{"Tietoa", "1.3.2026"}, {"Luvut", "Yhteensä"}, {"Edelliseen verrattuna", "1.2.2026"}, {"Käynnit kuukausittain", "2026-03"},
		{"Käynnit kunnittain", "Kuhmo"}, {"Palaute paikan päällä", "5 – erittäin hyvä"},
	} {
		if !strings.Contains(names, `name="`+sheet.name+`"`) {
			t.Errorf("there is no sheet %s in %s", sheet.name, names)
		}
		if text := part(t, p.Body, fmt.Sprintf("xl/worksheets/sheet%d.xml", number+1)); !strings.Contains(text, sheet.holds) {
			t.Errorf("%s does not hold %s", sheet.name, sheet.holds)
		}
	}
}

// part is one file of a workbook.
func part(t *testing.T, workbook, name string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTheReportSpeaksEveryLanguage(t *testing.T) {
	s := site.New(t)
	visited(t, s)
	for lang, heading := range map[string]string{"fi": "Jalkautuminen", "sv": "Uppsökande arbete", "en": "Outreach", "fi-selko": "Jalkautuminen"} {
		p := s.As("bertta").Speaking(lang).Get("/reports/outreach" + march)
		if p.Heading() != heading || strings.Contains(p.Body, "[report.") || strings.Contains(p.Body, "[visit.") {
			t.Errorf("%s: %q", lang, p.Heading())
		}
	}
}

func TestEveryCountOfPeopleLeadsToTheVisitsThatTheyWereAt(t *testing.T) {
	s := site.New(t)
	visited(t, s)
	bertta := s.As("bertta")
	found := 0
	for _, href := range hrefs.FindAllStringSubmatch(bertta.Get("/reports/outreach"+march).Body, -1) {
		address := html.UnescapeString(href[1])
		if !strings.Contains(address, "with=") {
			continue
		}
		found++
		want := 0
		if strings.Contains(address, "mark.4") || strings.Contains(address, "mark.5") {
			want = 10
		}
		if rows := bertta.Get(address).Table("Käynnit"); max(0, len(rows)-1) != want {
			t.Errorf("%s leads to %d visits, want %d", address, len(rows)-1, want)
		}
	}
	if found < 5 {
		t.Errorf("%d counts lead to visits", found)
	}
	if p := bertta.Get("/visits?with=age.old"); p.Status != 422 {
		t.Errorf("an age that there is not: %d", p.Status)
	}
}

var hrefs = regexp.MustCompile(`href="(/visits[^"]*)"`)

package outreachpages_test

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// firstCells are the first cells of the rows of a table, without its head.
func firstCells(page *site.Page, caption string, column int) []string {
	var cells []string
	for _, row := range page.Table(caption)[1:] {
		cells = append(cells, row[column])
	}
	return cells
}

// threeVisits are on record: the library yesterday, the square a week ago, the library a month ago.
func threeVisits(w *town) (library, square, old outreach.Stop) {
	w.Helper()
	library, square, old = w.visit(1), w.visit(7), w.visit(31)
	square.Place, square.Kind, square.Present, square.Conversations = w.square.ID, "street", 40, 1
	square.Unit, square.Workers = testworld.NorthEast, []access.WorkerID{testworld.Aune.ID}
	library.Heard, library.Feedback = "Vuokra on noussut", outreach.ByMark{0, 0, 0, 1, 1}
	old.Present, old.Conversations, old.Feedback = 5, 5, outreach.ByMark{0, 0, 0, 0, 2}
	w.Read(testworld.Bertta, func(tx *act.Tx) error {
		topics, err := outreach.Topics(tx)
		if err == nil {
			library.Topics = []outreach.TopicID{topics[0].ID}
		}
		return err
	})
	w.record(library, square, old)
	return library, square, old
}

func TestTheListOfVisitsIsFilteredByItsAddress(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		threeVisits(w)
		for _, c := range []struct {
			who, query string
			want       string
		}{
			{"bertta", "", "19.11.2026 13.11.2026 20.10.2026"},
			{"aino", "", "19.11.2026 20.10.2026"},
			{"aune", "", "13.11.2026"},
			{"bertta", "?from=2026-11-01&to=2026-11-19", "19.11.2026 13.11.2026"},
			{"bertta", "?from=1.11.2026&to=13.11.2026", "13.11.2026"},
			{"bertta", "?organisation=" + testworld.North.String() + "&county=20&municipality=290", "13.11.2026"},
			{"bertta", "?unit=" + testworld.NorthEast.String(), "13.11.2026"},
			{"bertta", "?place=" + w.library.ID.String(), "19.11.2026 20.10.2026"},
			{"bertta", "?kind=street", "13.11.2026"},
			{"bertta", "?topic=asuminen", "19.11.2026"},
			{"bertta", "?worker=" + testworld.Aune.ID.String(), "13.11.2026"},
			{"bertta", "?text=vuokra", "19.11.2026"},
			{"bertta", "?text=TORI", "13.11.2026"},
			{"bertta", "?sort=present", "13.11.2026 19.11.2026 20.10.2026"},
			{"bertta", "?sort=present&order=reversed", "20.10.2026 19.11.2026 13.11.2026"},
			{"bertta", "?sort=conversations", "20.10.2026 19.11.2026 13.11.2026"},
			{"bertta", "?sort=feedback", "20.10.2026 19.11.2026 13.11.2026"},
			{"bertta", "?sort=place", "19.11.2026 20.10.2026 13.11.2026"},
			{"bertta", "?order=reversed", "20.10.2026 13.11.2026 19.11.2026"},
		} {
			page := w.As(c.who).Get("/visits" + c.query)
			if page.Status != http.StatusOK {
				t.Errorf("%s: %d", c.query, page.Status)
				continue
			}
			var days []string
			for _, cell := range firstCells(page, "Käynnit", 0) {
				days = append(days, strings.Fields(cell)[0])
			}
			if got := strings.Join(days, " "); got != c.want {
				t.Errorf("%s sees under %q: %s, not %s", c.who, c.query, got, c.want)
			}
		}
	})
}

func TestAWrongDayInTheFilterIsSaidBesideIt(t *testing.T) {
	w := newTown(t, site.New(t))
	page := w.As("aino").Get("/visits?from=eilen")
	if page.Status != http.StatusUnprocessableEntity || page.ErrorOf("from") == "" || page.Value("from") != "eilen" {
		t.Fatal(page.Status, page.Text())
	}
	if page = w.As("aino").Get("/visits?from=2026-11-20&to=2026-11-01"); page.ErrorOf("to") == "" {
		t.Fatal(page.Text())
	}
}

func TestTheHeadOfAColumnSortsAndTurnsTheOrder(t *testing.T) {
	w := newTown(t, site.New(t))
	threeVisits(w)
	page := w.As("bertta").Get("/visits?kind=regular").Follow("Paikalla")
	if got := firstCells(page, "Käynnit", 3); strings.Join(got, " ") != "10 5" {
		t.Fatal(got)
	}
	if got := firstCells(page.Follow("Paikalla"), "Käynnit", 3); strings.Join(got, " ") != "5 10" {
		t.Fatal(got)
	}
	if page.Value("kind") != "regular" || page.Value("sort") != "present" {
		t.Error("sorting forgets the filter, or the filter the order")
	}
}

func TestALongListIsLeafedThrough(t *testing.T) {
	w := newTown(t, site.New(t))
	var many []outreach.Stop
	for i := range 120 {
		many = append(many, w.visit(i+1))
	}
	w.record(many...)
	page := w.As("aino").Get("/visits")
	if !page.Says("Käynnit 1–50, yhteensä 120") || len(page.Table("Käynnit")) != 51 {
		t.Fatal(page.Text())
	}
	page = page.Follow("3")
	if !page.Says("Käynnit 101–120, yhteensä 120") || len(page.Table("Käynnit")) != 21 {
		t.Fatal(page.Text())
	}
	if csvOf(t, w.As("aino").Get("/visits.csv"))[120] == nil {
		t.Fatal("the file holds one page only")
	}
}

func csvOf(t *testing.T, page *site.Page) [][]string {
	t.Helper()
	if page.Status != http.StatusOK || !strings.HasPrefix(page.Header.Get("Content-Type"), "text/csv") {
		t.Fatal(page.Status, page.Header)
	}
	rows, err := csv.NewReader(strings.NewReader(page.Body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestTheFilesHoldExactlyWhatTheListHolds(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		threeVisits(w)
		for _, query := range []string{"", "?kind=regular", "?municipality=290", "?text=vuokra", "?from=2026-11-14", "?topic=asuminen"} {
			page := w.As("bertta").Get("/visits" + query)
			rows := csvOf(t, w.As("bertta").Get("/visits.csv"+query))
			if len(rows) != len(page.Table("Käynnit")) {
				t.Errorf("%q: %d rows in the file, %d on the page", query, len(rows)-1, len(page.Table("Käynnit"))-1)
			}
			for _, row := range rows[1:] {
				if shown := page.Table("Käynnit"); !holds(shown, row[9]) {
					t.Errorf("%q: the page does not show %s", query, row[9])
				}
			}
		}
		rows := csvOf(t, w.As("aino").Get("/visits.csv"))
		if got := strings.Join(rows[0], ","); got != "key,day,start,end,place,municipality,organisation,unit,kind,present,conversations,new_clienthoods,onward,feedback_mean,feedback_n,hours" {
			t.Error(got)
		}
		newest := rows[1]
		if got := strings.Join(newest[1:], ","); got != "2026-11-19,,,Kajaanin kirjasto,205,Pohjoisen hyvinvointialue,Kajaanin aikuissosiaalityö,regular,10,3,0,0,4.50,2,0.00" {
			t.Error(got)
		}
	})
}

func TestAFileHasTheOrderOfTheList(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		threeVisits(w)
		for _, by := range append([]outreach.Sort{""}, outreach.Sorts...) {
			for _, order := range []string{"", "&order=reversed"} {
				query := "?sort=" + string(by) + order
				var shown, written []string
				for _, row := range w.As("bertta").Get("/visits" + query).Table("Käynnit")[1:] {
					shown = append(shown, row[3])
				}
				for _, row := range csvOf(t, w.As("bertta").Get("/visits.csv"+query))[1:] {
					written = append(written, row[9])
				}
				if strings.Join(shown, " ") != strings.Join(written, " ") {
					t.Errorf("%s: %v on the page, %v in the file", query, shown, written)
				}
			}
		}
	})
}

func holds(table [][]string, present string) bool {
	for _, row := range table {
		if row[3] == present {
			return true
		}
	}
	return false
}

func TestTheWorkbookSaysOnItsFirstSheetWhatWasChosen(t *testing.T) {
	w := newTown(t, site.New(t))
	threeVisits(w)
	page := w.As("bertta").Get("/visits.xlsx?from=2026-11-01&municipality=205&kind=regular")
	about, err := sheet.OpenSheet(bytes.NewReader([]byte(page.Body)), "visits.xlsx", "Tietoa", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(about.Columns(), " ") + "\n"
	for row, err := range about.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		for i := range 2 {
			text += row.At(i).Text + " "
		}
		text += "\n"
	}
	for _, words := range []string{"Ajanjakso 1.11.2026–", "Kunta Kajaani", "Käynnin laji Säännöllinen", "Rivejä 1"} {
		if !strings.Contains(text, words) {
			t.Errorf("the first sheet does not say %q: %s", words, text)
		}
	}
	rows, err := sheet.OpenSheet(bytes.NewReader([]byte(page.Body)), "visits.xlsx", "Käynnit", sheet.Limits{})
	if err != nil || rows.Count != 1 {
		t.Fatal(err, rows)
	}
}

func TestTextThatLooksLikeAFormulaIsNoneInAFile(t *testing.T) {
	w := newTown(t, site.New(t))
	w.Write(testworld.Aino, func(tx *act.Tx) error {
		return outreach.SavePlace(tx, outreach.Place{ID: id.New[outreach.Place](), Organisation: testworld.North, Kind: "shop",
			Name: "=HYPERLINK(\"x\")", Municipality: "205"})
	})
	rows := csvOf(t, w.As("aino").Get("/places.csv?kind=shop"))
	if len(rows) != 2 || rows[1][1] != "'=HYPERLINK(\"x\")" {
		t.Fatal(rows)
	}
	page := w.As("aino").Get("/places?kind=shop")
	if page.Row("Paikat", "=HYPERLINK") == nil {
		t.Fatal(page.Text())
	}
}

func TestEveryListHasItsFilesForThoseWhoMaySeeIt(t *testing.T) {
	w := newTown(t, site.New(t))
	for _, list := range []string{"/visits", "/places", "/partners", "/rounds"} {
		for _, suffix := range []string{".csv", ".xlsx"} {
			if page := w.As("aino").Get(list + suffix); page.Status != http.StatusOK || !strings.Contains(page.Header.Get("Content-Disposition"), "attachment") {
				t.Errorf("%s%s: %d", list, suffix, page.Status)
			}
			if page := w.As("dora").Get(list + suffix); page.Status != http.StatusNotFound {
				t.Errorf("an administrator gets %s%s: %d", list, suffix, page.Status)
			}
		}
	}
	if rows := csvOf(t, w.As("cia").Get("/places.csv")); len(rows) != 1 {
		t.Error("another organisation's places are in Cia's file", rows)
	}
}

func TestAReportsLinkNamesTheFilterOfTheList(t *testing.T) {
	w := newTown(t, site.New(t))
	threeVisits(w)
	q := url.Values{"from": {day(today.AddDays(-30))}, "to": {day(today)}, "municipality": {"205"}}
	page := w.As("bertta").Get("/visits?" + q.Encode())
	if page.Value("from") != "21.10.2026" || page.Value("to") != "20.11.2026" || page.Value("municipality") != "205" || !page.Says("Yksi käynti") {
		t.Fatal(page.Value("from"), page.Value("to"), page.Text())
	}
}

// An address may hold anybody's id: only colleagues, present and past, have a name there.
func TestTheFilterNamesNobodyOfAnotherOrganisation(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for reader, foreign := range map[string]access.Actor{"aino": testworld.Cia, "cia": testworld.Aino} {
			if page := w.As(reader).Get("/visits?worker=" + foreign.ID.String()); page.Status != http.StatusOK || page.Says(foreign.Name) {
				t.Errorf("%s reads the name of %s", reader, foreign.Name)
			}
		}
	})
}

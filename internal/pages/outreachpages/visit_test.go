package outreachpages_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"rinnalla/internal/act"
	"rinnalla/internal/db"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

func TestAWorkerRecordsAVisitAndReadsEverythingApart(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		page := w.As("aino").Get("/visits/new")
		if page.Value("day") != "20.11.2026" || page.Value("kind") != "regular" || page.Value("unit") != testworld.NorthUnit.String() {
			t.Fatalf("the form does not begin with today, the regular kind and her unit: %q %q", page.Value("day"), page.Value("kind"))
		}
		page = page.Press("Tallenna käynti", "place", w.library.ID.String(), "start", "9.30", "end", "11.00", "present", "42",
			"conversations", "6", "clienthoods", "1", "age_unknown", "2", "gender_woman", "3", "onward_kela", "2",
			"heard", "Bussi ei kulje iltaisin.", "feedback_5", "3", "feedback_4", "1", "minutes", "1,5")
		if page.Flash() != "Käynti on tallennettu." || page.Heading() != "Kajaanin kirjasto" {
			t.Fatal(page.Flash(), page.Heading(), page.Errors())
		}
		for _, words := range []string{"42 Paikalla (arvio)", "6 Keskusteluja", "1 Uusia asiakkuuksia", "2 Eteenpäin ohjattuja",
			"4,75 Palaute 1–5 4 vastausta", "perjantai 20.11.2026 klo 9.30–11.00", "Bussi ei kulje iltaisin.", "1,5 tuntia",
			"Versio 1, voimassa 1.1.1990 alkaen", "Käynti kirjattiin"} {
			if !page.Says(words) {
				t.Errorf("the page of the visit does not say %q: %s", words, page.Text())
			}
		}
		if page.Summary("Työntekijät") != "Aino Ahola" || page.Summary("Yksikkö") != "Kajaanin aikuissosiaalityö" {
			t.Error(page.Summary("Työntekijät"), page.Summary("Yksikkö"))
		}
		if row := page.Row("Eteenpäin ohjatut", "Kela"); len(row) != 2 || row[1] != "2" {
			t.Error(row)
		}
	})
}

func TestPressingSaveTwiceRecordsTheVisitOnce(t *testing.T) {
	w := newTown(t, site.New(t))
	form := filled(w.As("aino").Get("/visits/new"), w)
	first, again := w.As("aino").Post("/visits", form), w.As("aino").Post("/visits", form)
	if first.Address != again.Address || again.Status != http.StatusOK {
		t.Fatal(first.Address, again.Address, again.Status)
	}
	if list := w.As("aino").Get("/visits"); !list.Says("Yksi käynti") {
		t.Fatal(list.Text())
	}
}

func TestAVisitSavedAlreadyIsNotOverwrittenByAnotherUnderTheSameId(t *testing.T) {
	w := newTown(t, site.New(t))
	form := filled(w.As("aino").Get("/visits/new"), w)
	saved := w.As("aino").Post("/visits", form)
	form.Set("present", "99")
	page := w.As("aino").Post("/visits", form)
	if page.Status != http.StatusConflict {
		t.Fatal(page.Status)
	}
	if page.Value("present") != "99" || page.Link("Avaa tallennettu käynti ja korjaa sitä") != saved.Address {
		t.Fatal(page.Text())
	}
}

func TestFaultsStandBesideTheFieldsAndNothingTypedIsLost(t *testing.T) {
	w := newTown(t, site.New(t))
	page := w.As("aino").Get("/visits/new").Press("Tallenna käynti", "day", "31.2.2026", "present", "monta",
		"heard", "Kahvi maistui.", "minutes", "2", "onward_kela", "1")
	if page.Status != http.StatusUnprocessableEntity {
		t.Fatal(page.Status, page.Text())
	}
	for field, want := range map[string]string{"day": "31.2.2026", "present": "monta", "heard": "Kahvi maistui.", "minutes": "2", "onward_kela": "1"} {
		if page.Value(field) != want {
			t.Errorf("%s was lost: %q", field, page.Value(field))
		}
	}
	if page.ErrorOf("day") == "" || page.ErrorOf("present") == "" || len(page.Errors()) != 2 {
		t.Fatal(page.Errors())
	}
	page = page.Press("Tallenna käynti", "day", "19.11.2026", "present", "8", "conversations", "1", "clienthoods", "2")
	if page.ErrorOf("place") != "Valitse paikka." || !strings.HasPrefix(page.ErrorOf("clienthoods"), "Uusia asiakkuuksia on enemmän") {
		t.Fatal(page.Errors())
	}
	page = page.Press("Tallenna käynti", "place", w.library.ID.String(), "clienthoods", "1")
	if page.Flash() == "" || !page.Says("Kahvi maistui.") {
		t.Fatal(page.Text())
	}
}

func TestWhatLooksRecognisableIsKeptOnlyAfterASecondLook(t *testing.T) {
	w := newTown(t, site.New(t))
	page := w.As("aino").Get("/visits/new").Press("Tallenna käynti", "place", w.library.ID.String(), "heard", "Soita 040 123 4567.")
	if page.ErrorOf("heard") == "" || !page.Says("”040 123 4567” näyttää puhelinnumerolta.") {
		t.Fatal(page.Status, page.Text())
	}
	page = page.Press("Tallenna käynti", "confirmed", "yes")
	if page.Flash() != "Käynti on tallennettu." {
		t.Fatal(page.Text())
	}
}

func TestAWorkerOfAnotherOrganisationCannotBeSaidToHaveBeenThere(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		page := w.As("aino").Get("/visits/new").Press("Tallenna käynti", "place", w.library.ID.String(), "workers", testworld.Cia.ID.String())
		if page.Status != http.StatusUnprocessableEntity || page.ErrorOf("workers") == "" || page.Says(testworld.Cia.Name) {
			t.Fatal(page.Status, page.Errors(), page.Text())
		}
	})
}

// Whoever is in an old record all the same, from before it was looked at, stays without a name.
func TestAWorkerOfAnotherOrganisationIsNotNamedWhoeverIsSaidToHaveBeenThere(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		s := w.visit(1)
		w.record(s)
		err := w.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE outreach_version SET workers = $1 WHERE stop = $2", " "+testworld.Aino.ID.String()+" "+testworld.Cia.ID.String()+" ", s.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		page := w.As("aino").Get(address(s, ""))
		if !page.Says("Aino Ahola") || page.Says(testworld.Cia.Name) {
			t.Fatal(page.Text())
		}
	})
}

func TestACorrectionNeedsAReasonAndLeavesAHistory(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		s := w.visit(1)
		s.Topics, s.Heard = nil, "Alkuperäinen"
		w.record(s)
		page := w.As("aino").Get(address(s, "")).Follow("Korjaa käyntiä")
		if page.Value("present") != "10" || page.Value("heard") != "Alkuperäinen" || page.Value("clienthoods") != "0" {
			t.Fatal("the form does not show what is on record", page.Text())
		}
		page = page.Press("Tallenna korjaus", "present", "12")
		if page.ErrorOf("reason") != "Kirjoita lyhyesti, miksi muutat kirjausta." || page.Value("present") != "12" {
			t.Fatal(page.Errors())
		}
		page = page.Press("Tallenna korjaus", "reason", "Laskin väärin")
		for _, words := range []string{"12 Paikalla (arvio)", "Käyntiä korjattiin", "Syy: Laskin väärin", "Paikalla (arvio): oli 10, nyt 12",
			"Käynti kirjattiin", "Aino Ahola", "Bertta Berg"} {
			if !page.Says(words) {
				t.Errorf("%q is not there: %s", words, page.Text())
			}
		}
		if count(page, ": oli ") != 1 {
			t.Error("more was said to change than what changed")
		}
	})
}

func TestACorrectionThatChangesNothingIsNone(t *testing.T) {
	w := newTown(t, site.New(t))
	s := w.visit(1)
	w.record(s)
	page := w.As("aino").Get(address(s, "/correct")).Press("Tallenna korjaus", "reason", "Varmuuden vuoksi")
	if page.Status != http.StatusUnprocessableEntity || !page.Says("Et muuttanut mitään.") {
		t.Fatal(page.Status, page.Text())
	}
}

func TestTwoWhoCorrectAtOnceSeeBothTexts(t *testing.T) {
	w := newTown(t, site.New(t))
	s := w.visit(1)
	w.record(s)
	slow := w.As("aino").Get(address(s, "/correct"))
	w.As("bertta").Get(address(s, "/correct")).Press("Tallenna korjaus", "present", "30", "reason", "Muistin paremmin")
	page := slow.Press("Tallenna korjaus", "present", "20", "heard", "Uutta", "reason", "Laskin väärin")
	if page.Status != http.StatusConflict {
		t.Fatal(page.Status)
	}
	row := page.Row("Mitä kirjoitit ja mitä nyt on tallessa", "Paikalla (arvio)")
	if len(row) != 3 || row[1] != "20" || row[2] != "30" || page.Value("heard") != "Uutta" {
		t.Fatal(row, page.Text())
	}
	page = page.Press("Tallenna korjaus")
	if !page.Says("20 Paikalla (arvio)") || count(page, "Käyntiä korjattiin") != 2 {
		t.Fatal("after looking, hers does not stand", page.Text())
	}
}

func TestSendingACorrectionTwiceMakesItOnce(t *testing.T) {
	w := newTown(t, site.New(t))
	s := w.visit(1)
	w.record(s)
	form := w.As("aino").Get(address(s, "/correct"))
	for range 2 {
		page := form.Press("Tallenna korjaus", "present", "20", "reason", "Laskin väärin")
		if page.Status != http.StatusOK || count(page, "Käyntiä korjattiin") != 1 {
			t.Fatal(page.Status, page.Text())
		}
	}
}

func TestWithdrawingSaysWhatHappensAndTakesTheVisitOutOfTheList(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		s := w.visit(1)
		w.record(s)
		page := w.As("aino").Get(address(s, "")).Follow("Mitätöi käynti")
		if !page.Says("Käyntiä ei enää lasketa mihinkään tilastoon.") || !page.Says("Kajaanin kirjasto") {
			t.Fatal(page.Text())
		}
		if page = page.Press("Mitätöi käynti"); page.ErrorOf("reason") == "" {
			t.Fatal("no reason was asked for", page.Text())
		}
		page = page.Press("Mitätöi käynti", "reason", "Kirjattu kahdesti")
		if !page.Says("Tämä käynti on mitätöity") || !page.Says("Syy: Kirjattu kahdesti") || page.HasLink("Korjaa käyntiä") {
			t.Fatal(page.Text())
		}
		if list := w.As("aino").Get("/visits"); list.Says("Kajaanin kirjasto") {
			t.Error("a withdrawn visit stands in the list")
		}
		if list := w.As("aino").Get("/visits?state=withdrawn"); list.Row("Käynnit", "19.11.2026") == nil {
			t.Error("a withdrawn visit cannot be found any more", list.Text())
		}
		if again := w.As("aino").Get(address(s, "/correct")); again.Address != address(s, "") {
			t.Error("a withdrawn visit can be corrected", again.Address)
		}
	})
}

func TestAReasonThatNamesSomebodyIsLookedAtTwice(t *testing.T) {
	w := newTown(t, site.New(t))
	s := w.visit(1)
	w.record(s)
	page := w.As("aino").Get(address(s, "/withdraw")).Press("Mitätöi käynti", "reason", "Sama kuin 0401234567")
	if page.ErrorOf("reason") == "" || page.Value("reason") != "Sama kuin 0401234567" {
		t.Fatal(page.Text())
	}
	if page = page.Press("Mitätöi käynti", "confirmed", "yes"); !page.Says("Tämä käynti on mitätöity") {
		t.Fatal(page.Errors(), page.Text())
	}
}

func TestWhoeverMayOnlyReadTheListCannotRecordThere(t *testing.T) {
	w := newTown(t, site.New(t))
	form := filled(w.As("aino").Get("/visits/new"), w, "unit", testworld.NorthEast.String())
	if page := w.As("aino").Post("/visits", form); page.Status != http.StatusNotFound {
		t.Fatal("Aino recorded a visit in a unit that is not hers", page.Status)
	}
	w.Read(testworld.Bertta, func(tx *act.Tx) error {
		found, err := outreach.Visits(tx, outreach.Filter{})
		if found.Total != 0 {
			t.Error("something was recorded")
		}
		return err
	})
}

func TestStrangersFindNoneOfTheAddresses(t *testing.T) {
	w := newTown(t, site.New(t))
	s := w.visit(1)
	w.record(s)
	place := "/places/" + w.library.ID.String()
	for _, who := range []string{"cia", "aune", "dora", "elli", "olli"} {
		for _, path := range []string{address(s, ""), address(s, "/correct"), address(s, "/withdraw"), place + "/edit",
			"/visits/new?place=" + w.library.ID.String(), place, "/visits?place=" + w.library.ID.String()} {
			if who == "aune" && !strings.HasPrefix(path, "/visits/0") {
				continue // places are the whole organisation's
			}
			if page := w.As(who).Get(path); page.Status != http.StatusNotFound || page.Says("Kajaanin kirjasto") {
				t.Errorf("%s opens %s: %d", who, path, page.Status)
			}
		}
		for _, path := range []string{address(s, "/correct"), address(s, "/withdraw")} {
			page := w.As(who).Post(path, map[string][]string{"reason": {"utelias"}, "seen": {"1"}})
			if page.Status != http.StatusNotFound {
				t.Errorf("%s posts to %s: %d", who, path, page.Status)
			}
		}
	}
	for _, path := range []string{"/visits/ei", "/places/ei", "/partners/ei", "/rounds/ei", "/topics/ei/edit"} {
		if page := w.As("bertta").Get(path); page.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, page.Status)
		}
	}
}

func TestTheFormSpeaksSwedish(t *testing.T) {
	w := newTown(t, site.New(t))
	page := w.As("aino").Speaking("sv").Get("/visits/new")
	if page.Heading() != "Registrera besök" || !page.HasButton("Spara besöket") || strings.Contains(page.Text(), "[") {
		t.Fatal(page.Text())
	}
}

func TestWhatWasTypedIsThereAfterTheSessionEnded(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		form := w.As("aino").Get("/visits/new")
		// The form with its faults is at another address than the empty form.
		form = form.Press("Tallenna käynti", "heard", "Kahvi maistui.")
		w.Clock.Advance(2 * time.Hour)
		page := form.Press("Tallenna käynti", "place", w.library.ID.String(), "present", "17")
		page = page.Press("Kirjaudu sisään", "email", site.Email("aino"), "password", site.Password)
		if page.Heading() == "Käynnit" {
			page = page.Follow("Jatka siitä")
		}
		if page.Value("heard") != "Kahvi maistui." || page.Value("present") != "17" || page.Value("id") != form.Value("id") {
			t.Fatal(page.Address, page.Text())
		}
		fresh := page.Follow("Aloita tyhjästä lomakkeesta")
		if fresh.Value("heard") != "" {
			t.Error("the empty form is not empty")
		}
		if page = page.Press("Tallenna käynti"); !page.Says("17 Paikalla (arvio)") {
			t.Fatal(page.Errors(), page.Text())
		}
		if page = w.As("aino").Get("/visits"); page.Says("Lomake jäi kesken") {
			t.Error("a finished form is called unfinished")
		}
	})
}

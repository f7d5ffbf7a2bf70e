package importpages_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rinnalla/internal/act"
	"rinnalla/internal/db"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/pages/importpages"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

const good = "Päivä;Paikka;Kunta;Läsnä;Keskustelut;Palaute 5;Sää\n" +
	"1.3.2019;Kylätalo Koivula;Kuhmo;20;5;2;Aurinko\n2.3.2020;Kajaanin tori;Kajaani;11;4;;\n"

const bad = "Päivä;Paikka;Kunta;Läsnä\n31.2.2019;Kylätalo Koivula;Kuhmo;20\n1.3.2019;Kajaanin tori;Kajaani;-4\n1.3.2019;<b>Tori</b>;Kajaani;4\n"

// upload sends a file by the form and gives the page that follows.
func upload(s *site.Site, who, name string, content io.Reader, unit fmt.Stringer) *site.Page {
	s.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field, value := range map[string]string{"id": id.New[outreach.Import]().String(), "unit": unit.String()} {
		if err := form.WriteField(field, value); err != nil {
			s.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = io.Copy(part, content)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		s.Fatal(err)
	}
	request := httptest.NewRequestWithContext(s.Context(), "POST", "https://"+site.Host+"/imports", &body)
	request.Header.Set("Content-Type", form.FormDataContentType())
	answer := s.As(who).Do(request)
	if to := answer.Header.Get("Location"); to != "" {
		return s.As(who).Get(to)
	}
	return answer
}

func checked(s *site.Site, text string) *site.Page {
	s.Helper()
	p := upload(s, "bertta", "vanhat.csv", strings.NewReader(text), testworld.NorthUnit)
	if !strings.HasPrefix(p.Address, "/imports/") {
		s.Fatal(p.Status, p.Errors())
	}
	return p
}

func TestALeaderChecksImportsSeesAndUndoes(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		p := checked(s, good)
		if p.Heading() != "vanhat.csv" || !p.Says("2 käyntiä on valmiina tuotavaksi") || !p.Says("Näitä otsikoita ei tunnistettu: Sää.") {
			t.Fatal(p.Text())
		}
		if row := p.Row("Summat", "Yhteensä"); len(row) < 4 || row[1] != "2" || row[2] != "31" || row[3] != "9" {
			t.Error(row)
		}
		if row := p.Row("2 uutta paikkaa", "Kylätalo Koivula"); len(row) < 2 || row[1] != "Kuhmo" {
			t.Error(row)
		}
		address := p.Address
		p = p.Press("Tuo 2 käyntiä")
		if p.Flash() != "Käynnit on tuotu." || !p.Says("2 käyntiä on tuotu") || !p.Says("Bertta Berg") {
			t.Fatal(p.Text())
		}
		csv := s.As("bertta").Get("/reports/outreach.csv?from=2019-01-01&to=2020-12-31&by=municipality")
		if !strings.Contains(csv.Body, "total,Yhteensä,2,2,31,9,") {
			t.Error(csv.Body)
		}
		p = s.As("bertta").Get(address).Follow("Kumoa tuonti")
		if !p.Says("2 käyntiä poistuu tilastoista.") {
			t.Error(p.Text())
		}
		if wrong := p.Press("Kumoa 2 käynnin tuonti"); wrong.Status != http.StatusUnprocessableEntity || wrong.ErrorOf("reason") == "" {
			t.Error(wrong.Status, wrong.Text())
		}
		p = p.Press("Kumoa 2 käynnin tuonti", "reason", "Väärä yksikkö")
		if !p.Says("Tuonti on kumottu") || !p.Says("Väärä yksikkö") || p.HasButton("Tuo 2 käyntiä") {
			t.Error(p.Text())
		}
		if csv = s.As("bertta").Get("/reports/outreach.csv?from=2019-01-01&to=2020-12-31"); !strings.Contains(csv.Body, "total,Yhteensä,0,") {
			t.Error(csv.Body)
		}
		if row := s.As("bertta").Get("/imports").Row("Tuodut", "vanhat.csv"); len(row) < 3 || row[1] != "Kumottu" || row[2] != "2" {
			t.Error(row)
		}
	})
}

func TestARefusedFileIsToldRowByRowAndCannotBeImported(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		p := checked(s, bad)
		if !p.Says("2 rivillä on korjattavaa") || p.HasButton("Tuo 3 käyntiä") || p.HasButton("Tuo yksi käynti") {
			t.Fatal(p.Text())
		}
		if row := p.Row("Rivi riviltä", "2 Korjaa Päivä"); len(row) < 2 || !strings.HasSuffix(row[1], "Solussa on: 31.2.2019") {
			t.Error(row)
		}
		if !strings.Contains(p.Body, "&lt;b&gt;Tori") {
			t.Error("markup in a cell is not shown as text")
		}
		csv := s.As("bertta").Get(p.Address + "/report.csv")
		if !strings.Contains(csv.Body, "3;Korjaa;Läsnä;'-4;Luku ei voi olla negatiivinen.") && !strings.Contains(csv.Body, "3;Korjaa;Läsnä;-4;") {
			t.Error(csv.Body)
		}
		if forced := s.As("bertta").Post(p.Address+"/run", url.Values{}); forced.Status != http.StatusConflict {
			t.Error(forced.Status)
		}
		if p = p.Press("Älä tuo, poista tarkistus"); p.Flash() == "" || p.Table("Tuodut") != nil {
			t.Error(p.Text())
		}
	})
}

func TestAFileWithoutAColumnForConversationsSaysThatTheyWillBeNought(t *testing.T) {
	s := site.New(t)
	const says = "Saraketta ei löytynyt: Keskustelut"
	p := upload(s, "bertta", "lyhyt.csv", strings.NewReader("Päivä;Paikka;Kunta;Läsnä\n1.3.2019;Tori;Kajaani;3\n"), testworld.NorthUnit)
	if !p.Says(says) || p.Says("Läsnä ja Keskustelut") {
		t.Error(p.Text())
	}
	if whole := upload(s, "bertta", "koko.csv", strings.NewReader("Päivä;Paikka;Kunta;Läsnä;Keskustelut\n1.3.2019;Tori;Kajaani;3;1\n"), testworld.NorthUnit); whole.Says("Saraketta ei löytynyt") {
		t.Error(whole.Text())
	}
}

func TestRowsThatCannotBeReadAreNotCalledTheSame(t *testing.T) {
	s := site.New(t)
	p := upload(s, "bertta", "kaksi.csv", strings.NewReader("Päivä;Paikka;Kunta;Läsnä;Keskustelut\n1.3.2019;Tori;Kajaani;-3;1\n1.3.2019;Tori;Kajaani;kolme;1\n"), testworld.NorthUnit)
	if p.Says("täsmälleen samat tiedot") || !p.Says("2 rivillä on korjattavaa") {
		t.Error(p.Text())
	}
}

func TestAFileThatCannotBeReadStaysBesideItsField(t *testing.T) {
	s := site.New(t)
	for _, c := range []struct{ name, content, want string }{
		{"kissa.xlsx", "<html><table></table></html>", "verkkosivu"},
		{"tyhja.csv", "", "tyhjä"},
		{"ei.csv", "Nimi;Osoite\nA;B\n", "saraketta Päivä"},
	} {
		p := upload(s, "bertta", c.name, strings.NewReader(c.content), testworld.NorthUnit)
		if p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.ErrorOf("file"), c.want) {
			t.Errorf("%s: %d %q", c.name, p.Status, p.Errors())
		}
	}
	request := httptest.NewRequestWithContext(t.Context(), "POST", "https://"+site.Host+"/imports", strings.NewReader("unit="+testworld.NorthUnit.String()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if p := s.As("bertta").Do(request); p.Status != http.StatusUnprocessableEntity || p.ErrorOf("file") != "Valitse ensin tiedosto." {
		t.Error(p.Status, p.Errors())
	}
}

// endless is an upload that counts how much of it was read.
type endless struct {
	head io.Reader
	read int64
}

func (e *endless) Read(p []byte) (int, error) {
	if n, err := e.head.Read(p); err == nil {
		return n, nil
	}
	e.read += int64(len(p))
	return len(p), nil
}

func TestA200MegabyteUploadIsAnsweredWithoutBeingRead(t *testing.T) {
	s := site.New(t)
	body := &endless{head: strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"iso.csv\"\r\n\r\n")}
	request := httptest.NewRequestWithContext(t.Context(), "POST", "https://"+site.Host+"/imports", io.NopCloser(io.LimitReader(body, 200<<20)))
	request.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	p := s.As("bertta").Do(request)
	if p.Status != http.StatusUnprocessableEntity || !p.Says("Lähetys on liian suuri: enintään 25") {
		t.Error(p.Status, p.Text())
	}
	if body.read > importpages.MostUploaded+1<<20 {
		t.Errorf("%d bytes were read", body.read)
	}
}

// workbook is a file with the same rows on each of its sheets.
func workbook(t *testing.T, sheets []string, rows ...[]any) string {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for _, name := range sheets {
		if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for n, row := range rows {
			if err := book.SetSheetRow(name, fmt.Sprint("A", n+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := book.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	content, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return content.String()
}

func TestSheetsOfVisitsThatAreNotReadAreNamedAndOurOwnGuideIsNot(t *testing.T) {
	s := site.New(t)
	rows := [][]any{{"Päivä", "Paikka", "Kunta", "Läsnä"}, {"1.3.2019", "Tori", "Kajaani", 5}}
	for _, c := range []struct {
		sheets []string
		want   string
	}{
		{[]string{"Vuosi 2018", "Vuosi 2019", "Ohje"}, "Näitä tiedoston taulukoita ei luettu: Vuosi 2019 ja Ohje."},
		{[]string{"Käynnit", "Ohje", "Luettelot", "Lisää"}, "Tätä tiedoston taulukkoa ei luettu: Lisää."},
		{[]string{"Käynnit", "Ohje", "Luettelot"}, ""},
	} {
		p := upload(s, "bertta", "vanhat.xlsx", strings.NewReader(workbook(t, c.sheets, rows...)), testworld.NorthUnit)
		if p.Says("Vain yksi taulukko luettiin") != (c.want != "") || !p.Says(c.want) || !p.HasButton("Tuo yksi käynti") {
			t.Errorf("%q: %s", c.sheets, p.Text())
		}
	}
}

func TestTheTemplateIsReadBackInEveryLanguage(t *testing.T) {
	s := site.New(t)
	for _, lang := range []string{"fi", "sv", "en", "fi-selko"} {
		r := s.As("bertta").Speaking(lang)
		table, err := sheet.Open(strings.NewReader(r.Get("/imports/template.csv").Body+"x\n"), "pohja.csv", sheet.Limits{})
		if err != nil || len(table.Columns()) != 41 {
			t.Error(lang, err)
		}
		book, err := sheet.OpenSheet(strings.NewReader(r.Get("/imports/template.xlsx").Body), "pohja.xlsx", "", sheet.Limits{})
		if err == nil || !strings.Contains(err.Error(), "sheet.no_rows") {
			t.Error(lang, err, book)
		}
		// The header as it stands is recognised whole.
		p := upload(s, "bertta", "pohja.csv", strings.NewReader(r.Get("/imports/template.csv").Body+
			"1.3.2019;;;Tori;205;street;regular;3;1\n"), testworld.NorthUnit)
		if !p.HasButton(map[string]string{"fi": "Tuo yksi käynti", "fi-selko": "Tuo yksi käynti", "sv": "För in ett besök", "en": "Import one visit"}[lang]) ||
			strings.Contains(p.Body, "notice--warm") {
			t.Error(lang, p.Text())
		}
	}
}

func TestStrangersFindNoImports(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		p := checked(s, good)
		for _, who := range []string{"aino", "aune", "cia", "dora", "elli", "olli"} {
			for _, address := range []string{"/imports", "/imports/template.xlsx", "/imports/template.csv", p.Address, p.Address + "/report.csv", p.Address + "/undo"} {
				if got := s.As(who).Get(address); got.Status != http.StatusNotFound {
					t.Errorf("%s reads %s: %d", who, address, got.Status)
				}
			}
			for _, address := range []string{p.Address + "/run", p.Address + "/discard", p.Address + "/undo"} {
				if got := s.As(who).Post(address, url.Values{"reason": {"Syy"}}); got.Status != http.StatusNotFound {
					t.Errorf("%s posts %s: %d", who, address, got.Status)
				}
			}
			if got := upload(s, who, "v.csv", strings.NewReader(good), testworld.NorthUnit); got.Status != http.StatusNotFound {
				t.Errorf("%s uploads: %d", who, got.Status)
			}
		}
		if got := upload(s, "bertta", "v.csv", strings.NewReader(good), testworld.SouthUnit); got.Status != http.StatusUnprocessableEntity || got.ErrorOf("unit") == "" {
			t.Errorf("Bertta imports into South: %d", got.Status)
		}
		if got := s.As("bertta").Get("/imports/kissa"); got.Status != http.StatusNotFound {
			t.Error(got.Status)
		}
	})
}

func TestAServerKilledBetweenCheckAndImportLosesNothing(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		address := checked(s, good).Address
		d, err := db.Open(t.Context(), s.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		after := *s.World
		after.DB, after.Acts = d, act.New(d, s.Clock.Now)
		restarted := site.Serve(&after)
		if p := restarted.As("bertta").Get(address).Press("Tuo 2 käyntiä"); !p.Says("2 käyntiä on tuotu") {
			t.Error(p.Text())
		}
	})
}

func TestManyProblemsAreShownPageByPage(t *testing.T) {
	s := site.New(t)
	p := checked(s, "Päivä;Paikka;Kunta;Läsnä;Keskustelut\n"+strings.Repeat("1.3.2019;Tori;Kajaani;x;y\n", 250))
	if len(p.Table("Rivi riviltä")) != 101 || !p.Says("1–100, yhteensä 500") {
		t.Fatal(len(p.Table("Rivi riviltä")), p.Text())
	}
	if p = p.Follow("5"); len(p.Table("Rivi riviltä")) != 101 {
		t.Error(len(p.Table("Rivi riviltä")))
	}
}

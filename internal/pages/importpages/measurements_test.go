package importpages_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
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

// measured makes the clients D-1 and E-2 of Kajaani, who have agreed, and gives the id of D-1 and of the instrument of scores.
func measured(s *site.Site) (client.ClientID, instrument.InstrumentID) {
	s.Helper()
	if err := instrument.BringShipped(s.Context(), s.Acts); err != nil {
		s.Fatal(err)
	}
	var first client.ClientID
	for _, number := range []string{"D-1", "E-2"} {
		r := client.Registration{ID: id.New[client.Client](), Organisation: testworld.North, Unit: testworld.NorthUnit, UnitTask: true, Number: number,
			From: testworld.Friday.Date(), Other: true, Person: client.Person{Given: "Salainen"}}
		s.Write(testworld.Aino, func(tx *act.Tx) error {
			if _, err := client.Register(tx, r); err != nil {
				return err
			}
			return client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: r.ID, Kind: client.Measuring, State: client.Given,
				Day: testworld.Friday.Date(), By: "client", Way: "spoken"})
		})
		if first.IsZero() {
			first = r.ID
		}
	}
	var i instrument.Instrument
	s.Read(testworld.Bertta, func(tx *act.Tx) (err error) {
		i, err = instrument.FindCode(tx, testworld.North, "kykyviisari-scores")
		return err
	})
	return first, i.ID
}

// sendMeasurements sends a file by the form and gives the page that follows.
func sendMeasurements(s *site.Site, who, name, content string, of instrument.InstrumentID, more url.Values) *site.Page {
	s.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	fields := map[string]string{"id": id.New[outcome.Import]().String(), "instrument": of.String()}
	for name := range more {
		fields[name] = more.Get(name)
	}
	for field, value := range fields {
		if err := form.WriteField(field, value); err != nil {
			s.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		s.Fatal(err)
	}
	request := httptest.NewRequestWithContext(s.Context(), "POST", "https://"+site.Host+"/measurement-imports", &body)
	request.Header.Set("Content-Type", form.FormDataContentType())
	answer := s.As(who).Do(request)
	if to := answer.Header.Get("Location"); to != "" {
		return s.As(who).Get(to)
	}
	return answer
}

const oldScores = "Asiakasnumero;Päivä;Kerta;Työkyky;Mieli;Muuta\nD-1;1.3.2019;AM;6;21;x\nD-1;1.9.2019;LM;7;99;\nE-2;2.3.2019;AM;5;20;y\n"

func TestALeaderTellsWhatColumnsHoldChecksImportsAndUndoes(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		c, of := measured(s)
		p := sendMeasurements(s, "bertta", "vanhat.csv", oldScores, of, nil)
		if p.Heading() != "Mitä tiedostossa on? vanhat.csv" || !p.Says("Esimerkiksi: D-1 · E-2") || !strings.HasSuffix(p.Address, "/columns") {
			t.Fatal(p.Text())
		}
		if wrong := p.Press("Tarkista tiedosto"); wrong.Status != http.StatusUnprocessableEntity || wrong.ErrorOf("occasion") == "" || wrong.ErrorOf("by") == "" {
			t.Fatal(wrong.Status, wrong.Errors())
		}
		p = p.Press("Tarkista tiedosto", "column.2", "occasion", "by", "client")
		if !p.Says("3 rivillä on korjattavaa") || !p.Says("Näitä sarakkeita ei tuoda: Muuta.") {
			t.Fatal(p.Text())
		}
		p = p.Follow("Kerro, mitä 2 arvoa tarkoittaa")
		if !p.Says("”AM” sarakkeessa Kerta") || !p.Says("2 rivillä") {
			t.Fatal(p.Text())
		}
		p = p.Press("Tarkista tiedosto", "value.0.means", "start", "value.1.means", "end")
		if !p.Says("3 mittausta on valmiina tuotavaksi") {
			t.Fatal(p.Text())
		}
		if row := p.Row("Pisteet", "Työkyky"); len(row) != 5 || row[1] != "3" || row[2] != "6,00" || row[3] != "5,00" || row[4] != "7,00" {
			t.Error(row)
		}
		p = p.Press("Tuo 3 mittausta")
		if p.Flash() != "Mittaukset on tuotu." || !p.Says("3 mittausta on tuotu") || !p.Says("Bertta Berg") {
			t.Fatal(p.Text())
		}
		address := p.Address
		if list := s.As("aino").Get("/clients/" + c.String() + "/measurements"); !list.Says("1.9.2019") || !list.Says("1.3.2019") {
			t.Error(list.Text())
		}
		p = s.As("bertta").Get(address).Follow("Kumoa tuonti")
		if wrong := p.Press("Kumoa 3 mittauksen tuonti"); wrong.Status != http.StatusUnprocessableEntity || wrong.ErrorOf("reason") == "" {
			t.Error(wrong.Status, wrong.Text())
		}
		if p = p.Press("Kumoa 3 mittauksen tuonti", "reason", "Väärä mittari"); !p.Says("Tuonti on kumottu") || !p.Says("Väärä mittari") {
			t.Error(p.Text())
		}
		if list := s.As("aino").Get("/clients/" + c.String() + "/measurements"); list.Says("1.9.2019") {
			t.Error(list.Text())
		}
		if row := s.As("bertta").Get("/measurement-imports").Row("Tuodut", "vanhat.csv"); len(row) < 4 || row[2] != "Kumottu" || row[3] != "3" {
			t.Error(row)
		}
		next := sendMeasurements(s, "bertta", "uudet.csv", strings.ReplaceAll(oldScores, "2019", "2020"), of, nil)
		if next = next.Press("Tarkista tiedosto"); !next.HasButton("Tuo 3 mittausta") {
			t.Error("what columns and values mean was not remembered", next.Text())
		}
		if next = next.Press("Älä tuo, poista tarkistus"); next.Flash() == "" || next.Says("uudet.csv") {
			t.Error(next.Text())
		}
	})
}

func TestSheetsThatAreNotReadAreNamed(t *testing.T) {
	s := site.New(t)
	_, of := measured(s)
	content := workbook(t, []string{"Vuosi 2018", "Vuosi 2019"}, []any{"Asiakasnumero", "Päivä", "Vaihe", "Kuka vastasi", "Työkyky"}, []any{"D-1", "1.3.2018", "alku", "asiakas", 6})
	p := sendMeasurements(s, "bertta", "vanhat.xlsx", content, of, nil).Press("Tarkista tiedosto")
	if !p.Says("Vain yksi taulukko luettiin") || !p.Says("Tätä tiedoston taulukkoa ei luettu: Vuosi 2019.") || !p.HasButton("Tuo yksi mittaus") {
		t.Error(p.Text())
	}
}

func TestAFileOfMeasurementsThatCannotBeReadStaysBesideItsField(t *testing.T) {
	s := site.New(t)
	_, of := measured(s)
	if p := sendMeasurements(s, "bertta", "kissa.xlsx", "<html><table></table></html>", of, nil); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.ErrorOf("file"), "verkkosivu") {
		t.Error(p.Status, p.Errors())
	}
	if p := sendMeasurements(s, "bertta", "a.csv", oldScores, instrument.InstrumentID{}, url.Values{"instrument": {""}}); p.Status != http.StatusUnprocessableEntity || p.ErrorOf("instrument") == "" {
		t.Error(p.Status, p.Errors())
	}
	if p := sendMeasurements(s, "bertta", "a.csv", oldScores, of, url.Values{"unit": {testworld.SouthUnit.String()}}); p.Status != http.StatusUnprocessableEntity || p.ErrorOf("unit") == "" {
		t.Error(p.Status, p.Errors())
	}
}

func TestTheReportOfMeasurementsIsAFileTooAndShowsMarkupAsText(t *testing.T) {
	s := site.New(t)
	_, of := measured(s)
	p := sendMeasurements(s, "bertta", "a.csv", "Asiakasnumero;Päivä;Työkyky\nD-1;1.3.2019;<b>6</b>\n<i>X</i>;31.2.2019;6\n", of, nil)
	p = p.Press("Tarkista tiedosto", "occasion", "start", "by", "client")
	if !strings.Contains(p.Body, "&lt;b&gt;6") || !strings.Contains(p.Body, "&lt;i&gt;X") {
		t.Error("markup in a cell is not shown as text")
	}
	if csv := s.As("bertta").Get(p.Address + "/report.csv"); !strings.Contains(csv.Body, "3;Korjaa;Päivä;31.2.2019;Tätä ei voi lukea päivänä.") {
		t.Error(csv.Body)
	}
	if forced := s.As("bertta").Post(p.Address+"/run", url.Values{}); forced.Status != http.StatusConflict {
		t.Error(forced.Status)
	}
}

func TestStrangersFindNoImportsOfMeasurements(t *testing.T) {
	site.Each(t, func(t *testing.T, s *site.Site) {
		_, of := measured(s)
		p := sendMeasurements(s, "bertta", "a.csv", oldScores, of, nil)
		address := strings.TrimSuffix(p.Address, "/columns")
		for _, who := range []string{"aino", "aune", "cia", "dora", "elli", "olli"} {
			for _, path := range []string{"/measurement-imports", address, address + "/columns", address + "/report.csv", address + "/undo"} {
				if got := s.As(who).Get(path); got.Status != http.StatusNotFound {
					t.Errorf("%s reads %s: %d", who, path, got.Status)
				}
			}
			for _, path := range []string{address + "/columns", address + "/run", address + "/discard", address + "/undo"} {
				if got := s.As(who).Post(path, url.Values{"reason": {"Syy"}}); got.Status != http.StatusNotFound {
					t.Errorf("%s posts %s: %d", who, path, got.Status)
				}
			}
			if got := sendMeasurements(s, who, "a.csv", oldScores, of, nil); got.Status != http.StatusNotFound {
				t.Errorf("%s sends a file: %d", who, got.Status)
			}
		}
		for _, path := range []string{"/measurement-imports/kissa", "/measurement-imports/kissa/columns"} {
			if got := s.As("bertta").Get(path); got.Status != http.StatusNotFound {
				t.Error(path, got.Status)
			}
		}
	})
}

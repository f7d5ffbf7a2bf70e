package oldmeasurements_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"rinnalla/internal/act"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/instrument"
	"rinnalla/internal/oldmeasurements"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
)

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func bomb(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("xl/workbook.xml")
	if err == nil {
		_, err = io.Copy(w, io.LimitReader(zeros{}, 100<<20))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAFileThatIsNoTableIsRefusedWithASentence(t *testing.T) {
	for _, c := range []struct {
		name    string
		content []byte
		key     string
	}{
		{"an empty file", nil, "sheet.empty_file"},
		{"200 megabytes", bytes.Repeat([]byte("Asiakasnumero;uni\n"), 12<<20), "sheet.too_big"},
		{"a zip bomb", bomb(t), "sheet.packed_too_tight"},
		{"wrong encoding", []byte("P\xc3\xa4iv\xc3\xa4;uni\n1.3.2019;K\xff\xfe\xe4\x81\n"), "sheet.encoding"},
		{"only a header", []byte("Asiakasnumero;uni\n"), "sheet.no_rows"},
		{"one header twice", []byte("uni;uni\n1;2\n"), "sheet.duplicate_header"},
		{"a picture", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "sheet.not_a_spreadsheet"},
	} {
		_, err := oldmeasurements.Read(bytes.NewReader(c.content), "vanhat.csv")
		if found := fault.Of(err); found == nil || found.Kind != fault.Invalid || found.Key != c.key {
			t.Errorf("%s: %v, want %s", c.name, err, c.key)
		}
	}
}

// What is wrong with a row is told with row, column, what stands there and what to do; nothing is written.
func TestWhatIsWrongWithARowIsToldInWords(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		for _, c := range []struct{ column, value, want string }{
			{"Asiakasnumero", "", "2 Asiakasnumero : Asiakasnumero puuttuu."},
			{"Asiakasnumero", "131052-9085", "2 Asiakasnumero : Tässä on henkilötunnus."},
			{"Asiakasnumero", "131052-908U", "2 Asiakasnumero : Tämä näyttää henkilötunnukselta, jossa on virhe."},
			{"Asiakasnumero", "F-3", "2 Asiakasnumero F-3: Asiakas ei ole"},
			{"Asiakasnumero", "d 1", ""},
			{"Päivä", "", "2 Päivä : Päivä puuttuu."},
			{"Päivä", "31.2.2019", "2 Päivä 31.2.2019: Tätä ei voi lukea päivänä."},
			{"Päivä", "1.3.2031", "2 Päivä 1.3.2031: Päivä ei voi olla tulevaisuudessa."},
			{"Päivä", "1.3.1903", "2 Päivä 1.3.1903: Päivä on liian kaukana"},
			{"Vaihe", "joskus", "2 Vaihe joskus: Tätä arvoa ei tunnisteta."},
			{"Vaihe", "Loppumittaus", ""},
			{"Kuka vastasi", "naapuri", "2 Kuka vastasi naapuri: Tätä arvoa ei tunnisteta."},
			{"uni", "11", "2 uni 11: "},
			{"uni", "-1", "2 uni -1: "},
			{"uni", "7,5", "2 uni 7,5: "},
			{"uni", "hyvin", "2 uni hyvin: Tähän tarvitaan luku."},
			{"uni", "NaN", "2 uni NaN: Tähän tarvitaan luku."},
			{"uni", "=1+1", "2 uni : Rivi 2, sarake"},
			{"uni", "7,0", ""},
			{"Tunnit", "169", "2 Tunnit 169: "},
			{"Tunnit", "1e300", "2 Tunnit 1e300: "},
			{"apu", "ehkä", "2 apu ehkä: Tätä vaihtoehtoa kysymyksellä ei ole."},
			{"apu", "1", ""},
			{"mieli", "Vaihtoehto hyva", ""},
			{"mieli", "-1", "2 mieli -1: Tätä vaihtoehtoa kysymyksellä ei ole."},
			{"tuki", "perhe; koira", "2 tuki koira: Tätä vaihtoehtoa kysymyksellä ei ole."},
			{"alkoi", "keväällä", "2 alkoi keväällä: Tätä ei voi lukea päivänä."},
			{"goals[1].taso", "3", "2 goals[1].taso 3: "},
			{"miksi", strings.Repeat("Salainen ", 700), "2 miksi : "},
		} {
			t.Run(c.column+" "+c.value[:min(len(c.value), 20)], func(t *testing.T) {
				cells := map[string]string{"Asiakasnumero": "D-1", "Päivä": "1.3.2019", "Vaihe": "alku", "Kuka vastasi": "asiakas", "uni": "5", "apu": "ei"}
				cells[c.column] = c.value
				var row []string
				for _, h := range strings.Split(heads, ";") {
					row = append(row, `"`+cells[h]+`"`)
				}
				i := s.check(file(t, heads, strings.Join(row, ";")))
				told := s.told(i)
				if c.want == "" {
					if !i.Ready() {
						t.Error(told)
					}
					return
				}
				if i.Ready() || i.Report.Refused != 1 || len(told) != 1 || !strings.HasPrefix(told[0], c.want) || strings.Contains(told[0], "Salainen") {
					t.Errorf("%q, want %q", told, c.want)
				}
			})
		}
		if len(s.of(testworld.Bertta, s.daavid)) != 0 {
			t.Error("something was written")
		}
	})
}

func TestRowsThatMayBeOneMeasurementAreMarked(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		s.run(s.check(file(t, "Asiakasnumero;Päivä;uni", "D-1;1.3.2019;7"), wholeFile))
		i := s.check(file(t, "Asiakasnumero;Päivä;uni;apu;miksi", "D-1;1.3.2019;8;;", "D-1;2.3.2019;5;;", "d1;2.3.2019;6;;", "D-1;3.3.2019;6;kyllä;Ei saisi olla"), wholeFile)
		told := s.told(i)
		if !i.Ready() || i.Report.Marked != 3 || len(told) != 3 || !strings.Contains(told[0], "2  : Asiakkaalla on jo samana päivänä") ||
			!strings.Contains(told[1], "on jo rivillä 3") || !strings.HasPrefix(told[2], "5 miksi : Tätä kysymystä ei kysytä") {
			t.Errorf("%q", told)
		}
	})
}

func TestEmptyRowsOfAnswersAreNoMeasurement(t *testing.T) {
	s := newScene(testworld.New(t))
	i := s.check(file(t, "Asiakasnumero;Päivä;uni", "D-1;1.3.2019;"), wholeFile)
	if told := s.told(i); len(told) != 1 || !strings.HasPrefix(told[0], "2  : Yhtään kysymystä ei ole vastattu") {
		t.Errorf("%q", told)
	}
}

func TestHeadersAreRecognisedInEveryLanguage(t *testing.T) {
	s := newScene(testworld.New(t))
	for _, head := range []string{"Asiakasnumero;Päivä;Vaihe;Kuka vastasi;uni", "Klientnummer;Dag;Skede;Vem svarade;UNI", "client no;date;occasion;answered_by;item:uni",
		"Asiakas nro;Pvm;Mittauskerta;Vastaaja;Miten nukuit?"} {
		if i := s.check(file(t, head, "D-1;2019-03-01;start;client;4")); !i.Ready() || len(i.Report.Ignored) != 0 {
			t.Errorf("%s: %+v %q", head, i.Mapping, s.told(i))
		}
	}
}

func TestNoHeaderMeansTwoThings(t *testing.T) {
	f, err := instrument.NewForm(instrument.VersionID{1}, 1, weekly())
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Langs {
		print := i18n.For(lang)
		for _, target := range oldmeasurements.Targets(f)[:10] {
			for _, name := range append(strings.Split(print.T("oldmeasurement.also."+string(target)), ";"), print.T("oldmeasurement.column."+string(target))) {
				m := oldmeasurements.Guess(f, []string{name}, oldmeasurements.Mapping{})
				if got := m.Columns[oldmeasurements.ColumnKey(name)]; got != target {
					t.Errorf("%s: %q is %q and %q", lang, name, got, target)
				}
			}
		}
	}
}

// The row parser takes anything and neither breaks nor lets a measurement through that its own rules refuse.
func FuzzRows(f *testing.F) {
	s := newScene(testworld.New(f))
	f.Add("D-1", "1.3.2019", "alku", "7", "ei", "hyvä", "perhe; työ", "-1", "sana")
	f.Add("131052-9085", "43525", "", "-1", "x", "2", ";;", "NaN", "\x00")
	f.Add("\u202eD-1", "31.2.2019", "=1", "1e9", "", "'", ",", "0x10", "a\nb")
	f.Fuzz(func(t *testing.T, number, day, occasion, scale, yes, step, many, level, words string) {
		var b bytes.Buffer
		w, err := sheet.NewCSV(&b, sheet.CSVStyle{Separator: ';'}, "client", "day", "occasion", "uni", "apu", "mieli", "tuki", "goals[2].taso", "miksi")
		if err != nil {
			t.Fatal(err)
		}
		var cells []sheet.Value
		for _, text := range []string{number, day, occasion, scale, yes, step, many, level, words} {
			cells = append(cells, sheet.Text(text))
		}
		if err := w.Row(cells...); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Close(); err != nil {
			t.Fatal(err)
		}
		file, err := oldmeasurements.Read(&b, "fuzz.csv")
		if err != nil {
			return // told as a whole
		}
		var m oldmeasurements.Mapping
		err = s.Acts.Read(t.Context(), testworld.Bertta, func(tx *act.Tx) (err error) {
			m, err = oldmeasurements.KeptMapping(tx, s.order(), file.Headers())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		wholeFile(&m)
		i, _, err := oldmeasurements.Examine(t.Context(), s.Acts, testworld.Bertta, s.order(), m, file)
		if err != nil {
			t.Fatal(err)
		}
		if i.Report.Refused == 0 && (i.Report.Clients != 1 || i.Report.Occasions[outcome.AtStart]+i.Report.Occasions[outcome.AtEnd]+
			i.Report.Occasions[outcome.AtInterim]+i.Report.Occasions[outcome.AtFollowUp]+i.Report.Occasions[outcome.AtOther] != 1) {
			t.Errorf("%+v", i.Report)
		}
	})
}

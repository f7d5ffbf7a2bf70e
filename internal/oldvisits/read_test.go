package oldvisits_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/oldvisits"
)

// zipped is a ZIP with one part.
func zipped(t testing.TB, part string, content io.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	w, err := z.Create(part)
	if err == nil {
		_, err = io.Copy(w, content)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// Every file that cannot be used as a whole is refused with a sentence, before
// anything is asked of the database.
func TestHostileFilesGetAClearMessage(t *testing.T) {
	for _, c := range []struct {
		name    string
		content []byte
		key     string
	}{
		{"an empty file", nil, "sheet.empty_file"},
		{"200 megabytes", bytes.Repeat([]byte("Päivä;Paikka\n"), 16<<20), "sheet.too_big"},
		{"a zip bomb", zipped(t, "xl/workbook.xml", io.LimitReader(zeros{}, 100<<20)), "sheet.packed_too_tight"},
		{"a ZIP that is no workbook", zipped(t, "kissa.txt", strings.NewReader("miau")), "sheet.not_a_spreadsheet"},
		{"wrong encoding", []byte("P\xc3\xa4iv\xc3\xa4;Paikka\n1.3.2019;K\xff\xfe\xe4ytt\xe4\x81\n"), "sheet.encoding"},
		{"a web page renamed", []byte("<!DOCTYPE html><html><table><tr><td>Päivä</td></tr></table></html>"), "sheet.web_page"},
		{"password-protected", append([]byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}, bytes.Repeat([]byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"), 40)...), "sheet.password"},
		{"duplicate headers", []byte("Päivä;Paikka;paikka\n1.3.2019;A;B\n"), "sheet.duplicate_header"},
		{"the same column in two languages", []byte("Päivä;Paikka;Plats\n1.3.2019;A;B\n"), "import.file.same_column"},
		{"only a header", []byte("Päivä;Paikka\n"), "sheet.no_rows"},
		{"no day", []byte("Paikka;Läsnä\nKirjasto;3\n"), "import.file.no_day"},
		{"neither day nor place", []byte("Nimi;Osoite\nA;B\n"), "import.file.no_day"},
		{"no place", []byte("Päivä;Läsnä\n1.3.2019;3\n"), "import.file.no_place"},
		{"a million columns", []byte("Päivä;Paikka" + strings.Repeat(";x", 1_000_000) + "\n"), "sheet.too_many_columns"},
		{"too many rows", []byte("Päivä;Paikka\n" + strings.Repeat("1.3.2019;K\n", 100_001)), "sheet.too_many_rows"},
		{"a picture", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "sheet.not_a_spreadsheet"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := oldvisits.Read(bytes.NewReader(c.content), "vanhat.csv")
			found := fault.Of(err)
			if found == nil || found.Kind != fault.Invalid || found.Key != c.key {
				t.Fatalf("%v, want %s", err, c.key)
			}
			for _, lang := range i18n.Langs {
				if text := i18n.For(lang).T(found.Key, found.Args...); strings.ContainsAny(text, "[]{}") {
					t.Errorf("%s: %s", lang, text)
				}
			}
		})
	}
}

func TestAFileIsReadNoFurtherThanItsLimit(t *testing.T) {
	r := &counting{r: zeros{}}
	if _, err := oldvisits.Read(r, "iso.csv"); fault.Of(err) == nil {
		t.Fatal(err)
	}
	if most := sheet.DefaultLimits().Bytes + 1<<20; r.n > most {
		t.Errorf("%d bytes were read", r.n)
	}
}

type counting struct {
	r io.Reader
	n int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// What is wrong with a row is told with row, column, what stands there and what
// to do; the whole file waits until it is mended.
func TestWhatIsWrongWithARowIsToldInWords(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		for _, c := range []struct{ column, value, want string }{
			{"Päivä", "", "2 Päivä : Päivä puuttuu."},
			{"Päivä", "31.2.2019", "2 Päivä 31.2.2019: Tätä ei voi lukea päivänä."},
			{"Päivä", "Yhteensä", "2 Päivä Yhteensä: Tätä ei voi lukea päivänä."},
			{"Päivä", "1.3.2031", "2 Päivä 2031-03-01: "},
			{"Päivä", "1.3.1889", "2 Päivä 1.3.1889: Tätä ei voi lukea päivänä."},
			{"Kunta", "Enonkunta", "2 Kunta Enonkunta: Tällaista kuntaa ei ole"},
			{"Kunta", "Sotkamo", ""}, // another place of the same name, in Sotkamo
			{"Läsnä", "-3", "2 Läsnä -3: Luku ei voi olla negatiivinen."},
			{"Läsnä", "noin 20", "2 Läsnä noin 20: Tähän tarvitaan yksi kokonaisluku"},
			{"Läsnä", "20-30", "2 Läsnä 20-30: Tähän tarvitaan yksi kokonaisluku"},
			{"Läsnä", "3,5", "2 Läsnä 3,5: Tähän tarvitaan yksi kokonaisluku"},
			{"Läsnä", "99999999999999999999", "2 Läsnä 99999999999999999999: Tähän tarvitaan yksi kokonaisluku"},
			{"Läsnä", "2000000", "2 Läsnä 2000000: Luku on liian suuri"},
			{"Läsnä", "1 200", ""},
			{"Läsnä", "12,0", ""},
			{"Läsnä", "=1+1", "2 Läsnä : Rivi 2, sarake"},
			{"Uudet asiakkuudet", "9", "2 Uudet asiakkuudet 9: "},
			{"Keskustelut: naiset", "6", "2 Keskustelut sukupuolen mukaan 6: "},
			{"Alkoi", "9.3", "2 Alkoi 9.3: Tätä ei voi lukea kellonaikana."},
			{"Alkoi", "9.30", ""},
			{"Päättyi", "9.30", "2 Alkoi –09:30: "},
			{"Työtunnit", "kaksi", "2 Työtunnit kaksi: Tätä ei voi lukea tunteina."},
			{"Työtunnit", "-1", "2 Työtunnit -1: Luku ei voi olla negatiivinen."},
			{"Työtunnit", "25", "2 Työminuutit 1500: "},
			{"Aiheet", "Kalastus", "2 Aiheet Kalastus: Tätä aihetta ei ole"},
			{"Aiheet", "Asuminen, Työ", ""},
			{"Työntekijät", "Tuntematon", "2 Työntekijät Tuntematon: Tällä nimellä"},
			{"Käynnin laji", "kiertokäynti", "2 Käynnin laji kiertokäynti: Tätä vaihtoehtoa ei ole."},
			{"Käynnin laji", "pop_up", ""},
		} {
			t.Run(c.column+" "+c.value, func(t *testing.T) {
				cells := map[string]string{"Päivä": "1.3.2019", "Paikka": "Kajaanin kirjasto", "Keskustelut": "5"}
				cells[c.column] = c.value
				var heads, row []string
				for _, h := range []string{"Päivä", "Paikka", "Kunta", "Läsnä", "Keskustelut", "Uudet asiakkuudet", "Keskustelut: naiset",
					"Alkoi", "Päättyi", "Työtunnit", "Aiheet", "Työntekijät", "Käynnin laji"} {
					heads, row = append(heads, h), append(row, cells[h])
				}
				i := s.mustCheck(file(t, strings.Join(heads, ";"), strings.Join(row, ";")+";"))
				told := s.told(i)
				if c.want == "" {
					if !i.Ready() {
						t.Error(told)
					}
					return
				}
				if i.Ready() || i.Report.Refused != 1 || len(told) != 1 || !strings.HasPrefix(told[0], c.want) {
					t.Errorf("%q, want %q", told, c.want)
				}
			})
		}
		if s.facts() != [6]int{} {
			t.Error("something was written")
		}
	})
}

func TestACellThatCannotBeReadIsToldAndNothingThatFollowsFromIt(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		i := s.mustCheck(file(t, "Päivä;Paikka;Keskustelut;Uudet asiakkuudet;Alkoi;Päättyi",
			"1.3.2019;Kajaanin kirjasto;=2+1;2;9.30;11.00", "1.3.2019;Kajaanin kirjasto;3;2;25.00;11.00", "1.3.2019;Kajaanin kirjasto;3;4;11.00;9.30"))
		want := []string{"2 Keskustelut : ", "3 Alkoi 25.00: ", "4 ", "4 "}
		told := s.told(i)
		for n := range want {
			if len(told) != len(want) || !strings.HasPrefix(told[n], want[n]) {
				t.Fatalf("%q", told)
			}
		}
	})
}

func TestAPlaceThatCouldBeTwoOrNoneIsAskedFor(t *testing.T) {
	onStage(t, func(t *testing.T, s *scene) {
		i := s.mustCheck(file(t, "Päivä;Paikka;Kunta;Paikan laji",
			"1.3.2019;Uusi talo;;", "1.3.2019;Tori;Kajaani;street", "2.3.2019;Tori;Kajaani;event", "2.3.2019;;;"))
		want := []string{"2 Paikka Uusi talo: Paikkaa ei ole luettelossa.", "4 Paikan laji : Uudella paikalla on eri laji kuin rivillä 3.", "5 Paikka : Paikan nimi puuttuu."}
		told := s.told(i)
		for n := range want {
			if len(told) != len(want) || !strings.HasPrefix(told[n], want[n]) {
				t.Fatalf("%q", told)
			}
		}
	})
}

func TestHeadersAreRecognisedInEveryLanguageAndTheRestIsNamed(t *testing.T) {
	s := newScene(newWorld(t))
	for _, head := range []string{
		"Päivä;Paikka;Läsnä;Muu tieto", "Dag;Plats;Närvarande;Muu tieto", "DAY; Place ;present;Muu tieto",
		"Pvm;Paikan nimi;Läsnäolijat;Muu tieto", "paiva;PAIKKA;läsnä:;Muu tieto",
	} {
		i := s.mustCheck(file(t, head, "2019-03-01;Kajaanin kirjasto;4;jotain"))
		if !i.Ready() || i.Report.Total.Present != 4 || len(i.Report.Ignored) != 1 || i.Report.Ignored[0] != "Muu tieto" {
			t.Errorf("%s: %+v %q", head, i.Report, s.told(i))
		}
	}
}

func TestNoHeaderMeansTwoThings(t *testing.T) {
	seen := map[string]string{}
	for _, lang := range i18n.Langs {
		for _, code := range oldvisits.Columns() {
			name := i18n.For(lang).T("import.column." + code)
			if other, taken := seen[i18n.Fold(name)]; taken && other != code {
				t.Errorf("%q is %s and %s", name, other, code)
			}
			seen[i18n.Fold(name)] = code
		}
	}
}

// The row parser takes anything and neither breaks nor lets a visit through that
// has not been understood.
func FuzzRows(f *testing.F) {
	f.Add("1.3.2019", "Kirjasto", "Kajaani", "12", "2,5", "9.30", "Työ; Raha")
	f.Add("43525", "", "046", "-1", "2:75", "24.00", ";;")
	f.Add("31.2.2019", "=HYPERLINK(1)", "\u202e", "1e9", "NaN", "-:-", "\x00")
	f.Add("99.99.9999", "'Talo", "0", "0x10", "1:1:1", "9:3", "a\nb")
	f.Fuzz(func(t *testing.T, day, place, municipality, count, hours, clock, topics string) {
		line := []string{day, place, municipality, count, hours, clock, topics}
		for i := range line {
			line[i] = `"` + strings.ReplaceAll(line[i], `"`, `""`) + `"`
		}
		text := "Päivä;Paikka;Kunta;Läsnä;Työtunnit;Alkoi;Aiheet\n" + strings.Join(line, ";") + "\n"
		read, err := oldvisits.Read(strings.NewReader(text), "f.csv")
		if err != nil {
			var p *sheet.Problem
			if !errors.As(err, &p) && fault.Of(err) == nil {
				t.Fatalf("not a message: %v", err)
			}
			return
		}
		if said := fmt.Sprintf("%+v", read); said == "" {
			t.Fatal("nothing was read")
		}
	})
}

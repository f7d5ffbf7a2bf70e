package i18n

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"rinnalla/internal/civil"
)

// sample is a printer of a catalogue whose area "visit" only this test has.
func sample(t testing.TB, lang Lang, content string) *Printer {
	t.Helper()
	texts, err := read(fstest.MapFS{"messages/" + string(lang) + "/visit.json": {Data: []byte(content)}}, lang)
	if err != nil {
		t.Fatal(err)
	}
	p := newPrinter(lang)
	p.texts = texts
	for key, text := range catalogues()[lang] {
		if _, own := texts[key]; !own && !strings.HasPrefix(key, "visit.") {
			texts[key] = text
		}
	}
	return p
}

const visitTexts = `{
	"visit.title": "Käynti",
	"visit.saved": "Käynti paikassa {place} on tallennettu {date}.",
	"visit.found": {"one": "Yksi käynti paikassa {place}", "other": "{count} käyntiä paikassa {place}"}
}`

func TestATextIsFilledWithItsVariables(t *testing.T) {
	p := sample(t, FI, visitTexts)
	date := civil.Date{Year: 2019, Month: time.June, Day: 3}
	for _, c := range []struct {
		want, got string
	}{
		{"Käynti", p.T("visit.title")},
		{"Käynti", p.T("visit.title", "place", "ignored")},
		{"Käynti paikassa Säkylän kirjasto on tallennettu 3.6.2019.", p.T("visit.saved", "date", date, "place", "Säkylän kirjasto")},
		{"Käynti paikassa {date} on tallennettu 3.6.2019.", p.T("visit.saved", "place", "{date}", "date", date)},
		{"Käynti paikassa {place} on tallennettu {date}.", p.T("visit.saved")},
		{"Käynti paikassa {place} on tallennettu {date}.", p.T("visit.saved", "place")},
		{"Yksi käynti paikassa X", p.T("visit.found", "count", 1, "place", "X")},
		{"Yksi käynti paikassa X", p.T("visit.found", "count", int64(1), "place", "X")},
		{"0 käyntiä paikassa X", p.T("visit.found", "count", 0, "place", "X")},
		{"1\u00a0386 käyntiä paikassa X", p.T("visit.found", "count", 1386, "place", "X")},
		{"{count} käyntiä paikassa X", p.T("visit.found", "place", "X")},
		{"[visit.unknown]", p.T("visit.unknown", "count", 1)},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if !p.Has("visit.title") || p.Has("visit.unknown") {
		t.Error("Has does not know which texts there are")
	}
}

func TestEveryTypeIsWrittenInTheWayOfTheLanguage(t *testing.T) {
	const content = `{"visit.x": "{x}"}`
	fi, en := sample(t, FI, content), sample(t, EN, content)
	date := civil.Date{Year: 2026, Month: time.November, Day: 22}
	clock := civil.Clock{Hour: 16, Minute: 55}
	for _, c := range []struct {
		value     any
		inFinnish string
		inEnglish string
	}{
		{"teksti", "teksti", "teksti"},
		{-1386, "−1\u00a0386", "−1,386"},
		{int64(1386), "1\u00a0386", "1,386"},
		{4.42, "4,42", "4.42"},
		{date, "22.11.2026", "2026-11-22"},
		{clock, "16.55", "16:55"},
		{civil.At(date, clock), "22.11.2026 klo 16.55", "2026-11-22 16:55"},
		{civil.MonthOf(date), "marraskuu 2026", "November 2026"},
		{civil.YearPeriod(2026), "1.1.2026–31.12.2026", "2026-01-01 – 2026-12-31"},
		{Selko, "fi-selko", "fi-selko"},
	} {
		if got := fi.T("visit.x", "x", c.value); got != c.inFinnish {
			t.Errorf("in Finnish %v is %q, want %q", c.value, got, c.inFinnish)
		}
		if got := en.T("visit.x", "x", c.value); got != c.inEnglish {
			t.Errorf("in English %v is %q, want %q", c.value, got, c.inEnglish)
		}
	}
}

func TestABrokenCatalogueIsNamed(t *testing.T) {
	for _, content := range []string{`{`, `[]`, `{"visit.x": 3}`, `{"visit.x": {"one": 1}}`} {
		_, err := read(fstest.MapFS{"messages/fi/visit.json": {Data: []byte(content)}}, FI)
		if err == nil || !strings.Contains(err.Error(), "messages/fi/visit.json") {
			t.Errorf("%s: %v", content, err)
		}
	}
}

func TestThePrinterOfALanguageIsAlwaysTheSame(t *testing.T) {
	for _, lang := range Langs {
		if first, second := For(lang), For(lang); first != second || first.Lang() != lang {
			t.Errorf("%s has more than one printer, or that of another language", lang)
		}
	}
	if For("no").Lang() != FI {
		t.Error("an unknown language is not served in Finnish")
	}
}

func TestTheBrowserGetsTheTextsOfTheAreasItNeeds(t *testing.T) {
	p := sample(t, FI, visitTexts)
	text, err := p.JSON("visit")
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	plural, _ := got["visit.found"].(map[string]any)
	if len(got) != 3 || got["visit.title"] != "Käynti" || plural["one"] != "Yksi käynti paikassa {place}" || plural["other"] != "{count} käyntiä paikassa {place}" {
		t.Errorf("got %v", got)
	}
	if none, err := p.JSON("vis"); err != nil || string(none) != "{}" {
		t.Errorf("an area that does not exist has %s (%v)", none, err)
	}
}

func TestNamesAreSortedByTheAlphabetOfTheLanguage(t *testing.T) {
	names := []string{"Öja", "Äetsä", "Åbo", "Zürich", "Säkylä", "eura", "Eura", "Salo", "Ähtäri", "Aura"}
	for lang, want := range map[Lang]string{
		FI:    "Aura eura Eura Salo Säkylä Zürich Åbo Äetsä Ähtäri Öja",
		SV:    "Aura eura Eura Salo Säkylä Zürich Åbo Äetsä Ähtäri Öja",
		Selko: "Aura eura Eura Salo Säkylä Zürich Åbo Äetsä Ähtäri Öja",
		EN:    "Åbo Äetsä Ähtäri Aura eura Eura Öja Säkylä Salo Zürich",
	} {
		sorted := slices.SortedFunc(slices.Values(names), For(lang).Compare)
		if got := strings.Join(sorted, " "); got != want {
			t.Errorf("%s: %s, want %s", lang, got, want)
		}
	}
}

func TestItemsAreListedAsInASentence(t *testing.T) {
	for _, c := range []struct {
		lang  Lang
		items []string
		want  string
	}{
		{FI, nil, ""},
		{FI, []string{"a"}, "a"},
		{FI, []string{"a", "b"}, "a ja b"},
		{FI, []string{"a", "b", "c"}, "a, b ja c"},
		{SV, []string{"a", "b", "c"}, "a, b och c"},
		{EN, []string{"a", "b", "c"}, "a, b and c"},
	} {
		if got := For(c.lang).List(c.items); got != c.want {
			t.Errorf("%s: %q, want %q", c.lang, got, c.want)
		}
	}
}

func TestASearchFindsNamesHoweverTheyAreTyped(t *testing.T) {
	for text, want := range map[string]string{
		"Säkylä": "sakyla", "SÄKYLÄ": "sakyla", "sakyla": "sakyla", "Sa\u0308kyla\u0308": "sakyla",
		"Åbo": "abo", "Öja": "oja", "Šemeikka": "semeikka", "Håkan Wärnå": "hakan warna", "Łódź": "lodz",
		"Sørensen": "sorensen", "Weiß": "weiss", "Ærø": "aero", "İstanbul": "istanbul",
		"  Maija   Meikäläinen ": "maija meikalainen", "Anna-Liisa": "anna-liisa", "": "", "ﬁ": "fi", "Мария": "мария",
	} {
		if got := Fold(text); got != want {
			t.Errorf("%q is folded to %q, want %q", text, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, seed := range []string{"Säkylä", "  a  b", "\u0308", "İ", "\xff", "S\xc3\xf3\xf3ä", "\u00a8"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := Fold(text)
		if twice := Fold(once); twice != once {
			t.Fatalf("%q is folded to %q and then to %q", text, once, twice)
		}
	})
}

func FuzzTemplatesKeepTheirText(f *testing.F) {
	for _, seed := range []string{"Käynti {place}.", "{", "}{", "{}", "{a}{b}", "a{b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := &Printer{texts: map[string]message{"visit.x": {other: parse(text)}}}
		if got := p.T("visit.x"); got != text {
			t.Fatalf("%q without values became %q", text, got)
		}
	})
}

func TestManyReadersUseOnePrinterAtOnce(t *testing.T) {
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for range 100 {
				if For(FI).Compare("Salo", "Säkylä") >= 0 || For(FI).Weekday(time.Monday) != "maanantai" {
					t.Error("a reader got another answer")
				}
			}
		})
	}
	readers.Wait()
}

func BenchmarkAPlainText(b *testing.B) {
	p := sample(b, FI, visitTexts)
	for b.Loop() {
		p.T("visit.title")
	}
}

func BenchmarkATextWithVariables(b *testing.B) {
	p := sample(b, FI, visitTexts)
	for b.Loop() {
		p.T("visit.found", "count", 1386, "place", "Säkylän kirjasto")
	}
}

func BenchmarkATextWithADate(b *testing.B) {
	p := sample(b, FI, visitTexts)
	date := civil.Date{Year: 2019, Month: time.June, Day: 3}
	for b.Loop() {
		p.T("visit.saved", "date", date, "place", "Säkylän kirjasto")
	}
}

func BenchmarkFold(b *testing.B) {
	for b.Loop() {
		Fold("Säkylän kirjasto")
	}
}

func TestSomebodysOwnWordsGoBeforeTheCatalogueAndTheRestIsAsBefore(t *testing.T) {
	p := For(Selko).With("ar", map[string]string{"answer.next": "التالي", "answer.stop_where": "هنا: {address}.", "answer.progress": "{no} من {of}"})
	for _, c := range []struct {
		key  string
		args []any
		want string
	}{
		{"answer.next", nil, "التالي"}, {"answer.progress", []any{"no", 1, "of", 2}, "1 من 2"},
		{"answer.stop_where", []any{"address", "rinnalla.example/m"}, "هنا: \u2068rinnalla.example/m\u2069."}, {"answer.back", nil, For(Selko).T("answer.back")},
	} {
		if got := p.T(c.key, c.args...); got != c.want {
			t.Errorf("%s: %q", c.key, got)
		}
	}
	if p.Tag() != "ar" || p.Lang() != Selko || For(Selko).Tag() != "fi" || For(Selko).T("answer.next") == "التالي" || !p.Has("answer.next") || p.Has("answer.nothing") { //i18n:not answer.nothing
		t.Error(p.Tag(), p.Lang())
	}
}

package drawn_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rinnalla/internal/civil"
	"rinnalla/internal/i18n"
	"rinnalla/internal/instrument"
	"rinnalla/internal/pages/drawn"
	"rinnalla/internal/picture"
)

// aloud is a PDF as a screen reader comes by it (poppler-utils; tools/need.sh installs it).
func aloud(t *testing.T, file []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kopio.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdfinfo", "-struct-text", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func paper(t *testing.T, lang i18n.Lang) drawn.Paper {
	t.Helper()
	circle := pictured(t, instrument.AsCircle, area{"Asuminen", higher, 0, false, []float64{3, 7}}, area{"Raha", higher, 0, false, []float64{4, none}}, area{"Mieli", higher, 0, false, []float64{5, 6}})
	limited := pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{3, 7}}, area{"Huolet", lower, 2, true, []float64{4, 8}})
	return drawn.Paper{Printer: i18n.For(lang), Pictures: []picture.Picture{beside(t, circle, 7, 5, 9), limited}, Name: "Daavid Dufva", Number: "K-12",
		Made: civil.At(civil.Date{Year: 2026, Month: time.November, Day: 20}, civil.Clock{Hour: 16, Minute: 55}), Check: "https://rinnalla.example/copies/check"}
}

func TestACopyIsReadAloudInEveryLanguage(t *testing.T) {
	for _, lang := range i18n.Langs {
		file, err := paper(t, lang).PDF()
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "copy."+string(lang)+".txt", []byte(aloud(t, file)))
	}
}

func TestACopyByALinkSaysNowhereWhoseItIs(t *testing.T) {
	p := paper(t, i18n.FI)
	p.Name, p.Number, p.Alone, p.Pictures = "", "", true, p.Pictures[:1]
	p.Pictures[0] = pictured(t, instrument.AsCircle, area{"Asuminen", higher, 0, false, []float64{3}}, area{"Raha", higher, 0, false, []float64{4}}, area{"Mieli", higher, 0, false, []float64{5}})
	file, err := p.PDF()
	if err != nil {
		t.Fatal(err)
	}
	text := aloud(t, file)
	if strings.Contains(text, "Dufva") || strings.Contains(text, "K-12") || !strings.Contains(text, "Tässä ovat vain tämän kerran vastaukset.") {
		t.Error(text)
	}
}

// An area at 1 of 10 is no strength, wherever it is told of: not on the page, not where a conversation is read from, not in her copy.
func TestWhatStandsLowIsNowhereCalledAStrength(t *testing.T) {
	low := pictured(t, instrument.AsProfile, area{"Arki", higher, 0, false, []float64{1}}, area{"Mieli", higher, 0, false, []float64{0}}, area{"Huolet", lower, 0, false, []float64{10}})
	for _, lang := range i18n.Langs {
		print := i18n.For(lang)
		v := drawn.View{Printer: print, Picture: low}
		file, err := (drawn.Paper{Printer: print, Pictures: []picture.Picture{low}, Made: civil.At(civil.Date{Year: 2026, Month: time.November, Day: 20}, civil.Clock{})}).PDF()
		if err != nil {
			t.Fatal(err)
		}
		var page, conversation bytes.Buffer
		if err := errors.Join(drawn.Whole(v).Render(t.Context(), &page), drawn.StrongList(v).Render(t.Context(), &conversation)); err != nil {
			t.Fatal(err)
		}
		for face, text := range map[string]string{"page": page.String(), "conversation": conversation.String(), "copy": aloud(t, file)} {
			said := strings.Join(strings.Fields(strings.NewReplacer("-\n", "", "\"", " ").Replace(text)), " ")
			if strings.Contains(said, print.T("picture.strengths")) || !strings.Contains(said, print.T("picture.highest")) || !strings.Contains(said, print.T("picture.highest_text")) {
				t.Errorf("%s, %s: %s", lang, face, said)
			}
		}
	}
}

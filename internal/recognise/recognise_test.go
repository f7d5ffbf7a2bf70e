package recognise_test

import (
	"strings"
	"testing"

	"rinnalla/internal/recognise"
)

func TestWhatLooksLikeAPersonIsPointedOut(t *testing.T) {
	for text, want := range map[string]string{
		"Asiakas 131052-908T kysyi asunnosta":              "identity_code:131052-908T",
		"Hetu 131052A908T":                                 "identity_code:131052A908T",
		"hetu 010190y999p":                                 "identity_code:010190y999p",
		"koodi 311280+999J":                                "identity_code:311280+999J",
		"Yhteys aino.ahola@esimerkki.fi tai soitto":        "email:aino.ahola@esimerkki.fi",
		"Soita 040 123 4567 iltaisin":                      "phone:040 123 4567",
		"Numero +358 40 1234567.":                          "phone:+358 40 1234567",
		"Numero (08) 6155 000, ei vaan 08-6155001":         "phone:(08) 6155 000 phone:08-6155001",
		"Juttelin Aino Aholan kanssa":                      "name:Aino Aholan",
		"Maija-Liisa Korhonen odotti":                      "name:Maija-Liisa Korhonen",
		"Träffade Åsa Lindqvist vid kön":                   "name:Åsa Lindqvist",
		"Matti Meikäläinen ja Liisa Virtanen tulivat myös": "name:Matti Meikäläinen name:Liisa Virtanen",
	} {
		var got []string
		for _, h := range recognise.Hints(text) {
			got = append(got, h.Kind+":"+h.Text)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestOrdinarySentencesArePassed(t *testing.T) {
	for _, text := range []string{
		"", "Bussi ei kulje enää iltaisin.", "Ihmiset Kajaanista ja Sotkamosta pelkäsivät vuokran nousua 650 eurosta 720 euroon.",
		"Kela vaatii liitteitä. Sosiaali- ja terveysministeriön ohje on vaikea.", "Paikalla 20.11.2026 klo 12.00-14.30, noin 25 ihmistä.",
		"Pohjois-Savon hyvinvointialue lopetti päivystyksen.", "Toivo oli vähissä. Tyyne ilta.", "Y-tunnus 1234567-8 oli lapussa",
		"Essoten ja Pieksämäen alue", "Mila Kuopiossa", "Enonkosken kirjasto ja Savonlinnan ruokajono", "1500000 euroa vuodessa",
		"Folk i Kristinestad och Nykarleby saknar bussar.", "Suomen Punainen Risti jakoi ruokaa.",
	} {
		if hints := recognise.Hints(text); len(hints) > 0 {
			t.Errorf("%q: %+v", text, hints)
		}
	}
}

func FuzzHints(f *testing.F) {
	f.Add("Aino Ahola 040 1234567 131052-908T a@b.fi")
	f.Fuzz(func(t *testing.T, text string) {
		for _, h := range recognise.Hints(text) {
			if h.Text == "" || !strings.Contains(text, h.Text) {
				t.Errorf("%q is not in %q", h.Text, text)
			}
		}
	})
}

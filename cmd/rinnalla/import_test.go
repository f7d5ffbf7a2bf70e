package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"rinnalla/internal/act"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// bring runs the command on a file with the content.
func bring(t *testing.T, w *testworld.World, content string, dry bool) (string, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "vanhat.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	c := importVisitsCommand{File: path, Organisation: "pohjoisen hyvinvointialue", Unit: "Kajaanin aikuissosiaalityö", DryRun: dry, Language: "fi"}
	err := c.run(t.Context(), w.Acts, &out)
	return out.String(), err
}

func visitsIn(w *testworld.World) (n int) {
	w.Read(testworld.Bertta, func(tx *act.Tx) error {
		p, err := outreach.Visits(tx, outreach.Filter{})
		n = p.Total
		return err
	})
	return n
}

func TestImportVisitsTellsTheSameAsThePage(t *testing.T) {
	w := testworld.New(t)
	site.Settle(w)
	const good = "Päivä;Paikka;Kunta;Läsnä\n1.3.2019;Tori;Kajaani;4\n"
	out, err := bring(t, w, "Päivä;Paikka;Kunta;Läsnä\n1.3.2019;Tori;Kajaani;-4\n", false)
	if !errors.As(err, new(refused)) || err.Error() != "Mitään ei tuotu. Syyt ovat yllä olevilla riveillä." || !strings.Contains(out, "Rivi 2, Läsnä, ”-4”: Luku ei voi olla negatiivinen.") || visitsIn(w) != 0 {
		t.Fatal(err, out)
	}
	out, err = bring(t, w, good, true)
	if err != nil || !strings.Contains(out, "Uusi paikka: Tori (Kajaani)") || !strings.Contains(out, "2019: käyntejä 1, läsnä 4") || visitsIn(w) != 0 {
		t.Fatal(err, out)
	}
	if out, err = bring(t, w, good, false); err != nil || !strings.Contains(out, "Yksi käynti on tuotu") || visitsIn(w) != 1 {
		t.Fatal(err, out)
	}
	if _, err = bring(t, w, good, false); err == nil || !strings.Contains(err.Error(), "on jo tuotu") || visitsIn(w) != 1 {
		t.Fatal(err)
	}
	if _, err = bring(t, w, "<html></html>", false); err == nil || !strings.Contains(err.Error(), "verkkosivu") {
		t.Fatal(err)
	}
}

func TestImportsTellTheirResultInEnglishAsEveryCommandDoesUnlessAskedOtherwise(t *testing.T) {
	for command, want := range map[string]string{
		"import visits import.go --organisation=North --unit=City":                     "en",
		"import boundaries import.go --source=Nobody --of=2026-01-01":                  "en",
		"import boundaries import.go --source=Nobody --of=2026-01-01 --language=sv":    "sv",
		"import visits import.go --organisation=North --unit=City --language=fi-selko": "fi-selko",
		"import measurements import.go --instrument=goals":                             "en",
	} {
		var p program
		parser, err := kong.New(&p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parser.Parse(strings.Fields(command)); err != nil {
			t.Fatal(err)
		}
		got := p.Import.Visits.Language
		if strings.HasPrefix(command, "import boundaries") {
			got = p.Import.Boundaries.Language
		}
		if strings.HasPrefix(command, "import measurements") {
			got = p.Import.Measurements.Language
		}
		if got != want {
			t.Errorf("%s: %q, want %s", command, got, want)
		}
	}
}

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/exchange/questions"
	"rinnalla/internal/instrument"
	"rinnalla/internal/testworld"
)

// The questionnaire is invented.
const twoQuestions = `{"resourceType":"Questionnaire","language":"fi","name":"Arjen hetki","title":"Arjen hetki","status":"active","version":"3",
"item":[
{"linkId":"uni","text":"Miten nukuit?","type":"integer","required":true},
{"linkId":"kuva","text":"Lähetä kuva","type":"attachment"}]}`

func TestAnInstrumentIsLoadedAtTheServerFromAnyFormat(t *testing.T) {
	w := testworld.New(t)
	bring := func(content string, c importInstrumentCommand) (string, error) {
		c.File = filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(c.File, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		c.Language = "fi"
		err := c.run(t.Context(), w.Acts, &out)
		return out.String(), err
	}
	out, err := bring(twoQuestions, importInstrumentCommand{})
	if err == nil || !strings.Contains(out, "Kerro, kenen mittari on") || !strings.Contains(out, "Rivi 4, item[1]: Lajin ”attachment”") {
		t.Fatal(err, out)
	}
	if out, err = bring(twoQuestions, importInstrumentCommand{Owner: "Koe", DryRun: true}); err != nil || !strings.Contains(out, "kysymyksiä 1") || strings.Contains(out, "ladattu") {
		t.Fatal(err, out)
	}
	if out, err = bring(twoQuestions, importInstrumentCommand{Owner: "Koe", Lock: true}); err != nil || !strings.Contains(out, "Mittari ”arjen-hetki” on ladattu luonnokseksi. Se on lukittu") {
		t.Fatal(err, out)
	}
	if out, err = bring(twoQuestions, importInstrumentCommand{Owner: "Koe"}); err != nil || !strings.Contains(out, "on jo sama sisältö") {
		t.Fatal(err, out)
	}
	other := strings.Replace(twoQuestions, "Miten nukuit?", "Miten nukuit viime yönä?", 1)
	if _, err = bring(other, importInstrumentCommand{Owner: "Koe"}); err == nil || !strings.Contains(err.Error(), "Kerro, mikä") {
		t.Fatal(err)
	}
	if out, err = bring(other, importInstrumentCommand{Owner: "Koe", Changed: "Kysymys tarkentui", Compares: true}); err != nil || !strings.Contains(out, "versio 2") {
		t.Fatal(err, out)
	}
	all, err := instrument.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range questions.Formats() {
		text, _, err := questions.Write(format, all[0], 1)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := bring(string(text), importInstrumentCommand{Code: "own-" + string(format), Owner: "x"}); err != nil {
			t.Error(format, err, out)
		}
	}
	for content, want := range map[string]string{"<html>": "ei ole mikään niistä muodoista", "PK\x03\x04": "vioittunut"} {
		if out, err := bring(content, importInstrumentCommand{}); err == nil || !strings.Contains(err.Error()+out, want) {
			t.Error(err, out)
		}
	}
	if _, err := bring(twoQuestions, importInstrumentCommand{Owner: "Koe", Organisation: "Ei ole"}); err == nil {
		t.Error("an organisation that is not there got an instrument")
	}
	w.Read(testworld.Aino, func(tx *act.Tx) error {
		i, err := instrument.FindCode(tx, testworld.North, "arjen-hetki")
		if err == nil && (i.Organisation != access.Installation || len(i.Versions) != 2 || !i.Comparable(1, 2)) {
			t.Errorf("%+v", i)
		}
		return err
	})
}

package questions_test

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/exchange/questions"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

func TestTheContentTellsTheFormatWhateverTheFileIsCalled(t *testing.T) {
	all, err := instrument.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		for _, format := range questions.Formats() {
			text, _, err := questions.Write(format, d, 1)
			if err != nil {
				t.Fatal(err)
			}
			f, err := questions.Read(text, "file.bin", instrument.Said{})
			if err != nil || f.Format != format || f.Definition.Code != d.Code {
				t.Errorf("%s as %s: %s %v", d.Code, format, f.Format, err)
			}
			if format != questions.XLSForm && !reflect.DeepEqual(f.Definition, d) {
				t.Errorf("%s is not the same after %s", d.Code, format)
			}
		}
	}
}

func TestAFileThatIsNoInstrumentIsRefusedInWords(t *testing.T) {
	for text, want := range map[string]string{
		"":                                      "questions.empty",
		"\ufeff \r\n":                           "questions.empty",
		"\xff\xfe{\x00}\x00":                    "questions.encoding",
		"<html><body>Kysely</body></html>":      "questions.unknown",
		"%PDF-1.7\n":                            "questions.unknown",
		"hello":                                 "questions.unknown",
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":      "questions.unknown",
		"type;name\x00":                         "questions.unknown",
		"PK\x03\x04 and nothing":                "sheet.broken",
		`{"resourceType":"Patient"}`:            "fhir.no_questionnaire",
		`{"code":"x"`:                           "instrument.file.unreadable",
		"code: x\n":                             "fault.invalid",
		strings.Repeat("a: 1\n", 2<<20):         "questions.too_big",
		"a: &a [x]\nb: [*a, *a, *a]\n":          "instrument.file.unreadable",
		`{"a":` + strings.Repeat("[", 1_000_00): "instrument.file.unreadable",
	} {
		_, err := questions.Read([]byte(text), "f", instrument.Said{})
		if f := fault.Of(err); f == nil || f.Key != want {
			t.Errorf("%.30q: %v", text, err)
		}
	}
}

func TestAQuestionnaireIsNamedByTheReleaseThatItIsWrittenIn(t *testing.T) {
	form := func(head, kind string) string {
		return `{"resourceType":"Questionnaire","status":"active",` + head + `"item":[{"linkId":"g","type":"group","text":"About today","item":[{"linkId":"a","text":"How is it?","type":"` + kind +
			`","answerOption":[{"valueCoding":{"code":"x","display":"Well"}},{"valueCoding":{"code":"y","display":"Badly"}}]}]}]}`
	}
	for text, want := range map[string]string{
		form("", "choice"): "questions.read.fhir_r4", form("", "coding"): "questions.read.fhir_r5",
		form(`"copyrightLabel":"CC0","copyright":"Free",`, "boolean"): "questions.read.fhir_r5",
		form("", "boolean"): "questions.read.fhir", form(`"copyrightLabel":"CC0",`, "choice"): "questions.read.fhir",
	} {
		f, _ := questions.Read([]byte(text), "file", instrument.Said{Code: "day", Owner: "The House", Language: "en"})
		if f.ReadAs() != want {
			t.Errorf("%s: %s", text, f.ReadAs())
		}
	}
}

func TestOtherFormatsSayThatTheWordsAroundTheQuestionsAreLeftOut(t *testing.T) {
	text, err := os.ReadFile("../../instrument/testdata/arabic.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, err := questions.Read(text, "viikko.yaml", instrument.Said{})
	if err != nil {
		t.Fatal(instrument.Notes(err))
	}
	for _, format := range questions.Formats() {
		written, notes, err := questions.Write(format, f.Definition, 1)
		if err != nil {
			t.Fatal(err)
		}
		back, err := questions.Read(written, "viikko", instrument.Said{})
		if err != nil {
			t.Fatal(format, instrument.Notes(err))
		}
		told := slices.ContainsFunc(notes, func(n instrument.Note) bool { return n.Key == "instrument.words.left" })
		if own := format == questions.YAML || format == questions.JSON; own == told || own != reflect.DeepEqual(back.Definition.Words, f.Definition.Words) {
			t.Errorf("%s: told %v, words %d", format, told, len(back.Definition.Words))
		}
	}
}

package fhir_test

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"rinnalla/internal/exchange/fhir"
	"rinnalla/internal/instrument"
)

var update = flag.Bool("update", false, "write the golden files anew")

func foreign(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/foreign-r4.json")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != got {
		t.Errorf("%s: %v\n%s", path, err, difference(string(want), got))
	}
}

// taken reads a file and holds what became of it, and what was noted, against the golden files of its name.
func taken(t *testing.T, name string) instrument.Definition {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	d, notes, err := fhir.Read(data, instrument.Said{})
	if err != nil {
		t.Fatalf("%v\n%s", err, told(instrument.Notes(err)))
	}
	text, err := d.YAML()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/"+name+".yaml", string(text))
	golden(t, "testdata/"+name+".notes", told(notes)+"\n")
	return d
}

func TestAQuestionnaireFromElsewhereIsTakenAndWhatIsNotIsListedByLine(t *testing.T) {
	taken(t, "foreign-r4")
}

func TestTenStatementsInGroupsInGroupsKeepTheirWeightsTheirScoresAndTheirConditions(t *testing.T) {
	d := taken(t, "ten-statements")
	f, err := instrument.NewForm(instrument.VersionID{}, 1, d)
	if err != nil {
		t.Fatal(err)
	}
	given := func(o string) instrument.Answer { return instrument.Answer{State: instrument.Given, Option: o} }
	answers := instrument.Answers{Items: map[string]instrument.Answer{}}
	for n, want := range map[int]struct {
		exists bool
		sum    float64
	}{7: {false, 0}, 8: {true, 16}, 10: {true, 20}} {
		answers.Items = map[string]instrument.Answer{}
		for i := range n {
			answers.Items[fmt.Sprintf("k%d", i+1)] = given("m2")
		}
		if s := f.Score(answers); s[0].Exists != want.exists || s[0].Value != want.sum || !s[1].Exists || s[1].Value != 2 || s[2].Value != 4 {
			t.Errorf("%d answered: %+v", n, s)
		}
	}
}

func TestTheSameQuestionsInR5AreTheSameInstrument(t *testing.T) {
	was, _, err := fhir.Read(foreign(t), instrument.Said{})
	if err != nil {
		t.Fatal(err)
	}
	newer := strings.NewReplacer(`"type": "choice"`, `"type": "coding"`,
		`"type": "open-choice"`, `"type": "coding", "answerConstraint": "optionsOrString"`).Replace(string(foreign(t)))
	is, _, err := fhir.Read([]byte(newer), instrument.Said{})
	if err != nil || !reflect.DeepEqual(was, is) {
		a, _ := was.YAML()
		b, _ := is.YAML()
		t.Errorf("%v\n%s", err, difference(string(a), string(b)))
	}
}

func TestAQuestionnaireOfR5KeepsItsOwnAnswersItsRepeatsAndWhatHangsOnThem(t *testing.T) {
	taken(t, "evening-r5")
}

func TestWhatTheFileIsSilentAboutMayBeSaid(t *testing.T) {
	silent := strings.NewReplacer(`"publisher": "Example House",`, ``, `"language": "en-us",`, ``).Replace(string(foreign(t)))
	d, _, err := fhir.Read([]byte(silent), instrument.Said{Code: "my-day", Owner: "The House", Language: "fi"})
	if err != nil || d.Code != "my-day" || d.Licence.Owner != "The House" || d.Languages[0] != "fi" {
		t.Errorf("%v %+v", err, d)
	}
}

func FuzzReadQuestionnaire(f *testing.F) {
	f.Add(foreign(f))
	for _, name := range []string{"testdata/ten-statements.json", "testdata/evening-r5.json"} {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, d := range shipped(f) {
		text, _, err := fhir.Write(d, 1)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, _, err := fhir.Read(data, instrument.Said{Owner: "x"})
		if err != nil {
			return
		}
		text, _, err := fhir.Write(d, 1)
		if err != nil {
			t.Fatal(err)
		}
		back, notes, err := fhir.Read(text, instrument.Said{})
		if err != nil {
			t.Fatalf("%s\n%v\n%s", text, told(instrument.Notes(err)), told(notes))
		}
		if a, _ := d.JSON(); true {
			if b, _ := back.JSON(); string(a) != string(b) {
				t.Fatalf("%s", difference(string(a), string(b)))
			}
		}
	})
}

func FuzzExpression(f *testing.F) {
	for _, text := range []string{"%resource.item.where(linkId in ('q1'|'q2')).answer.value.weight().sum() / 2", "iif(a.exists(), -1 * $this, {})", "`a`.b[0].c('x\\'y') // z"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, _, _ = fhir.Read([]byte(form(text, variableNamed("v", text))), instrument.Said{}) // it ends, whatever it says
	})
}

func TestAVariableThatNoScoreGoesByIsListed(t *testing.T) {
	file := `{"resourceType": "Questionnaire", "language": "en", "title": "T", "publisher": "Us",
		"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/variable", "valueExpression": {"name": "v", "language": "text/fhirpath", "expression": "%v + 1"}}],
		"item": [{"linkId": "q", "type": "integer", "text": "Q"}]}`
	_, notes, err := fhir.Read([]byte(file), instrument.Said{})
	if err != nil || !strings.Contains(told(notes), "2 extension[0]: fhir.not_kept_extension [name variable]") {
		t.Errorf("%v\n%s", err, told(notes))
	}
}

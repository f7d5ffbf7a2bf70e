package fhir_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"rinnalla/internal/exchange/fhir"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

func shipped(t testing.TB) []instrument.Definition {
	t.Helper()
	all, err := instrument.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func told(notes []instrument.Note) string {
	var lines []string
	for _, n := range notes {
		lines = append(lines, fmt.Sprintf("%d %s: %s %v", n.Line, n.Place, n.Key, n.Args))
	}
	return strings.Join(lines, "\n")
}

func TestEveryShippedInstrumentComesBackFromFHIRAsItWas(t *testing.T) {
	for _, d := range shipped(t) {
		text, _, err := fhir.Write(d, 0)
		if err != nil {
			t.Fatal(err)
		}
		back, notes, err := fhir.Read(text, instrument.Said{})
		if err != nil || len(notes) > 0 {
			t.Errorf("%s: %v\n%s\n%s", d.Code, err, told(instrument.Notes(err)), told(notes))
		}
		if !reflect.DeepEqual(back, d) {
			was, _ := d.YAML()
			is, _ := back.YAML()
			t.Errorf("%s:\n%s", d.Code, difference(string(was), string(is)))
		}
	}
}

func TestOfItsVersionOurOwnFileSaysThatItGetsANumberOfItsOwnHere(t *testing.T) {
	for _, d := range shipped(t) {
		text, _, err := fhir.Write(d, 3)
		if err != nil {
			t.Fatal(err)
		}
		back, notes, err := fhir.Read(text, instrument.Said{})
		if err != nil || !reflect.DeepEqual(back, d) || len(notes) != 1 || notes[0].Key != "fhir.version" || notes[0].Args[1] != "3" || notes[0].Line == 0 {
			t.Errorf("%s: %v %s", d.Code, err, told(notes))
		}
	}
}

// difference shows the lines that only one of two texts has.
func difference(a, b string) string {
	var out []string
	one, other := strings.Split(a, "\n"), strings.Split(b, "\n")
	has := func(lines []string) map[string]int {
		m := map[string]int{}
		for _, l := range lines {
			m[l]++
		}
		return m
	}
	inA, inB := has(one), has(other)
	for _, l := range one {
		if inB[l]--; inB[l] < 0 {
			out = append(out, "- "+l)
		}
	}
	for _, l := range other {
		if inA[l]--; inA[l] < 0 {
			out = append(out, "+ "+l)
		}
	}
	return strings.Join(out, "\n")
}

func TestWritingSaysWhatOtherProgramsWillNotUnderstand(t *testing.T) {
	want := map[string]string{"life-circle": "fhir.ours_no_total", "kykyviisari-scores": "fhir.ours_known"}
	for _, d := range shipped(t) {
		_, notes, err := fhir.Write(d, 3)
		if err != nil {
			t.Fatal(err)
		}
		if key := want[d.Code]; key != "" && !strings.Contains(told(notes), key) {
			t.Errorf("%s: %s", d.Code, told(notes))
		}
	}
}

// withoutOurs takes our own extensions out of a Questionnaire: what another program would write after reading ours.
func withoutOurs(t *testing.T, text []byte) []byte {
	t.Helper()
	var root any
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	var strip func(v any) any
	strip = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			for name, part := range v {
				v[name] = strip(part)
			}
		case []any:
			kept := v[:0]
			for _, part := range v {
				if m, is := part.(map[string]any); is && m["url"] == "urn:rinnalla:instrument:1" {
					continue
				}
				kept = append(kept, strip(part))
			}
			return kept
		}
		return v
	}
	out, err := json.Marshal(strip(root))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestScoresAreUnderstoodFromTheirExpressionsAlone(t *testing.T) {
	for _, d := range shipped(t) {
		if d.ScoreOnly { // without our extensions a question needs a text
			continue
		}
		text, _, err := fhir.Write(d, 0)
		if err != nil {
			t.Fatal(err)
		}
		back, notes, err := fhir.Read(withoutOurs(t, text), instrument.Said{})
		if d.Code == "goals" {
			if err != nil || !strings.Contains(told(notes), "fhir.score_unknown") || len(back.Scales) != 0 {
				t.Errorf("goals: %v\n%s", err, told(notes))
			}
			continue
		}
		if err != nil || strings.Contains(told(notes), "fhir.score_unknown") {
			t.Errorf("%s: %v\n%s\n%s", d.Code, err, told(instrument.Notes(err)), told(notes))
			continue
		}
		for i, s := range d.Scales {
			is := back.Scales[i]
			if s.Rule == instrument.Entered {
				s.Rule = instrument.Single
			}
			if is.Rule != s.Rule || is.MinAnswered != s.MinAnswered || !reflect.DeepEqual(is.Items, s.Items) || !reflect.DeepEqual(is.Scales, s.Scales) {
				t.Errorf("%s: %+v\nis not %+v", d.Code, is, s)
			}
		}
	}
}

// form is a Questionnaire with three questions of four weighed answers and a number, and one score.
func form(expression string, more ...string) string {
	question := func(link string) string {
		var options []string
		for i, words := range []string{"never", "now and then", "often", "always"} {
			options = append(options, fmt.Sprintf(`{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue","valueDecimal":%d}],"valueCoding":{"code":"a%d","display":"%s"}}`, i, i, words))
		}
		return `{"linkId":"` + link + `","text":"Is it so, ` + link + `?","type":"choice","answerOption":[` + strings.Join(options, ",") + `]}`
	}
	encoded, _ := json.Marshal(expression)
	extensions := append(more, `{"url":"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression","valueExpression":{"language":"text/fhirpath","expression":`+string(encoded)+`}}`)
	return `{"resourceType":"Questionnaire","status":"active","language":"en","name":"Test","title":"Test","publisher":"Me","item":[
{"linkId":"g","text":"How is it?","type":"group","item":[` + question("q1") + "," + question("q2") + "," + question("q3") + `]},
{"linkId":"n","text":"How many?","type":"integer"},
{"linkId":"s","text":"Score","type":"decimal","readOnly":true,"extension":[` + strings.Join(extensions, ",") + `]}]}`
}

func variableNamed(name, expression string) string {
	encoded, _ := json.Marshal(expression)
	return `{"url":"http://hl7.org/fhir/StructureDefinition/variable","valueExpression":{"name":"` + name + `","language":"text/fhirpath","expression":` + string(encoded) + `}}`
}

func TestTheWaysInWhichPeopleWriteScoresAreKnown(t *testing.T) {
	all := "%resource.descendants().where(linkId.startsWith('q'))"
	one := func(link string) string {
		return "%resource.item.item.where(linkId='" + link + "').answer.valueCoding.extension('http://hl7.org/fhir/StructureDefinition/ordinalValue').value"
	}
	chosen := func(link string) string {
		return "%questionnaire.item.item.where(linkId = '" + link + "').answerOption.where(valueCoding.code=%resource.item.item.where(linkId = '" + link +
			"').answer.valueCoding.code).extension.where(url='http://hl7.org/fhir/StructureDefinition/ordinalValue').valueDecimal"
	}
	three := []string{"q1", "q2", "q3"}
	for name, c := range map[string]struct {
		text  string
		rule  instrument.Rule
		least int
	}{
		"a sum of weights":                 {all + ".answer.value.weight().sum()", instrument.Sum, 1},
		"a sum of ordinals":                {all + ".answer.valueCoding.ordinal().sum()", instrument.Sum, 1},
		"an aggregate":                     {"%resource.repeat(item).where(linkId='g').item.answer.value.weight().aggregate($this + $total, 0)", instrument.Sum, 1},
		"all that has weights":             {"%resource.answers().value.ordinal().sum()", instrument.Sum, 1},
		"what is not the score":            {"%resource.item.where(linkId!='s' and linkId!='n').answer.value.weight().sum()", instrument.Sum, 1},
		"one by one":                       {one("q1") + " + " + one("q2") + " + " + one("q3"), instrument.Sum, 0},
		"one by one, nothing for missing":  {"iif(" + one("q1") + ".exists(), " + one("q1") + ", 0) + iif(" + one("q2") + ".exists(), " + one("q2") + ", 0) + iif(" + one("q3") + ".exists(), " + one("q3") + ", 0)", instrument.Sum, 1},
		"with all answered":                {"iif(" + all + ".answer.count() = 3, " + all + ".answer.value.weight().sum(), {})", instrument.Sum, 0},
		"with two answered":                {"iif(" + all + ".answer.count() > 1, " + all + ".answer.value.weight().sum(), {})", instrument.Sum, 2},
		"a mean":                           {all + ".answer.value.weight().avg()", instrument.Mean, 1},
		"a mean by its count":              {all + ".answer.value.weight().sum() / " + all + ".answer.count()", instrument.Mean, 1},
		"a mean of three":                  {"(" + one("q1") + " + " + one("q2") + " + " + one("q3") + ") / 3", instrument.Mean, 0},
		"a third of the sum":               {all + ".answer.value.weight().sum() / 3", instrument.Mean, 0},
		"a sum made up for what is missed": {"iif(" + all + ".answer.count() >= 2, (" + all + ".answer.value.weight().sum() * 3) / " + all + ".answer.count())", instrument.Prorated, 2},
		"links by a pattern":               {"%resource.descendants().where(linkId.matches('^q[1-3]$')).answer.value.ordinal().sum()", instrument.Sum, 1},
		"links in a list":                  {"%resource.descendants().where(linkId in ('q1' | 'q2' | 'q3')).answer.value.weight().sum()", instrument.Sum, 1},
		"links one or another":             {"%resource.descendants().where(linkId = 'q1' or linkId = 'q2' or $this.linkId = 'q3').select(answer.value.weight()).sum()", instrument.Sum, 1},
		"by type":                          {"%resource.item.descendants().where(type='choice').answer.value.weight().sum()", instrument.Sum, 1},
		"the option chosen":                {chosen("q1") + " + " + chosen("q2") + " + " + chosen("q3"), instrument.Sum, 0},
	} {
		d, notes, err := fhir.Read([]byte(form(c.text)), instrument.Said{})
		if err != nil || len(d.Scales) != 1 {
			t.Errorf("%s: %v\n%s\n%s", name, err, told(instrument.Notes(err)), told(notes))
			continue
		}
		if s := d.Scales[0]; s.Rule != c.rule || s.MinAnswered != c.least || !reflect.DeepEqual(s.Items, three) || s.Weights != nil {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestAScoreMayBePutTogetherFromVariables(t *testing.T) {
	points := func(link string) string {
		return "%resource.item.item.where(linkId='" + link + "').answer.value.weight()"
	}
	d, notes, err := fhir.Read([]byte(form("iif(%any.exists(), iif(%a.exists(), %a, 0) + iif(%b.exists(), %b, 0), {})",
		variableNamed("a", points("q1")), variableNamed("b", points("q3")), variableNamed("any", "%a.exists() or %b.exists()"))), instrument.Said{})
	if err != nil || len(d.Scales) != 1 || !reflect.DeepEqual(d.Scales[0].Items, []string{"q1", "q3"}) || d.Scales[0].MinAnswered != 1 {
		t.Errorf("%+v %v\n%s", d.Scales, err, told(notes))
	}
}

func TestWeightsAndQuestionsThatAreTurnedOverAreSaid(t *testing.T) {
	x := func(link string) string {
		return "%resource.descendants().where(linkId='" + link + "').answer.value.weight()"
	}
	d, notes, err := fhir.Read([]byte(form("2 * "+x("q1")+" + (3 - "+x("q2")+") * 0.5")), instrument.Said{})
	if err != nil || len(d.Scales) != 1 || !strings.Contains(told(notes), "total.turned") {
		t.Fatalf("%v\n%s", err, told(notes))
	}
	f, err := instrument.NewForm(instrument.VersionID{}, 1, d)
	if err != nil {
		t.Fatal(err)
	}
	given := func(o string) instrument.Answer { return instrument.Answer{State: instrument.Given, Option: o} }
	if s := f.Score(instrument.Answers{Items: map[string]instrument.Answer{"q1": given("a3"), "q2": given("a1")}})[0]; !s.Exists || s.Value != 7 {
		t.Errorf("%+v", s)
	}
}

func TestWhatIsNotUnderstoodOfAScoreIsShownAndTheRestIsTaken(t *testing.T) {
	for _, text := range []string{"%patient.age", "now()", "%resource.descendants().where(linkId='q1').answer.value.weight().sum() + 7", "1 +", "iif(%resource.item.exists(), 'high', 'low')",
		"%resource.descendants().where(linkId='s').answer.value", "%resource.descendants().where(linkId='n').answer.value * " + strings.Repeat("(", 200), strings.Repeat("-", 5000) + "1"} {
		d, notes, err := fhir.Read([]byte(form(text)), instrument.Said{})
		if err != nil || len(d.Scales) != 0 || len(d.Sections) != 2 || !strings.Contains(told(notes), "fhir.score_unknown") {
			t.Errorf("%.40s: %v %d\n%s", text, err, len(d.Scales), told(notes))
		}
	}
}

func TestAWrongFileIsRefusedWithAClearMessage(t *testing.T) {
	ok := form("1")
	for text, want := range map[string]string{
		`{"resourceType":"Patient"}`:                                                             "fhir.no_questionnaire",
		`{"resourceType":"Questionnaire","status":"draft"}`:                                      "fhir.no_items",
		`<Questionnaire xmlns="http://hl7.org/fhir"/>`:                                           "tree.not_json",
		`{"resourceType":"Questionnaire","item":[{"type":"string"}]}`:                            "fhir.link_missing",
		strings.Replace(ok, `"linkId":"q2"`, `"linkId":"q1"`, 1):                                 "fhir.link_twice",
		strings.Replace(ok, `"publisher":"Me",`, ``, 1):                                          "instrument.licence.owner_missing",
		strings.Replace(ok, `"How many?"`, `"`+strings.Repeat("a", 6000)+`"`, 1):                 "instrument.text.long",
		strings.Replace(ok, `"How many?"`, `"a\u202eb"`, 1):                                      "instrument.text.unreadable",
		`{"resourceType":"Questionnaire","item":` + strings.Repeat(`[{"linkId":"a","item":`, 60): "tree.too_deep",
		strings.Replace(ok, "Score", "\xe4", 1):                                                  "tree.not_utf8",
	} {
		_, _, err := fhir.Read([]byte(text), instrument.Said{})
		notes := instrument.Notes(err)
		found := fault.Of(err)
		if found == nil || found.Key != want && (len(notes) == 0 || notes[0].Key != want) {
			t.Errorf("%.60s: %v\n%s", text, err, told(notes))
		}
	}
}

func TestAScriptInALabelStaysPlainText(t *testing.T) {
	d, _, err := fhir.Read([]byte(strings.Replace(form("1"), "How many?", `<script>alert('x')</script>`, 1)), instrument.Said{})
	if err != nil || d.Sections[1].Items[0].Text["en"] != `<script>alert('x')</script>` {
		t.Errorf("%v %v", d.Sections, err)
	}
}

// scoredBy is a questionnaire of two groups of two questions with the points 0 to 2, and a score by the expression.
func scoredBy(expression string) string {
	question := func(link string) string {
		return `{"linkId":"` + link + `","text":"` + link + `","type":"choice","answerOption":[
			{"valueCoding":{"code":"no","display":"No","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue","valueDecimal":0}]}},
			{"valueCoding":{"code":"some","display":"Some","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue","valueDecimal":1}]}},
			{"valueCoding":{"code":"much","display":"Much","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue","valueDecimal":2}]}}]}`
	}
	return `{"resourceType":"Questionnaire","name":"two-parts","language":"en","title":"Two parts","publisher":"Somebody","status":"active","item":[
		{"linkId":"one","text":"One","type":"group","item":[` + question("a") + `,` + question("b") + `]},
		{"linkId":"two","text":"Two","type":"group","item":[` + question("c") + `,` + question("d") + `]},
		{"linkId":"total","text":"Total","type":"decimal","extension":[{"url":"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression",
			"valueExpression":{"language":"text/fhirpath","expression":"` + expression + `"}}]}]}`
}

func TestAScoreGoesByTheQuestionsThatItsExpressionTakesAndNoOthers(t *testing.T) {
	for expression, items := range map[string][]string{
		"%resource.item[0].item.answer.value.ordinal().sum()":                                                              {"a", "b"},
		"%resource.item.item[2].answer.value.ordinal()":                                                                    {"c"},
		"%resource.item.item.last().answer.value.ordinal()":                                                                {"d"},
		"%resource.item.first().item.answer.value.ordinal().sum()":                                                         {"a", "b"},
		"answers().sum(value.ordinal())":                                                                                   {"a", "b", "c", "d"},
		"iif(%resource.item.item.answer.empty(), {}, %resource.item.item.answer.value.ordinal().sum())":                    {"a", "b", "c", "d"},
		"iif(%resource.item.item.answer.exists().not(), {}, %resource.item.item.answer.value.ordinal().sum())":             {"a", "b", "c", "d"},
		"iif(%resource.item[0].item.answer.count() < 2, {}, %resource.item[0].item.answer.value.ordinal().sum())":          {"a", "b"},
		"%resource.item.item.answer.value.ordinal().distinct().sum()":                                                      nil, // 1 and 1 would be 1
		"%resource.item.item.answer.value.ordinal().first().sum()":                                                         nil, // whichever was answered first
		"%resource.item.item.answer[0].value.ordinal().sum()":                                                              nil,
		"%resource.item.item[4].answer.value.ordinal()":                                                                    nil,
		"%resource.item.item.answer.where(value.ordinal().exists() and value.ordinal() > 1).value.ordinal().sum()":         nil,
		"iif(%resource.item.item.answer.exists(value.ordinal() > 1), %resource.item.item.answer.value.ordinal().sum(), 0)": nil,
	} {
		d, notes, err := fhir.Read([]byte(scoredBy(expression)), instrument.Said{})
		switch {
		case err != nil:
			t.Errorf("%s: %v", expression, err)
		case items == nil && (len(d.Scales) > 0 || !strings.Contains(told(notes), "fhir.score_unknown")):
			t.Errorf("%s: %v\n%s", expression, d.Scales, told(notes))
		case items != nil && (len(d.Scales) != 1 || !reflect.DeepEqual(d.Scales[0].Items, items)):
			t.Errorf("%s: %v\n%s", expression, d.Scales, told(notes))
		}
	}
}

func TestAnAmountThatTakesEnoughAnswersIsTheSameWhicheverWayRoundItIsWritten(t *testing.T) {
	for expression, least := range map[string]int{
		"iif(%resource.item.item.answer.count() >= 3, %resource.item.item.answer.value.ordinal().sum(), {})":                                         3,
		"iif(%resource.item.item.answer.count() < 3, {}, %resource.item.item.answer.value.ordinal().sum())":                                          3,
		"iif(%resource.item.item.answer.count() <= 2, {}, %resource.item.item.answer.value.ordinal().sum())":                                         3,
		"iif(%resource.item.item.answer.count() = 0, {}, %resource.item.item.answer.value.ordinal().sum())":                                          1,
		"iif(%resource.item.item.answer.count() != 4, {}, %resource.item.item.answer.value.ordinal().sum())":                                         0, // all
		"iif(%resource.item[0].item.answer.empty() and %resource.item[1].item.answer.empty(), {}, %resource.item.item.answer.value.ordinal().sum())": 1,
	} {
		d, notes, err := fhir.Read([]byte(scoredBy(expression)), instrument.Said{})
		if err != nil || len(d.Scales) != 1 || d.Scales[0].MinAnswered != least {
			t.Errorf("%s: %v %v\n%s", expression, d.Scales, err, told(notes))
		}
	}
}

func TestAQuestionBelowAnotherIsAskedOnlyWhereThatOneIs(t *testing.T) {
	d, notes, err := fhir.Read([]byte(`{"resourceType":"Questionnaire","name":"nested","language":"en","title":"Nested","publisher":"Somebody","status":"active","item":[
		{"linkId":"work","text":"Do you work?","type":"boolean"},
		{"linkId":"where","text":"Where?","type":"string","enableWhen":[{"question":"work","operator":"=","answerBoolean":true}],"item":[
			{"linkId":"since","text":"Since when?","type":"date"}]},
		{"linkId":"other","text":"What else?","type":"string"}]}`), instrument.Said{})
	if err != nil || len(notes) > 0 {
		t.Fatalf("%v\n%s", err, told(notes))
	}
	items := d.Sections[0].Items
	if items[2].Code != "since" || items[2].ShowIf == nil || !reflect.DeepEqual(items[2].ShowIf, items[1].ShowIf) || items[3].ShowIf != nil {
		t.Errorf("%+v", items)
	}
}

func TestNothingOfAHiddenGroupIsAskedAndItsScoresAreKept(t *testing.T) {
	text := strings.Replace(scoredBy("%resource.item.where(linkId='one').item.answer.value.ordinal().sum()"), `"linkId":"two","text":"Two",`,
		`"linkId":"two","text":"Two","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-hidden","valueBoolean":true}],`, 1)
	d, notes, err := fhir.Read([]byte(text), instrument.Said{})
	if err != nil || len(d.Sections) != 1 || len(d.Sections[0].Items) != 2 || len(d.Scales) != 1 || strings.Count(told(notes), "fhir.hidden") != 3 {
		t.Errorf("%v %+v\n%s", err, d, told(notes))
	}
}

func TestOfAConditionThatIsAFormulaTheReaderIsToldThatTheQuestionIsAlwaysAsked(t *testing.T) {
	_, notes, err := fhir.Read([]byte(`{"resourceType":"Questionnaire","name":"formula","language":"en","title":"Formula","publisher":"Somebody","status":"active","item":[
		{"linkId":"a","text":"A","type":"boolean"},
		{"linkId":"b","text":"B","type":"string","extension":[{"url":"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression",
			"valueExpression":{"language":"text/fhirpath","expression":"%resource.item.where(linkId='a').answer.value"}}]}]}`), instrument.Said{})
	if err != nil || told(notes) != "3 item[1].extension[0]: fhir.condition_expression [expression %resource.item.where(linkId='a').answer.value]" {
		t.Errorf("%v\n%s", err, told(notes))
	}
}

func TestAQuestionnaireIsTakenOutOfItsPackageWithTheAnswersThatStandBesideIt(t *testing.T) {
	questionnaire := `{"resourceType":"Questionnaire","name":"packed","language":"en","title":"Packed","publisher":"Somebody","status":"active","item":[
		{"linkId":"a","text":"How are you?","type":"choice","answerValueSet":"http://somebody.example/ValueSet/feelings"}]}`
	set := `{"resourceType":"ValueSet","url":"http://somebody.example/ValueSet/feelings","status":"active","compose":{"include":[
		{"system":"http://somebody.example/feelings","concept":[{"code":"well","display":"Well"},{"code":"badly","display":"Badly"}]}]}}`
	d, notes, err := fhir.Read([]byte(`{"resourceType":"Bundle","type":"collection","entry":[
		{"resource":`+questionnaire+`},
		{"resource":`+set+`},
		{"resource":{"resourceType":"Library","id":"rules"}}]}`), instrument.Said{})
	if err != nil || len(d.Sections) != 1 || len(d.Sections[0].Items[0].Options) != 2 {
		t.Fatalf("%v %+v", err, d)
	}
	if told(notes) != "6 entry: fhir.not_kept [name Library value rules]" {
		t.Error(told(notes))
	}
	_, _, err = fhir.Read([]byte(`{"resourceType":"Bundle","entry":[{"resource":`+questionnaire+`},{"resource":`+questionnaire+`}]}`), instrument.Said{})
	if f := fault.Of(err); f == nil || f.Key != "fhir.many_questionnaires" {
		t.Error(err)
	}
	_, _, err = fhir.Read([]byte(`{"resourceType":"Bundle","entry":[{"resource":`+set+`}]}`), instrument.Said{})
	if f := fault.Of(err); f == nil || f.Key != "fhir.no_questionnaire" {
		t.Error(err)
	}
}

package fhir_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/fhir"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
)

func formOf(t testing.TB, code string) *instrument.Form {
	t.Helper()
	for _, d := range shipped(t) {
		if d.Code == code {
			f, err := instrument.NewForm(id.New[instrument.Version](), 2, d)
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
	}
	t.Fatal(code)
	return nil
}

// answered gives every item of a form some answer.
func answered(f *instrument.Form) instrument.Answers {
	a := instrument.Answers{Items: map[string]instrument.Answer{}, Entries: map[string][]instrument.Entry{}}
	for _, s := range f.Definition.Sections {
		to := a.Items
		if s.Repeats != nil {
			to = instrument.Entry{}
		}
		for n, item := range s.Items {
			answer := instrument.Answer{State: instrument.Given}
			switch item.Kind {
			case instrument.ScaleItem:
				answer.Number = *item.From + float64(n%2)
			case instrument.NumberItem:
				answer.Number = 2.5
			case instrument.DateItem:
				answer.Day = civil.Date{Year: 2026, Month: 2, Day: 3}
			case instrument.ShortTextItem, instrument.LongTextItem:
				answer.Text = "Oma koti & rauha <3"
			case instrument.MultipleItem:
				answer.Options = []string{item.Options[0].Code}
			default:
				answer.Option = item.Choices()[n%len(item.Choices())].Code
			}
			to[item.Code] = answer
		}
		if s.Repeats != nil {
			a.Entries[s.Code] = []instrument.Entry{to, {s.Items[0].Code: to[s.Items[0].Code]}}
		}
	}
	return f.Settle(a)
}

func TestAnswersToEveryShippedInstrumentComeBackFromFHIRAsTheyWere(t *testing.T) {
	for _, d := range shipped(t) {
		f := formOf(t, d.Code)
		a := answered(f)
		for code, answer := range a.Items { // one was declined
			if answer.State == instrument.Given {
				a.Items[code] = instrument.Answer{State: instrument.Declined}
				break
			}
		}
		a = f.Settle(a)
		was := fhir.Response{ID: "a1", Status: fhir.Completed, Language: "fi-selko", Authored: civil.At(civil.Date{Year: 2026, Month: 11, Day: 20}, civil.Clock{Hour: 9}),
			Subject: fhir.Reference{System: "urn:client", Value: "17"}, Source: fhir.Reference{Reference: "Patient/17", Type: "Patient"}, Author: fhir.Reference{Type: "Practitioner", Display: "Aino"},
			Identifier:    fhir.Identifier{System: "https://elsewhere.example", Value: "a-1"},
			Circumstances: fhir.Circumstances{Occasion: "start", AnsweredBy: "together", Interpreter: true, Way: "paper", Place: "home", Seconds: 90}, Answers: a}
		text, err := fhir.WriteResponse(was, f)
		if err != nil {
			t.Fatal(err)
		}
		back, notes, err := fhir.ReadResponse(text, f)
		if err != nil || len(notes) > 0 {
			t.Errorf("%s: %v\n%s\n%s", d.Code, err, told(instrument.Notes(err)), told(notes))
			continue
		}
		if code, version, ours := fhir.Own(back.Questionnaire); code != d.Code || version != "2" || !ours {
			t.Errorf("%s answers %s", d.Code, back.Questionnaire)
		}
		back.Answers, was.Questionnaire = f.Settle(back.Answers), back.Questionnaire
		if !reflect.DeepEqual(back, was) {
			t.Errorf("%s:\n%+v\nis not\n%+v", d.Code, back, was)
		}
	}
}

func TestAnAnswerOfOnesOwnStandsAtTheQuestionThatIsThereForIt(t *testing.T) {
	d, _, err := fhir.Read(foreign(t), instrument.Said{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := instrument.NewForm(id.New[instrument.Version](), 1, d)
	if err != nil {
		t.Fatal(err)
	}
	for said, want := range map[string]struct {
		options []string
		own     string
	}{
		`{"valueString":"Park"}`:                                               {[]string{"Park"}, ""},
		`{"valueString":"Park"},{"valueString":"By the lake"}`:                 {[]string{"Park"}, "By the lake"},
		`{"valueString":"By the lake"},{"valueCoding":{"display":"A forest"}}`: {nil, "By the lake; A forest"},
	} {
		r, notes, err := fhir.ReadResponse([]byte(`{"resourceType":"QuestionnaireResponse","status":"completed","authored":"2026-11-20","item":[{"linkId":"A","item":[{"linkId":"A5","answer":[`+said+`]}]}]}`), f)
		if err != nil || len(notes) > 0 {
			t.Errorf("%s: %v\n%s\n%s", said, err, told(instrument.Notes(err)), told(notes))
			continue
		}
		if a := r.Answers.Items; !reflect.DeepEqual(a["A5"].Options, want.options) || a["A5-other"].Text != want.own {
			t.Errorf("%s: %+v", said, a)
		}
	}
}

const response = `{"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"http://example.org/Questionnaire/mind",
"authored":"2026-11-20T10:00:00+02:00","item":[
{"linkId":"rested","answer":[{"valueCoding":{"code":"often"}}]},
{"linkId":"calm","answer":[{"valueString":"melkein aina"}]},
{"linkId":"chores","text":"?","answer":[{"valueCoding":{"display":"joskus"}}]},
{"linkId":"joy","answer":[{"valueCoding":{"code":"often"}}]},
{"linkId":"days","answer":[{"valueDecimal":3}]}
]}`

func TestAResponseFromElsewhereIsReadByCodesAndByWordsAndItsScoreIsCompared(t *testing.T) {
	f := formOf(t, "mind-and-days")
	got, notes, err := fhir.ReadResponse([]byte(response), f)
	if err != nil {
		t.Fatalf("%v\n%s", err, told(instrument.Notes(err)))
	}
	if got.Answers.Items["calm"].Option != "always" || got.Answers.Items["chores"].Option != "sometimes" || got.Authored.Clock().Hour != 10 {
		t.Errorf("%+v", got)
	}
	if len(notes) != 1 || notes[0].Key != "fhir.response_score" || notes[0].Line != 7 {
		t.Errorf("%s", told(notes))
	}
}

func TestAResponseThatDoesNotFitItsQuestionsIsRefusedByItem(t *testing.T) {
	f := formOf(t, "mind-and-days")
	for name, c := range map[string]struct {
		old, new, key string
		line          int
	}{
		"a question that is not there": {`"linkId":"calm"`, `"linkId":"nobody"`, "fhir.response_link", 4},
		"a question twice":             {`"linkId":"calm"`, `"linkId":"rested"`, "fhir.response_twice", 4},
		"an option that is not there":  {`"melkein aina"`, `"never ever"`, "fhir.response_value", 4},
		"two answers to one":           {`{"valueString":"melkein aina"}`, `{"valueString":"melkein aina"},{"valueString":"melkein aina"}`, "fhir.response_value", 4},
		"a status of its own":          {`"completed"`, `"done"`, "fhir.response_status", 1},
		"a day that is none":           {`2026-11-20T10:00:00+02:00`, `2026-13-45`, "fhir.response_time", 2},
		"another resource":             {`"QuestionnaireResponse"`, `"Observation"`, "fhir.no_response", 0},
	} {
		_, _, err := fhir.ReadResponse([]byte(strings.Replace(response, c.old, c.new, 1)), f)
		found := fault.Of(err)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		notes := instrument.Notes(err)
		if found.Key != c.key && (len(notes) != 1 || notes[0].Key != c.key || notes[0].Line != c.line) {
			t.Errorf("%s: %v\n%s", name, err, told(notes))
		}
	}
	goals := formOf(t, "goals")
	_, _, err := fhir.ReadResponse([]byte(`{"resourceType":"QuestionnaireResponse","status":"completed","item":[
{"linkId":"section:goals","item":[{"linkId":"weight","answer":[{"valueDecimal":7}]}]}]}`), goals)
	if notes := instrument.Notes(err); len(notes) != 1 || notes[0].Place != "goals[1].weight" || notes[0].Line != 2 {
		t.Errorf("%v\n%s", err, told(notes))
	}
}

// bundle is one of n responses; every tenth names an option that is not there.
func bundle(n int) string {
	var b strings.Builder
	b.WriteString("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[\n")
	for i := range n {
		text := response
		if i%10 == 9 {
			text = strings.Replace(response, `"often"`, `"twice"`, 1)
		}
		if i > 0 {
			b.WriteString(",\n")
		}
		fmt.Fprintf(&b, `{"fullUrl":"urn:uuid:%d","resource":%s}`, i, text)
	}
	b.WriteString("\n]}")
	return b.String()
}

func TestTenThousandResponsesGetAVerdictEachAndABadOneHoldsNobodyUp(t *testing.T) {
	f := formOf(t, "mind-and-days")
	taken, refused := 0, 0
	err := fhir.ReadBundle(strings.NewReader(bundle(10_000)), func(address string) (*instrument.Form, error) {
		if address != "http://example.org/Questionnaire/mind" {
			t.Errorf("answers %q", address)
		}
		return f, nil
	}, func(v fhir.Verdict) error {
		if v.Entry != taken+refused+1 || v.Line != 2+(v.Entry-1)*8 {
			t.Fatalf("entry %d on line %d", v.Entry, v.Line)
		}
		if v.Err == nil {
			taken++
			return nil
		}
		refused++
		if notes := instrument.Notes(v.Err); len(notes) != 1 || notes[0].Line != 3 {
			t.Errorf("%v\n%s", v.Err, told(notes))
		}
		return nil
	})
	if err != nil || taken != 9_000 || refused != 1_000 {
		t.Errorf("%d taken, %d refused: %v", taken, refused, err)
	}
}

func TestABundleThatBreaksOffHasGivenTheVerdictsBeforeAndSaysWhere(t *testing.T) {
	f := formOf(t, "mind-and-days")
	unknown := fault.New(fault.Invalid, "fhir.response_link", "link", "x")
	read := func(in io.Reader) (verdicts int, err error) {
		err = fhir.ReadBundle(in, func(string) (*instrument.Form, error) { return f, nil }, func(fhir.Verdict) error { verdicts++; return nil })
		return verdicts, err
	}
	whole := bundle(5)
	if n, err := read(strings.NewReader(whole[:len(whole)*3/4])); n != 3 || fault.Of(err) == nil || fault.Of(err).Key != "fhir.bundle_broken" {
		t.Errorf("%d %v", n, err)
	}
	cut := errors.New("the network was cut")
	if n, err := read(io.MultiReader(strings.NewReader(whole[:len(whole)*3/4]), iotest.ErrReader(cut))); n != 3 || !errors.Is(err, cut) {
		t.Errorf("%d %v", n, err)
	}
	for text, want := range map[string]string{
		`{"resourceType":"Patient"}`: "fhir.no_bundle", `{"entry":[]}`: "fhir.no_bundle", `[1]`: "fhir.bundle_broken", ``: "fhir.bundle_broken", `{"entry":{}}`: "fhir.bundle_broken",
		`{"resourceType":"Bundle","entry":[{"a":"` + strings.Repeat("a", 3<<20) + `"}]}`: "fhir.entry_long",
	} {
		if _, err := read(strings.NewReader(text)); fault.Of(err) == nil || fault.Of(err).Key != want {
			t.Errorf("%.40s: %v", text, err)
		}
	}
	verdicts := 0
	err := fhir.ReadBundle(strings.NewReader(whole), func(string) (*instrument.Form, error) { return nil, unknown }, func(v fhir.Verdict) error {
		if !errors.Is(v.Err, unknown) {
			t.Errorf("%v", v.Err)
		}
		verdicts++
		return nil
	})
	if err != nil || verdicts != 5 {
		t.Errorf("%d %v", verdicts, err)
	}
}

func FuzzReadResponse(f *testing.F) {
	forms := []*instrument.Form{formOf(f, "goals"), formOf(f, "mind-and-days"), formOf(f, "client-feedback")}
	f.Add(byte(1), []byte(response))
	for i, form := range forms {
		text, err := fhir.WriteResponse(fhir.Response{Status: fhir.Completed, Answers: answered(form)}, form)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(byte(i), text)
	}
	f.Fuzz(func(t *testing.T, which byte, data []byte) {
		form := forms[int(which)%len(forms)]
		got, _, err := fhir.ReadResponse(data, form)
		if err != nil {
			return
		}
		text, err := fhir.WriteResponse(got, form)
		if err != nil {
			t.Fatal(err)
		}
		back, _, err := fhir.ReadResponse(text, form)
		if err != nil || !reflect.DeepEqual(form.Settle(back.Answers), form.Settle(got.Answers)) {
			t.Fatalf("%s\n%v\n%s", text, err, told(instrument.Notes(err)))
		}
	})
}

func BenchmarkBundleOfTenThousand(b *testing.B) {
	f := formOf(b, "mind-and-days")
	text := []byte(bundle(10_000))
	for b.Loop() {
		if err := fhir.ReadBundle(bytes.NewReader(text), func(string) (*instrument.Form, error) { return f, nil }, func(fhir.Verdict) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

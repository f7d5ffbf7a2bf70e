package instrument_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

func num(v float64) *float64 { return &v }

func fi(text string) instrument.Text { return instrument.Text{"fi": text} }

func words(n int) string { return strings.Repeat("a", n) }

// sound is a definition without faults: two sections, one that repeats, and a scale of each kind.
func sound() instrument.Definition {
	option := func(code string, points float64) instrument.Option {
		return instrument.Option{Code: code, Label: fi(code), Points: num(points)}
	}
	return instrument.Definition{
		Format: instrument.Format, Code: "oma", Purpose: instrument.ForMeasuring, Languages: []string{"fi", "sv"}, Title: fi("Oma mittari"),
		Licence: instrument.Licence{Owner: "Me"}, By: []instrument.Answerer{instrument.ByClient}, Display: instrument.AsProfile,
		Sections: []instrument.Section{
			{Code: "arki", Items: []instrument.Item{
				{Code: "uni", Text: fi("Uni"), Kind: instrument.ScaleItem, From: num(0), To: num(10), Better: instrument.HigherIsBetter},
				{Code: "huoli", Text: fi("Huolet"), Kind: instrument.StepsItem, Better: instrument.LowerIsBetter,
					Options: []instrument.Option{option("ei", 0), option("on", 4)}},
				{Code: "apu", Text: fi("Saako apua?"), Kind: instrument.YesNoItem},
				{Code: "raha", Text: fi("Euroa"), Kind: instrument.NumberItem},
				{Code: "sana", Text: fi("Sana"), Kind: instrument.ShortTextItem, ShowIf: &instrument.Condition{Item: "apu", Is: []string{"no"}}},
			}},
			{Code: "tavoite", Repeats: &instrument.Repeats{Most: 5}, Items: []instrument.Item{
				{Code: "paino", Text: fi("Paino"), Kind: instrument.NumberItem, From: num(1), To: num(3), Asked: instrument.WhenSet},
				{Code: "askel", Text: fi("Askel"), Kind: instrument.StepsItem, Options: []instrument.Option{
					option("a", -2), option("b", -1), option("c", 0), option("d", 1), option("e", 2)}},
			}},
		},
		Scales: []instrument.Scale{
			{Code: "arki", Rule: instrument.Mean, Items: []string{"uni", "huoli"}, Better: instrument.HigherIsBetter},
			{Code: "kaikki", Rule: instrument.Sum, Scales: []string{"arki"}},
			{Code: "t", Rule: instrument.Goals, Items: []string{"askel"}, WeightItem: "paino"},
		},
	}
}

// inSomali gives a definition words, as nobody would write them.
func inSomali(d *instrument.Definition) {
	d.Languages = append(d.Languages, "so")
	all := instrument.Words{}
	for _, w := range instrument.AnsweringWords() {
		all[w.Name] = "Erey"
		for _, v := range w.Variables {
			all[w.Name] += " {" + v + "}"
		}
	}
	d.Words = map[string]instrument.Words{"so": all}
}

func TestWordsOfALanguageAreKeptInOurOwnFormats(t *testing.T) {
	d := sound()
	inSomali(&d)
	if err := d.Check(); err != nil {
		t.Fatal(instrument.Notes(err))
	}
	for _, write := range []func() ([]byte, error){d.YAML, d.JSON} {
		text, err := write()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := instrument.Read(text); err != nil || !reflect.DeepEqual(back, d) {
			t.Errorf("%v\n%s", err, text)
		}
	}
}

type flaw struct {
	name  string
	place string // of the fault; "" when any will do
	key   string
	spoil func(*instrument.Definition)
}

func definitionFlaws() []flaw {
	type D = *instrument.Definition
	return []flaw{
		{"another format", "format", "instrument.format.unknown", func(d D) { d.Format = "rinnalla-instrument/2" }},
		{"a code with a capital", "code", "instrument.code.malformed", func(d D) { d.Code = "Oma" }},
		{"an unknown purpose", "purpose", "instrument.word.unknown", func(d D) { d.Purpose = "fun" }},
		{"nobody answers", "answered_by", "instrument.answered_by.missing", func(d D) { d.By = nil }},
		{"no languages", "languages", "instrument.languages.missing", func(d D) { d.Languages = nil }},
		{"a language by its name", "languages[2]", "instrument.languages.malformed", func(d D) { d.Languages[1] = "svenska språket" }},
		{"words without one of them", "words.so", "instrument.words.missing", func(d D) { inSomali(d); delete(d.Words["so"], "next") }},
		{"a word that is blank", "words.so", "instrument.words.missing", func(d D) { inSomali(d); d.Words["so"]["next"] = " " }},
		{"a word that there is not", "words.so", "tree.unknown", func(d D) { inSomali(d); d.Words["so"]["colour"] = "x" }},
		{"a word without its number", "words.so.count", "instrument.words.variables", func(d D) { inSomali(d); d.Words["so"]["count"] = "x" }},
		{"a word with a number of another", "words.so.next", "instrument.words.variables", func(d D) { inSomali(d); d.Words["so"]["next"] = "{count}" }},
		{"a word that is too long", "words.so.next", "instrument.text.long", func(d D) { inSomali(d); d.Words["so"]["next"] = words(501) }},
		{"a word that turns around", "words.so.next", "instrument.text.unreadable", func(d D) { inSomali(d); d.Words["so"]["next"] = "\u202e" }},
		{"words in our own language", "words.sv", "instrument.words.own", func(d D) { inSomali(d); d.Words["sv"] = d.Words["so"] }},
		{"words in easy Finnish", "words.fi-selko", "instrument.words.own", func(d D) {
			inSomali(d)
			d.Languages, d.Words["fi-selko"] = append(d.Languages, "fi-selko"), d.Words["so"]
		}},
		{"words in a language of no questions", "words.ar", "instrument.text.language", func(d D) { inSomali(d); d.Words["ar"] = d.Words["so"] }},
		{"a language twice", "languages[2]", "instrument.languages.twice", func(d D) { d.Languages[1] = "fi" }},
		{"no title", "title", "instrument.text.missing", func(d D) { d.Title = instrument.Text{"sv": "Egen"} }},
		{"a text in a language that is not listed", "title.en", "instrument.text.language", func(d D) { d.Title["en"] = "Own" }},
		{"a title as long as a story", "title.fi", "instrument.text.long", func(d D) { d.Title["fi"] = words(301) }},
		{"a title that turns the reading order over", "title.fi", "instrument.text.unreadable", func(d D) { d.Title["fi"] = "a\u202eb" }},
		{"no owner", "licence.owner", "instrument.licence.owner_missing", func(d D) { d.Licence.Owner = " " }},
		{"no sections", "sections", "instrument.sections.missing", func(d D) { d.Sections, d.Scales = nil, nil }},
		{"more sections than a page can hold", "sections", "instrument.too_many", func(d D) {
			d.Sections = slices.Repeat(d.Sections[:1], 61)
		}},
		{"a section without questions", "sections[1].items", "instrument.items.missing", func(d D) { d.Sections[0].Items, d.Scales = nil, nil }},
		{"a section code with a blank", "sections[1].code", "instrument.part_code.malformed", func(d D) { d.Sections[0].Code = "a b" }},
		{"two sections of one code", "sections[2].code", "instrument.code.twice", func(d D) { d.Sections[1].Code = "arki" }},
		{"more entries than can be kept", "sections[2].repeats.most", "instrument.repeats.outside", func(d D) { d.Sections[1].Repeats.Most = 31 }},
	}
}

func itemFlaws() []flaw {
	type D = *instrument.Definition
	first := func(d D) *instrument.Item { return &d.Sections[0].Items[0] }
	steps := func(d D) *instrument.Item { return &d.Sections[0].Items[1] }
	last := func(d D) *instrument.Item { return &d.Sections[0].Items[4] }
	return []flaw{
		{"an item code twice", "sections[1].items[2].code", "instrument.code.twice", func(d D) { steps(d).Code = "uni" }},
		{"an unknown kind", "sections[1].items[1].kind", "instrument.word.unknown", func(d D) { first(d).Kind = "slider" }},
		{"an unknown direction", "sections[1].items[1].better", "instrument.word.unknown", func(d D) { first(d).Better = "up" }},
		{"asked at setting where nothing is set", "sections[1].items[1].asked", "instrument.asked.unrepeated", func(d D) { first(d).Asked = instrument.WhenSet }},
		{"no question", "sections[1].items[1].text", "instrument.text.missing", func(d D) { first(d).Text = nil }},
		{"a question in a shape without texts", "sections[1].items[1].text", "instrument.text.score_only", func(d D) { d.ScoreOnly = true }},
		{"a scale without an upper end", "sections[1].items[1].from", "instrument.ends.missing", func(d D) { first(d).To = nil }},
		{"ends that are swapped", "sections[1].items[1].to", "instrument.ends.swapped", func(d D) { first(d).From = num(11) }},
		{"an end without end", "sections[1].items[1].from", "instrument.number.outside", func(d D) { first(d).From = num(math.NaN()) }},
		{"a step of a third", "sections[1].items[1].step", "instrument.steps.uneven", func(d D) { first(d).Step = num(3) }},
		{"a thousand steps", "sections[1].items[1].step", "instrument.steps.too_many", func(d D) { first(d).Step = num(0.01) }},
		{"ends of a text", "sections[1].items[5].from", "instrument.ends.unwanted", func(d D) { last(d).From = num(1) }},
		{"no options", "sections[1].items[2].options", "instrument.options.missing", func(d D) { steps(d).Options = nil }},
		{"options of a text", "sections[1].items[5].options", "instrument.options.unwanted", func(d D) { last(d).Options = steps(d).Options }},
		{"yes without no", "sections[1].items[3].options", "instrument.options.yes_no", func(d D) {
			d.Sections[0].Items[2].Options = []instrument.Option{{Code: "yes"}}
		}},
		{"an option without a label", "sections[1].items[2].options[1].label", "instrument.text.missing", func(d D) { steps(d).Options[0].Label = nil }},
		{"an option twice", "sections[1].items[2].options[2].code", "instrument.code.twice", func(d D) { steps(d).Options[1].Code = "ei" }},
		{"a condition on what stands below", "sections[1].items[1].show_if.item", "instrument.condition.item_unknown", func(d D) {
			first(d).ShowIf = &instrument.Condition{Item: "apu", Answered: true}
		}},
		{"a condition on itself", "sections[1].items[5].show_if.item", "instrument.condition.item_unknown", func(d D) { last(d).ShowIf.Item = "sana" }},
		{"a condition on an entry from outside", "sections[2].show_if.item", "instrument.condition.item_unknown", func(d D) {
			d.Sections[1].ShowIf = &instrument.Condition{Item: "askel", Answered: true}
		}},
		{"a condition on an option that is not there", "sections[1].items[5].show_if", "instrument.condition.option_unknown", func(d D) { last(d).ShowIf.Is[0] = "maybe" }},
		{"a condition that tests nothing", "sections[1].items[5].show_if", "instrument.condition.no_test", func(d D) { last(d).ShowIf.Is = nil }},
		{"a condition of two kinds", "sections[1].items[5].show_if", "instrument.condition.one_kind", func(d D) {
			last(d).ShowIf.All = []instrument.Condition{{Item: "apu", Answered: true}}
		}},
		{"a number asked of yes and no", "sections[1].items[5].show_if", "instrument.condition.not_a_number", func(d D) { last(d).ShowIf.Least = num(1) }},
		{"conditions in conditions", "", "instrument.condition.deep", func(d D) {
			for range 6 {
				last(d).ShowIf = &instrument.Condition{All: []instrument.Condition{*last(d).ShowIf}}
			}
		}},
	}
}

func scaleFlaws() []flaw {
	type D = *instrument.Definition
	return []flaw{
		{"a scale of nothing", "scales[1].items", "instrument.scale.parts_missing", func(d D) { d.Scales[0].Items = nil }},
		{"a scale of items and scales", "scales[2].scales", "instrument.scale.parts_mixed", func(d D) { d.Scales[1].Items = []string{"uni"} }},
		{"one value made of scales", "scales[2].scales", "instrument.scale.items_only", func(d D) { d.Scales[1].Rule = instrument.Single }},
		{"one value of two items", "scales[1].items", "instrument.scale.one_item", func(d D) { d.Scales[0].Rule = instrument.Single }},
		{"an item that is not there", "scales[1].items[1]", "instrument.scale.item_unknown", func(d D) { d.Scales[0].Items[0] = "ei-ole" }},
		{"a scale that stands below", "scales[2].scales", "instrument.scale.scale_unknown", func(d D) { d.Scales[1].Scales[0] = "t" }},
		{"a sum over goals", "scales[1].items[1]", "instrument.scale.item_repeated", func(d D) { d.Scales[0].Items[0] = "askel" }},
		{"points of a word", "scales[1].items[1]", "instrument.scale.item_unscored", func(d D) { d.Scales[0].Items[0] = "sana" }},
		{"an option without points", "scales[1].items[2]", "instrument.scale.points_missing", func(d D) { d.Sections[0].Items[1].Options[0].Points = nil }},
		{"an open end turned over", "scales[1].items[1]", "instrument.scale.turned_unbounded", func(d D) {
			d.Scales[0].Items[0], d.Sections[0].Items[3].Better = "raha", instrument.LowerIsBetter
		}},
		{"GAS without its five steps", "scales[3].items[1]", "instrument.scale.gas_steps", func(d D) { *d.Sections[1].Items[1].Options[0].Points = -3 }},
		{"a GAS weight that may be nothing", "scales[3].weight_item", "instrument.scale.gas_weight", func(d D) { d.Sections[1].Items[0].From = num(0) }},
		{"more answers needed than asked", "scales[1].min_answered", "instrument.scale.min_outside", func(d D) { d.Scales[0].MinAnswered = 3 }},
		{"items of an owner's form behind a mean", "scales[1].original_items", "instrument.scale.original_outside", func(d D) { d.Scales[0].OriginalItems = 3 }},
		{"weights of a plain sum", "scales[2].weights", "instrument.scale.weights_unwanted", func(d D) { d.Scales[1].Weights = map[string]float64{"arki": 2} }},
		{"a weight of what is no part", "scales[1].weights", "instrument.scale.weight_unknown", func(d D) { d.Scales[0].Weights = map[string]float64{"apu": 2} }},
		{"a weight of nothing", "scales[1].weights", "instrument.scale.weight_outside", func(d D) { d.Scales[0].Weights = map[string]float64{"uni": 0} }},
		{"a range too narrow", "scales[1].range", "instrument.scale.range_narrow", func(d D) { d.Scales[0].Range = &instrument.Range{From: 1, To: 2} }},
		{"a range upside down", "scales[1].range", "instrument.ends.swapped", func(d D) { d.Scales[0].Range = &instrument.Range{From: 9, To: 2} }},
		{"a total where the owner forbids one", "scales[2].items", "instrument.scale.total_forbidden", func(d D) {
			d.NoTotal = fi("Ei lasketa yhteen.")
			d.Scales = append(d.Scales[:1], instrument.Scale{Code: "total", Rule: instrument.Sum, Items: []string{"uni", "toinen"}})
			d.Sections = append(d.Sections, instrument.Section{Code: "muu", Items: []instrument.Item{
				{Code: "toinen", Text: fi("Toinen"), Kind: instrument.ScaleItem, From: num(0), To: num(10)}}})
		}},
		{"reliability as a value and a range", "scales[1].reliability[1]", "instrument.reliability.value_or_range", func(d D) {
			d.Scales[0].Reliability = []instrument.Reliability{{Kind: instrument.ICC, Value: num(0.9), Low: num(0.8), Source: "x"}}
		}},
		{"reliability above one", "scales[1].reliability[1]", "instrument.reliability.outside", func(d D) {
			d.Scales[0].Reliability = []instrument.Reliability{{Kind: instrument.ICC, Value: num(1.2), Source: "x"}}
		}},
		{"an alpha of causes", "scales[1].reliability[1]", "instrument.reliability.formative", func(d D) {
			d.Scales[0].Formative = true
			d.Scales[0].Reliability = []instrument.Reliability{{Kind: instrument.Alpha, Value: num(0.8), Source: "x"}}
		}},
		{"a figure without a source", "scales[1].error_limit.source", "instrument.source.missing", func(d D) {
			d.Scales[0].ErrorLimit = &instrument.ErrorLimit{Kind: instrument.SDC95, Value: 2}
		}},
		{"an error limit of nothing", "scales[1].error_limit.value", "instrument.number.outside", func(d D) {
			d.Scales[0].ErrorLimit = &instrument.ErrorLimit{Kind: instrument.SEM, Source: "x"}
		}},
		{"a norm of nobody", "scales[1].norms[1].group", "instrument.norm.group_missing", func(d D) {
			d.Scales[0].Norms = []instrument.Norm{{N: 3, Day: civil.Date{Year: 2020, Month: 1, Day: 1}, Source: "x"}}
		}},
		{"a norm of no day", "scales[1].norms[1].day", "instrument.norm.day_missing", func(d D) {
			d.Scales[0].Norms = []instrument.Norm{{Group: "Kaikki", N: 3, Source: "x"}}
		}},
	}
}

func TestScalesOfScalesCannotMakeASmallFileIntoEndlessWork(t *testing.T) {
	d := sound()
	d.NoTotal = fi("Ei lasketa yhteen.")
	d.Scales = []instrument.Scale{{Code: "s0", Rule: instrument.Single, Items: []string{"uni"}}, {Code: "s1", Rule: instrument.Single, Items: []string{"huoli"}}}
	for i := 2; i < 32; i++ {
		d.Scales = append(d.Scales, instrument.Scale{Code: fmt.Sprintf("s%d", i), Rule: instrument.Sum,
			Scales: []string{fmt.Sprintf("s%d", i-1), fmt.Sprintf("s%d", i-2)}, Range: &instrument.Range{From: 0, To: 1e9}})
	}
	if notes := instrument.Notes(d.Check()); !slices.ContainsFunc(notes, func(n instrument.Note) bool { return n.Key == "instrument.too_many" }) {
		t.Errorf("%v", notes)
	}
}

func allFlaws() []flaw { return slices.Concat(definitionFlaws(), itemFlaws(), scaleFlaws()) }

func TestEachFlawOfADefinitionIsNamedWithItsPlace(t *testing.T) {
	if err := sound().Check(); err != nil {
		t.Fatalf("the sound one: %v", instrument.Notes(err))
	}
	for _, f := range allFlaws() {
		d := sound()
		f.spoil(&d)
		notes := instrument.Notes(d.Check())
		if !slices.ContainsFunc(notes, func(n instrument.Note) bool { return n.Key == f.key && (f.place == "" || n.Place == f.place) }) {
			t.Errorf("%s: want %s at %s, got %+v", f.name, f.key, f.place, notes)
		}
		if _, err := instrument.NewForm(instrument.VersionID{}, 1, d); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: a form was made of it", f.name)
		}
	}
}

func TestTheTableOfFlawsLeavesNoneOut(t *testing.T) {
	told := map[string]bool{}
	for _, f := range allFlaws() {
		told[f.key] = true
	}
	files, err := filepath.Glob("check*.go")
	if err != nil {
		t.Fatal(err)
	}
	key := regexp.MustCompile(`"(instrument\.[a-z_.]+)"`)
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(text), -1) {
			if !told[m[1]] {
				t.Errorf("%s: %s is in no row of the table", path, m[1])
			}
		}
	}
}

func TestAScriptInALabelIsKeptAsThePlainTextThatItIs(t *testing.T) {
	d := sound()
	d.Sections[0].Items[0].Text = fi(`<script>alert(1)</script> & "more"`)
	text, err := d.YAML()
	if err != nil {
		t.Fatal(err)
	}
	back, err := instrument.Read(text)
	if err != nil || back.Sections[0].Items[0].Text["fi"] != d.Sections[0].Items[0].Text["fi"] {
		t.Errorf("%v %v", back.Sections[0].Items[0].Text, err)
	}
}

func FuzzRead(f *testing.F) {
	for _, d := range shipped(f) {
		text, err := d.YAML()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	text, err := sound().JSON()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := instrument.Read(data)
		if err != nil {
			if len(instrument.Notes(err)) == 0 {
				t.Fatalf("refused without a word: %v", err)
			}
			return
		}
		for _, write := range []func() ([]byte, error){d.JSON, d.YAML} {
			text, err := write()
			if err != nil {
				t.Fatal(err)
			}
			back, err := instrument.Read(text)
			if err != nil {
				t.Fatalf("%s\n%v", text, instrument.Notes(err))
			}
			again, _ := back.JSON()
			if first, _ := d.JSON(); string(again) != string(first) {
				t.Fatalf("%s\nis not\n%s", again, first)
			}
		}
		if _, err := instrument.NewForm(instrument.VersionID{}, 1, d); err != nil {
			t.Fatal(err)
		}
	})
}

func TestANumberOffTheScaleIsRefusedHoweverLargeItIs(t *testing.T) {
	f, err := instrument.NewForm(instrument.VersionID{}, 1, sound())
	if err != nil {
		t.Fatal(err)
	}
	for _, off := range []float64{11, -1, 0.5, 1e18, 9.3e18, 1e30, math.MaxFloat64, -1e30, math.Inf(1), math.Inf(-1), math.NaN()} {
		if err := f.CheckAnswer("uni", instrument.Answer{State: instrument.Given, Number: off}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%g on a scale from 0 to 10: %v", off, err)
		}
	}
	for _, on := range []float64{0, 7, 10} {
		if err := f.CheckAnswer("uni", instrument.Answer{State: instrument.Given, Number: on}); err != nil {
			t.Errorf("%g: %v", on, err)
		}
	}
}

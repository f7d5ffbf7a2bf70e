package xlsform_test

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rinnalla/internal/exchange/xlsform"
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

// difference shows the lines that only one of two texts has.
func difference(a, b string) string {
	var out []string
	count := map[string]int{}
	for _, l := range strings.Split(b, "\n") {
		count[l]++
	}
	for _, l := range strings.Split(a, "\n") {
		if count[l]--; count[l] < 0 {
			out = append(out, "- "+l)
		}
	}
	for l, n := range count {
		for range max(n, 0) {
			out = append(out, "+ "+l)
		}
	}
	return strings.Join(out, "\n")
}

// lessened is a definition without what the notes of writing it say is left out.
func lessened(d instrument.Definition, notes []instrument.Note) instrument.Definition {
	left := map[string]map[string]bool{}
	for _, n := range notes {
		if left[n.Key] == nil {
			left[n.Key] = map[string]bool{}
		}
		left[n.Key][n.Place] = true
	}
	if left["xlsform.left_score_only"] != nil {
		d.ScoreOnly = false
		d.Sections = append([]instrument.Section(nil), d.Sections...)
		for i := range d.Sections {
			d.Sections[i].Items = append([]instrument.Item(nil), d.Sections[i].Items...)
			for k := range d.Sections[i].Items {
				d.Sections[i].Items[k].Text = instrument.Text{d.Languages[0]: d.Sections[i].Items[k].Code}
			}
		}
	}
	var scales []instrument.Scale
	for i, s := range d.Scales {
		at := fmt.Sprintf("scales[%d]", i+1)
		if left["xlsform.left_known"][at] {
			s.Reliability, s.ErrorLimit, s.Norms, s.Formative, s.OriginalItems, s.Range = nil, nil, nil, false, 0, nil
		}
		if !left["xlsform.left_scale"][at] {
			scales = append(scales, s)
		}
	}
	d.Scales = scales
	return d
}

func TestEveryShippedInstrumentComesBackFromXLSFormButForWhatTheNotesSay(t *testing.T) {
	for _, d := range shipped(t) {
		text, left, err := xlsform.Write(d, 0)
		if err != nil {
			t.Fatal(err)
		}
		if !xlsform.IsForm(text) {
			t.Errorf("%s is not known again", d.Code)
		}
		back, notes, err := xlsform.Read(text, "form.xlsx", instrument.Said{})
		if err != nil || len(notes) > 0 {
			t.Errorf("%s: %v\n%s\n%s", d.Code, err, told(instrument.Notes(err)), told(notes))
		}
		if want := lessened(d, left); !reflect.DeepEqual(back, want) {
			was, _ := want.YAML()
			is, _ := back.YAML()
			t.Errorf("%s:\n%s\n%s", d.Code, difference(string(was), string(is)), told(left))
		}
	}
}

// book is a workbook of rows, made by another program.
func book(t testing.TB, sheets map[string][][]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for name, rows := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for k, text := range row {
				cell, err := excelize.CoordinatesToCellName(k+1, i+1)
				if err != nil {
					t.Fatal(err)
				}
				if err := f.SetCellStr(name, cell, text); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func foreign() map[string][][]string {
	return map[string][][]string{
		"survey": {
			{"type", "name", "label::English (en)", "label::Suomi (fi)", "hint::English (en)", "relevant", "constraint", "required", "calculation", "appearance", "parameters", "default"},
			{"start", "start"},
			{"note", "hello", "Take your time.", "Ei kiirettä."},
			{"begin_group", "mornings", "Mornings", "Aamut"},
			{"select_one often", "up", "I got up", "Nousin ylös", "Any time counts.", "", "", "yes"},
			{"select_one often", "food", "I had breakfast", "Söin aamiaista"},
			{"select_multiple foods or_other", "which", "What was it?", "Mitä?", "", "${food} > 0 and ${up} != ''"},
			{"integer", "cups", "How many cups?", "Montako kuppia?", "", "selected(${which}, 'coffee')", ". >= 0 and . <= 20", "", "", "", "", "1"},
			{"begin group", "outdoors", "Outdoors", "Ulkona"},
			{"select_one yesno", "out", "Did you go out?", "Kävitkö ulkona?"},
			{"text", "where", "Where?", "Missä?", "", "${out}='yes'", "", "", "", "multiline"},
			{"geopoint", "spot", "The spot", "Paikka"},
			{"end group"},
			{"range", "mood", "The day as a whole", "Päivä kokonaan", "", "not(selected(${out}, 'no'))", "", "", "", "", "start=0 end=10 step=0.5"},
			{"dateTime", "since", "Since when?", "Mistä asti?", "", "${mood} > 3 or regex(${where}, 'x')"},
			{"end_group"},
			{"begin_repeat", "people", "People", "Ihmiset"},
			{"decimal", "meet", "How often?", "Kuinka usein?"},
			{"end_repeat"},
			{"calculate", "both", "Mornings", "Aamut", "", "", "", "", "${up} + ${food}"},
			{"calculate", "mean", "", "", "", "", "", "", "(${up} + (2 - ${food})) div 2"},
			{"calculate", "any", "", "", "", "", "", "", "sum(${up}, ${food})"},
			{"calculate", "often", "", "", "", "", "", "", "sum(${meet}) div count(${meet})"},
			{"calculate", "all", "", "", "", "", "", "", "${both} + coalesce(${any}, 0)"},
			{"calculate", "bmi", "", "", "", "", "", "", "${cups} div (${mood} * ${mood})"},
			{"note", "bye", "Thank you, score ${both}.", "Kiitos."},
		},
		"choices": {
			{"list_name", "name", "label::English (en)", "label::Suomi (fi)", "image"},
			{"often", "0", "Never", "Ei koskaan"}, {"often", "1", "At times", "Joskus"}, {"often", "2", "Every day", "Joka päivä", "sun.png"},
			{"foods", "coffee", "Coffee", "Kahvi"}, {"foods", "bread", "Bread", "Leipä"},
			{"yesno", "yes", "Yes", "Kyllä"}, {"yesno", "no", "No", "Ei"},
			{"spare", "x", "X", "X"},
		},
		"settings": {{"form_title", "form_id", "default_language", "style"}, {"A day of mine", "a_day", "English (en)", "pages"}},
	}
}

func TestAFormFromElsewhereIsTakenAndWhatIsNotIsListedByRow(t *testing.T) {
	d, notes, err := xlsform.Read(book(t, foreign()), "day.xlsx", instrument.Said{Owner: "Example House"})
	if err != nil {
		t.Fatalf("%v\n%s", err, told(instrument.Notes(err)))
	}
	text, err := d.YAML()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/foreign.yaml", string(text))
	golden(t, "testdata/foreign.notes", told(notes)+"\n")
}

func TestMoreThanAWholeNumberIsTheNextOne(t *testing.T) {
	d, notes, err := xlsform.Read(book(t, map[string][][]string{
		"survey": {
			{"type", "name", "label::Suomi (fi)", "relevant", "constraint"},
			{"integer", "lapsia", "Montako lasta?", "", ". >= 0 and . < 20"},
			{"text", "nimet", "Keitä he ovat?", "${lapsia} > 0"},
			{"decimal", "matka", "Miten pitkä matka?", "", ". > 0"},
			{"text", "kulku", "Miten kuljet?", "${matka} > 2"},
		},
		"settings": {{"form_title", "form_id", "default_language"}, {"Perhe", "perhe", "Suomi (fi)"}},
	}), "perhe.xlsx", instrument.Said{Owner: "Kuvitteellinen yhdistys"})
	if err != nil {
		t.Fatalf("%v\n%s", err, told(instrument.Notes(err)))
	}
	items := d.Sections[0].Items
	if *items[0].From != 0 || *items[0].To != 19 || items[1].ShowIf == nil || *items[1].ShowIf.Least != 1 || items[3].ShowIf != nil {
		t.Errorf("%+v", items)
	}
	want := "4 survey!constraint: xlsform.constraint_unknown [formula . > 0]\n5 survey!relevant: xlsform.condition_unknown [formula ${matka} > 2]"
	if told(notes) != want {
		t.Errorf("between two lengths there is always another:\n%s", told(notes))
	}
}

func TestWhatHangsOnAnAnswerOfOnesOwnIsAskedOnceThereIsOne(t *testing.T) {
	d, notes, err := xlsform.Read(book(t, map[string][][]string{
		"survey": {
			{"type", "name", "label::Suomi (fi)", "relevant"},
			{"select_multiple apu or_other", "apu", "Mistä sait apua?"},
			{"text", "mika", "Mikä se oli?", "selected(${apu}, 'other')"},
			{"text", "kuka", "Kuka auttoi?", "selected(${apu}, 'ystava') or selected(${apu}, 'other')"},
			{"text", "oma", "Mitä teit itse?", "not(selected(${apu}, 'other'))"},
			{"select_one tie or_other", "tie", "Mitä kautta?"},
			{"text", "reitti", "Kuvaile.", "${tie} = 'other'"},
			{"select_one lista or_other", "lista", "Kumpi?"},
			{"text", "tarkemmin", "Tarkemmin?", "selected(${lista}, 'other')"},
		},
		"choices": {{"list_name", "name", "label::Suomi (fi)"}, {"apu", "ystava", "Ystävältä"}, {"apu", "muu", "Palvelusta"},
			{"tie", "puhelin", "Puhelimella"}, {"tie", "kaynti", "Käymällä"}, {"lista", "a", "Tämä"}, {"lista", "other", "Toinen"}},
		"settings": {{"form_title", "form_id", "default_language"}, {"Apu", "apu", "Suomi (fi)"}},
	}), "apu.xlsx", instrument.Said{Owner: "Kuvitteellinen yhdistys"})
	if err != nil {
		t.Fatalf("%v\n%s", err, told(instrument.Notes(err)))
	}
	own := instrument.Condition{Item: "apu-other", Answered: true}
	want := map[string]*instrument.Condition{"mika": &own, "kuka": {Any: []instrument.Condition{{Item: "apu", Is: []string{"ystava"}}, own}}, "oma": nil,
		"reitti": {Item: "tie-other", Answered: true}, "tarkemmin": {Item: "lista", Is: []string{"other"}}}
	for _, item := range d.Sections[0].Items {
		if show, there := want[item.Code]; there && !reflect.DeepEqual(item.ShowIf, show) {
			t.Errorf("%s: %+v", item.Code, item.ShowIf)
		}
	}
	if n := strings.Count(told(notes), "condition_unknown"); n != 1 || !strings.Contains(told(notes), "5 survey!relevant") {
		t.Errorf("that nothing was written cannot be asked:\n%s", told(notes))
	}
}

func TestTwoQuestionsOfOneNameAreBothKeptAndToldApart(t *testing.T) {
	d, notes, err := xlsform.Read(book(t, map[string][][]string{
		"survey": {
			{"type", "name", "label::Suomi (fi)"},
			{"integer", "yo", "Montako yötä?"},
			{"text", "yo", "Millaisia öitä?"},
		},
		"settings": {{"form_title", "form_id", "default_language"}, {"Yöt", "yot", "Suomi (fi)"}},
	}), "yot.xlsx", instrument.Said{Owner: "Kuvitteellinen yhdistys"})
	if err != nil || told(notes) != "3 survey!name: xlsform.named_twice [name yo code yo-2]" {
		t.Fatalf("%v\n%s", err, told(notes))
	}
	if items := d.Sections[0].Items; items[0].Code != "yo" || items[1].Code != "yo-2" {
		t.Errorf("%+v", items)
	}
}

func TestWrongFilesGetAClearMessage(t *testing.T) {
	good := foreign()
	without := func(sheet string) map[string][][]string {
		all := foreign()
		delete(all, sheet)
		return all
	}
	bomb := foreign()
	bomb["survey"] = append([][]string{good["survey"][0]}, make([][]string, 5_100)...)
	for i := range bomb["survey"][1:] {
		bomb["survey"][i+1] = []string{"text", fmt.Sprintf("q%d", i), "Q"}
	}
	for name, c := range map[string]struct {
		data []byte
		key  string
	}{
		"no survey":            {book(t, without("survey")), "sheet.no_such_sheet"},
		"no workbook":          {[]byte("type,name\ntext,a\n"), "xlsform.no_workbook"},
		"a broken workbook":    {book(t, good)[:2000], "sheet.broken"},
		"too many rows":        {book(t, bomb), "sheet.too_many_rows"},
		"an empty file":        {nil, "sheet.empty_file"},
		"nobody owns it":       {book(t, good), "instrument.licence.owner_missing"},
		"lists that are empty": {book(t, without("choices")), "instrument.licence.owner_missing"},
	} {
		_, _, err := xlsform.Read(c.data, "f.xlsx", instrument.Said{})
		f := fault.Of(err)
		if f == nil || f.Key != c.key && (len(f.Fields) == 0 || f.Fields[0].Key != c.key) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzFormula(f *testing.F) {
	for _, text := range []string{"${up} + ${food}", "if(count-non-empty(${up} | ${food}) >= 1, (${up} + 2) div 2, '')", "selected(${which}, 'coffee') and not(${out} = \"no\")", "instance('a')/root/item[name = ${up}]/points", "- - . >= -1"} {
		f.Add(text)
	}
	base := foreign()
	f.Fuzz(func(t *testing.T, text string) {
		if !strings.Contains(text, "$") || len(text) > 500 || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0xfffd }) {
			return
		}
		sheets := map[string][][]string{"choices": base["choices"], "settings": base["settings"], "survey": append([][]string(nil), base["survey"]...)}
		sheets["survey"][7] = []string{"integer", "cups", "How many?", "Montako?", "", text, text}
		sheets["survey"][20] = []string{"calculate", "both", "Mornings", "Aamut", "", "", "", "", text}
		d, _, err := xlsform.Read(book(t, sheets), "day.xlsx", instrument.Said{Owner: "x"})
		if err != nil {
			t.Fatalf("%v\n%s", err, told(instrument.Notes(err)))
		}
		if _, _, err := xlsform.Write(d, 1); err != nil {
			t.Fatal(err)
		}
	})
}

func TestALabelWithoutALanguageBesideThoseOfOneIsNeverTakenForThatLanguageNorLost(t *testing.T) {
	sheets := map[string][][]string{
		"survey": {
			{"type", "name", "label", "label::Français (fr)", "label::English (en)"},
			{"integer", "age", "Kuinka vanha?", "Quel âge ?", "How old?"},
			{"integer", "next", "Vain suomeksi", "", ""},
		},
		"settings": {{"form_title", "form_id"}, {"Ikä", "age"}},
	}
	read := func(said instrument.Said) (instrument.Definition, string) {
		said.Owner = "Us"
		d, notes, err := xlsform.Read(book(t, sheets), "age.xlsx", said)
		if err != nil {
			t.Fatal(err)
		}
		return d, told(notes)
	}
	for range 20 { // columns come in no order
		d, notes := read(instrument.Said{})
		want := instrument.Text{"en": "How old?", "fr": "Quel âge ?"}
		if got := d.Sections[0].Items[0].Text; !reflect.DeepEqual(got, want) {
			t.Errorf("the texts of the first question are %v", got)
		}
		if !strings.Contains(notes, "xlsform.language_missing") || !strings.Contains(notes, "2 survey!label: xlsform.not_kept [column label value Kuinka vanha?]") {
			t.Errorf("the notes are\n%s", notes)
		}
	}
	d, notes := read(instrument.Said{Language: "fi"})
	want := instrument.Text{"fi": "Kuinka vanha?", "en": "How old?", "fr": "Quel âge ?"}
	if got := d.Sections[0].Items[0].Text; !reflect.DeepEqual(got, want) || notes != "" {
		t.Errorf("with the language told: %v\n%s", got, notes)
	}
}

func TestSheetsThatAFormMayHaveAndAnInstrumentHasNotAreListed(t *testing.T) {
	data := book(t, map[string][][]string{
		"survey":           {{"type", "name", "label"}, {"integer", "age", "How old?"}},
		"settings":         {{"form_title", "form_id", "default_language"}, {"Age", "age", "en"}},
		"external_choices": {{"list_name", "name"}, {"towns", "kajaani"}},
	})
	_, notes, err := xlsform.Read(data, "age.xlsx", instrument.Said{Owner: "Us"})
	if err != nil || !strings.Contains(told(notes), "xlsform.sheet_unread [sheet external_choices]") {
		t.Errorf("%v\n%s", err, told(notes))
	}
}

func TestAConstraintThatIsNotKeptLeavesNoHalfOfItself(t *testing.T) {
	data := book(t, map[string][][]string{
		"survey": {{"type", "name", "label", "constraint"}, {"integer", "all", "All?", ""}, {"integer", "some", "Some?", ". >= 1 and . <= ${all}"}},
	})
	d, notes, err := xlsform.Read(data, "some.xlsx", instrument.Said{Owner: "Us", Language: "en"})
	if err != nil || !strings.Contains(told(notes), "xlsform.constraint_unknown") || d.Sections[0].Items[1].From != nil {
		t.Errorf("%v\n%s\n%+v", err, told(notes), d.Sections[0].Items)
	}
}

// threeQuestions is a form of three questions with the choices often, seldom and never, which the file counts as 0, 1 and 2 where numbered.
func threeQuestions(t testing.TB, numbered bool, calculations ...[]string) []byte {
	names := []string{"often", "seldom", "never"}
	if numbered {
		names = []string{"0", "1", "2"}
	}
	choices := [][]string{{"list_name", "name", "label::English (en)"}}
	for i, label := range []string{"Often", "Seldom", "Never"} {
		choices = append(choices, []string{"how", names[i], label})
	}
	survey := [][]string{{"type", "name", "label::English (en)", "calculation"},
		{"select_one how", "a", "A"}, {"select_one how", "b", "B"}, {"select_one how", "c", "C"}}
	for _, c := range calculations {
		survey = append(survey, []string{"calculate", c[0], "", c[1]})
	}
	return book(t, map[string][][]string{"survey": survey, "choices": choices, "settings": {{"form_title", "default_language"}, {"Three", "en"}}})
}

func TestWhatARowOnlyCountsForChoicesStandsWithTheChoices(t *testing.T) {
	counted := func(name, of string) []string {
		return []string{name, "if(${" + of + "} = 'often', 2, if(selected(${" + of + "}, 'seldom'), 1, 0))"}
	}
	d, notes, err := xlsform.Read(threeQuestions(t, false, counted("an", "a"), counted("bn", "b"), []string{"all", "${an} + ${bn}"},
		[]string{"odd", "if(${c} = 'always', 1, 0)"}), "f.xlsx", instrument.Said{Owner: "Somebody"})
	if err != nil {
		t.Fatal(err)
	}
	a, c := d.Sections[0].Items[0], d.Sections[0].Items[2]
	if a.Kind != instrument.StepsItem || *a.Options[0].Points != 2 || *a.Options[1].Points != 1 || *a.Options[2].Points != 0 || c.Options[0].Points != nil {
		t.Errorf("%+v", d.Sections[0].Items)
	}
	if len(d.Scales) != 1 || d.Scales[0].Rule != instrument.Sum || !reflect.DeepEqual(d.Scales[0].Items, []string{"a", "b"}) {
		t.Errorf("%+v", d.Scales)
	}
	if said := told(notes); strings.Count(said, "xlsform.points_taken") != 2 || strings.Count(said, "xlsform.score_unknown") != 1 {
		t.Error(said)
	}
}

func TestAScoreOfQuestionsAndOfRowsThatTurnQuestionsOverIsOfTheQuestions(t *testing.T) {
	for _, turn := range []string{"2 - ${b}", "if(${b} = '0', 2, if(${b} = '1', 1, 0))"} {
		d, notes, err := xlsform.Read(threeQuestions(t, true, []string{"turned", turn}, []string{"all", "${a} + ${turned} + ${c}"}), "f.xlsx", instrument.Said{Owner: "Somebody"})
		if err != nil || len(d.Scales) != 2 {
			t.Fatalf("%v %+v\n%s", err, d.Scales, told(notes))
		}
		all := d.Scales[1]
		if all.Rule != instrument.Sum || !reflect.DeepEqual(all.Items, []string{"a", "b", "c"}) || d.Sections[0].Items[1].Better == all.Better {
			t.Errorf("%+v %+v", all, d.Sections[0].Items[1])
		}
	}
}

func TestAnAmountThatIsNothingWithoutAnAnswerNeedsTheAnswers(t *testing.T) {
	for formula, least := range map[string]int{
		"if(${a} = '' or ${b} = '' or ${c} = '', '', sum(${a}, ${b}, ${c}))":   0, // all
		"if(${a} != '' and ${b} != '', sum(${a}, ${b}, ${c}), '')":             2,
		"if(count-non-empty(${a}, ${b}, ${c}) < 2, '', sum(${a}, ${b}, ${c}))": 2,
		"if(not(${a} != '' or ${b} != ''), '', sum(${a}, ${b}, ${c}))":         1,
	} {
		d, notes, err := xlsform.Read(threeQuestions(t, true, []string{"all", formula}), "f.xlsx", instrument.Said{Owner: "Somebody"})
		if err != nil || len(d.Scales) != 1 || d.Scales[0].MinAnswered != least {
			t.Errorf("%s: %v %+v\n%s", formula, err, d.Scales, told(notes))
		}
	}
}

func TestOtherWordsForYesAndNoAreKept(t *testing.T) {
	form := func(yes, no string) instrument.Item {
		d, notes, err := xlsform.Read(book(t, map[string][][]string{
			"survey":  {{"type", "name", "label::Suomi (fi)"}, {"select_one yn", "a", "Mitä mieltä olet?"}},
			"choices": {{"list_name", "name", "label::Suomi (fi)"}, {"yn", "yes", yes}, {"yn", "no", no}},
		}), "f.xlsx", instrument.Said{Owner: "Somebody"})
		if err != nil {
			t.Fatalf("%v\n%s", err, told(notes))
		}
		return d.Sections[0].Items[0]
	}
	if item := form("Samaa mieltä", "Eri mieltä"); len(item.Options) != 2 || item.Options[0].Label["fi"] != "Samaa mieltä" || item.Options[1].Label["fi"] != "Eri mieltä" {
		t.Errorf("%+v", item)
	}
	if item := form("Kyllä", "Ei"); item.Kind != instrument.YesNoItem || len(item.Options) != 0 {
		t.Errorf("%+v", item)
	}
}

func TestARowThatIsDisabledIsNotAskedAndMarksOfFormattingAreTold(t *testing.T) {
	d, notes, err := xlsform.Read(book(t, map[string][][]string{"survey": {
		{"type", "name", "label::English (en)", "disabled"},
		{"text", "a", "**Who** are you?", ""},
		{"text", "b", "What then?", "yes"},
		{"text", "c", "5 < 6 and 7 > 6?", "no"},
	}}), "f.xlsx", instrument.Said{Owner: "Somebody"})
	if err != nil || len(d.Sections[0].Items) != 2 {
		t.Fatalf("%v %+v", err, d.Sections)
	}
	if told(notes) != "2 survey!label::English (en): xlsform.markup []\n3 survey!disabled: xlsform.disabled []" {
		t.Error(told(notes))
	}
}

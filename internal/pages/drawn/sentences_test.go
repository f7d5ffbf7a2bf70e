package drawn_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/civil"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/pages/drawn"
	"rinnalla/internal/picture"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The instrument and what is answered are invented.

var none = math.NaN()

func num(v float64) *float64 { return &v }

// area is one question that is an area of its own, from 0 to 10, and what was answered at each time.
type area struct {
	title    string
	better   instrument.Direction
	limit    float64
	computed bool
	values   []float64
}

// pictured is the picture of areas that were measured thirty days apart.
func pictured(t testing.TB, display instrument.Display, areas ...area) picture.Picture {
	t.Helper()
	d := instrument.Definition{Format: instrument.Format, Code: "mittari", Purpose: instrument.ForMeasuring, Languages: []string{"fi"}, Title: instrument.Text{"fi": "Koemittari"},
		Licence: instrument.Licence{Owner: "Pohjoinen"}, By: []instrument.Answerer{instrument.ByClient, instrument.ByWorker}, Display: display, Sections: []instrument.Section{{Code: "a"}}}
	for i, a := range areas {
		item := instrument.Item{Code: fmt.Sprintf("a%d", i+1), Text: instrument.Text{"fi": a.title}, Kind: instrument.ScaleItem, Better: a.better, From: num(0), To: num(10)}
		s := instrument.Scale{Code: item.Code, Title: item.Text, Rule: instrument.Single, Items: []string{item.Code}, Better: a.better}
		if a.limit > 0 {
			s.ErrorLimit = &instrument.ErrorLimit{Kind: instrument.SDC95, Value: a.limit, Source: "Keksitty 2024", Computed: a.computed}
		}
		d.Sections[0].Items, d.Scales = append(d.Sections[0].Items, item), append(d.Scales, s)
	}
	f, err := instrument.NewForm(id.New[instrument.Version](), 1, d)
	if err != nil {
		t.Fatal(err)
	}
	var all []outcome.Version
	for k := range areas[0].values {
		m := outcome.Measurement{ID: id.New[outcome.Measurement](), Version: f.Version, Number: 1, Day: civil.Date{Year: 2026, Month: 2, Day: 3}.AddDays(30 * k), By: outcome.ByClient,
			Language: "fi", Answers: instrument.Answers{Items: map[string]instrument.Answer{}}}
		m.Moment = outcome.MomentID(m.ID)
		for i, a := range areas {
			if !math.IsNaN(a.values[k]) {
				m.Answers.Items[fmt.Sprintf("a%d", i+1)] = instrument.Answer{State: instrument.Given, Number: a.values[k]}
			}
		}
		all = append(all, outcome.Version{Measurement: m, No: 1, State: outcome.Current})
	}
	p, _ := picture.Draw(all, map[instrument.VersionID]*instrument.Form{f.Version: f}, func(a, b int) bool { return true }, picture.FromStart)
	return p
}

// beside puts a worker's rating of the newest moment beside hers.
func beside(t testing.TB, p picture.Picture, values ...float64) picture.Picture {
	t.Helper()
	now := p.Now()
	m := now.Measurement
	m.ID, m.By, m.Answers = id.New[outcome.Measurement](), outcome.ByWorker, instrument.Answers{Items: map[string]instrument.Answer{}}
	for i, v := range values {
		m.Answers.Items[fmt.Sprintf("a%d", i+1)] = instrument.Answer{State: instrument.Given, Number: v}
	}
	all := append(p.All[:len(p.All):len(p.All)], outcome.Version{Measurement: m, No: 1, State: outcome.Current})
	both, _ := picture.Draw(all, map[instrument.VersionID]*instrument.Form{now.Version: p.FormOf(now)}, func(a, b int) bool { return true }, picture.FromStart)
	return both
}

const higher, lower = instrument.HigherIsBetter, instrument.LowerIsBetter

// sayings are pictures in which every sentence of change, of views and of marks is said once at least.
func sayings(t testing.TB) map[string]picture.Picture {
	return map[string]picture.Picture{
		"01 better":                     pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{3, 7}}),
		"02 better, several":            pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{3, 7}}, area{"Huolet", lower, 2, false, []float64{7, 3}}),
		"03 worse":                      pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{7, 3}}),
		"04 worse, several":             pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{7, 3}}, area{"Huolet", lower, 2, true, []float64{3, 7}}),
		"05 no clear change":            pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{4, 6}}),
		"06 no clear change, several":   pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{4, 4}}, area{"Mieli", higher, 3, false, []float64{6, 4}}),
		"07 no published limit":         pictured(t, instrument.AsProfile, area{"Arki", higher, 0, false, []float64{1, 9}}),
		"08 no limits, several":         pictured(t, instrument.AsProfile, area{"Arki", higher, 0, false, []float64{1, 9}}, area{"Mieli", higher, 0, false, []float64{5, 5}}),
		"09 no better end":              pictured(t, instrument.AsProfile, area{"Tapaamisia", "", 2, false, []float64{1, 9}}),
		"10 no better ends, several":    pictured(t, instrument.AsProfile, area{"Tapaamisia", "", 2, false, []float64{1, 9}}, area{"Puheluita", "", 2, false, []float64{9, 1}}),
		"11 left out now":               pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{4, none}}),
		"12 left out now, several":      pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{4, none}}, area{"Mieli", higher, 2, false, []float64{4, none}}),
		"13 left out before":            pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{none, 4}}),
		"14 left out before, several":   pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{none, 4}}, area{"Mieli", higher, 2, false, []float64{none, 4}}),
		"15 once only":                  pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{4}}),
		"16 two falls":                  pictured(t, instrument.AsProfile, area{"Arki", higher, 0, false, []float64{7, 6, 5}}),
		"17 standing still":             pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{5, 6, 5, 5}}),
		"18 two views":                  beside(t, pictured(t, instrument.AsCircle, area{"Arki", higher, 0, false, []float64{4}}, area{"Mieli", higher, 0, false, []float64{6}}, area{"Keho", higher, 0, false, []float64{5}}), 7, 6, 5),
		"19 two views alike":            beside(t, pictured(t, instrument.AsProfile, area{"Arki", higher, 0, false, []float64{4}}, area{"Mieli", higher, 0, false, []float64{6}}), 4, 6),
		"20 a direction of its own":     pictured(t, instrument.AsProfile, area{"Arki", higher, 0, false, []float64{8}}, area{"Huolet", lower, 0, false, []float64{8}}),
		"23 worse than last time only":  pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{5, 9, 5}}),
		"22 two directions, one range":  pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{4, 6}}, area{"Huolet", lower, 2, false, []float64{3, 2}}),
		"21 the highest below a middle": pictured(t, instrument.AsProfile, area{"Arki", higher, 0, false, []float64{4}}, area{"Mieli", higher, 0, false, []float64{2}}),
	}
}

// Every sentence about change, in all languages, stands in a file that can be read aloud: it is what a client and her worker are told.
func TestWhatIsSaid(t *testing.T) {
	pictures := sayings(t)
	for _, lang := range i18n.Langs {
		var b strings.Builder
		for _, name := range sortedNames(pictures) {
			fmt.Fprintf(&b, "# %s\n\n", name)
			say(&b, drawn.View{Printer: i18n.For(lang), Picture: pictures[name]})
			b.WriteString("\n")
		}
		golden(t, "said."+string(lang)+".txt", []byte(b.String()))
	}
}

func say(b *strings.Builder, v drawn.View) {
	line := func(text string) {
		if text != "" {
			fmt.Fprintln(b, text)
		}
	}
	if strong, good := v.StrongOnes(); len(strong) > 0 {
		fmt.Fprintf(b, "strengths, good %v: %v\n", good, strong)
	}
	line(v.Once())
	for _, g := range v.Groups() {
		fmt.Fprintf(b, "%s: %s\n", g.Label, g.Say)
		for _, a := range g.Areas {
			fmt.Fprintf(b, "  %s: %s\n", v.AreaTitle(a), v.WasNow(a))
		}
	}
	parted, _ := v.Views()
	for _, d := range parted {
		fmt.Fprintf(b, "  %s: %s\n", v.AreaTitle(d.Area), v.PartedText(d))
	}
	line(v.AlikeText())
	if m, marked := v.Mark(); marked {
		for _, text := range v.MarkTexts(m) {
			fmt.Fprintf(b, "mark: %s\n", text)
		}
	}
	if v.Once() == "" {
		for _, text := range v.Limits() {
			line(text)
		}
	}
}

func sortedNames(pictures map[string]picture.Picture) []string {
	return slices.Sorted(maps.Keys(pictures))
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s has changed; read it aloud and run go test ./internal/pages/drawn -update", path)
	}
}

func TestWhatAWorkerAnsweredIsNotCalledHerAnswers(t *testing.T) {
	p := pictured(t, instrument.AsProfile, area{"Arki", higher, 0, false, []float64{4}})
	for i := range p.All {
		p.All[i].By = outcome.ByWorker
	}
	now := p.Now()
	workers, _ := picture.Draw(p.All, map[instrument.VersionID]*instrument.Form{now.Version: p.FormOf(now)}, func(a, b int) bool { return true }, picture.FromStart)
	if lead := (drawn.View{Printer: i18n.For(i18n.FI), Picture: workers, Own: true}).Lead(); !strings.Contains(lead, "Tähän on vastannut työntekijä") {
		t.Error(lead)
	}
}

func TestWhereTooLittleWasAnsweredForANumberNoPictureIsSpokenOf(t *testing.T) {
	nothing := pictured(t, instrument.AsProfile, area{"Arki", higher, 0, false, []float64{none}}, area{"Mieli", higher, 0, false, []float64{none}})
	something := pictured(t, instrument.AsProfile, area{"Arki", higher, 0, false, []float64{none}}, area{"Mieli", higher, 0, false, []float64{4}})
	for _, own := range []bool{true, false} {
		bare := drawn.View{Printer: i18n.For(i18n.FI), Picture: nothing, Own: own}.Lead()
		if !strings.Contains(bare, "koska kysymyksiä jäi väliin") || strings.Contains(bare, "kuva on tehty") {
			t.Error(bare)
		}
		if lead := (drawn.View{Printer: i18n.For(i18n.FI), Picture: something, Own: own}).Lead(); strings.Contains(lead, "väliin") {
			t.Error(lead)
		}
	}
}

func TestHerOwnPageCallsTheTwoViewsHersAndTheWorkers(t *testing.T) {
	p := beside(t, pictured(t, instrument.AsProfile, area{"Arki", higher, 0, false, []float64{4}}), 7)
	v := drawn.View{Printer: i18n.For(i18n.FI), Picture: p, Own: true}
	var page strings.Builder
	if err := drawn.Whole(v).Render(t.Context(), &page); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(page.String(), "Sinun näkemyksesi") || strings.Contains(strings.ToLower(page.String()), "asiakas") {
		t.Error(page.String())
	}
}

func TestNothingIsCalledTheSameAsBeforeThatCannotBeCompared(t *testing.T) {
	same := "Luvut ovat samat kuin ennen."
	for _, c := range []struct {
		says    []string
		picture picture.Picture
	}{
		{[]string{same}, pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{4, 4}})},
		{[]string{"Tästä ei tullut nyt lukua"}, pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{4, none}})},
		{[]string{"Ne luvut, joita voi verrata", "Tästä ei ole aiempaa lukua"},
			pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{4, 4}}, area{"Mieli", higher, 2, false, []float64{none, 5}})},
	} {
		got := (drawn.View{Printer: i18n.For(i18n.FI), Picture: c.picture}).Unmoved()
		if len(got) != len(c.says) {
			t.Fatal(got)
		}
		for i, begins := range c.says {
			if !strings.HasPrefix(got[i], begins) {
				t.Errorf("%q does not begin with %q", got[i], begins)
			}
		}
	}
}

func TestALowNumberIsAStrengthOnlyWithWordsThatSaySo(t *testing.T) {
	p := pictured(t, instrument.AsProfile, area{"Huolet", lower, 0, false, []float64{2}}, area{"Arki", higher, 0, false, []float64{8}})
	strong, _ := (drawn.View{Printer: i18n.For(i18n.FI), Picture: p}).StrongOnes()
	if len(strong) != 2 || strong[0].Name != "Huolet (pienempi luku on parempi)" || strong[1].Name != "Arki" {
		t.Error(strong)
	}
}

func TestWithoutAnyNumberNoEmptyFigureIsDrawn(t *testing.T) {
	v := drawn.View{Printer: i18n.For(i18n.FI), Picture: pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{none}})}
	if v.Figure() != nil {
		t.Error("a figure of nothing is drawn")
	}
	v.Picture = pictured(t, instrument.AsProfile, area{"Arki", higher, 2, false, []float64{4, none}})
	if v.Figure() == nil {
		t.Error("what was before is not drawn")
	}
}

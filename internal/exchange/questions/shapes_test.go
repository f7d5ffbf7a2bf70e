package questions_test

import (
	"math"
	"os"
	"reflect"
	"slices"
	"testing"

	"rinnalla/internal/exchange/questions"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

// shape reads one of the invented examples of the four shapes that the format has to hold.
func shape(t *testing.T, name string) (instrument.Definition, *instrument.Form) {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, err := questions.Read(text, name, instrument.Said{})
	if err != nil {
		t.Fatalf("%v", instrument.Notes(err))
	}
	form, err := instrument.NewForm(instrument.VersionID{}, 1, f.Definition)
	if err != nil {
		t.Fatal(err)
	}
	return f.Definition, form
}

func given(v float64) instrument.Answer {
	return instrument.Answer{State: instrument.Given, Number: v}
}

func step(code string) instrument.Answer {
	return instrument.Answer{State: instrument.Given, Option: code}
}

// scores are the values of a form's scales; NaN for one that does not exist.
func scores(f *instrument.Form, a instrument.Answers) map[string]float64 {
	out := map[string]float64{}
	for _, s := range f.Score(a) {
		out[s.Scale] = math.NaN()
		if s.Exists {
			out[s.Scale] = s.Value
		}
	}
	return out
}

func TestSectionsAreAddedUpWithTurnedItemsAndWhatIsMissingMadeUpFor(t *testing.T) {
	_, f := shape(t, "sections")
	a := instrument.Answers{Items: map[string]instrument.Answer{"whole": given(7), "calm": given(4), "worry": given(2), "joy": given(5)}}
	if got := scores(f, a); got["mind"] != 4+(6-2)+5 || got["whole"] != 7 {
		t.Errorf("%v", got)
	}
	delete(a.Items, "joy")
	if got := scores(f, a); got["mind"] != (4.0+4)*3/2 {
		t.Errorf("%v", got)
	}
	delete(a.Items, "calm")
	if got := scores(f, a); !math.IsNaN(got["mind"]) {
		t.Errorf("%v", got)
	}
}

func TestDimensionsAreMadeOfVariablesThatAreMadeOfItems(t *testing.T) {
	_, f := shape(t, "dimensions")
	a := instrument.Answers{Items: map[string]instrument.Answer{"roof": given(3), "warmth": given(4), "noise": given(1), "friends": given(2), "help": given(4)}}
	if got := scores(f, a); got["housing"] != 7 || got["peace"] != 3 || got["home"] != 7+2*3 || got["people"] != (2+3*4)/4.0 {
		t.Errorf("%v", got)
	}
	delete(a.Items, "friends")
	if got := scores(f, a); got["people"] != 4 {
		t.Errorf("%v", got)
	}
}

func TestTenAreasStandEachForItselfAndATotalOfThemIsRefused(t *testing.T) {
	d, f := shape(t, "circle")
	a := instrument.Answers{Items: map[string]instrument.Answer{"koti": given(6.5), "raha": given(3)}}
	if got := scores(f, a); got["koti"] != 6.5 || got["raha"] != 3 || !math.IsNaN(got["keho"]) {
		t.Errorf("%v", got)
	}
	d.Scales = append(slices.Clone(d.Scales), instrument.Scale{Code: "kaikki", Rule: instrument.Mean, Items: []string{"koti", "raha"}})
	if err := d.Check(); !fault.Is(err, fault.Invalid) {
		t.Error("a total was let through where the owner forbids one")
	}
}

func TestGoalsFactorsServicesAndMethodsAreSetAndAssessed(t *testing.T) {
	d, f := shape(t, "four-parts")
	a := instrument.Answers{Entries: map[string][]instrument.Entry{
		"goals":    {{"step": step("p1"), "weight": given(3)}, {"step": step("p0"), "weight": given(2)}, {"step": step("m1"), "weight": given(1)}},
		"factors":  {{"bearing": given(-2)}, {"bearing": given(1)}, {}},
		"services": {{"had": step(instrument.No), "use": given(4)}},
		"methods":  {{"helped": given(3)}},
	}}
	got := scores(f, a)
	if math.Abs(got["t"]-54.4065) > 1e-4 || got["bearing"] != -0.5 || got["helped"] != 3 {
		t.Errorf("%v", got)
	}
	if f.Settle(a).Entries["services"][0]["use"].State != instrument.NotAsked {
		t.Error("of a service that was not had, its use was asked")
	}
	set, assess := 0, 0
	for _, s := range d.Sections {
		for _, i := range s.Items {
			switch i.Asked {
			case instrument.WhenSet:
				set++
			case instrument.WhenAssessed:
				assess++
			}
		}
	}
	if set != 5 || assess != 5 {
		t.Errorf("%d items when set, %d when assessed", set, assess)
	}
}

func TestEachShapeTravelsThroughEveryFormat(t *testing.T) {
	for _, name := range []string{"sections", "dimensions", "circle", "four-parts"} {
		d, _ := shape(t, name)
		for _, format := range questions.Formats() {
			text, _, err := questions.Write(format, d, 0)
			if err != nil {
				t.Fatal(err)
			}
			back, err := questions.Read(text, name, instrument.Said{})
			if err != nil {
				t.Errorf("%s as %s: %v", name, format, instrument.Notes(err))
				continue
			}
			if format != questions.XLSForm && !reflect.DeepEqual(back.Definition, d) {
				was, _ := d.YAML()
				is, _ := back.Definition.YAML()
				t.Errorf("%s as %s:\n%s\nis not\n%s", name, format, is, was)
			}
			if format == questions.XLSForm && !reflect.DeepEqual(back.Definition.Sections, d.Sections) {
				t.Errorf("%s as %s: %+v\nis not\n%+v", name, format, back.Definition.Sections, d.Sections)
			}
		}
	}
}

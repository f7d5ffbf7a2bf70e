package instrument_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/testworld"
)

func shipped(t testing.TB) map[string]instrument.Definition {
	t.Helper()
	all, err := instrument.Shipped()
	if err != nil {
		for _, n := range instrument.Notes(err) {
			t.Errorf("%+v", n)
		}
		t.Fatal(err)
	}
	by := map[string]instrument.Definition{}
	for _, d := range all {
		by[d.Code] = d
	}
	return by
}

func TestTheShippedInstrumentsAreWholeInFourLanguages(t *testing.T) {
	all := shipped(t)
	if len(all) != 7 {
		t.Fatalf("%d instruments", len(all))
	}
	for code, d := range all {
		for _, lang := range []string{"fi", "sv", "en", "fi-selko"} {
			if missing := d.Missing(lang); len(missing) > 0 {
				t.Errorf("%s lacks in %s: %v", code, lang, missing)
			}
		}
		for name, write := range map[string]func() ([]byte, error){"JSON": d.JSON, "YAML": d.YAML} {
			text, err := write()
			if err != nil {
				t.Fatal(err)
			}
			if back, err := instrument.Read(text); err != nil || !reflect.DeepEqual(back, d) {
				t.Errorf("%s is not the same after %s: %v", code, name, err)
			}
		}
	}
	counts := []int{}
	for _, s := range all["kykyviisari-scores"].Scales {
		if s.Rule == instrument.Entered {
			counts = append(counts, s.OriginalItems)
		}
	}
	if !reflect.DeepEqual(counts, []int{12, 9, 11, 10, 2}) || len(all["avhv-scores"].Scales) != 9 {
		t.Errorf("shapes: %v", counts)
	}
}

func TestShippedFilesAreGivenToEverybodyOrHoldNoTextOfTheirOwners(t *testing.T) {
	licence, err := os.ReadFile("shipped/LICENSE")
	if err != nil || !strings.Contains(string(licence), "CC0 1.0 Universal") {
		t.Errorf("the folder says nothing of CC0: %v", err)
	}
	for code, d := range shipped(t) {
		ours := d.Licence.Owner == "Rinnalla"
		if ours == d.ScoreOnly || ours != (d.Licence.Name == "CC0-1.0") || d.Licence.Source == "" || d.Licence.Note["fi"] == "" {
			t.Errorf("%s: %+v, score_only %v", code, d.Licence, d.ScoreOnly)
		}
	}
}

func TestALineThatTheFormatDoesNotHaveIsNamedAndBombsAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"format: rinnalla-instrument/1\ncode: a\ncolour: red\n": "tree.unknown",
		"a: &a [x]\nb: [*a, *a]\n":                              "tree.alias",
		"a: !!binary x\n":                                       "tree.tag",
		"a: 1\na: 2\n":                                          "tree.duplicate",
		`{"a":1,"a":2}`:                                         "tree.duplicate",
		"a: \xff\n":                                             "tree.not_utf8",
		strings.Repeat("[", 100_000):                            "tree.not_yaml",
		`{"a":` + strings.Repeat("[", 100_000):                  "tree.too_deep",
		strings.Repeat("a", 3<<20):                              "tree.too_big",
	} {
		_, err := instrument.Read([]byte(text))
		notes := instrument.Notes(err)
		if len(notes) == 0 || notes[0].Key != want {
			t.Errorf("%.40q: %v %v", text, err, notes)
		}
		if want == "tree.unknown" && notes[0].Line != 3 {
			t.Errorf("line %d", notes[0].Line)
		}
	}
}

func form(t testing.TB, code string) *instrument.Form {
	t.Helper()
	f, err := instrument.NewForm(id.New[instrument.Version](), 1, shipped(t)[code])
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestAScoreShowsItsWorkAndSaysWhyThereIsNone(t *testing.T) {
	f := form(t, "mind-and-days")
	given := func(o string) instrument.Answer { return instrument.Answer{State: instrument.Given, Option: o} }
	a := instrument.Answers{Items: map[string]instrument.Answer{"rested": given("often"), "calm": given("always"), "chores": given("often"),
		"joy": given("sometimes"), "company": {State: instrument.Declined}}}
	s := f.Score(a)[0]
	if !s.Exists || s.Value != 12.0*5/4 || len(s.Used) != 4 || !reflect.DeepEqual(s.Missing, []string{"company"}) {
		t.Errorf("%+v", s)
	}
	delete(a.Items, "joy")
	if s = f.Score(a)[0]; s.Exists || s.Why != instrument.TooFewAnswered || s.Needed != 4 || s.Answered != 3 {
		t.Errorf("%+v", s)
	}
}

func TestGoalsGiveTheirTAndSkippedSectionsAreNotKept(t *testing.T) {
	f := form(t, "goals")
	entry := func(level string, weight float64) instrument.Entry {
		return instrument.Entry{"level": {State: instrument.Given, Option: level}, "weight": {State: instrument.Given, Number: weight},
			"goal": {State: instrument.Given, Text: "Oma koti"}}
	}
	a := instrument.Answers{Entries: map[string][]instrument.Entry{"goals": {entry("above", 3), entry("expected", 2), entry("below", 1)}}}
	if s := f.Score(a)[0]; s.Value < 54.4064 || s.Value > 54.4066 {
		t.Errorf("%+v", s)
	}
	p, err := f.Pack(a)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(p.Closed), "koti") {
		t.Error("words among the closed answers")
	}
	back, err := f.Unpack(p)
	if err != nil || back.Entries["goals"][1]["goal"].Text != "Oma koti" || !reflect.DeepEqual(f.Score(back), f.Score(a)) {
		t.Errorf("%+v %v", back, err)
	}
	m := form(t, "measuring-feedback")
	p, err = m.Pack(instrument.Answers{Items: map[string]instrument.Answer{"role": {State: instrument.Given, Option: "client"},
		"new": {State: instrument.Given, Option: "agree"}}})
	if err != nil {
		t.Fatal(err)
	}
	if back, err = m.Unpack(p); err != nil || back.Items["new"].State != instrument.NotAsked {
		t.Errorf("%+v %v", back.Items["new"], err)
	}
}

func FuzzUnpack(f *testing.F) {
	forms := []*instrument.Form{form(f, "goals"), form(f, "measuring-feedback"), form(f, "life-circle")}
	f.Add(byte(2), []byte("\x01\x05\x05\xff\xfe\xfd\x00\x00\x00\x00\x0a"), []byte{})
	f.Fuzz(func(t *testing.T, which byte, closed, words []byte) {
		form := forms[int(which)%len(forms)]
		a, err := form.Unpack(instrument.Packed{Closed: closed, Words: words})
		if err != nil {
			return
		}
		p, err := form.Pack(a)
		if err != nil {
			t.Fatal(err)
		}
		b, err := form.Unpack(p)
		if err != nil || !reflect.DeepEqual(b, form.Settle(a)) {
			t.Fatalf("%+v is not %+v: %v", b, form.Settle(a), err)
		}
		readsTheSame(t, form, p.Closed, b)
	})
}

// readsTheSame reads answers again as files of very many do: all but texts.
func readsTheSame(t *testing.T, form *instrument.Form, closed []byte, want instrument.Answers) {
	t.Helper()
	var items []instrument.Item
	var once []bool
	for _, s := range form.Definition.Sections {
		for _, i := range s.Items {
			items, once = append(items, i), append(once, s.Repeats == nil)
		}
	}
	got := make([]instrument.Answer, len(items))
	if err := form.Closed(closed, got); err != nil {
		t.Fatal(err)
	}
	for n, i := range items {
		inWords := i.Kind == instrument.ShortTextItem || i.Kind == instrument.LongTextItem
		if once[n] && (!inWords || want.Items[i.Code].State != instrument.Given) && !reflect.DeepEqual(got[n], want.Items[i.Code]) {
			t.Errorf("%s: %+v, want %+v", i.Code, got[n], want.Items[i.Code])
		}
	}
}

func BenchmarkColumns(b *testing.B) {
	f := form(b, "mind-and-days")
	c, ok := f.Columns("days")
	if !ok {
		b.Fatal("no columns")
	}
	into := make([]float64, len(c.Items))
	for b.Loop() {
		c.Read([]byte{1, 0, 1, 2, 3, 255}, into)
	}
}

func TestVersionsAreLockedByAnswersAndStrangersFindNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		all, _ := instrument.Shipped()
		for range 2 {
			w.Write(access.Terminal(), func(tx *act.Tx) error { return instrument.Ship(tx, all) })
		}
		d := shipped(t)["mind-and-days"]
		in, first, second := id.New[instrument.Instrument](), id.New[instrument.Version](), id.New[instrument.Version]()
		load := func(tx *act.Tx) error { return instrument.Load(tx, in, first, testworld.North, d) }
		if err := w.TryWrite(testworld.Aino, load); !fault.Is(err, fault.NotFound) {
			t.Errorf("a worker kept instruments: %v", err)
		}
		for range 2 {
			w.Write(testworld.Bertta, load)
		}
		w.Write(testworld.Aino, func(tx *act.Tx) error {
			if err := tx.Require(access.UseDesk, tx.Actor.Self("instrument")); err != nil {
				return err
			}
			_, err := instrument.Answering(tx, first)
			return err
		})
		other := d
		other.Scales = append([]instrument.Scale(nil), d.Scales...)
		other.Scales[0].MinAnswered = 3
		revise := func(compares bool) error {
			return w.TryWrite(testworld.Bertta, func(tx *act.Tx) error {
				return instrument.Revise(tx, instrument.Revision{ID: second, Instrument: in, Definition: other, Changed: "Kolme riittää", Compares: compares}, 1)
			})
		}
		if err := revise(true); !fault.Is(err, fault.Invalid) {
			t.Errorf("scored otherwise and compares: %v", err)
		}
		if err := revise(false); err != nil {
			t.Fatal(err)
		}
		w.Write(testworld.Bertta, func(tx *act.Tx) error { return instrument.Lock(tx, second, 1) })
		if err := revise(false); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a locked version was changed: %v", err)
		}
		w.Read(testworld.Aino, func(tx *act.Tx) error {
			got, err := instrument.FindCode(tx, testworld.North, "mind-and-days")
			if err != nil {
				return err
			}
			newest, _ := got.Newest()
			if len(got.Versions) != 2 || newest.Number != 2 || got.Comparable(1, 2) || got.Versions[0].Status != instrument.Locked ||
				!reflect.DeepEqual(got.Versions[0].Definition, d) {
				t.Errorf("%+v", got)
			}
			list, err := instrument.List(tx)
			if len(list) != 8 {
				t.Errorf("%d instruments", len(list))
			}
			return err
		})
		if err := w.TryRead(testworld.Cia, func(tx *act.Tx) error { _, err := instrument.Find(tx, in); return err }); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger found it: %v", err)
		}
	})
}

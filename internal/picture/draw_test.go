package picture_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"rinnalla/internal/civil"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/picture"
	"rinnalla/internal/stats"
)

// The instrument and the people below are invented.

var first = civil.Date{Year: 2026, Month: 1, Day: 7}

func text(fi string) instrument.Text { return instrument.Text{"fi": fi} }

func num(v float64) *float64 { return &v }

// scale is what a test says of one area; its values go from 0 to 10.
type scale struct {
	better instrument.Direction
	limit  float64 // 0: none is published
	kind   instrument.Limit
	norm   bool
}

// meter is an instrument with a single question for each area.
func meter(scales ...scale) instrument.Definition {
	d := instrument.Definition{Format: instrument.Format, Code: "mittari", Purpose: instrument.ForMeasuring, Languages: []string{"fi"}, Title: text("Mittari"),
		Licence: instrument.Licence{Owner: "Pohjoinen"}, By: []instrument.Answerer{instrument.ByClient, instrument.ByWorker}, Display: instrument.AsProfile,
		Sections: []instrument.Section{{Code: "a"}}}
	for i, s := range scales {
		code := fmt.Sprintf("a%d", i+1)
		item := instrument.Item{Code: code, Text: text("Alue " + code), Kind: instrument.ScaleItem, Better: s.better, From: num(0), To: num(10)}
		d.Sections[0].Items = append(d.Sections[0].Items, item)
		one := instrument.Scale{Code: code, Title: item.Text, Rule: instrument.Single, Items: []string{code}, Better: s.better}
		if s.limit > 0 {
			kind := s.kind
			if kind == "" {
				kind = instrument.SDC95
			}
			one.ErrorLimit = &instrument.ErrorLimit{Kind: kind, Value: s.limit, Source: "keksitty"}
		}
		if s.norm {
			one.Norms = []instrument.Norm{{Group: "muut", N: 1000, Mean: 9.5, SD: 0.1, Day: first, Source: "keksitty"}}
		}
		d.Scales = append(d.Scales, one)
	}
	return d
}

// times are what was measured: one column of values for each time, NaN for what was left out.
type times struct {
	testing.TB
	forms    map[instrument.VersionID]*instrument.Form
	versions []*instrument.Form
	all      []outcome.Version
	compare  func(a, b int) bool
}

// of begins with one version of the instrument.
func of(t testing.TB, d instrument.Definition) *times {
	w := &times{TB: t, forms: map[instrument.VersionID]*instrument.Form{}, compare: func(a, b int) bool { return true }}
	w.version(d)
	return w
}

// version adds a version of the instrument, under which the times after it are answered.
func (w *times) version(d instrument.Definition) {
	w.Helper()
	f, err := instrument.NewForm(id.New[instrument.Version](), len(w.versions)+1, d)
	if err != nil {
		w.Fatal(err)
	}
	w.versions, w.forms[f.Version] = append(w.versions, f), f
}

// on measures on a day, counted from the first; it gives the measurement, to be changed.
func (w *times) on(day int, by outcome.AnsweredBy, values ...float64) *outcome.Version {
	f := w.versions[len(w.versions)-1]
	m := outcome.Measurement{ID: id.New[outcome.Measurement](), Version: f.Version, Number: f.Number, Occasion: outcome.AtInterim, Day: first.AddDays(day), By: by,
		Way: outcome.OnDesk, Language: "fi", Answers: instrument.Answers{Items: map[string]instrument.Answer{}}}
	m.Moment = outcome.MomentID(m.ID)
	for i, v := range values {
		if !math.IsNaN(v) {
			m.Answers.Items[fmt.Sprintf("a%d", i+1)] = instrument.Answer{State: instrument.Given, Number: v}
		}
	}
	w.all = append(w.all, outcome.Version{Measurement: m, No: 1, State: outcome.Current})
	return &w.all[len(w.all)-1]
}

func (w *times) draw(since picture.Since) picture.Picture {
	w.Helper()
	p, drawn := picture.Draw(w.all, w.forms, w.compare, since)
	if !drawn {
		w.Fatal("no picture")
	}
	return p
}

var none = math.NaN()

func TestWhatCanBeSaidOfAChange(t *testing.T) {
	higher, lower, neither := instrument.HigherIsBetter, instrument.LowerIsBetter, instrument.Direction("")
	for name, c := range map[string]struct {
		scale   scale
		values  []float64
		verdict stats.ReliableChange
		why     picture.Reason
		from    int
	}{
		"more by more than the limit, where more is better": {scale{better: higher, limit: 2}, []float64{4, 7}, stats.Better, "", 0},
		"less by more than the limit, where more is better": {scale{better: higher, limit: 2}, []float64{7, 4}, stats.Worse, "", 0},
		"less by more than the limit, where less is better": {scale{better: lower, limit: 2}, []float64{7, 4}, stats.Better, "", 0},
		"more by more than the limit, where less is better": {scale{better: lower, limit: 2}, []float64{4, 7}, stats.Worse, "", 0},
		"just as much as the limit":                         {scale{better: higher, limit: 3}, []float64{4, 7}, stats.NoClearChange, "", 0},
		"the same":                                          {scale{better: higher, limit: 2}, []float64{4, 4}, stats.NoClearChange, "", 0},
		"a standard error of 1 makes a limit of 2.77":       {scale{better: higher, limit: 1, kind: instrument.SEM}, []float64{4, 7}, stats.Better, "", 0},
		"a standard error of 1.1 makes a limit of 3.05":     {scale{better: higher, limit: 1.1, kind: instrument.SEM}, []float64{4, 7}, stats.NoClearChange, "", 0},
		"much more, but nobody has published a limit":       {scale{better: higher}, []float64{0, 10}, stats.CannotBeSaid, picture.NoLimit, 0},
		"the same, without a limit":                         {scale{better: higher}, []float64{4, 4}, stats.CannotBeSaid, picture.NoLimit, 0},
		"beyond the limit, where neither end is better":     {scale{better: neither, limit: 2}, []float64{4, 9}, stats.CannotBeSaid, picture.NoBetterEnd, 0},
		"within the limit, where neither end is better":     {scale{better: neither, limit: 2}, []float64{4, 5}, stats.NoClearChange, "", 0},
		"once only":          {scale{better: higher, limit: 2}, []float64{4}, stats.CannotBeSaid, picture.OnlyOnce, -1},
		"left out now":       {scale{better: higher, limit: 2}, []float64{4, none}, stats.CannotBeSaid, picture.NoneNow, 0},
		"left out until now": {scale{better: higher, limit: 2}, []float64{none, 7}, stats.CannotBeSaid, picture.NoneBefore, -1},
		"left out the first time: compared with the second":        {scale{better: higher, limit: 2}, []float64{none, 3, 7}, stats.Better, "", 1},
		"better than the first time, though worse than the second": {scale{better: higher, limit: 2}, []float64{2, 9, 6}, stats.Better, "", 0},
	} {
		w := of(t, meter(c.scale))
		for i, v := range c.values {
			w.on(30*i, outcome.ByClient, v)
		}
		got := w.draw(picture.FromStart).Areas[0].Change
		if got.Verdict != c.verdict || got.Why != c.why || got.From != c.from {
			t.Errorf("%s: %s %s from %d", name, got.Verdict, got.Why, got.From)
		}
	}
}

func TestTheTimeBeforeIsComparedWithWhenItIsAskedFor(t *testing.T) {
	w := of(t, meter(scale{better: instrument.HigherIsBetter, limit: 2}, scale{better: instrument.HigherIsBetter, limit: 2}))
	w.on(0, outcome.ByClient, 2, 1)
	w.on(30, outcome.ByClient, 9, none)
	w.on(60, outcome.ByClient, 6, 5)
	p := w.draw(picture.FromLast)
	if c := p.Areas[0].Change; c.Verdict != stats.Worse || c.From != 1 || c.Difference != -3 {
		t.Errorf("%+v", c)
	}
	if c := p.Areas[1].Change; c.Verdict != stats.Better || c.From != 0 {
		t.Errorf("an area without a value the time before: %+v", c)
	}
	if before, there := p.Before(); !there || before.Day != first.AddDays(30) {
		t.Errorf("compared with %v", before.Day)
	}
}

func TestACourseBeginsWithTheNewestStartBeforeNow(t *testing.T) {
	w := of(t, meter(scale{better: instrument.HigherIsBetter, limit: 2}))
	w.on(0, outcome.ByClient, 2).Occasion = outcome.AtStart
	w.on(60, outcome.ByClient, 3).Occasion = outcome.AtEnd
	again := w.on(400, outcome.ByClient, 8)
	again.Occasion = outcome.AtStart
	if p := w.draw(picture.FromStart); p.Base != 0 || p.Areas[0].Change.Verdict != stats.Better {
		t.Errorf("a new start is compared with itself: %d", p.Base)
	}
	w.on(500, outcome.ByClient, 7)
	if p := w.draw(picture.FromStart); p.Base != 2 || p.Areas[0].Change.Verdict != stats.NoClearChange {
		t.Errorf("compared with %d: %s", p.Base, p.Areas[0].Change.Verdict)
	}
}

func TestOnlyVersionsThatCompareAreCompared(t *testing.T) {
	d := meter(scale{better: instrument.HigherIsBetter, limit: 2})
	w := of(t, d)
	w.on(0, outcome.ByClient, 2)
	w.version(d)
	w.compare = func(a, b int) bool { return a == b }
	w.on(30, outcome.ByClient, 9)
	p := w.draw(picture.FromStart)
	if c := p.Areas[0].Change; len(p.Course) != 1 || len(p.Apart) != 1 || c.Verdict != stats.CannotBeSaid || c.Why != picture.OtherVersion {
		t.Errorf("%d compare, %d do not: %+v", len(p.Course), len(p.Apart), c)
	}
	w.compare = func(a, b int) bool { return true }
	if c := w.draw(picture.FromStart).Areas[0].Change; c.Verdict != stats.Better {
		t.Errorf("versions that compare: %+v", c)
	}
}

func TestHerViewAndAWorkersStandBesideEachOther(t *testing.T) {
	w := of(t, meter(scale{better: instrument.HigherIsBetter}, scale{better: instrument.LowerIsBetter}, scale{better: instrument.HigherIsBetter}, scale{}))
	w.on(0, outcome.ByWorker, 1, 1, 1, 1)
	hers := *w.on(30, outcome.Together, 4, 3, 5, none)
	w.on(30, outcome.ByWorker, 6, 8, 5, 2).Moment = hers.Moment
	p := w.draw(picture.FromStart)
	if p.Side != picture.Hers || len(p.Course) != 1 || p.Beside == nil || p.Beside.By != outcome.ByWorker {
		t.Fatalf("%s, %d in her course, beside %v", p.Side, len(p.Course), p.Beside)
	}
	parted, alike := p.Views()
	if len(parted) != 2 || alike != 1 || parted[0].Scale.Code != "a2" || math.Abs(parted[0].Gap+0.5) > 1e-9 || parted[1].Scale.Code != "a1" || math.Abs(parted[1].Gap-0.2) > 1e-9 {
		t.Errorf("%d alike, parted %+v", alike, parted)
	}
}

func TestWhereOnlyAWorkerHasAnsweredHersIsMissing(t *testing.T) {
	w := of(t, meter(scale{better: instrument.HigherIsBetter, limit: 2}))
	w.on(0, outcome.ByWorker, 2)
	w.on(200, outcome.ByWorker, 2)
	w.on(400, outcome.ByWorker, 2)
	p := w.draw(picture.FromStart)
	if _, marked := p.Mark(); p.Side != picture.Workers || marked {
		t.Errorf("%s, marked %v", p.Side, marked)
	}
}

func TestAWayOfAnsweringThatIsAnotherIsTold(t *testing.T) {
	w := of(t, meter(scale{better: instrument.HigherIsBetter}))
	w.on(0, outcome.ByClient, 2)
	w.on(30, outcome.ByClient, 2)
	if w.draw(picture.FromStart).Differently() {
		t.Error("alone both times")
	}
	w.all[1].By = outcome.Together
	if !w.draw(picture.FromStart).Differently() {
		t.Error("together now")
	}
	w.all[1].By, w.all[1].Interpreter = outcome.ByClient, true
	if !w.draw(picture.FromStart).Differently() {
		t.Error("with an interpreter now")
	}
}

func strengths(p picture.Picture) (codes []string, good bool) {
	strong, good := p.Strengths()
	for _, s := range strong {
		if s.Area != nil {
			codes = append(codes, s.Area.Scale.Code)
		} else {
			codes = append(codes, s.Item.Code)
		}
	}
	return codes, good
}

func TestStrengthsAreHerOwnHighestAboveTheMiddle(t *testing.T) {
	higher, lower := scale{better: instrument.HigherIsBetter}, scale{better: instrument.LowerIsBetter}
	for name, c := range map[string]struct {
		scales []scale
		values []float64
		want   []string
		good   bool
	}{
		"the highest three":                                    {[]scale{higher, higher, higher, higher}, []float64{6, 9, 7, 8}, []string{"a2", "a4", "a3"}, true},
		"as many as stand as high as the third":                {[]scale{higher, higher, higher, higher, higher}, []float64{9, 7, 8, 7, 6}, []string{"a1", "a3", "a2", "a4"}, true},
		"none that is at the middle or under it":               {[]scale{higher, higher, higher}, []float64{8, 5, 2}, []string{"a1"}, true},
		"where less is better, little is much":                 {[]scale{lower, higher}, []float64{1, 8}, []string{"a1", "a2"}, true},
		"the highest is not called good below the middle":      {[]scale{higher, higher, higher}, []float64{4, 2, 4}, []string{"a1", "a3"}, false},
		"one of ten is no strength, though all else is nought": {[]scale{higher, higher, higher}, []float64{0, 1, 0}, []string{"a2"}, false},
		"where less is better, nine of ten is none either":     {[]scale{lower, lower, higher}, []float64{10, 9, 0}, []string{"a2"}, false},
		"the middle itself is no strength":                     {[]scale{higher, higher}, []float64{5, 4}, []string{"a1"}, false},
		"where less is better, a high number is none":          {[]scale{lower, higher}, []float64{9, 4}, []string{"a2"}, false},
		"none where all stand alike below the middle":          {[]scale{higher, higher}, []float64{3, 3}, nil, false},
		"all where all stand alike above it":                   {[]scale{higher, higher}, []float64{8, 8}, []string{"a1", "a2"}, true},
		"what was left out is no strength":                     {[]scale{higher, higher, higher}, []float64{none, 8, 2}, []string{"a2"}, true},
		"a scale without a better end has none":                {[]scale{{}, higher, higher}, []float64{10, 8, 2}, []string{"a2"}, true},
		"one thing to see is compared with nothing":            {[]scale{higher}, []float64{9}, nil, false},
		"the place among other people makes no strength out":   {[]scale{{better: instrument.HigherIsBetter, norm: true}, higher}, []float64{8, 7}, []string{"a1", "a2"}, true},
	} {
		w := of(t, meter(c.scales...))
		w.on(0, outcome.ByClient, c.values...)
		got, good := strengths(w.draw(picture.FromStart))
		if !slices.Equal(got, c.want) || good != c.good && len(got) > 0 {
			t.Errorf("%s: %v good %v, want %v good %v", name, got, good, c.want, c.good)
		}
	}
}

func TestOfOneScaleOfManyQuestionsTheAnswersAreTheStrengths(t *testing.T) {
	d := meter(scale{better: instrument.HigherIsBetter}, scale{better: instrument.LowerIsBetter}, scale{better: instrument.HigherIsBetter})
	d.Scales = []instrument.Scale{{Code: "sum", Title: text("Summa"), Rule: instrument.Sum, Items: []string{"a1", "a2", "a3"}, Better: instrument.HigherIsBetter}}
	w := of(t, d)
	w.on(0, outcome.ByClient, 7, 1, 3)
	if got, good := strengths(w.draw(picture.FromStart)); !good || !slices.Equal(got, []string{"a2", "a1"}) {
		t.Errorf("%v good %v", got, good)
	}
}

func TestTheBandLiesAroundWhatIsComparedWithAndFollowsTheBetterEnd(t *testing.T) {
	w := of(t, meter(scale{better: instrument.HigherIsBetter, limit: 2}, scale{better: instrument.LowerIsBetter, limit: 2}, scale{better: instrument.HigherIsBetter}))
	w.on(0, outcome.ByClient, 4, 4, 4)
	w.on(30, outcome.ByClient, 5, 5, 5)
	p := w.draw(picture.FromStart)
	for i, want := range [][2]float64{{0.2, 0.6}, {0.4, 0.8}} {
		low, high, there := p.Areas[i].Band()
		if !there || math.Abs(low-want[0]) > 1e-9 || math.Abs(high-want[1]) > 1e-9 {
			t.Errorf("area %d: %v to %v", i+1, low, high)
		}
	}
	if _, _, there := p.Areas[2].Band(); there {
		t.Error("a band without a published limit")
	}
}

func TestTheBiggestChangesBeginWithThoseBeyondTheirLimits(t *testing.T) {
	w := of(t, meter(scale{better: instrument.HigherIsBetter}, scale{better: instrument.HigherIsBetter, limit: 2}, scale{better: instrument.HigherIsBetter, limit: 2}, scale{better: instrument.HigherIsBetter}))
	w.on(0, outcome.ByClient, 1, 5, 5, 5)
	w.on(30, outcome.ByClient, 9, 8, 6, 5)
	var got []string
	for _, a := range w.draw(picture.FromStart).Moved(9) {
		got = append(got, a.Scale.Code)
	}
	if !slices.Equal(got, []string{"a2", "a1", "a3"}) {
		t.Errorf("%v", got)
	}
}

func TestThereIsNoPictureOfFeedback(t *testing.T) {
	d := meter(scale{better: instrument.HigherIsBetter})
	d.Purpose = instrument.ForFeedback
	w := of(t, d)
	w.on(0, outcome.ByClient, 4)
	if _, drawn := picture.Draw(w.all, w.forms, w.compare, picture.FromStart); drawn {
		t.Error("what she thinks of the service is drawn as her situation")
	}
}

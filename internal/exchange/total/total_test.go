package total_test

import (
	"reflect"
	"testing"

	"rinnalla/internal/exchange/total"
	"rinnalla/internal/instrument"
)

// items are questions from 0 to 4 by name.
func items(names ...string) func(string) (total.Part, bool) {
	all := map[string]*instrument.Item{}
	for _, name := range names {
		from, to := 0.0, 4.0
		all[name] = &instrument.Item{Code: name, Kind: instrument.ScaleItem, From: &from, To: &to}
	}
	return func(name string) (total.Part, bool) {
		i, there := all[name]
		return total.Part{Item: i}, there
	}
}

func partial(t total.Total) total.Total {
	t.Partial = true
	return t
}

func sure(t total.Total, ok bool) total.Total {
	if !ok {
		panic("no total")
	}
	return t
}

func TestTheRuleFollowsFromTheWeights(t *testing.T) {
	ab := total.Of("a", "b")
	for name, c := range map[string]struct {
		total total.Total
		want  instrument.Scale
		notes []string
	}{
		"a sum":                      {ab, instrument.Scale{Rule: instrument.Sum, Items: []string{"a", "b"}}, nil},
		"a sum of what is there":     {partial(ab), instrument.Scale{Rule: instrument.Sum, Items: []string{"a", "b"}, MinAnswered: 1}, []string{"total.partial"}},
		"one question":               {total.Of("a"), instrument.Scale{Rule: instrument.Single, Items: []string{"a"}}, nil},
		"half of two":                {sure(ab.Over(total.Number(2))), instrument.Scale{Rule: instrument.Mean, Items: []string{"a", "b"}}, nil},
		"half of what is there":      {sure(partial(ab).Over(total.Number(2))), instrument.Scale{Rule: instrument.Mean, Items: []string{"a", "b"}}, []string{"total.mean_of_all"}},
		"a mean":                     {sure(partial(ab).PerAnswered([]string{"b", "a"})), instrument.Scale{Rule: instrument.Mean, Items: []string{"a", "b"}, MinAnswered: 1}, []string{"total.partial"}},
		"twice the mean of two":      {sure(partial(ab).PerAnswered([]string{"a", "b"})).Times(2), instrument.Scale{Rule: instrument.Prorated, Items: []string{"a", "b"}, MinAnswered: 1}, []string{"total.partial"}},
		"one counted three times":    {sure(total.Of("a").Times(3).Plus(total.Of("b"))), instrument.Scale{Rule: instrument.Weighted, Items: []string{"a", "b"}, Weights: map[string]float64{"a": 3}}, nil},
		"a mean that leans to one":   {sure(total.Of("a").Times(0.75).Plus(total.Of("b").Times(0.25))), instrument.Scale{Rule: instrument.Mean, Items: []string{"a", "b"}, Weights: map[string]float64{"a": 0.75, "b": 0.25}}, nil},
		"one the other way round":    {sure(sure(total.Number(4).Plus(total.Of("a").Times(-1))).Plus(total.Of("b"))), instrument.Scale{Rule: instrument.Sum, Items: []string{"a", "b"}, Better: instrument.HigherIsBetter}, []string{"total.turned"}},
		"a question that is doubled": {sure(total.Of("a").Plus(total.Of("a"))), instrument.Scale{Rule: instrument.Weighted, Items: []string{"a"}, Weights: map[string]float64{"a": 2}}, nil},
	} {
		got, notes, ok := c.total.Scale("s", items("a", "b"))
		var keys []string
		for _, n := range notes {
			keys = append(keys, n.Key)
		}
		if !ok || !reflect.DeepEqual(got, c.want) || !reflect.DeepEqual(keys, c.notes) {
			t.Errorf("%s: %v %+v %v", name, ok, got, keys)
		}
	}
}

func TestWhatNoRuleIsLikeIsNotMadeIntoOne(t *testing.T) {
	ab := partial(total.Of("a", "b"))
	mean := sure(ab.PerAnswered([]string{"a", "b"}))
	for name, c := range map[string]total.Total{
		"a number":                   total.Number(3),
		"a sum with seven on top":    sure(total.Of("a").Plus(total.Number(7))),
		"a mean on another scale":    mean.Times(25),
		"a question that is unknown": total.Of("c"),
		"one less the other":         sure(total.Of("a").Plus(total.Of("b").Times(-1))),
	} {
		if got, _, ok := c.Scale("s", items("a", "b")); ok {
			t.Errorf("%s became %+v", name, got)
		}
	}
	if _, ok := mean.Plus(total.Of("a")); ok {
		t.Error("a mean and a question were added up")
	}
	if _, ok := ab.Over(total.Number(0)); ok {
		t.Error("divided by nothing")
	}
	if _, ok := ab.PerAnswered([]string{"a"}); ok {
		t.Error("divided by the count of something else")
	}
}

func TestAScoreOfQuestionsAndOfScoresThatTurnQuestionsOverIsOfTheQuestions(t *testing.T) {
	turned := sure(total.Number(4).Plus(total.Of("b").Times(-1)))
	of := func(name string) (total.Total, bool) { return turned, name == "turned" }
	both := sure(total.Of("a", "turned").Inlined(of))
	got, _, ok := both.Scale("s", items("a", "b"))
	if !ok || !reflect.DeepEqual(got, instrument.Scale{Rule: instrument.Sum, Items: []string{"a", "b"}, Better: instrument.HigherIsBetter}) {
		t.Errorf("%+v %v", got, ok)
	}
	mean := sure(sure(partial(total.Of("a", "turned")).PerAnswered([]string{"a", "turned"})).Inlined(of))
	if got, _, ok := mean.Scale("s", items("a", "b")); !ok || got.Rule != instrument.Mean || got.MinAnswered != 1 || !reflect.DeepEqual(got.Items, []string{"a", "b"}) {
		t.Errorf("%+v %v", got, ok)
	}
	if _, ok := total.Of("a", "mean").Inlined(func(name string) (total.Total, bool) { return mean, name == "mean" }); ok {
		t.Error("a mean was taken apart")
	}
}

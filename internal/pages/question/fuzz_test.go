package question_test

import (
	"net/url"
	"reflect"
	"testing"

	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/pages/question"
)

// forms are the instruments that the program brings along.
func forms(t testing.TB) (all []*instrument.Form) {
	t.Helper()
	definitions, err := instrument.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range definitions {
		f, err := instrument.NewForm(id.New[instrument.Version](), 1, d)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	return all
}

// Whatever stands in a form is read without harm. What the instrument accepts of it is shown again as it was read, in the form
// as in the packed answers.
func FuzzReadingAForm(f *testing.F) {
	for _, body := range []string{
		"answers.rested=%3Doften&answers.calm=%21",
		"answers.goals%5B1%5D.goal=Oma+asunto&answers.goals%5B1%5D.weight=%3D2&answers.goals%5B2%5D.level=%3Dbelow",
		"answers.goals%5B999999999999%5D.goal=x&answers.goals%5B-1%5D.goal=y&answers.goals%5B%5D.=z",
		"answers.housing=%3D1e400&answers.money=%3DNaN&answers.health=%3D-0&answers.mind=%2C5",
		"answers.=%00&answers.rested=%3D%F0%28%8C%28",
	} {
		f.Add(body)
	}
	all := forms(f)
	f.Fuzz(func(t *testing.T, body string) {
		typed, _ := url.ParseQuery(body) // what is ill-formed is left out, as the server does
		for _, form := range all {
			for _, step := range question.Whole(form) {
				_, _ = step.Read(typed) // must not panic; what is wrong is told by the form as a whole
			}
			answers, err := question.Present(form, typed)
			if err != nil || form.CheckAnswers(answers) != nil {
				continue
			}
			shown, err := question.Present(form, question.Values(form, answers))
			if err != nil {
				t.Fatalf("%s: what was read cannot be shown: %v", form.Definition.Code, err)
			}
			one, other := form.Settle(answers), form.Settle(shown)
			before, err := form.Pack(one)
			if err != nil {
				t.Fatal(err)
			}
			after, err := form.Pack(other)
			if err != nil || !reflect.DeepEqual(before, after) {
				t.Fatalf("%s: %+v is shown as %+v (%v)", form.Definition.Code, one, other, err)
			}
		}
	})
}

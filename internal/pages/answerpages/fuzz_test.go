package answerpages_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// Whatever is posted to a link's address is answered, and no answer that the instrument does not know is kept.
func FuzzWhatIsPostedToALink(f *testing.F) {
	for step, body := range map[string]string{
		"s1":  "mode=s&do=hand_in&answers.goals%5B1%5D.goal=Oma+asunto&answers.goals%5B1%5D.weight=%3D2",
		"s2":  "do=more&answers.goals%5B99%5D.goal=x&answers.goals%5B0%5D.goal=y&answers.goals%5B-1%5D.goal=z",
		"q1":  "do=skip&mode=q",
		"q99": "do=next&answers.=%3D1&answers.nothing=%3D%00",
		"end": "do=hand_in&interpreter=yes&answers.goals%5B1%5D.level=%21",
		"":    "language=klingon&mode=%FF",
		"..":  "do=stop&%ZZ",
	} {
		f.Add(step, body)
	}
	s := site.New(f)
	w := newTown(s)
	link := invited(f.Context(), w, "goals")
	f.Fuzz(func(t *testing.T, step, body string) {
		request := httptest.NewRequest("POST", "/m/", strings.NewReader(body))
		request.URL.Path = link + "/" + step
		request.Host = site.Host
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Sec-Fetch-Site", "same-origin")
		answer := httptest.NewRecorder()
		s.Handler.ServeHTTP(answer, request)
		if answer.Code >= 500 {
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
		holder := access.Respondent(outcome.HashLink(strings.TrimPrefix(link, "/m/")))
		err := s.Acts.Read(t.Context(), holder, func(tx *act.Tx) error {
			sheet, err := outcome.OpenSheet(tx)
			if err != nil {
				return err
			}
			return sheet.Form.CheckAnswers(sheet.Answers)
		})
		if err != nil && !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		if answer.Code < 400 || fault.Is(err, fault.NotFound) {
			link = invited(t.Context(), w, "goals")
		}
	})
}

// invited makes a link without a word to the test, which may be a fuzzing one.
func invited(ctx context.Context, w *town, code string) string {
	n := outcome.Invitation{ID: id.New[outcome.Link](), Client: w.daavid, Occasion: outcome.AtStart, Language: "fi"}
	var token string
	err := w.Acts.Write(ctx, testworld.Aino, func(tx *act.Tx) error {
		i, err := instrument.FindCode(tx, testworld.North, code)
		if err != nil {
			return err
		}
		v, _ := i.Newest()
		n.Version = v.ID
		if _, err = outcome.Invite(tx, n); err != nil {
			return err
		}
		_, token, err = outcome.Token(tx, n.ID)
		return err
	})
	if err != nil {
		panic(err)
	}
	return "/m/" + token
}

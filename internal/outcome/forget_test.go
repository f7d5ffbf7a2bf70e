package outcome_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
)

// forgotten erases a client as the page does.
func forgotten(w *testworld.World, c client.ClientID) {
	w.Helper()
	w.Write(access.Terminal(), func(tx *act.Tx) error {
		if err := outcome.Forget(tx, c); err != nil {
			return err
		}
		return client.Erase(tx, c)
	})
}

// course measures a client three times: in spring, and twice in the same month of autumn, of which the last was corrected.
func course(w *testworld.World, c client.ClientID, v instrument.VersionID) (all []outcome.Measurement) {
	w.Helper()
	for i, m := range []outcome.Measurement{measurement(c, v, weeks(3, 8, "Yöt menevät valvoessa")), measurement(c, v, weeks(6, 5, "")), measurement(c, v, weeks(7, 4, "Ei ollut ketään"))} {
		m.Occasion, m.Place = outcome.Occasions()[i], "outdoors" // too long a word to stand in sealed bytes by chance
		m.Day = today.AddDays([]int{-200, -16, -3}[i])
		all = append(all, recorded(w, testworld.Aino, m))
	}
	last := all[2]
	last.Answers = weeks(8, 4, "Kukaan ei vastannut")
	w.Write(testworld.Aino, func(tx *act.Tx) error {
		_, err := outcome.Correct(tx, outcome.Correction{ID: id.New[outcome.Correction](), Seen: 1, Reason: "Luin väärin", Measurement: last})
		return err
	})
	return all
}

func TestOfAnErasedClientScoresStayAndNothingThatLeadsToHer(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		i, v := loaded(w, weekly())
		all := course(w, c, v)
		_, token := invited(w, testworld.Aino, invitation(c, v))
		if err := plan(w, testworld.Aino, c, i, on(outcome.AtFollowUp, 90)); err != nil {
			t.Fatal(err)
		}
		forgotten(w, c)
		if _, err := sheet(w, token); !fault.Is(err, fault.NotFound) {
			t.Errorf("the link lives on: %v", err)
		}
		left := strings.ToLower(dump(w))
		for _, m := range all {
			for _, trace := range []string{c.String(), m.ID.String(), hex.EncodeToString(c[:]), string(c[:]), testworld.Aino.ID.String(), m.Day.String(), m.Place} {
				if strings.Contains(left, strings.ToLower(trace)) {
					t.Errorf("%q leads to her", trace)
				}
			}
		}
		stays := rows(w, "SELECT occasion, day, answered_by, s01, s02 FROM fact_outcome_measurement ORDER BY day")
		if got := fmt.Sprint(occasionsAndScores(stays)); got != "[start 5 interim 11 end 14]" {
			t.Errorf("%v", got)
		}
		people := rows(w, "SELECT client FROM fact_outcome_measurement GROUP BY client")
		if len(people) != 1 {
			t.Errorf("one person is %d", len(people))
		}
		packs := packedOf(w, i)
		f := formOf(w, v)
		columns, _ := f.Columns("summa")
		for _, p := range packs {
			if p.Client.String() != fmt.Sprint(people[0][0]) || len(p.Scores) != 2 || columns.Read(p.Closed, make([]float64, 2)) {
				t.Errorf("%+v", p)
			}
		}
		if len(packs) != 3 || packs[0].Scores[0] != 5 || packs[2].Scores[0] != 14 || packs[1].Day >= packs[2].Day {
			t.Errorf("%+v", packs)
		}
	})
}

func TestWhoeverMayNotEraseForgetsNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		c := measured(w, "Daavid")
		_, v := loaded(w, weekly())
		recorded(w, testworld.Aino, measurement(c, v, weeks(7, 4, "")))
		if err := w.TryWrite(testworld.Aino, func(tx *act.Tx) error { return outcome.Forget(tx, c) }); !fault.Is(err, fault.NotFound) {
			t.Errorf("a worker erases: %v", err)
		}
		if all, err := of(w, testworld.Aino, c); err != nil || len(all) != 1 {
			t.Errorf("%+v %v", all, err)
		}
	})
}

func TestTwoRatingsOfOneMomentStayTiedWhenTheirClientIsErasedAndOthersAreLeftAlone(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		hers, other, joined := measured(w, "Daavid"), measured(w, "Daavit"), measured(w, "Taavetti")
		_, v := loaded(w, weekly())
		first := recorded(w, testworld.Aino, measurement(hers, v, weeks(7, 4, "")))
		second := measurement(hers, v, weeks(5, 5, ""))
		second.By, second.Moment = outcome.ByWorker, outcome.MomentID(first.ID)
		recorded(w, testworld.Aino, second)
		recorded(w, testworld.Aino, measurement(joined, v, weeks(2, 2, "")))
		kept := recorded(w, testworld.Aino, measurement(other, v, weeks(1, 1, "Vieressä")))
		w.Write(testworld.Aino, func(tx *act.Tx) error {
			return client.MergeRecords(tx, client.Merge{ID: id.New[client.Merge](), Client: joined, Into: hers, Reason: "Sama ihminen"})
		})
		forgotten(w, hers)
		tied := rows(w, "SELECT s.client, f.client FROM fact_outcome_measurement s JOIN fact_outcome_measurement f ON f.measurement = s.moment AND s.moment <> s.measurement")
		if len(tied) != 1 || tied[0][0] != tied[0][1] {
			t.Errorf("%v", tied)
		}
		if people := rows(w, "SELECT client FROM fact_outcome_measurement GROUP BY client"); len(people) != 2 {
			t.Errorf("she and the other are %d people", len(people))
		}
		h, err := find(w, testworld.Aino, kept.ID)
		if err != nil || h.Now().Answers.Items["miksi"].Text != "Vieressä" {
			t.Errorf("%+v %v", h, err)
		}
	})
}

func occasionsAndScores(all [][]any) (out []string) {
	for _, r := range all {
		out = append(out, fmt.Sprint(r[0]), fmt.Sprint(r[3]))
	}
	return out
}

func formOf(w *testworld.World, v instrument.VersionID) (f *instrument.Form) {
	w.Helper()
	w.Read(testworld.Aino, func(tx *act.Tx) (err error) {
		if _, err = instrument.List(tx); err != nil {
			return err
		}
		f, err = instrument.FormOf(tx, v)
		return err
	})
	return f
}

// packedOf reads an instrument's measurements as group reports do, the oldest first.
func packedOf(w *testworld.World, i instrument.InstrumentID) (all []outcome.Packed) {
	w.Helper()
	for _, r := range rows(w, "SELECT packed FROM fact_outcome_packed WHERE instrument = $1 ORDER BY day", i) {
		var p outcome.Packed
		if err := p.Read(r[0].([]byte)); err != nil {
			w.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

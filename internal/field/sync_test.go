package field_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"rinnalla/internal/act"
	"rinnalla/internal/field"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

func TestAVisitFromThePhoneIsOnRecordAsSheWroteIt(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		e := envelope("stop", y.visit())
		y.wants(y.send("aino", e), field.Taken)
		h, found := y.onRecord(testworld.Aino, e)
		if !found {
			t.Fatal("it is not on record")
		}
		got := h.Now()
		if got.Present != 42 || got.Conversations != 6 || got.Clienthoods != 1 || got.Minutes != 150 || got.Heard != "Bussi ei kulje iltaisin." {
			t.Errorf("counts differ: %+v", got.Stop)
		}
		if got.Ages != (outreach.ByAge{0, 1, 0, 0, 0, 2}) || got.Genders != (outreach.ByGender{3}) || got.Onward.Sum() != 2 || got.Feedback != (outreach.ByMark{0, 0, 1, 0, 2}) {
			t.Errorf("splits differ: %+v", got.Stop)
		}
		if got.Source != outreach.Field || got.RecordedBy != testworld.Aino.ID || got.Start.String() != "12:00" || len(got.Topics) != 1 {
			t.Errorf("circumstances differ: %+v", got)
		}
	})
}

func TestTheSameEnvelopeThriceIsOneVisit(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		e := envelope("stop", y.visit())
		y.wants(y.send("aino", e), field.Taken)
		y.wants(y.send("aino", again(e)), field.AlreadyHad)
		y.wants(y.send("aino", e, e), field.AlreadyHad, field.AlreadyHad)
		if n := y.visits(); n != 1 {
			t.Errorf("%d visits, want 1", n)
		}
	})
}

func TestOneBadEnvelopeAmongFortyGoodOnesHoldsUpNobody(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		var parcel []body
		for i := range 41 {
			e := envelope("stop", y.visit())
			if i == 7 {
				e = envelope("stop", y.with("present", -3))
			}
			parcel = append(parcel, e)
		}
		got := y.send("aino", parcel...)
		for i, v := range got.Verdicts {
			want := field.Taken
			if i == 7 {
				want = field.Refused
			}
			if v.Word != want {
				t.Fatalf("envelope %d is %s, want %s (%s)", i, v.Word, want, v.Text)
			}
		}
		if n := y.visits(); n != 40 {
			t.Errorf("%d visits, want 40", n)
		}
		bad := got.Verdicts[7]
		if len(bad.Fields) != 1 || bad.Fields[0].Name != "present" || bad.Fields[0].Key != "visit.present.outside" || bad.Fields[0].Text == "" {
			t.Errorf("the refusal does not say why: %+v", bad)
		}
	})
}

func TestTheReasonComesInTheLanguageOfThePhone(t *testing.T) {
	y := open(testworld.New(t))
	parcel := body{"protocol": 1, "worker": testworld.Aino.ID, "envelopes": []body{envelope("stop", y.with("day", "2031-01-01"))}}
	for address, lang := range map[string]i18n.Lang{"/field/sync": i18n.FI, "/field/sync?language=sv": i18n.SV, "/field/sync?language=fi-selko": i18n.Selko, "/field/sync?language=xx": i18n.FI} {
		got := y.parcelTo(address, "aino", parcel)
		y.wants(got, field.Refused)
		if want := i18n.For(lang).T("visit.day.future"); got.Verdicts[0].Fields[0].Text != want {
			t.Errorf("%s: %q, want %q", address, got.Verdicts[0].Fields[0].Text, want)
		}
	}
}

func TestOtherContentUnderTheSameIdIsAConflictAndShowsBothVersions(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		e := envelope("stop", y.with("topics", []any{}))
		y.wants(y.send("aino", e), field.Taken)
		other := maps.Clone(e)
		other["body"] = y.with("present", 43)
		got := y.send("aino", other)
		y.wants(got, field.Conflict)
		theirs := got.Verdicts[0].Theirs
		if theirs == nil || theirs.Version != 1 || theirs.Body.Present != 42 || theirs.By != "Aino Ahola" {
			t.Fatalf("the version that stands is not shown: %+v", theirs)
		}
		if theirs.Body.Topics == nil || theirs.Body.Workers == nil {
			t.Error("the phone gets null where it expects a list")
		}
		if h, _ := y.onRecord(testworld.Aino, e); h.Now().Present != 42 || len(h.Versions) != 1 {
			t.Error("the conflict changed the visit")
		}
	})
}

func TestACorrectionNamesTheVersionItSaw(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		e := envelope("stop", y.visit())
		y.wants(y.send("aino", e), field.Taken)
		correction := envelope("correction", body{"stop": e["id"], "saw": 1, "reason": "laskin uudelleen", "content": y.with("present", 43)})
		y.wants(y.send("aino", correction), field.Taken)
		y.wants(y.send("aino", correction), field.AlreadyHad)
		late := envelope("correction", body{"stop": e["id"], "saw": 1, "reason": "minäkin laskin", "content": y.with("present", 44)})
		got := y.send("aino", late)
		y.wants(got, field.Conflict)
		if theirs := got.Verdicts[0].Theirs; theirs == nil || theirs.Version != 2 || theirs.Body.Present != 43 {
			t.Errorf("the version that stands is not shown: %+v", got.Verdicts[0])
		}
		if h, _ := y.onRecord(testworld.Aino, e); len(h.Versions) != 2 || h.Now().Present != 43 {
			t.Errorf("%d versions, %d present", len(h.Versions), h.Now().Present)
		}
	})
}

func TestAnotherUnitsVisitIsRefusedAndTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		mine := envelope("stop", y.visit())
		y.wants(y.send("aino", mine), field.Taken)
		inHerUnit := envelope("stop", y.visit())
		takingHerID := maps.Clone(mine)
		correcting := envelope("correction", body{"stop": mine["id"], "saw": 1, "reason": "en saisi", "content": y.visit()})
		got := y.send("cia", inHerUnit, takingHerID, correcting)
		y.wants(got, field.Refused, field.Refused, field.Refused)
		for _, v := range got.Verdicts {
			if v.Key != "field.not_yours" || v.Theirs != nil || len(v.Fields) > 0 {
				t.Errorf("the refusal tells too much: %+v", v)
			}
		}
		if n := y.visits(); n != 1 {
			t.Errorf("%d visits, want 1", n)
		}
	})
}

func TestAWrongPhoneClockLosesNothing(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		old, never, ahead := envelope("stop", y.visit()), envelope("stop", y.visit()), envelope("stop", y.visit())
		old["made_at"] = "1970-01-01T00:00:10.000Z"
		never["made_at"] = "+012345-01-01T00:00:00.000Z"
		ahead["id"] = id.FirstAt[outreach.Stop](time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)).String()
		y.wants(y.send("aino", old, never, ahead), field.Taken, field.Taken, field.Taken)
		wrongDay := envelope("stop", y.with("day", "2099-01-01"))
		got := y.send("aino", wrongDay)
		y.wants(got, field.Refused)
		if f := got.Verdicts[0].Fields; len(f) != 1 || f[0].Name != "day" {
			t.Errorf("the refusal does not name the day: %+v", got.Verdicts[0])
		}
	})
}

func TestWhatTheServerDoesNotKnowIsRefusedAndNeverDropped(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		kind := envelope("dream", body{})
		form := envelope("stop", y.visit())
		form["form"] = 2
		extra := envelope("stop", y.with("weather", "sade"))
		code := envelope("stop", y.with("onward", body{"moon": 1}))
		shape := envelope("stop", y.with("present", "monta"))
		got := y.send("aino", kind, form, extra, code, shape)
		y.wants(got, field.Refused, field.Refused, field.Refused, field.Refused, field.Refused)
		for i, want := range []string{"field.update_app", "field.update_app", "field.unreadable", "fault.invalid", "field.unreadable"} {
			if v := got.Verdicts[i]; v.Key != want || v.Text == "" || strings.HasPrefix(v.Text, "[") {
				t.Errorf("envelope %d: %s %q, want %s", i, v.Key, v.Text, want)
			}
		}
		future := y.parcel("aino", body{"protocol": 2, "worker": testworld.Aino.ID, "envelopes": []body{envelope("stop", y.visit())}})
		y.wants(future, field.Refused)
		if _, waiting := y.returned(testworld.Aino); waiting != 6 {
			t.Errorf("%d returned envelopes wait at the desk, want 6", waiting)
		}
	})
}

func TestANewPlaceAndARoundComeBeforeTheVisitThere(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		place := envelope("place", body{"organisation": testworld.North, "kind": "street", "name": "Torin laita", "municipality": "205", "address": ""})
		round := envelope("round", body{"organisation": testworld.North, "unit": testworld.NorthUnit, "day": "2026-11-20", "aim": "Tavataan ruokajonossa",
			"places": []any{place["id"]}, "workers": []any{testworld.Aino.ID}})
		there := y.with("place", place["id"])
		there["round"] = round["id"]
		visit := envelope("stop", there)
		y.wants(y.send("aino", visit), field.Refused)
		y.wants(y.send("aino", place, round, again(visit)), field.Taken, field.Taken, field.Taken)
		y.wants(y.send("aino", place, round, visit), field.Taken, field.Taken, field.AlreadyHad)
		if all, waiting := y.returned(testworld.Aino); waiting != 0 || len(all) != 1 || all[0].State != field.Mended {
			t.Errorf("the refusal is not settled: %+v", all)
		}
	})
}

func TestARecognisableTextIsRefusedUntilSheSaysThatSheLooked(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		e := envelope("stop", y.with("heard", "Soita 040 123 4567"))
		got := y.send("aino", e)
		y.wants(got, field.Refused)
		if f := got.Verdicts[0].Fields; len(f) != 1 || f[0].Name != "heard" {
			t.Fatalf("%+v", got.Verdicts[0])
		}
		looked := again(e)
		confirmed := y.with("heard", "Soita 040 123 4567")
		confirmed["heard_confirmed"] = true
		looked["body"] = confirmed
		y.wants(y.send("aino", looked), field.Taken)
	})
}

func TestRecordsAreNeverFiledUnderAnothersName(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		parcel := body{"protocol": 1, "worker": testworld.Aino.ID, "envelopes": []body{envelope("stop", y.visit())}}
		if got := y.parcel("bertta", parcel); got.Status != http.StatusConflict {
			t.Errorf("status %d, want 409", got.Status)
		}
		if got := y.parcel("ended", parcel); got.Status != http.StatusUnauthorized {
			t.Errorf("an ended session: status %d, want 401", got.Status)
		}
		if got := y.parcel("dora", parcel); got.Status != http.StatusNotFound {
			t.Errorf("a worker without outreach: status %d, want 404", got.Status)
		}
		if n := y.visits(); n != 0 {
			t.Errorf("%d visits, want none", n)
		}
	})
}

func TestAParcelThatCannotBeReadIsRefusedWhole(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		many := make([]body, field.MostEnvelopes+1)
		for i := range many {
			many[i] = envelope("stop", y.visit())
		}
		for name, parcel := range map[string]any{
			"no envelopes":   body{"protocol": 1, "worker": testworld.Aino.ID, "envelopes": []body{}},
			"too many":       body{"protocol": 1, "worker": testworld.Aino.ID, "envelopes": many},
			"an extra field": body{"protocol": 1, "worker": testworld.Aino.ID, "envelopes": []body{envelope("stop", y.visit())}, "x": 1},
			"a string":       "moi",
		} {
			if got := y.parcel("aino", parcel); got.Status != http.StatusBadRequest {
				t.Errorf("%s: status %d, want 400", name, got.Status)
			}
		}
		if n := y.visits(); n != 0 {
			t.Errorf("%d visits, want none", n)
		}
	})
}

func TestAnEnvelopeThatCannotBeReadIsItsOwnFault(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		got := y.parcel("aino", body{"protocol": 1, "worker": testworld.Aino.ID,
			"envelopes": []any{17, body{"id": "not an id"}, envelope("stop", y.with("heard", strings.Repeat("ä", 40_000))), envelope("stop", y.visit())}})
		y.wants(got, field.Refused, field.Refused, field.Refused, field.Taken)
		if got.Verdicts[1].ID != "not an id" {
			t.Errorf("the phone cannot tell which one: %+v", got.Verdicts[1])
		}
	})
}

func TestAnOutageIsNoVerdict(t *testing.T) {
	y := open(testworld.New(t))
	y.lose()
	got := y.send("aino", envelope("stop", y.visit()), envelope("stop", y.visit()))
	if got.Status != http.StatusServiceUnavailable || fmt.Sprint(got.words()) != "[later later]" {
		t.Errorf("status %d, verdicts %v", got.Status, got.words())
	}
	if !strings.Contains(y.log.String(), "level=ERROR") {
		t.Error("the operator's log does not tell of it")
	}
	if strings.Contains(y.log.String(), "Bussi") {
		t.Error("the operator's log tells what was heard")
	}
}

func TestEveryEnvelopeHasItsOwnRowInTheUseLog(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		y.wants(y.send("aino", envelope("stop", y.visit()), envelope("stop", y.with("present", -1)), envelope("stop", y.visit())),
			field.Taken, field.Refused, field.Taken)
		outcomes := map[act.Outcome]int{}
		acts := map[string]bool{}
		y.Read(testworld.Bertta, func(tx *act.Tx) error {
			rows, err := act.ReadLog(tx, act.LogFilter{Permission: "visit.record", Limit: 100})
			for _, row := range rows {
				outcomes[row.Outcome]++
				acts[row.Act.String()] = true
				if row.Actor != site.Actor("aino").ID {
					t.Errorf("the log names %s", row.ActorName)
				}
			}
			return err
		})
		if outcomes[act.Done] != 2 || outcomes[act.Failed] != 1 || len(acts) != 3 {
			t.Errorf("outcomes %v in %d acts, want 2 done and 1 failed in 3", outcomes, len(acts))
		}
	})
}

// Ids of version 7 sort by age and are minted by the phone; nothing else is taken.
func TestAnIdOfAnotherKindIsRefusedInWords(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		random, sound := envelope("stop", y.visit()), envelope("stop", y.visit())
		random["id"] = id.Random[outreach.Stop]().String()
		variant := envelope("place", body{})
		variant["id"] = "01900000-0000-7000-c000-0000000000c1"
		got := y.send("aino", random, sound, variant)
		y.wants(got, field.Refused, field.Taken, field.Refused)
		for _, i := range []int{0, 2} {
			if v := got.Verdicts[i]; v.Key != "field.id_of_another_kind" || !strings.HasPrefix(v.Text, "Kirjauksen tunnus") {
				t.Errorf("%+v", v)
			}
		}
		if n := y.visits(); n != 1 {
			t.Errorf("%d visits on record", n)
		}
		if _, waiting := y.returned(testworld.Aino); waiting != 2 {
			t.Errorf("%d kept for the desk", waiting)
		}
		if v := y.parcelTo("/field/sync?language=sv", "aino", body{"protocol": 1, "worker": testworld.Aino.ID, "envelopes": []any{random}}).Verdicts[0]; !strings.HasPrefix(v.Text, "Registreringens identifierare") {
			t.Errorf("in Swedish: %+v", v)
		}
	})
}

func TestAVisitThatNamesSomebodyFromElsewhereIsRefusedAndNamesTheField(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		with := func(who ...any) body { return envelope("stop", y.with("workers", who)) }
		got := y.send("aino", with(testworld.Aino.ID, testworld.Aune.ID), with(testworld.Aino.ID, testworld.Cia.ID))
		y.wants(got, field.Taken, field.Refused)
		if f := got.Verdicts[1].Fields; len(f) != 1 || f[0].Name != "workers" || f[0].Key != "visit.workers.unknown" || !strings.Contains(f[0].Text, "tehtävää") {
			t.Errorf("%+v", got.Verdicts[1])
		}
		if n := y.visits(); n != 1 {
			t.Errorf("%d visits on record", n)
		}
	})
}
